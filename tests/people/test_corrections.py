"""Asking for a correction of one's own data, answering it, and withdrawing."""

import threading

import pytest
from django.db import connection, transaction

from piawai.audit.models import Event
from piawai.people import rules
from piawai.people.models import CorrectionRequest, Person
from piawai.people.services import corrections
from piawai.people.terms import CorrectionState, CorrectionSubject
from tests import town

WAITING, GRANTED = CorrectionState.WAITING, CorrectionState.GRANTED
REFUSED, WITHDRAWN = CorrectionState.REFUSED, CorrectionState.WITHDRAWN


def person() -> Person:
    """Return one person in a section."""
    town.units()
    [found] = town.people(town.person_row(1))
    return found


def asked(who: Person, *, wrong: str = "Gelar S.E.", right: str = "Gelar S.H.") -> CorrectionRequest:
    """Return a request that waits."""
    return corrections.ask_correction(
        person=who, subject=CorrectionSubject.BASIC, wrong=wrong, right=right, at=town.NOW
    )


def answered(request: CorrectionRequest, *, state: str = GRANTED, answer: str = "Sudah.", by: str = "bk") -> None:
    """Answer a request."""
    corrections.answer_correction(request=request, state=state, answer=answer, by=by, at=town.NOW)


class TestCorrectionMayBecome:
    """PEOPLE-07: only a waiting request moves, once."""

    @pytest.mark.parametrize("state", CorrectionState.values)
    @pytest.mark.parametrize("wanted", CorrectionState.values)
    def test_only_waiting_moves(self, state: str, wanted: str) -> None:
        moves = state == WAITING and wanted in {GRANTED, REFUSED, WITHDRAWN}

        assert rules.correction_may_become(state=state, wanted=wanted) is moves


@pytest.mark.django_db
class TestAskCorrection:
    """A person says what is wrong and what is right."""

    def test_waits_and_is_logged_without_its_words(self) -> None:
        who = person()

        request = asked(who)

        assert (request.state, request.made_at, request.answered_at) == (WAITING, town.NOW, None)
        event = Event.objects.get(action="people.ask_correction")
        assert (event.actor, event.details) == (who.code, {"of": "DATA_POKOK"})

    def test_made_twice_is_one_request(self) -> None:
        who = person()

        assert asked(who) == asked(who)
        assert CorrectionRequest.objects.count() == 1

    @pytest.mark.parametrize(("wrong", "right"), [("", "S.H."), ("S.E.", " \n")])
    def test_without_words_is_refused(self, wrong: str, right: str) -> None:
        who = person()

        with pytest.raises(corrections.UnableToAskCorrection) as refusal:
            asked(who, wrong=wrong, right=right)

        assert refusal.value.code == "text_missing"

    def test_too_many_at_once_are_refused(self) -> None:
        who = person()
        for number in range(corrections.MOST_WAITING):
            asked(who, wrong=f"Salah {number}")

        with pytest.raises(corrections.UnableToAskCorrection) as refusal:
            asked(who)

        assert refusal.value.code == "too_many"


@pytest.mark.django_db
class TestAnswerCorrection:
    """BKPSDM grants or refuses, in words."""

    @pytest.mark.parametrize("state", [GRANTED, REFUSED])
    def test_is_kept_and_logged(self, state: str) -> None:
        request = asked(person())

        answered(request, state=state, answer=" Sudah diperbaiki. ")

        request.refresh_from_db()
        assert (request.state, request.answer, request.answered_by) == (state, "Sudah diperbaiki.", "bk")
        event = Event.objects.get(action="people.answer_correction")
        assert (event.subject, event.details) == (f"correction {request.pk}", {"state": state})

    def test_the_second_of_two_is_refused(self) -> None:
        request = asked(person())
        seen_by_both = CorrectionRequest.objects.select_related("person").get(pk=request.pk)
        answered(request, answer="Yang pertama.")

        with pytest.raises(corrections.UnableToAnswerCorrection) as refusal:
            answered(seen_by_both, state=REFUSED, answer="Yang kedua.", by="bk2")

        assert refusal.value.code == "decided"
        request.refresh_from_db()
        assert (request.state, request.answer, request.answered_by) == (GRANTED, "Yang pertama.", "bk")
        assert Event.objects.filter(action="people.answer_correction").count() == 1

    def test_ones_own_is_refused(self) -> None:
        who = person()

        with pytest.raises(corrections.UnableToAnswerCorrection) as refusal:
            answered(asked(who), by=who.code)

        assert refusal.value.code == "own_request"

    def test_without_words_is_refused(self) -> None:
        request = asked(person())

        with pytest.raises(corrections.UnableToAnswerCorrection) as refusal:
            answered(request, answer=" ")

        assert refusal.value.code == "text_missing"

    @pytest.mark.parametrize("state", [WAITING, WITHDRAWN])
    def test_with_what_is_no_answer_is_refused(self, state: str) -> None:
        request = asked(person())

        with pytest.raises(corrections.UnableToAnswerCorrection):
            answered(request, state=state)

        request.refresh_from_db()
        assert request.state == WAITING


@pytest.mark.django_db(transaction=True)
class TestTwoAnswersAtOnce:
    """Two people answer in the same second."""

    def test_one_counts(self) -> None:
        if connection.vendor == "sqlite":
            pytest.skip("SQLite lets one write at a time; the stale answer above is the same case there")
        request = asked(person())
        other = CorrectionRequest.objects.select_related("person").get(pk=request.pk)
        codes: list[str] = []

        def second() -> None:
            try:
                answered(other, state=REFUSED, answer="Yang kedua.", by="bk2")
            except corrections.UnableToAnswerCorrection as refusal:
                codes.append(refusal.code)
            finally:
                connection.close()

        thread = threading.Thread(target=second)
        with transaction.atomic():
            answered(request, answer="Yang pertama.")
            thread.start()
            thread.join(0.3)
            assert thread.is_alive()  # it waits for the row
        thread.join(10)

        request.refresh_from_db()
        assert (codes, request.state) == (["decided"], GRANTED)


@pytest.mark.django_db
class TestWithdrawCorrection:
    """Whoever asked thinks again."""

    def test_withdraws_what_waits(self) -> None:
        request = asked(person())

        corrections.withdraw_correction(request=request, at=town.NOW)

        request.refresh_from_db()
        assert (request.state, request.answered_at) == (WITHDRAWN, None)

    def test_of_a_decided_one_is_refused(self) -> None:
        request = asked(person())
        answered(request)

        with pytest.raises(corrections.UnableToWithdrawCorrection):
            corrections.withdraw_correction(request=request, at=town.NOW)

        request.refresh_from_db()
        assert request.state == GRANTED
