"""The log of what was done."""

import datetime as dt

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from piawai.access.guards import Request, require
from piawai.access.queries import named
from piawai.access.terms import Permission
from piawai.audit import queries
from piawai.lib import clock
from piawai.people.queries import unit_names
from piawai.web import lists
from piawai.web.audit import forms, sentences


@require_safe
@require(Permission.LOG_READ)
def audit_log(request: Request) -> HttpResponse:
    """Show what was done, by whom, newest first; days and words narrow it."""
    filters = forms.Days(request.GET)
    filters.is_valid()
    first, last = filters.cleaned_data.get("dari"), filters.cleaned_data.get("sampai")
    described = []
    if first:
        described.append(_("From %(day)s") % {"day": lists.words(first)})
    if last:
        described.append(_("Up to %(day)s") % {"day": lists.words(last)})
    wanted = filters.cleaned_data.get("tindakan")
    if wanted:
        described.append(sentences.action(wanted))
    units = unit_names()
    rows = named(queries.events(since=_midnight(first), until=_midnight(last, days=1)))
    listing = lists.Listing(
        request=request,
        title=_("Log"),
        columns=(
            lists.Column("waktu", _("When"), lambda row: lists.moment(row.at), sort=("at",), header=True),
            lists.Column("pelaku", _("By"), lambda row: sentences.who(row.actor, name=row.actor_name), sort=("actor",)),
            lists.Column("tindakan", _("Action"), lambda row: sentences.action(row.action), sort=("action",)),
            lists.Column(
                "hal",
                _("On what"),
                lambda row: sentences.subject(row.subject, name=row.subject_name),
                sort=("subject",),
            ),
            lists.Column("rincian", _("Details"), lambda row: sentences.details(row.details, units=units), most=300),
        ),
        rows=rows.filter(action=wanted) if wanted else rows,
        source=_("audit log of Piawai"),
        on=clock.today(),
        search=("actor", "actor_name", "action", "subject", "subject_name"),
        search_label=_("Name of who did it, or on what"),
        order=("-at", "-pk"),
        filters=filters,
        described=tuple(described),
        empty=_("Nothing was logged in these days. Change the search or the days."),
    )
    return lists.respond(request, listing, template="audit/log.html", context={"form": filters})


def _midnight(day: dt.date | None, *, days: int = 0) -> dt.datetime | None:
    """Return the first moment of a day, or of a day some days later; None for none, or beyond the calendar."""
    if day is None or not dt.MINYEAR < day.year < dt.MAXYEAR:
        return None
    return timezone.make_aware(dt.datetime.combine(day + dt.timedelta(days=days), dt.time.min))
