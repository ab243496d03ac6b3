"""Calendars as phones read them (RFC 5545)."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from piawai.formats.icalendar import Event, calendar

AT = dt.datetime(2026, 11, 24, 3, 0, tzinfo=dt.UTC)
WIB = dt.timezone(dt.timedelta(hours=7))


def event(**more: object) -> Event:
    plain = {"uid": "a@x", "changed_at": AT, "begins": AT, "ends": AT + dt.timedelta(hours=2), "summary": "Kelas"}
    return Event(**{**plain, **more})  # type: ignore[arg-type]


def lines(*events: Event) -> list[str]:
    """Return the lines of a calendar, unfolded as RFC 5545 3.1 says."""
    content = calendar(name="Pelatihan", events=events).decode()
    assert content.endswith("\r\n")
    return content.replace("\r\n ", "").removesuffix("\r\n").split("\r\n")


class TestCalendar:
    """What stands in the file."""

    def test_begins_and_ends_as_it_must(self) -> None:
        found = lines(event())

        assert found[:2] == ["BEGIN:VCALENDAR", "VERSION:2.0"]
        assert found[-1] == "END:VCALENDAR"
        assert sum(line.startswith("PRODID:") for line in found) == 1

    def test_writes_moments_in_utc(self) -> None:
        begins = dt.datetime(2027, 3, 1, 8, 30, tzinfo=WIB)

        found = lines(event(begins=begins, ends=begins + dt.timedelta(hours=3)))

        assert "DTSTART:20270301T013000Z" in found
        assert "DTEND:20270301T043000Z" in found

    def test_ends_days_with_the_day_after_the_last(self) -> None:
        found = lines(event(begins=dt.date(2027, 3, 1), ends=dt.date(2027, 3, 2)))

        assert "DTSTART;VALUE=DATE:20270301" in found
        assert "DTEND;VALUE=DATE:20270303" in found

    def test_refuses_a_moment_without_a_zone(self) -> None:
        with pytest.raises(ValueError, match="zone"):
            calendar(name="", events=[event(begins=dt.datetime(2027, 3, 1), ends=AT)])  # noqa: DTZ001 (the point)

    def test_says_whether_it_is_certain(self) -> None:
        assert "STATUS:CONFIRMED" in lines(event())
        assert "STATUS:TENTATIVE" in lines(event(fixed=False))

    def test_leaves_out_what_is_empty(self) -> None:
        found = lines(event())

        assert not any(line.startswith(("LOCATION", "DESCRIPTION", "URL")) for line in found)

    @pytest.mark.parametrize(
        ("text", "written"),
        [
            ("a;b,c", "a\\;b\\,c"),
            ("a\\n", "a\\\\n"),
            ("satu\r\ndua\rtiga\nempat", "satu\\ndua\\ntiga\\nempat"),
            ("a\x00\x1b\x85b", "ab"),
            ("END:VEVENT\r\nBEGIN:VEVENT", "END:VEVENT\\nBEGIN:VEVENT"),
        ],
    )
    def test_escapes_what_has_a_meaning(self, text: str, written: str) -> None:
        assert f"SUMMARY:{written}" in lines(event(summary=text))

    @given(st.text(max_size=300))
    def test_folds_any_text_without_losing_a_letter(self, text: str) -> None:
        text = text.encode("utf-8", "ignore").decode()
        content = calendar(name="x", events=[event(summary=text)])

        parts = content.split(b"\r\n")
        assert all(len(part) <= 75 for part in parts)
        assert all(part.decode() or part == b"" for part in parts)  # no letter is split
        assert sum(part == b"BEGIN:VEVENT" for part in parts) == 1
