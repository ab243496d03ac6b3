"""Rounds of ratings for tests: a section that is large enough for groups, and a round about it at any state."""

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

from piawai.competencies.models import Answer, Competency, Round, Sheet
from piawai.competencies.services.rounds import drafting, opening, reporting, running
from piawai.competencies.terms import RATED, RoundSample, SheetState
from piawai.people.models import Person
from piawai.people.terms import UnitRow
from tests import town

LINK = "/"
FIRST, LAST = town.TODAY, town.TODAY + dt.timedelta(days=14)


def section(size: int = 7) -> list[Person]:
    """
    Build a city with an office, whose head is the first, and a section in it, whose head is the second.

    `size` more work in the section. Of all the four competencies of the town are required.
    """
    town.units(
        UnitRow("KOTA", "Kota"),
        UnitRow("DINAS", "Dinas", "KOTA", "22", leader=town.nip(1)),
        UnitRow("SEKSI", "Seksi", "DINAS", "41", leader=town.nip(2)),
    )
    town.dictionary()
    found = town.people(
        town.person_row(1, unit="DINAS", job="Kepala Dinas", kind="1"),
        town.person_row(2, job="Kepala Seksi", kind="1"),
        *(town.person_row(number) for number in range(3, size + 3)),
    )
    for job in ("Kepala Dinas", "Kepala Seksi", "Pengelola"):
        town.standard(job, "T.IT.1", 2)
    return found


def wanted(**more: object) -> drafting.Wanted:
    """Return what a round asks unless `more` says otherwise: two competencies of everybody, by all four sources."""
    plain: dict[str, object] = {
        "name": "Putaran 2026",
        "opens_on": FIRST,
        "closes_on": LAST,
        "sources": RATED,
        "competencies": list(Competency.objects.filter(code__in=("M.1", "T.IT.1")).order_by("code")),
        **more,
    }
    return drafting.Wanted(**plain)  # type: ignore[arg-type]


def drafted(*, on: dt.date = town.TODAY, **more: object) -> Round:
    """Return a draft of a round."""
    return drafting.draft_round(wanted=wanted(**more), on=on, by=town.BY, at=town.NOW)


def opened(*, sample: str = RoundSample.EVERYTHING, **more: Any) -> Round:
    """Return an open round with its sheets."""
    return opening.open_round(round_=drafted(**more), sample=sample, link=LINK, on=town.TODAY, by=town.BY, at=town.NOW)


def answered(round_: Round, level: Callable[[Sheet], int | None], *, sheets: Sequence[Sheet] | None = None) -> None:
    """Answer and send sheets of a round (None: all), each question of a sheet with the same level or "not observed"."""
    for sheet in round_.sheets.all() if sheets is None else sheets:
        Answer.objects.filter(sheet=sheet).update(level=level(sheet), answered_at=town.NOW, note="Terlihat sendiri")
        Sheet.objects.filter(pk=sheet.pk).update(state=SheetState.SENT, sent_at=town.NOW)


def closed(round_: Round, *, on: dt.date = LAST) -> Round:
    """Return a round after it was closed."""
    return running.close_round(round_=round_, on=on, by=town.BY, at=town.NOW)


def reported(round_: Round, *, on: dt.date = LAST) -> Round:
    """Return a closed round after it was reported."""
    return reporting.report_round(round_=round_, on=on, by=town.BY, at=town.NOW)
