"""The outside world: files that cities bring, and later systems that answer. A fake stands beside each system."""
