"""One module a group of commands; each adds its own with `register(app)`, once the language is known."""
