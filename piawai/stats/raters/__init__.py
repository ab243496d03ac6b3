"""What several raters of different leniency, at different dates, tell of what people can do."""
