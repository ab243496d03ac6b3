"""Writing, a file a subject."""
