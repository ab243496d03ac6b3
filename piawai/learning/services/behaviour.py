"""Asking participants and their superiors, months after a session, what of it shows at work; taking the answers."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from functools import partial

from django.db import transaction
from django.utils.translation import gettext as _

from piawai.audit.services import log
from piawai.competencies.terms import Source
from piawai.learning.models import Enrolment, FollowUp, FollowUpAnswer, Outcome, Session
from piawai.learning.queries import behaviour as queries
from piawai.learning.rules.behaviour import follow_up_due, follow_up_sample
from piawai.learning.services.messages import tell
from piawai.learning.terms import Frequency, Graduate, Surrounding
from piawai.lib import days
from piawai.lib.errors import Refusal
from piawai.lib.locks import one_at_a_time
from piawai.people import queries as people
from piawai.people.models import Person
from piawai.regulations import values


class UnableToAnswerFollowUp(Refusal):
    """The questions are another's, were answered, or the last day is over; or an answer lacks or is off the scale."""


@transaction.atomic
def invite_follow_ups(*, on: dt.date, at: dt.datetime, by: str, link: str) -> int:
    """
    Ask what shows at work after the sessions whose months are over, and return how many people it is about.

    Those who passed, as far as the lot draws them and they hold a post, and each one's superior on the day it is due.
    Both are told; `link` leads to the questions. A second time there is nobody to ask; what a day missed is made up
    for while the days to answer last.
    """
    one_at_a_time("follow_ups")
    until = on + dt.timedelta(days=values.value("follow_up_days", on=on).whole)
    rows: list[FollowUp] = []
    superiors: dict[dt.date, dict[int, int | None]] = {}
    for months, sessions in queries.due(on=on).items():
        for row in _drawn(sessions, months=months, on=on, at=at):
            due_on = follow_up_due(ends_on=row.session.ends_on, months=months)
            if due_on not in superiors:
                superiors[due_on] = _superiors(on=due_on, at=at)
            above = superiors[due_on].get(row.person_id)
            for source, rater in ((Source.SELF, row.person_id), (Source.SUPERIOR, above)):
                if rater is not None:
                    asked = FollowUp(enrolment=row, months=months, source=source, rater_id=rater, made_at=at)
                    asked.due_on, asked.until = due_on, until
                    rows.append(asked)
    if not rows:
        return 0
    FollowUp.objects.bulk_create(rows)
    about = sum(row.source == Source.SELF for row in rows)
    log(action="learning.invite_follow_ups", by=by, at=at, details={"people": about, "questions": len(rows)})
    _tell(rows, until=until, link=link, at=at)
    return about


def _drawn(sessions: Sequence[Session], *, months: int, on: dt.date, at: dt.datetime) -> list[Enrolment]:
    """Return who is asked now: of each programme's sessions that ended in the same month, those whom the lot draws."""
    due = {session.pk for session in sessions}
    most = values.value("follow_up_sample", on=on).whole
    found: list[Enrolment] = []
    for programme, year, month in sorted({(one.programme_id, one.ends_on.year, one.ends_on.month) for one in sessions}):
        passed = queries.passed(programme=programme, year=year, month=month)
        scope = Person.objects.filter(pk__in=[row.person_id for row in passed])
        careers = people.careers(scope=scope, on=on, known_at=at)
        here = [row for row in passed if careers[row.person_id].on(on) is not None]
        asked, before = queries.asked(programme=programme, year=year, month=month, months=months)
        sample = follow_up_sample(
            [Graduate(row.pk, row.code, row.unit_id) for row in here],
            most=most,
            seed=f"{programme} {year}-{month}",
            asked=asked,
            before=before,
        )
        found += [row for row in here if row.pk in sample - asked and row.session_id in due]
    return found


def _superiors(*, on: dt.date, at: dt.datetime) -> dict[int, int | None]:
    """Return everybody's direct superior on a day, None where nobody is found."""
    careers = people.careers(scope=people.everybody(), on=on, known_at=at)
    posts = {person: post.unit_id for person, career in careers.items() if (post := career.on(on)) is not None}
    return people.superiors(posts=posts, heads_of=people.heads(on=on, known_at=at))


def _tell(rows: Sequence[FollowUp], *, until: dt.date, link: str, at: dt.datetime) -> None:
    groups: dict[tuple[str, str], set[int]] = defaultdict(set)
    for row in rows:
        groups[row.source, row.enrolment.session.programme.name].add(row.rater_id)
    for (source, programme), raters in sorted(groups.items()):
        words = partial(_own_words if source == Source.SELF else _words, programme, until)
        tell(people=raters, words=words, link=link, at=at)


def _own_words(programme: str, until: dt.date) -> tuple[str, str]:
    words = {"programme": programme, "day": days.in_words(until)}
    return (
        _("What of %(programme)s do you use at work?") % words,
        _("A few questions, two minutes, until %(day)s. Your superior is asked as well.") % words,
    )


def _words(programme: str, until: dt.date) -> tuple[str, str]:
    words = {"programme": programme, "day": days.in_words(until)}
    return (
        _("What do you see at work of %(programme)s?") % words,
        _("Say it of each of your staff who took part, until %(day)s: two minutes a person.") % words,
    )


@transaction.atomic
def answer_follow_up(
    *,
    follow_up: FollowUp,
    person: Person,
    seen: Mapping[int, int | None],
    helps: Collection[str],
    hinders: Collection[str],
    said: str,
    on: dt.date,
    at: dt.datetime,
) -> FollowUp:
    """
    Answer the questions about behaviour at work, once.

    `seen` has for each competency (id) that the session reaches how often it shows (1 to 5), None where the rater has
    not been able to see it. `helps` and `hinders` are codes of `Surrounding`.

    :raises UnableToAnswerFollowUp: if they are another's, answered, over, or an answer lacks or is off the scale.
    """
    if follow_up.rater_id != person.pk:
        text = _("These questions are asked of somebody else: the participant, or who was the superior on that day.")
        raise UnableToAnswerFollowUp(text, code="another")
    _check(follow_up, seen, {*helps, *hinders})
    if on > follow_up.until:
        text = _("These questions could be answered until %(day)s.") % {"day": days.in_words(follow_up.until)}
        raise UnableToAnswerFollowUp(text, code="over")
    waiting = FollowUp.objects.filter(pk=follow_up.pk, answered_at__isnull=True)
    if not waiting.update(helps=sorted(helps), hinders=sorted(hinders), said=said.strip(), answered_at=at):
        raise UnableToAnswerFollowUp(_("You have answered these questions. Thank you."), code="answered")
    FollowUpAnswer.objects.bulk_create(
        FollowUpAnswer(follow_up=follow_up, competency_id=competency, frequency=frequency)
        for competency, frequency in seen.items()
        if frequency is not None
    )
    log(action="learning.answer_follow_up", by=person.code, at=at, subject=f"follow-up {follow_up.code}")
    follow_up.refresh_from_db()
    return follow_up


def _check(follow_up: FollowUp, seen: Mapping[int, int | None], named: Collection[str]) -> None:
    taught = Outcome.objects.filter(session=follow_up.enrolment.session_id)
    if set(seen) != set(taught.values_list("competency", flat=True)):
        raise UnableToAnswerFollowUp(_("Answer for each competency, or say that you could not see it."), code="lacks")
    if any(frequency is not None and frequency not in Frequency for frequency in seen.values()):
        raise UnableToAnswerFollowUp(_("Choose one of the answers, from never to always."), code="scale")
    if not set(named) <= set(Surrounding.values):
        raise UnableToAnswerFollowUp(_("Choose what helps and what hinders from the list."), code="unknown")
