"""Pages of messages to the reader."""
