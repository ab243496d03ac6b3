"""What shows at work after training: by session, by programme, and by competency."""

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from piawai.access.guards import Request, require
from piawai.access.terms import Permission
from piawai.competencies.terms import Source
from piawai.learning.queries import behaviour as queries
from piawai.learning.terms import BehaviourSeen, Followed, Hindrances, Surrounding, Wave
from piawai.lib import clock
from piawai.regulations import values
from piawai.web import lists
from piawai.web.behaviour import forms


@require_safe
@require(Permission.BEHAVIOUR_FIGURES)
def behaviour(request: Request) -> HttpResponse:
    """List sessions, or programmes, with how many were asked, how many answered, and what they say."""
    today = clock.today()
    form = forms.Shown(request.GET)
    by_programme = form.is_valid() and form.cleaned_data["per"] == "program"
    sessions = queries.sessions_followed()
    rows = (queries.programmes_followed if by_programme else queries.followed)(sessions, on=today)
    columns = [
        lists.Column(
            "program",
            _("Programme"),
            lambda row: f"{row.programme} ({row.session})" if row.session else row.programme,
            sort=("programme",),
            link=_of_programme if by_programme else _of_session,
            header=True,
        ),
        lists.Column("lembaga", _("Partner"), lambda row: row.partner, sort=("partner",), most=60),
        lists.Column("selesai", _("Last day"), lambda row: row.ends_on, sort=("ends_on",)),
    ]
    for months in queries.months_asked(on=today):
        columns += _wave_columns(months)
    listing = lists.MadeListing(
        request=request,
        title=_("Behaviour at work"),
        rows=rows,
        columns=columns,
        search=("program", "lembaga"),
        search_label=_("Programme, session or partner"),
        filters=form,
        described=_described(today),
        source="Piawai",
        on=today,
        empty=_("Nobody has been asked yet. People are asked by themselves some months after a session has ended."),
    )
    return lists.respond(request, listing, template="behaviour/behaviour.html")


@require_safe
@require(Permission.BEHAVIOUR_FIGURES)
def behaviour_session(request: Request, code: str) -> HttpResponse:
    """Show by competency what shows at work after a session, and what helps and hinders."""
    sessions = queries.sessions_followed().filter(code=code)
    found = get_object_or_404(sessions)
    words = {"programme": found.programme.name, "code": found.code}
    return _competencies(request, _("Behaviour at work: %(programme)s (%(code)s)") % words, sessions)


@require_safe
@require(Permission.BEHAVIOUR_FIGURES)
def behaviour_programme(request: Request, number: int) -> HttpResponse:
    """Show by competency what shows at work after all sessions of a programme, and what helps and hinders."""
    sessions = queries.sessions_followed().filter(programme=number)
    found = get_object_or_404(sessions[:1])
    return _competencies(request, _("Behaviour at work: %(programme)s") % {"programme": found.programme.name}, sessions)


def _competencies(request: Request, title: str, sessions: QuerySet[Any]) -> HttpResponse:
    today = clock.today()
    columns = [
        lists.Column("kompetensi", _("Competency"), lambda row: row.competency, sort=("competency",), header=True)
    ]
    for months in queries.months_asked(on=today):
        for source in (Source.SELF, Source.SUPERIOR):
            wave = (months, source.value)
            names = {"months": months, "by": _by(source)}
            columns += [
                _figure(f"rata{months}{source.value}", _("%(by)s, %(months)s months: mean") % names, _mean(wave)),
                _figure(f"orang{months}{source.value}", _("%(by)s, %(months)s months: people") % names, _people(wave)),
            ]
    listing = lists.MadeListing(
        request=request,
        title=title,
        rows=queries.seen(sessions, on=today),
        columns=columns,
        search=("kompetensi",),
        search_label=_("Competency"),
        described=_described(today),
        source="Piawai",
        on=today,
        empty=_("The sessions reach no competency."),
    )
    context = {
        "hindrances": [_hindrances(one) for one in queries.hindrances(sessions, on=today)],
        "crumbs": [{"label": _("Behaviour at work"), "url": reverse("behaviour")}],
    }
    return lists.respond(request, listing, template="behaviour/competencies.html", context=context)


def _wave_columns(months: int) -> Sequence[lists.Column]:
    """Return the columns of what was asked after so many months."""
    own, above = (months, Source.SELF.value), (months, Source.SUPERIOR.value)
    words = {"months": months}
    return (
        _figure(f"ditanya{months}", _("Asked, %(months)s months") % words, lambda row: _sum(row.asked, own, above)),
        _figure(f"jawab{months}", _("Answered, %(months)s months") % words, lambda row: _sum(row.answered, own, above)),
        _figure(f"diri{months}", _("Own, %(months)s months") % words, _mean(own)),
        _figure(f"atasan{months}", _("Superiors, %(months)s months") % words, _mean(above)),
    )


def _figure(name: str, label: str, value: Callable[[Any], lists.Value]) -> lists.Column:
    return lists.Column(name, label, value, sort=(name,), numeric=True)


def _mean(wave: Wave) -> Callable[[Followed | BehaviourSeen], float | None]:
    return lambda row: round(row.means[wave], 1) if wave in row.means else None


def _people(wave: Wave) -> Callable[[BehaviourSeen], int]:
    return lambda row: row.people.get(wave, 0)


def _sum(counted: Any, *waves: Wave) -> int:
    return sum(counted.get(wave, 0) for wave in waves)


def _by(source: Source) -> str:
    return _("Own") if source == Source.SELF else _("Superiors")


def _described(on: dt.date) -> tuple[str, ...]:
    least = values.value("smallest_group_shown", on=on).whole
    means = _("Means from 1 (never) to 5 (always); – where fewer than %(least)s people, or nobody, could be seen.")
    caution = _("This shows what people see at work. It does not prove that the training caused it.")
    return (means % {"least": lists.words(least)}, caution)


def _hindrances(found: Hindrances) -> dict[str, object]:
    by = _("What participants say") if found.source == Source.SELF else _("What superiors say")
    facts = []
    for label, named in ((_("Helps"), found.helps), (_("Hinders"), found.hinders)):
        words = [f"{Surrounding(code).label} ({number_format(many)})" for code, many in named.items()]
        facts.append({"label": label, "text": "; ".join(words) or lists.words(None)})
    return {"by": by, "raters": found.raters, "shown": found.shown, "facts": facts, "said": found.said}


def _of_session(row: Followed) -> str:
    return reverse("behaviour_session", args=[row.session])


def _of_programme(row: Followed) -> str:
    return reverse("behaviour_programme", args=[row.number])
