"""Decisions and calculations, a file a subject."""
