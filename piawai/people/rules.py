"""Decisions about people: numbers, job classes, when a post begins, whose unit is whose office."""

import datetime as dt
import math
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from piawai.people.terms import CorrectionState, Employment, JobKind, Sex

_ADULT = 18  # plausibility of our own (domain brief 1.1), not law
_SATURDAY = 5
_NO_ECHELON = frozenset({"", "99"})


@dataclass(frozen=True, slots=True)
class NipReading:
    """What the digits of a NIP say; None or "" where they say nothing sensible."""

    shape: str  # "PNS", "PPPK" or ""
    born_on: dt.date | None
    sex: str
    appointed_in: tuple[int, int | None] | None  # year, month (none for PPPK)


def _day(digits: str) -> dt.date | None:
    try:
        return dt.date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError:
        return None


def read_nip(nip: str) -> NipReading:
    """
    Return what the 18 digits of a NIP (PNS) or NI PPPK say. There is no check digit.

    Rule: PEOPLE-01
    Source: Perka BKN 22/2007 (PNS); for PPPK a pattern seen in published lists, unverified
    """
    month_or_code = int(nip[12:14])
    if 1 <= month_or_code <= 12:
        shape, month = "PNS", month_or_code
    elif 20 <= month_or_code <= 29:
        shape, month = "PPPK", None
    else:
        shape, month = "", None
    sex = {"1": Sex.MALE.value, "2": Sex.FEMALE.value}.get(nip[14], "")
    return NipReading(shape, _day(nip[:8]), sex, (int(nip[8:12]), month) if shape else None)


_PHONE = re.compile(r"[+(]?[0-9][0-9 ()./-]*")
_FEWEST, _MOST = 8, 15  # digits of a phone number
_EMAIL = re.compile(r"[^@\s<>\"]+@[^@\s<>\"]+\.[^@\s<>\".]+")


def nip_doubts(*, nip: str, born_on: dt.date, sex: str, on: dt.date) -> list[str]:
    """
    Return codes of what looks wrong about a NIP beside the other facts, most telling first.

    A NIP keeps its digits when a birth date is corrected later, so these are warnings, never refusals.
    Codes: nip_shape, nip_birth_date, nip_sex, nip_sequence, nip_future, nip_under_age.

    Rule: PEOPLE-02
    Source: domain brief 1.1 and 1.2; age and future are plausibility checks of our own
    """
    reading = read_nip(nip)
    doubts = []
    if not reading.shape:
        doubts.append("nip_shape")
    if reading.born_on != born_on:
        doubts.append("nip_birth_date")
    if not reading.sex or (sex and reading.sex != sex):
        doubts.append("nip_sex")
    if nip[15:] == "000":
        doubts.append("nip_sequence")
    if reading.appointed_in is not None:
        year, month = reading.appointed_in
        if (year, month or 1) > (on.year, on.month):
            doubts.append("nip_future")
        elif year - born_on.year < _ADULT:
            doubts.append("nip_under_age")
    return doubts


def looks_like_phone(text: str) -> bool:
    """
    Return whether a text could be a phone number: 8 to 15 digits, and beside them only signs that people write.

    Rule: PEOPLE-08
    Source: ITU-T E.164 (15 digits at most); the least is our own
    """
    return bool(_PHONE.fullmatch(text)) and _FEWEST <= sum(sign.isdigit() for sign in text) <= _MOST


def looks_like_email(text: str) -> bool:
    """
    Return whether a text could be an e-mail address: two parts without blanks, the second with a dot.

    Rule: PEOPLE-09
    Source: a plausibility check of our own, wider than RFC 5321
    """
    return bool(_EMAIL.fullmatch(text))


def employment(*, stated: str, nip: str) -> Employment:
    """
    Return the kind of civil servant from what the file states in any of its status columns, else the NIP's shape.

    Rule: PEOPLE-03
    Source: domain brief 1.2 and 1.3 (unverified for the part-time contract)
    """
    words = stated.upper().replace("_", " ")
    if "PARUH WAKTU" in words:
        return Employment.PPPK_PART_TIME
    if "PPPK" in words or "P3K" in words:
        return Employment.PPPK
    if "CPNS" in words and "PNS" not in words.replace("CPNS", ""):
        return Employment.CPNS
    if "PNS" in words:
        return Employment.PNS
    return {"PNS": Employment.PNS, "PPPK": Employment.PPPK}.get(read_nip(nip).shape, Employment.UNKNOWN)


