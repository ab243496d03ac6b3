"""Getting people into sessions: invited, nominated or at their own request, and out again."""

import datetime as dt
from collections.abc import Collection, Mapping

from django.db import transaction
from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _

from piawai.audit.services import log
from piawai.learning.models import Enrolment, Session
from piawai.learning.queries import enrolments as queries
from piawai.learning.queries import joining
from piawai.learning.rules.enrolments import answer_due, leaving, may_become
from piawai.learning.services import seats
from piawai.learning.services.messages import tell
from piawai.learning.terms import SEATED, Enrolled, EnrolmentAction, EnrolmentState, Entry, Obstacle, SessionState
from piawai.lib import days
from piawai.lib.errors import Refusal
from piawai.people.models import Person, Unit, public_code
from piawai.people.queries import offices
from piawai.regulations import values


class UnableToEnrol(Refusal):
    """Something keeps this person from being enrolled; the text says what."""


class UnableToDecideEnrolment(Refusal):
    """The enrolment has been decided on in the meantime, is not this step's, or lacks a reason."""


class UnableToCancelEnrolment(Refusal):
    """The enrolment is over, or may no longer be cancelled by oneself."""


class UnableToSubstitute(Refusal):
    """The seat is not held any more, or the substitute cannot take it."""


@transaction.atomic
def invite(
    *, session: Session, scope: QuerySet[Person], entry: Entry, on: dt.date, by: str, at: dt.datetime, link: str
) -> Enrolled:
    """
    Invite people to a session: each holds a seat until the answer is due; for whom there is none waits for one.

    Whoever cannot come is left out with the reason. The number of statements does not grow with the people.
    """
    session = seats.lock(session)
    units, able, refused = _who_can(session, scope, on=on, at=at)
    seated = seats.take(session=session, people=able, units=units, on=on)
    due = _answer_due(session, on=on, at=at)
    rows = [
        Enrolment(
            code=public_code(),
            session=session,
            person_id=person_id,
            unit_id=units[person_id],
            entry=entry,
            state=EnrolmentState.INVITED if person_id in seated else EnrolmentState.WAITING,
            reservation=seated.get(person_id),
            made_by=by,
            made_at=at,
            answer_due_at=due if person_id in seated else None,
            queued_at=None if person_id in seated else at,
        )
        for person_id in able
    ]
    Enrolment.objects.bulk_create(rows)
    waiting = tuple(person_id for person_id in able if person_id not in seated)
    done = Enrolled(seated=tuple(seated), waiting=waiting, refused=refused)
    _log("invite", session, done, by=by, at=at)
    tell(people=done.seated, words=lambda: _called(session, due), link=link, at=at)
    tell(people=waiting, words=lambda: _queued(session), link=link, at=at)
    return done


@transaction.atomic
def nominate(
    *, session: Session, scope: QuerySet[Person], on: dt.date, by: str, at: dt.datetime, link: str
) -> Enrolled:
    """
    Nominate people as their head: where one step is enough they are approved at once, else BKPSDM decides.

    Whoever cannot come is left out with the reason.
    """
    session = seats.lock(session)
    units, able, refused = _who_can(session, scope, on=on, at=at)
    final = session.steps == 1
    seated = seats.take(session=session, people=able, units=units, on=on) if final else {}
    rows = [
        Enrolment(
            code=public_code(),
            session=session,
            person_id=person_id,
            unit_id=units[person_id],
            entry=Entry.NOMINATED,
            state=_nominated(final=final, seated=person_id in seated),
            reservation=seated.get(person_id),
            made_by=by,
            made_at=at,
            agreed_by=by,
            agreed_at=at,
            decided_by=by if final else "",
            decided_at=at if final else None,
            queued_at=at if final and person_id not in seated else None,
        )
        for person_id in able
    ]
    Enrolment.objects.bulk_create(rows)
    rest = tuple(person_id for person_id in able if person_id not in seated)
    done = Enrolled(
        seated=tuple(seated), waiting=rest if final else (), proposed=() if final else rest, refused=refused
    )
    _log("nominate", session, done, by=by, at=at)
    tell(people=done.seated, words=lambda: _approved(session), link=link, at=at)
    tell(people=done.waiting, words=lambda: _queued(session), link=link, at=at)
    return done


