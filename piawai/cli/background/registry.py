"""Which function does which job, and which jobs come by themselves."""

from piawai.cli.background import standings
from piawai.cli.tasks import Work

WORK: dict[str, Work] = {
    "competencies.refresh_due": standings.refresh,
}
DAILY = {"competencies.refresh_due": 1}  # name: hour of local time
