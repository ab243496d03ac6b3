"""What the attacked world holds of ratings: rounds in every state, sheets of every kind, objections, the dictionary."""

import datetime as dt
import io
from typing import Any

from PIL import Image

from piawai.accounts.models import User
from piawai.cli import worker
from piawai.competencies.models import (
    Answer,
    Competency,
    Nomination,
    Objection,
    ProfileHolding,
    Round,
    Sheet,
)
from piawai.competencies.services import jobs as of_jobs
from piawai.competencies.services import versions
from piawai.competencies.services.evidence_files import add_evidence
from piawai.competencies.services.rounds import asking
from piawai.competencies.terms import NominationState, ObjectionState, ProfileOrigin, RoundState, SheetState, Source
from piawai.lib import clock
from piawai.people.models import Job, Person, Unit
from tests import rounds, sheets, town

# About whom, by whom, as what, whether related (None: not said yet), whether sent
ASKED = (
    ("staff", "chief", Source.SUPERIOR, False, False),
    ("colleague", "chief", Source.SUPERIOR, False, False),
    ("chief", "head", Source.SUPERIOR, None, False),
    ("outsider", "other_chief", Source.SUPERIOR, None, False),
    ("colleague", "staff", Source.PEER, None, False),
    ("outsider", "outsider_too", Source.PEER, False, True),
    ("chief", "staff", Source.SUBORDINATE, False, False),
)
ASSESSED = (("staff", "assessor", False), ("outsider", "assessor_too", None))
ALONE = {"staff": False, "outsider": False, "colleague": True}  # who rates oneself, and whether it is sent
OBJECTING = ("staff", "chief", "outsider")
CODE, FORMER = "M.1", "11"
CODES = ("SK.1", "T.IT.1")  # in rounds; the words of CODE are free to change


def rate(people: dict[str, Person], users: dict[str, User]) -> None:
    """Let rounds be in every state, with sheets, answers, files and names; people object; the dictionary changes."""
    today = clock.today()
    for name in ("assessor", "assessor_too"):
        sheets.accredited(users[name].code, on=today)
    _open(people, users, today)
    _named(people, users, today)
    _others(people, users, today)
    _objections(people, users, today)
    _words(people, users)
    for person in people.values():
        town.estimated(person, "T.IT.1", 2, on=today - dt.timedelta(days=30))
    acting: dict[str, Any] = {"job": Job.objects.get(name="Kepala SEKSI"), "unit": Unit.objects.get(siasn_id="SEKSI")}
    row = ProfileHolding(person=people["staff"], origin=ProfileOrigin.ACTING, starts_on=today, **acting)
    row.recorded_at = clock.now()
    row.save()


def _round(today: dt.date, **more: Any) -> Round:
    return sheets.round_(codes=CODES, on=today, **more)


def _open(people: dict[str, Person], users: dict[str, User], today: dt.date) -> None:
    """Open a round in which sheets of every kind are asked for, and some were sent."""
    found = _round(today, closes_on=today + dt.timedelta(days=20))
    for name, sent in ALONE.items():
        own = sheets.sheet(found, people[name])
        if sent:
            _sent(own)
        else:
            _answered(own)
            _evidence(own, by=people[name].code, today=today)
    for about, by, source, related, sent in ASKED:
        made = sheets.sheet(found, people[about], people[by], source=source, related=related)
        if sent:
            _sent(made)
        elif related is not None:
            _answered(made)
    for about, by, related in ASSESSED:
        account = users[by].code
        made = sheets.sheet(found, people[about], source=Source.ASSESSMENT_CENTER, assessor=account, related=related)
        if related is not None:
            _evidence(made, by=account, today=today)


def _answered(sheet: Sheet) -> None:
    Answer.objects.filter(sheet=sheet).update(level=2, lacks="KETERAMPILAN", note="Terlihat", answered_at=clock.now())
    Sheet.objects.filter(pk=sheet.pk).update(state=SheetState.BEGUN, begun_at=clock.now())


def _sent(sheet: Sheet) -> None:
    _answered(sheet)
    Sheet.objects.filter(pk=sheet.pk).update(state=SheetState.SENT, sent_at=clock.now())


