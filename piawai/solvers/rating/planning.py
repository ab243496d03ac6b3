"""
Planning a round of ratings: who is asked what about whom, so that nobody is asked for more time than there is.

Greedy, the most telling question first: a competency of a person whose level is unknown, or so near to what is
required that one more rating may turn the decision. Own rating, then the superior's; then those who are shown as a
group only, if as many as make a group have time left, else none of them: fewer would be asked in vain. The same
few colleagues are asked about a person where that is possible. When all groups stand, some are asked for more than is
needed, so that one who is kin or sends nothing does not make the others' answers worthless.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

SELF, SUPERIOR, PEER, SUBORDINATE = "DIRI", "ATASAN", "REKAN", "BAWAHAN"
ORDER = (SELF, SUPERIOR, PEER, SUBORDINATE)


@dataclass(frozen=True, slots=True)
class Ratee:
    """
    A person to be rated. `telling` is for each competency in question how much a rating may tell, 0 to 1; the rest
    says who can be asked, by person id. Of peers and subordinates those `named` come first.
    """

    person: int
    telling: Mapping[str, float]
    superior: int | None
    peers: Sequence[int]
    subordinates: Sequence[int]
    named: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """
    `sources` that are asked; `minutes` of one rating by source; `most_minutes` of a person; `group` is how many
    peers, or subordinates, are asked about a competency: as many as are shown as a group, no fewer; and up to `spares`
    more, where all groups there can be have been asked and time is left.
    """

    sources: frozenset[str]
    minutes: Mapping[str, float]
    most_minutes: float
    group: int
    spares: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """One rater is asked by one source about a person in some competencies."""

    ratee: int
    rater: int
    source: str
    competencies: tuple[str, ...]


@dataclass
class Plan:
    """
    The sheets, the minutes of each rater, and what is left out: pairs of person and competency that nobody but the
    person is asked about, by why (`no_time`, `nobody`).
    """

    sheets: list[Sheet] = field(default_factory=list)
    minutes: dict[int, float] = field(default_factory=dict)
    left_out: dict[str, list[tuple[int, str]]] = field(default_factory=dict)
    groups_too_small: int = 0  # people of whom no group of peers can be made

    @property
    def total_minutes(self) -> float:
        """All the time the round takes."""
        return sum(self.minutes.values())

    @property
    def longest(self) -> float:
        """The time of whoever is asked most."""
        return max(self.minutes.values(), default=0.0)


@dataclass
class _Asking:
    """Who is asked what so far, and the minutes that each has given or is asked for."""

    limits: Limits
    order: Callable[[int], float]
    used: dict[int, float]
    asked: dict[tuple[int, int, str], list[str]] = field(default_factory=lambda: defaultdict(list))

    def free(self, rater: int, source: str) -> bool:
        return self.used[rater] + self.limits.minutes[source] <= self.limits.most_minutes + 1e-9

    def ask(self, ratee: int, rater: int, source: str, competency: str) -> None:
        self.asked[ratee, rater, source].append(competency)
        self.used[rater] += self.limits.minutes[source]

    def possible(self, ratee: Ratee, source: str, competency: str) -> list[int]:
        """Return the peers or subordinates who have time and are not asked this yet, whoever is asked first before."""
        ranks = {}
        for rater in ratee.peers if source == PEER else ratee.subordinates:
            already = self.asked.get((ratee.person, rater, source), ())
            if competency not in already and self.free(rater, source):
                ranks[rater] = (rater not in ratee.named, not already, self.used[rater], self.order(rater))
        return sorted(ranks, key=ranks.__getitem__)


def plan_round(
    ratees: Sequence[Ratee], *, limits: Limits, spent: Mapping[int, float], order: Callable[[int], float]
) -> Plan:
    """
    Return who is asked what about whom. `spent` are minutes that people gave already in the quarter.

    `order` breaks ties between colleagues, by person id: a random number, the same for the same round.
    """
    asking = _Asking(limits, order, defaultdict(float, spent))
    plan = Plan(left_out={"no_time": [], "nobody": []})
    by_person = {ratee.person: ratee for ratee in ratees}
    plan.groups_too_small = sum(len(ratee.peers) < limits.group for ratee in ratees) if PEER in limits.sources else 0
    questions = sorted(
        ((telling, ratee.person, competency) for ratee in ratees for competency, telling in ratee.telling.items()),
        key=lambda question: (-question[0], order(question[1]), question[2]),
    )
    groups = []
    for _telling, person, competency in questions:
        ratee = by_person[person]
        others = 0
        if SELF in limits.sources and asking.free(person, SELF):
            asking.ask(person, person, SELF, competency)
        if SUPERIOR in limits.sources and ratee.superior is not None and asking.free(ratee.superior, SUPERIOR):
            asking.ask(person, ratee.superior, SUPERIOR, competency)
            others += 1
        for source in (PEER, SUBORDINATE):
            possible = asking.possible(ratee, source, competency) if source in limits.sources else []
            if len(possible) >= limits.group:  # fewer would be asked in vain
                for rater in possible[: limits.group]:
                    asking.ask(person, rater, source, competency)
                others += limits.group
                groups.append((ratee, source, competency))
        if not others:
            anybody = ratee.superior is not None or len(ratee.peers) >= limits.group
            plan.left_out["no_time" if anybody else "nobody"].append((person, competency))
    for ratee, source, competency in groups:
        for rater in asking.possible(ratee, source, competency)[: limits.spares]:
            asking.ask(ratee.person, rater, source, competency)
    plan.sheets = [
        Sheet(ratee, rater, source, tuple(sorted(competencies)))
        for (ratee, rater, source), competencies in sorted(
            asking.asked.items(), key=lambda item: (item[0][0], ORDER.index(item[0][2]), item[0][1])
        )
    ]
    plan.minutes = {
        rater: minutes - spent.get(rater, 0.0)
        for rater, minutes in asking.used.items()
        if minutes > spent.get(rater, 0.0)
    }
    return plan
