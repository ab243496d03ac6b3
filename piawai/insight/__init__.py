"""Figures across areas: heat maps, and who lacks what with the session that would help. Owns no tables yet."""
