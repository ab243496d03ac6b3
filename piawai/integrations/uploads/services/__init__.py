"""Writes: taking a file in, checking it, repairing it, storing its rows, and throwing it away."""
