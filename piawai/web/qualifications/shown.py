"""What people hold and what runs out, in words."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.formats import localize
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from piawai.competencies.queries import qualifications as queries
from piawai.competencies.terms import Currency, Holding, Opening, Source
from piawai.formats import reports
from piawai.insight import queries as insight
from piawai.insight import rules
from piawai.insight.terms import NextSession
from piawai.web.lists import words

COLOURS = {
    Currency.CURRENT: "green",
    Currency.GRACE: "yellow",
    Currency.NOT_YET: "grey",
    Currency.EXPIRED: "orange",
    Currency.SUSPENDED: "purple",
    Currency.REVOKED: "red",
    Currency.FAILED: "red",
}


@dataclass(frozen=True, slots=True)
class Held:
    """One thing held, as a page shows it. `url` leads to the certificate where the reader may change it, else ""."""

    competency: str
    level: int
    title: str
    source: str
    issuer: str
    valid_from: dt.date
    valid_until: dt.date | None
    state: str
    colour: str
    reason: str
    url: str


def held(row: Holding, *, leads: bool) -> Held:
    """Return one thing held in words; `leads` says whether the reader may open the certificate."""
    return Held(
        competency=row.competency_name,
        level=row.level,
        title=row.title,
        source=str(Source(row.source).label),
        issuer=row.issuer,
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        state=str(row.state.label),
        colour=COLOURS[row.state],
        reason=row.reason,
        url=reverse("qualification", args=[row.number]) if leads and row.number else "",
    )


@dataclass(frozen=True, slots=True)
class Ending:
    """One thing that runs out: what that opens in words, and what renews it, with its address ("" for none)."""

    competency: str
    level: int
    until: dt.date
    opens: str
    renewal: str
    url: str


class Endings:
    """What the end of some evidence opens and what renews it, read once for all of it. Some ten queries."""

    def __init__(self, rows: Sequence[Any], *, on: dt.date, at: dt.datetime) -> None:
        self._openings: Mapping[int, Opening] = queries.openings(rows, known_at=at)
        self._sessions: Mapping[int, list[NextSession]] = insight.sessions_by_competency(
            competencies={row.competency_id for row in rows}, after=on
        )
        self._on = on

    def of(self, row: Any) -> Ending:
        """Return one of the pieces of evidence in words."""
        session = self._session(row)
        return Ending(
            competency=row.competency.name,
            level=row.level,
            until=row.valid_until,
            opens=self._opens(row),
            renewal=self._renewal(row, session),
            url=reverse("session", args=[session.code]) if session else "",
        )

    def _opens(self, row: Any) -> str:
        opening = self._openings.get(row.pk)
        if opening is None:
            return _("nothing: the post does not require it")
        if not opening.lacks:
            return _("nothing: other evidence meets what is required")
        if opening.after is None:
            return _("level %(required)s is required, and nothing valid is known any more") % {
                "required": opening.required
            }
        short = opening.required - opening.after
        if opening.before is not None and opening.required - opening.before == short:
            return _("nothing new: the gap stays as it is")
        text = ngettext("a gap of %(count)s level", "a gap of %(count)s levels", short)
        return text % {"count": localize(short)}

    def _session(self, row: Any) -> NextSession | None:
        """Return the first session that brings somebody to the level that runs out, where a session can."""
        if not queries.is_renewed_by_training(row.source):
            return None
        sessions = self._sessions.get(row.competency_id, [])
        return rules.next_session(sessions, held=row.level - 1, required=row.level, planned=(), on=self._on)

    @staticmethod
    def _renewal(row: Any, session: NextSession | None) -> str:
        if not queries.is_renewed_by_training(row.source):
            return _("a new assessment")
        if session is None:
            return _("no session on offer yet")
        return _("%(programme)s, %(day)s") % {"programme": session.programme, "day": words(session.starts_on)}


def report(rows: Sequence[Held], *, name: str, on: dt.date) -> reports.Report:
    """Return what somebody holds as plain data, for a file."""
    labels = (
        _("Competency"),
        _("Level"),
        _("Certificate or result"),
        _("According to"),
        _("Issued by"),
        _("Valid from"),
        _("Valid until"),
        _("State"),
        _("Reason"),
    )
    return reports.Report(
        title=_("Validity of what %(name)s holds") % {"name": name},
        head=head(on),
        columns=tuple(reports.ReportColumn(label, place == 1) for place, label in enumerate(labels)),
        rows=tuple(
            (
                row.competency,
                row.level,
                row.title,
                row.source,
                row.issuer,
                row.valid_from,
                row.valid_until,
                row.state,
                row.reason,
            )
            for row in rows
        ),
    )


def head(on: dt.date) -> tuple[str, ...]:
    """Return what stands above: the day it holds for, and where it comes from."""
    return (_("As on %(day)s") % {"day": words(on)}, _("Source: %(source)s") % {"source": source()})


def source() -> str:
    """Return where the figures come from, in words."""
    return _("assessments and certificates recorded until that day")
