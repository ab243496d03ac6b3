"""Which way of learning fits what is missing."""

import pytest

from piawai.learning.queries.catalogue import fitting
from piawai.learning.rules.ways import ways_fitting
from piawai.learning.terms import Way
from tests import town


class TestWaysFitting:
    """LEARN-01: knowledge is taught, a skill is practised, an attitude is talked about."""

    @pytest.mark.parametrize(
        ("aspects", "expected"),
        [
            pytest.param(["PENGETAHUAN"], (Way.CLASS,), id="knowledge"),
            pytest.param(["KETERAMPILAN"], (Way.PRACTICE,), id="skill"),
            pytest.param(["SIKAP"], (Way.TALK,), id="attitude"),
            pytest.param(["PENGETAHUAN", "SIKAP"], (Way.CLASS, Way.TALK), id="two named equally often"),
            pytest.param([], (Way.ASK,), id="unknown: ask first"),
        ],
    )
    def test_returns(self, aspects: list[str], expected: tuple[Way, ...]) -> None:
        assert ways_fitting(aspects) == expected

    def test_refuses_what_is_no_aspect(self) -> None:
        with pytest.raises(ValueError, match="BAKAT"):
            ways_fitting(["BAKAT"])


class TestFitting:
    """Forms that fit, by the policy of a day."""

    def test_names_forms_officially_and_each_once(self) -> None:
        found = fitting(aspects=["KETERAMPILAN", "SIKAP"], on=town.TODAY)

        assert found.forms[:2] == ("Bimbingan di tempat kerja", "Coaching")
        assert len(set(found.forms)) == len(found.forms)
        assert (found.law.source, found.law.checked) == ("local policy", False)

    def test_of_the_unknown_names_none(self) -> None:
        assert fitting(aspects=[], on=town.TODAY).forms == ()
