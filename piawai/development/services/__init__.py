"""Writing budgets, locks and plans."""
