"""The form of one job's competency standard (SKJ): to read, to take away, and for BKPSDM to write."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from piawai.access.guards import Request, require
from piawai.access.scopes import allowed
from piawai.access.terms import Permission
from piawai.competencies.queries import dictionary as queries
from piawai.competencies.queries.standings import defaults_of
from piawai.competencies.services import jobs as services
from piawai.formats import reports
from piawai.lib import clock
from piawai.lib.text import name_key
from piawai.regulations import values
from piawai.web import law, lists
from piawai.web.dictionary import forms
from piawai.web.dictionary.changes import CONFLICT, choices


@dataclass(frozen=True)
class Demanded:
    """What a job demands of a competency; `starts_on` is None where only its class does."""

    competency: Any
    level: int
    weight: int
    critical: bool
    starts_on: dt.date | None
    legal_basis: str


@require_safe
@require(Permission.STANDARDS_READ)
def job(request: Request, number: int) -> HttpResponse:
    """Show what one job demands, as the form of its standard has it."""
    found = get_object_or_404(queries.jobs(), pk=number)
    today = clock.today()
    demands = _demands(found, today)
    said = queries.levels_in_words([(row.competency.pk, row.level) for row in demands], on=today)
    facts = _facts(queries.job_form(found))
    wanted = request.GET.get("format", "")
    if wanted in {"pdf", "xlsx"}:
        return lists.file(_report(found, facts, demands, said), kind=wanted, language=request.LANGUAGE_CODE)
    context = {
        "title": found.name,
        "job": found,
        "facts": [{"label": label, "text": text} for label, text in facts],
        "demands": [{"row": row, "words": said.get((row.competency.pk, row.level))} for row in demands],
        "class_source": _class_source(demands, today),
        "changes_it": allowed(request.holder, Permission.STANDARDS_CHANGE),
        "fits_it": allowed(request.holder, Permission.FIT_READ),
        "crumbs": [_crumb()],
        "on": today,
    }
    return render(request, "dictionary/job.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.STANDARDS_CHANGE)
def demand_edit(request: Request, number: int) -> HttpResponse:
    """Write what a job demands of a competency; of two who do so, the second is shown both and chooses."""
    found = get_object_or_404(queries.jobs(), pk=number)
    today = clock.today()
    named = queries.dictionary().filter(code=request.GET.get("kompetensi", "")).first()
    row = queries.demand_in_force(job=found, competency=named, on=today) if named else None
    form = forms.Demand(request.POST or None, initial=_initial(named, row, today))
    form.offer(choices())
    context: dict[str, Any] = {
        "title": _("What %(job)s demands") % {"job": found.name},
        "button": _("Save the demand"),
        "crumbs": [_crumb(), _job_crumb(found)],
    }
    status = 200
    if form.is_valid():
        said = dict(form.cleaned_data)
        known = said.pop("known")
        competency = get_object_or_404(queries.dictionary(), code=said.pop("competency"))
        try:
            services.demand(
                job=found,
                demand=services.Demand(competency=competency, **said),
                known=known,
                on=today,
                by=request.holder.code,
                at=clock.now(),
            )
        except services.UnableToDemand as refusal:
            form.add_error(None, str(refusal))
            if refusal.code == "stale":
                status = CONFLICT
                now = queries.demand_in_force(job=found, competency=competency, on=today)
                context["facts"] = _demand_facts(now)
                context["about"] = _("This is in force now. Send yours again to replace it, or go back to keep it.")
                typed = request.POST.copy()
                typed["known"] = str(now.pk) if now else ""
                form.data = typed
        else:
            messages.success(request, _("The demand has been saved."))
            return redirect("job", number=number)
    return render(request, "dictionary/form.html", {**context, "form": form}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.STANDARDS_CHANGE)
def standards_copy(request: Request, number: int) -> HttpResponse:
    """Let a job demand what a similar one demands."""
    found = get_object_or_404(queries.jobs(), pk=number)
    form = forms.Copy(request.POST or None)
    if form.is_valid():
        said = form.cleaned_data
        source = queries.jobs().filter(name_key=name_key(said["source"])).order_by("pk").first()
        if source is None:
            form.add_error("source", _("No job has this name. Look it up in the list of standards."))
        else:
            try:
                count = services.copy_standards(
                    source=source,
                    job=found,
                    starts_on=said["starts_on"],
                    legal_basis=said["legal_basis"],
                    on=clock.today(),
                    by=request.holder.code,
                    at=clock.now(),
                )
            except services.UnableToCopyStandards as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, _("Demands copied: %(count)s.") % {"count": lists.words(count)})
                return redirect("job", number=number)
    context = {
        "title": _("Copy the standard of a similar job to %(job)s") % {"job": found.name},
        "about": _("What this job demands already of other competencies stays."),
        "button": _("Copy the standard"),
        "form": form,
        "crumbs": [_crumb(), _job_crumb(found)],
    }
    return render(request, "dictionary/form.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.STANDARDS_CHANGE)
def job_form(request: Request, number: int) -> HttpResponse:
    """Write what the form of a job says besides competencies; of two, the second is shown both and chooses."""
    found = get_object_or_404(queries.jobs(), pk=number)
    stored = queries.job_form(found)
    initial = {name: getattr(stored, name, "") for name in services.SAYS}
    form = forms.JobForm(request.POST or None, initial={"revision": stored.revision if stored else 0, **initial})
    context: dict[str, Any] = {
        "title": _("Form of %(job)s") % {"job": found.name},
        "button": _("Save the form"),
        "crumbs": [_crumb(), _job_crumb(found)],
    }
    status = 200
    if form.is_valid():
        said = dict(form.cleaned_data)
        revision = said.pop("revision")
        try:
            services.write_job_form(job=found, revision=revision, says=said, by=request.holder.code, at=clock.now())
        except services.UnableToWriteJobForm as refusal:
            form.add_error(None, str(refusal))
            status = CONFLICT
            stored = queries.job_form(found)
            context["facts"] = [{"label": label, "text": text} for label, text in _facts(stored)]
            context["about"] = _("This is stored now. Send yours again to replace it, or go back to keep it.")
            typed = request.POST.copy()
            typed["revision"] = str(stored.revision if stored else 0)
            form.data = typed
        else:
            messages.success(request, _("The form has been saved."))
            return redirect("job", number=number)
    return render(request, "dictionary/form.html", {**context, "form": form}, status=status)


def _demands(job: Any, on: dt.date) -> list[Demanded]:
    """Return all that a job demands on a day, by competency code: by its own standard, or since its class does."""
    own = queries.demands_of(job=job, on=on)
    found = [
        Demanded(row.competency, row.level, row.weight, row.critical, row.starts_on, row.legal_basis) for row in own
    ]
    if defaults := defaults_of(job=job, own=own, on=on):
        basis = _("level of the job class")
        known = queries.competencies_by_code()
        found += [Demanded(known[row.competency], row.level, row.weight, row.critical, None, basis) for row in defaults]
    return sorted(found, key=lambda row: row.competency.code)


def _class_source(demands: list[Demanded], on: dt.date) -> str:
    """Return in words where the demands of the job's class come from, "" where none of them stands among `demands`."""
    if all(row.starts_on for row in demands):
        return ""
    found = values.mapping("default_level_by_job_class", on=on)
    said = _("Levels of job classes: %(source)s") % {"source": law.source(found)}
    return law.doubted(said, checked=found.checked)


