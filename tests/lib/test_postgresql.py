"""How statements travel to PostgreSQL."""

import pytest
from django.conf import settings
from django.db import connection

from piawai.lib.postgresql import MOST

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(
        "postgresql" not in str(settings.DATABASES["default"]["ENGINE"]), reason="PostgreSQL's protocol"
    ),
]


class TestCursor:
    @pytest.mark.parametrize("values", [1, MOST, MOST + 1])
    def test_sends_as_many_values_as_there_are(self, values: int) -> None:
        holes = ", ".join(["%s"] * values)
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT 100 %% 7, 'a'::text IN ({holes})", ["it's 5 %"] * (values - 1) + ["a"])

            assert cursor.fetchone() == (2, True)

    def test_has_what_is_asked_again_planned_once(self) -> None:
        with connection.cursor() as cursor:
            for value in range(settings.ASKED_AGAIN + 2):
                cursor.execute("SELECT %s + 1 AS planned_once", [value])
                assert cursor.fetchone() == (value + 1,)
            cursor.execute("SELECT COUNT(*) FROM pg_prepared_statements WHERE statement LIKE %s", ["%planned_once%"])

            assert cursor.fetchone() == (1,)
