import datetime as dt
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from piawai.lib.errors import Refusal
from piawai.regulations import values
from tests.regulations.conftest import Write

DAY = dt.date(2026, 1, 1)

CHANGING = """
[allowance]
description = "A value that changes and ends."
unit = "JP"

[[allowance.values]]
from = 2020-01-01
value = 10
source = "Rule 1/2020"
checked = true

[[allowance.values]]
from = 2022-03-01
value = 12.5
source = "Rule 2/2022"
note = "Raised."

[[allowance.values]]
from = 2024-01-01
repealed = true
source = "Rule 3/2024"
"""


@pytest.fixture
def changing(own_folder: Path, write: Write) -> None:
    write(CHANGING)


@pytest.mark.usefixtures("changing")
class TestValue:
    """A value is the one of the last row that has begun."""

    @pytest.mark.parametrize(
        ("on", "expected"),
        [
            pytest.param(dt.date(2020, 1, 1), 10, id="on the day it starts"),
            pytest.param(dt.date(2022, 2, 28), 10, id="on the day before a change"),
            pytest.param(dt.date(2022, 3, 1), 12.5, id="on the day of a change"),
            pytest.param(dt.date(2023, 12, 31), 12.5, id="on the day before the repeal"),
        ],
    )
    def test_follows_the_day(self, on: dt.date, expected: float) -> None:
        assert values.value("allowance", on=on).value == expected

    def test_carries_its_origin(self) -> None:
        found = values.value("allowance", on=dt.date(2023, 1, 1))

        assert found == values.Value(
            name="allowance",
            description="A value that changes and ends.",
            unit="JP",
            source="Rule 2/2022",
            applies_from=dt.date(2022, 3, 1),
            checked=False,
            reason="",
            note="Raised.",
            value=12.5,
        )

    @pytest.mark.parametrize(
        ("on", "words"),
        [
            pytest.param(dt.date(2019, 12, 31), "it starts on 2020-01-01", id="before the first row"),
            pytest.param(dt.date(2024, 1, 1), r"repealed on 2024-01-01 \(Rule 3/2024\)", id="when repealed"),
            pytest.param(dt.date(2030, 1, 1), "repealed on 2024-01-01", id="long after the repeal"),
        ],
    )
    def test_is_refused(self, on: dt.date, words: str) -> None:
        with pytest.raises(values.NotInForce, match=words) as refusal:
            values.value("allowance", on=on)

        assert refusal.value.code == "not_in_force"
        assert (refusal.value.name, refusal.value.on) == ("allowance", on)

    def test_is_refused_under_an_unknown_name(self) -> None:
        with pytest.raises(values.UnknownRegulation, match="No regulation is called nothing") as refusal:
            values.value("nothing", on=DAY)

        assert isinstance(refusal.value, values.NotInForce)
        assert isinstance(refusal.value, Refusal)
        assert refusal.value.code == "unknown_regulation"

    def test_is_refused_in_another_shape(self) -> None:
        with pytest.raises(values.UnknownRegulation, match="allowance is of the shape Value, not Matrix"):
            values.matrix("allowance", on=DAY)


@pytest.mark.usefixtures("changing")
class TestStarts:
    """The days on which a regulation changes."""

    def test_include_the_repeal(self) -> None:
        assert values.starts("allowance") == (
            dt.date(2020, 1, 1),
            dt.date(2022, 3, 1),
            dt.date(2024, 1, 1),
        )

    def test_are_refused_under_an_unknown_name(self) -> None:
        with pytest.raises(values.UnknownRegulation):
            values.starts("nothing")


class TestValueTypes:
    """A value is asked for by the type that is expected."""

    def test_whole(self) -> None:
        assert values.value("annual_hours_pns", on=DAY).whole == 20

    @pytest.mark.parametrize(("name", "expected"), [("weak_behaviour_factor", 1.5), ("gap_level_gain", 1.0)])
    def test_number(self, name: str, expected: float) -> None:
        assert values.value(name, on=DAY).number == expected

    def test_text(self) -> None:
        assert values.value("jpm_categorised_on", on=DAY).text == "capped"

    def test_codes(self) -> None:
        assert values.value("present_legal_status", on=DAY).codes == ("01", "03", "15")

    def test_record(self) -> None:
        assert values.mapping("training_forms", on=DAY).at("3").record["code"] == "KL03"

    @pytest.mark.parametrize(
        ("name", "kind"),
        [
            ("weak_behaviour_factor", "whole"),
            ("present_legal_status", "number"),
            ("annual_hours_pns", "text"),
            ("annual_hours_pns", "codes"),
            ("annual_hours_pns", "record"),
        ],
    )
    def test_refuse_another(self, name: str, kind: str) -> None:
        found = values.value(name, on=DAY)

        with pytest.raises(TypeError, match=f"{name} holds .* which is not a"):
            getattr(found, kind)


