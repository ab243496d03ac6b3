"""Reading evidence, standings and gaps."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import Q, QuerySet

from piawai.competencies.models import (
    Assessment,
    Competency,
    Estimate,
    ProfileHolding,
    QualificationEvent,
    Standard,
    Standing,
    StandingPeriod,
)
from piawai.competencies.rules import currency
from piawai.competencies.rules import levels as rules
from piawai.competencies.terms import (
    FORMAL_RANK,
    NINE,
    PROFILE_ORIGINS,
    Change,
    Evidence,
    GapRow,
    Held,
    Match,
    Origin,
    ProfilePeriod,
    Requirement,
    Source,
    Span,
    Stand,
    StandardPeriod,
)
from piawai.people import queries as people
from piawai.people.models import Job, Person, Placement, Unit
from piawai.people.rules import job_class
from piawai.people.terms import Career, PlacementPeriod
from piawai.regulations import values

_LAWS = (
    "job_class_by_echelon",
    "job_class_by_functional_level",
    "default_level_by_job_class",
    "default_standard_weight",
)


@dataclass(frozen=True)
class _Law:
    """The legal values that decide what is required, in force for a while."""

    by_echelon: Mapping[str, str]
    by_level: Mapping[str, str]
    default_levels: Mapping[str, int]
    default_weight: int


def law_digest() -> str:
    """Return what tells apart one set of the legal values that standings rest on from another."""
    return values.digest((*_LAWS, "present_legal_status"))


def _law(on: dt.date) -> _Law:
    def texts(name: str) -> dict[str, str]:
        return {key: row.text for key, row in values.mapping(name, on=on).values.items()}

    levels = values.mapping("default_level_by_job_class", on=on).values
    return _Law(
        texts("job_class_by_echelon"),
        texts("job_class_by_functional_level"),
        {key: row.whole for key, row in levels.items()},
        values.value("default_standard_weight", on=on).whole,
    )


@dataclass
class DatedRows:
    """
    The dated rows from which standings are computed, for some people, as known at a moment.

    Everything is read once; `stands` then answers for any person and day without a query.
    """

    careers: Mapping[int, Career]
    evidence: Mapping[int, Mapping[str, list[Evidence]]]
    standards: Mapping[int, list[StandardPeriod]]
    jobs: Mapping[int, Job]
    units: Mapping[int, Unit]
    leaders: Collection[tuple[int, int]]  # (person, unit) named by the unit file
    nine: Mapping[str, tuple[str, dt.date | None]]  # of those of the nine that the dictionary has: kind, retired on
    profiles: Mapping[int, list[ProfilePeriod]] = field(default_factory=dict)  # besides that of the own post
    _laws: dict[dt.date, _Law] = field(default_factory=dict)
    _classes: dict[tuple[dt.date, int, int, bool], str] = field(default_factory=dict)
    _required: dict[tuple[dt.date, int, str], list[Requirement]] = field(default_factory=dict)

    def job_class(self, person_id: int, post: PlacementPeriod, day: dt.date) -> str:
        """Return the class of the job a person holds on a day, "" where it cannot be told."""
        leads = (person_id, post.unit_id) in self.leaders
        key = (day, post.unit_id, post.job_id, leads)
        if key not in self._classes:
            law, job = self._law(day), self.jobs[post.job_id]
            self._classes[key] = job_class(
                kind=job.kind,
                name=job.name,
                leads=leads,
                echelon=self.units[post.unit_id].echelon,
                group=job.group,
                by_echelon=law.by_echelon,
                by_level=law.by_level,
            )
        return self._classes[key]

    def required(self, person_id: int, day: dt.date) -> list[Requirement]:
        """Return what the person's post and other profiles demand on a day; nothing where no post is held."""
        post = self.careers[person_id].on(day)
        if post is None:
            return []
        own = self._required_by(post.job_id, self.job_class(person_id, post, day), day)
        others = [
            (Origin(profile.origin), self._required_by(profile.job_id, self._profile_class(profile, day), day))
            for profile in self.profiles.get(person_id, ())
            if profile.starts_on <= day and (profile.ends_on is None or day <= profile.ends_on)
        ]
        return rules.combined([("", own), *others]) if others else own

    def demanded(self, profile: ProfilePeriod, day: dt.date) -> list[Requirement]:
        """Return what a job demands on a day of whoever would hold it, in a unit where that is said."""
        return self._required_by(profile.job_id, self._profile_class(profile, day), day)

    def _profile_class(self, profile: ProfilePeriod, day: dt.date) -> str:
        """Return the class of a job whose profile counts besides the own post's: as of whoever leads the unit."""
        law, job = self._law(day), self.jobs[profile.job_id]
        unit = self.units.get(profile.unit_id) if profile.unit_id is not None else None
        return job_class(
            kind=job.kind,
            name=job.name,
            leads=unit is not None,
            echelon=unit.echelon if unit is not None else "",
            group=job.group,
            by_echelon=law.by_echelon,
            by_level=law.by_level,
        )

    def _required_by(self, job_id: int, found: str, day: dt.date) -> list[Requirement]:
        key = (day, job_id, found)
        if key not in self._required:
            law = self._law(day)
            self._required[key] = rules.required_on(
                self.standards.get(job_id, ()),
                on=day,
                default_level=law.default_levels.get(found),
                defaults={
                    code: kind
                    for code, (kind, retired_on) in self.nine.items()
                    if retired_on is None or day < retired_on
                },
                default_weight=law.default_weight,
            )
        return self._required[key]

    def stands(self, person_id: int, day: dt.date) -> dict[str, Stand]:
        """Return where a person stands on a day in each competency the post demands, by code."""
        return rules.stands(self.required(person_id, day), evidence=self.evidence.get(person_id, {}), on=day)

    def boundaries(self, person_id: int) -> set[dt.date]:
        """Return every day on which a person's stands can change."""
        career = self.careers[person_id]
        days = set(career.boundaries())
        for rows in self.evidence.get(person_id, {}).values():
            days.update(row.assessed_on for row in rows)
            days.update(row.valid_until + dt.timedelta(days=1) for row in rows)
            for first, last in (span for row in rows for span in row.without):
                days.update((first,) if last is None else (first, last + dt.timedelta(days=1)))
        for period in career.placements:
            days.update(self._standard_days(period.job_id))
        for profile in self.profiles.get(person_id, ()):
            days.update({profile.starts_on, *self._standard_days(profile.job_id)})
            if profile.ends_on is not None:
                days.add(profile.ends_on + dt.timedelta(days=1))
        days.update(retired_on for _kind, retired_on in self.nine.values() if retired_on is not None)
        return days.union(*(values.starts(name) for name in _LAWS))

    def _standard_days(self, job_id: int) -> set[dt.date]:
        """Return the days on which a job begins, or ceases, to demand something."""
        rows = self.standards.get(job_id, ())
        return {row.starts_on for row in rows} | {row.retired_on for row in rows if row.retired_on is not None}

    def _law(self, day: dt.date) -> _Law:
        if day not in self._laws:
            self._laws[day] = _law(day)
        return self._laws[day]


