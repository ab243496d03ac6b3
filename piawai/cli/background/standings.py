"""Keeping the standings and estimates true day by day."""

from collections.abc import Mapping

from piawai.cli.tasks import Task
from piawai.competencies.services.estimates import fit_everybody
from piawai.competencies.services.standings import refresh_due
from piawai.lib import clock


def refresh(_task: Task) -> Mapping[str, object]:
    """Refresh the standings that no longer hold today; a second time it finds nothing to do."""
    return {"people": refresh_due(on=clock.today(), at=clock.now())}


def estimate(_task: Task) -> Mapping[str, object]:
    """Estimate everybody's levels from their ratings; a second time it finds nothing that changed."""
    on, at = clock.today(), clock.now()
    refresh_due(on=on, at=at)
    return {"estimates": len(fit_everybody(on=on, by="piawai", at=at).written)}
