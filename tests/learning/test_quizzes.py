"""The item bank, taking tests, and what participants think."""

import datetime as dt

import pytest

from piawai.learning.models import Attempt, Enrolment, Feedback, Item, Quiz, Session
from piawai.learning.queries import feedback as opinions
from piawai.learning.queries import presence, quizzes
from piawai.learning.services import quizzes as services
from piawai.learning.services.feedback import UnableToGiveFeedback, give_feedback
from piawai.learning.services.quizzes import UnableToKeepItem, UnableToSetQuiz, UnableToTakeQuiz
from piawai.learning.terms import EnrolmentState, ItemRow, ItemState, Opinion, QuizKind, QuizResult
from tests import presence as made
from tests import town

pytestmark = pytest.mark.django_db

FIRST = dt.date(2026, 11, 23)  # a Monday
LAST = FIRST + dt.timedelta(days=1)
MINUTE = dt.timedelta(minutes=1)
ROW = ItemRow("PILIHAN", "Berapa?", ("satu", "dua", "tiga"), 1)


@pytest.fixture
def session() -> Session:
    town.dictionary()
    town.units()
    people = town.people(*(town.person_row(number) for number in range(1, 7)))
    return made.under_way(*people, first=FIRST)


@pytest.fixture
def own(session: Session) -> Enrolment:
    return presence.participants(session)[0]


@pytest.fixture
def quiz(session: Session) -> Quiz:
    made.bank(session, 4)
    return made.quiz(session, count=4)


def begun(quiz: Quiz, own: Enrolment, *, on: dt.date = LAST) -> Attempt:
    return services.begin(quiz=quiz, person=own.person, on=on, at=town.NOW)


def answer(attempt: Attempt, right: int, *, at: dt.datetime = town.NOW) -> None:
    """Answer all questions, the first `right` of them rightly."""
    for place, pk in enumerate(attempt.items):
        services.answer(attempt=attempt, item=pk, option=1 if place < right else 0, at=at)


def results(session: Session, *, on: dt.date = LAST) -> dict[int, QuizResult]:
    return quizzes.test_results(session=session, at=town.NOW + MINUTE, on=on)


class TestItems:
    """The bank: drafts are corrected, what is published is replaced."""

    def item(self, session: Session, row: ItemRow = ROW) -> Item:
        return services.record_item(programme=session.programme_id, row=row, by=town.BY, at=town.NOW)

    def test_a_draft_is_corrected_in_place(self, session: Session) -> None:
        item = self.item(session)

        changed = services.change_item(item=item, row=ItemRow("KASUS", "Lain?", ("a", "b"), 0), by=town.BY, at=town.NOW)

        assert (changed.pk, changed.text, changed.kind) == (item.pk, "Lain?", "KASUS")

    def test_a_published_one_gets_a_new_version(self, session: Session) -> None:
        item = self.item(session)
        services.publish_item(item=item, by=town.BY, at=town.NOW)

        version = services.change_item(
            item=item, row=ItemRow("PILIHAN", "Baru?", ("a", "b"), 0), by=town.BY, at=town.NOW
        )
        before = quizzes.published(session.programme_id)
        services.publish_item(item=version, by=town.BY, at=town.NOW)

        item.refresh_from_db()
        assert before == [item.pk]
        assert quizzes.published(session.programme_id) == [version.pk]
        assert (item.text, item.state) == ("Berapa?", ItemState.REPLACED)
        with pytest.raises(UnableToKeepItem):
            services.change_item(item=item, row=ROW, by=town.BY, at=town.NOW)

    def test_is_published_once(self, session: Session) -> None:
        item = self.item(session)
        services.publish_item(item=item, by=town.BY, at=town.NOW)

        with pytest.raises(UnableToKeepItem):
            services.publish_item(item=item, by=town.BY, at=town.NOW)

    @pytest.mark.parametrize(
        ("row", "code"),
        [
            (ItemRow("PILIHAN", " ", ("a", "b"), 0), "text"),
            (ItemRow("PILIHAN", "x", ("a",), 0), "options"),
            (ItemRow("PILIHAN", "x", ("a", "a"), 0), "options"),
            (ItemRow("PILIHAN", "x", ("a", "b"), 2), "right"),
        ],
    )
    def test_what_lacks_something_is_refused(self, session: Session, row: ItemRow, code: str) -> None:
        with pytest.raises(UnableToKeepItem) as refused:
            self.item(session, row)

        assert refused.value.code == code

    def test_of_no_programme_is_refused(self, session: Session) -> None:
        with pytest.raises(UnableToKeepItem) as refused:
            services.record_item(programme=0, row=ROW, by=town.BY, at=town.NOW)

        assert refused.value.code == "programme"


