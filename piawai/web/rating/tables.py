"""Sheets as tables: all questions of one sheet by keyboard, and all of a superior's staff at once."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from piawai.access.guards import Request, require, signed_in
from piawai.access.terms import Permission
from piawai.competencies.queries import sheets as queries
from piawai.competencies.services import sheets as services
from piawai.lib import clock
from piawai.web import lists
from piawai.web.rating import forms, shown, views

CHOICES = ("1", "2", "3", "4", "5", forms.NOT_OBSERVED)


@dataclass(frozen=True, slots=True)
class Row:
    """A question of the table, with what stands in its fields."""

    question: queries.Question
    chosen: str
    lacks: str
    note: str


@dataclass(frozen=True, slots=True)
class Cell:
    """
    One person's answer in a column of the superior's table; `name` is its field's, "" where nothing is asked.

    `lacks` is what is missing most, which counts where the level is below `required`.
    """

    name: str
    label: str
    column: str
    chosen: str
    required: int | None
    lacks: str


@dataclass(frozen=True, slots=True)
class Staff:
    """A row of the superior's table."""

    token: str
    name: str
    revision: int
    state: str
    ended: bool
    url: str
    cells: list[Cell]


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def rating_table(request: Request, token: str) -> HttpResponse:
    """
    Show all questions of one sheet in a table, to be answered by keyboard; each key saves.

    With script a change brings the part "saved" of the same page; without it the form is sent as a whole.
    """
    sheet = views.found(request, token)
    if shown.ended(sheet):
        return redirect("rating_sent", token=token)
    if shown.asks_kinship(sheet):
        return redirect("rating_related", token=token)
    refused, conflict = "", list[shown.Conflict]()
    if request.method == "POST":
        typed = queries.questions(sheet=sheet)
        given = _given(request.POST, typed)
        try:
            views.keep_answers(request, sheet, given, _number(request.POST.get("revision", "")))
            if request.POST.get("act") == "send":
                views.send_on(request, sheet)
                return redirect("rating_sent", token=token)
        except services.StaleAnswer as refusal:
            conflict = shown.conflicts(refusal, given, {one.code: one.name for one in typed})
        except services.UnableToAnswer as refusal:
            refused = str(refusal)
        else:
            if not request.htmx:
                return redirect("rating_table", token=token)
        sheet = views.found(request, token)
    questions = queries.questions(sheet=sheet)
    context = {
        "title": _("%(name)s · all questions") % {"name": shown.heading(sheet)},
        "about": shown.about(sheet),
        "sheet": sheet,
        "rows": [_row(one, request.POST if conflict or refused else {}) for one in questions],
        "choices": CHOICES,
        "lacking": forms.LACKING,
        "empty": [one for one in questions if not one.answered],
        "moment": lists.moment(max((one.saved_at for one in questions if one.saved_at), default=None)),
        "begun": any(one.answered for one in questions),
        "refused": refused,
        "conflict": conflict,
        "coded": sheet.coded,
        "evidence": shown.takes_files(sheet),
        "closed": not views.open_now(sheet),
    }
    if request.htmx:
        return render(request, "rating/table.html#saved", context)
    status = 409 if conflict else 422 if refused else 200
    return render(request, "rating/table.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.SHEETS_ANSWER)
def rating_staff_related(request: Request, token: str) -> HttpResponse:
    """Ask a superior once with whom of the own staff there is kinship: before the table."""
    rows = [row.sheet for row in _table(request, token).rows if row.sheet.related is None]
    if not rows:
        return redirect("rating_staff", token=token)
    refused = ""
    if request.method == "POST":
        related = set(request.POST.getlist("related"))
        try:
            for sheet in rows:
                services.say_related(
                    sheet=sheet,
                    related=sheet.token in related,
                    by=request.holder.code,
                    on=clock.today(),
                    at=clock.now(),
                )
        except services.UnableToAnswer as refusal:
            refused = str(refusal)
        else:
            if set_aside := [sheet.ratee.name for sheet in rows if sheet.token in related]:
                words = _("You do not rate %(names)s: BKPSDM sees that these sheets were set aside.")
                messages.success(request, words % {"names": ", ".join(set_aside)})
            if len(set_aside) == len(rows):
                return redirect("ratings")
            return redirect("rating_staff", token=token)
    context = {"title": _("Kinship with your staff"), "rows": rows, "refused": refused}
    return render(request, "rating/staff_related.html", context, status=422 if refused else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.SHEETS_ANSWER)
def rating_staff(request: Request, token: str) -> HttpResponse:
    """Show a superior all own staff in a table: competencies in columns, a level in each cell."""
    table = _table(request, token)
    if not table.rows:
        raise Http404
    if any(row.sheet.related is None and not shown.ended(row.sheet) for row in table.rows):
        return redirect("rating_staff_related", token=token)
    refused, conflict = list[str](), list[shown.Conflict]()
    if request.method == "POST":
        for row in table.rows:
            if not shown.ended(row.sheet):
                _save_row(request, row, table.columns, refused, conflict)
        if not refused and not conflict:
            sent = request.POST.get("act") == "send"
            messages.success(request, _("Your answers are sent.") if sent else _("Your answers are saved."))
            return redirect("rating_staff", token=token)
        table = _table(request, token)
    required = queries.required_levels(people=[row.sheet.ratee_id for row in table.rows])
    typed = request.POST if refused or conflict else {}
    context = {
        "title": _("Rate your staff: %(round)s") % {"round": table.rows[0].sheet.round.name},
        "columns": list(table.columns.items()),
        "rows": [_staff(row, table.columns, required, typed) for row in table.rows],
        "choices": CHOICES,
        "lacking": forms.LACKING,
        "refused": refused,
        "conflict": conflict,
        "closes_on": table.rows[0].sheet.round.closes_on,
        "closed": not views.open_now(table.rows[0].sheet),
        "over": all(shown.ended(row.sheet) for row in table.rows),
    }
    status = 409 if conflict else 422 if refused else 200
    return render(request, "rating/staff.html", context, status=status)


def _table(request: Request, token: str) -> queries.StaffTable:
    if request.holder.person is None:
        raise Http404
    return queries.staff_table(rater=request.holder.person, round_token=token)


def _save_row(
    request: Request,
    row: queries.StaffRow,
    columns: Mapping[str, str],
    refused: list[str],
    conflict: list[shown.Conflict],
) -> None:
    """Save what was changed in a row, and send it where that was asked and nothing is empty."""
    sheet, given = row.sheet, dict[str, services.Given]()
    for code, answer in row.answers.items():
        field = f"{sheet.token}-{code}"
        level, lacks = request.POST.get(field, ""), request.POST.get(f"{field}-lacks", answer.lacks)
        if level:
            given[code] = forms.given(level, lacks=lacks, note=answer.note)
    try:
        views.keep_answers(request, sheet, given, _number(request.POST.get(f"{sheet.token}-revision", "")))
        if request.POST.get("act") == "send":
            views.send_on(request, sheet)
    except services.StaleAnswer as refusal:
        names = {code: f"{sheet.ratee.name}, {name}" for code, name in columns.items()}
        conflict += shown.conflicts(refusal, given, names)
    except services.UnableToAnswer as refusal:
        refused.append(f"{sheet.ratee.name}: {refusal}")


def _staff(
    row: queries.StaffRow,
    columns: Mapping[str, str],
    required: Mapping[tuple[int, str], int],
    typed: Mapping[str, Any],
) -> Staff:
    sheet = row.sheet
    cells = []
    for code, name in columns.items():
        answer = row.answers.get(code)
        field = f"{sheet.token}-{code}"
        cells.append(
            Cell(
                name=field if answer is not None else "",
                label=f"{sheet.ratee.name}: {name}",
                column=name,
                chosen=typed.get(field)
                or (shown.chosen(answer.level, answered=answer.answered_at is not None) if answer else ""),
                required=required.get((sheet.ratee_id, code)),
                lacks=typed.get(f"{field}-lacks", answer.lacks if answer else ""),
            )
        )
    ended = shown.ended(sheet)
    answered = sum(one.answered_at is not None for one in row.answers.values())
    state = str(shown.DONE) if ended else shown.progress(answered, len(row.answers))
    url = reverse("rating", args=[sheet.token])
    return Staff(sheet.token, sheet.ratee.name, sheet.revision, state, ended, url, cells)


def _given(said: Mapping[str, Any], questions: list[queries.Question]) -> dict[str, services.Given]:
    """Return the answers of a form over all questions; what is left empty is not answered."""
    found = {}
    for one in questions:
        level = said.get(f"level-{one.number}", "")
        if level:
            lacks, note = said.get(f"lacks-{one.number}", one.lacks), said.get(f"note-{one.number}", "")
            found[one.code] = forms.given(level, lacks=lacks, note=note)
    return found


def _row(question: queries.Question, typed: Mapping[str, Any]) -> Row:
    level = typed.get(f"level-{question.number}") or shown.chosen(question.level, answered=question.answered)
    lacks = typed.get(f"lacks-{question.number}", question.lacks)
    return Row(question, level, lacks, typed.get(f"note-{question.number}", question.note))


def _number(text: str) -> int:
    return int(text) if text.isdigit() and text.isascii() and len(text) < 9 else 0
