"""24 November 2026, 24 November 2026 pukul 14.07 WIB."""

DATE_FORMAT = "j F Y"
DATETIME_FORMAT = r"j F Y \p\u\k\u\l H.i T"
