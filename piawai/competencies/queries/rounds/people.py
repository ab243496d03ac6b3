"""Who is rated in a round, who can rate them, and how much a rating would tell. Writes nothing."""

import datetime as dt
import zlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Q, Sum

from piawai.competencies.models import Estimate, Nomination, Round, Sheet, Standing
from piawai.competencies.rules import rounds as rules
from piawai.competencies.terms import NominationState, RoundState, SheetState, Source
from piawai.people.models import Post
from piawai.people.rules import job_class
from piawai.regulations import values
from piawai.solvers.rating import planning
from piawai.stats.raters.reading import chance_to_change

# What is believed of a level that a superior stated and no estimate weighs yet, and of one more rating: in levels.
_SPREAD_OF_ONE, _NOISE = 0.7, 0.7


@dataclass(frozen=True, slots=True)
class Worker:
    """A present person as far as rounds are concerned. `code` is public; `job_class` is "" where it cannot be told."""

    person: int
    code: str
    unit: int
    path: str
    office: int
    superior: int | None
    job_class: str


def workers(*, on: dt.date) -> dict[int, Worker]:
    """Return everybody who holds a post, by id; the read model of posts must hold for the day."""
    posts = Post.objects.select_related("person", "unit", "job")
    classes = job_classes(posts=posts, on=on)
    return {
        post.person_id: Worker(
            post.person_id,
            post.person.code,
            post.unit_id,
            post.unit.path,
            post.office_id,
            post.superior_id,
            classes[post.person_id],
        )
        for post in posts
    }


def job_classes(*, posts: Iterable[Post], on: dt.date) -> dict[int, str]:
    """Return the class of each person's job by id, "" where it cannot be told; of posts with person, unit and job."""
    by_echelon = {key: row.text for key, row in values.mapping("job_class_by_echelon", on=on).values.items()}
    by_level = {key: row.text for key, row in values.mapping("job_class_by_functional_level", on=on).values.items()}
    classes: dict[tuple[int, int, bool], str] = {}
    found = {}
    for post in posts:
        person, unit, job = post.person, post.unit, post.job
        leads = bool(unit.leader) and unit.leader in (person.nip, person.siasn_id)
        key = (unit.pk, job.pk, leads)
        if key not in classes:
            classes[key] = job_class(
                kind=job.kind,
                name=job.name,
                leads=leads,
                echelon=unit.echelon,
                group=job.group,
                by_echelon=by_echelon,
                by_level=by_level,
            )
        found[person.pk] = classes[key]
    return found


def rated(*, round_: Round, among: Mapping[int, Worker]) -> list[Worker]:
    """Return who is rated in a round: the people of its units, with those below, and of its job classes."""
    paths = tuple(round_.units.values_list("unit__path", flat=True))
    classes = set(round_.classes.values_list("job_class", flat=True))
    return [
        worker
        for worker in among.values()
        if (not paths or worker.path.startswith(paths)) and (not classes or worker.job_class in classes)
    ]


def telling(*, round_: Round, among: Collection[Worker], on: dt.date) -> dict[int, dict[str, float]]:
    """
    Return how much a rating may tell, 0 to 1, by person and competency, of what the round asks and the post demands.

    1 where nothing is known, or what is known runs out before the round's last day; else the chance that one more
    rating changes whether the level is met: 0 where formal evidence decides, which no rating outweighs.
    """
    people = {worker.person for worker in among}
    asked = set(round_.competencies.values_list("competency_id", flat=True))
    estimates = {
        (person, competency): (mean, spread)
        for person, competency, mean, spread in Estimate.objects.current()
        .filter(competency__in=asked, estimated_on__lte=on, valid_until__gte=on)
        .order_by("estimated_on")
        .values_list("person_id", "competency_id", "mean", "spread")
    }
    found: dict[int, dict[str, float]] = defaultdict(dict)
    rows = Standing.objects.filter(competency__in=asked).values_list(
        "person_id", "competency_id", "competency__code", "required", "held", "source", "valid_until"
    )
    for person, competency, code, required, held, source, valid_until in rows:
        if person not in people:
            continue
        if held is None or (valid_until is not None and valid_until < round_.closes_on):
            found[person][code] = 1.0
        elif source in (Source.SUPERIOR, Source.MAPPING):
            mean, spread = estimates.get((person, competency), (float(held), _SPREAD_OF_ONE))
            found[person][code] = chance_to_change(mean=mean, spread=max(spread, 0.01), required=required, noise=_NOISE)
        else:
            found[person][code] = 0.0
    return dict(found)


