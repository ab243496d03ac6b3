"""The life of a round of ratings, from draft to report."""
