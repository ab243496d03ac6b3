"""Optimisation models: plain data in, plain data out. Nothing here knows Django, the database or the law."""
