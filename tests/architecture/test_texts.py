"""What the project's files may not say, and what they must."""

import re
import tomllib

import pytest

from tests.architecture.sources import ROOT, project_texts

# Joined here, so that this file passes its own test.
REGISTRIES = tuple(
    ".".join(parts)
    for parts in (
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("npmjs", "org"),
        ("npmjs", "com"),
        ("crates", "io"),
        ("proxy", "golang", "org"),
    )
)
ABSOLUTE = re.compile(r"""(?:^|[\s"'`(=:,\[])/(?:home|root|work|tmp|Users|opt|mnt|srv|var)/\w""")
DEPENDENCY = re.compile(r'^\s*"(?P<name>[A-Za-z][\w.-]*)[^"]*",(?P<comment>.*)$')


class TestTexts:
    """The files can be read anywhere: they name no place of one machine."""

    def test_name_no_package_registry(self) -> None:
        found = [name for name, text in project_texts().items() if any(host in text for host in REGISTRIES)]

        assert found == []

    def test_hold_no_absolute_path(self) -> None:
        found = [
            f"{name}:{number}"
            for name, text in project_texts().items()
            for number, line in enumerate(text.splitlines(), start=1)
            if ABSOLUTE.search(line) and not line.startswith("#!")
        ]

        assert found == []

    @pytest.mark.parametrize("before", ['"', "", "=", "("])
    def test_an_absolute_path_is_found(self, before: str) -> None:
        assert ABSOLUTE.search(before + "/".join(("", "home", "somebody")))

    def test_lock_holds_names_versions_and_hashes_only(self) -> None:
        lines = (ROOT / "requirements.lock").read_text(encoding="utf-8").splitlines()

        assert [line for line in lines if "://" in line or line.startswith(("--index", "-i ", "--find"))] == []


class TestDependencies:
    """Every dependency says what it is for."""

    def test_each_has_a_comment(self) -> None:
        text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
        project = tomllib.loads(text)
        wanted = [*project["project"]["dependencies"], *project["dependency-groups"]["dev"]]
        extras = project["project"].get("optional-dependencies", {})
        wanted += [entry for entries in extras.values() for entry in entries]
        comments = {
            found["name"]: found["comment"].strip() for line in text.splitlines() if (found := DEPENDENCY.match(line))
        }

        bare = [entry for entry in wanted if not comments.get(re.split(r"[^\w.-]", entry)[0], "").startswith("# ")]

        assert bare == []
