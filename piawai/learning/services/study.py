"""Studies for a degree: asked for, supported by the head, granted by BKPSDM, extended, finished or ended."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from piawai.audit.services import log
from piawai.competencies.models import Competency
from piawai.competencies.services import posts
from piawai.learning.models import Partner, Study, StudyAim, StudyExtension
from piawai.learning.queries import study as queries
from piawai.learning.rules import study as rules
from piawai.learning.services.messages import tell
from piawai.learning.terms import Demand, StudyAction, StudyAsked, StudyKind, StudyState
from piawai.lib.days import in_words
from piawai.lib.errors import Refusal
from piawai.lib.locks import one_at_a_time
from piawai.lib.text import name_key
from piawai.people.models import CareerEvent, Person, Post
from piawai.people.terms import EventKind
from piawai.regulations import values

LONGEST = 8  # years of one study: whoever types another century is told


class UnableToAskForStudy(Refusal):
    """The days make no sense, a word is missing, a competency is unknown, or a rule stands against it."""


class UnableToDecideStudy(Refusal):
    """It is decided already, one's own, not supported yet, lacks a word, or a rule stands against it."""


@transaction.atomic
def ask(
    *, person: Person, asked: StudyAsked, predicate: str, on: dt.date, at: dt.datetime, head: int | None, link: str
) -> Study:
    """
    Ask for a study of one's own. `head` (id) is told, where there is one; `predicate` is that of `queries.demands`.

    :raises UnableToAskForStudy: if the days make no sense, a word is missing, or something that was checked keeps the
        person from it.
    """
    list(Person.objects.select_for_update().filter(pk=person.pk))  # two requests of one person wait for each other
    _check_stated(asked, on)
    post = Post.objects.filter(person=person).first()
    if post is None:
        raise UnableToAskForStudy(_("Only whoever holds a post can ask for a study."), code="serving")
    _check_demands(queries.demands(person=person, asked=asked, predicate=predicate, on=on, known_at=at))
    known = {row.code: row for row in Competency.objects.filter(code__in=asked.aims, retired_on__isnull=True)}
    if unknown := sorted(set(asked.aims) - set(known)):
        text = _("There is no competency %(code)s in the dictionary.")
        raise UnableToAskForStudy(text % {"code": unknown[0]}, code="unknown_competency")
    institution = " ".join(asked.institution.split())
    made = Study.objects.create(
        person=person,
        unit_id=post.unit_id,
        kind=asked.kind,
        institution=institution,
        partner=Partner.objects.filter(name_key=name_key(institution)).first(),
        programme=" ".join(asked.programme.split()),
        degree=asked.degree,
        starts_on=asked.starts_on,
        ends_on=asked.ends_on,
        funding=asked.funding,
        words=asked.words.strip(),
        made_at=at,
    )
    StudyAim.objects.bulk_create([StudyAim(study=made, competency=known[code]) for code in sorted(set(asked.aims))])
    log(action="learning.ask_study", by=person.code, at=at, subject=f"study {made.code}", details={"kind": made.kind})
    if head is not None:
        tell(people=[head], words=_asked_for, link=link, at=at)
    return made


def _check_stated(asked: StudyAsked, on: dt.date) -> None:
    if not asked.institution.strip() or not asked.programme.strip():
        raise UnableToAskForStudy(_("Name the institution and the programme of study."), code="missing")
    if asked.starts_on <= on:
        text = _("The first day is over, or is today. Choose a day to come.")
        raise UnableToAskForStudy(text, code="begun")
    if asked.ends_on < asked.starts_on or asked.ends_on.year - asked.starts_on.year > LONGEST:
        text = _("Give the first and the last day in this order, at most %(years)s years apart.")
        raise UnableToAskForStudy(text % {"years": LONGEST}, code="days")


def _check_demands(found: list[Demand]) -> None:
    refusing = next((demand for demand in found if demand.refuses), None)
    if refusing is not None:
        raise UnableToAskForStudy(_not_met(refusing), code=refusing.code)


