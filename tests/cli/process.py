"""The command as a process of its own, in a data folder of its own."""

import os
import subprocess
import sys
from pathlib import Path

COMMAND = "import sys; from piawai.cli.main import main; sys.exit(main())"


def piawai(*words: str, home: Path, seconds: float = 120, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the command on SQLite in `home`, and return what came of it."""
    plain = {key: value for key, value in os.environ.items() if key not in {"DATABASE_URL", "PIAWAI_LANG"}}
    return subprocess.run(
        [sys.executable, "-c", COMMAND, *words],
        env={**plain, "PIAWAI_HOME": str(home), **environment},
        capture_output=True,
        text=True,
        timeout=seconds,
        check=False,
    )
