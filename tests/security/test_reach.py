"""
T-AC-2, T-AC-3: nobody gets at what is not theirs, by whatever address, method or format. T-HDR: every answer is sealed.

Every reader walks through the pages of every view; what is seen or led to, others ask for again. The judge is the
policy's table with plain facts (tests/security/world.py), not the site's own scopes.

What is left out, since all of it would take an hour: a reader of each kind (a role), another one each time, asks for
two objects of a view at most, of which the same readers may not have the one and the other; but each object is asked
for by somebody who may not have it. One reader of each kind walks through all; of the others a walk visits a few
objects of each view, or one, by whoever reaches the same as somebody before. So each view is asked for by every kind of
reader that is in some way kept out of it, and by every kind that is let in.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import resolve, reverse

from piawai.access.terms import Permission, Role
from piawai.competencies.models import EvidenceFile, Nomination, Objection, Round, Sheet
from piawai.competencies.services.rounds import asking
from piawai.competencies.terms import RoundState, Source
from piawai.development.models import AnnualPlan
from piawai.development.services import planning
from piawai.jobs.models import Job, Message
from piawai.learning.models import (
    Agreement,
    Attempt,
    CallPartner,
    Certificate,
    Enrolment,
    ExternalCertificate,
    FollowUp,
    Meeting,
    Presence,
    PriorFile,
    PriorLearning,
    Session,
    Study,
)
from piawai.learning.queries import presence
from piawai.learning.services.certificates import PRINT
from piawai.learning.terms import HOLDS, SessionState
from piawai.lib import clock
from piawai.people.models import Person
from tests.access.test_matrix import MATRIX as ANSWERED
from tests.access.test_matrix import OF_SIGN_IN, PARTNERS, PUBLIC
from tests.architecture.test_fields import listed
from tests.cast import ROLES
from tests.once import once
from tests.security.canaries import MATRIX, NOT_PLANTED, NUMBER, Planted, plant, texts
from tests.security.learned import OVER
from tests.security.pages import FORMATS, Form, Found, named, route, walk, words_of
from tests.security.sealed import lacks_of_a_file, lacks_of_a_page
from tests.security.world import PEOPLE, READERS, World, holds, reaches, reaches_unit, roles_of, world

May = Callable[[World, str, Mapping[str, Any]], bool]


def everybody(_world: World, _reader: str, _args: Mapping[str, Any]) -> bool:
    """Let every reader in."""
    return True


def held(*permissions: Permission) -> May:
    """Let in who holds one of the permissions somewhere."""
    return lambda _world, reader, _args: any(holds(reader, permission) for permission in permissions)


def of_person(*permissions: Permission) -> May:
    """Let in whose permission reaches the person of the address."""

    def may(world: World, reader: str, args: Mapping[str, Any]) -> bool:
        subject = next(name for name, person in world.people.items() if person.code == args["code"])
        return any(reaches(reader, permission, subject) for permission in permissions)

    return may


def of_unit(*permissions: Permission) -> May:
    """Let in whose permission reaches the unit of the address."""
    return lambda _world, reader, args: any(
        reaches_unit(reader, permission, args["siasn_id"]) for permission in permissions
    )


def of_request(*permissions: Permission) -> May:
    """Let in whose permission reaches the person who made the request of the address."""

    def may(world: World, reader: str, args: Mapping[str, Any]) -> bool:
        found = world.people.items()
        subject = next(name for name, person in found if person.correction_requests.filter(pk=args["number"]).exists())
        return any(reaches(reader, permission, subject) for permission in permissions)

    return may


def of_lock(world: World, reader: str, args: Mapping[str, Any]) -> bool:
    """Let in who may change the decision of the address."""
    subject = next(name for name, lock in world.locks.items() if lock.pk == args["number"])
    return reaches(reader, Permission.LOCKS_CHANGE, subject)


def of_sheet(world: World, reader: str, args: Mapping[str, Any]) -> bool:
    """Let in whose the sheet of the address is, as a person or an assessor; no superior of another's, no BKPSDM."""
    sheet = Sheet.objects.filter(token=args["token"]).first()
    if sheet is None:
        sheet = EvidenceFile.objects.get(token=args["token"]).answer.sheet
    if sheet.rater is None:
        return sheet.assessor == world.users[reader].code and holds(reader, Permission.SHEETS_ASSESS)
    return sheet.rater.code == world.users[reader].code and holds(reader, Permission.SHEETS_ANSWER)


