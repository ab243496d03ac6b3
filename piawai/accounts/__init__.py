"""Sign-in: accounts, one-time codes, failed tries. Who someone is in the organisation stands in `people`, by code."""
