"""
How fast and how good the year's plan is, on an invented city: `python -m tests.benchmarks.bench_plan [--large]`.

Prints plain lines `case figure value`, for a city of 2,500 people and 60 sessions, for the same city
with no known gap at all (cold start), and with `--large` for 10,000 people and 150 sessions.
"""

import argparse
import random
import sys
from dataclasses import replace
from datetime import date

from piawai.solvers.training.problem import (
    Ceiling,
    Duty,
    Need,
    Person,
    Prerequisite,
    Problem,
    Purse,
    Session,
    Solution,
)
from piawai.solvers.training.solving import solve

COMPETENCIES = tuple(f"K.{number:02}" for number in range(1, 16))
COMMON = COMPETENCIES[:5]
YEAR = date(2026, 1, 1).toordinal()


def city(*, people: int, sessions: int, seed: int) -> Problem:
    """Return a plausible city's problem: about ten people to a unit, seven units to an office, all owe 20 hours."""
    chance = random.Random(seed)
    units = max(1, people // 10)
    offices = max(1, units // 7)
    offers = tuple(_session(chance, number) for number in range(sessions))
    staff = tuple(_person(chance, number, units, offices) for number in range(people))
    sizes = [0] * (units + offices)
    for person in staff:
        for ceiling in person.ceilings:
            sizes[ceiling] += 1
    problem = Problem(
        people=staff,
        sessions=offers,
        budget=0,
        ceilings=tuple(Ceiling(f"unit {n}", max(1, int(0.1 * size))) for n, size in enumerate(sizes)),
        blocked={
            (person, session): "absent"
            for person in range(people)
            for session in range(sessions)
            if chance.random() < 0.05
        },
        gain_per_hour=0.02,
    )
    return _with_rules(chance, _with_money(problem, offices), wanted_offices=offices)


def without_needs(*, problem: Problem) -> Problem:
    """Return the same city before anybody has been assessed: only hours owed, duties and locks are known."""
    return replace(problem, people=tuple(replace(person, needs=()) for person in problem.people))


def _session(chance: random.Random, number: int) -> Session:
    first = YEAR + chance.randrange(20, 340)
    days = chance.randint(1, 5)
    online = chance.random() < 0.2
    travel = 0 if online else 1
    taken = range(first - travel, first + days + travel)
    return Session(
        code=f"S{number:03}",
        programme=f"P{number * 2 // 3:03}",
        busy=(taken[0], taken[-1]),
        away=() if online else tuple(day for day in taken if date.fromordinal(day).weekday() < 5),
        hours=float(chance.randint(6, 10) * days),
        seats=chance.randint(15, 40),
        minimum=chance.randint(8, 15),
        fixed_cost=chance.choice((0, 5, 10, 25, 40)) * 1_000_000,
        cost=chance.randint(10, 160) * 50_000,
        teaches={competency: chance.randint(2, 5) for competency in chance.sample(COMPETENCIES, chance.randint(1, 2))},
    )


def _person(chance: random.Random, number: int, units: int, offices: int) -> Person:
    unit = chance.randrange(units)
    office = unit % offices
    needs = []
    if chance.random() < 2 / 3:
        for competency in chance.sample(COMPETENCIES, chance.randint(0, 5)):
            required = chance.randint(2, 4)
            held = chance.randint(max(0, required - 2), required - 1)
            needs.append(Need(competency, held, required, float(chance.randint(1, 3))))
    return Person(
        key=f"person {number}",
        needs=tuple(needs),
        factor=1.5 if chance.random() < 0.05 else 1.0,
        hours_owed=20.0,
        ceilings=(unit, units + office),
        purse=office,
    )


def _with_money(problem: Problem, offices: int) -> Problem:
    """Return the problem with a budget for about a third of what is wanted: one session for each known need."""
    price = {
        competency: min((session.cost for session in problem.sessions if competency in session.teaches), default=0)
        for competency in COMPETENCIES
    }
    wanted = [0] * offices
    for person in problem.people:
        wanted[person.purse or 0] += sum(price[need.competency] for need in person.needs)
    return replace(
        problem,
        budget=sum(wanted) // 3,
        purses=tuple(Purse(f"office {n}", rupiah * 45 // 100) for n, rupiah in enumerate(wanted)),
    )


def _with_rules(chance: random.Random, problem: Problem, *, wanted_offices: int) -> Problem:
    """Return the problem with some prerequisites, duties and locks that can all be kept."""
    sessions = range(len(problem.sessions))
    advanced = [s for s in sessions if max(problem.sessions[s].teaches.values()) == 5][:5]
    unmet = {}
    for session in advanced:
        competency, level = max(problem.sessions[session].teaches.items(), key=lambda item: item[1])
        for person in range(len(problem.people)):
            if chance.random() < 0.5:
                unmet[person, session] = (Prerequisite(competency, level - 2),)
    plain = [s for s in sessions if s not in advanced]
    people = chance.sample(range(len(problem.people)), len(problem.people) // 25)
    locked = {(person, chance.choice(plain)) for person in people[:10]}
    duties = tuple(Duty(f"duty {person}", person, tuple(chance.sample(plain, 4))) for person in people[10:])
    kept = {(duty.person, session) for duty in duties for session in duty.sessions} | locked
    return replace(
        problem,
        unmet=unmet,
        locked_in=frozenset(locked),
        duties=duties,
        blocked={pair: code for pair, code in problem.blocked.items() if pair not in kept},
    )


def report(*, case: str, problem: Problem, time_limit: float) -> Solution:
    """Solve the case within 1 % and print its figures, a line each."""
    solution = solve(problem=problem, gap=0.01, time_limit=time_limit)
    seconds = solution.seconds
    around = (seconds["model"] + seconds["reading"]) / max(seconds["solver"], 1e-9)
    figures = {
        "people": len(problem.people),
        "sessions": len(problem.sessions),
        "status": solution.status.value,
        "objective": round(solution.objective, 3),
        "bound": round(solution.bound, 3),
        "gap": round(solution.gap, 5),
        "greedy": None if solution.greedy_objective is None else round(solution.greedy_objective, 3),
        "allocations": len(solution.allocations),
        "rupiah": solution.cost,
        "budget": problem.budget,
        **{f"seconds_{stage}": round(value, 2) for stage, value in seconds.items()},
        "model_and_reading_to_solver": round(around, 3),
    }
    for name, value in figures.items():
        sys.stdout.write(f"{case} {name} {value}\n")
    return solution


def main() -> None:
    """Print the figures of every case."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--large", action="store_true", help="also 10,000 people and 150 sessions")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    usual = city(people=2500, sessions=60, seed=arguments.seed)
    report(case="city", problem=usual, time_limit=30)
    report(case="cold-start", problem=without_needs(problem=usual), time_limit=30)
    if arguments.large:
        report(case="large", problem=city(people=10_000, sessions=150, seed=arguments.seed), time_limit=300)


if __name__ == "__main__":
    main()