def _not_met(demand: Demand) -> str:
    return _("Not met: %(demand)s. Rule: %(source)s.") % {"demand": demand, "source": demand.source}


@transaction.atomic
def withdraw(*, study: Study, at: dt.datetime) -> None:
    """
    Withdraw a study of one's own that is not decided.

    :raises UnableToDecideStudy: if it is decided.
    """
    _move(study, StudyAction.WITHDRAW)
    log(action="learning.withdraw_study", by=study.person.code, at=at, subject=f"study {study.code}")


@transaction.atomic
def support(*, study: Study, by: str, at: dt.datetime, link: str) -> None:
    """
    Support as head that somebody studies: BKPSDM decides then.

    :raises UnableToDecideStudy: if it is one's own or decided already.
    """
    _not_own(study, by)
    _move(study, StudyAction.SUPPORT, supported_by=by, supported_at=at)
    log(action="learning.support_study", by=by, at=at, subject=f"study {study.code}")
    tell(people=[study.person_id], words=_supported, link=link, at=at)


@transaction.atomic
def refuse(*, study: Study, reason: str, by: str, at: dt.datetime, link: str) -> None:
    """
    Refuse a study as head or as BKPSDM, with a reason the person reads.

    :raises UnableToDecideStudy: if it is one's own, decided already, or has no reason.
    """
    if not reason.strip():
        raise UnableToDecideStudy(_("Write the reason: the person reads it."), code="reason_missing")
    _not_own(study, by)
    _move(study, StudyAction.REFUSE, reason=reason.strip(), decided_by=by, decided_at=at)
    log(action="learning.refuse_study", by=by, at=at, subject=f"study {study.code}")
    tell(people=[study.person_id], words=_refused, link=link, at=at)


@transaction.atomic
def grant(*, study: Study, letter: str, predicate: str, on: dt.date, by: str, at: dt.datetime, link: str) -> None:
    """
    Grant a study as BKPSDM, by a letter. An assignment is an absence from then on: plan and enrolment heed it.

    :raises UnableToDecideStudy: if it is one's own, decided already, not supported though somebody leads the person,
        without the letter's number, or something that was checked stands against it by now.
    """
    if not letter.strip():
        raise UnableToDecideStudy(_("Write the number of the letter."), code="letter_missing")
    one_at_a_time("import")
    _not_own(study, by)
    current = Study.objects.select_related("person").get(pk=study.pk)
    if current.state == StudyState.ASKED and not queries.needs_no_support(current):
        text = _("The head has not answered yet. Wait for the answer.")
        raise UnableToDecideStudy(text, code="not_supported")
    found = queries.demands(
        person=current.person,
        asked=queries.as_asked(current),
        predicate=predicate,
        on=on,
        known_at=at,
        besides=[current.pk],
    )
    refusing = next((demand for demand in found if demand.refuses), None)
    if refusing is not None:
        raise UnableToDecideStudy(_not_met(refusing), code=refusing.code)
    times, rule_from = _owed(current.kind, on)
    _move(
        study,
        StudyAction.GRANT,
        letter=letter.strip()[:100],
        owed_days=rules.owed_days(starts_on=current.starts_on, ended_on=current.ends_on, times=times),
        owed_rule_from=rule_from,
        decided_by=by,
        decided_at=at,
    )
    study.refresh_from_db()
    _absent(study, study.ends_on, on=on, by=by, at=at)
    log(action="learning.grant_study", by=by, at=at, subject=f"study {study.code}")
    tell(people=[study.person_id], words=_granted, link=link, at=at)


def _owed(kind: str, on: dt.date) -> tuple[int, dt.date]:
    rule = values.mapping("study_service_owed", on=on)
    return rule.at(kind).whole, rule.applies_from