def of_staff(world: World, reader: str, args: Mapping[str, Any]) -> bool:
    """Let in who rates own staff in the round of the address; where nothing is left to be asked, one is led on."""
    rows = Sheet.objects.filter(round__token=args["token"], source=Source.SUPERIOR)
    return rows.filter(rater__code=world.users[reader].code).exists()


def of_nomination(*permissions: Permission, own: bool) -> May:
    """Let in whose permission reaches who named the rater of the address; `own`: also that person."""

    def may(world: World, reader: str, args: Mapping[str, Any]) -> bool:
        ratee = Nomination.objects.get(pk=args["number"]).ratee
        subject = next(name for name, person in world.people.items() if person == ratee)
        return (own or reader != subject) and any(reaches(reader, one, subject) for one in permissions)

    return may


def of_objection(*permissions: Permission) -> May:
    """Let in whose permission reaches the person who made the objection of the address."""

    def may(world: World, reader: str, args: Mapping[str, Any]) -> bool:
        person = Objection.objects.get(token=args["token"]).person
        subject = next(name for name, known in world.people.items() if known == person)
        return any(reaches(reader, permission, subject) for permission in permissions)

    return may


def of_follow_up(world: World, reader: str, args: Mapping[str, Any]) -> bool:
    """Let in of whom the questions of the address are asked."""
    return FollowUp.objects.filter(code=args["code"], rater__code=world.users[reader].code).exists()


def of_whose(find: Callable[[Mapping[str, Any]], Person], *permissions: Permission) -> May:
    """Let in whose permission reaches the person that `find` finds by the address."""

    def may(world: World, reader: str, args: Mapping[str, Any]) -> bool:
        person = find(args)
        subject = next(name for name, known in world.people.items() if known == person)
        return any(reaches(reader, permission, subject) for permission in permissions)

    return may


def enrolled(args: Mapping[str, Any]) -> Person:
    """Return whose the enrolment of the address is."""
    return Enrolment.objects.get(code=args["code"]).person


def studying(args: Mapping[str, Any]) -> Person:
    """Return who studies by the address."""
    return Study.objects.get(code=args["code"]).person


def certified(args: Mapping[str, Any]) -> Person:
    """Return whose the certificate of the address is."""
    return Certificate.objects.get(code=args["code"]).enrolment.person


def uploading(args: Mapping[str, Any]) -> Person:
    """Return who uploaded the certificate of the address."""
    return ExternalCertificate.objects.get(code=args["code"]).person


def attempting(args: Mapping[str, Any]) -> Person:
    """Return who takes the test of the address."""
    return Attempt.objects.get(code=args["code"]).enrolment.person


def of_prior(*permissions: Permission) -> May:
    """Let in whose permission reaches the person of a request for recognition, and the assessor who has it."""

    def may(world: World, reader: str, args: Mapping[str, Any]) -> bool:
        found = prior_of(args)
        given = found.assessor == world.users[reader].code and holds(reader, Permission.PRIOR_ASSESS)
        return given or of_whose(lambda _args: found.person, *permissions)(world, reader, args)

    return may


def prior_of(args: Mapping[str, Any]) -> PriorLearning:
    """Return the request for recognition of the address, or that of its file."""
    if "token" in args:
        return PriorFile.objects.get(token=args["token"]).prior
    return PriorLearning.objects.get(code=args["code"])


def of_quiz(world: World, reader: str, args: Mapping[str, Any]) -> bool:
    """Let in who holds a seat in the session of the test of the address."""
    rows = Enrolment.objects.filter(session__quizzes=args["number"], state__in=HOLDS)
    return rows.filter(person__code=world.users[reader].code).exists()


def of_partner(held_by: Callable[[Mapping[str, Any]], Iterable[Any]]) -> May:
    """Let in who acts for one of the partners (their keys) that the address is about."""
    return lambda world, reader, args: reader in world.partners and world.partners[reader].pk in set(held_by(args))


def of_organiser(find: Callable[[Mapping[str, Any]], Session]) -> May:
    """Let in BKPSDM, and who acts for the partner of the session, as long as it is open."""

    def may(world: World, reader: str, args: Mapping[str, Any]) -> bool:
        found = find(args)
        own = of_partner(lambda _args: [found.partner_id])(world, reader, args)
        return roles_of(reader) == [(Role.BKPSDM, "")] or (own and found.state == SessionState.OPEN)

    return may


