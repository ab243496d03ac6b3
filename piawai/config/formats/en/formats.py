"""Nov. 24, 2026, 2:07 p.m. WIB."""

DATETIME_FORMAT = "N j, Y, P T"
