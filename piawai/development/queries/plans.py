"""Reading solved plans: figures, who goes where, and why."""

import datetime as dt
from collections.abc import Mapping

from django.utils import formats
from django.utils.translation import gettext as _

from piawai.competencies.models import Competency
from piawai.development.models import AnnualPlan
from piawai.development.terms import (
    CONFLICTS,
    REASONS,
    WARNINGS,
    AllocationRow,
    Blocked,
    PlanReport,
    SessionReason,
    SolverStatus,
)
from piawai.learning.models import Session
from piawai.lib import days
from piawai.people.models import Person, Placement, Unit
from piawai.people.terms import JobClass
from piawai.solvers.training import explanation, packing
from piawai.solvers.training.gains import allocations as allocated
from piawai.solvers.training.gains import closes_a_gap
from piawai.solvers.training.problem import Explanation, Problem, Why


def latest_plan() -> AnnualPlan | None:
    """Return the plan made last that has a solution, else the last attempt; None where there is none."""
    newest = AnnualPlan.objects.order_by("-pk")
    return newest.exclude(status=SolverStatus.INFEASIBLE).first() or newest.first()


def plan(pk: int) -> AnnualPlan | None:
    """Return a plan by its number, None where there is none."""
    return AnnualPlan.objects.filter(pk=pk).first()


def plan_report(found: AnnualPlan) -> PlanReport:
    """Return a plan in figures and words, its allocations ordered by session and NIP."""
    rows = list(
        found.allocations.select_related("person", "session__programme").order_by(
            "session__starts_on", "session__code", "person__nip"
        )
    )
    units = _unit_names({row.person_id for row in rows}, found.as_of)
    return PlanReport(
        plan=found.pk,
        year=found.year,
        as_of=found.as_of,
        status=found.status,
        objective=found.objective,
        bound=found.bound,
        gap=found.short,
        seconds=found.seconds.get("total", 0.0),
        greedy_objective=found.greedy_objective,
        people=len({row.person_id for row in rows}),
        sessions=len({row.session_id for row in rows}),
        budget_limit=found.budget,
        budget_used=found.cost,
        allocations=tuple(
            AllocationRow(
                nip=row.person.nip,
                name=row.person.name,
                unit_name=units.get(row.person_id, ""),
                session=row.session.code,
                programme=row.session.programme.name,
                starts_on=row.session.starts_on,
                ends_on=row.session.ends_on,
                closes=tuple(sorted(row.closes.items())),
            )
            for row in rows
        ),
        conflicts=conflicts(found),
        warnings=warnings(found),
    )


def warnings(found: AnnualPlan) -> tuple[str, ...]:
    """Return what a reader of a plan must know about what it rests on, a sentence each."""
    return tuple(str(WARNINGS[code]) % {"count": count} for code, count in found.warnings)


def _unit_names(people: set[int], on: dt.date) -> dict[int, str]:
    rows = Placement.objects.current().filter(person__in=people, starts_on__lte=on).order_by("starts_on")
    return dict(rows.values_list("person_id", "unit__name"))


def explain(found: AnnualPlan, person: Person) -> list[SessionReason] | None:
    """
    Return for each session of a plan whether a person goes and why, or what stood in the way.

    Answers from what the solver saw, whatever has changed since. None where the person was not in the plan.
    """
    problem = packing.unpack(packed=bytes(found.problem))
    position = next((p for p, row in enumerate(problem.people) if row.key == person.code), None)
    if position is None:
        return None
    people = {row.key: place for place, row in enumerate(problem.people)}
    sessions = {row.code: place for place, row in enumerate(problem.sessions)}
    pairs = [
        (people[code], sessions[session])
        for code, session in found.allocations.values_list("person__code", "session__code")
    ]
    words = _Words(problem)
    return [
        SessionReason(
            session=problem.sessions[row.session].code,
            programme=words.programmes.get(problem.sessions[row.session].code, ""),
            chosen=row.why == Why.CHOSEN,
            helps=closes_a_gap(problem=problem, person=position, session=row.session),
            code=row.code if row.why == Why.BLOCKED else row.why.value,
            reason=words.sentence(row),
        )
        for row in explanation.explain(
            problem=problem, allocations=allocated(problem=problem, pairs=pairs), person=position
        )
    ]


class _Words:
    """Sentences about a problem, with the names that its keys stand for."""

    def __init__(self, problem: Problem) -> None:
        self._problem = problem
        self.programmes = dict(Session.objects.values_list("code", "programme__name"))
        units = Unit.objects.values_list("siasn_id", "name")
        self._names = dict(units.union(Competency.objects.values_list("code", "name")))  # in one query

    def unit(self, key: str) -> str:
        """Return the name of the unit in a ceiling's or purse's key."""
        siasn_id = key.rpartition(":")[2]
        return self._names.get(siasn_id, siasn_id)

    def sentence(self, row: Explanation) -> str:
        """Return why a person goes to a session, or not."""
        problem = self._problem
        details = {
            "gain": number(row.gain),
            "blocked": Blocked(row.code).label if row.code else "",
            "competency": self._names.get(row.competency, row.competency),
            "level": row.level,
            "other": problem.sessions[row.other].code if row.other is not None else "",
            "other_gain": number(row.other_gain or 0.0),
            "day": days.in_words(dt.date.fromordinal(row.day)) if row.day is not None else "",
            "ceiling": self.unit(problem.ceilings[row.ceiling].key) if row.ceiling is not None else "",
            "purse": self.unit(problem.purses[row.purse].key) if row.purse is not None else "",
        }
        return str(REASONS[row.why.value]) % details


def number(value: float) -> str:
    """Return a gain as people of the chosen language write it, two decimals."""
    return formats.number_format(round(value, 2), decimal_pos=2, use_l10n=True, force_grouping=True)


def conflicts(found: AnnualPlan) -> tuple[str, ...]:
    """Return the rules of a plan that cannot all hold, in words; nothing for a plan that has a solution."""
    if not found.conflicts:
        return ()
    problem = packing.unpack(packed=bytes(found.problem))
    words = _Words(problem)
    names = dict(Person.objects.values_list("code", "name"))
    return tuple(_conflict(problem, words, names, row) for row in found.conflicts)


def _conflict(problem: Problem, words: _Words, names: Mapping[str, str], row: Mapping[str, object]) -> str:
    rule = str(row["rule"])
    details: dict[str, object] = {"budget": formats.number_format(problem.budget, force_grouping=True)}
    person, session, subject = row["person"], row["session"], row["subject"]
    if isinstance(subject, int) and rule == "duty":
        duty = problem.duties[subject]
        person = duty.person
        job_class, details["programme"] = duty.key.split("|", 1)
        details["job_class"] = JobClass(job_class).label
    elif isinstance(subject, int) and rule == "ceiling":
        group = problem.ceilings[subject]
        details.update(ceiling=words.unit(group.key), limit=group.limit)
    elif isinstance(subject, int) and rule == "purse":
        purse = problem.purses[subject]
        details.update(purse=words.unit(purse.key), limit=formats.number_format(purse.limit, force_grouping=True))
    if isinstance(session, int):
        details.update(
            session=problem.sessions[session].code,
            seats=problem.sessions[session].seats,
            minimum=problem.sessions[session].minimum,
        )
    if isinstance(person, int):
        details["person"] = names.get(problem.people[person].key, _("a person who is no longer known"))
    if isinstance(person, int) and isinstance(session, int) and (person, session) in problem.blocked:
        details["blocked"] = Blocked(problem.blocked[person, session]).label
    return str(CONFLICTS[rule]) % details