def dated_rows(*, scope: QuerySet[Person], on: dt.date, known_at: dt.datetime) -> DatedRows:
    """Return the dated rows of everybody in `scope`, as known at a moment; `on` says whose law of presence holds."""
    evidence: dict[int, dict[str, list[Evidence]]] = defaultdict(lambda: defaultdict(list))
    # Ratings that never decide by themselves count through the estimates: they need not be read
    deciding = (*FORMAL_RANK, Source.SUPERIOR, Source.MAPPING)  # of internal mapping here: recognised prior learning
    rows = Assessment.objects.known_at(known_at).filter(person__in=scope, source__in=deciding)
    without = days_without(scope=scope, known_at=known_at)
    for person_id, code, level, source, assessed_on, valid_until, assessor in rows.values_list(
        "person_id", "competency__code", "level", "source", "assessed_on", "valid_until", "assessor"
    ):
        out = without.get((person_id, code, assessor), ())
        evidence[person_id][code].append(Evidence(level, source, assessed_on, valid_until, without=out))
    estimates = Estimate.objects.known_at(known_at).filter(person__in=scope)
    for person_id, code, level, low, high, estimated_on, valid_until in estimates.values_list(
        "person_id", "competency__code", "level", "low", "high", "estimated_on", "valid_until"
    ):
        evidence[person_id][code].append(Evidence(level, Source.MAPPING, estimated_on, valid_until, low, high))
    units = {unit.pk: unit for unit in Unit.objects.all()}
    named = people.people_by_number({unit.leader for unit in units.values() if unit.leader})
    return DatedRows(
        careers=people.careers(scope=scope, on=on, known_at=known_at),
        evidence=evidence,
        standards=standards_by_job(known_at=known_at),
        jobs={job.pk: job for job in Job.objects.all()},
        units=units,
        leaders={(named[unit.leader].pk, unit.pk) for unit in units.values() if unit.leader in named},
        nine={
            code: (kind, retired_on if retired_at is not None and retired_at <= known_at else None)
            for code, kind, retired_on, retired_at in Competency.objects.filter(code__in=NINE).values_list(
                "code", "kind", "retired_on", "retired_at"
            )
        },
        profiles=_profiles(scope=scope, known_at=known_at),
    )


