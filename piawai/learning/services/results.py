"""
The end of a session: who passed, and all that follows from it.

Results are corrected until they are locked. Then everything follows at once or not at all: the enrolment is done, the
training counts, the competencies it reaches are evidence (source PELATIHAN, never an official assessment), and the
certificate has its number. Whoever did not pass gets none of it, and is told so.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from piawai.audit.services import log
from piawai.competencies.models import Competency
from piawai.competencies.services.qualifications import ruled_until
from piawai.competencies.terms import Source
from piawai.learning.models import Certificate, CompletedTraining, Enrolment, Outcome, Result, Session
from piawai.learning.queries import certificates as queries
from piawai.learning.queries import presence
from piawai.learning.queries.completed import known_trainings
from piawai.learning.queries.quizzes import test_results
from piawai.learning.rules.enrolments import leaving
from piawai.learning.rules.results import certificate_number, has_passed
from piawai.learning.rules.trainings import number_stays, training_reference
from piawai.learning.services import seats
from piawai.learning.services.completed import record_trainings
from piawai.learning.services.messages import tell
from piawai.learning.services.numbers import PLACES, draw
from piawai.learning.terms import EnrolmentAction, EnrolmentState, KnownTraining, QuizResult, ResultRow, SessionState
from piawai.lib import days
from piawai.lib.errors import Refusal
from piawai.lib.locks import one_at_a_time
from piawai.regulations import values


class UnableToRecordResults(Refusal):
    """The session has not begun or is over, somebody took no part in it, or a result contradicts itself."""


class UnableToLockResults(Refusal):
    """The session is not over, nothing waits to be locked, or one would lock a result of one's own."""


@transaction.atomic
def record_results(
    *, session: Session, results: Sequence[ResultRow], pass_mark: Decimal | None, on: dt.date, by: str, at: dt.datetime
) -> int:
    """
    Record results of a session, or correct them while they are not locked, and return how many.

    `pass_mark` is the session's own, None for that of the policy.

    :raises UnableToRecordResults: if the session has not begun or is over, somebody holds no seat of it or is locked
        already, a result contradicts itself or the test after, or is one's own.
    """
    session = seats.lock(session)
    if session.state != SessionState.OPEN:
        raise UnableToRecordResults(_("This session takes no results any more."), code="not_open")
    if on < session.starts_on:
        text = _("This session begins on %(day)s. Results can be recorded from then on.")
        raise UnableToRecordResults(text % {"day": days.in_words(session.starts_on)}, code="not_begun")
    mark = _mark(session) if pass_mark is None else pass_mark
    taking_part = {row.pk: row for row in queries.undecided(session)}
    tested = test_results(session=session, at=at, on=on)
    rows = []
    for row in results:
        enrolment = taking_part.get(row.enrolment)
        if enrolment is None:
            text = _(
                "Somebody in the list holds no seat of this session, or the result is locked. Load the page again."
            )
            raise UnableToRecordResults(text, code="not_seated")
        _check(row, enrolment, mark, by=by)
        _check_tested(row, enrolment, tested.get(enrolment.pk))
        rows.append(
            Result(
                enrolment=enrolment,
                passed=bool(has_passed(score=row.score, passed=row.passed, mark=mark)),
                score=row.score,
                pass_mark=mark,
                hours=session.hours if row.hours is None else row.hours,
                recorded_by=by,
                recorded_at=at,
            )
        )
    fields = ["passed", "score", "pass_mark", "hours", "recorded_by", "recorded_at"]
    Result.objects.bulk_create(rows, update_conflicts=True, unique_fields=["enrolment"], update_fields=fields)
    details = {"results": len(rows), "passed": sum(row.passed for row in rows)}
    log(action="learning.record_results", by=by, at=at, subject=f"session {session.code}", details=details)
    return len(rows)


def _mark(session: Session) -> Decimal:
    return Decimal(str(values.value("training_pass_mark", on=session.starts_on).number))


