"""Pages that look across: one competency everywhere, one job and who fits, what a service would lose."""
