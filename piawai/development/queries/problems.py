"""The year's planning problem, read from everything that is known on a day."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from piawai.competencies.rules import levels as competence
from piawai.development import rules
from piawai.development.queries.city import City, read, span
from piawai.development.terms import Blocked, Decision
from piawai.learning.models import Session
from piawai.learning.terms import COACHING_FORMS, Mode
from piawai.people.models import Person
from piawai.people.rules import ceiling, working_days
from piawai.performance import rules as performance
from piawai.performance.terms import BELOW_GOOD
from piawai.regulations import values
from piawai.solvers.training import problem as ask

_ONE_DAY = dt.timedelta(days=1)
Pair = tuple[int, int]


@dataclass(frozen=True)
class Question:
    """A problem for the solver, what its positions stand for, and what deserves a warning (code to count)."""

    problem: ask.Problem
    people: tuple[Person, ...]
    sessions: tuple[Session, ...]
    warnings: Mapping[str, int]


def question(*, year: int, budget: int, max_away: float, on: dt.date, known_at: dt.datetime) -> Question:
    """
    Return the planning problem of a year as it stands on a day.

    Gaps are those of `on`; prerequisites are looked up on each session's first day. Everybody who holds a post
    on `on` takes part. Sessions that have begun by then are blocked for all.
    """
    city = read(year=year, on=on, known_at=known_at)
    warnings: Counter[str] = Counter()
    groups = _Groups(city, max_away)
    blocked, unmet = _obstacles(city)
    units = _transferred(city)
    moved = {pair: groups.of(unit) for pair, unit in units.items()}
    locked_in = _locked_in(city, blocked, warnings)
    duties = _duties(city, blocked, warnings)
    persons = tuple(_person(city, person, groups) for person in city.persons)
    problem = ask.Problem(
        people=persons,
        sessions=tuple(_session(city, session) for session in city.sessions),
        budget=budget,
        ceilings=groups.ceilings(),
        purses=tuple(ask.Purse(city.unit_ids[unit], limit) for unit, limit in city.budgets.items()),
        blocked=blocked,
        unmet=unmet,
        locked_in=locked_in,
        duties=duties,
        moved=moved,
        paid_by={pair: _purse(city, unit) for pair, unit in units.items()},
        preferred=frozenset(_coaching_pairs(city)),
        unknown=_unknown(city),
        gain_per_hour=values.value("owed_hour_gain", on=on).number,
    )
    warnings["begun"] = sum(session.starts_on <= on for session in city.sessions)
    warnings["no_class"] = sum(not city.rows.job_class(person.pk, city.posts[person.pk], on) for person in city.persons)
    warnings["no_gaps_known"] = int(not any(person.needs for person in persons))
    warnings["unit_budgets_exceed"] = int(sum(city.budgets.values()) > budget)
    return Question(problem, city.persons, city.sessions, {code: n for code, n in warnings.items() if n})


def _session(city: City, session: Session) -> ask.Session:
    first, last = span(city, session)
    away = [] if session.mode == Mode.ONLINE else working_days(first=first, last=last, days_off=city.days_off)
    return ask.Session(
        code=session.code,
        programme=session.programme.name_key,
        busy=(first.toordinal(), last.toordinal()),
        away=tuple(day.toordinal() for day in away),
        hours=float(session.hours),
        seats=session.seats,
        minimum=session.minimum,
        fixed_cost=session.fixed_cost,
        cost=session.participant_cost,
        teaches={row.competency.code: row.level for row in session.outcomes.all()},
    )


class _Groups:
    """The groups that must not be emptied: the people placed in a unit, and all the people of an office."""

    def __init__(self, city: City, max_away: float) -> None:
        self._city, self._max_away = city, max_away
        self._sizes: Counter[tuple[str, int]] = Counter()
        for post in city.posts.values():
            self._sizes.update(self._keys(post.unit_id))
        self._positions: dict[tuple[str, int], int] = {key: place for place, key in enumerate(sorted(self._sizes))}

    def _keys(self, unit: int) -> tuple[tuple[str, int], tuple[str, int]]:
        return ("unit", unit), ("office", self._city.offices[unit])

    def of(self, unit: int) -> tuple[int, ...]:
        """Return the positions of a unit's ceilings; a unit where nobody works yet gets its own."""
        for key in self._keys(unit):
            self._positions.setdefault(key, len(self._positions))
        return tuple(self._positions[key] for key in self._keys(unit))

    def ceilings(self) -> tuple[ask.Ceiling, ...]:
        """Return the ceilings in order of position. Call last."""
        return tuple(
            ask.Ceiling(
                f"{kind}:{self._city.unit_ids[unit]}",
                ceiling(people=self._sizes[kind, unit], share=self._max_away),
            )
            for kind, unit in self._positions
        )


