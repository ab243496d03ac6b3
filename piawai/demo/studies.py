"""
Studies for a degree and prior learning of the demo city: asked for, supported, granted, running, recognised.

Everything goes through the services that the site uses; institutions are real, people and letters invented. The study
that runs is a permission: it is no absence, so that nothing of the past has to be rewritten.
"""

import contextlib
import datetime as dt
from collections.abc import Mapping

from django.db import transaction

from piawai.accounts.models import User
from piawai.competencies.models import Standing
from piawai.demo import partners as named
from piawai.demo.accounts import OFFICE, office
from piawai.formats.pdf import pdf
from piawai.formats.reports import Report, ReportColumn
from piawai.learning.models import PriorLearning, Study
from piawai.learning.services import prior as priors
from piawai.learning.services import study as studies
from piawai.learning.terms import Degree, Funding, HandedIn, StudyAsked, StudyKind
from piawai.people.models import Person, UnitHead
from piawai.performance.queries import last_results

OWN, WAITING = "/studi-saya/", "/studi/"
MOST = 60  # people of whom some can study: retired soon or on contract, they would only be warned of
_DAY = dt.timedelta(days=1)
_SOON, _BEGAN, _YEARS = 90 * _DAY, 300 * _DAY, 700 * _DAY
_REFUSALS = (studies.UnableToAskForStudy, studies.UnableToDecideStudy, priors.UnableToAskForRecognition)


def ask(*, on: dt.date, by: str, at: dt.datetime) -> int:
    """Let people of the shown office study and have something recognised; return how many requests there are."""
    shown = office(OFFICE)
    head = UnitHead.objects.filter(unit=shown).select_related("person").first() if shown is not None else None
    if shown is None or head is None:
        return 0
    visitors = User.objects.filter(demo=True).values("code")
    scope = Person.objects.filter(post__unit__path__startswith=shown.path, employment="PNS")
    team = list(scope.exclude(code__in=visitors).exclude(pk=head.person_id).order_by("-born_on", "pk")[:MOST])
    rated = last_results(scope=scope, on=on, known_at=at)
    predicates = {pk: str(row.predicate) for pk, row in rated.items()}
    _studies(team[:4], predicates, head.person, on=on, by=by, at=at)
    _priors(team[4:6], on=on, by=by, at=at)
    return Study.objects.count() + PriorLearning.objects.count()


def _studies(
    team: list[Person], predicates: Mapping[int, str], head: Person, *, on: dt.date, by: str, at: dt.datetime
) -> None:
    """Ask for four studies: one waits for the head, one for BKPSDM, one is granted and begins soon, one runs."""
    for number, person in enumerate(team):
        runs = number == 3
        asked_on = on - _BEGAN - _SOON if runs else on
        with contextlib.suppress(*_REFUSALS), transaction.atomic():
            row = studies.ask(
                person=person,
                asked=_asked(number, asked_on + _SOON, StudyKind.PERMISSION if runs else StudyKind.ASSIGNMENT),
                predicate=predicates.get(person.pk, ""),
                on=asked_on,
                at=at,
                head=head.pk if number == 0 else None,
                link=WAITING,
            )
            if number > 0:
                studies.support(study=row, by=head.code, at=at, link=OWN)
            if number > 1:
                studies.grant(
                    study=row,
                    letter=f"800.1.4/{number:03d}/BKPSDM",
                    predicate=predicates.get(person.pk, ""),
                    on=asked_on,
                    by=by,
                    at=at,
                    link=OWN,
                )


def _asked(number: int, starts_on: dt.date, kind: StudyKind) -> StudyAsked:
    stated = (
        (named.USK, "Magister Administrasi Publik", Degree.S2, Funding.REGION),
        (named.USK, "Magister Kebencanaan", Degree.S2, Funding.SCHOLARSHIP),
        (named.UIN, "Sistem Informasi", Degree.S1, Funding.REGION),
        (named.POLITEKNIK, "Teknologi Informatika", Degree.D4, Funding.OWN),
    )
    institution, programme, degree, funding = stated[number % len(stated)]
    words = "Layanan unit memerlukan keahlian ini."
    return StudyAsked(kind, institution, programme, degree, starts_on, starts_on + _YEARS, funding, words)


def _priors(team: list[Person], *, on: dt.date, by: str, at: dt.datetime) -> None:
    """Ask for recognition twice: one waits for BKPSDM, one is recognised a level lower than asked."""
    columns, rows = (ReportColumn("Tahun"), ReportColumn("Pekerjaan")), (("2019-2024", "Memimpin tim loket"),)
    letter = Report(title="Surat keterangan pengalaman kerja", head=("Contoh",), columns=columns, rows=rows)
    paper = pdf(letter, language="id")
    for number, person in enumerate(team):
        standings = Standing.objects.filter(person=person).select_related("competency")
        demanded = standings.order_by("official", "competency__code").first()  # where nothing official decides
        if demanded is None:
            continue
        row = priors.ask(
            person=person,
            competency=demanded.competency,
            level=max(2, demanded.required),
            words="Lima tahun memimpin tim loket, menyusun prosedur, dan melatih petugas baru.",
            files=[HandedIn("surat-keterangan.pdf", paper)],
            at=at,
        )
        if number == 1:
            priors.recognise(
                prior=row,
                level=max(1, demanded.required - 1),
                reason="Surat keterangan menunjukkan pengalaman itu, tetapi belum memimpin lintas unit.",
                on=on,
                by=by,
                at=at,
                link=OWN,
            )
