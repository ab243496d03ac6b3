"""Settings of the one Django project."""