class TestBands:
    """A figure falls into the first band that it reaches."""

    @pytest.mark.parametrize(
        ("figure", "expected"),
        [
            (138.89, "MS"),
            (80, "MS"),
            (80.0, "MS"),
            (79.99, "MMS"),
            (Fraction(7999999, 100000), "MMS"),
            (68, "MMS"),
            (Decimal("67.99"), "KMS"),
            (0, "KMS"),
        ],
    )
    def test_of_filling_a_post(self, figure: values.Figure, expected: str) -> None:
        assert values.bands("jpm_filling", on=DAY).category(figure) == expected

    @pytest.mark.parametrize(
        ("figure", "expected"),
        [
            (100, "Optimal"),
            (90, "Optimal"),
            (89.99, "Cukup Optimal"),
            (Fraction(2400, 27), "Cukup Optimal"),
            (78, "Cukup Optimal"),
            (77.99, "Kurang Optimal"),
            (0, "Kurang Optimal"),
        ],
    )
    def test_of_mapping(self, figure: values.Figure, expected: str) -> None:
        assert values.bands("jpm_mapping", on=DAY).category(figure) == expected

    @pytest.mark.parametrize("figure", [88.31, Decimal("88.31"), Fraction(8831, 100)])
    def test_compare_exactly(self, own_folder: Path, write: Write, figure: values.Figure) -> None:
        write(
            """
            [grade]
            description = "Cut-offs that no float holds exactly."
            unit = "points"
            values = [
              { from = 2020-01-01, source = "Rule 1", bands = [
                { at_least = 88.31, category = "A" }, { at_least = 25, category = "B" } ] },
            ]
            """
        )

        assert values.bands("grade", on=DAY).category(figure) == "A"

    @pytest.mark.parametrize("figure", [-0.01, float("nan")])
    def test_refuse_a_figure_outside(self, figure: float) -> None:
        with pytest.raises(ValueError, match=r"lowest cut-off|nan"):
            values.bands("jpm_filling", on=DAY).category(figure)


class TestMatrix:
    """The predicate is a fixed look-up of results by behaviour."""

    @pytest.mark.parametrize(
        ("results", "behaviour", "predicate"),
        [
            ("DIATAS", "DIATAS", "SANGAT_BAIK"),
            ("DIATAS", "SESUAI", "BAIK"),
            ("DIATAS", "DIBAWAH", "KURANG"),
            ("SESUAI", "DIATAS", "BAIK"),
            ("SESUAI", "SESUAI", "BAIK"),
            ("SESUAI", "DIBAWAH", "KURANG"),
            ("DIBAWAH", "DIATAS", "BUTUH_PERBAIKAN"),
            ("DIBAWAH", "SESUAI", "BUTUH_PERBAIKAN"),
            ("DIBAWAH", "DIBAWAH", "SANGAT_KURANG"),
        ],
    )
    def test_of_predicates(self, results: str, behaviour: str, predicate: str) -> None:
        assert values.matrix("performance_predicate", on=DAY).at(results, behaviour) == predicate

    def test_refuses_an_unknown_cell(self) -> None:
        with pytest.raises(KeyError):
            values.matrix("performance_predicate", on=DAY).at("SESUAI", "LAIN")


class TestMapping:
    """Each key of a dictionary has its own value, source and mark."""

    @pytest.mark.parametrize(
        ("source", "years", "checked"),
        [
            ("ASSESSMENT_CENTER", 3, True),
            ("CACT", 3, True),
            ("UJI", 3, False),
            ("PELATIHAN", 3, False),
            ("ATASAN", 1, False),
            ("REKAN", 1, False),
            ("BAWAHAN", 1, False),
            ("DIRI", 1, False),
        ],
    )
    def test_marks_each_key(self, source: str, years: int, checked: bool) -> None:
        found = values.mapping("assessment_validity_years", on=DAY).at(source)

        assert (found.whole, found.checked) == (years, checked)

    def test_keeps_the_source_of_a_key(self) -> None:
        found = values.mapping("assessment_validity_years", on=DAY)

        assert found.at("CACT").source == "PerBKN 26/2019 art. 29(4)"
        assert found.at("DIRI").source == found.source

    def test_is_checked_only_when_every_key_is(self) -> None:
        assert not values.mapping("assessment_validity_years", on=DAY).checked
        assert not values.mapping("retirement_age", on=DAY).checked
        assert values.mapping("job_class_by_echelon", on=DAY).checked

    def test_does_not_pass_its_mark_to_a_key_of_another_source(self, own_folder: Path, write: Write) -> None:
        write(
            """
            [share]
            description = "A row that was read, with one key that was not."
            unit = "percent"

            [[share.values]]
            from = 2020-01-01
            source = "Rule 1"
            checked = true
            mapping = { A = 1, B = { value = 2, source = "Hearsay" } }
            """
        )

        found = values.mapping("share", on=DAY)

        assert (found.at("A").checked, found.at("B").checked, found.checked) == (True, False, False)

    def test_knows_its_keys(self) -> None:
        found = values.mapping("job_class_by_echelon", on=DAY)

        assert "22" in found
        assert "99" not in found
        with pytest.raises(KeyError):
            found.at("99")
