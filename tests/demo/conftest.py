"""The demo city's spreadsheets, made once."""

import datetime as dt

import pytest

from piawai.demo.cells import Table
from piawai.demo.city import tables
from tests.demo.reading import ON


@pytest.fixture(scope="session")
def city() -> dict[str, Table]:
    return tables(people=2500, seed=1, on=ON)


@pytest.fixture(scope="session", params=[20, 200, 1000])
def small_city(request: pytest.FixtureRequest) -> dict[str, Table]:
    people: int = request.param
    return tables(people=people, seed=3, on=dt.date(2026, 2, 28))
