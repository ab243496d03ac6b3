"""One's own sheets: the list, one question a page, the check before sending, and what happens next."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from piawai.access import scopes
from piawai.access.guards import Request, signed_in
from piawai.access.terms import Permission
from piawai.competencies.queries import sheets as queries
from piawai.competencies.services import sheets as services
from piawai.competencies.terms import RoundState, SheetState, Source
from piawai.lib import clock
from piawai.web import lists
from piawai.web.rating import forms, shown

Sheet = Any  # a row of a scope: views know no models
QUICK = 10  # questions; where there are more, the one-page form is offered as the quick way


@require_safe
@signed_in
def ratings(request: Request) -> HttpResponse:
    """Show what is asked of the reader, what is due first before the rest."""
    rows = list(mine(request).order_by("round__closes_on", "ratee__name", "pk"))
    shown.name_them(request.holder, rows)
    today = clock.today()
    open_rows, ended = list[shown.Task](), list[shown.Task]()
    for sheet in rows:
        state = shown.state_of(sheet, on=today)
        (ended if state == shown.DONE else open_rows).append(shown.task(sheet, state))
    person = request.holder.person
    context = {
        "title": _("My ratings"),
        "tasks": open_rows,
        "ended": ended,
        "staff": shown.staff_rounds(rows, on=today),
        "nominating": person is not None and queries.nominating(ratee=person, on=today).exists(),
        "decides": scopes.allowed(request.holder, Permission.NOMINATIONS_CONFIRM),
    }
    return render(request, "rating/ratings.html", context)


@require_safe
@signed_in
def rating(request: Request, token: str) -> HttpResponse:
    """Lead to where the reader stopped: kinship, the first question without an answer, the check, or the end."""
    sheet = found(request, token)
    if shown.ended(sheet):
        return redirect("rating_sent", token=token)
    if shown.asks_kinship(sheet):
        return redirect("rating_related", token=token)
    if sheet.assessor:
        return redirect("rating_table", token=token)
    number = next((one.number for one in queries.questions(sheet=sheet) if not one.answered), None)
    if number is None:
        return redirect("rating_check", token=token)
    return redirect("rating_question", token=token, number=number)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def rating_related(request: Request, token: str) -> HttpResponse:
    """Ask whether the reader is related to the person: the first question about somebody else."""
    sheet = found(request, token)
    if shown.ended(sheet):
        return redirect("rating_sent", token=token)
    if sheet.source == Source.SELF:
        return redirect("rating", token=token)
    form = forms.Related(request.POST if request.method == "POST" else None)
    if form.is_valid():
        related = form.cleaned_data["related"] == "ya"
        try:
            services.say_related(sheet=sheet, related=related, by=request.holder.code, on=clock.today(), at=clock.now())
        except services.UnableToAnswer as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("rating", token=token)
    context = {
        "title": _("Kinship: %(about)s") % {"about": shown.heading(sheet)},
        "form": form,
        "about": shown.about(sheet),
        "coded": sheet.coded,
        "closed": not open_now(sheet),
    }
    return render(request, "rating/related.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def rating_question(request: Request, token: str, number: int) -> HttpResponse:
    """Ask one question, save the answer, and go on to the next one or to the check."""
    sheet = found(request, token)
    if shown.ended(sheet):
        return redirect("rating_sent", token=token)
    if shown.asks_kinship(sheet):
        return redirect("rating_related", token=token)
    questions = queries.questions(sheet=sheet)
    if not 1 <= number <= len(questions):
        raise Http404
    question = questions[number - 1]
    form = forms.Answer(
        request.POST if request.method == "POST" else None,
        required=question.required,
        initial=shown.initial(sheet, question),
    )
    conflict: list[shown.Conflict] = []
    if form.is_valid():
        try:
            keep_answers(request, sheet, {question.code: form.given}, form.cleaned_data["revision"])
        except services.StaleAnswer as refusal:
            conflict = shown.conflicts(refusal, {question.code: form.given}, {question.code: question.name})
        except services.UnableToAnswer as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect(_after(request, sheet, number, len(questions)))
    context = {
        "title": _("%(name)s · question %(number)s of %(count)s")
        % {"name": shown.heading(sheet), "number": number, "count": len(questions)},
        "caption": _("%(name)s · question %(number)s of %(count)s")
        % {"name": shown.heading(sheet), "number": number, "count": len(questions)},
        "sheet": sheet,
        "about": shown.about(sheet),
        "question": question,
        "ask": shown.ask(sheet),
        "unseen": shown.unseen(sheet),
        "form": form,
        "conflict": conflict,
        "revision": current_revision(request, token) if conflict else form["revision"].value(),
        "before": reverse("rating_question", args=[token, number - 1]) if number > 1 else reverse("ratings"),
        "quick": len(questions) > QUICK,
        "evidence": shown.takes_files(sheet),
        "closed": not open_now(sheet),
        "to_check": request.GET.get("periksa") == "1",
    }
    status = 409 if conflict else 422 if form.errors else 200
    return render(request, "rating/question.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def rating_check(request: Request, token: str) -> HttpResponse:
    """Show all answers before they are sent, each with a way to change it; then send them."""
    sheet = found(request, token)
    if shown.ended(sheet):
        return redirect("rating_sent", token=token)
    if shown.asks_kinship(sheet):
        return redirect("rating_related", token=token)
    refused = ""
    if request.method == "POST":
        try:
            send_on(request, sheet)
        except services.UnableToAnswer as refusal:
            refused = str(refusal)
        else:
            return redirect("rating_sent", token=token)
    questions = queries.questions(sheet=sheet)
    context = {
        "title": _("Check your answers: %(about)s") % {"about": shown.heading(sheet)},
        "sheet": sheet,
        "about": shown.about(sheet),
        "facts": shown.answers(sheet, questions),
        "empty": [one for one in questions if not one.answered],
        "refused": refused,
        "closed": not open_now(sheet),
    }
    return render(request, "rating/check.html", context, status=422 if refused else 200)


@require_safe
@signed_in
def rating_sent(request: Request, token: str) -> HttpResponse:
    """Confirm that a sheet was sent or set aside, and say what happens next, when."""
    sheet = found(request, token)
    if not shown.ended(sheet):
        return redirect("rating", token=token)
    left = queries.due(rater=request.holder.person, account=request.holder.code, on=clock.today())
    context = {
        "title": _("Your rating has been sent") if sheet.state == SheetState.SENT else _("The sheet is set aside"),
        "sheet": sheet,
        "sent": sheet.state == SheetState.SENT,
        "about": shown.heading(sheet),
        "moment": lists.moment(sheet.sent_at),
        "left": sum(len(row.sheets) for row in left),
        "grouped": not shown.takes_files(sheet),
        "whole": sheet.round.state == RoundState.REPORTED,
    }
    return render(request, "rating/sent.html", context)


def mine(request: Request) -> QuerySet[Any]:
    """Return the sheets that the reader may read and answer: as a person in a post, and as an assessor."""
    rates = scopes.allowed(request.holder, Permission.SHEETS_ANSWER)
    assesses = scopes.allowed(request.holder, Permission.SHEETS_ASSESS)
    if not rates and not assesses:
        raise PermissionDenied
    return queries.sheets_of(
        rater=request.holder.person if rates else None, account=request.holder.code if assesses else ""
    )


def found(request: Request, token: str) -> Sheet:
    """Return one of the reader's own sheets; any other is not found."""
    sheet = get_object_or_404(mine(request), token=token)
    shown.name_them(request.holder, [sheet])
    return sheet


