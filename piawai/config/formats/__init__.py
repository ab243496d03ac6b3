"""How days and moments are written; what is not said here is Django's own."""
