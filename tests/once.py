"""Browsers and sweeps are slow, and mostly tell the same on every database."""

import os

import pytest

_SECOND = os.environ.get("PIAWAI_ONLY_DATABASE") == "1"  # the run on PostgreSQL

# What says nothing of the database is swept on one.
once = pytest.mark.skipif(_SECOND, reason="swept on SQLite: the pages are the same")

# What does is run on both; on the second with the slow tests, so that the quick ones stay quick.
slow_on_the_second = [pytest.mark.slow] if _SECOND else []