class TestSetQuiz:
    """Setting a test."""

    def test_days_and_mark_follow_from_regulations(self, quiz: Quiz) -> None:
        assert (quiz.opens_on, quiz.closes_on, quiz.pass_mark) == (LAST, LAST + dt.timedelta(days=7), 70)

    def test_asks_no_more_than_the_bank_holds(self, quiz: Quiz) -> None:
        with pytest.raises(UnableToSetQuiz) as refused:
            made.quiz(quiz.session, count=5)

        assert refused.value.code == "too_few"

    def test_stays_once_it_is_begun(self, quiz: Quiz, own: Enrolment) -> None:
        begun(quiz, own)

        with pytest.raises(UnableToSetQuiz) as refused:
            made.quiz(quiz.session, count=3)

        assert refused.value.code == "begun"


class TestTaking:
    """One attempt, within its time."""

    def test_begins_once(self, quiz: Quiz, own: Enrolment) -> None:
        assert begun(quiz, own) == begun(quiz, own)
        assert Attempt.objects.get().due_at == town.NOW + 30 * MINUTE

    @pytest.mark.parametrize("day", [FIRST, LAST + dt.timedelta(days=8)])
    def test_only_on_its_days(self, quiz: Quiz, own: Enrolment, day: dt.date) -> None:
        with pytest.raises(UnableToTakeQuiz) as refused:
            begun(quiz, own, on=day)

        assert refused.value.code == "not_open"

    def test_only_participants(self, quiz: Quiz, own: Enrolment) -> None:
        Enrolment.objects.filter(pk=own.pk).update(state=EnrolmentState.CANCELLED)

        with pytest.raises(UnableToTakeQuiz) as refused:
            begun(quiz, own)

        assert refused.value.code == "not_enrolled"

    def test_answers_are_saved_one_by_one_and_may_change(self, quiz: Quiz, own: Enrolment) -> None:
        attempt = begun(quiz, own)
        answer(attempt, 0)
        answer(attempt, 3)

        attempt.refresh_from_db()
        assert attempt.right == 3
        assert [one.chosen for one in quizzes.questions(attempt)] == [1, 1, 1, 0]

    def test_after_the_time_nothing_is_taken(self, quiz: Quiz, own: Enrolment) -> None:
        attempt = begun(quiz, own)
        answer(attempt, 3)

        late = attempt.due_at + MINUTE
        with pytest.raises(UnableToTakeQuiz) as refused:
            answer(attempt, 4, at=late)
        with pytest.raises(UnableToTakeQuiz):
            services.submit(attempt=attempt, at=late)

        assert refused.value.code == "time_up"
        attempt.refresh_from_db()
        assert quizzes.reached(attempt) == 75
        assert quizzes.is_over(attempt, at=attempt.due_at + MINUTE)

    def test_after_sending_nothing_is_taken(self, quiz: Quiz, own: Enrolment) -> None:
        attempt = begun(quiz, own)
        services.submit(attempt=attempt, at=town.NOW)

        with pytest.raises(UnableToTakeQuiz) as refused:
            answer(attempt, 1)

        assert refused.value.code == "sent"

    @pytest.mark.parametrize(("item", "option"), [(0, 0), (None, 9), (None, -1)])
    def test_only_its_own_options(self, quiz: Quiz, own: Enrolment, item: int | None, option: int) -> None:
        attempt = begun(quiz, own)

        with pytest.raises(UnableToTakeQuiz) as refused:
            services.answer(
                attempt=attempt, item=attempt.items[0] if item is None else item, option=option, at=town.NOW
            )

        assert refused.value.code == "option"

    def test_waits_no_more_when_the_time_is_up(self, quiz: Quiz, own: Enrolment) -> None:
        attempt = begun(quiz, own)

        assert list(quizzes.to_take(person=own.person, on=LAST, at=attempt.due_at)) == [quiz]
        assert list(quizzes.to_take(person=own.person, on=LAST, at=attempt.due_at + MINUTE)) == []

    def test_waits_until_it_is_sent(self, quiz: Quiz, own: Enrolment) -> None:
        waits = quizzes.to_take(person=own.person, on=LAST, at=town.NOW)
        assert list(waits.all()) == [quiz]

        services.submit(attempt=begun(quiz, own), at=town.NOW)

        assert list(waits.all()) == []


