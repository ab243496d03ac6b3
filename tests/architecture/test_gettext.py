"""Texts are marked by names that the catalogues know: under another name they would stay English."""

import ast

from tests.architecture.sources import PACKAGE
from tests.check_catalogues import KEYWORDS

TRANSLATING = {"gettext", "gettext_lazy", "ngettext", "ngettext_lazy", "pgettext", "pgettext_lazy"}


class TestNames:
    """How the functions that translate are called in the code."""

    def test_are_those_that_are_looked_for(self) -> None:
        strange = [
            f"{path.relative_to(PACKAGE)}: {alias.asname or alias.name}"
            for path in PACKAGE.rglob("*.py")
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
            for alias in node.names
            if alias.name in TRANSLATING and (alias.asname or alias.name) not in KEYWORDS
        ]

        assert strange == []
