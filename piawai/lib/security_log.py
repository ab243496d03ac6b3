"""The security log: one JSON line an event, for whoever watches the server."""

import datetime as dt
import json
import logging
import re
from collections.abc import Mapping

LOGGER = "piawai.security"
_LONGEST = 200
_NIP = re.compile(r"\d{4}[\d .\-]{12,}\d{2}")


def tell(*, event: str, at: dt.datetime, account: str = "", details: Mapping[str, str] | None = None) -> None:
    """
    Write one event. `account` is an account's public code, "" where no account is meant.

    Texts are cut at 200 signs, and anything that looks like a NIP is left out. Line breaks and control signs
    come out escaped, so that an event is always one line.
    """
    logging.getLogger(LOGGER).info(_line(event, at, account, details or {}))


class Line(logging.Formatter):
    """Writes what Django itself notes of security (a post without its token, a strange host) as such a line."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line: the event is the last part of the logger's name; of a fault the words, not the trace."""
        at = dt.datetime.fromtimestamp(record.created, tz=dt.UTC)
        return _line(record.name.rpartition(".")[2], at, "", {"what": record.getMessage()})


def _line(event: str, at: dt.datetime, account: str, details: Mapping[str, str]) -> str:
    row = {"at": at.isoformat(), "event": event, "account": account, **details}
    clean = {key: _NIP.sub("[…]", text)[:_LONGEST] if key != "at" else text for key, text in row.items()}
    return json.dumps(clean, ensure_ascii=True)
