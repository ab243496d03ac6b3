"""Somebody who asks to study for a degree and wants prior learning recognised, for tests of what follows from it."""

import datetime as dt

from piawai.competencies.models import Competency
from piawai.learning.services import prior, study
from piawai.learning.terms import HandedIn, StudyAsked, StudyKind
from piawai.lib import clock
from piawai.people.models import Person
from tests.pictures import png


def studying(person: Person) -> None:
    """Ask for a study of one's own that begins in two months, and for recognition of M.2 with a file."""
    begins = clock.today() + dt.timedelta(days=60)
    ends = begins + dt.timedelta(days=700)
    asked = StudyAsked(StudyKind.ASSIGNMENT, "USK", "Magister", "45", begins, ends, "APBD")
    at = clock.now()
    study.ask(person=person, asked=asked, predicate="", on=clock.today(), at=at, head=None, link="/")
    files = [HandedIn("bukti.png", png())]
    competency = Competency.objects.get(code="M.2")
    prior.ask(person=person, competency=competency, level=3, words="Memimpin loket", files=files, at=at)
