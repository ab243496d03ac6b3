"""
What several raters of different leniency, at different dates, tell of what people can do.

Nothing uses it yet: it waits for the rounds of ratings. No level that is shown today comes from here.
"""