def asked_partners(args: Mapping[str, Any]) -> Iterable[Any]:
    """Return the partners to whom the need of the address was sent."""
    return CallPartner.objects.filter(call__code=args["code"]).values_list("partner", flat=True)


def session_of(args: Mapping[str, Any]) -> Session:
    """Return the session of the address."""
    return Session.objects.get(code=args["code"])


def session_of_meeting(args: Mapping[str, Any]) -> Session:
    """Return the session of the meeting of the address."""
    return Meeting.objects.get(pk=args["number"]).session


def session_of_scan(args: Mapping[str, Any]) -> Session:
    """Return the session of the scan of the address."""
    return Presence.objects.get(pk=args["number"]).meeting.session


def session_of_participant(args: Mapping[str, Any]) -> Session:
    """Return the session of the participant whose signed text stands in the address."""
    found = presence.participant_of(args["text"])
    assert found is not None
    return found.session


def with_person(world: World, reader: str, _args: Mapping[str, Any]) -> bool:
    """Let in who is a person of the organisation."""
    return reader in PEOPLE


def of_reader(world: World, reader: str, args: Mapping[str, Any]) -> bool:
    """Let in to whom the message of the address was written."""
    return Message.objects.get(pk=args["number"]).to == world.users[reader].code


# Who may be answered with success, address by address. What stands here not is judged by the roles that the matrix of
# answers (tests/access/test_matrix.py) names, and must answer nobody with 404 there: what is reached by some only, by
# whom it belongs to, needs a row of its own.
REACH: dict[str, May] = {
    "home": everybody,
    "help": everybody,
    "account": everybody,
    "set_language": everybody,
    **dict.fromkeys(("attend", "attending_offline", "attending_worker", "attending_send"), everybody),
    **dict.fromkeys(("scanner", "scanner_send", "certificate", "issuer", "status_list"), everybody),
    "calendar_file": everybody,  # who has the secret
    "people": held(Permission.PEOPLE_LIST),
    "people_find": held(Permission.PEOPLE_LIST),
    "person": of_person(Permission.PERSON_READ),
    "units": held(Permission.SCORES_LIST),
    "unit": of_unit(Permission.SCORES_LIST),
    "unit_competency": of_unit(Permission.SCORES_LIST),
    "unit_assess": of_unit(Permission.SCORES_LIST),
    "person_currency": of_person(Permission.SCORES_READ),
    "city": held(Permission.AGGREGATES_READ),
    "corrections": held(Permission.CORRECTION_ASK, Permission.CORRECTIONS_ANSWER),
    "correction_ask": held(Permission.CORRECTION_ASK),
    "corrections_waiting": held(Permission.CORRECTIONS_ANSWER),
    "correction": of_request(Permission.CORRECTION_ASK, Permission.CORRECTIONS_ANSWER),
    "correction_withdraw": of_request(Permission.CORRECTION_ASK),
    "viewers": with_person,
    **dict.fromkeys(("rating", "rating_related", "rating_question", "rating_table", "rating_check"), of_sheet),
    **dict.fromkeys(("rating_sent", "rating_evidence", "evidence_file", "evidence_remove"), of_sheet),
    "rating_staff": of_staff,
    "objection": of_objection(Permission.OBJECTIONS_READ),
    "objection_make": held(Permission.OBJECTION_MAKE),  # of oneself: the address names no person
    "objection_withdraw": of_objection(Permission.OBJECTION_MAKE),
    "other_job": of_person(Permission.SCORES_READ),
    "round_report": held(Permission.ROUNDS_READ),
    "accreditation_withdraw": held(Permission.ASSESSORS_KEEP),
    "nomination_withdraw": of_nomination(Permission.SHEETS_ANSWER, own=True),
    "nomination_decide": of_nomination(Permission.NOMINATIONS_CONFIRM, own=False),
    "dictionary": held(Permission.STANDARDS_READ),
    "competency": held(Permission.STANDARDS_READ),
    "standards": held(Permission.STANDARDS_READ),
    "audit_log": held(Permission.LOG_READ),
    "plan": held(Permission.PLAN_READ, Permission.PLAN_FIGURES),
    "plan_people": held(Permission.PLAN_READ),
    "plan_why": of_person(Permission.PLAN_READ),
    "plan_assess": held(Permission.PLAN_READ),
    "locks": held(Permission.LOCKS_CHANGE),
    "lock_add": held(Permission.LOCKS_CHANGE),
    "lock_change": of_lock,
    "enrolment": of_whose(enrolled, Permission.ENROLMENTS_READ),
    **dict.fromkeys(("enrolment_accept", "enrolment_decline"), of_whose(enrolled, Permission.ENROLMENT_ASK)),
    **dict.fromkeys(
        ("enrolment_approve", "enrolment_refuse"),
        of_whose(enrolled, Permission.ENROLMENTS_AGREE, Permission.ENROLMENTS_KEEP),
    ),
    "enrolment_cancel": of_whose(enrolled, Permission.ENROLMENT_ASK, Permission.ENROLMENTS_KEEP),
    "agreement_edit": held(Permission.PARTNERS_KEEP),  # a draft alone
    "own_call": of_partner(asked_partners),
    "own_offer_withdraw": of_partner(asked_partners),
    "own_session": of_partner(lambda args: [session_of(args).partner_id]),
    "own_agreement": of_partner(
        lambda args: Agreement.objects.filter(code=args["code"]).values_list("partner", flat=True)
    ),
    **dict.fromkeys(("session_attendance", "results"), of_organiser(session_of)),
    **dict.fromkeys(
        ("meeting", "meeting_code", "meeting_paper", "meeting_scanner", "meeting_close"),
        of_organiser(session_of_meeting),
    ),
    "scan_decide": of_organiser(session_of_scan),
    "attend_for": of_organiser(session_of_participant),
    "feedback": of_whose(enrolled, Permission.TEST_TAKE),
    "quiz": of_quiz,
    **dict.fromkeys(("quiz_question", "quiz_check", "quiz_result"), of_whose(attempting, Permission.TEST_TAKE)),
    **dict.fromkeys(("certificate_pdf", "certificate_credential"), of_whose(certified, Permission.CERTIFICATES_EXPORT)),
    "certificates_file": held(Permission.RESULTS_LOCK),
    "external_file": of_whose(uploading, Permission.CERTIFICATES_EXPORT),
    "study": of_whose(studying, Permission.STUDIES_READ),
    "study_withdraw": of_whose(studying, Permission.STUDY_ASK),
    "study_support": of_whose(studying, Permission.STUDY_SUPPORT),
    "study_refuse": of_whose(studying, Permission.STUDY_SUPPORT, Permission.STUDIES_KEEP),
    **dict.fromkeys(("prior", "prior_file"), of_prior(Permission.PRIOR_ASK, Permission.PRIOR_KEEP)),
    **dict.fromkeys(("prior_recognise", "prior_refuse"), of_prior(Permission.PRIOR_KEEP)),
    "prior_withdraw": of_whose(lambda args: prior_of(args).person, Permission.PRIOR_ASK),
    "message": of_reader,
    "message_open": of_reader,
    "catalogue": held(Permission.CATALOGUE_READ),
    "session": held(Permission.CATALOGUE_READ),
    "sign_in_codes": held(Permission.ACCOUNTS_LIST),
    "follow_up": of_follow_up,
    "role_proposal": held(Permission.ROLES_CHANGE),
    "sample": held(Permission.SAMPLES_DRAW),  # of the whole inspectorate, whoever drew it
    "sign_in_code": of_person(Permission.ACCOUNTS_RESET),
}
STANDS_FOR = {  # readers by the roles of the matrix of answers; those not named bear their role's name
    **dict.fromkeys(("colleague", "outsider", "outsider_too"), "staff"),
    **dict.fromkeys(("chief", "other_chief"), "head"),
    "other_operator": "operator",
    **dict.fromkeys(("leaver", "partner"), "nobody"),  # of a partner by what PARTNERS says besides
}


