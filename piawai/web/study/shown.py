"""How studies and prior learning are put into words: states, what they ask, what can be done next."""

import datetime as dt
from typing import Any

from django.urls import reverse
from django.utils.formats import localize
from django.utils.translation import gettext as _

from piawai.access import scopes
from piawai.access.guards import Request
from piawai.access.terms import Permission
from piawai.competencies.terms import Level
from piawai.learning.queries import study as queries
from piawai.learning.rules.study import is_running, study_may_become
from piawai.learning.terms import Degree, Finding, Funding, PriorState, StudyAction, StudyKind, StudyState
from piawai.lib import clock
from piawai.people.queries import everybody
from piawai.performance.queries import last_results
from piawai.web import lists
from piawai.web.learning.shown import Act, is_own

COLOURS: dict[str, str] = {
    StudyState.ASKED: "yellow",
    StudyState.SUPPORTED: "blue",
    StudyState.GRANTED: "green",
    StudyState.FINISHED: "teal",
    StudyState.REFUSED: "red",
}
PRIOR_COLOURS: dict[str, str] = {
    PriorState.ASKED: "yellow",
    PriorState.ASSIGNED: "blue",
    PriorState.RECOGNISED: "green",
    PriorState.REFUSED: "red",
}
FINDING_COLOURS: dict[str, str] = {Finding.MET: "green", Finding.UNMET: "red", Finding.UNKNOWN: "grey"}
Fact = dict[str, str]


def state(study: Any) -> str:
    """Return how a study stands today, in a word."""
    if is_running(state=study.state, starts_on=study.starts_on, on=clock.today()):
        return _("Running")
    return str(StudyState(study.state).label)


def colour(study: Any) -> str:
    """Return the colour of a study's state."""
    return COLOURS.get(study.state, "grey")


def words(study: Any) -> str:
    """Return what comes next of a study, in a sentence; "" where nothing does."""
    if study.state == StudyState.ASKED:
        if queries.needs_no_support(study):
            return _("BKPSDM decides.")
        return _("The request waits for the head of the unit.")
    if study.state == StudyState.SUPPORTED:
        return _("The head supports it. BKPSDM decides.")
    return str(study.reason)


def predicate(person: Any) -> str:
    """Return the last predicate of a person's performance, "" where none is known."""
    scope = everybody().filter(pk=person.pk)
    found = last_results(scope=scope, on=clock.today(), known_at=clock.now()).get(person.pk)
    return str(found.predicate) if found is not None else ""


def facts(study: Any) -> list[Fact]:
    """Return what is known of a study, name by name."""
    pairs = [
        (_("Name"), study.person.name),
        (_("Unit"), study.unit.name),
        (_("Kind"), str(StudyKind(study.kind).label)),
        (_("Degree aimed at"), str(Degree(study.degree).label)),
        (_("Programme of study"), study.programme),
        (_("Institution"), study.institution),
        (_("First day"), lists.words(study.starts_on)),
        (_("Last day as planned"), lists.words(study.ends_on)),
        (_("Who pays"), str(Funding(study.funding).label)),
        (_("State"), state(study)),
    ]
    aims = ", ".join(aim.competency.name for aim in study.aims.select_related("competency").order_by("pk"))
    more = [
        (_("What it is for"), aims),
        (_("Why this study"), study.words),
        (_("What comes next"), words(study) if study.state in (StudyState.ASKED, StudyState.SUPPORTED) else ""),
        (_("Reason"), study.reason),
        (_("Number of the letter"), study.letter),
        (_("Ended on"), lists.words(study.ended_on) if study.ended_on else ""),
        (_("Service owed afterwards"), _owed(study)),
    ]
    return [{"label": label, "text": text} for label, text in [*pairs, *(pair for pair in more if pair[1])]]


def _owed(study: Any) -> str:
    """Return how much service is owed, until when, and that its rule is not verified where it is not."""
    if study.owed_days is None or study.owed_rule_from is None:
        return ""
    rule = queries.owed_rule(study)
    last = (study.ended_on or study.ends_on) + dt.timedelta(days=study.owed_days)
    text = _("none")
    if study.owed_days:
        details = {"days": localize(study.owed_days), "last": lists.words(last)}
        text = _("%(days)s days, until %(last)s") % details
    return f"{text} ({queries.basis(rule)})"


def demands(study: Any) -> list[dict[str, str]]:
    """Return what a study that waits asks of the person, how it stands, and where it is written."""
    if study.state not in (StudyState.ASKED, StudyState.SUPPORTED):
        return []
    found = queries.demands(
        person=study.person,
        asked=queries.as_asked(study),
        predicate=predicate(study.person),
        on=clock.today(),
        known_at=clock.now(),
        besides=[study.pk],
    )
    return [
        {
            "text": str(one),
            "finding": str(Finding(one.finding).label),
            "colour": FINDING_COLOURS[one.finding],
            "source": queries.basis(one),
        }
        for one in found
    ]


