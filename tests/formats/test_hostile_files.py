import json
import subprocess
import sys
from pathlib import Path

import pytest

from piawai.formats.tables import UnableToReadTable, read
from tests.formats import hostile

SECONDS, SLACK = 1.0, 3  # of processor time; the slack is for a slow machine
MEBIBYTES = 100
READER = """
import json, re, resource, sys, time
from pathlib import Path
resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))
from piawai.formats.tables import UnableToReadTable, read
def peak():
    return int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) / 1024
memory, began, code = peak(), time.process_time(), "read"
try:
    list(read(path=Path(sys.argv[1])).rows)
except UnableToReadTable as refusal:
    code = refusal.code
print(json.dumps([code, time.process_time() - began, peak() - memory]))
"""


class TestAHostileFile:
    """T-XXE, T-ZIP: refused before anything loads it, in <= 1 s and <= 100 MiB."""

    @pytest.mark.parametrize("name", hostile.BUILDERS)
    def test_is_refused_quickly(self, name: str, tmp_path: Path) -> None:
        expected, build = hostile.BUILDERS[name]
        path = tmp_path / "file.xlsx"
        build(path)

        done = subprocess.run(
            [sys.executable, "-c", READER, str(path)], capture_output=True, text=True, check=True, timeout=60
        )

        code, seconds, mebibytes = json.loads(done.stdout)
        assert code == expected
        assert seconds <= SECONDS * SLACK
        assert mebibytes <= MEBIBYTES

    def test_comes_in_at_least_25_kinds(self) -> None:
        assert len(hostile.BUILDERS) >= 25

    def test_may_be_missing_or_a_folder(self, tmp_path: Path) -> None:
        with pytest.raises(UnableToReadTable) as missing:
            read(path=tmp_path / "none.xlsx")
        with pytest.raises(UnableToReadTable) as folder:
            read(path=tmp_path)

        assert (missing.value.code, folder.value.code) == ("missing_file", "not_a_file")