def by_role(name: str) -> May:
    """Let in the roles that the matrix of answers lets in."""
    rows = [letters for row, _args, letters in ANSWERED if row.removeprefix("POST ") == name]
    of_partners = [letters for row, _args, letters in PARTNERS if row.removeprefix("POST ") == name]

    def may(world: World, reader: str, _args: Mapping[str, Any]) -> bool:
        if of_partners and reader in world.partners:
            return any(letters in ".>" for letters in of_partners)
        plain = reader.removesuffix("_too")
        place = ROLES.index(STANDS_FOR.get(reader, STANDS_FOR.get(plain, plain)))
        return any(letters[place] in ".>" for letters in rows)

    return may


OF_EACH_VIEW = 2  # objects, not alike, that a kind of reader asks for and may not have
WALKED = 3  # objects of each view that a walk visits
# By one reader of each kind all: which forms a page holds depends on how its object stands
WALKS_ALL = frozenset({"staff", "chief", "operator", "bkpsdm", "sekda", "mayor", "inspector", "assessor", "partner"})
# Who reaches the same as somebody who has walked before: one object of each view is enough
AFTER_OTHERS = frozenset({"bkpsdm_too", "sekda_too", "mayor_too", "inspector_too", "nobody_too"})
UNSAFE = ("post", "put", "patch", "delete")
# Other ways to ask: as a file, and by methods that no page uses
OTHER = (
    *(("get", f"?format={kind}") for kind in FORMATS),
    *((name, "") for name in ("head", "put", "patch", "delete")),
)
OWN_TABLES = ("django_session", "usersessions", "cache")  # what a refused request may write