@transaction.atomic
def extend(
    *,
    study: Study,
    ends_on: dt.date,
    letter: str,
    reason: str,
    seen: dt.date,
    on: dt.date,
    by: str,
    at: dt.datetime,
    link: str,
) -> StudyExtension:
    """
    Move the planned last day of a study to a later one, by a letter. `seen` is the one that the doer has seen.

    :raises UnableToDecideStudy: if it is one's own, not granted or over, moved in the meantime, the day is not later,
        or letter or reason are missing.
    """
    if not letter.strip() or not reason.strip():
        raise UnableToDecideStudy(_("Write the number of the letter and the reason."), code="letter_missing")
    one_at_a_time("import")
    _not_own(study, by)
    if ends_on <= seen:
        text = _("Choose a day after %(day)s, the planned last day.")
        raise UnableToDecideStudy(text % {"day": in_words(seen)}, code="not_longer")
    if ends_on.year - study.starts_on.year > LONGEST:
        text = _("Give the first and the last day in this order, at most %(years)s years apart.")
        raise UnableToDecideStudy(text % {"years": LONGEST}, code="days")
    rows = Study.objects.filter(pk=study.pk, ends_on=seen, state__in=rules.study_leaving(StudyAction.EXTEND))
    if not rows.update(ends_on=ends_on, owed_days=_owed_until(study, ends_on)):
        raise UnableToDecideStudy(_decided_meanwhile(), code="decided")
    made = StudyExtension.objects.create(
        study=study, was_on=seen, ends_on=ends_on, letter=letter.strip()[:100], reason=reason.strip(), by=by, at=at
    )
    study.refresh_from_db()
    _absent(study, ends_on, on=on, by=by, at=at)
    log(action="learning.extend_study", by=by, at=at, subject=f"study {study.code}")
    tell(people=[study.person_id], words=_extended, link=link, at=at)
    return made


def _owed_until(study: Study, ended_on: dt.date) -> int:
    """Return the days of service owed, by the rule under which the study was granted."""
    if study.owed_rule_from is None:
        raise UnableToDecideStudy(_decided_meanwhile(), code="decided")
    times, _rule_from = _owed(study.kind, study.owed_rule_from)
    return rules.owed_days(starts_on=study.starts_on, ended_on=ended_on, times=times)


@transaction.atomic
def finish(*, study: Study, ended_on: dt.date, on: dt.date, by: str, at: dt.datetime, link: str) -> None:
    """
    Record that the degree was earned, and that the person is back the day after.

    :raises UnableToDecideStudy: if it is one's own, not granted or over, or the day lies outside the study or is to
        come.
    """
    _over(study, StudyAction.FINISH, ended_on, reason="", on=on, by=by, at=at)
    log(action="learning.finish_study", by=by, at=at, subject=f"study {study.code}")
    tell(people=[study.person_id], words=_finished, link=link, at=at)


@transaction.atomic
def end(*, study: Study, ended_on: dt.date, reason: str, on: dt.date, by: str, at: dt.datetime, link: str) -> None:
    """
    End a study without a degree, with a reason the person reads.

    :raises UnableToDecideStudy: if it is one's own, not granted or over, has no reason, or the day lies outside the
        study or is to come.
    """
    if not reason.strip():
        raise UnableToDecideStudy(_("Write the reason: the person reads it."), code="reason_missing")
    _over(study, StudyAction.END, ended_on, reason=reason.strip(), on=on, by=by, at=at)
    log(action="learning.end_study", by=by, at=at, subject=f"study {study.code}")
    tell(people=[study.person_id], words=_ended, link=link, at=at)


