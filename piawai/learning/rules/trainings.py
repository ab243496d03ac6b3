"""When two records of a training are of one and the same."""

import datetime as dt
from collections.abc import Mapping

from piawai.learning.terms import KnownTraining
from piawai.lib.text import name_key


def training_reference(*, name: str, starts_on: dt.date, number: str, known: Mapping[str, KnownTraining]) -> str:
    """
    Return what tells a training of a person from the others: so that it counts once, whoever reports it.

    The certificate's number decides, whatever its case and blanks; else the course and its first day. `known` are the
    trainings of the person by reference: one recorded before stays the same, also where only one names a number.

    Rule: TRAIN-01
    Source: our own rule: an upload, SIASN's file and a partner's list report the same certificate
    """
    course = f"kursus:{name_key(name)}|{starts_on.isoformat()}"
    numbered = f"no:{name_key(number)}"
    if number and numbered in known:
        return numbered
    same = [
        reference
        for reference, one in known.items()
        if one.starts_on == starts_on and name_key(one.name) == name_key(name)
    ]
    if number:
        written_so = [reference for reference in same if name_key(known[reference].number) == name_key(number)]
        return next(iter([*written_so, *same, numbered]))
    return next(iter([*same, course]))


def number_stays(*, reference: str, number: str, known: Mapping[str, KnownTraining]) -> bool:
    """
    Return whether the number that is known of a training stays: the new report names none, or another one.

    Rule: TRAIN-02
    Source: our own rule: the first number recorded tells the training from others, whatever a second list calls it
    """
    old = known.get(reference)
    return old is not None and bool(old.number) and name_key(old.number) != name_key(number)
