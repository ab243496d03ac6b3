"""One module a kind of file: its columns, its checks, and the one service it calls."""