@transaction.atomic
def take_back(*, study: Study, reason: str, on: dt.date, by: str, at: dt.datetime, link: str) -> None:
    """
    Take a granted study back before it begins, with a reason the person reads: the absence that it was does not come.

    :raises UnableToDecideStudy: if it is one's own, not granted or over, has no reason, or has begun.
    """
    if not reason.strip():
        raise UnableToDecideStudy(_("Write the reason: the person reads it."), code="reason_missing")
    one_at_a_time("import")
    _not_own(study, by)
    if study.starts_on <= on:
        text = _("The study has begun on %(day)s. End it instead.")
        raise UnableToDecideStudy(text % {"day": in_words(study.starts_on)}, code="begun")
    said: dict[str, Any] = {"reason": reason.strip(), "owed_days": None, "owed_rule_from": None}
    _move(study, StudyAction.TAKE_BACK, decided_by=by, decided_at=at, **said)
    study.refresh_from_db()
    if study.kind == StudyKind.ASSIGNMENT:
        event = _absence(study, study.ends_on)
        event.withdrawn = True
        posts.record_events(events=[event], on=on, by=by, at=at)
    log(action="learning.take_back_study", by=by, at=at, subject=f"study {study.code}")
    tell(people=[study.person_id], words=_taken_back, link=link, at=at)


def _over(
    study: Study, action: StudyAction, ended_on: dt.date, *, reason: str, on: dt.date, by: str, at: dt.datetime
) -> None:
    one_at_a_time("import")
    _not_own(study, by)
    if not study.starts_on <= ended_on <= min(study.ends_on, on):
        text = _("Choose a day from %(first)s to %(last)s that is not to come. A longer study is extended first.")
        details = {"first": in_words(study.starts_on), "last": in_words(study.ends_on)}
        raise UnableToDecideStudy(text % details, code="days")
    owed = _owed_until(study, ended_on)
    said: dict[str, Any] = {"reason": reason} if reason else {}
    _move(study, action, ended_on=ended_on, owed_days=owed, decided_by=by, decided_at=at, **said)
    study.refresh_from_db()
    _absent(study, ended_on, on=on, by=by, at=at)


def _absent(study: Study, last: dt.date, *, on: dt.date, by: str, at: dt.datetime) -> None:
    """
    Record the absence that an assignment is, where all absences stand; a permission is none.

    The same fact as a file would report: its first day tells it from others, so that it counts once.
    """
    if study.kind == StudyKind.ASSIGNMENT:
        posts.record_events(events=[_absence(study, last)], on=on, by=by, at=at)


def _absence(study: Study, last: dt.date) -> CareerEvent:
    event = CareerEvent(
        person_id=study.person_id,
        kind=EventKind.STUDY_ASSIGNMENT,
        starts_on=study.starts_on,
        ends_on=last,
        decree=study.letter,
    )
    event.unstated = frozenset({"unit_id", "job_id"})
    return event


def _move(study: Study, action: StudyAction, **said: Any) -> None:
    """Move a study on by one conditional update; what was decided in the meantime stays."""
    rows = Study.objects.filter(pk=study.pk, state__in=rules.study_leaving(action))
    reached = {where for state in StudyState if (where := rules.study_may_become(state=state, action=action))}
    [state] = reached
    if not rows.update(state=state, **said):
        raise UnableToDecideStudy(_decided_meanwhile(), code="decided")


def _not_own(study: Study, by: str) -> None:
    if by == study.person.code:
        raise UnableToDecideStudy(_("This is your own. Let somebody else decide on it."), code="own")


def _decided_meanwhile() -> str:
    return _("This has been decided on in the meantime. Look at how it stands now.")


def _asked_for() -> tuple[str, str]:
    return _("Somebody asks to study for a degree"), _("Say whether you support it. BKPSDM decides then.")


def _supported() -> tuple[str, str]:
    return _("Your head supports your study"), _("BKPSDM decides.")


def _refused() -> tuple[str, str]:
    return _("Your study is not granted"), _("Open it to read the reason.")


def _granted() -> tuple[str, str]:
    return _("Your study is granted"), _("Open it to read the days and what it asks of you.")


def _extended() -> tuple[str, str]:
    return _("Your study is extended"), _("Open it to read its new last day.")


def _finished() -> tuple[str, str]:
    return _("Your study is recorded as finished"), _("Open it to read how long you owe service.")


def _taken_back() -> tuple[str, str]:
    return _("Your study is taken back before it begins"), _("Open it to read the reason.")


def _ended() -> tuple[str, str]:
    return _("Your study is ended"), _("Open it to read the reason.")
