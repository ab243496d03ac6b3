"""Reading rounds of ratings: who would be asked what, how far they are, and what they came to."""
