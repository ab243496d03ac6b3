"""Reading the item bank, somebody's tests, and what was reached in them."""

import datetime as dt
from collections.abc import Collection

from django.db.models import Q, QuerySet

from piawai.learning.models import Attempt, Enrolment, Item, Programme, Quiz, Session
from piawai.learning.queries.presence import participants
from piawai.learning.rules.quizzes import item_key, mark, mixed, over, passed
from piawai.learning.terms import EnrolmentState, ItemKind, ItemState, Question, QuizKind, QuizResult
from piawai.people.models import Person


def items() -> QuerySet[Item]:
    """Return all items of the bank, whatever became of them."""
    return Item.objects.select_related("programme", "competency")


def newest_items(*, programmes: Collection[int]) -> dict[tuple[int, str], Item]:
    """Return the newest version of each item of some programmes (ids), by programme and question (`item_key`)."""
    rows = Item.objects.filter(programme__in=programmes, replaced_by__isnull=True).order_by("pk")
    return {(row.programme_id, item_key(text=row.text)): row for row in rows}


def programmes_by_key() -> dict[str, Programme]:
    """Return all programmes by the key of their names."""
    return {row.name_key: row for row in Programme.objects.all()}


def published(programme: int) -> list[int]:
    """Return the published items (ids) of a programme (id)."""
    return list(Item.objects.filter(programme=programme, state=ItemState.PUBLISHED).values_list("pk", flat=True))


def programmes() -> list[tuple[str, str]]:
    """Return the programmes by name, as number and name."""
    return [(str(pk), name) for pk, name in Programme.objects.order_by("name").values_list("pk", "name")]


def competencies_taught() -> list[tuple[str, str]]:
    """Return the competencies that sessions teach by name, as number and name."""
    rows = Session.objects.filter(outcomes__isnull=False).order_by("outcomes__competency__name")
    named = dict(rows.values_list("outcomes__competency_id", "outcomes__competency__name"))
    return [(str(pk), name) for pk, name in named.items()]


def quizzes_of(session: Session) -> dict[str, Quiz]:
    """Return the tests of a session by kind."""
    return {row.kind: row for row in Quiz.objects.filter(session=session).select_related("session__programme")}


def to_take(*, person: Person, on: dt.date, at: dt.datetime) -> QuerySet[Quiz]:
    """Return the tests that a person may take or go on with at a moment, the first to close before the rest."""
    own = Enrolment.objects.filter(person=person, state=EnrolmentState.APPROVED)
    ended = Attempt.objects.filter(Q(submitted_at__isnull=False) | Q(due_at__lt=at), enrolment__person=person)
    rows = Quiz.objects.filter(session__enrolments__in=own, opens_on__lte=on, closes_on__gte=on)
    return rows.exclude(attempts__in=ended).select_related("session__programme").order_by("closes_on", "pk")


def attempts_of(person: Person) -> QuerySet[Attempt]:
    """Return the attempts of a person."""
    rows = Attempt.objects.filter(enrolment__person=person)
    return rows.select_related("quiz__session__programme", "enrolment__person")


def questions(attempt: Attempt) -> list[Question]:
    """Return the questions of somebody's test in their own order, the options mixed; one query."""
    known = {row.pk: row for row in Item.objects.filter(pk__in=attempt.items)}
    found = []
    for number, pk in enumerate(attempt.items, start=1):
        item = known[pk]
        order = mixed(options=len(item.options), item=pk, seed=attempt.seed)
        options = tuple((place, item.options[place]) for place in order)
        chosen = attempt.answers.get(str(pk))
        found.append(Question(number, pk, item.kind == ItemKind.CASE, item.text, options, chosen))
    return found


def is_over(attempt: Attempt, *, at: dt.datetime) -> bool:
    """Return whether an attempt takes no more answers."""
    return over(due_at=attempt.due_at, submitted_at=attempt.submitted_at, at=at)


def reached(attempt: Attempt) -> int:
    """Return what an attempt has reached, in percent."""
    return mark(right=attempt.right, of=len(attempt.items))


def test_results(*, session: Session, at: dt.datetime, on: dt.date) -> dict[int, QuizResult]:
    """
    Return what each participant of a session reached in its tests, by enrolment id.

    `passed` false means no competency and no certificate; None that nothing stands in the way, or nothing is known yet.
    """
    quizzes = quizzes_of(session)
    after = quizzes.get(QuizKind.AFTER)
    marks: dict[tuple[int, str], int] = {}
    for row in Attempt.objects.filter(quiz__session=session).select_related("quiz"):
        if is_over(row, at=at):
            marks[row.enrolment_id, row.quiz.kind] = reached(row)
    least = after.pass_mark if after else None
    closed = after is not None and after.closes_on < on
    found = {}
    for pk in participants(session).values_list("pk", flat=True):
        last = marks.get((pk, QuizKind.AFTER))
        result = passed(reached=last, least=least, closed=closed)
        found[pk] = QuizResult(marks.get((pk, QuizKind.BEFORE)), last, least, result)
    return found