def _nominated(*, final: bool, seated: bool) -> EnrolmentState:
    if not final:
        return EnrolmentState.PROPOSED
    return EnrolmentState.APPROVED if seated else EnrolmentState.WAITING


@transaction.atomic
def ask(*, session: Session, person: Person, on: dt.date, at: dt.datetime, head: int | None, link: str) -> Enrolment:
    """
    Ask for a seat for oneself. `head` (id) is told, where there is one.

    :raises UnableToEnrol: with what keeps the person from it.
    """
    session = seats.lock(session)
    units, able, refused = _who_can(session, Person.objects.filter(pk=person.pk), on=on, at=at)
    if not able:
        raise UnableToEnrol(str(refused[person.pk]), code=refused[person.pk].code)
    made = Enrolment.objects.create(
        session=session,
        person=person,
        unit_id=units[person.pk],
        entry=Entry.ASKED,
        state=EnrolmentState.ASKED,
        made_by=person.code,
        made_at=at,
    )
    log(action="learning.ask", by=person.code, at=at, subject=f"enrolment {made.code}")
    if head is not None:
        tell(people=[head], words=lambda: _asked(session), link=link, at=at)
    return made


@transaction.atomic
def agree(*, enrolment: Enrolment, on: dt.date, by: str, at: dt.datetime, link: str) -> Enrolment:
    """
    Agree as head that somebody goes: the only step, or the first of two.

    :raises UnableToDecideEnrolment: if it is one's own or decided already.
    :raises UnableToEnrol: if something keeps the person from it by now.
    """
    session, enrolment = _held(enrolment)
    _not_own(enrolment, by)
    if enrolment.state != EnrolmentState.ASKED or enrolment.agreed_at is not None:
        raise UnableToDecideEnrolment(_decided_meanwhile(), code="decided")
    _refuse_obstacle(session, enrolment, on=on, at=at)
    Enrolment.objects.filter(pk=enrolment.pk).update(agreed_by=by, agreed_at=at)
    if session.steps == 1:
        return _seat(session, enrolment, on=on, by=by, at=at, link=link)
    log(action="learning.agree", by=by, at=at, subject=f"enrolment {enrolment.code}")
    enrolment.refresh_from_db()
    return enrolment


@transaction.atomic
def approve(*, enrolment: Enrolment, on: dt.date, by: str, at: dt.datetime, link: str) -> Enrolment:
    """
    Approve as BKPSDM that somebody goes: a seat where there is one, else the waiting list.

    :raises UnableToDecideEnrolment: if it is one's own, decided already, or the head has not agreed yet.
    :raises UnableToEnrol: if something keeps the person from it by now.
    """
    session, enrolment = _held(enrolment)
    _not_own(enrolment, by)
    if enrolment.state not in leaving(EnrolmentAction.APPROVE):
        raise UnableToDecideEnrolment(_decided_meanwhile(), code="decided")
    if enrolment.agreed_at is None:
        text = _("The head has not agreed yet. Wait for the answer, or invite this person yourself.")
        raise UnableToDecideEnrolment(text, code="not_agreed")
    _refuse_obstacle(session, enrolment, on=on, at=at)
    return _seat(session, enrolment, on=on, by=by, at=at, link=link)


@transaction.atomic
def refuse(*, enrolment: Enrolment, reason: str, by: str, at: dt.datetime, link: str) -> None:
    """
    Refuse, with a reason the person reads.

    :raises UnableToDecideEnrolment: if it is one's own, decided already, or has no reason.
    """
    if not reason.strip():
        raise UnableToDecideEnrolment(_("Write the reason: the person reads it."), code="reason_missing")
    session, enrolment = _held(enrolment)
    _not_own(enrolment, by)
    _move(enrolment, EnrolmentAction.REFUSE, reason=reason.strip(), decided_by=by, decided_at=at)
    log(action="learning.refuse", by=by, at=at, subject=f"enrolment {enrolment.code}")
    tell(people=[enrolment.person_id], words=lambda: _refused(session), link=link, at=at)