def acts(request: Request, study: Any) -> list[Act]:
    """Return what the reader can do about a study now."""

    def may(action: StudyAction) -> bool:
        return study_may_become(state=study.state, action=action) is not None

    if is_own(request, study.person):
        return [_act(_("Withdraw"), "study_withdraw", study, at_once=True)] if may(StudyAction.WITHDRAW) else []
    found = []
    supports = supports_it(request, study)
    keeps = scopes.allowed(request.holder, Permission.STUDIES_KEEP)
    decides = keeps and (study.state == StudyState.SUPPORTED or _alone(study))
    if supports:
        found.append(_act(_("Support"), "study_support", study, at_once=True))
    if decides:
        found.append(_act(_("Grant"), "study_grant", study))
    if supports or (keeps and may(StudyAction.REFUSE)):
        found.append(_act(_("Do not grant"), "study_refuse", study))
    if keeps and may(StudyAction.EXTEND):
        found.append(_act(_("Extend"), "study_extend", study))
    if keeps and is_running(state=study.state, starts_on=study.starts_on, on=clock.today()):
        found.append(_act(_("Degree earned"), "study_finish", study))
    if keeps and may(StudyAction.END):
        label = _("End without a degree") if study.starts_on <= clock.today() else _("Take back before it begins")
        found.append(_act(label, "study_end", study, warns=True))
    return found


def _alone(study: Any) -> bool:
    return study.state == StudyState.ASKED and queries.needs_no_support(study)


def supports_it(request: Request, study: Any) -> bool:
    """Return whether the reader, as head, may answer a study that waits."""
    return bool(
        study.state == StudyState.ASKED
        and not is_own(request, study.person)
        and scopes.allowed(request.holder, Permission.STUDY_SUPPORT)
        and scopes.reaches_person(request.holder, Permission.STUDY_SUPPORT, study.person)
    )


def _act(label: str, name: str, row: Any, **more: bool) -> Act:
    return Act(label, reverse(name, args=[row.code]), **more)


def prior_title(prior: Any) -> str:
    """Return what is to be recognised: the competency and the level."""
    return _("%(name)s, level %(level)s") % {"name": prior.competency.name, "level": prior.level}


def prior_words(prior: Any) -> str:
    """Return what comes next of a request for recognition, in a sentence."""
    if prior.state == PriorState.ASKED:
        return _("BKPSDM decides, or gives it to an assessor.")
    if prior.state == PriorState.ASSIGNED:
        return _("An accredited assessor looks at it and decides.")
    if prior.state == PriorState.RECOGNISED:
        return _("Level %(level)s is recognised. It counts as internal mapping, never as an official result.") % {
            "level": prior.given
        }
    return str(prior.reason)


def prior_facts(prior: Any) -> list[Fact]:
    """Return what is known of a request for recognition, name by name."""
    pairs = [
        (_("Name"), prior.person.name),
        (_("Competency"), prior.competency.name),
        (_("Level asked for"), str(Level(prior.level).label)),
        (_("What did you do and learn?"), prior.words),
        (_("State"), str(PriorState(prior.state).label)),
        (_("What comes next"), prior_words(prior) if queries.is_open(prior) else ""),
        (_("Level recognised"), str(Level(prior.given).label) if prior.given else ""),
        (_("Reason"), prior.reason),
    ]
    return [{"label": label, "text": text} for label, text in pairs if text]


def prior_acts(request: Request, prior: Any) -> list[Act]:
    """Return what the reader can do about a request for recognition now."""
    if not queries.is_open(prior):
        return []
    if is_own(request, prior.person):
        return [_act(_("Withdraw"), "prior_withdraw", prior, at_once=True)]
    assigned = prior.state == PriorState.ASSIGNED
    keeps = scopes.allowed(request.holder, Permission.PRIOR_KEEP)
    found = []
    if decides_prior(request, prior):
        found.append(_act(_("Recognise"), "prior_recognise", prior))
        found.append(_act(_("Do not recognise"), "prior_refuse", prior))
    if keeps:
        found.append(_act(_("Give it to an assessor"), "prior_assign", prior))
    if keeps and assigned:
        found.append(_act(_("Take it back from the assessor"), "prior_take_back", prior, at_once=True))
    return found


def decides_prior(request: Request, prior: Any) -> bool:
    """Return whether the reader decides on a request: its assessor, or BKPSDM while it has none."""
    if prior.state == PriorState.ASSIGNED:
        return bool(scopes.allowed(request.holder, Permission.PRIOR_ASSESS) and prior.assessor == request.holder.code)
    return prior.state == PriorState.ASKED and scopes.allowed(request.holder, Permission.PRIOR_KEEP)
