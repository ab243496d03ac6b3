"""Keeping the item bank, setting tests, and taking them."""

import datetime as dt
import secrets

from django.db import transaction
from django.utils.translation import gettext as _

from piawai.audit.services import log
from piawai.learning.models import Attempt, Enrolment, Item, Programme, Quiz, Session
from piawai.learning.queries import quizzes as queries
from piawai.learning.rules.quizzes import drawn, right_answers
from piawai.learning.services import seats
from piawai.learning.terms import EnrolmentState, ItemRow, ItemState, QuizKind
from piawai.lib.errors import Refusal
from piawai.people.models import Person
from piawai.regulations import values

FEWEST, MOST = 2, 6  # options of an item


class UnableToKeepItem(Refusal):
    """The item lacks something, or is not a draft any more."""


class UnableToSetQuiz(Refusal):
    """The test has begun, its days lie the wrong way round, or the bank holds too few items."""


class UnableToTakeQuiz(Refusal):
    """The test is not open, not the reader's, its time is up, or it was sent."""


@transaction.atomic
def record_item(*, programme: int, row: ItemRow, by: str, at: dt.datetime) -> Item:
    """
    Add a draft to the bank of a programme (id).

    :raises UnableToKeepItem: if options are missing, or none of them is the right one.
    """
    _check(row)
    found = Programme.objects.filter(pk=programme).first()
    if found is None:
        raise UnableToKeepItem(_("Choose a programme."), code="programme")
    made = Item.objects.create(programme=found, made_by=by, made_at=at, **_fields(row))
    log(action="learning.record_item", by=by, at=at, subject=f"item {made.code}")
    return made


@transaction.atomic
def change_item(*, item: Item, row: ItemRow, by: str, at: dt.datetime) -> Item:
    """
    Correct a draft; of a published item a new draft is made, which takes its place when it is published.

    :raises UnableToKeepItem: if something is missing, or a new version is there already.
    """
    _check(row)
    item = Item.objects.select_for_update().get(pk=item.pk)
    if item.state == ItemState.DRAFT:
        for name, value in _fields(row).items():
            setattr(item, name, value)
        item.save()
        log(action="learning.change_item", by=by, at=at, subject=f"item {item.code}")
        return item
    if Item.objects.filter(replaces=item).exists():
        raise UnableToKeepItem(_("A new version of this item is there already. Change that one."), code="replaced")
    made = Item.objects.create(programme=item.programme, replaces=item, made_by=by, made_at=at, **_fields(row))
    log(action="learning.revise_item", by=by, at=at, subject=f"item {made.code}", details={"replaces": item.code})
    return made


@transaction.atomic
def publish_item(*, item: Item, by: str, at: dt.datetime) -> None:
    """
    Publish a draft: tests draw it from now on, instead of the one it replaces.

    :raises UnableToKeepItem: if it is not a draft.
    """
    if not Item.objects.filter(pk=item.pk, state=ItemState.DRAFT).update(state=ItemState.PUBLISHED):
        raise UnableToKeepItem(_("This item is published already."), code="published")
    if item.replaces_id is not None:
        Item.objects.filter(pk=item.replaces_id).update(state=ItemState.REPLACED)
    log(action="learning.publish_item", by=by, at=at, subject=f"item {item.code}")


def _check(row: ItemRow) -> None:
    if not row.text.strip():
        raise UnableToKeepItem(_("Write the question."), code="text")
    if not FEWEST <= len(row.options) <= MOST or not all(one.strip() for one in row.options):
        text = _("Write %(least)s to %(most)s options, one a line.")
        raise UnableToKeepItem(text % {"least": FEWEST, "most": MOST}, code="options")
    if len(set(row.options)) < len(row.options):
        raise UnableToKeepItem(_("Two options are the same."), code="options")
    if not 0 <= row.right < len(row.options):
        raise UnableToKeepItem(_("Say which option is the right one, by its number."), code="right")


def _fields(row: ItemRow) -> dict[str, object]:
    options = [one.strip() for one in row.options]
    return {
        "kind": row.kind,
        "text": row.text.strip(),
        "options": options,
        "right": row.right,
        "competency_id": row.competency,
    }


