"""
What the attacked world holds of learning: of each kind one thing of staff and one of an outsider.

Two partners hold a session each. Of needs, results, tests, studies and proofs there are those that wait and those that
are over.
"""

import datetime as dt
from typing import Any
from urllib.parse import urlsplit

from django.urls import resolve

from piawai.accounts.models import User
from piawai.competencies.models import Competency
from piawai.learning.models import Enrolment, Meeting, Partner, PriorLearning, Session, Study, StudyExtension
from piawai.learning.queries.presence import participants
from piawai.learning.services import (
    agreements,
    certificates,
    enrolments,
    external,
    feeds,
    offers,
    prior,
    quizzes,
    study,
)
from piawai.learning.services.sessions import open_session
from piawai.learning.terms import Entry, ItemRow
from piawai.lib import clock
from piawai.people.models import Person
from tests import followed, graduates, presence, town
from tests.agreed import Agreed, working_with
from tests.pictures import png
from tests.studying import studying

# The partner for which an account acts, the session it holds and who goes there, what that costs
PARTNERS = {
    "partner": ("Balai Satu", "S5", "staff", 1_000_000),
    "partner_too": ("Balai Dua", "S4", "outsider", 7_777_777),
}
LED = {"staff": "chief", "outsider": "other_chief"}
LOOKED_AT_BY = {"staff": "assessor", "outsider": "assessor_too"}  # whose prior learning an assessor has
UNDER_WAY = {"partner": ("S3", "staff"), "partner_too": ("S6", "outsider")}
OVER = {"staff": "SD", "outsider": "SE"}
DAY = dt.timedelta(days=1)
_DAYS = {"starts_on": "01-02-2027", "ends_on": "02-02-2027"}


def typed(address: str) -> str:
    """Return the short code of a participant of a meeting who has not been seen at it yet."""
    meeting = Meeting.objects.get(pk=resolve(urlsplit(address).path).kwargs["number"])
    return participants(meeting.session).exclude(presences__meeting=meeting)[0].code


# How somebody fills forms of learning, by address and field; and fields by how their names end
FILL: dict[str, dict[str, Any]] = {
    "session_results": {"count": "1", "minutes": "30"},
    "partner_add": {"name": "Balai Baru"},
    "member_invite": {"email": "balai@example.id"},
    "agreement_add": {"number": "N-9", **_DAYS},
    "agreement_sign": {"signed_on": "24-11-2026"},
    "agreement_price": {"participant_cost": "5", "fixed_cost": "5"},
    "agreement_order": {"session": "S7"},
    "agreement_files": {"file": png()},
    "payment_add": {"document": "SP2D-9", "amount": "5"},
    "payment_correct": {"amount": "5", "paid_on": "24-11-2026"},
    "offer_take": {"code": "B-1"},
    "own_call": {"hours": "8", "seats": "5", "participant_cost": "5", "fixed_cost": "", **_DAYS},
    "meeting": dict.fromkeys(("after", "code"), typed),
    "item_new": {"options": "satu\ndua", "right": "1"},
    "item": {"text": "Soal yang berubah?", "options": "satu\ndua", "right": "1"},
    "study_ask": {"starts_on": "01-09-2029", "ends_on": "01-09-2031"},
    "study_extend": {"ends_on": "01-01-2030"},
    "study_finish": {"ended_on": "24-11-2026"},
    "study_end": {"ended_on": "24-11-2026"},
    "prior_ask": {"file_1": png(), "competency": "SK.1"},
    "external_upload": {"starts_on": "01-06-2026", "ends_on": "02-06-2026", "file": png("red")},
    "external_decide": {"hours": "8", "valid_until": "", "reaches": ""},
}
FILL_ENDS = {"-score": "80", "-passed": "", "-hours": "8"}  # of a result: its participant stands before


SOMETIMES = frozenset({"payment_add"})  # of this year's sessions alone: in December they lie in the next


def comes_too_late_or_soon(address: str) -> bool:
    """Return whether a form is refused, whatever is filled in: its session has begun, or has not, or is paid."""
    name, args = resolve(urlsplit(address).path).url_name, resolve(urlsplit(address).path).kwargs
    today = clock.today()
    if name in {"enrolment_cancel", "enrolment_substitute"}:
        return Enrolment.objects.get(code=args["code"]).session.starts_on <= today
    if name == "session_meetings":
        return Session.objects.get(code=args["code"]).starts_on <= today
    if name == "payment_add":
        return bool(args["code"] != "S5")  # for which a second person's seat is left to pay
    return name == "results" and Session.objects.get(code=args["code"]).starts_on > today


def learn(people: dict[str, Person], users: dict[str, User]) -> tuple[dict[str, Partner], str]:
    """Let people learn with two partners; return whose account acts for which, and the secret of staff's calendar."""
    partners = {}
    for reader, (name, code, person, price) in PARTNERS.items():
        made = working_with(users[reader], code=code, person=people[person], partner=name, price=price)
        presence.scanned(made.session)
        partners[reader] = made.partner
        if reader == "partner":
            _more(made)
    presence.enrolled(Session.objects.get(code="S5"), [people["colleague"]])
    _need(partners["partner"])
    _join(people)
    for reader, (code, name) in UNDER_WAY.items():
        _under_way(people[name], code=code, partner=partners[reader])
    _pass(people, users["bkpsdm"].code)
    _study(people, users)
    _proofs(people)
    return partners, feeds.make_feed(person=people["staff"], at=clock.now())


