"""Pages of results, of certificates we issued and others issued, and what anybody may check without signing in."""
