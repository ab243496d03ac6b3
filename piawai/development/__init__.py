"""
Who needs what, and the year's training plan: budgets, locks, the solved plan and its reasons.

Not here: the optimisation itself (`solvers.training`), the catalogue (`learning`).
"""