def _evidence(sheet: Sheet, *, by: str, today: dt.date) -> None:
    add_evidence(sheet=sheet, asked="T.IT.1", name="bukti.png", content=picture(), by=by, on=today, at=clock.now())


def picture() -> bytes:
    """Return a small picture."""
    content = io.BytesIO()
    Image.new("RGB", (8, 8)).save(content, "PNG")
    return content.getvalue()


def _named(people: dict[str, Person], users: dict[str, User], today: dt.date) -> None:
    """Let raters be named: names that wait, and one that was confirmed."""
    naming = _round(today, state=RoundState.NOMINATING, name="Pemetaan berikutnya")
    for ratee, rater in (("staff", "colleague"), ("outsider", "outsider_too"), ("colleague", "staff")):
        Nomination.objects.create(
            round=naming, ratee=people[ratee], rater=people[rater], source=Source.PEER, made_at=clock.now()
        )
    confirmed: dict[str, Any] = {
        "state": NominationState.CONFIRMED,
        "decided_by": users["bkpsdm"].code,
        "decided_at": clock.now(),
    }
    Nomination.objects.filter(ratee=people["colleague"]).update(**confirmed)


def _others(people: dict[str, Person], users: dict[str, User], today: dt.date) -> None:
    """Let rounds be drafted, one with its price and one that is being opened, closed, reported and cancelled."""
    by = users["bkpsdm"].code
    ends = today + dt.timedelta(days=25)
    about: dict[str, Any] = {"competencies": list(Competency.objects.filter(code__in=CODES).order_by("code"))}
    priced = rounds.drafted(name="Konsep", opens_on=today, closes_on=ends, on=today, **about)
    asking.ask_cost(round_=priced, by=by, at=clock.now())
    worker.run_once()
    soon = today + dt.timedelta(days=7)
    opening = rounds.drafted(name="Segera", opens_on=today, closes_on=soon, on=today, **about)
    asking.ask_to_open(round_=opening, revision=1, sample="SEMUA", on=today, by=by, at=clock.now())
    closed = _round(today, state=RoundState.CLOSED, name="Ditutup", closed_on=today, closes_on=ends)
    reported = sheets.round_(
        codes=CODES, on=today, state=RoundState.REPORTED, name="Dilaporkan", closed_on=today, reported_on=today
    )
    for round_ in (closed, reported):
        _sent(sheets.sheet(round_, people["staff"]))
        _sent(sheets.sheet(round_, people["outsider"]))
    sheets.round_(
        codes=CODES, on=today, state=RoundState.CANCELLED, name="Batal", cancelled_on=today, reason="Salah sasaran"
    )


def _objections(people: dict[str, Person], users: dict[str, User], today: dt.date) -> None:
    """Let some object twice: one waits, one was rejected."""
    at = clock.now()
    for name in OBJECTING:
        said: dict[str, Any] = {
            "person": people[name],
            "level": 2,
            "source": Source.TRAINING,
            "found_on": today,
            "reason": "Keliru",
        }
        said |= {"made_at": at, "due_on": today + dt.timedelta(days=14)}
        Objection.objects.create(**said, competency=Competency.objects.get(code="T.IT.1"))
        done: dict[str, Any] = {"state": ObjectionState.REJECTED, "answer": "Tetap", "answered_at": at}
        by = users["bkpsdm"].code
        Objection.objects.create(**said, **done, answered_by=by, competency=Competency.objects.get(code=CODE))


def _words(people: dict[str, Person], users: dict[str, User]) -> None:
    """Draft new words, relate two competencies, keep one of the former list, and write the form of a job."""
    by, at = users["bkpsdm"].code, clock.now()
    integrity = Competency.objects.get(code=CODE)
    versions.relate(competency=integrity, kind="SAMA", other=Competency.objects.get(code="M.2"), by=by, at=at)
    versions.record_former(names={FORMER: ("Integritas (Int)", CODE)}, by=by, at=at)
    sheets.levels_in_words(CODE)
    versions.draft_version(competency=integrity, starts_on=dt.date(2100, 1, 1), by=by, at=at)
    says = dict.fromkeys(of_jobs.SAYS, "Uraian")
    of_jobs.write_job_form(job=people["staff"].post.job, revision=0, says=says, by=by, at=at)