def _more(made: Agreed) -> None:
    """Let a partner offer two sessions more, of which one stands under its agreement and is not paid."""
    for number, code in enumerate(("S7", "S8")):
        row = town.session_row(code, clock.today() + (38 + 4 * number) * DAY, partner=made.partner.name, seats=4)
        town.sessions(row)
    agreements.order(agreement=made.agreement, session=Session.objects.get(code="S8"), by="tests", at=clock.now())


def _need(partner: Partner) -> None:
    """Send a need to one partner alone; another one has gone to both."""
    today = clock.today()
    offers.send_need(
        competency=Competency.objects.get(code="M.2"),
        level=2,
        people=5,
        days=(today + 60 * DAY, today + 90 * DAY),
        most=None,
        words="Hanya untuk satu lembaga",
        answers_until=today + 30 * DAY,
        partners=[partner],
        on=today,
        by="tests",
        at=clock.now(),
    )


def _join(people: dict[str, Person]) -> None:
    """Let people ask for a seat, one of them with the head's word, and be invited."""
    said: dict[str, Any] = {"on": clock.today(), "at": clock.now()}
    asked, invited = _opened("J1", days=60, steps=2), _opened("J2", days=75, steps=1)
    for name in (*LED, "colleague"):
        made = enrolments.ask(session=asked, person=people[name], head=None, link="/", **said)
        if name not in LED:
            enrolments.agree(enrolment=made, by=people["chief"].code, link="/", **said)
    scope = Person.objects.filter(pk__in=[people[name].pk for name in LED])
    presence.bank(invited, 1)
    enrolments.invite(session=invited, scope=scope, entry=Entry.INVITED, by="tests", link="/", **said)


def _opened(code: str, *, days: int, steps: int) -> Session:
    today = clock.today()
    town.sessions(town.session_row(code, today + days * DAY, mode="DARING"))
    found = Session.objects.get(code=code)
    return open_session(session=found, steps=steps, kept={}, on=today, by="tests", at=clock.now())


def _under_way(person: Person, *, code: str, partner: Partner) -> None:
    """Let a partner's session of yesterday and today have a doubtful scan and a test that was begun."""
    found = presence.under_way(person, code=code, first=clock.today() - DAY)
    Session.objects.filter(pk=found.pk).update(partner=partner)
    presence.doubted(found)
    presence.begun(found)
    draft = ItemRow("PILIHAN", "Soal yang belum terbit?", ("salah", "benar"), 1)
    quizzes.record_item(programme=found.programme_id, row=draft, by="tests", at=clock.now())


def _pass(people: dict[str, Person], by: str) -> None:
    """Let people pass, be asked what shows at work, have prints made; one certificate is revoked, one result waits."""
    for name, code in OVER.items():
        made = graduates.graduate(people[name], code=code, at=clock.now(), teaches={})
        followed.asked_now(made.enrolment, above=people[LED[name]])
        certificates.ask_to_print(session=made.enrolment.session, site="https://example.id", by="tests", at=clock.now())
    waiting = graduates.held(people["colleague"], code="SG", teaches={})
    graduates.scored(waiting, {people["colleague"]: 90}, at=clock.now())
    revoked = graduates.graduate(people["colleague"], code="SF", at=clock.now(), teaches={})
    certificates.revoke_certificate(
        certificate=revoked, reason="Keliru", on=clock.today(), by=by, at=clock.now(), link="/"
    )


def _study(people: dict[str, Person], users: dict[str, User]) -> None:
    """Let people ask to study and for recognition, of which assessors have some; one studies already, and longer."""
    by, today, at = users["bkpsdm"].code, clock.today(), clock.now()
    for name in (*LED, "colleague"):
        studying(people[name])
    for name, assessor in LOOKED_AT_BY.items():
        asked = PriorLearning.objects.get(person=people[name])
        prior.assign(prior=asked, account=users[assessor].code, on=today, by=by, at=at)
    supported = Study.objects.get(person=people["outsider"])
    study.support(study=supported, by=people[LED["outsider"]].code, at=at, link="/")
    running = Study.objects.get(person=people["colleague"])
    study.support(study=running, by=people["chief"].code, at=at, link="/")
    study.grant(study=running, letter="B/1", predicate="BAIK", on=today, by=by, at=at, link="/")
    Study.objects.filter(pk=running.pk).update(starts_on=today - 30 * DAY)
    StudyExtension.objects.create(
        study=running, was_on=today, ends_on=running.ends_on, letter="B/2", reason="Penelitian", by=by, at=at
    )


def _proofs(people: dict[str, Person]) -> None:
    """Let people upload certificates that others issued."""
    for name in LED:
        external.upload(
            person=people[name],
            name="Kursus",
            provider="Lembaga",
            number="1",
            starts_on=graduates.FIRST,
            ends_on=graduates.FIRST,
            file_name="a.png",
            content=png(),
            on=clock.today(),
            at=clock.now(),
        )