@transaction.atomic
def accept(*, enrolment: Enrolment, on: dt.date, at: dt.datetime) -> None:
    """
    Say yes to an invitation.

    :raises UnableToDecideEnrolment: if it is no longer open.
    :raises UnableToEnrol: if something keeps the person from it by now.
    """
    session, enrolment = _held(enrolment)
    if enrolment.answer_due_at is None or enrolment.answer_due_at <= at:
        raise UnableToDecideEnrolment(_too_late(), code="too_late")
    if enrolment.state in leaving(EnrolmentAction.ACCEPT):
        _refuse_obstacle(session, enrolment, on=on, at=at)
    _move(enrolment, EnrolmentAction.ACCEPT, decided_by=enrolment.person.code, decided_at=at)
    log(action="learning.accept", by=enrolment.person.code, at=at, subject=f"enrolment {enrolment.code}")


@transaction.atomic
def accept_for(
    *, session: Session, scope: QuerySet[Person], on: dt.date, by: str, at: dt.datetime, link: str
) -> Enrolled:
    """
    Record that invited people come, as they said by telephone or on paper; each is told.

    Whom something keeps from it by now is left out with the reason; whoever is not invited, or let the time to answer
    pass, is left as is.
    """
    session = seats.lock(session)
    invited = dict(joining.to_answer(session=session, scope=scope, at=at).values_list("person", "pk"))
    people = Person.objects.filter(pk__in=invited).order_by("pk")
    _units, able, refused = _who_can(session, people, on=on, at=at, besides=list(invited.values()))
    found = Enrolment.objects.filter(pk__in=[invited[person] for person in able])
    found.update(state=EnrolmentState.APPROVED, decided_by=by, decided_at=at)
    if able:
        details = {"people": len(able)}
        log(action="learning.accept_for", by=by, at=at, subject=f"session {session.code}", details=details)
        tell(people=able, words=lambda: _accepted(session), link=link, at=at)
    return Enrolled(seated=tuple(able), waiting=(), refused=refused)


@transaction.atomic
def decline(*, enrolment: Enrolment, reason: str, on: dt.date, at: dt.datetime, link: str) -> None:
    """
    Say no to an invitation; the seat goes to the next on the waiting list.

    :raises UnableToDecideEnrolment: if it is no longer open.
    """
    session, enrolment = _held(enrolment)
    said = {"reason": reason.strip(), "decided_by": enrolment.person.code, "decided_at": at}
    _move(enrolment, EnrolmentAction.DECLINE, **said)
    seats.give_back(session=session, reservation=enrolment.reservation, on=on)
    log(action="learning.decline", by=enrolment.person.code, at=at, subject=f"enrolment {enrolment.code}")
    _promote(session, on=on, at=at, link=link)


@transaction.atomic
def cancel_own(*, enrolment: Enrolment, reason: str, on: dt.date, at: dt.datetime, link: str) -> None:
    """
    Cancel one's own way into a session; the seat goes to the next on the waiting list.

    :raises UnableToCancelEnrolment: if it is over, or the session begins too soon.
    """
    _session, enrolment = _held(enrolment)
    if not queries.may_cancel_own(enrolment, on=on):
        least = values.value("cancellation_days", on=on).whole
        text = _("The session begins in less than %(days)s days. Ask BKPSDM to cancel, or to send somebody else.")
        raise UnableToCancelEnrolment(text % {"days": least}, code="too_late")
    cancel(enrolment=enrolment, reason=reason, on=on, by=enrolment.person.code, at=at, link=link)