def spent(*, round_: Round, on: dt.date) -> dict[int, float]:
    """
    Return the minutes that people gave, or are asked for now, in other rounds of the quarter of a day: that on which
    one is opened, whatever its draft says.

    What was never sent in a round that is over was not given; what was sent was, even where the round was cancelled.
    """
    given = Q(state=SheetState.SENT)
    asked = Q(round__state__in=(RoundState.OPENING, RoundState.OPEN)) & ~Q(state=SheetState.SET_ASIDE)
    rows = Sheet.objects.filter(given | asked, round__opened_on__range=rules.quarter(on), rater__isnull=False)
    by_rater = rows.exclude(round=round_).values("rater_id").annotate(total=Sum("minutes"))
    return {row["rater_id"]: row["total"] for row in by_rater}


def order(*, round_: Round, person: int) -> float:
    """Return a number, 0 to 1, that looks random and is the same for the same round and person."""
    return zlib.crc32(f"{round_.seed}:{person}".encode()) / 2**32


class Colleagues:
    """Who can rate whom: superior, peers, subordinates; those named and confirmed come first."""

    def __init__(self, *, round_: Round, among: Mapping[int, Worker]) -> None:
        self._among = among
        self._of_unit: dict[int, list[int]] = defaultdict(list)
        self._staff: dict[int, list[int]] = defaultdict(list)
        for worker in among.values():
            self._of_unit[worker.unit].append(worker.person)
            if worker.superior is not None:
                self._staff[worker.superior].append(worker.person)
        self._named: dict[tuple[int, str], set[int]] = defaultdict(set)
        confirmed = Nomination.objects.filter(round=round_, state=NominationState.CONFIRMED)
        for ratee, rater, source in confirmed.values_list("ratee_id", "rater_id", "source"):
            self._named[ratee, source].add(rater)

    def peers(self, worker: Worker) -> list[int]:
        """
        Return who works beside somebody: those of the unit and, for whoever has staff, the others who have staff
        under the same superior; and whoever was named. Neither the own superior nor own staff is a peer.
        """
        staff = set(self._staff.get(worker.person, ()))
        if staff:
            near = [one for one in self._staff.get(worker.superior or 0, ()) if one in self._staff]
        else:
            near = self._of_unit[worker.unit]
        named = self._named[worker.person, Source.PEER] & self._among.keys()
        return sorted((set(near) | named) - staff - {worker.person, worker.superior or 0})

    def subordinates(self, worker: Worker) -> list[int]:
        """Return somebody's own staff, and those further below who were named."""
        named = self._named[worker.person, Source.SUBORDINATE] & self._among.keys()
        return sorted({*self._staff.get(worker.person, ()), *named} - {worker.person, worker.superior or 0})

    def ratee(self, worker: Worker, *, telling: Mapping[str, float]) -> planning.Ratee:
        """Return a person to be rated as the planning of a round takes it."""
        superior = worker.superior if worker.superior in self._among else None
        named = self._named[worker.person, Source.PEER] | self._named[worker.person, Source.SUBORDINATE]
        return planning.Ratee(
            worker.person,
            telling,
            superior,
            self.peers(worker),
            self.subordinates(worker),
            frozenset(named),
        )
