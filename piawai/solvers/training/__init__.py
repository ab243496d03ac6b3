"""
The year's training plan: who goes to which session, so that the most is gained.

`problem` says what goes in and what comes out; `gains` says what an allocation is worth;
`greedy` is the plain choice to compare with; `solving` finds the best; `conflicts` names
rules that cannot all hold; `explanation` says why someone goes, or does not; `rules` checks a
plan apart from all that.
"""
