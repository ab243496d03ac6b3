"""Reading the log."""

from piawai.audit.models import Event


def has_happened(*, action: str) -> bool:
    """Return whether an action has ever been logged."""
    return Event.objects.filter(action=action).exists()
