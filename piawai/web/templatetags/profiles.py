"""
How the lines of a person's competencies are written into the page.

In one go, and each text escaped once: as conditions of a template they took a quarter of the page's time.
"""

from collections.abc import Iterable
from html import escape
from typing import Any

from django import template
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

register = template.Library()

_LINE = (
    '<tr class="govuk-table__row" role="row">'
    '<th class="govuk-table__header pw-stack__title" scope="row" role="rowheader">{name}{critical}</th>'
    '<td class="govuk-table__cell govuk-table__cell--numeric" role="cell" data-label="{required_label}">'
    "<span>{required}</span></td>"
    '<td class="govuk-table__cell govuk-table__cell--numeric" role="cell" data-label="{held_label}">'
    "<span>{held}{sure}</span></td>"
    '<td class="govuk-table__cell" role="cell" data-label="{state_label}">{state}</td>'
    '<td class="govuk-table__cell" role="cell" data-label="{known_label}">'
    '<details class="govuk-details pw-why"{open}>'
    '<summary class="govuk-details__summary"><span class="govuk-details__summary-text">{according}'
    '<span class="govuk-visually-hidden"> ({name})</span></span></summary>'
    '<div class="govuk-details__text">{told}</div></details></td></tr>\n'
)
_CRITICAL = ' <strong class="govuk-tag govuk-tag--red">{}</strong>'
_SURE = ' <span class="govuk-body-s">{}</span>'
_SHORT = '<div><strong class="govuk-tag govuk-tag--orange">{}</strong>\n<span class="pw-under">{}</span></div>'
_STATE = '<strong class="govuk-tag govuk-tag--{}">{}</strong>'
_OBJECT = '<p><a class="govuk-link pw-target" href="{}">{}</a></p>'


@register.simple_tag
def profile_lines(lines: Iterable[Any], *, own: bool, printing: bool) -> SafeString:
    """Return the rows of the table of a person's competencies; open and without links where they are printed."""
    labels = {
        "required_label": escape(_("Required")),
        "held_label": escape(_("Held")),
        "state_label": escape(_("State")),
        "known_label": escape(_("How we know")),
        "open": " open" if printing else "",
    }
    rule = _(
        "Rule COMP-03: the newest valid formal result decides; without one, internal mapping, in which all ratings "
        "count by their weight. Source: PerBKN 26/2019 for official results; local policy for the rest. Peers and "
        "subordinates count as groups only."
    )
    rows = (
        _LINE.format(
            **labels,
            name=escape(line.name),
            critical=_CRITICAL.format(escape(_("critical"))) if line.critical else "",
            required=line.required,
            held="–" if line.held is None else line.held,
            sure=_sure(line),
            state=_state(line),
            according=escape(", ".join(filter(None, (line.according, line.until)))),
            told=_told(line, rule, may_object=own and line.held is not None and not printing),
        )
        for line in lines
    )
    return mark_safe("".join(rows))  # noqa: S308 (made of escaped parts)


def _sure(line: Any) -> str:
    if line.certainty is None:
        return ""
    return _SURE.format(escape(_("fairly sure") if line.certainty.sure else _("not yet sure")))


def _state(line: Any) -> str:
    if line.state == "met":
        return _STATE.format("green", escape(_("met")))
    if line.state == "short":
        return _SHORT.format(escape(line.shortfall), escape(line.lacking.told))
    return _STATE.format("grey", escape(_("not yet known")))


def _told(line: Any, rule: str, *, may_object: bool) -> str:
    """Return what a level rests on, and what can be done about it."""
    parts = [_paragraph(text) for text in line.says]
    if line.evidence:
        pieces = "".join(f"<li>{escape(sentence)}</li>" for sentence in line.evidence)
        parts.append(f'<ul class="govuk-list">{pieces}</ul>')
    else:
        parts.append(_paragraph(_("Nothing is recorded yet. Not known is not low.")))
    parts.append(_paragraph(rule))
    if may_object:
        asked = _("This level is not right: look at %(name)s again") % {"name": line.name}
        parts.append(_OBJECT.format(escape(reverse("objection_make", args=[line.code])), escape(asked)))
    if line.lacking and line.lacking.forms_told:
        parts.append(_paragraph(line.lacking.forms_told))
    if line.next_step:
        step = _("To know whether it is met, at the least cost: %(step)s.") % {"step": line.next_step}
        parts.append(_paragraph(step))
    return "".join(parts)


def _paragraph(text: str) -> str:
    return f"<p>{escape(text)}</p>"
