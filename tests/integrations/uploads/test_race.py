"""Two of one person's taps at once."""

import contextlib
import threading
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pytest
from django.db import OperationalError, connection

from piawai.integrations.uploads.models import Upload
from piawai.integrations.uploads.services import acts, files
from piawai.jobs.models import Job
from piawai.jobs.services import enqueue
from tests import town
from tests.integrations.uploads.conftest import RINA, bytes_of, good

pytestmark = pytest.mark.django_db(transaction=True)


class TestTwoUploadsAtOnce:
    """A double tap, on every database."""

    def test_are_one(self, home: Path, small_town: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        content = bytes_of(tmp_path, good(2))
        both, ask = threading.Barrier(2), enqueue

        def slowly(**given: object) -> Job:
            with contextlib.suppress(threading.BrokenBarrierError):
                both.wait(timeout=1)  # where nothing holds the second back, it has looked by now
            return ask(**given)  # type: ignore[arg-type]

        monkeypatch.setattr(acts, "enqueue", slowly)
        send = partial(acts.upload_file, kind="pegawai", holds_on=town.TODAY, name="a.xlsx", language="en", by=RINA)

        def tap(_number: int) -> str:
            try:
                while True:
                    with contextlib.suppress(OperationalError):  # SQLite in memory does not wait for the other's lock
                        return send(chunks=[content], at=town.NOW).token
            finally:
                connection.close()

        with ThreadPoolExecutor(2) as taps:
            tokens = set(taps.map(tap, range(2)))

        assert len(tokens) == Upload.objects.count() == Job.objects.count() == 1
        assert [folder.name for folder in files.root().iterdir()] == list(tokens)
