"""A built wheel, installed in an empty environment, runs the demo."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
UV = Path(sys.executable).with_name("uv")


def run(*words: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a program that must succeed."""
    plain = {key: value for key, value in os.environ.items() if key not in {"DATABASE_URL", "PYTHONPATH"}}
    return subprocess.run(
        [str(word) for word in words],
        env={**plain, **environment},
        capture_output=True,
        text=True,
        check=True,
        timeout=600,
    )


@pytest.mark.slow
class TestWheel:
    """What is published works without the sources beside it."""

    def test_runs_the_demo_in_an_empty_environment(self, tmp_path: Path) -> None:
        run(UV, "build", "--wheel", "--out-dir", tmp_path / "dist", ROOT)
        (wheel,) = (tmp_path / "dist").glob("*.whl")
        run(UV, "venv", "--python", sys.executable, tmp_path / "venv")
        run(UV, "pip", "install", "--python", tmp_path / "venv" / "bin" / "python", wheel)

        answer = run(
            tmp_path / "venv" / "bin" / "piawai",
            "demo",
            "--no-serve",
            "--people",
            "60",
            PIAWAI_HOME=str(tmp_path / "home"),
            PIAWAI_LANG="id",
        )

        assert "pegawai" in answer.stdout
        assert "THE PLAN" not in answer.stdout  # the catalogue is in the wheel
