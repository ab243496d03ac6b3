"""How forms, lists and heat maps are written into pages."""

from collections.abc import Iterable
from functools import lru_cache
from html import escape
from typing import Any

from django import forms, template
from django.forms.boundfield import BoundField
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from piawai.web.accounts.browsers import browser_words
from piawai.web.templatetags import charts

register = template.Library()

_MEAN = '<span class="pw-heat__mean">{}</span>'
_LINKED = '<a class="pw-heat__mean pw-target" href="{}">{}<span class="govuk-visually-hidden"> {}, {}</span></a>'
_HEAT_CELL = (
    '<td class="govuk-table__cell pw-heat__cell pw-heat__cell--{}" role="cell" data-label="{}">{} '
    '<span class="pw-heat__count">{}</span><span class="pw-heat__short" aria-hidden="true">{}</span></td>'
)

_TITLE = '<th scope="row" role="rowheader" class="govuk-table__header pw-stack__title" data-label="{}">{}</th>'
_FIGURE = '<td role="cell" class="govuk-table__cell govuk-table__cell--numeric" data-label="{}">{}</td>'
_FACT = '<td role="cell" class="govuk-table__cell" data-label="{}">{}</td>'
_BOX = (
    '<div class="govuk-checkboxes"><div class="govuk-checkboxes__item">'
    '<input class="govuk-checkboxes__input" type="checkbox" name="chosen" value="{0}" id="choose-{0}" form="choose">'
    '<label class="govuk-label govuk-checkboxes__label" for="choose-{0}">{1}</label></div></div>'
)

_PLACE = '<li class="pw-menu__item"><a class="pw-menu__link" href="{}"{}>{}</a></li>'
_INNER = '<li><a class="pw-menu__link" href="{}"{}>{}</a></li>'
_GROUP = (
    '<li class="pw-menu__item"><details class="pw-menu__group" data-group>'
    '<summary class="pw-menu__link pw-menu__summary{}">{}</summary><ul class="pw-menu__more">{}</ul></details></li>'
)

CLASSES = {
    "select": "govuk-select",
    "textarea": "govuk-textarea",
    "file": "govuk-file-upload",
    "checkbox": "govuk-checkboxes__input",
    "input": "govuk-input",
}
INPUT_MODES: tuple[tuple[type[forms.Field], str], ...] = (  # a subclass before its base
    (forms.DecimalField, "decimal"),
    (forms.FloatField, "decimal"),
    (forms.IntegerField, "numeric"),
    (forms.EmailField, "email"),
    (forms.URLField, "url"),
)


@register.filter
def kind(field: BoundField) -> str:
    """Return how a field is laid out: hidden, radios, checkboxes, checkbox, select, textarea, file or input."""
    widget = field.field.widget
    kinds: tuple[tuple[type[forms.Widget], str], ...] = (
        (forms.CheckboxSelectMultiple, "checkboxes"),
        (forms.RadioSelect, "radios"),
        (forms.CheckboxInput, "checkbox"),
        (forms.Select, "select"),
        (forms.Textarea, "textarea"),
        (forms.FileInput, "file"),
    )
    if field.is_hidden:
        return "hidden"
    return next((name for known, name in kinds if isinstance(widget, known)), "input")


@register.filter
def anchor(field: BoundField) -> str:
    """Return the id of what the reader puts the field right with: of its first choice where it has several."""
    return field.id_for_label or f"{field.auto_id}_0"


@register.filter
def described(field: BoundField) -> str:
    """Return the ids of the field's hint and errors, "" where it has neither."""
    parts = [f"{field.auto_id}_hint"] if field.help_text else []
    parts += [f"{field.auto_id}_errors"] if field.errors else []
    return " ".join(parts)


