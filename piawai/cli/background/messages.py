"""Mailing what waits to be read."""

from collections.abc import Mapping

from piawai.cli.tasks import Task
from piawai.integrations import mail
from piawai.lib import clock


def send_mail(_task: Task) -> Mapping[str, object]:
    """Mail the messages that wait; a second time only those that came since."""
    return {"sent": mail.deliver(at=clock.now())}
