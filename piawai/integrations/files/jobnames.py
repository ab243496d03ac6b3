"""Jobs as files name them: by SIASN id, by name, or both; new ones are made and listed as a warning."""

from collections.abc import Iterable

from piawai.formats.cells import Detail
from piawai.integrations.files.reading import Line, Reading
from piawai.integrations.files.references import Suggestions
from piawai.lib.text import name_key
from piawai.people.models import Job

JobKey = tuple[str, str]


def job_key(*, siasn_id: str, name: str) -> JobKey:
    """Return what makes two mentions of a job the same: its id where it is given, else its name."""
    return (siasn_id, "") if siasn_id else ("", name_key(name))


class KnownJobs:
    """The jobs known before the import, and the first line of the file that names each job."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        jobs = list(Job.objects.all())
        self.ids = {job.siasn_id for job in jobs if job.siasn_id}
        self._names = {job.name_key: job.name for job in jobs}
        self._said = {job.pk: _says(job) for job in jobs}
        self._suggestions = Suggestions(lambda: self._names)
        self._first: dict[JobKey, Line] = {}
        self._named: dict[str, tuple[Line, str]] = {}

    def mention(self, line: Line, siasn_id: str, name: str) -> None:
        """Note which line names a job, and doubt a line that gives the job of an id another name."""
        self._first.setdefault(job_key(siasn_id=siasn_id, name=name), line)
        if siasn_id and name:
            first, known = self._named.setdefault(siasn_id, (line, name))
            if first is not line and name_key(known) != name_key(name):
                self._named[siasn_id] = (first, name)  # say so once for each name
                details: dict[str, Detail] = {"row": first.number, "other": known}
                self._reading.doubt(line, "JABATAN NAMA", "job_names_differ", details)

    def doubt_new(self, made: Iterable[Job]) -> None:
        """Warn of jobs that were made, each at the first line that names it."""
        for job in made:
            line = self._first.get((job.siasn_id, "")) or self._first.get(("", job.name_key))
            if line is not None:
                nearest = self._suggestions.nearest(job.name)
                self._reading.doubt(line, "JABATAN NAMA", "job_new", {"nearest": nearest})

    def renewed(self, jobs: Iterable[Job]) -> set[int]:
        """Return the ids of known jobs that say something else now than before the import."""
        return {job.pk for job in jobs if job.pk in self._said and self._said[job.pk] != _says(job)}


def _says(job: Job) -> tuple[str, str, str]:
    return name_key(job.name), job.kind, job.group