def _person(city: City, person: Person, groups: _Groups) -> ask.Person:
    per_level = values.value("gap_level_gain", on=city.on).number
    result = city.results.get(person.pk)
    weak = result is not None and performance.weak_by_behaviour(predicate=result.predicate, behaviour=result.behaviour)
    unit = city.posts[person.pk].unit_id
    return ask.Person(
        key=person.code,
        needs=tuple(
            ask.Need(code, stand.held.level, stand.requirement.level, stand.requirement.weight * per_level)
            for code, stand in city.stands[person.pk].items()
            if stand.held is not None and stand.gap
        ),
        factor=values.value("weak_behaviour_factor", on=city.on).number if weak else 1.0,
        hours_owed=rules.hours_owed(
            employment=person.employment,
            credited=city.credited.get(person.pk, Decimal(0)),
            hours_pns=values.value("annual_hours_pns", on=dt.date(city.year, 12, 31)).whole,
            hours_pppk=values.value("annual_hours_pppk", on=dt.date(city.year, 12, 31)).whole,
        ),
        ceilings=groups.of(unit),
        purse=_purse(city, unit),
    )


def _purse(city: City, unit: int) -> int | None:
    payer = rules.paying_unit(unit=unit, parents=city.parents, budgets=city.budgets.keys())
    return None if payer is None else city.purses[payer]


def _transferred(city: City) -> dict[Pair, int]:
    """Return the unit in which someone will be placed on a session's first day, where it is another than today."""
    found = {}
    for s, session in enumerate(city.sessions):
        first, _last = span(city, session)
        for p, person in enumerate(city.persons):
            post = city.rows.careers[person.pk].on(first)
            if post is not None and post.unit_id != city.posts[person.pk].unit_id:
                found[p, s] = post.unit_id
    return found


def _obstacles(city: City) -> tuple[dict[Pair, str], dict[Pair, tuple[ask.Prerequisite, ...]]]:
    blocked: dict[Pair, str] = {}
    unmet: dict[Pair, tuple[ask.Prerequisite, ...]] = {}
    for s, session in enumerate(city.sessions):
        first, last = span(city, session)
        asks = [(row.competency.code, row.level) for row in session.prerequisites.all()]
        for p, person in enumerate(city.persons):
            career = city.rows.careers[person.pk]
            post = career.on(first)
            if city.locks.get((person.pk, session.pk)) == Decision.OUT:
                blocked[p, s] = Blocked.LOCKED_OUT.value
            elif first <= city.on:
                blocked[p, s] = Blocked.BEGUN.value
            elif post is None or career.on(last) is None:
                blocked[p, s] = Blocked.NOT_SERVING.value
            elif any(start <= last and end >= first for start, end in city.absences.get(person.pk, ())):
                blocked[p, s] = Blocked.ABSENT.value
            if asks and (missing := _missing(city, person, asks, session.starts_on)):
                unmet[p, s] = missing
    return blocked, unmet


def _missing(city: City, person: Person, asks: Iterable[tuple[str, int]], day: dt.date) -> tuple[ask.Prerequisite, ...]:
    evidence = city.rows.evidence.get(person.pk, {})
    held = {code: competence.held_on(evidence.get(code, ()), on=day) for code, _ in asks}
    return tuple(
        ask.Prerequisite(code, level) for code, level in asks if (known := held[code]) is None or known.level < level
    )


def _locked_in(city: City, blocked: Mapping[Pair, str], warnings: Counter[str]) -> frozenset[Pair]:
    """Return who must go where. What has begun, or concerns someone who has left, can no longer be decided."""
    people_at = {person.pk: p for p, person in enumerate(city.persons)}
    sessions_at = {session.pk: s for s, session in enumerate(city.sessions)}
    found = set()
    for (person, session), decision in city.locks.items():
        if decision != Decision.IN:
            continue
        pair = (people_at.get(person, -1), sessions_at[session])
        if pair[0] < 0 or blocked.get(pair) == Blocked.BEGUN:
            warnings["lock_past"] += 1
        else:
            found.add(pair)
    return frozenset(found)


def _duties(city: City, blocked: Mapping[Pair, str], warnings: Counter[str]) -> tuple[ask.Duty, ...]:
    by_class: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for s, session in enumerate(city.sessions):
        for duty in session.duties.all():
            by_class[duty.job_class][session.programme.name_key].append(s)
    found = []
    for p, person in enumerate(city.persons):
        job_class = city.rows.job_class(person.pk, city.posts[person.pk], city.on)
        for programme, sessions in by_class.get(job_class, {}).items():
            if (person.pk, programme) in city.attended:
                continue
            possible = tuple(s for s in sessions if (p, s) not in blocked)
            if possible:
                found.append(ask.Duty(f"{job_class}|{city.sessions[possible[0]].programme.name}", p, possible))
            else:
                warnings["duty_excused"] += 1
    return tuple(found)


def _coaching_pairs(city: City) -> Iterable[Pair]:
    coaching = [s for s, session in enumerate(city.sessions) if session.programme.form in COACHING_FORMS]
    return (
        (p, s)
        for p, person in enumerate(city.persons)
        if (result := city.results.get(person.pk)) is not None and result.predicate in BELOW_GOOD
        for s in coaching
    )


def _unknown(city: City) -> dict[int, frozenset[str]]:
    found = {
        p: frozenset(code for code, stand in city.stands[person.pk].items() if stand.held is None)
        for p, person in enumerate(city.persons)
    }
    return {p: codes for p, codes in found.items() if codes}
