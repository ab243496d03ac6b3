"""
Dated legal values: what a rule says, in which unit, by which source, from which day.

Owns the TOML files in `data/`, their validation and the look-up by day. Does not own what follows
from a value: calculations stand in the `rules` of the apps, which are given the value.
"""
