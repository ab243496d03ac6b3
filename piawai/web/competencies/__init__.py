"""Pages of people and units: who holds what, what is missing, and what would help."""
