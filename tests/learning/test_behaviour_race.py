"""Two workers ask at once what shows at work, and two windows answer at once, on every database."""

import contextlib
import random
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import OperationalError, connection

from piawai.audit.models import Event
from piawai.learning.models import FollowUp, FollowUpAnswer
from piawai.learning.services.behaviour import UnableToAnswerFollowUp
from tests import followed, town

pytestmark = pytest.mark.django_db(transaction=True)

AT_ONCE = 4


def at_once(work: Callable[[], int]) -> list[int]:
    """Do the same in several threads in the same moment, and return what each found, in order."""
    together = threading.Barrier(AT_ONCE)

    def one(_number: int) -> int:
        try:
            together.wait(timeout=60)
            while True:
                with contextlib.suppress(OperationalError):  # SQLite in memory does not wait for the other's lock
                    return work()
                time.sleep(random.random() / 5)
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as threads:
        return sorted(threads.map(one, range(AT_ONCE)))


class TestAtOnce:
    """Once is once."""

    def test_everybody_is_asked_once(self) -> None:
        town.dictionary()
        town.units()
        people = town.people(*[town.person_row(number) for number in range(1, 4)])
        followed.passed(*people)

        found = at_once(followed.invited)

        assert found == [0] * (AT_ONCE - 1) + [3]
        assert FollowUp.objects.count() == 3
        assert Event.objects.filter(action="learning.invite_follow_ups").count() == 1

    def test_the_first_answer_holds(self) -> None:
        town.dictionary()
        town.units()
        followed.passed(*town.people(town.person_row(1)))
        followed.invited()
        row = FollowUp.objects.select_related("enrolment__session", "rater").get()

        def answer() -> int:
            try:
                followed.answered(row)
            except UnableToAnswerFollowUp:
                return 0
            return 1

        assert at_once(answer) == [0] * (AT_ONCE - 1) + [1]
        assert FollowUpAnswer.objects.count() == 1
