"""The price of a round before it opens, and the page to wait on while it is opened or reported."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe
from django_htmx.http import HttpResponseClientRedirect, HttpResponseClientRefresh

from piawai.access.guards import Request, require
from piawai.access.terms import Permission
from piawai.competencies.queries.rounds import pages
from piawai.competencies.rules.rounds import round_may_become
from piawai.competencies.services.rounds import asking
from piawai.competencies.terms import RoundSample, RoundState, Source
from piawai.jobs import queries as jobs
from piawai.jobs.terms import JobState
from piawai.lib import clock
from piawai.web import lists
from piawai.web.rounds import shown


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.ROUNDS_MANAGE)
def round_cost(request: Request, token: str) -> HttpResponse:
    """Show what a round will cost in minutes, by each sample, with a button to open it so; by POST work it out anew."""
    found = get_object_or_404(pages.round_of(token))
    if not round_may_become(now=found.state, then=RoundState.OPENING):
        messages.info(request, _("The price is shown before a round opens. This round has gone on."))
        return redirect("round", token=found.token)
    if request.method == "POST":
        asking.ask_cost(round_=found, by=request.holder.code, at=clock.now())
        return redirect("round_cost", token=found.token)
    job = jobs.newest_with(effect=asking.cost_effect(found)).first()
    part = request.htmx
    over = job is not None and job.state in (JobState.DONE, JobState.FAILED)
    if part and over:
        return HttpResponseClientRefresh()
    today = clock.today()
    context: dict[str, Any] = {
        "title": _("What the round costs: %(name)s") % {"name": found.name},
        "round": found,
        "phase": shown.phase(found),
        "job": job,
        "working": job is not None and not over,
        "waiting": job is not None and job.state == JobState.WAITING,
        "failed": job is not None and job.state == JobState.FAILED,
        "crumbs": shown.crumbs(found),
    }
    if job is not None and job.state == JobState.DONE:
        fresh = job.result["revision"] == found.revision
        context |= {
            "stale": not fresh,
            "opens": fresh and found.opens_on <= today <= found.closes_on,
            "early": today < found.opens_on,
            "over": today > found.closes_on,
            "made": lists.moment(job.finished_at),
            "why": _why(job.result),
            "offers": [_offer(cost, job.result["proposed"]) for cost in job.result["costs"]],
        }
    return render(request, "rounds/job_state.html" if part else "rounds/cost.html", context)


@require_safe
@require(Permission.ROUNDS_MANAGE)
def round_job(request: Request, token: str) -> HttpResponse:
    """Show how far the opening or the report of a round is; at its end lead to the round, or say why not."""
    job = jobs.job_named(name=asking.OPEN, token=token).first()
    job = job or get_object_or_404(jobs.job_named(name=asking.REPORT, token=token))
    opens = job.name == asking.OPEN
    found = get_object_or_404(pages.round_of(job.arguments["round"]))
    part = request.htmx
    if job.state == JobState.DONE:
        there = reverse("round" if opens else "round_report", args=[found.token])
        messages.success(request, _("The round is open.") if opens else _("The round is reported."))
        return HttpResponseClientRedirect(there) if part else redirect(there)
    failed = job.state == JobState.FAILED
    if failed and part:
        return HttpResponseClientRefresh()
    title = _("The round is being opened") if opens else _("The round is being reported")
    if failed:
        title = _("The round was not opened") if opens else _("The round was not reported")
    context = {
        "title": title,
        "round": found,
        "job": job,
        "working": not failed,
        "waiting": job.state == JobState.WAITING,
        "failed": failed,
        "crumbs": shown.crumbs(found),
    }
    return render(request, "rounds/job_state.html" if part else "rounds/job.html", context)


def _why(found: dict[str, Any]) -> str:
    """Return in words why the proposed sample is proposed."""
    proposed = next(cost for cost in found["costs"] if cost["sample"] == found["proposed"])
    if proposed["no_time"]:
        return _(
            "Whatever is asked, some questions are left to the own rating alone for lack of time. "
            "A random sample still tells how groups stand."
        )
    return _("It asks the most of all ways that leave no question to the own rating alone for lack of time.")


def _offer(cost: dict[str, Any], proposed: str) -> dict[str, Any]:
    """Return a sample with its price in words."""
    whole = [
        shown.Fact(_("People rated"), lists.words(cost["people"])),
        shown.Fact(_("Questions"), lists.words(cost["questions"])),
        shown.Fact(_("Sheets"), lists.words(cost["sheets"])),
        shown.Fact(_("Time of everybody together"), shown.minutes(cost["total_minutes"])),
        shown.Fact(_("Time of whoever is asked most"), shown.minutes(cost["longest"])),
        shown.Fact(_("People who are asked"), lists.words(cost["raters"])),
        *(shown.Fact(str(Source(row["source"]).label).capitalize(), _source_words(row)) for row in cost["by_source"]),
    ]
    if per_person := cost.get("assessor_minutes"):  # a price worked out before this was kept has none
        price = {"minutes": shown.minutes(per_person)}
        words = _("%(minutes)s for each person, assigned once the round is open") % price
        whole.append(shown.Fact(_("Accredited assessors"), words))
    if per_person := cost.get("test_minutes"):
        price = {"minutes": shown.minutes(per_person)}
        words = _("%(minutes)s for each person on average, beside the time for ratings") % price
        whole.append(shown.Fact(str(Source.TEST.label).capitalize(), words))
    return {
        "sample": cost["sample"],
        "label": RoundSample(cost["sample"]).label,
        "proposed": cost["sample"] == proposed,
        "facts": whole,
        "warnings": _warnings(cost),
        "alone": pages.people_by_code(cost["without_rater"]),
    }


def _source_words(row: dict[str, Any]) -> str:
    words = {"sheets": lists.words(row["sheets"]), "minutes": shown.minutes(row["minutes"])}
    return _("%(sheets)s sheets, %(minutes)s") % words


def _warnings(cost: dict[str, Any]) -> list[str]:
    """Return what a sample leaves out, and why, a line each."""
    texts = (
        (
            cost["no_time"],
            ngettext(
                "%(count)s question is asked of nobody but the person: nobody else has time left.",
                "%(count)s questions are asked of nobody but the person: nobody else has time left.",
                cost["no_time"],
            ),
        ),
        (
            cost["alone"],
            ngettext(
                "%(count)s person has nobody else who could rate.",
                "%(count)s people have nobody else who could rate.",
                cost["alone"],
            ),
        ),
        (
            cost["groups_too_small"],
            ngettext(
                "Of %(count)s person no group of peers is large enough, so no peers are asked.",
                "Of %(count)s people no group of peers is large enough, so no peers are asked.",
                cost["groups_too_small"],
            ),
        ),
    )
    return [text % {"count": lists.words(count)} for count, text in texts if count]
