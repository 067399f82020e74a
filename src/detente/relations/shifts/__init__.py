"""Shifts: rifts and thaws, departures from what a dyad's own past and the world's common level predict."""

from detente.relations.shifts.detection import ALERTS_A_WEEK, find_shifts
from detente.relations.shifts.notes import notes
from detente.relations.shifts.shift import Baselines, Interval, Note, Shift, ShiftKind

__all__ = ["ALERTS_A_WEEK", "Baselines", "Interval", "Note", "Shift", "ShiftKind", "find_shifts", "notes"]