def _profiles(*, scope: QuerySet[Person], known_at: dt.datetime) -> dict[int, list[ProfilePeriod]]:
    found: dict[int, list[ProfilePeriod]] = defaultdict(list)
    rows = ProfileHolding.objects.known_at(known_at).filter(person__in=scope).order_by("starts_on", "pk")
    for person_id, job_id, unit_id, origin, starts_on, ends_on in rows.values_list(
        "person_id", "job_id", "unit_id", "origin", "starts_on", "ends_on"
    ):
        found[person_id].append(ProfilePeriod(job_id, unit_id, PROFILE_ORIGINS[origin], starts_on, ends_on))
    return found


def days_without(*, scope: QuerySet[Person], known_at: dt.datetime) -> dict[tuple[int, str, str], tuple[Span, ...]]:
    """
    Return the days on which evidence does not count since its certificate is suspended or revoked.

    By person id, competency code and the assessor that the evidence names, as known at a moment.
    """
    befell: dict[tuple[int, str, str], list[Change]] = defaultdict(list)
    rows = QualificationEvent.objects.filter(person__in=scope, recorded_at__lte=known_at).order_by("pk")
    for person_id, code, evidence, kind, starts_on, ends_on in rows.values_list(
        "person_id", "competency__code", "evidence", "kind", "starts_on", "ends_on"
    ):
        befell[person_id, code, evidence].append(Change(kind, starts_on, ends_on))
    return {key: currency.days_out(changes) for key, changes in befell.items()}


def standards_by_job(*, known_at: dt.datetime) -> dict[int, list[StandardPeriod]]:
    """
    Return the rows of every job's standard by job id, as known at a moment.

    Rows by name are those of every job of that name, but for the competencies that it has rows of its own for.
    """
    found: dict[int, list[StandardPeriod]] = defaultdict(list)
    by_name: dict[str, list[StandardPeriod]] = defaultdict(list)
    rows = Standard.objects.known_at(known_at).values_list(
        "job_id",
        "job_name",
        "competency__code",
        "competency__kind",
        "level",
        "weight",
        "starts_on",
        "critical",
        "competency__retired_on",
        "competency__retired_at",
    )
    for job_id, job_name, code, kind, level, weight, starts_on, critical, retired_on, retired_at in rows:
        known = retired_at is not None and retired_at <= known_at
        period = StandardPeriod(code, kind, level, weight, starts_on, critical, retired_on if known else None)
        (by_name[job_name] if job_id is None else found[job_id]).append(period)
    for job_id, job_name in Job.objects.values_list("pk", "name_key") if by_name else ():
        if job_name in by_name:
            own = {row.competency for row in found.get(job_id, ())}
            found[job_id] += [row for row in by_name[job_name] if row.competency not in own]
    return dict(found)


def defaults_of(*, job: Job, own: Sequence[Standard], on: dt.date) -> list[Requirement]:
    """
    Return what a job demands on a day only since its class does, by competency code; `own` are its own demands.

    The class of a structural job is that of the unit in which somebody holds it now; where nobody does, it is unknown.
    """
    periods = [
        StandardPeriod(
            row.competency.code,
            row.competency.kind,
            row.level,
            row.weight,
            row.starts_on,
            row.critical,
            row.competency.retired_on,
        )
        for row in own
    ]
    unit = Unit.objects.filter(posts__job=job).order_by("posts__pk").first()
    nine = Competency.objects.filter(code__in=NINE).values_list("code", "kind", "retired_on")
    rows = DatedRows(
        careers={},
        evidence={},
        standards={job.pk: periods},
        jobs={job.pk: job},
        units={} if unit is None else {unit.pk: unit},
        leaders=(),
        nine={code: (kind, retired_on) for code, kind, retired_on in nine},
    )
    profile = ProfilePeriod(job.pk, None if unit is None else unit.pk, Origin.JOB, on, None)
    return [row for row in rows.demanded(profile, on) if row.origin == Origin.CLASS]


def due_people(*, on: dt.date) -> QuerySet[Person]:
    """Return those whose stored standing does not hold on a day, or who have none stored."""
    return Person.objects.exclude(standing_period__in=_periods_holding(on))


def _periods_holding(on: dt.date) -> QuerySet[StandingPeriod]:
    unchanged = Q(changes_on__isnull=True) | Q(changes_on__gt=on)
    return StandingPeriod.objects.filter(unchanged, as_of__lte=on, law=law_digest())


def stands(*, scope: QuerySet[Person], on: dt.date, known_at: dt.datetime) -> dict[int, dict[str, Stand]]:
    """
    Return where everybody in `scope` stands on a day, by person id and competency code.

    Stored standings are read where they hold on that day and rest on no later knowledge; the rest is computed
    from the dated rows by the same rule, so the answer is the same either way. Writes nothing.
    """
    found: dict[int, dict[str, Stand]] = {}
    periods = _periods_holding(on).filter(refreshed_at__lte=known_at)
    holding = scope.filter(standing_period__in=periods)
    found.update({pk: {} for pk in holding.values_list("pk", flat=True)})
    for row in Standing.objects.filter(person__in=holding).select_related("competency"):
        requirement = Requirement(
            row.competency.code, row.required, row.weight, row.origin, row.critical, also_from(row.also)
        )
        found.setdefault(row.person_id, {})[requirement.competency] = Stand(requirement, _held(row))
    rest = scope.exclude(standing_period__in=periods)
    if rest.exists():
        rows = dated_rows(scope=rest, on=on, known_at=known_at)
        found.update({person_id: rows.stands(person_id, on) for person_id in rows.careers})
    return found


