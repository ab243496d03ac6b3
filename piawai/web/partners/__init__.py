"""Pages of partners, agreements, money and hours."""
