"""The page on access says what the policy says."""

from pathlib import Path

from piawai.access.policy import POLICY
from piawai.access.terms import Permission, Reach, Role

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "access.md"
REACH = {Reach.NONE: "–", Reach.OWN: "own", Reach.STAFF: "direct staff", Reach.UNIT: "unit", Reach.ALL: "all"}


def table() -> list[str]:
    """The lines of the page's table: a permission a row, a role a column."""
    head = f"| permission | {' | '.join(role.value for role in Role)} |"
    rows = [
        f"| `{permission.name}` | {' | '.join(REACH[POLICY[permission].get(role, Reach.NONE)] for role in Role)} |"
        for permission in Permission
    ]
    return [head, "|" + "---|" * (len(Role) + 1), *rows]


class TestReference:
    """Nobody has to read code to know who may do what."""

    def test_holds_the_policy(self) -> None:
        lines = PAGE.read_text(encoding="utf-8").splitlines()

        assert [line for line in table() if line not in lines] == []
        assert sum(line.startswith("| `") for line in lines) == len(Permission)

    def test_every_permission_has_a_rule(self) -> None:
        assert set(POLICY) == set(Permission)