def also_from(text: str) -> tuple[tuple[str, int], ...]:
    """Return the other demands that a stored standing names."""
    pairs = (part.split(":") for part in text.split(",") if part)
    return tuple((origin, int(level)) for origin, level in pairs)


def _held(row: Standing) -> Held | None:
    if row.held is None or row.assessed_on is None or row.valid_until is None:
        return None
    return Held(
        row.held, row.source, row.official, row.assessed_on, row.valid_until, row.official_level, row.low, row.high
    )


def gap_rows(*, scope: QuerySet[Person], on: dt.date, known_at: dt.datetime, competency: str = "") -> list[GapRow]:
    """
    Return every requirement of the present people in `scope` on a day, ordered by unit, NIP and competency.

    `competency` narrows it to one code; "" means all. Includes the requirements that are met.
    """
    careers = people.careers(scope=scope, on=on, known_at=known_at)
    units = {unit.pk: unit for unit in Unit.objects.all()}
    jobs = dict(Job.objects.values_list("pk", "name"))
    names = dict(Competency.objects.values_list("code", "name"))
    persons = {person.pk: person for person in scope}
    found = []
    for person_id, by_code in stands(scope=scope, on=on, known_at=known_at).items():
        career = careers.get(person_id)
        post = career.on(on) if career else None
        if post is None or post.unit_id not in units:  # somebody is recording people this very moment
            continue
        for code, stand in by_code.items():
            if competency in ("", code):
                found.append(_gap_row(persons[person_id], units[post.unit_id], jobs[post.job_id], names[code], stand))
    return sorted(found, key=lambda row: (row.unit, row.nip, row.competency))


def _gap_row(person: Person, unit: Unit, job: str, competency: str, stand: Stand) -> GapRow:
    requirement, held = stand.requirement, stand.held
    return GapRow(
        person_id=person.pk,
        nip=person.nip,
        name=person.name,
        unit=unit.siasn_id,
        unit_name=unit.name,
        job=job,
        competency=requirement.competency,
        competency_name=competency,
        required=requirement.level,
        origin=requirement.origin,
        weight=requirement.weight,
        held=None if held is None else held.level,
        gap=stand.gap,
        assessed_on=None if held is None else held.assessed_on,
        valid_until=None if held is None else held.valid_until,
        source="" if held is None else held.source,
        official=held is not None and held.official,
    )


def matches(*, scope: QuerySet[Person], on: dt.date, known_at: dt.datetime) -> dict[int, Match]:
    """
    Return the job person match of everybody in `scope` of whom something is required on a day, by person id.

    By official levels alone. `jpm_categorised_on` says whether the raw or the capped figure is put into bands.

    :raises NotInForce: if no bands were in force on that day.
    """
    filling, mapping = values.bands("jpm_filling", on=on), values.bands("jpm_mapping", on=on)
    figure = values.value("jpm_categorised_on", on=on).text
    rules_from = (filling.applies_from, mapping.applies_from)
    found = {}
    for person_id, by_code in stands(scope=scope, on=on, known_at=known_at).items():
        if not by_code:
            continue
        jpm = rules.jpm(
            required={code: stand.requirement.level for code, stand in by_code.items()},
            official={code: stand.held.official_level if stand.held else None for code, stand in by_code.items()},
            nine=NINE,
        )
        percent = jpm.capped if figure == "capped" else jpm.raw
        categories = ("", "") if percent is None else (filling.category(percent), mapping.category(percent))
        found[person_id] = Match(jpm, *categories, rules_from)
    return found


def assessments_by(assessors: Collection[str]) -> set[tuple[int, int, dt.date, str, str]]:
    """Return the keys of the uncorrected assessments by some assessors, named as they were recorded."""
    rows = Assessment.objects.current().exclude(assessor="").values_list(*Assessment.KEY)
    return {row for row in rows.iterator() if row[-1] in assessors}


def people_holding_jobs(jobs: Collection[int], *, names: Collection[str] = ()) -> set[int]:
    """Return the ids of people who hold, held or will hold one of the jobs, or one that bears one of the names."""
    rows = Placement.objects.current().values_list("person_id", "job_id", "job__name_key")
    return {person for person, job, name in rows.iterator() if job in jobs or name in names}