class TestResults:
    """What everybody reached: below the mark there is no competency and no certificate."""

    def test_of_a_session(self, quiz: Quiz) -> None:
        rows = list(presence.participants(quiz.session))
        for row, right in zip(rows, (4, 2), strict=False):
            attempt = begun(quiz, row)
            answer(attempt, right)
            services.submit(attempt=attempt, at=town.NOW)

        found = results(quiz.session)

        assert [found[row.pk].after for row in rows] == [100, 50, None, None, None, None]
        assert [found[row.pk].passed for row in rows] == [True, False, None, None, None, None]

    def test_who_never_took_it_has_not_passed_in_the_end(self, quiz: Quiz, own: Enrolment) -> None:
        assert results(quiz.session, on=LAST + dt.timedelta(days=8))[own.pk].passed is False

    def test_the_test_before_fails_nobody(self, session: Session, own: Enrolment) -> None:
        made.bank(session, 4)
        before = made.quiz(session, count=4, kind=QuizKind.BEFORE)
        attempt = begun(before, own, on=FIRST)
        answer(attempt, 1)
        services.submit(attempt=attempt, at=town.NOW)

        assert results(session)[own.pk] == QuizResult(25, None, None, None)

    def test_are_unknown_without_tests(self, session: Session, own: Enrolment) -> None:
        assert results(session)[own.pk] == QuizResult(None, None, None, None)


class TestFeedback:
    """Three questions, once, shown from five answers on."""

    def give(self, own: Enrolment, useful: int = 4, *, on: dt.date = LAST) -> Feedback:
        return give_feedback(enrolment=own, useful=useful, taught=3, applied=2, said="Baik", on=on, at=town.NOW)

    def test_means_are_shown_from_five_on(self, session: Session) -> None:
        rows = presence.participants(session)
        for place, own in enumerate(rows[:4]):
            self.give(own, 1 + place)
        few = opinions.opinion(session=session, on=LAST)
        self.give(rows[4], 5)
        many = opinions.opinion(session=session, on=LAST)

        assert few == Opinion(4)
        assert (many.answers, many.useful, many.taught, many.applied, many.said) == (5, 3, 3, 2, ("Baik",) * 5)

    def test_is_given_once(self, own: Enrolment) -> None:
        self.give(own)

        with pytest.raises(UnableToGiveFeedback) as refused:
            self.give(own)

        assert refused.value.code == "answered"

    def test_not_before_the_end(self, own: Enrolment) -> None:
        with pytest.raises(UnableToGiveFeedback) as refused:
            self.give(own, on=FIRST)

        assert refused.value.code == "not_over"

    def test_by_participants_only(self, own: Enrolment) -> None:
        own.state = EnrolmentState.CANCELLED

        with pytest.raises(UnableToGiveFeedback) as refused:
            self.give(own)

        assert refused.value.code == "not_enrolled"

    def test_is_asked_for_until_it_is_given(self, own: Enrolment) -> None:
        asked = opinions.to_ask(person=own.person, on=LAST)
        assert list(asked.all()) == [own]

        self.give(own)

        assert list(asked.all()) == []
