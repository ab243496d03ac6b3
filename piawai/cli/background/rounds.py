"""Rounds of ratings in the background: their price, opening, reporting, and what is looked after in the night."""

from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from piawai.cli.tasks import Task
from piawai.competencies.queries.rounds import pages, planning
from piawai.competencies.services.rounds import opening, reporting, running
from piawai.competencies.services.rounds.moving import UnableToMoveRound
from piawai.competencies.services.standings import refresh_due
from piawai.competencies.terms import RoundSample
from piawai.jobs.services import send
from piawai.lib import clock
from piawai.lib.locks import let_others_write

OPENED = gettext_lazy("The round is open: %(name)s")
NOT_OPENED = gettext_lazy("The round was not opened: %(name)s")
REPORTED = gettext_lazy("The round is reported: %(name)s")
NOT_REPORTED = gettext_lazy("The round was not reported: %(name)s")
READ = gettext_lazy("Open the page to read the figures.")
READ_WHY = gettext_lazy("Open the page to read why.")


def cost(task: Task) -> Mapping[str, object]:
    """Work out what a round would ask by each sample; a second time it gives the same figures."""
    round_ = _round(task)
    on = clock.today()
    refresh_due(on=on, at=clock.now())
    known = planning.facts(round_=round_, on=on)
    found = []
    samples = RoundSample.values
    for number, sample in enumerate(samples):
        task.progress(done=number, total=len(samples), words="")
        found.append(planning.opening(known=known, sample=sample).cost)
    return {
        "on": on.isoformat(),
        "revision": round_.revision,
        "proposed": planning.proposed(found),
        "costs": [one.figures() for one in found],
    }


def open_round(task: Task) -> Mapping[str, object]:
    """
    Open a round as it was asked for, with a note to whoever asked.

    Safe to repeat: what an opening that was broken off has written is taken away unseen, and the last step, the notes
    and the end of the job are kept together or not at all.
    """
    round_ = _round(task)
    on = clock.today()
    refresh_due(on=on, at=clock.now())
    task.progress(done=0, total=0, words=_("Choosing who is asked what."))

    def kept() -> Mapping[str, object]:
        if round_.revision != task.arguments["revision"]:
            text = _("The round has been changed since its price was worked out. Look at it again, then open it.")
            raise opening.UnableToOpenRound(text, code="stale")
        planned = opening.plan_opening(round_=round_, sample=str(task.arguments["sample"]), on=on)
        begun = opening.begin_opening(opening=planned)
        while opening.clear_sheets(round_=begun):
            task.progress(done=0, total=0, words=_("Taking away what was broken off."))
            let_others_write()
        done, people = 0, len(planned.ratees)
        for block in opening.blocks(opening=planned):
            task.progress(done=done, total=people, words=_("Writing the sheets."))
            opening.write_sheets(round_=begun, block=block, at=clock.now())
            done += len(block.units)
            let_others_write()
        task.progress(done=done, total=people, words=_("Telling the raters."))
        with transaction.atomic():
            opening.finish_opening(
                round_=begun, opening=planned, link=reverse("ratings"), by=task.owner, at=clock.now()
            )
            result = {"round": round_.token, "sheets": len(planned.plan.sheets)}
            _send(task, OPENED, READ, reverse("round", args=[round_.token]), round_.name)
            task.end(result=result)
        return result

    return _or_say_why(task, kept, NOT_OPENED, round_.name)


def report(task: Task) -> Mapping[str, object]:
    """
    Report a round, with a note to whoever asked.

    Safe to repeat: a report that was broken off goes on with the people who are left; its end as in `open_round`.
    """
    round_ = _round(task)

    def kept() -> Mapping[str, object]:
        begun = reporting.begin_report(round_=round_, on=clock.today())
        words = _("Writing evidence and working out levels.")
        done, people = pages.reported(round_=begun)
        task.progress(done=done, total=people, words=words)
        while (part := reporting.next_part(round_=begun)).people:
            reporting.write_evidence(round_=begun, part=part, on=clock.today(), by=task.owner, at=clock.now())
            done += len(part.people)
            task.progress(done=done, total=people, words=words)
            let_others_write()
        with transaction.atomic():
            reporting.finish_report(round_=begun, by=task.owner, at=clock.now())
            result = {"round": round_.token}
            _send(task, REPORTED, READ, reverse("round_report", args=[round_.token]), round_.name)
            task.end(result=result)
        return result

    return _or_say_why(task, kept, NOT_REPORTED, round_.name)


def look_after(_task: Task) -> Mapping[str, object]:
    """Close the rounds whose time is over and remind in the others; a second time it finds nothing to do."""
    return running.look_after(link=reverse("ratings"), on=clock.today(), at=clock.now())


def _round(task: Task) -> Any:
    found = pages.round_of(str(task.arguments["round"])).first()
    if found is None:
        raise UnableToMoveRound(_("There is no such round."), code="no_round")
    return found


def _or_say_why(task: Task, kept: Callable[[], Mapping[str, object]], subject: Any, name: str) -> Mapping[str, object]:
    try:
        return kept()
    except UnableToMoveRound as refusal:
        with transaction.atomic():
            _send(task, subject, READ_WHY, reverse("round_job", args=[task.lease.token]), name)
            task.refuse(problem=str(refusal))
        raise


def _send(task: Task, subject: Any, body: Any, link: str, name: str) -> None:
    if not task.owner:
        return
    with translation.override(settings.LANGUAGE_CODE):
        send(to=task.owner, subject=(str(subject) % {"name": name})[:200], body=str(body), link=link, at=clock.now())
