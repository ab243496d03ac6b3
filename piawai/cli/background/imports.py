"""Checking and storing uploaded files, and throwing away those that nobody touched for long."""

from collections.abc import Mapping

from piawai.cli.tasks import Task
from piawai.integrations.uploads.services import acts, running
from piawai.lib import clock


def check(task: Task) -> Mapping[str, object]:
    """Try a file and note what was found, with the end of the job; a second time it finds nothing to check."""
    running.check(token=_token(task), version=_version(task), at=clock.now(), tell=_teller(task), end=_ender(task))
    return {}


def store(task: Task) -> Mapping[str, object]:
    """Store the rows of a file, with the end of the job; a second time it finds nothing to store."""
    running.store(token=_token(task), version=_version(task), at=clock.now(), tell=_teller(task), end=_ender(task))
    return {}


def clean(_task: Task) -> Mapping[str, object]:
    """Throw away old files; a second time there are none."""
    return {"files": acts.clean(at=clock.now())}


def _token(task: Task) -> str:
    return str(task.arguments["upload"])


def _version(task: Task) -> int:
    return int(str(task.arguments["version"]))


def _teller(task: Task) -> running.Tell:
    return lambda done, total, words: task.progress(done=done, total=total, words=words)


def _ender(task: Task) -> running.End:
    return lambda result: task.end(result=result)