@contextmanager
def writes() -> Iterator[list[str]]:
    """Give the statements that write to a table of the organisation."""
    found: list[str] = []

    def watch(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.split(" ", 1)[0].upper() in {"INSERT", "UPDATE", "DELETE"} and not any(
            name in sql for name in OWN_TABLES
        ):
            found.append(sql[:120])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        yield found


def asked(client: Client, method: str, address: str, fields: Mapping[str, str]) -> Any:
    """Return what an address answers; what it would have changed is taken back."""
    if method not in UNSAFE:
        return getattr(client, method)(address)
    with transaction.atomic():
        answer = client.post(address, dict(fields)) if method == "post" else getattr(client, method)(address)
        transaction.set_rollback(True)
    return answer


def kind_of(reader: str) -> str:
    """Return the role of a reader in the matrix of answers; who acts for a partner or has left is a kind of its own."""
    plain = reader.removesuffix("_too")
    return plain if plain in {"partner", "leaver"} else STANDS_FOR.get(plain, plain)


class Turns:
    """
    Who asks once more for what, so that each kind of reader and each object has its turn.

    Objects of one view are alike where the same readers may have them.
    """

    def __init__(self) -> None:
        self._kept_out: dict[tuple[str, str], set[frozenset[str]]] = {}  # view, kind of reader: of which objects
        self._let_in: set[tuple[str, str]] = set()  # view, kind of reader
        self._asked: Counter[str] = Counter()  # by reader

    def kept_out(self, view: str, may: Mapping[str, bool]) -> list[str]:
        """Return who asks for an object that they may not have; somebody does, if there is anybody."""
        alike = frozenset(reader for reader, allowed in may.items() if allowed)
        shut = sorted(set(may) - alike, key=lambda reader: (self._asked[reader], READERS.index(reader)))
        found = []
        for reader in shut:
            known = self._kept_out.setdefault((view, kind_of(reader)), set())
            if alike not in known and len(known) < OF_EACH_VIEW:
                known.add(alike)
                found.append(reader)
        chosen = found or shut[:1]
        self._asked.update(chosen)
        return chosen

    def let_in(self, view: str, may: Mapping[str, bool]) -> list[str]:
        """Return who asks for an object that they may have: one reader of each kind, once."""
        found = []
        for reader, allowed in may.items():
            if allowed and (view, kind_of(reader)) not in self._let_in:
                self._let_in.add((view, kind_of(reader)))
                found.append(reader)
        return found


class TestTables:
    """Nothing escapes the sweeps below by being new."""

    def test_reach_holds_every_address_that_some_do_not_find(self) -> None:
        known = {name for name, _pattern in named() if not name.startswith(OF_SIGN_IN)}
        answered = (*ANSWERED, *PARTNERS)
        found_by_some = {name.removeprefix("POST ") for name, _args, letters in answered if "0" in letters}

        assert found_by_some - set(REACH) == set(), "say in REACH who may be answered there"
        assert known - set(REACH) - {name.removeprefix("POST ") for name, _args, _letters in ANSWERED} == set()
        assert set(REACH) - known == set()
        assert set(REACH) >= PUBLIC

    def test_canaries_hold_every_personal_text(self) -> None:
        assert texts() - NOT_PLANTED - set(MATRIX) == set(), "say in MATRIX who may see the field"
        assert set(MATRIX) - texts() == set()

    def test_there_are_forty_and_all_that_are_sensitive(self) -> None:
        sensitive = {
            f"{model}.{name}"
            for model, fields in listed().items()
            for name, word in fields.items()
            if word == "sensitive"
        }

        assert len(MATRIX) >= 40
        assert sensitive <= set(MATRIX) | NOT_PLANTED


@once
@pytest.mark.slow
@pytest.mark.django_db
class TestReach:
    """The walk, and the replay."""

    def test_nobody_reaches_what_is_not_theirs(self, caplog: pytest.LogCaptureFixture) -> None:
        caplog.set_level("CRITICAL", logger="django.request")  # thousands of refusals
        found = world()
        planning.ask_plan(**ASKED, by="tests", at=clock.now())
        planted = plant(found)
        faults: list[str] = []
        sung: set[str] = set()
        seen: dict[str, dict[str, str]] = {}  # path: the fields of its form
        clients = {reader: found.client(reader) for reader in READERS}
        for reader, client in clients.items():
            each = 1_000 if reader in WALKS_ALL else 1 if reader in AFTER_OTHERS else WALKED
            addresses = walk(client, visit=watching(reader, planted, faults, sung, seen), each=each, files=1)
            faults += [f"{reader}: NIP in {address}" for address in addresses if NUMBER.search(unquote(address))]
        for path in led_to_by_none(found):
            seen.setdefault(path, {})
        visited = {route(path) for path in seen}
        counts: Counter[str] = Counter()
        turns, owed, turned = Turns(), set(), set()

        for path, fields in seen.items():
            name = route(path)
            if name.startswith(OF_SIGN_IN) or not name:
                continue
            args = resolve(path).kwargs
            rule = REACH.get(name, by_role(name))
            may = {reader: rule(found, reader, args) for reader in READERS}
            owed |= {(name, kind_of(reader), allowed) for reader, allowed in may.items()}
            for reader in (*turns.kept_out(name, may), *turns.let_in(name, may)):
                turned.add((name, kind_of(reader), may[reader]))
                self.replay(
                    clients[reader],
                    path,
                    fields,
                    may=may[reader],
                    reader=reader,
                    planted=planted,
                    faults=faults,
                    counts=counts,
                )

        assert faults == []
        known = {name for name, _pattern in named() if not name.startswith(OF_SIGN_IN)}
        assert known - visited == set(), "no reader's pages lead there: say in led_to_by_none what it is asked for"
        assert counts["out of reach"] >= 5_000
        assert counts["in reach"] >= 1_000
        assert turned == owed, "each view by each kind of reader: of what is out of reach, and of what is in reach"
        # What somebody may see is seen by somebody: a canary that never sings says nothing
        shown = {name for name, may in MATRIX.items() if any(may(reader, reader) for reader in READERS)}
        assert shown - sung <= SILENT

    def replay(
        self,
        client: Client,
        path: str,
        fields: Mapping[str, str],
        *,
        may: bool,
        reader: str,
        planted: Planted,
        faults: list[str],
        counts: Counter[str],
    ) -> None:
        """
        Ask for one address, and note what should not have been answered.

        Whoever may not see it also asks once in another way, for each view and kind of reader: as a file or by a method
        that no page uses, in turn. Formats and methods belong to the view, whichever object it shows and whoever asks.
        """
        view = f"{route(path)}: {kind_of(reader)}"
        ways = [("get", path), ("post", path)]
        if not may and not counts[view]:
            counts[view] += 1
            method, asked_so = OTHER[counts[route(path)] % len(OTHER)]
            counts[route(path)] += 1
            ways.append((method, f"{path}{asked_so}"))
        for method, address in ways:
            with writes() as written:
                answer = asked(client, method, address, fields)
            counts["in reach" if may else "out of reach"] += 1
            told = f"{reader}: {method} {address}: {answer.status_code}"
            if not may and 200 <= answer.status_code < 300:
                faults.append(told)
            if not may and written:
                faults.append(f"{told} wrote {written}")
            if answer.status_code >= 500:
                faults.append(told)
            faults += [f"{told}: lacks {name}" for name in lacks_of_a_page(answer)]
            faults += [f"{told}: {leak}" for leak in planted.leaked(words_of(answer), reader=reader)]


# Shown to somebody by rule, but by no page yet
SILENT = frozenset(
    {
        "accounts.User.email",
        "jobs.Job.words",
        "jobs.Job.problem",
        *(f"jobs.Message.{n}" for n in ("subject", "body", "link")),
    }
)
ASKED: dict[str, Any] = {"year": 2027, "budget": 0, "max_away": 1.0, "gap": 0.0, "time_limit": 20}


def led_to_by_none(found: World) -> Iterator[str]:
    """Give the addresses to which no page leads in this world: one is sent there, or a plan would be further on."""
    yield reverse("plan_job", args=[Job.objects.get(name=planning.JOB).token])
    yield reverse("plan_compare")
    yield reverse("round_job", args=[Job.objects.get(name=asking.OPEN).token])
    yield reverse("rating_staff_related", args=[Round.objects.get(state=RoundState.OPEN).token])
    for file in EvidenceFile.objects.all():
        yield reverse("evidence_file", args=[file.token])
        yield reverse("evidence_remove", args=[file.token])
    for plan in AnnualPlan.objects.all():
        for act in ("plan_propose", "plan_approve", "plan_return"):
            yield reverse(act, args=[plan.pk])
    yield from of_learning(found)


def of_learning(found: World) -> Iterator[str]:
    """
    Give such addresses of learning.

    They are scanned, kept by a phone or another program, asked for when a job is done or a test is answered, or lie
    behind a choice of what a list shows.
    """
    yield reverse("calendar_file", args=[found.calendar])
    for name in ("attending_offline", "attending_worker", "attending_send", "scanner", "scanner_send", "issuer"):
        yield reverse(name)
    yield reverse("status_list", args=[1])
    for job in Job.objects.filter(name=PRINT):
        yield reverse("certificates_job", args=[job.token])
        yield reverse("certificates_file", args=[job.token])
    yield reverse("need_send", args=["M.2", 2])
    yield reverse("session_invite_planned", args=["J1"])
    yield reverse("behaviour_programme", args=[Session.objects.get(code=OVER["staff"]).programme_id])
    for code in ("S4", "S5"):
        yield reverse("payment_add", args=[code])
    for attempt in Attempt.objects.all():
        yield reverse("quiz_check", args=[attempt.code])
        yield reverse("quiz_result", args=[attempt.code])
    for meeting in Meeting.objects.filter(number=1):
        yield reverse("attend", args=[presence.meeting_text(meeting)])
    for own in Enrolment.objects.filter(session__state=SessionState.OPEN, state__in=HOLDS):
        yield reverse("attend_for", args=[presence.participant_text(own)])
        yield reverse("feedback", args=[own.code])


def watching(
    reader: str, planted: Planted, faults: list[str], sung: set[str], seen: dict[str, dict[str, str]]
) -> Callable[[str, Any, Found | None], None]:
    """Return what looks at every answer of a reader's walk."""

    def visit(address: str, answer: Any, page: Found | None) -> None:
        text = words_of(answer)
        faults.extend(f"{reader}: get {address}: {leak}" for leak in planted.leaked(text, reader=reader))
        sung.update(name for name, _subject in planted.found(text))
        if answer.status_code >= 500:
            faults.append(f"{reader}: get {address}: {answer.status_code}")
        lacking = [*lacks_of_a_page(answer), *lacks_of_a_file(answer)]
        faults.extend(f"{reader}: get {address}: lacks {name}" for name in lacking)
        seen.setdefault(urlsplit(address).path, {})
        for form in page.forms if page is not None else ():
            note(form, seen)
        for link in page.links if page is not None else ():
            if not urlsplit(link).netloc:
                seen.setdefault(urlsplit(link).path, {})

    return visit


def note(form: Form, seen: dict[str, dict[str, str]]) -> None:
    """Keep the fields of a form that is sent, filled where it leaves a choice."""
    if form.method == "post":
        path = urlsplit(form.action).path
        seen[path] = {name: value or "x" for name, value in form.fields.items() if name != "csrfmiddlewaretoken"}
