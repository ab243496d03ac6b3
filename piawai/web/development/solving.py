"""Solving the plan: the question, and how far the search for the answer is."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from django_htmx.http import HttpResponseClientRedirect, HttpResponseClientRefresh

from piawai.access.guards import Request, require
from piawai.access.terms import Permission
from piawai.development.queries import pages
from piawai.development.services import planning
from piawai.formats.writing import Rupiah
from piawai.jobs import queries as jobs
from piawai.jobs.terms import JobState
from piawai.lib import clock
from piawai.regulations import values
from piawai.web import lists
from piawai.web.development import forms, shown

GAP, TIME_LIMIT = 0.01, 60  # as the command's own, where no plan was made before
FIELDS = {"year_range": "year", "budget_range": "budget", "time_limit_range": "time_limit"}


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.PLAN_DRAFT)
def plan_new(request: Request) -> HttpResponse:
    """Ask for a plan: year, money, limits; it is solved in the background."""
    form = forms.Question(request.POST or None, initial=_initial(request))
    if form.is_valid():
        said = form.cleaned_data
        try:
            job = planning.ask_plan(
                year=said["year"],
                budget=said["budget"],
                max_away=said["max_away"],
                gap=said["gap"],
                time_limit=said["time_limit"],
                by=request.holder.code,
                at=clock.now(),
            )
        except planning.UnableToPlan as refusal:
            form.add_error(FIELDS.get(refusal.code), str(refusal))
        else:
            return redirect("plan_job", token=job.token)
    context = {"title": _("Solve the training plan"), "form": form, "crumbs": shown.crumbs()}
    return render(request, "development/solve.html", context)


@require_safe
@require(Permission.PLAN_DRAFT)
def plan_job(request: Request, token: str) -> HttpResponse:
    """Show how far the search is; at its end lead to the plan, or say why there is none."""
    job = get_object_or_404(jobs.job_named(name=planning.JOB, token=token))
    part = request.htmx
    if job.state == JobState.DONE:
        there = f"{reverse('plan')}?{shown.PARAMETER}={job.result['plan']}"
        messages.success(request, _("The plan is ready."))
        return HttpResponseClientRedirect(there) if part else redirect(there)
    if job.state == JobState.FAILED and part:
        return HttpResponseClientRefresh()  # the title of the page changes, too
    context = {
        "title": _("The plan is being solved"),
        "job": job,
        "waiting": job.state == JobState.WAITING,
        "failed": job.state == JobState.FAILED,
        "asked": _asked(job.arguments),
        "again": f"{reverse('plan_new')}?dari={job.token}",
        "crumbs": shown.crumbs(),
    }
    if job.state == JobState.FAILED:
        context["title"] = _("No plan was found")
    return render(request, "development/job_state.html" if part else "development/job.html", context)


def _initial(request: Request) -> dict[str, object]:
    """Return the figures of the question asked before, else those of the last plan, else those of the regulation."""
    today = clock.today()
    before = jobs.job_named(name=planning.JOB, token=request.GET.get("dari", "")).first()
    last = pages.newest()
    if before is not None:
        said: dict[str, Any] = before.arguments
        year, budget, max_away, gap = said["year"], said["budget"], said["max_away"], said["gap"]
        time_limit = said["time_limit"]
    elif last is not None:
        year, budget, max_away, gap, time_limit = last.year, last.budget, last.max_away, last.asked_gap, TIME_LIMIT
    else:
        max_away = values.value("away_share", on=today).number
        year, budget, gap, time_limit = today.year + 1, None, GAP, TIME_LIMIT
    return {
        "year": year,
        "budget": lists.rupiah(budget) if budget is not None else "",
        "max_away": forms.percent_words(max_away),
        "gap": forms.percent_words(gap),
        "time_limit": int(time_limit),
    }


def _asked(said: Any) -> list[shown.Fact]:
    return [
        shown.Fact(_("Year"), str(said["year"]), said["year"]),
        shown.fact(_("Budget"), Rupiah(said["budget"])),
        shown.Fact(_("At most so many of a unit away"), shown.share(said["max_away"]), said["max_away"]),
        shown.Fact(_("Stop within so much of the best"), shown.share(said["gap"]), said["gap"]),
        shown.Fact(_("Time"), _("%(seconds)s seconds at most") % {"seconds": int(said["time_limit"])}, None),
    ]
