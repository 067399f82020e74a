"""Relations: how each pair of actors stands over time, and when that changes."""
