"""The pages. One folder an area; templates under `templates/<area>/`. Views import no models: look-ups start from a scope."""