@register.filter
def control(field: BoundField) -> SafeString:
    """Return the field's own element, with the look, the keyboard and the description that belong to it."""
    layout = kind(field)
    own = field.field.widget.attrs
    classes = [CLASSES[layout], str(own.get("class", ""))]
    if field.errors and layout in {"input", "select", "textarea", "file"}:
        classes.append(f"{CLASSES[layout]}--error")
    attributes: dict[str, str | bool] = {"class": " ".join(filter(None, classes))}
    mode = next((mode for known, mode in INPUT_MODES if isinstance(field.field, known)), "")
    if layout == "input" and mode and "inputmode" not in own:
        attributes["inputmode"] = mode
    if layout == "textarea":  # a browser would cut a long text without a word: it is refused in words instead
        attributes["maxlength"] = False
    if described(field):
        attributes["aria-describedby"] = described(field)
    return field.as_widget(attrs=attributes)


@register.filter
def browser(text: str) -> str:
    """Return which browser a device says it is, in words."""
    return browser_words(text=text)


def heat_step(cell: Any) -> str:
    """Return the name of a heat cell's colour: its step, "unknown" or "hidden"."""
    if cell.hidden:
        return "hidden"
    return "unknown" if cell.step is None else str(cell.step)


@register.simple_tag
def heat_cells(columns: Iterable[Any], row: Any) -> SafeString:
    """
    Return the cells of one row of a heat map.

    In one go, and each text escaped once, since a city has hundreds: else they took most of the page's time.
    """
    counts = escape(gettext("%(known)s known, %(unknown)s unknown"))
    unit = escape(row.label)
    found = []
    for column, cell in zip(columns, row.cells, strict=True):
        label = _escaped(column.label)
        if cell.hidden:
            mean, count = _MEAN.format("–"), _escaped(cell.why)
        else:
            value = _escaped(cell.mean)
            mean = _LINKED.format(escape(cell.url), value, unit, label) if cell.url else _MEAN.format(value)
            count = counts % {"known": cell.known, "unknown": cell.unknown}
        found.append(_HEAT_CELL.format(heat_step(cell), label, mean, count, _escaped(cell.short)))
    return mark_safe("".join(found))  # noqa: S308 (made of escaped parts)


@lru_cache(maxsize=1_000)
def _escaped(text: str) -> str:
    """Return a text escaped: the same few stand in cell after cell."""
    return escape(text)


@register.simple_tag
def menu(entries: Iterable[Any]) -> SafeString:
    """Return the entries of the menu, in one go: every page has it, and conditions for each took long."""
    found = []
    for entry in entries:
        if entry.entries:
            inside = "".join(_place(_INNER, inner) for inner in entry.entries)
            current = " pw-menu__link--current" if entry.current else ""
            found.append(_GROUP.format(current, _escaped(entry.label), inside))
        else:
            found.append(_place(_PLACE, entry))
    return mark_safe("".join(found))  # noqa: S308 (made of escaped parts)


def _place(shape: str, entry: Any) -> str:
    current = f' aria-current="{entry.current}"' if entry.current else ""
    return shape.format(_escaped(entry.url), current, _escaped(entry.label))


@register.simple_tag
def list_cells(row: Iterable[Any]) -> SafeString:
    """Return the cells of one row of a list, in one go: conditions for each cell took most of the page's time."""
    return format_html_join("", "{}", ((_list_cell(cell),) for cell in row))


def _list_cell(cell: Any) -> SafeString:
    if cell.choose:
        shown = format_html(_BOX, cell.choose, cell.text)
    elif cell.url:
        shown = format_html('<a class="govuk-link pw-target" href="{}">{}</a>', cell.url, cell.text)
    elif cell.tag:
        shown = format_html('<strong class="govuk-tag govuk-tag--{}">{}</strong>', cell.tag, cell.text)
    else:
        shown = format_html("<span>{}</span>", cell.text)
    return format_html(_TITLE if cell.header else _FIGURE if cell.numeric else _FACT, cell.label, shown)


@register.simple_tag
def bars(title: str, parts: Iterable[tuple[str, float]]) -> SafeString:
    """Return a small bar chart of labels and values, which a table beside it repeats."""
    return charts.bars(title=title, parts=list(parts))