def _initial(named: Any, row: Any, today: Any) -> dict[str, Any]:
    """Return what the form of a demand begins with: the row in force, or the plainest demand."""
    if row is None:
        return {"competency": named.code if named else "", "weight": 1, "starts_on": today}
    return {
        "known": row.pk,
        "competency": row.competency.code,
        "level": row.level,
        "weight": row.weight,
        "critical": row.critical,
        "legal_basis": row.legal_basis,
        "starts_on": today,
    }


def _facts(form: Any) -> list[tuple[str, str]]:
    """Return what a form says besides competencies, name by name; what is not written is left out."""
    if form is None:
        return []
    labels = {name: str(field.label) for name, field in forms.JobForm.base_fields.items()}
    return [(labels[name], getattr(form, name)) for name in services.SAYS if getattr(form, name)]


def _demand_facts(row: Any) -> list[dict[str, str]]:
    if row is None:
        return [{"label": _("Required level"), "text": lists.words(None)}]
    found = [
        (_("Required level"), lists.words(row.level)),
        (_("Weight"), lists.words(row.weight)),
        (_("Critical"), _("yes") if row.critical else _("no")),
        (_("In force from"), lists.words(row.starts_on)),
        (_("Legal basis"), lists.words(row.legal_basis)),
    ]
    return [{"label": label, "text": text} for label, text in found]


def _report(job: Any, facts: Any, demands: Any, said: Any) -> reports.Report:
    """Return the form of a job's standard as plain data, for a file."""
    head = (
        *(f"{label}: {' '.join(text.split())}" for label, text in facts),
        _("As on %(day)s") % {"day": lists.words(clock.today())},
        _("Source: %(source)s") % {"source": _("competency standards of jobs")},
        *filter(None, (_class_source(demands, clock.today()),)),
    )
    labels = (
        (_("Kind"), False),
        (_("Competency"), False),
        (_("Required level"), True),
        (_("What the level means"), False),
        (_("Behaviours"), False),
        (_("Weight"), True),
        (_("Critical"), False),
        (_("Legal basis"), False),
    )
    rows = []
    for row in demands:
        words = said.get((row.competency.pk, row.level))
        rows.append(
            (
                row.competency.get_kind_display(),
                str(row.competency),
                row.level,
                words.description if words else "",
                "; ".join(text for _aspect, text in words.indicators) if words else "",
                row.weight,
                _("yes") if row.critical else "",
                row.legal_basis,
            )
        )
    return reports.Report(
        title=_("Competency standard of %(job)s") % {"job": job.name},
        head=head,
        columns=tuple(reports.ReportColumn(label, numeric) for label, numeric in labels),
        rows=tuple(rows),
    )


def _crumb() -> dict[str, str]:
    return {"label": _("Competency standards of jobs"), "url": reverse("standards")}


def _job_crumb(job: Any) -> dict[str, str]:
    return {"label": job.name, "url": reverse("job", args=[job.pk])}
