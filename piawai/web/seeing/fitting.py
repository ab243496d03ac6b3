"""Who fits a job, and what a person lacks for another one: advice with its reasons, and every look is recorded."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from piawai.access import scopes
from piawai.access.guards import Request, require
from piawai.access.services.viewing import record_view
from piawai.access.terms import Permission
from piawai.competencies.queries import dictionary
from piawai.insight import queries, services
from piawai.lib import clock
from piawai.web import lists
from piawai.web.seeing import forms

PURPOSES = "purposes"  # of the session: job to purpose, for the looks that follow the first
MOST_JOBS = 20
STATES = {"met": gettext_lazy("met"), "short": gettext_lazy("short"), "unknown": gettext_lazy("not yet known")}
STATE_COLOURS = {"met": "green", "short": "orange", "unknown": "grey"}


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.FIT_READ)
def fit(request: Request, number: int) -> HttpResponse:
    """Compare people with a job, after the reader has said for what; nobody is ranked without official results."""
    job = get_object_or_404(dictionary.jobs(), pk=number)
    crumbs = [{"label": job.name, "url": reverse("job", args=[job.pk])}]
    form = forms.Purpose(request.POST or None)
    if form.is_valid():
        purposes = {**request.session.get(PURPOSES, {}), str(job.pk): form.cleaned_data["purpose"]}
        request.session[PURPOSES] = purposes
        return redirect("fit", number=number)
    purpose = request.session.get(PURPOSES, {}).get(str(job.pk), "")
    if request.method == "POST" or not purpose:
        context = {
            "title": _("Who fits: %(job)s") % {"job": job.name},
            "about": _("The comparison is advice. It decides nothing about anybody, and every look is recorded."),
            "button": _("Compare"),
            "form": form,
            "crumbs": crumbs,
        }
        return render(request, "dictionary/form.html", context)
    within = forms.Within(request.GET, units=scopes.units(request.holder, Permission.FIT_READ))
    unit = within.cleaned_data.get("unit") if within.is_valid() else None
    scope = scopes.people(request.holder, Permission.FIT_READ)
    if unit is not None:
        scope = scope.filter(post__unit__path__startswith=unit.path)
    found = queries.fits(scope=scope, job=job, on=clock.today(), known_at=clock.now())
    services.look_for_fit(job=job, purpose=purpose, people=len(found), by=request.holder.code, at=clock.now())
    found.sort(key=lambda row: (row.official is None, -(row.official or 0), row.name))
    listing = lists.MadeListing(
        request=request,
        title=_("Who fits: %(job)s") % {"job": job.name},
        rows=found,
        columns=(
            lists.Column(
                "nama",
                _("Name"),
                lambda row: row.name,
                ("x",),
                link=lambda row: f"{reverse('other_job', args=[row.code])}?jabatan={job.pk}",
                header=True,
            ),
            lists.Column("jabatan", _("Job"), lambda row: row.job, ("x",)),
            lists.Column("unit", _("Unit"), lambda row: row.unit, ("x",)),
            lists.Column(
                "resmi",
                _("Match by official results, percent"),
                lambda row: None if row.official is None else round(row.official, 1),
                ("x",),
                numeric=True,
            ),
            lists.Column("terpenuhi", _("Met"), lambda row: len(row.names("met")), numeric=True),
            lists.Column("kurang", _("Short of"), lambda row: ", ".join(row.names("short")), most=160),
            lists.Column("kritis", _("Short of a critical one"), lambda row: ", ".join(row.misses_critical)),
            lists.Column("belum", _("Not yet known"), lambda row: ", ".join(row.names("unknown")), most=160),
        ),
        source=_("standards, assessments and training recorded until that day"),
        on=clock.today(),
        search=("nama", "jabatan", "unit"),
        search_label=_("Name, job or unit"),
        filters=within,
        described=(_("For: %(purpose)s") % {"purpose": purpose}, *((unit.name,) if unit else ())),
    )
    return lists.respond(request, listing, template="seeing/fit.html", context={"job": job, "crumbs": crumbs})


@require_safe
@require(Permission.SCORES_READ)
def other_job(request: Request, code: str) -> HttpResponse:
    """Show what a person lacks for another job, after the job was found by its name."""
    person = get_object_or_404(scopes.people(request.holder, Permission.SCORES_READ), code=code)
    asked = request.GET.get("jabatan", "")
    job = dictionary.jobs().filter(pk=int(asked)).first() if asked.isascii() and asked.isdigit() else None
    words = " ".join(request.GET.get("cari", "").replace("\0", "").split())[:100]
    jobs = list(queries.jobs_found(words)[:MOST_JOBS]) if words and job is None else []
    record_view(person=person, holder=request.holder, what="other_job", at=clock.now())
    context: dict[str, object] = {
        "title": _("Another job for %(name)s") % {"name": person.name},
        "person": person,
        "job": job,
        "jobs": jobs,
        "words": words,
        "crumbs": [{"label": person.name, "url": reverse("person", args=[person.code])}],
    }
    if job is None:
        return render(request, "seeing/other_job.html", context)
    scope = scopes.people(request.holder, Permission.SCORES_READ).filter(pk=person.pk)
    found = next(iter(queries.fits(scope=scope, job=job, on=clock.today(), known_at=clock.now())), None)
    listing = lists.MadeListing(
        request=request,
        title=_("What %(name)s lacks for: %(job)s") % {"name": person.name, "job": job.name},
        rows=found.demands if found else (),
        columns=(
            lists.Column("kompetensi", _("Competency"), lambda row: row.name, ("x",), header=True),
            lists.Column("kritis", _("Critical"), lambda row: _("yes") if row.critical else _("no"), ("x",)),
            lists.Column("standar", _("Required"), lambda row: row.required, ("x",), numeric=True),
            lists.Column("capaian", _("Held"), lambda row: row.held, ("x",), numeric=True),
            lists.Column(
                "status",
                _("State"),
                lambda row: str(STATES[row.state]),
                ("x",),
                tag=lambda row: STATE_COLOURS[row.state],
            ),
        ),
        source=_("standards, assessments and training recorded until that day"),
        on=clock.today(),
        search=("kompetensi",),
        search_label=_("Competency"),
        exportable=Permission.SCORES_EXPORT in scopes.reaching(request.holder, (Permission.SCORES_EXPORT,), person),
        empty=_("Nothing is known of what this job demands."),
    )
    return lists.respond(request, listing, template="seeing/other_job.html", context=context)
