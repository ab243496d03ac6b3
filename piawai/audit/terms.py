"""The words of what was done."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: the account's code, and the name that others read beside the act."""

    code: str
    name: str
