"""Shifts held against the turns of a year that are known."""
