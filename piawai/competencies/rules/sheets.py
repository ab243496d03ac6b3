"""Decisions about the sheets of a round: what may follow what, and who may not rate whom."""

from piawai.competencies.terms import NominationState, SheetState, Source

_SHEET_STEPS = {
    SheetState.NOT_BEGUN: frozenset({SheetState.BEGUN, SheetState.SET_ASIDE}),
    SheetState.BEGUN: frozenset({SheetState.BEGUN, SheetState.SENT, SheetState.SET_ASIDE}),
    SheetState.SENT: frozenset[SheetState](),
    SheetState.SET_ASIDE: frozenset[SheetState](),
}

_NOMINATION_STEPS = {
    NominationState.PROPOSED: frozenset({NominationState.CONFIRMED, NominationState.REFUSED}),
    NominationState.CONFIRMED: frozenset[NominationState](),
    NominationState.REFUSED: frozenset[NominationState](),
}


def sheet_may_become(*, state: str, wanted: str) -> bool:
    """
    Return whether a sheet in `state` may come to the state `wanted`. What was sent, or set aside, stays so.

    Rule: SHEET-01
    Source: our own choice: an answer that was sent is what the rater stands for
    """
    return wanted in _SHEET_STEPS[SheetState(state)]


def conflict(*, source: str, is_ratee: bool, is_superior: bool, is_staff: bool) -> str:
    """
    Return why a rater may not rate by a source, "" where nothing stands against it.

    `is_ratee`: the rater is the one who is rated; `is_superior`: the rater is that person's direct superior;
    `is_staff`: that person is the rater's direct superior. Codes: not_self, self, no_longer_superior, own_staff,
    own_superior.

    Rule: SHEET-02
    Source: access matrix, rules beyond the table: no assessor rates self, own superior or own staff (local, unverified)
    """
    if source == Source.SELF:
        return "" if is_ratee else "not_self"
    if is_ratee:
        return "self"
    if source == Source.SUPERIOR:
        return "" if is_superior else "no_longer_superior"
    if is_superior:
        return "own_staff"
    return "own_superior" if is_staff and source != Source.SUBORDINATE else ""


def nomination_may_become(*, state: str, wanted: str) -> bool:
    """
    Return whether a nomination in `state` may come to the state `wanted`: it is decided once.

    Rule: SHEET-03
    Source: our own choice: whoever confirms is not the one who is rated
    """
    return wanted in _NOMINATION_STEPS[NominationState(state)]
