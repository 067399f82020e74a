"""Example reports, written for Detente: what they tell is invented, and so are the persons and agencies in them.

They are laid out as people save reports, with heads, dates and boilerplate in differing forms. ``python -m
detente.examples`` prints the folder, to be read with ``detente read``.
"""

from pathlib import Path


def folder() -> Path:
    """Return the folder of the example reports: text files, and one file of JSON Lines."""
    return Path(__file__).with_name("reports")
