"""What pages of ratings say: about whom, in which state, what was answered, and what stands against what."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from piawai.access.scopes import people
from piawai.access.terms import Holder, Permission
from piawai.competencies.queries.sheets import Question
from piawai.competencies.services.sheets import Given, StaleAnswer
from piawai.competencies.terms import IN_GROUPS, Aspect, RoundState, SheetState, Source
from piawai.web import lists
from piawai.web.rating.forms import NOT_OBSERVED

NOT_BEGUN, BEGUN, WAITING, DONE = (
    gettext_lazy("Not begun"),
    gettext_lazy("Being filled in"),
    gettext_lazy("Waiting"),
    gettext_lazy("Done"),
)


@dataclass(frozen=True, slots=True)
class Task:
    """A sheet in the list, as components/tasks.html shows it."""

    verb: str
    detail: str
    url: str
    due: dt.date | None
    minutes: int
    state: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """An answer that was changed elsewhere: what stands there, and what the reader chose."""

    name: str
    stored: str
    chosen: str


@dataclass(frozen=True, slots=True)
class StaffRound:
    """A round in which the reader rates own staff: how many, and the table's address."""

    name: str
    count: int
    url: str


def ended(sheet: Any) -> bool:
    """Return whether nothing more is done with a sheet."""
    return sheet.state in {SheetState.SENT, SheetState.SET_ASIDE}


def asks_kinship(sheet: Any) -> bool:
    """Return whether the reader must say first whether they are related."""
    return sheet.source != Source.SELF and sheet.related is None


def takes_files(sheet: Any) -> bool:
    """Return whether files may be put to the answers: not where they would show who rated."""
    return sheet.source not in IN_GROUPS


def state_of(sheet: Any, *, on: dt.date) -> Any:
    """Return the state of a sheet in one of the words for tasks."""
    if ended(sheet) or sheet.round.state != RoundState.OPEN:
        return DONE
    if sheet.round.opens_on > on:
        return WAITING
    return BEGUN if sheet.state == SheetState.BEGUN else NOT_BEGUN


def name_them(holder: Holder, sheets: Sequence[Any]) -> None:
    """
    Put to each sheet the words for its ratee (`whom`): the name, or a code for whom an assessor may not read (`coded`).

    Whoever rates as a person was chosen for knowing the ratee by name. One query, whatever the number of sheets.
    """
    assessed = [sheet.ratee_id for sheet in sheets if sheet.assessor]
    read = people(holder, Permission.PERSON_READ).filter(pk__in=assessed) if assessed else None
    known = set(read.values_list("pk", flat=True)) if read is not None else set()
    for sheet in sheets:
        sheet.coded = bool(sheet.assessor) and sheet.ratee_id not in known
        sheet.whom = _("code %(code)s") % {"code": code_of(sheet)} if sheet.coded else sheet.ratee.name


def code_of(sheet: Any) -> str:
    """Return the short code by which a participant stands where the name is hidden."""
    return f"{sheet.token[:3]}-{sheet.token[3:6]}".upper()


def heading(sheet: Any) -> str:
    """Return what a sheet is, in a few words."""
    if sheet.source == Source.SELF:
        return _("Own rating")
    return _("Rating of %(name)s") % {"name": sheet.whom}


def about(sheet: Any) -> str:
    """Return about whom and in which capacity the reader is asked."""
    if sheet.source == Source.SELF:
        return _("About yourself, in %(round)s") % {"round": sheet.round.name}
    words = {
        Source.SUPERIOR.value: _("About %(name)s, as superior, in %(round)s"),
        Source.PEER.value: _("About %(name)s, as colleague, in %(round)s"),
        Source.SUBORDINATE.value: _("About %(name)s, whose staff you are, in %(round)s"),
    }.get(sheet.source, _("About %(name)s, as assessor, in %(round)s"))
    return words % {"name": sheet.whom, "round": sheet.round.name}


