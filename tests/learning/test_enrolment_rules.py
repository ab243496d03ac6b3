"""Rules of enrolments, without a database."""

import datetime as dt

import pytest

from piawai.learning.rules import enrolments as rules
from piawai.learning.terms import EnrolmentAction, EnrolmentState, Obstacle

NOON = dt.datetime(2026, 11, 24, 5, 0, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)


class TestMayBecome:
    """ENROL-01 and ENROL-02: the table of steps."""

    @pytest.mark.parametrize(
        ("state", "action", "expected"),
        [
            ("DIUSULKAN", "setujui", "DISETUJUI"),
            ("DIMINTA", "setujui", "DISETUJUI"),
            ("DIMINTA", "antrekan", "DAFTAR_TUNGGU"),
            ("DAFTAR_TUNGGU", "panggil", "DIUNDANG"),
            ("DAFTAR_TUNGGU", "tolak", "DITOLAK"),
            ("DIUNDANG", "terima", "DISETUJUI"),
            ("DIUNDANG", "berhalangan", "TIDAK_HADIR"),
            ("DIUNDANG", "lewat_waktu", "KEDALUWARSA"),
            ("DISETUJUI", "batalkan", "DIBATALKAN"),
            ("DISETUJUI", "luluskan", "SELESAI"),
            ("DISETUJUI", "tidak_luluskan", "TIDAK_LULUS"),
            ("DAFTAR_TUNGGU", "terima", None),
            ("DAFTAR_TUNGGU", "setujui", None),
            ("DIUNDANG", "luluskan", None),
            ("SELESAI", "batalkan", None),
            ("DIBATALKAN", "setujui", None),
            ("DISETUJUI", "terima", None),
        ],
    )
    def test_returns(self, state: str, action: str, expected: str | None) -> None:
        assert rules.may_become(state=state, action=action) == expected

    @pytest.mark.parametrize("state", ["SELESAI", "TIDAK_LULUS", "DITOLAK", "TIDAK_HADIR", "KEDALUWARSA", "DIBATALKAN"])
    def test_nothing_leaves_an_end(self, state: str) -> None:
        assert [one for one in EnrolmentAction if rules.may_become(state=state, action=one) is not None] == []

    @pytest.mark.parametrize("action", list(EnrolmentAction))
    def test_leaving_is_the_same_table(self, action: EnrolmentAction) -> None:
        found = {state for state in EnrolmentState if rules.may_become(state=state, action=action) is not None}

        assert rules.leaving(action) == found


class TestTimes:
    """ENROL-03 and ENROL-04: until when somebody answers, and may cancel."""

    def test_answer_is_due_after_the_days(self) -> None:
        assert rules.answer_due(at=NOON, days=3, begins=NOON + 9 * DAY) == NOON + 3 * DAY

    def test_answer_is_due_before_the_session_begins(self) -> None:
        assert rules.answer_due(at=NOON, days=3, begins=NOON + DAY) == NOON + DAY

    @pytest.mark.parametrize(("ahead", "expected"), [(4, True), (3, True), (2, False), (0, False), (-1, False)])
    def test_may_still_cancel(self, ahead: int, expected: bool) -> None:
        starts_on = dt.date(2027, 3, 10)

        assert rules.may_still_cancel(on=starts_on - ahead * DAY, starts_on=starts_on, days=3) == expected


class TestObstacle:
    """Words for whoever cannot be enrolled."""

    def test_says_days_as_people_write_them(self) -> None:
        assert str(Obstacle("begun", {"day": dt.date(2027, 3, 10)})) == "Angkatan ini sudah dimulai pada 10 Maret 2027."
