"""Moments as people write them."""

import datetime as dt

import pytest
from django.utils import translation

from piawai.web import lists


@pytest.mark.parametrize(
    ("language", "said"),
    [("id", "24 November 2026 pukul 14.07 WIB"), ("en", "24 November 2026, 2:07 p.m. WIB")],
)
def test_name_the_zone_in_every_language(language: str, said: str) -> None:
    with translation.override(language):
        assert lists.moment(dt.datetime(2026, 11, 24, 7, 7, tzinfo=dt.UTC)) == said
