"""Pages of tests, of the item bank, and of the questions after the end."""
