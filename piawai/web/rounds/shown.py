"""What the pages of rounds share: a round's state and phase in words, and its facts."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from piawai.competencies.terms import RoundState, Source
from piawai.people.terms import JobClass
from piawai.web import lists

COLOURS: dict[str, str] = {
    RoundState.DRAFT: "grey",
    RoundState.NOMINATING: "purple",
    RoundState.OPENING: "turquoise",
    RoundState.OPEN: "green",
    RoundState.CLOSED: "yellow",
    RoundState.REPORTING: "light-blue",
    RoundState.REPORTED: "blue",
    RoundState.CANCELLED: "red",
}
PHASES: dict[str, int] = {  # what is under way counts as the phase that it leads to
    RoundState.DRAFT: 1,
    RoundState.NOMINATING: 2,
    RoundState.OPENING: 3,
    RoundState.OPEN: 3,
    RoundState.CLOSED: 4,
    RoundState.REPORTING: 5,
    RoundState.REPORTED: 5,
}


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact: its name and its words, and the page that says more, "" for none."""

    label: str
    text: str
    url: str = ""


def crumbs(round_: Any = None) -> list[dict[str, str]]:
    """Return the way back to the rounds and, where one is given, to the round."""
    found = [{"label": _("Rounds of ratings"), "url": reverse("rounds")}]
    if round_ is not None:
        found.append({"label": round_.name, "url": reverse("round", args=[round_.token])})
    return found


def phase(round_: Any) -> str:
    """Return in words which phase a round is in, and what happens in it."""
    if round_.state == RoundState.CANCELLED:
        day = {"day": lists.words(round_.cancelled_on), "reason": round_.reason}
        return _("Cancelled on %(day)s: %(reason)s") % day
    words = {
        RoundState.DRAFT: _("BKPSDM drafts the round. Nobody is asked anything yet."),
        RoundState.NOMINATING: _("Raters are named and confirmed. Answers are asked for from %(first)s on."),
        RoundState.OPENING: _("The sheets are being written. Nobody is asked anything yet."),
        RoundState.OPEN: _("People answer until %(last)s."),
        RoundState.CLOSED: _("No answer is taken any more. BKPSDM reports the round."),
        RoundState.REPORTING: _("The answers are becoming evidence, person by person."),
        RoundState.REPORTED: _("The answers are evidence since %(reported)s."),
    }[round_.state]
    days = {
        "first": lists.words(round_.opens_on),
        "last": lists.words(round_.closes_on),
        "reported": lists.words(round_.reported_on),
    }
    number = {"number": PHASES[round_.state], "of": max(PHASES.values()), "what": words % days}
    return _("Phase %(number)s of %(of)s: %(what)s") % number


def sources(round_: Any) -> str:
    """Return who is asked, in words."""
    return ", ".join(str(Source(one).label) for one in round_.sources)


def facts(round_: Any) -> list[Fact]:
    """Return what a round asks, as it was drafted."""
    units = ", ".join(row.unit.name for row in round_.units.select_related("unit").order_by("unit__path"))
    classes = ", ".join(str(JobClass(row.job_class).label) for row in round_.classes.order_by("pk"))
    asked = round_.competencies.select_related("competency").order_by("competency__code")
    most = _("%(minutes)s minutes in a quarter, over all rounds") % {"minutes": lists.words(round_.most_minutes)}
    return [
        Fact(_("First day"), lists.words(round_.opens_on)),
        Fact(_("Last day"), lists.words(round_.closes_on)),
        Fact(_("Who is rated"), units or _("everybody")),
        Fact(_("Job classes"), classes or _("all")),
        Fact(_("Who is asked"), sources(round_)),
        Fact(_("Competencies"), ", ".join(row.competency.name for row in asked)),
        Fact(_("Nobody gives more than"), most),
    ]


def counts(found: Mapping[str, int]) -> dict[str, str]:
    """Return counts in words, by name."""
    return {name: lists.words(count) for name, count in found.items()}


def minutes(value: float) -> str:
    """Return minutes in words: hours where there are many."""
    if value >= 600:
        return _("%(hours)s hours") % {"hours": lists.words(round(value / 60))}
    return _("%(minutes)s minutes") % {"minutes": lists.words(round(value, 1) if value % 1 else int(value))}
