"""Needs that go out to partners, and the offers that come in."""