def job_class(
    *,
    kind: str,
    name: str,
    leads: bool,
    echelon: str,
    group: str,
    by_echelon: Mapping[str, str],
    by_level: Mapping[str, str],
) -> str:
    """
    Return the class of a job held in a unit, "" where it cannot be told.

    A structural job has the class of the echelon of the unit led, a functional one that of the level in its
    name, any other is pelaksana. Where the kind is not stated, whoever `leads` a unit with an echelon holds a
    structural job. Where all that fails, the group that the standards file states is taken if it is a class.
    `by_echelon` and `by_level` are dated legal values.

    Rule: PEOPLE-04
    Source: UU 20/2023 art. 13-18; mapping of echelons: domain brief 1.5
    """
    words = f" {' '.join(name.upper().split())} "
    level = next((found for word, found in by_level.items() if f" {word} " in words), "")
    structural = kind == JobKind.STRUCTURAL or (not kind and leads and echelon not in _NO_ECHELON)
    if structural:
        found = by_echelon.get(echelon, "")
    elif kind == JobKind.FUNCTIONAL:
        found = level
    elif kind == JobKind.DOUBLE:
        found = level or by_echelon.get(echelon, "")
    elif kind == JobKind.GENERAL:
        found = "PELAKSANA"
    else:
        found = level or "PELAKSANA"
    known = {*by_echelon.values(), *by_level.values(), "PELAKSANA"}
    return found or (group if group in known else "")


def placement_start(
    *,
    job_is_new: bool,
    job_since_on: dt.date | None,
    held_since_on: dt.date | None,
    on: dt.date,
) -> tuple[dt.date, str]:
    """
    Return the day on which a newly seen post begins, and a code of doubt ("" for none).

    The file's own day (TMT JABATAN) counts where the job is new for the person; else the day of the file. A
    stated day in the future, or before the start of the post already known, cannot be the answer: the day of
    the file is taken and doubted. The start of the known post itself means: that post was entered wrongly.

    Rule: PEOPLE-05
    Source: contracts, kind pegawai
    """
    if not job_is_new or job_since_on is None:
        return on, ""
    if job_since_on > on:
        return on, "job_since_future"
    if held_since_on is not None and job_since_on < held_since_on:
        return on, "job_since_before_known"
    return job_since_on, ""


def unit_tree_faults(*, parents: Mapping[str, str]) -> dict[str, str]:
    """
    Return what is wrong with a tree given as id to parent id ("" for a root): id to "unknown_parent" or "loop".
    """
    faults: dict[str, str] = {}
    sound: set[str] = set()
    for start in parents:
        trail: list[str] = []
        at = start
        while at and at not in sound and at not in faults and at not in trail:
            trail.append(at)
            parent = parents[at]
            if parent and parent not in parents:
                faults[at] = "unknown_parent"
                break
            at = parent
        if at in trail and at not in faults:
            faults.update(dict.fromkeys(trail[trail.index(at) :], "loop"))
        sound.update(step for step in trail if step not in faults)
    return faults


def offices(*, parents: Mapping[int, int | None], echelons: Mapping[int, str]) -> dict[int, int]:
    """
    Return for each unit the office (OPD) it belongs to.

    An office is a unit right below the top of the tree, which is the government itself. A top that is led by
    someone of an echelon, or that has nothing below it, is itself an office.

    Rule: PEOPLE-06
    Source: domain brief 1.6
    """
    with_children = {parent for parent in parents.values() if parent is not None}
    tops = {
        unit
        for unit, parent in parents.items()
        if parent is None and unit in with_children and echelons.get(unit, "") in _NO_ECHELON
    }
    found: dict[int, int] = {}
    for unit in parents:
        at = unit
        while (parent := parents[at]) is not None and parent not in tops:
            at = parent
        found[unit] = at
    return found


_CORRECTION_STEPS = {
    CorrectionState.WAITING: frozenset({CorrectionState.GRANTED, CorrectionState.REFUSED, CorrectionState.WITHDRAWN}),
    CorrectionState.GRANTED: frozenset[CorrectionState](),
    CorrectionState.REFUSED: frozenset[CorrectionState](),
    CorrectionState.WITHDRAWN: frozenset[CorrectionState](),
}


def correction_may_become(*, state: str, wanted: str) -> bool:
    """
    Return whether a request for correction in `state` may come to the state `wanted`.

    Only a waiting request moves, once. Whoever still sees the data wrong asks again.

    Rule: PEOPLE-07
    Source: UU 27/2022 art. 6, the right to have one's data corrected (unverified); one answer is our own choice
    """
    return wanted in _CORRECTION_STEPS[CorrectionState(state)]


def retires_on(*, born_on: dt.date, age: int) -> dt.date:
    """
    Return the first day out of service: the first of the month after the one in which the age is reached.

    Rule: PEOPLE-10
    Source: PP 11/2017 on the end of service by age (BUP), unverified; ages by job class: `retirement_age`
    Unit: day
    """
    year, month = born_on.year + age, born_on.month + 1
    return dt.date(year + month // 13, (month - 1) % 12 + 1, 1)


def ceiling(*, people: int, share: float) -> int:
    """
    Return how many of a unit's people may be away on one working day: at least one.

    Rule: PEOPLE-11
    Source: local policy `away_share`
    Unit: people
    """
    return max(1, math.floor(share * people + 1e-9))


def working_days(*, first: dt.date, last: dt.date, days_off: Collection[dt.date]) -> list[dt.date]:
    """
    Return the working days between two days, inclusive: Monday to Friday but holidays and joint leave.

    Rule: PEOPLE-12
    Source: Perpres 21/2023 (five working days), unverified; holidays from the libur file
    """
    days = (first + dt.timedelta(days=step) for step in range((last - first).days + 1))
    return [day for day in days if day.weekday() < _SATURDAY and day not in days_off]
