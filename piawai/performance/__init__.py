"""
How people performed in a period: results, behaviour and the predicate that the matrix makes of them.

Not here: targets (SKP), which stay in e-Kinerja and are only imported.
"""
