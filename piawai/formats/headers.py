"""How the header of a column is recognised."""

import re

_IGNORED = re.compile(r"[\s_\u200b\ufeff]+")


def canonical(*, header: str) -> str:
    """Return a header without case, spaces and underscores, as it is compared: `NIP BARU` and `nip_baru` are one."""
    return _IGNORED.sub("", header).casefold()
