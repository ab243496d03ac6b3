"""Moving a round on: raters are named, it opens, people are reminded, assessors assigned, it closes, reports, ends."""

from collections.abc import Callable, Iterator
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from piawai.access.guards import Request, require
from piawai.access.terms import Permission
from piawai.competencies.queries.rounds import pages, waiting
from piawai.competencies.services.rounds import asking, opening, running
from piawai.competencies.services.rounds.moving import UnableToMoveRound, check_may
from piawai.competencies.terms import RoundSample, RoundState
from piawai.lib import clock
from piawai.lib.errors import Refusal
from piawai.web import lists
from piawai.web.rounds import forms, shown


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.ROUNDS_MANAGE)
def round_nominate(request: Request, token: str) -> HttpResponse:
    """Ask before raters are named, and let them be."""
    found = get_object_or_404(pages.round_of(token))

    def act() -> str:
        opening.begin_nominations(round_=found, on=clock.today(), by=request.holder.code, at=clock.now())
        return _("Raters can be named now. Open the round when the names are confirmed.")

    about = _("Those who will be rated name colleagues; their superiors confirm. The draft is not changed after that.")
    return _asked(request, found, RoundState.NOMINATING, _("Let raters be named"), about, act)


@require_POST
@require(Permission.ROUNDS_MANAGE)
def round_open(request: Request, token: str) -> HttpResponse:
    """Have a round opened by the sample that was chosen beside its price."""
    found = get_object_or_404(pages.round_of(token))
    sample, revision = request.POST.get("sample", ""), request.POST.get("revision", "")
    if sample not in RoundSample.values or not (revision.isascii() and revision.isdigit()):
        messages.error(request, _("Choose on this page how the round is opened."))
        return redirect("round_cost", token=found.token)
    try:
        job = asking.ask_to_open(
            round_=found,
            revision=int(revision),
            sample=sample,
            on=clock.today(),
            by=request.holder.code,
            at=clock.now(),
        )
    except UnableToMoveRound as refusal:
        messages.error(request, str(refusal))
        return redirect("round_cost", token=found.token)
    return redirect("round_job", token=job.token)


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.ROUNDS_MANAGE)
def round_remind(request: Request, token: str) -> HttpResponse:
    """Ask before people are reminded, and remind them."""
    found = get_object_or_404(pages.round_of(token))

    def act() -> str:
        people = running.remind(
            round_=found, link=reverse("ratings"), on=clock.today(), by=request.holder.code, at=clock.now()
        )
        text = ngettext("%(count)s person was reminded.", "%(count)s people were reminded.", people)
        return text % {"count": lists.words(people)}

    due = waiting.remindable(round_=found, on=clock.today(), at=clock.now()).count()
    about = _("Sheets to remind of: %(count)s. Nobody is reminded who got a note in the last days.")
    return _asked(request, found, "", _("Remind"), about % {"count": lists.words(due)}, act)


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.ROUNDS_MANAGE)
def round_close(request: Request, token: str) -> HttpResponse:
    """Ask before a round is closed, and close it."""
    found = get_object_or_404(pages.round_of(token))

    def act() -> str:
        running.close_round(round_=found, on=clock.today(), by=request.holder.code, at=clock.now())
        return _("The round is closed. Report it, so that the answers count.")

    about = _("No answer is taken after that, and sheets that are not sent count nothing. This cannot be undone.")
    said = " ".join((about, *_still_out(found)))
    return _asked(request, found, RoundState.CLOSED, _("Close the round"), said, act)


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.ROUNDS_MANAGE)
def round_finish(request: Request, token: str) -> HttpResponse:
    """Ask before a round is reported, and have it reported in the background."""
    found = get_object_or_404(pages.round_of(token))
    if request.method == "POST":
        try:
            job = asking.ask_to_report(round_=found, by=request.holder.code, at=clock.now())
        except UnableToMoveRound as refusal:
            messages.error(request, str(refusal))
            return redirect("round", token=found.token)
        return redirect("round_job", token=job.token)
    about = _("The answers become evidence and levels are worked out anew. This cannot be undone.")
    return _asked(request, found, RoundState.REPORTING, _("Report the round"), about, str)


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.ROUNDS_MANAGE)
def round_cancel(request: Request, token: str) -> HttpResponse:
    """Cancel a round with a reason."""
    found = get_object_or_404(pages.round_of(token))
    form = forms.Cancel(request.POST or None)

    def act() -> str:
        running.cancel_round(
            round_=found,
            reason=form.cleaned_data["reason"],
            on=clock.today(),
            by=request.holder.code,
            at=clock.now(),
        )
        return _("The round is cancelled.")

    about = _("Nothing that was answered in the round counts. This cannot be undone.")
    return _asked(request, found, RoundState.CANCELLED, _("Cancel the round"), about, act, form)


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.ROUNDS_MANAGE)
def round_assessors(request: Request, token: str) -> HttpResponse:
    """List the sheets of assessors in a round, and assign another."""
    found = get_object_or_404(pages.round_of(token))
    people = list(pages.people_rated(round_=found).order_by("name", "pk"))
    accredited = list(waiting.accredited(on=clock.today()).order_by("name", "pk"))
    form = forms.Assign(request.POST or None)
    form.offer(
        people=[(row.code, row.name) for row in people],
        assessors=[(row.account, f"{row.name}, {row.agency}") for row in accredited],
    )
    if form.is_valid():
        try:
            running.assign_assessor(
                round_=found,
                person=next(row for row in people if row.code == form.cleaned_data["person"]),
                account=form.cleaned_data["assessor"],
                link=reverse("ratings"),
                on=clock.today(),
                by=request.holder.code,
                at=clock.now(),
            )
        except running.UnableToAssignAssessor as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The assessor has the sheet."))
            return redirect("round_assessors", token=found.token)
    names = {row.account: row.name for row in accredited}
    sheets = [
        {"person": sheet.ratee.name, "assessor": names.get(sheet.assessor, sheet.assessor), "state": sheet}
        for sheet in pages.assessor_sheets(round_=found).order_by("ratee__name", "pk")
    ]
    context = {
        "title": _("Assessors of the round: %(name)s") % {"name": found.name},
        "round": found,
        "form": form,
        "sheets": sheets,
        "nobody": not accredited,
        "crumbs": shown.crumbs(found),
    }
    return render(request, "rounds/assessors.html", context)


def _still_out(round_: Any) -> Iterator[str]:
    """Give in words what closing a round today cuts off: sheets that are not sent, and days that are left."""
    counted = pages.totals(round_=round_, units=pages.all_units())
    left = counted["asked"] - counted["sent"]
    if left:
        text = ngettext("%(count)s sheet of %(of)s is not sent.", "%(count)s sheets of %(of)s are not sent.", left)
        yield text % {"count": lists.words(left), "of": lists.words(counted["asked"])}
    if clock.today() <= round_.closes_on:
        yield _("Its last day is not over: %(day)s.") % {"day": lists.words(round_.closes_on)}


def _asked(
    request: Request, round_: Any, then: str, title: str, about: str, act: Callable[[], str], form: Any = None
) -> HttpResponse:
    """Ask whether something is to be done with a round; when sent, do it, and lead back to the round in any case."""
    back = redirect("round", token=round_.token)
    try:
        if then:
            check_may(round_=round_, then=then)
        if request.method == "POST" and (form is None or form.is_valid()):
            messages.success(request, act())
            return back
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return back
    context = {
        "title": title,
        "about": about,
        "round": round_,
        "phase": shown.phase(round_),
        "form": form,
        "button": title,
        "crumbs": shown.crumbs(round_),
    }
    return render(request, "rounds/act.html", context)
