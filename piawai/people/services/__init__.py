"""Writing people, units, jobs and posts."""
