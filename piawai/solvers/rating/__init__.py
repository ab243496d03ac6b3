"""
Who is asked about whom: the most telling questions that fit into the time people have.

Nothing uses it yet: it waits for the rounds of ratings.
"""