@transaction.atomic
def cancel(*, enrolment: Enrolment, reason: str, on: dt.date, by: str, at: dt.datetime, link: str) -> None:
    """
    Cancel an enrolment, with the reason; a seat that was held goes to the next on the waiting list.

    :raises UnableToCancelEnrolment: if it is over already, or no reason is given.
    """
    if not reason.strip():
        raise UnableToCancelEnrolment(_("Write the reason."), code="reason_missing")
    session, enrolment = _held(enrolment)
    if may_become(state=enrolment.state, action=EnrolmentAction.CANCEL) is None:
        text = _("This enrolment is over. There is nothing left to cancel.")
        raise UnableToCancelEnrolment(text, code="over")
    seated = enrolment.state in SEATED
    _move(enrolment, EnrolmentAction.CANCEL, reason=reason.strip(), decided_by=by, decided_at=at)
    log(action="learning.cancel", by=by, at=at, subject=f"enrolment {enrolment.code}")
    if by != enrolment.person.code:
        tell(people=[enrolment.person_id], words=lambda: _cancelled(session), link=link, at=at)
    if seated:
        seats.give_back(session=session, reservation=enrolment.reservation, on=on)
        _promote(session, on=on, at=at, link=link)


@transaction.atomic
def substitute(
    *, enrolment: Enrolment, person: Person, reason: str, on: dt.date, by: str, at: dt.datetime, link: str
) -> Enrolment:
    """
    Send somebody else on the seat that a person holds; the seat is not offered to the waiting list.

    :raises UnableToSubstitute: if the seat is not held any more, no reason is given, or the substitute cannot come.
    """
    if not reason.strip():
        raise UnableToSubstitute(_("Write the reason."), code="reason_missing")
    session, enrolment = _held(enrolment)
    if enrolment.state not in SEATED:
        raise UnableToSubstitute(_("This seat is not held any more."), code="not_seated")
    _move(enrolment, EnrolmentAction.CANCEL, reason=reason.strip(), decided_by=by, decided_at=at)
    units, able, refused = _who_can(session, Person.objects.filter(pk=person.pk), on=on, at=at)
    if not able:
        raise UnableToSubstitute(str(refused[person.pk]), code=refused[person.pk].code)
    made = Enrolment.objects.create(
        session=session,
        person=person,
        unit_id=units[person.pk],
        entry=Entry.SUBSTITUTE,
        state=EnrolmentState.APPROVED,
        reservation=enrolment.reservation,
        made_by=by,
        made_at=at,
        decided_by=by,
        decided_at=at,
        replaces=enrolment,
    )
    details = {"for": f"enrolment {enrolment.code}"}
    log(action="learning.substitute", by=by, at=at, subject=f"enrolment {made.code}", details=details)
    tell(people=[enrolment.person_id], words=lambda: _cancelled(session), link=link, at=at)
    tell(people=[person.pk], words=lambda: _approved(session), link=link, at=at)
    return made


@transaction.atomic
def call_the_next(*, session: Session, on: dt.date, at: dt.datetime, link: str) -> int:
    """Invite those who wait longest to the seats of a session that are free, and return how many."""
    session = seats.lock(session)
    seats.release(session=session, on=on)
    return _promote(session, on=on, at=at, link=link)


@transaction.atomic
def expire(*, session: Session, on: dt.date, at: dt.datetime, link: str) -> int:
    """End the invitations to a session that were not answered in time, call the next, and return how many ended."""
    session = seats.lock(session)
    over = list(queries.overdue(at=at).filter(session=session).select_related("reservation", "person"))
    for enrolment in over:
        _move(enrolment, EnrolmentAction.EXPIRE, decided_at=at)
        seats.give_back(session=session, reservation=enrolment.reservation, on=on)
    if over:
        details = {"people": len(over)}
        log(action="learning.expire", by="", at=at, subject=f"session {session.code}", details=details)
        tell(people=[row.person_id for row in over], words=lambda: _expired(session), link=link, at=at)
    seats.release(session=session, on=on)
    _promote(session, on=on, at=at, link=link)
    return len(over)


