"""A problem as bytes, and back: so that a stored plan can always explain itself."""

import json
import zlib
from dataclasses import asdict
from typing import Any

from piawai.solvers.training.problem import Ceiling, Duty, Need, Person, Prerequisite, Problem, Purse, Session


def pack(*, problem: Problem) -> bytes:
    """Return the whole problem as compressed JSON."""
    plain = {
        "people": [
            {**asdict(person), "needs": [[n.competency, n.held, n.required, n.weight] for n in person.needs]}
            for person in problem.people
        ],
        "sessions": [asdict(session) for session in problem.sessions],
        "budget": problem.budget,
        "ceilings": [[ceiling.key, ceiling.limit] for ceiling in problem.ceilings],
        "purses": [[purse.key, purse.limit] for purse in problem.purses],
        "blocked": [[*pair, code] for pair, code in problem.blocked.items()],
        "unmet": [[*pair, [[row.competency, row.level] for row in rows]] for pair, rows in problem.unmet.items()],
        "locked_in": sorted(problem.locked_in),
        "duties": [[duty.key, duty.person, duty.sessions] for duty in problem.duties],
        "moved": [[*pair, ceilings] for pair, ceilings in problem.moved.items()],
        "paid_by": [[*pair, purse] for pair, purse in problem.paid_by.items()],
        "preferred": sorted(problem.preferred),
        "unknown": [[person, sorted(codes)] for person, codes in problem.unknown.items()],
        "gain_per_hour": problem.gain_per_hour,
    }
    return zlib.compress(json.dumps(plain, separators=(",", ":")).encode())


def unpack(*, packed: bytes) -> Problem:
    """Return the problem that `pack` made into these bytes."""
    plain: dict[str, Any] = json.loads(zlib.decompress(packed))
    return Problem(
        people=tuple(
            Person(
                **{
                    **person,
                    "needs": tuple(Need(*need) for need in person["needs"]),
                    "ceilings": tuple(person["ceilings"]),
                }
            )
            for person in plain["people"]
        ),
        sessions=tuple(
            Session(**{**session, "busy": tuple(session["busy"]), "away": tuple(session["away"])})
            for session in plain["sessions"]
        ),
        budget=plain["budget"],
        ceilings=tuple(Ceiling(*row) for row in plain["ceilings"]),
        purses=tuple(Purse(*row) for row in plain["purses"]),
        blocked={(person, session): code for person, session, code in plain["blocked"]},
        unmet={
            (person, session): tuple(Prerequisite(*row) for row in rows) for person, session, rows in plain["unmet"]
        },
        locked_in=frozenset((person, session) for person, session in plain["locked_in"]),
        duties=tuple(Duty(key, person, tuple(sessions)) for key, person, sessions in plain["duties"]),
        moved={(person, session): tuple(ceilings) for person, session, ceilings in plain["moved"]},
        paid_by={(person, session): purse for person, session, purse in plain["paid_by"]},
        preferred=frozenset((person, session) for person, session in plain["preferred"]),
        unknown={person: frozenset(codes) for person, codes in plain["unknown"]},
        gain_per_hour=plain["gain_per_hour"],
    )
