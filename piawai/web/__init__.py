"""The pages, one folder an area, templates under `templates/<area>/`. Views start look-ups from a scope."""
