"""Rules of results, certificates and of when two trainings are one, without a database."""

import datetime as dt
from decimal import Decimal

import pytest

from piawai.learning.rules import results as rules
from piawai.learning.rules.trainings import number_stays, training_reference
from piawai.learning.terms import CertificateState, KnownTraining

MARK = Decimal(70)
DAY = dt.date(2026, 3, 2)


class TestHasPassed:
    """RESULT-01: by the score where there is one, else as stated."""

    @pytest.mark.parametrize(
        ("score", "passed", "expected"),
        [
            pytest.param(70, None, True, id="exactly the mark passes"),
            pytest.param(69.99, None, False, id="a hair below does not"),
            pytest.param(None, True, True, id="no test, stated"),
            pytest.param(None, False, False, id="no test, stated the other way"),
            pytest.param(None, None, None, id="neither"),
            pytest.param(60, True, None, id="nobody below the mark is declared to have passed"),
            pytest.param(90, False, False, id="passed the test, but not the training"),
        ],
    )
    def test_returns(self, score: float | None, passed: bool | None, expected: bool | None) -> None:
        points = None if score is None else Decimal(str(score))

        assert rules.has_passed(score=points, passed=passed, mark=MARK) is expected


class TestCertificate:
    """CERT-01, CERT-02 and CERT-03: the number, the masked name, and how it stands."""

    def test_number_counts_in_its_year(self) -> None:
        assert rules.certificate_number(number=7, year=2026) == "00007/SERT/2026"

    @pytest.mark.parametrize(
        ("name", "expected"), [("Sari Staf", "Sa** St**"), ("Al", "Al*"), ("M. Ridwan", "M.* Ri****"), ("A B", "* *")]
    )
    def test_name_is_recognised_but_not_learnt(self, name: str, expected: str) -> None:
        assert rules.masked(name) == expected

    @pytest.mark.parametrize(
        ("revoked", "until", "expected"),
        [
            pytest.param(False, None, CertificateState.VALID, id="without end"),
            pytest.param(False, DAY, CertificateState.VALID, id="the last day counts"),
            pytest.param(False, DAY - dt.timedelta(days=1), CertificateState.ENDED, id="the day after does not"),
            pytest.param(True, None, CertificateState.REVOKED, id="revoked"),
        ],
    )
    def test_stands(self, revoked: bool, until: dt.date | None, expected: str) -> None:
        assert rules.certificate_state(revoked=revoked, valid_until=until, on=DAY) == expected


class TestTrainingReference:
    """TRAIN-01 and TRAIN-02: the same certificate counts once, whoever reports it."""

    COURSE = "kursus:pelayanan prima|2026-03-02"

    def reference(self, number: str, known: dict[str, KnownTraining], *, name: str = "Pelayanan  PRIMA") -> str:
        return training_reference(name=name, starts_on=DAY, number=number, known=known)

    def test_new_by_number_else_by_course_and_day(self) -> None:
        assert self.reference("12 / A", {}) == "no:12 / a"
        assert self.reference("", {}) == self.COURSE

    @pytest.mark.parametrize(
        ("number", "known", "expected"),
        [
            pytest.param("12/a", {"no:12/a": "12/A"}, "no:12/a", id="the same number, written otherwise"),
            pytest.param("12/A", {"kursus:x": ""}, "kursus:x", id="the number comes later"),
            pytest.param("", {"no:12/a": "12/A"}, "no:12/a", id="the second list names no number"),
            pytest.param("SIASN-9", {"no:12/a": "12/A"}, "no:12/a", id="the second list numbers it otherwise"),
        ],
    )
    def test_the_same(self, number: str, known: dict[str, str], expected: str) -> None:
        found = {key: KnownTraining("Pelayanan Prima", DAY, value) for key, value in known.items()}

        assert self.reference(number, found) == expected

    def test_another_day_is_another(self) -> None:
        other = {"no:1": KnownTraining("Pelayanan Prima", dt.date(2025, 3, 2), "1")}

        assert self.reference("", other) == self.COURSE

    def test_the_first_number_stays(self) -> None:
        known = {"no:1": KnownTraining("Pelayanan Prima", DAY, "1"), "k": KnownTraining("Lain", DAY, "")}

        stays = [number_stays(reference=one, number=new, known=known) for one, new in (("no:1", "2"), ("no:1", ""))]
        assert stays == [True, True]
        assert not number_stays(reference="no:1", number="1", known=known)
        assert not number_stays(reference="k", number="2", known=known)
        assert not number_stays(reference="new", number="2", known=known)
