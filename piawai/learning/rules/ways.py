"""Decisions about learning: which way fits what is missing."""

from collections.abc import Sequence

from piawai.competencies.terms import Aspect
from piawai.learning.terms import Way

_WAYS = {Aspect.KNOWLEDGE: Way.CLASS, Aspect.SKILL: Way.PRACTICE, Aspect.ATTITUDE: Way.TALK}


def ways_fitting(aspects: Sequence[str]) -> tuple[Way, ...]:
    """
    Return the ways of learning that fit what is missing most, one an aspect and in the same order.

    Missing knowledge is taught in a class; a skill comes by practice with somebody who guides; an attitude needs a talk
    with the superior. Where nothing is known a class may fit, but whoever knows the person is asked first.

    Rule: LEARN-01
    Source: our own rule: the three aspects of a competency; no rule found that says which way fits
    """
    return tuple(_WAYS[Aspect(aspect)] for aspect in aspects) or (Way.ASK,)
