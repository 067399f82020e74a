"""Dates: time expressions against the intervals they mean."""
