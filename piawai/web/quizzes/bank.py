"""The item bank: the list, adding an item, correcting a draft, a new version, publishing."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from piawai.access.guards import Request, require
from piawai.access.terms import Permission
from piawai.learning.queries import quizzes as queries
from piawai.learning.services import quizzes as services
from piawai.learning.terms import ItemState
from piawai.lib import clock
from piawai.web import lists
from piawai.web.quizzes import forms

Row = Any  # a row of a scope: views know no models
COLOURS = {ItemState.DRAFT.value: "yellow", ItemState.PUBLISHED.value: "green", ItemState.REPLACED.value: "grey"}


@require_safe
@require(Permission.ITEMS_KEEP)
def items(request: Request) -> HttpResponse:
    """List the items of the bank."""
    form = forms.Which(request.GET, programmes=queries.programmes())
    programme = form.cleaned_data["program"] if form.is_valid() else ""
    rows = queries.items()
    listing = lists.Listing(
        request=request,
        title=_("Item bank"),
        rows=rows.filter(programme=int(programme)) if programme else rows,
        columns=(
            lists.Column(
                "soal",
                _("Question"),
                lambda row: row.text,
                sort=("text",),
                link=lambda row: reverse("item", args=[row.code]),
                header=True,
                most=90,
            ),
            lists.Column("program", _("Programme"), lambda row: row.programme.name, sort=("programme__name",)),
            lists.Column("jenis", _("Kind"), lambda row: str(row.get_kind_display()), sort=("kind",)),
            lists.Column("pilihan", _("Options"), lambda row: "; ".join(row.options), most=60),
            lists.Column("kunci", _("Right option"), lambda row: row.options[row.right], most=40),
            lists.Column(
                "kompetensi",
                _("Competency"),
                lambda row: row.competency.name if row.competency else None,
                sort=("competency__name",),
            ),
            lists.Column(
                "keadaan",
                _("State"),
                lambda row: str(row.get_state_display()),
                sort=("state",),
                tag=lambda row: COLOURS[row.state],
            ),
        ),
        search=("text", "programme__name", "competency__name"),
        search_label=_("Question, programme or competency"),
        order=("programme__name", "pk"),
        filters=form,
        source="Piawai",
        on=clock.today(),
        empty=_("No item is found. Add one, or try another word."),
    )
    return lists.respond(request, listing, template="quizzes/items.html")


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.ITEMS_KEEP)
def item_new(request: Request) -> HttpResponse:
    """Add a draft to the bank."""
    form = _form(request, {"programme": request.GET.get("program", "")})
    if form.is_valid():
        try:
            services.record_item(
                programme=int(form.cleaned_data["programme"]), row=form.row, by=request.holder.code, at=clock.now()
            )
        except services.UnableToKeepItem as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The draft is stored. Publish it when it is right."))
            return redirect("items")
    context = {"title": _("Add an item"), "form": form, "crumbs": _crumbs()}
    return render(request, "quizzes/item.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.ITEMS_KEEP)
def item(request: Request, code: str) -> HttpResponse:
    """Show an item: a draft is corrected, of a published one a new version is made."""
    found = get_object_or_404(queries.items(), code=code)
    form = _form(request, _initial(found))
    if form.is_valid():
        try:
            kept = services.change_item(item=found, row=form.row, by=request.holder.code, at=clock.now())
        except services.UnableToKeepItem as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The draft is stored. Publish it when it is right."))
            return redirect("item", code=kept.code)
    context = {
        "title": _("Item %(code)s") % {"code": found.code},
        "form": form,
        "item": found,
        "draft": found.state == ItemState.DRAFT,
        "state": found.get_state_display(),
        "colour": COLOURS[found.state],
        "crumbs": _crumbs(),
    }
    return render(request, "quizzes/item.html", context, status=422 if form.errors else 200)


@require_POST
@require(Permission.ITEMS_KEEP)
def item_publish(request: Request, code: str) -> HttpResponse:
    """Publish a draft."""
    found = get_object_or_404(queries.items(), code=code)
    try:
        services.publish_item(item=found, by=request.holder.code, at=clock.now())
    except services.UnableToKeepItem as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The item is published. Tests draw it from now on."))
    return redirect("item", code=code)


def _form(request: Request, initial: dict[str, Any]) -> forms.Item:
    return forms.Item(
        request.POST if request.method == "POST" else None,
        programmes=queries.programmes(),
        competencies=queries.competencies_taught(),
        initial=initial,
    )


def _initial(found: Row) -> dict[str, Any]:
    return {
        "programme": str(found.programme_id),
        "kind": found.kind,
        "text": found.text,
        "options": "\n".join(found.options),
        "right": found.right + 1,
        "competency": str(found.competency_id or ""),
    }


def _crumbs() -> list[dict[str, str]]:
    return [{"label": _("Item bank"), "url": reverse("items")}]
