"""T-RACE-3: numbers of certificates, drawn by eight workers at once, on every database."""

import contextlib
import random
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import OperationalError, connection, transaction

from piawai.learning.services.numbers import draw

pytestmark = pytest.mark.django_db(transaction=True)

MANY = 500
WORKERS = 8


class TestNumbers:
    """Five hundred numbers; some of the transactions that draw them fail, and give theirs back."""

    def test_are_unique_and_without_gaps(self) -> None:
        together = threading.Barrier(WORKERS)
        drawn: list[int] = []

        def draw_some(many: int, chance: random.Random) -> list[int]:
            """Draw in a transaction of one's own; nothing where it failed."""
            with contextlib.suppress(OperationalError, ZeroDivisionError):
                with transaction.atomic():
                    found = list(draw(series="2026", many=many))
                    if chance.random() < 0.1:
                        raise ZeroDivisionError  # the transaction fails after it has drawn
                return found
            return []

        def work(share: int) -> None:
            chance = random.Random(share)
            left = MANY // WORKERS + (share < MANY % WORKERS)
            try:
                together.wait(timeout=60)
                while left:
                    time.sleep(chance.random() / 100)
                    found = draw_some(min(left, chance.randint(1, 5)), chance)
                    drawn.extend(found)
                    left -= len(found)
            finally:
                connection.close()

        with ThreadPoolExecutor(WORKERS) as workers:
            list(workers.map(work, range(WORKERS)))

        assert sorted(drawn) == list(range(1, MANY + 1))
