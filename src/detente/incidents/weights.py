"""Weights: what each level of each comparison adds to the log odds that two events tell of one happening."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from math import isfinite
from pathlib import Path

from detente.error import DetenteError
from detente.tables import Row, read_table

COLUMNS = ("comparison", "level", "weight")
BASE = "base"
"""Name of the row for the log odds before anything is compared; its level is empty."""
JOIN = "join"
"""Name of the row for the log odds from which two groups are joined; its level is empty."""

Scale = Mapping[str, Sequence[str]]
"""The levels of each comparison."""


@dataclass(frozen=True, slots=True)
class Weights:
    """Log odds of each level, and of two candidates before anything is compared."""

    name: str
    """Name of the file with the digest of what it says: other weights make other groups."""
    base: float
    join: float
    """Two groups are one happening if the log odds are so high on average over all pairs of their events."""
    levels: Mapping[tuple[str, str], float]
    """By comparison and level."""


def load_weights(path: Path, scale: Scale) -> Weights:
    """The weights of a file, which must have each level of the scale once and no other.

    Raises DetenteError that names file and line where the file is not a table of COLUMNS under a head, a level is not
    of the scale, stands twice or is missing, or a weight is no finite number.
    """
    weights: dict[tuple[str, str], float] = {}
    for row in read_table(path, COLUMNS):
        name = _name(row, scale)
        if name in weights:
            raise row.fault(f"{_words(name)} stands twice", "remove one")
        weights[name] = _weight(row)
    missing = [name for name in _names(scale) if name not in weights]
    if missing:
        raise DetenteError(str(path), f"no weight of {', '.join(map(_words, missing))}", "fit the weights anew")
    said = "\n".join(f"{comparison}\t{level}\t{weights[comparison, level]!r}" for comparison, level in _names(scale))
    digest = hashlib.sha256(said.encode()).hexdigest()[:12]
    base, join = weights.pop((BASE, "")), weights.pop((JOIN, ""))
    return Weights(f"{path.stem}-{digest}", base, join, weights)


@lru_cache(maxsize=1)
def shipped_weights() -> Weights:
    """The weights that ship with the package."""
    from detente.incidents.comparisons import SCALE

    return load_weights(Path(str(files("detente.incidents") / "weights.tsv")), SCALE)


def _names(scale: Scale) -> Iterable[tuple[str, str]]:
    yield BASE, ""
    yield JOIN, ""
    for comparison, levels in scale.items():
        for level in levels:
            yield comparison, level


def _name(row: Row, scale: Scale) -> tuple[str, str]:
    comparison, level, _ = row.cells
    if (comparison, level) not in ((BASE, ""), (JOIN, "")) and level not in scale.get(comparison, ()):
        raise row.fault(f"no comparison has {_words((comparison, level))}", "fit the weights anew")
    return comparison, level


def _weight(row: Row) -> float:
    try:
        weight = float(row.cells[2])
    except ValueError:
        weight = float("nan")
    if not isfinite(weight):
        raise row.fault(f"weight {row.cells[2]!r} is no finite number", "fit the weights anew")
    return weight


def _words(name: tuple[str, str]) -> str:
    return " ".join(part for part in name if part)
