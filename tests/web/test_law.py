"""Where legal values come from, as pages say it."""

import datetime as dt

import pytest
from django.utils import translation

from piawai.regulations import values
from piawai.web.law import source

DAY = dt.date(2026, 1, 1)


class TestSource:
    @pytest.mark.parametrize(
        ("name", "language", "said"),
        [
            ("default_level_by_job_class", "id", "Tabel induk"),
            ("default_level_by_job_class", "en", "Master table"),
            ("training_forms_by_aspect", "id", "kebijakan daerah"),
            ("training_forms_by_aspect", "en", "local policy"),
        ],
    )
    def test_is_said_in_the_reader_s_language(self, name: str, language: str, said: str) -> None:
        with translation.override(language):
            assert source(values.mapping(name, on=DAY)).startswith(said)
