"""What all tests share."""

import os
from collections.abc import Iterator

import hypothesis
import pytest
from django.conf import settings
from django.test import override_settings
from django.utils import translation

# No test fails because a machine is busy: how long an example takes is no property of what is tested.
hypothesis.settings.register_profile("piawai", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("piawai")

DATABASE_FIXTURES = frozenset({"db", "transactional_db", "django_db_reset_sequences", "django_db_setup", "live_server"})


def uses_database(item: pytest.Item) -> bool:
    """Return whether a test uses Django's database, by mark or by fixture."""
    fixtures = getattr(item, "fixturenames", ())
    return item.get_closest_marker("django_db") is not None or not DATABASE_FIXTURES.isdisjoint(fixtures)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Keep only the tests that use the database where PIAWAI_ONLY_DATABASE says so (tests/run_postgres.py)."""
    if os.environ.get("PIAWAI_ONLY_DATABASE") != "1":
        return
    left_out = [item for item in items if not uses_database(item)]
    items[:] = [item for item in items if uses_database(item)]
    config.hook.pytest_deselected(items=left_out)


@pytest.fixture
def cheap_hasher() -> Iterator[None]:
    """Hash passwords quickly: what is tested is not how hard scrypt is."""
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield


@pytest.fixture(autouse=True)
def own_language() -> None:
    """Begin each test in the installation's language, whatever the pages of the one before were asked in."""
    translation.activate(settings.LANGUAGE_CODE)