def _check(row: ResultRow, enrolment: Enrolment, mark: Decimal, *, by: str) -> None:
    name = {"name": enrolment.person.name}
    if by == enrolment.person.code:
        raise UnableToRecordResults(_("This is about yourself. Let somebody else record your result."), code="own")
    if row.score is not None and not 0 <= row.score <= 100:
        raise UnableToRecordResults(_("The score of %(name)s lies outside 0 to 100.") % name, code="score")
    if row.hours is not None and not 0 <= row.hours <= enrolment.session.hours:
        text = _("The hours of %(name)s are more than the session has (%(hours)s JP), or less than none.")
        raise UnableToRecordResults(text % {**name, "hours": enrolment.session.hours}, code="hours")
    if has_passed(score=row.score, passed=row.passed, mark=mark) is None:
        text = _(
            "Say for %(name)s whether the training was passed, or write the score. Below %(mark)s it is not passed: it "
            "gives no competency and no certificate."
        )
        raise UnableToRecordResults(text % {**name, "mark": mark.normalize()}, code="contradicts")


def _check_tested(row: ResultRow, enrolment: Enrolment, test: QuizResult | None) -> None:
    """Refuse "passed" without a score for whoever has taken the test after and not reached its mark, or let it pass."""
    if row.score is None and row.passed and test is not None and test.passed is False:
        text = _(
            "%(name)s did not pass the test after (%(mark)s percent are needed). Write the score that counts, or "
            "record as not passed."
        )
        raise UnableToRecordResults(text % {"name": enrolment.person.name, "mark": test.mark}, code="test_failed")


@transaction.atomic
def lock_results(*, session: Session, on: dt.date, by: str, at: dt.datetime, link: str) -> int:
    """
    Lock the results recorded for a session, with all that follows from them, and return how many certificates it made.

    The session is held once everybody who took part has a locked result.

    :raises UnableToLockResults: if the session is not over, nothing waits to be locked, a result is one's own, or
        somebody would pass who was not at enough meetings.
    """
    one_at_a_time("import")  # before the session: recording evidence takes this lock as well
    session = seats.lock(session)
    rows = _waiting(session, on=on, by=by)
    passed = [row.enrolment for row in rows if row.passed]
    failed = [row.enrolment for row in rows if not row.passed]
    _decide(passed, EnrolmentAction.PASS, EnrolmentState.DONE, by=by, at=at)
    _decide(failed, EnrolmentAction.FAIL, EnrolmentState.NOT_PASSED, by=by, at=at)
    Result.objects.filter(pk__in=[row.pk for row in rows]).update(locked_by=by, locked_at=at)
    made = _certificates(session, passed, on=on, by=by, at=at)
    _count(session, made, {row.enrolment_id: row for row in rows}, on=on, by=by, at=at)
    if queries.is_decided(session):
        Session.objects.filter(pk=session.pk).update(state=SessionState.HELD)
    details = {"passed": len(passed), "not_passed": len(failed)}
    log(action="learning.lock_results", by=by, at=at, subject=f"session {session.code}", details=details)
    tell(people=[row.person_id for row in passed], words=lambda: _passed(session), link=link, at=at)
    tell(people=[row.person_id for row in failed], words=lambda: _failed(session), link=link, at=at)
    return len(made)


def _waiting(session: Session, *, on: dt.date, by: str) -> list[Result]:
    if session.state != SessionState.OPEN:
        raise UnableToLockResults(_("The results of this session are locked already."), code="not_open")
    if on < session.ends_on:
        text = _("This session ends on %(day)s. Results are locked from then on.")
        raise UnableToLockResults(text % {"day": days.in_words(session.ends_on)}, code="not_over")
    unlocked = queries.results_of(session).filter(locked_at__isnull=True)
    rows = list(unlocked.filter(enrolment__state=EnrolmentState.APPROVED).order_by("enrolment__person__name", "pk"))
    if not rows:
        raise UnableToLockResults(_("No result waits to be locked. Record the results first."), code="nothing")
    if any(row.enrolment.person.code == by for row in rows):
        raise UnableToLockResults(_("One of the results is your own. Let somebody else lock them."), code="own")
    _check_attendance(session, [row.enrolment for row in rows if row.passed], on=on)
    return rows