def ask(sheet: Any) -> str:
    """Return the question that stands above the levels."""
    if sheet.source == Source.SELF:
        return _("Which of these do you do most often at work?")
    return _("Which of these does the person do most often at work?")


def unseen(sheet: Any) -> str:
    """Return the answer of who cannot tell."""
    if sheet.source == Source.SELF:
        return _("I have never done this")
    return _("I have never seen this")


def task(sheet: Any, state: Any) -> Task:
    """Return a sheet as a row of the list."""
    words = str(state)
    if state == BEGUN:
        words = progress(sheet.answered, sheet.questions)
    own = sheet.source == Source.SELF
    verb = _("Fill in your own rating") if own else _("Rate %(name)s") % {"name": sheet.whom}
    minutes = 0 if state == DONE else max(1, round(sheet.minutes))
    due = None if state == DONE else sheet.round.closes_on
    return Task(verb, sheet.round.name, reverse("rating", args=[sheet.token]), due, minutes, words)


def progress(answered: int, questions: int) -> str:
    """Return how far a sheet is."""
    return _("Being filled in · %(answered)s of %(questions)s") % {"answered": answered, "questions": questions}


def staff_rounds(sheets: Iterable[Any], *, on: dt.date) -> list[StaffRound]:
    """Return the rounds in which the reader rates more than one of the own staff, to be done in a table."""
    found: dict[str, list[Any]] = {}
    for sheet in sheets:
        if sheet.source == Source.SUPERIOR and state_of(sheet, on=on) not in {DONE, WAITING}:
            found.setdefault(sheet.round.token, []).append(sheet)
    return [
        StaffRound(rows[0].round.name, len(rows), reverse("rating_staff", args=[token]))
        for token, rows in found.items()
        if len(rows) > 1
    ]


def initial(sheet: Any, question: Question) -> dict[str, Any]:
    """Return what the form of a question shows at first: what was saved."""
    return {
        "level": chosen(question.level, answered=question.answered),
        "lacks": question.lacks,
        "note": question.note,
        "revision": sheet.revision,
    }


def chosen(level: int | None, *, answered: bool) -> str:
    """Return an answer as forms hold it."""
    if not answered:
        return ""
    return NOT_OBSERVED if level is None else str(level)


def level_words(level: int | None) -> str:
    """Return a level in words."""
    return _("not observed") if level is None else _("level %(level)s") % {"level": level}


def answers(sheet: Any, questions: Sequence[Question]) -> list[dict[str, str]]:
    """Return the answers of a sheet, each with a way to change it."""
    return [
        {
            "label": one.name,
            "text": _said(one, unseen(sheet)),
            "change_url": f"{reverse('rating_question', args=[sheet.token, one.number])}?periksa=1",
        }
        for one in questions
    ]


def _said(question: Question, unseen: str) -> str:
    if not question.answered:
        return _("not answered yet")
    parts = [unseen if question.level is None else level_words(question.level)]
    if question.lacks:
        parts.append(_lacks_words(question.lacks))
    if question.note:
        parts.append(question.note)
    if question.files:
        parts.append(_("files: %(count)s") % {"count": lists.words(len(question.files))})
    return "; ".join(parts)


def conflicts(refusal: StaleAnswer, given: Mapping[str, Given], names: Mapping[str, str]) -> list[Conflict]:
    """Return both versions of what was changed elsewhere."""
    return [Conflict(names[code], _version(row), _version(given[code])) for code, row in refusal.stored.items()]


def _version(answer: Any) -> str:
    """Return what stands in an answer, stored or given, in words."""
    parts = [level_words(answer.level)]
    if answer.lacks:
        parts.append(_lacks_words(answer.lacks))
    if answer.note:
        parts.append(answer.note)
    return "; ".join(parts)


def _lacks_words(lacks: str) -> str:
    known = Aspect(lacks).label if lacks in Aspect.values else lacks
    return _("missing most: %(what)s") % {"what": known}