@transaction.atomic
def set_quiz(*, session: Session, kind: QuizKind, count: int, minutes: int, by: str, at: dt.datetime) -> Quiz:
    """
    Set the test before or after a session; days and pass mark follow from the regulations of its first day.

    :raises UnableToSetQuiz: if somebody has begun it, or the bank holds too few published items.
    """
    session = seats.lock(session)
    if Attempt.objects.filter(quiz__session=session, quiz__kind=kind).exists():
        raise UnableToSetQuiz(_("Somebody has begun this test: it stays as it is."), code="begun")
    pool = len(queries.published(session.programme_id))
    if not 1 <= count <= pool:
        text = _("The bank of this programme holds %(pool)s published items. Publish more, or ask fewer.")
        raise UnableToSetQuiz(text % {"pool": pool}, code="too_few")
    days = dt.timedelta(days=values.value("test_days", on=session.starts_on).whole)
    first = kind == QuizKind.BEFORE
    quiz, _new = Quiz.objects.update_or_create(
        session=session,
        kind=kind,
        defaults={
            "count": count,
            "minutes": minutes,
            "pass_mark": values.value("training_pass_mark", on=session.starts_on).whole,
            "opens_on": session.starts_on - days if first else session.ends_on,
            "closes_on": session.starts_on if first else session.ends_on + days,
        },
    )
    details = {"kind": str(kind), "count": count, "minutes": minutes}
    log(action="learning.set_quiz", by=by, at=at, subject=f"session {session.code}", details=details)
    return quiz


@transaction.atomic
def begin(*, quiz: Quiz, person: Person, on: dt.date, at: dt.datetime) -> Attempt:
    """
    Begin a test, or return the attempt that was begun: the time runs from the first time on.

    :raises UnableToTakeQuiz: if it is not open on this day, or the person holds no seat.
    """
    own = Enrolment.objects.filter(session=quiz.session_id, person=person, state=EnrolmentState.APPROVED).first()
    if own is None:
        raise UnableToTakeQuiz(_("Only participants of the session take its test."), code="not_enrolled")
    begun = Attempt.objects.filter(quiz=quiz, enrolment=own).first()
    if begun is not None:
        return begun
    if not quiz.opens_on <= on <= quiz.closes_on:
        raise UnableToTakeQuiz(_("This test is not open today."), code="not_open")
    seed = secrets.randbelow(2**31)
    chosen = drawn(pool=queries.published(quiz.session.programme_id), count=quiz.count, seed=seed)
    attempt, new = Attempt.objects.get_or_create(
        quiz=quiz,
        enrolment=own,
        defaults={
            "seed": seed,
            "items": chosen,
            "started_at": at,
            "due_at": at + dt.timedelta(minutes=quiz.minutes),
        },
    )
    if new:
        log(action="learning.begin_test", by=person.code, at=at, subject=f"attempt {attempt.code}")
    return attempt


@transaction.atomic
def answer(*, attempt: Attempt, item: int, option: int, at: dt.datetime) -> None:
    """
    Save the answer to one question; the last one counts.

    :raises UnableToTakeQuiz: if the time is up, the test was sent, or there is no such question or option.
    """
    attempt = _still_open(attempt, at=at)
    known = {row.pk: row for row in Item.objects.filter(pk__in=attempt.items)}
    if item not in known or not 0 <= option < len(known[item].options):
        raise UnableToTakeQuiz(_("Choose one of the options."), code="option")
    attempt.answers = {**attempt.answers, str(item): option}
    given = {int(pk): place for pk, place in attempt.answers.items()}
    attempt.right = right_answers(answers=given, key={pk: row.right for pk, row in known.items()})
    attempt.save(update_fields=["answers", "right"])
    log(action="learning.answer_test", by=attempt.enrolment.person.code, at=at, subject=f"attempt {attempt.code}")


@transaction.atomic
def submit(*, attempt: Attempt, at: dt.datetime) -> Attempt:
    """
    Send a test: no answer can be changed any more. What is not answered is not right.

    :raises UnableToTakeQuiz: if the time is up, or it was sent.
    """
    attempt = _still_open(attempt, at=at)
    attempt.submitted_at = at
    attempt.save(update_fields=["submitted_at"])
    log(action="learning.submit_test", by=attempt.enrolment.person.code, at=at, subject=f"attempt {attempt.code}")
    return attempt


def _still_open(attempt: Attempt, *, at: dt.datetime) -> Attempt:
    attempt = Attempt.objects.select_for_update(of=("self",)).select_related("enrolment__person").get(pk=attempt.pk)
    if attempt.submitted_at is not None:
        raise UnableToTakeQuiz(_("You have sent this test."), code="sent")
    if queries.is_over(attempt, at=at):
        raise UnableToTakeQuiz(_("The time is up. What you answered before counts."), code="time_up")
    return attempt
