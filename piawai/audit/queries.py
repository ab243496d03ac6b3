"""Reading the log."""

from collections.abc import Collection

from piawai.audit.models import Event


def others_have(*, actions: Collection[str], actor: str) -> bool:
    """Return whether anybody but `actor` has ever done one of the actions."""
    return Event.objects.filter(action__in=actions).exclude(actor=actor).exists()
