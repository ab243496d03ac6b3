"""What an office (OPD) of the demo city is made of."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Part:
    """A section (bagian) below an assistant."""

    name: str
    profile: str


@dataclass(frozen=True, slots=True)
class Division:
    """A division; `plain` names need no office behind them. Without `post` its head is "KEPALA <name>"."""

    name: str
    profile: str
    kind: str = "BIDANG"
    echelon: str = "32"
    post: str = ""
    plain: bool = False
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True)
class Branch:
    """A school, health centre or technical unit (UPTD) below an office."""

    name: str
    kind: str
    profile: str


@dataclass(frozen=True, slots=True)
class Office:
    """An OPD. `short` is what its parts are named after; `profile` says which jobs are found there."""

    name: str
    short: str
    post: str
    profile: str
    echelon: str = "22"
    divisions: tuple[Division, ...] = ()
    branches: tuple[Branch, ...] = ()
    secretariat: bool = True
    sub_district: bool = False
