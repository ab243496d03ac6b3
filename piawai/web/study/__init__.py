"""Pages of studies for a degree and of recognised prior learning."""