def _held(enrolment: Enrolment) -> tuple[Session, Enrolment]:
    """Return session and enrolment as they stand now; other changes wait for this transaction's end."""
    session = seats.lock(enrolment.session)
    return session, Enrolment.objects.select_related("person", "reservation").get(pk=enrolment.pk)


def _move(enrolment: Enrolment, action: EnrolmentAction, **said: object) -> None:
    """
    Move an enrolment by one statement that also looks at the state it leaves.

    :raises UnableToDecideEnrolment: if it has left that state in the meantime.
    """
    reached = may_become(state=enrolment.state, action=action)
    waiting = Enrolment.objects.filter(pk=enrolment.pk, state__in=leaving(action))
    if reached is None or not waiting.update(state=reached, **said):
        raise UnableToDecideEnrolment(_decided_meanwhile(), code="decided")


def _who_can(
    session: Session, scope: QuerySet[Person], *, on: dt.date, at: dt.datetime, besides: Collection[int] = ()
) -> tuple[Mapping[int, int], list[int], dict[int, Obstacle]]:
    """
    Return the unit of each person, who can come in the order of `scope`, and what keeps the others from it.

    `besides` are the enrolments (ids) that are being decided on. Until this transaction ends nobody else decides on
    these people, so that none gets two seats for the same days, or on whom their offices can spare.
    """
    held = Person.objects.filter(pk__in=scope.order_by().values("pk")).order_by("pk").select_for_update(no_key=True)
    list(held.values_list("pk"))
    units = queries.placed(session=session, scope=scope, known_at=at)
    office_of = offices()
    sparing = Unit.objects.filter(pk__in={office_of[unit] for unit in units.values()}).order_by("pk")
    list(sparing.select_for_update(no_key=True).values_list("pk"))
    refused = queries.obstacles(session=session, units=units, scope=scope, on=on, known_at=at, besides=besides)
    able = [person_id for person_id in scope.values_list("pk", flat=True) if person_id not in refused]
    return units, able, refused


def _refuse_obstacle(session: Session, enrolment: Enrolment, *, on: dt.date, at: dt.datetime) -> None:
    scope = Person.objects.filter(pk=enrolment.person_id)
    _units, _able, refused = _who_can(session, scope, on=on, at=at, besides=[enrolment.pk])
    found = refused.get(enrolment.person_id)
    if found is not None:
        raise UnableToEnrol(str(found), code=found.code)


def _seat(session: Session, enrolment: Enrolment, *, on: dt.date, by: str, at: dt.datetime, link: str) -> Enrolment:
    """Give somebody approved a seat where there is one, else a place on the waiting list."""
    taken = seats.take(
        session=session, people=[enrolment.person_id], units={enrolment.person_id: enrolment.unit_id}, on=on
    )
    if taken:
        kept = taken[enrolment.person_id]
        _move(enrolment, EnrolmentAction.APPROVE, reservation=kept, decided_by=by, decided_at=at)
        tell(people=[enrolment.person_id], words=lambda: _approved(session), link=link, at=at)
    else:
        _move(enrolment, EnrolmentAction.QUEUE, queued_at=at, decided_by=by, decided_at=at)
        tell(people=[enrolment.person_id], words=lambda: _queued(session), link=link, at=at)
    enrolment.refresh_from_db()
    details = {"state": enrolment.state}
    log(action="learning.approve", by=by, at=at, subject=f"enrolment {enrolment.code}", details=details)
    return enrolment


