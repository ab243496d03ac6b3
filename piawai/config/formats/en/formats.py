"""24 November 2026, 24 November 2026, 2:07 p.m. WIB."""

DATE_FORMAT = "j F Y"
DATETIME_FORMAT = "j F Y, P T"
