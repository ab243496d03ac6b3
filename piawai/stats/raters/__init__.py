"""
What several raters of different leniency, at different dates, tell of what people can do.

`competencies.services.estimates` feeds it and keeps what it finds; docs/explanation/levels.md says it in plain words.
"""
