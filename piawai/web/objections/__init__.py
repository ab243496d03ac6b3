"""Pages of requests to look at a level again."""
