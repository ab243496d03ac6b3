"""Days as people write them."""

import datetime as dt

import pytest
from django.utils import translation

from piawai.lib import days


@pytest.mark.parametrize(("language", "said"), [("id", "24 Mei 2026"), ("en", "24 May 2026")])
def test_name_the_month_in_every_language(language: str, said: str) -> None:
    with translation.override(language):
        assert days.in_words(dt.date(2026, 5, 24)) == said