def open_now(sheet: Sheet) -> bool:
    """Return whether a sheet's round takes answers today."""
    return bool(sheet.round.state == RoundState.OPEN and sheet.round.opens_on <= clock.today())


def current_revision(request: Request, token: str) -> int:
    """Return the revision of a sheet as it stands now."""
    return int(found(request, token).revision)


def keep_answers(request: Request, sheet: Sheet, given: dict[str, services.Given], revision: int) -> None:
    """Save answers as the reader."""
    services.save_answers(
        sheet=sheet, given=given, revision=revision, by=request.holder.code, on=clock.today(), at=clock.now()
    )


def send_on(request: Request, sheet: Sheet) -> None:
    """Send a sheet as the reader."""
    services.send_sheet(sheet=sheet, by=request.holder.code, on=clock.today(), at=clock.now())


def _after(request: Request, sheet: Sheet, number: int, count: int) -> str:
    """Return where the reader goes after an answer: on, to the check, to the evidence, or away for now."""
    act = request.POST.get("act", "")
    if act == "later":
        return reverse("ratings")
    if act == "evidence":
        return reverse("rating_evidence", args=[sheet.token, number])
    if number == count or request.GET.get("periksa") == "1":
        return reverse("rating_check", args=[sheet.token])
    return reverse("rating_question", args=[sheet.token, number + 1])
