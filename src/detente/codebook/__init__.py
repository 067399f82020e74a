"""The codebook: types of events and their modes, with quad class, score and the CAMEO code nearest to each."""

from functools import cache
from pathlib import Path

from detente.codebook.model import COLUMNS, QUADS, Codebook, CodebookError, EventType, Mode

__all__ = ["CODEBOOK", "COLUMNS", "QUADS", "Codebook", "CodebookError", "EventType", "Mode", "load_codebook"]

CODEBOOK = "PLOVER-2021"
"""Name of the codebook that ships with Detente; stands in every event."""


@cache
def load_codebook() -> Codebook:
    """Read the codebook that ships with Detente, once a process."""
    from detente.codebook.reading import read_codebook

    return read_codebook(Path(__file__).parent, CODEBOOK)
