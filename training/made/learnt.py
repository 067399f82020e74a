"""The made sentences that the shipped coder learnt from."""

from pathlib import Path

LEARNT = Path(__file__).parent / "learnt.txt"
"""Kept as a file in the open corpus's form, so that training repeats when frames and word lists grow."""