def _check_attendance(session: Session, passing: Sequence[Enrolment], *, on: dt.date) -> None:
    """Refuse to let those pass who attended too few meetings, where attendance was taken at all."""
    if not presence.present_in(session):
        return
    there = presence.attended(enrolments=[row.pk for row in passing], on=on)
    missing = [row.person.name for row in passing if there[row.pk].enough is False]
    if missing:
        text = _(
            "Recorded as passed, but not at enough meetings: %(names)s. Complete the lists of attendance, or record "
            "them as not passed."
        )
        raise UnableToLockResults(text % {"names": ", ".join(missing)}, code="absent")


def _decide(
    enrolments: Sequence[Enrolment], action: EnrolmentAction, reached: EnrolmentState, *, by: str, at: dt.datetime
) -> None:
    """Move enrolments by one statement that also looks at the state they leave."""
    found = Enrolment.objects.filter(pk__in=[row.pk for row in enrolments], state__in=leaving(action))
    if found.update(state=reached, decided_by=by, decided_at=at) != len(enrolments):
        text = _("Somebody left the session in the meantime. Look at the list, then lock again.")
        raise UnableToLockResults(text, code="changed")


def _certificates(
    session: Session, enrolments: Sequence[Enrolment], *, on: dt.date, by: str, at: dt.datetime
) -> list[Certificate]:
    """Write the certificates of those who passed; what reaches a competency is valid as long as its evidence is."""
    if not enrolments:
        return []
    reaches = Outcome.objects.filter(session=session).exists()
    valid_until = ruled_until(source=Source.TRAINING, valid_from=session.ends_on) if reaches else None
    numbers = draw(series=str(on.year), many=len(enrolments))
    places = draw(series=PLACES, many=len(enrolments))
    return Certificate.objects.bulk_create(
        [
            Certificate(
                enrolment=enrolment,
                number=certificate_number(number=number, year=on.year),
                status_index=place - 1,
                issued_on=on,
                issued_by=by,
                issued_at=at,
                valid_until=valid_until,
            )
            for enrolment, number, place in zip(enrolments, numbers, places, strict=True)
        ]
    )


def _count(
    session: Session,
    certificates: Sequence[Certificate],
    results: Mapping[int, Result],
    *,
    on: dt.date,
    by: str,
    at: dt.datetime,
) -> None:
    """Let the trainings count: hours, and the levels that the session's outcomes reach."""
    outcomes = {
        row.competency.code: row for row in Outcome.objects.filter(session=session).select_related("competency")
    }
    competencies: dict[str, Competency] = {code: row.competency for code, row in outcomes.items()}
    known = known_trainings(people={row.enrolment.person_id for row in certificates})
    trainings = [
        _training(session, row, results[row.enrolment_id].hours, known=known[row.enrolment.person_id])
        for row in certificates
    ]
    for training in trainings:
        training.reaches = {code: row.level for code, row in outcomes.items()}
    record_trainings(trainings=trainings, competencies=competencies, on=on, by=by, at=at)


def _training(
    session: Session, certificate: Certificate, hours: Decimal, *, known: Mapping[str, KnownTraining]
) -> CompletedTraining:
    name = session.programme.name
    reference = training_reference(name=name, starts_on=session.starts_on, number=certificate.number, known=known)
    training = CompletedTraining(
        person_id=certificate.enrolment.person_id,
        reference=reference,
        name=name,
        form=session.programme.form,
        provider=session.partner.name,
        hours=hours,
        starts_on=session.starts_on,
        ends_on=session.ends_on,
        certificate=certificate.number,
        valid_until=certificate.valid_until,
    )
    if number_stays(reference=reference, number=certificate.number, known=known):
        training.unstated = frozenset({"certificate"})
    return training


def _passed(session: Session) -> tuple[str, str]:
    words = {"programme": session.programme.name}
    return (
        _("You passed %(programme)s") % words,
        _("The training counts from now on, and your certificate is ready. Open it to keep it or to show it."),
    )


def _failed(session: Session) -> tuple[str, str]:
    words = {"programme": session.programme.name}
    return (
        _("Not passed: %(programme)s") % words,
        _("A training not passed gives no competency and no certificate. Ask BKPSDM about another try."),
    )
