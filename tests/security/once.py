"""What is the same on every kind of database is swept on one."""

import os

import pytest

once = pytest.mark.skipif(
    os.environ.get("PIAWAI_ONLY_DATABASE") == "1", reason="swept on SQLite: the pages are the same"
)
