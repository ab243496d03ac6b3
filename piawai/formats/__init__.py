"""Spreadsheets in and out: plain data in, bytes out, and back. Nothing here knows Django or the database."""
