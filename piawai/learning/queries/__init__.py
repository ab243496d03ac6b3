"""Reading, a file a subject."""
