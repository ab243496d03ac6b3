"""Keeping the standings true day by day."""

from collections.abc import Mapping

from piawai.cli.tasks import Task
from piawai.competencies.services.standings import refresh_due
from piawai.lib import clock


def refresh(_task: Task) -> Mapping[str, object]:
    """Refresh the standings that no longer hold today; a second time it finds nothing to do."""
    return {"people": refresh_due(on=clock.today(), at=clock.now())}