def _promote(session: Session, *, on: dt.date, at: dt.datetime, link: str) -> int:
    """Invite from the waiting list while seats are free; whom something keeps from it by now waits on."""
    if session.state != SessionState.OPEN or session.starts_on <= on:
        return 0
    queue = list(queries.waiting(session).select_related("person"))
    if not queue:
        return 0
    queued = queries.waiting(session).order_by().filter(person=OuterRef("pk")).values("queued_at")
    scope = Person.objects.filter(pk__in=[row.person_id for row in queue]).order_by(Subquery(queued), "pk")
    units, _able, refused = _who_can(session, scope, on=on, at=at, besides=[row.pk for row in queue])
    able = [row for row in queue if row.person_id not in refused]
    taken = seats.take(session=session, people=[row.person_id for row in able], units=units, on=on)
    due = _answer_due(session, on=on, at=at)
    called = [row for row in able if row.person_id in taken]
    for row in called:
        kept = taken[row.person_id]
        _move(row, EnrolmentAction.PROMOTE, reservation=kept, answer_due_at=due)
    if called:
        details = {"people": len(called)}
        log(action="learning.promote", by="", at=at, subject=f"session {session.code}", details=details)
        tell(people=[row.person_id for row in called], words=lambda: _called(session, due), link=link, at=at)
    return len(called)


def _answer_due(session: Session, *, on: dt.date, at: dt.datetime) -> dt.datetime:
    within = values.value("invitation_answer_days", on=on).whole
    return answer_due(at=at, days=within, begins=queries.begins_at(session))


def _not_own(enrolment: Enrolment, by: str) -> None:
    if by == enrolment.person.code:
        raise UnableToDecideEnrolment(_("This is about yourself. Let somebody else decide on it."), code="own")


def _log(act: str, session: Session, done: Enrolled, *, by: str, at: dt.datetime) -> None:
    details = {
        "seated": len(done.seated),
        "waiting": len(done.waiting),
        "proposed": len(done.proposed),
        "refused": len(done.refused),
    }
    log(action=f"learning.{act}", by=by, at=at, subject=f"session {session.code}", details=details)


def _decided_meanwhile() -> str:
    return _("This has been decided on in the meantime. Look at how it stands now.")


def _too_late() -> str:
    return _("The time to answer is over. Ask BKPSDM whether a seat is left.")


def _called(session: Session, due: dt.datetime) -> tuple[str, str]:
    details = _words(session) | {"due": days.moment_in_words(due)}
    return (
        _("You are invited to %(programme)s") % details,
        _("%(programme)s, %(first)s to %(last)s, by %(partner)s. Answer by %(due)s.") % details,
    )


def _queued(session: Session) -> tuple[str, str]:
    details = _words(session)
    return (
        _("You are on the waiting list of %(programme)s") % details,
        _("All seats are taken. You are invited as soon as one comes free. There is nothing to do now."),
    )


def _approved(session: Session) -> tuple[str, str]:
    details = _words(session)
    return (
        _("You go to %(programme)s") % details,
        _("%(programme)s, %(first)s to %(last)s, by %(partner)s. You hold a seat.") % details,
    )


def _accepted(session: Session) -> tuple[str, str]:
    details = _words(session)
    return (
        _("You go to %(programme)s") % details,
        _("%(programme)s, %(first)s to %(last)s, by %(partner)s. Your yes has been recorded. Is it wrong? Cancel.")
        % details,
    )


def _asked(session: Session) -> tuple[str, str]:
    return (
        _("A request to go to %(programme)s waits for you") % _words(session),
        _("One of your people asks for a seat. Open it to agree or not."),
    )


def _refused(session: Session) -> tuple[str, str]:
    return _("Not approved: %(programme)s") % _words(session), _("Open it to read the reason.")


def _cancelled(session: Session) -> tuple[str, str]:
    return _("Your seat in %(programme)s is cancelled") % _words(session), _("Open it to read the reason.")


def _expired(session: Session) -> tuple[str, str]:
    return (
        _("Your invitation to %(programme)s has run out") % _words(session),
        _("It was not answered in time, and the seat goes to somebody else."),
    )


def _words(session: Session) -> dict[str, str]:
    return {
        "programme": session.programme.name,
        "partner": session.partner.name,
        "first": days.in_words(session.starts_on),
        "last": days.in_words(session.ends_on),
    }
