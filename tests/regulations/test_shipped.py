import datetime as dt
from collections.abc import Iterator

import pytest

from piawai.competencies.terms import Aspect
from piawai.regulations import values
from piawai.regulations.reading import SHIPPED

DAY = dt.date(2026, 1, 1)

CLASSES = {
    "JPT_UTAMA",
    "JPT_MADYA",
    "JPT_PRATAMA",
    "ADMINISTRATOR",
    "PENGAWAS",
    "PELAKSANA",
    "JF_PEMULA",
    "JF_TERAMPIL",
    "JF_MAHIR",
    "JF_PENYELIA",
    "JF_AHLI_PERTAMA",
    "JF_AHLI_MUDA",
    "JF_AHLI_MADYA",
    "JF_AHLI_UTAMA",
}


def provisions() -> Iterator[values.Provision]:
    """Every shipped row, and every key of a mapping."""
    for entry in values.load(folders=(SHIPPED,)).values():
        for row in entry.rows:
            yield row
            if isinstance(row, values.Lookup):
                yield from row.values.values()


class TestShipped:
    """The values that come with the package."""

    def test_are_all_there(self) -> None:
        assert set(values.load(folders=(SHIPPED,))) == {
            "agreement_warning_days",
            "annual_hours_pns",
            "annual_hours_pppk",
            "assessment_minutes",
            "assessment_validity_years",
            "attendance_share",
            "away_share",
            "cancellation_days",
            "days_between_reminders",
            "default_level_by_job_class",
            "default_standard_weight",
            "emergency_legal_status",
            "feedback_least",
            "follow_up_days",
            "follow_up_months",
            "follow_up_sample",
            "gap_level_gain",
            "group_spares",
            "hours_conversion",
            "invitation_answer_days",
            "job_class_by_echelon",
            "job_class_by_functional_level",
            "jpm_categorised_on",
            "jpm_filling",
            "jpm_mapping",
            "late_answer_days",
            "lesson_hour_minutes",
            "level_beliefs",
            "most_rating_minutes",
            "objection_answer_days",
            "owed_hour_gain",
            "partner_rating_cases",
            "partner_result_days",
            "performance_predicate",
            "present_legal_status",
            "qualification_grace_days",
            "qualification_warning_days",
            "rater_difference",
            "rater_kindness",
            "rater_leniency",
            "rater_noise",
            "rating_minutes",
            "rating_sample_share",
            "rating_worth_asking",
            "recognition_validity_years",
            "reserved_seat_days",
            "retirement_age",
            "smallest_group_shown",
            "study_employment",
            "study_predicates",
            "study_remaining_service",
            "study_service_owed",
            "study_service_years",
            "test_days",
            "training_form_share",
            "training_forms",
            "training_forms_by_aspect",
            "training_pass_mark",
            "travel_days_each_way",
            "weak_behaviour_factor",
        }

    def test_are_unchecked_when_from_memory(self) -> None:
        from_memory = [each for each in provisions() if "memory" in each.source.lower()]

        assert from_memory
        assert [each for each in from_memory if each.checked] == []

    def test_are_in_force_today(self) -> None:
        rows = [entry.rows[-1] for entry in values.load(folders=(SHIPPED,)).values()]

        assert [row for row in rows if row.applies_from > DAY or isinstance(row, values.Repealed)] == []

    @pytest.mark.parametrize("name", ["plan", "jobs", "assessment", "ratings", "performance", "learning"])
    def test_stand_in_files_by_subject(self, name: str) -> None:
        assert (SHIPPED / f"{name}.toml").is_file()


class TestJobClasses:
    """Every class has a default level and an age of retirement."""

    @pytest.mark.parametrize("name", ["default_level_by_job_class", "retirement_age"])
    def test_are_covered(self, name: str) -> None:
        assert set(values.mapping(name, on=DAY).values) == CLASSES

    def test_are_all_that_a_job_can_lead_to(self) -> None:
        named = {
            each.text
            for name in ("job_class_by_echelon", "job_class_by_functional_level")
            for each in values.mapping(name, on=DAY).values.values()
        }

        assert named == CLASSES - {"PELAKSANA"}

    def test_levels_stay_on_the_scale_and_unchecked(self) -> None:
        found = values.mapping("default_level_by_job_class", on=DAY).values.values()

        assert {each.whole for each in found} == {1, 2, 3, 4, 5}
        assert not any(each.checked for each in found)

    @pytest.mark.parametrize(
        ("job_class", "age", "checked"),
        [
            ("JPT_PRATAMA", 60, False),
            ("PELAKSANA", 58, False),
            ("JF_PENYELIA", 58, True),
            ("JF_AHLI_MADYA", 60, True),
            ("JF_AHLI_UTAMA", 65, True),
        ],
    )
    def test_retire_at(self, job_class: str, age: int, checked: bool) -> None:
        found = values.mapping("retirement_age", on=DAY).at(job_class)

        assert (found.whole, found.checked) == (age, checked)


class TestTrainingForms:
    """The 25 forms of learning that SIASN knows."""

    def test_are_complete(self) -> None:
        forms = values.mapping("training_forms", on=DAY).values

        assert [int(key) for key in forms] == list(range(1, 26))
        assert all(set(each.record) == {"name", "code", "classical", "type"} for each in forms.values())
        assert {each.record["code"] for each in forms.values()} == {
            *(f"KL{number:02}" for number in range(1, 13)),
            *(f"NKL{number:02}" for number in range(1, 14)),
        }

    def test_are_classical_as_their_code_says(self) -> None:
        for each in values.mapping("training_forms", on=DAY).values.values():
            assert each.record["classical"] is str(each.record["code"]).startswith("KL")

    @pytest.mark.parametrize("name", ["training_form_share", "hours_conversion"])
    def test_are_the_keys_of(self, name: str) -> None:
        assert set(values.mapping(name, on=DAY).values) <= set(values.mapping("training_forms", on=DAY).values)

    def test_fit_each_aspect_and_none_is_invented(self) -> None:
        forms = values.mapping("training_forms", on=DAY)
        found = values.mapping("training_forms_by_aspect", on=DAY).values

        assert set(found) == {aspect.value for aspect in Aspect if aspect.value}
        assert all(code in forms for each in found.values() for code in each.codes)
        assert not any(each.checked for each in found.values())

    def test_count_hours(self) -> None:
        for each in values.mapping("hours_conversion", on=DAY).values.values():
            assert {"hours", "per", "certificate_first"} <= set(each.record)
            assert ("most_hours" in each.record) == ("most_per" in each.record)
            assert not each.checked
