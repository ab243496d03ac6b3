"""One's own studies and prior learning: asked for, followed, withdrawn."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from piawai.access import scopes
from piawai.access.guards import Request, require
from piawai.access.terms import Permission
from piawai.competencies.queries import dictionary
from piawai.learning.queries import study as queries
from piawai.learning.queries.joining import head_over
from piawai.learning.services import prior as priors
from piawai.learning.services import study as services
from piawai.learning.terms import PriorState, StudyAsked
from piawai.lib import clock
from piawai.web import lists
from piawai.web.study import forms, shown


@require_safe
@require(Permission.STUDY_ASK)
def my_studies(request: Request) -> HttpResponse:
    """Show the reader's own studies and prior learning, and how each stands."""
    scope = scopes.people(request.holder, Permission.STUDY_ASK)
    found = queries.studies_of(scope).order_by("-made_at", "-pk")
    asked = queries.priors_reached(people=scope, account="").order_by("-made_at", "-pk")
    context = {
        "title": _("My studies and prior learning"),
        "studies": [_study(request, row) for row in found],
        "priors": [_prior(request, row) for row in asked],
    }
    return render(request, "study/mine.html", context)


def _study(request: Request, row: Any) -> dict[str, Any]:
    days = {"first": lists.words(row.starts_on), "last": lists.words(row.ended_on or row.ends_on)}
    return {
        "name": f"{row.programme}, {row.institution}",
        "url": reverse("study", args=[row.code]),
        "state": shown.state(row),
        "colour": shown.colour(row),
        "words": shown.words(row),
        "days": _("%(first)s to %(last)s") % days,
        "acts": shown.acts(request, row),
    }


def _prior(request: Request, row: Any) -> dict[str, Any]:
    return {
        "name": shown.prior_title(row),
        "url": reverse("prior", args=[row.code]),
        "state": str(PriorState(row.state).label),
        "colour": shown.PRIOR_COLOURS.get(row.state, "grey"),
        "words": shown.prior_words(row),
        "acts": shown.prior_acts(request, row),
    }


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.STUDY_ASK)
def study_ask(request: Request) -> HttpResponse:
    """Ask to study for a degree."""
    person = get_object_or_404(scopes.people(request.holder, Permission.STUDY_ASK))
    form = forms.Asked(request.POST if request.method == "POST" else None)
    form.offer(aims=queries.aims_to_choose(person), institutions=queries.universities())
    if form.is_valid():
        said = {**form.cleaned_data, "aims": tuple(form.cleaned_data.get("aims", ()))}
        head = head_over(person)
        try:
            made = services.ask(
                person=person,
                asked=StudyAsked(**said),
                predicate=shown.predicate(person),
                on=clock.today(),
                at=clock.now(),
                head=head.pk if head is not None else None,
                link=reverse("studies"),
            )
        except services.UnableToAskForStudy as refusal:
            form.add_error({"begun": "starts_on", "days": "ends_on"}.get(refusal.code), str(refusal))
        else:
            messages.success(request, _("Your request is recorded. You get a message when it is decided."))
            return redirect("study", code=made.code)
    context = {
        "title": _("Ask to study for a degree"),
        "about": _("An assignment takes you away from your post; a permission lets you study beside it."),
        "form": form,
        "button": _("Send the request"),
        "crumbs": _crumbs(),
    }
    return render(request, "learning/form.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.PRIOR_ASK)
def prior_ask(request: Request) -> HttpResponse:
    """Ask that prior learning be recognised."""
    person = get_object_or_404(scopes.people(request.holder, Permission.PRIOR_ASK))
    known = {row.code: row for row in dictionary.dictionary().filter(retired_on__isnull=True).order_by("code")}
    form = forms.Prior(request.POST, request.FILES) if request.method == "POST" else forms.Prior()
    form.offer((code, f"{code} {row.name}") for code, row in known.items())
    if form.is_valid():
        said = form.cleaned_data
        try:
            made = priors.ask(
                person=person,
                competency=known[said["competency"]],
                level=said["level"],
                words=said["words"],
                files=form.handed_in,
                at=clock.now(),
            )
        except priors.UnableToAskForRecognition as refusal:
            form.add_error("competency" if refusal.code in {"known", "retired"} else "file_1", str(refusal))
        else:
            messages.success(request, _("Your request is recorded. You get a message when it is decided."))
            return redirect("prior", code=made.code)
    context = {"title": _("Ask that prior learning be recognised (RPL)"), "form": form, "crumbs": _crumbs()}
    return render(request, "study/prior_ask.html", context, status=422 if form.errors else 200)


@require_POST
@require(Permission.STUDY_ASK)
def study_withdraw(request: Request, code: str) -> HttpResponse:
    """Withdraw a study of one's own that is not decided."""
    scope = scopes.people(request.holder, Permission.STUDY_ASK)
    row = get_object_or_404(queries.studies_of(scope), code=code)
    try:
        services.withdraw(study=row, at=clock.now())
    except services.UnableToDecideStudy as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The request is withdrawn."))
    return redirect("my_studies")


@require_POST
@require(Permission.PRIOR_ASK)
def prior_withdraw(request: Request, code: str) -> HttpResponse:
    """Withdraw a request of one's own for recognition that is not decided."""
    scope = scopes.people(request.holder, Permission.PRIOR_ASK)
    row = get_object_or_404(queries.priors_reached(people=scope, account=""), code=code)
    try:
        priors.withdraw(prior=row, at=clock.now())
    except priors.UnableToDecideRecognition as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The request is withdrawn."))
    return redirect("my_studies")


def _crumbs() -> list[dict[str, str]]:
    return [{"label": _("My studies and prior learning"), "url": reverse("my_studies")}]
