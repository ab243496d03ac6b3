"""How long evidence counts, and by what rule, as pages say it."""

import datetime as dt
from dataclasses import replace

import pytest
from django.utils import translation

from piawai.regulations import values
from piawai.web import validity

DAY = dt.date(2026, 1, 1)


class TestRule:
    def test_names_sources_of_one_span_and_origin_together(self) -> None:
        with translation.override("en"):
            said = validity.rule(DAY)

        assert "competence test, passed training: 3 years (Working default [memory], not verified)" in said
        assert "own rating: 1 year (" in said

    def test_says_how_long_it_still_counts_where_policy_grants_it(self, monkeypatch: pytest.MonkeyPatch) -> None:
        asked = values.mapping
        grace = asked("qualification_grace_days", on=DAY)
        longer = replace(grace, values={**grace.values, "UJI": replace(grace.at("UJI"), value=30)})
        monkeypatch.setattr(
            values, "mapping", lambda name, *, on: longer if name == longer.name else asked(name, on=on)
        )

        with translation.override("en"):
            said = validity.rule(DAY)

        assert said.endswith("still counts so long: competence test: 30 days (local policy).")
