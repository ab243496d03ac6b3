"""Reading budgets, locks and plans, and the question the solver is asked."""
