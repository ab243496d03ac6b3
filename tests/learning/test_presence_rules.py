"""Attendance: when a scan was made, what is doubted, who counts as present."""

import datetime as dt
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from piawai.learning.rules.presence import EARLY, attended_enough, doubt, present, scanned
from piawai.learning.terms import Doubt, Seen

BEGINS = dt.datetime(2027, 3, 1, 1, 0, tzinfo=dt.UTC)
MINUTE = dt.timedelta(minutes=1)
HOUR = dt.timedelta(hours=1)
moments = st.datetimes(timezones=st.just(dt.UTC))


class TestScanned:
    """ATTEND-01: when a scan was made by our clock."""

    @pytest.mark.parametrize("wrong", [dt.timedelta(), -3 * HOUR, 24 * HOUR, dt.timedelta(days=-20_000)])
    def test_a_wrong_clock_cancels_out(self, wrong: dt.timedelta) -> None:
        at = BEGINS + 5 * MINUTE

        made = scanned(scanned_at=at + wrong, sent_at=at + wrong + HOUR, received_at=at + HOUR, begins_at=BEGINS)

        assert made == at

    def test_is_never_before_the_meeting_could_begin(self) -> None:
        made = scanned(scanned_at=BEGINS - HOUR, sent_at=BEGINS, received_at=BEGINS, begins_at=BEGINS)

        assert made == BEGINS - EARLY

    def test_what_comes_before_the_meeting_was_made_when_it_came(self) -> None:
        early = BEGINS - HOUR

        assert scanned(scanned_at=early, sent_at=early, received_at=early, begins_at=BEGINS) == early

    @given(scanned_at=moments, sent_at=moments)
    def test_lies_between_for_any_clock(self, scanned_at: dt.datetime, sent_at: dt.datetime) -> None:
        received = BEGINS + HOUR

        made = scanned(scanned_at=scanned_at, sent_at=sent_at, received_at=received, begins_at=BEGINS)

        assert BEGINS - EARLY <= made <= received


class TestDoubt:
    """ATTEND-02: what the organiser decides."""

    @pytest.mark.parametrize(
        ("changed", "expected"),
        [
            pytest.param({}, Doubt.NONE, id="plain"),
            pytest.param({"seated": False}, Doubt.NO_SEAT, id="no seat"),
            pytest.param({"made_at": BEGINS + 2 * HOUR + MINUTE}, Doubt.OUTDATED, id="after the code ran out"),
            pytest.param({"closed_at": BEGINS + 3 * HOUR}, Doubt.LATE, id="came when the list was closed"),
            pytest.param({"locked": True}, Doubt.LOCKED, id="came when the result was locked"),
            pytest.param({"locked": True, "seated": False}, Doubt.NO_SEAT, id="never had a result"),
            pytest.param({"closed_at": BEGINS + 5 * HOUR}, Doubt.NONE, id="came before it was closed"),
        ],
    )
    def test_is(self, changed: dict[str, object], expected: Doubt) -> None:
        plain = {
            "made_at": BEGINS,
            "received_at": BEGINS + 4 * HOUR,
            "until": BEGINS + 2 * HOUR,
            "closed_at": None,
            "seated": True,
            "locked": False,
        }

        assert doubt(**{**plain, **changed}) == expected  # type: ignore[arg-type]


class TestPresent:
    """ATTEND-03: who counts as present."""

    @pytest.mark.parametrize(
        ("rows", "expected"),
        [
            pytest.param([], False, id="nothing"),
            pytest.param([Seen("a")], True, id="a scan"),
            pytest.param([Seen("a", doubt="TERLAMBAT")], False, id="a doubtful scan"),
            pytest.param([Seen("a", doubt="TERLAMBAT"), Seen("b")], True, id="the organiser lets it count"),
            pytest.param([Seen("a"), Seen("w", withdraws="a")], False, id="withdrawn"),
            pytest.param([Seen("a"), Seen("w", withdraws="a"), Seen("b")], True, id="scanned again"),
        ],
    )
    def test_is_whoever_has_a_row_that_stands(self, rows: list[Seen], expected: bool) -> None:
        assert present(rows) is expected

    @given(
        rows=st.lists(
            st.builds(
                Seen, st.sampled_from("abcd"), st.sampled_from(["", "TERLAMBAT"]), st.sampled_from(["", "a", "b"])
            )
        ),
        seed=st.integers(0, 1000),
    )
    def test_whatever_the_order(self, rows: list[Seen], seed: int) -> None:
        mixed = list(rows)
        random.Random(seed).shuffle(mixed)

        assert present(mixed) is present(rows)


class TestAttendedEnough:
    """ATTEND-04: the share of meetings that passes."""

    @pytest.mark.parametrize(
        ("attended", "meetings", "expected"), [(4, 5, True), (3, 5, False), (0, 0, None), (1, 1, True)]
    )
    def test_is(self, attended: int, meetings: int, expected: bool | None) -> None:
        assert attended_enough(attended=attended, meetings=meetings, least=0.8) is expected


class Server:
    """What the site does with scans, in short: a key is stored once, and answered each time."""

    def __init__(self) -> None:
        self.rows: dict[str, Seen] = {}

    def take(self, key: str) -> str:
        """Store a scan, and answer with its key."""
        self.rows.setdefault(key, Seen(key))
        return key


class TestFaultyNetwork:
    """A phone that sends until it is answered loses nothing and stores nothing twice."""

    @given(
        scans=st.integers(0, 8),
        faults=st.lists(st.sampled_from(["ok", "lost before", "lost after", "twice", "delayed"]), max_size=60),
        seed=st.integers(0, 1000),
    )
    def test_ends_with_the_scans_made(self, scans: int, faults: list[str], seed: int) -> None:
        made = [f"scan {number}" for number in range(scans)]
        kept, server, under_way, chance = list(made), Server(), [], random.Random(seed)
        for fault in faults:
            if not kept:
                break
            key = chance.choice(kept)
            if fault == "lost before":
                continue
            if fault == "delayed":
                under_way.append(key)
                continue
            answer = server.take(key)
            if fault == "twice":
                server.take(key)
            if fault != "lost after":
                kept.remove(answer)
        for key in [*kept, *under_way]:  # the network comes back
            server.take(key)

        assert sorted(server.rows) == sorted(made)
        assert all(present([row]) for row in server.rows.values())
