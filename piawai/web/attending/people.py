"""Who of the reader's people was at which meeting: for heads those of the own units, for BKPSDM all."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from piawai.access import scopes
from piawai.access.guards import Request, require
from piawai.access.terms import Permission
from piawai.learning.queries import presence as queries
from piawai.learning.terms import AtMeeting
from piawai.lib import clock
from piawai.web import columns, lists
from piawai.web.attending import forms
from piawai.web.fields import set_choices

COLOURS = {AtMeeting.PRESENT: "green", AtMeeting.ABSENT: "red", AtMeeting.IN_DOUBT: "yellow", AtMeeting.TO_COME: "grey"}


@require_safe
@require(Permission.ATTENDANCE_READ)
def attendance_of_people(request: Request) -> HttpResponse:
    """List each meeting of each of the reader's people, and whether they were there."""
    scope = scopes.people(request.holder, Permission.ATTENDANCE_READ)
    form = forms.Which(request.GET)
    set_choices(form, "tahun", [("", _("all")), *((str(one), str(one)) for one in queries.years_attended(scope=scope))])
    said = form.cleaned_data if form.is_valid() else {}
    rows = queries.at_meetings(scope=scope, at=clock.now())
    described: list[str] = []
    if year := said.get("tahun"):
        rows = rows.filter(begins__year=int(year))
        described.append(_("Year: %(year)s") % {"year": year})
    if state := said.get("keadaan"):
        rows = rows.filter(stands=state)
        described.append(str(AtMeeting(state).label))
    listing = lists.Listing(
        request=request,
        title=_("Who was at which meeting"),
        rows=rows,
        columns=(
            columns.person(about="person."),
            lists.Column("unit", _("Unit"), lambda row: row.unit.name, sort=("unit__name",)),
            lists.Column(
                "pelatihan",
                _("Training"),
                lambda row: row.session.programme.name,
                sort=("session__programme__name",),
                link=lambda row: reverse("session", args=[row.session.code]),
            ),
            lists.Column("sesi", _("Session"), lambda row: row.session.code, sort=("session__code",)),
            lists.Column("pertemuan", _("Meeting"), lambda row: row.number, sort=("number",), numeric=True),
            lists.Column("hari", _("Day"), lambda row: timezone.localtime(row.begins).date(), sort=("begins",)),
            lists.Column(
                "hadir",
                _("Attendance"),
                lambda row: str(AtMeeting(row.stands).label),
                sort=("stands",),
                tag=lambda row: COLOURS[AtMeeting(row.stands)],
            ),
        ),
        search=("person__name", "unit__name", "session__programme__name", "session__code"),
        search_label=_("Name, unit, training or session"),
        order=("-begins", "person__name", "pk", "meeting"),
        filters=form,
        described=tuple(described),
        source=_("enrolments and attendance"),
        on=clock.today(),
        empty=_("No meeting is found. Try another year, or show all."),
    )
    return lists.respond(request, listing, template="partners/list.html")
