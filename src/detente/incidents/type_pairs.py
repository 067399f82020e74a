"""Type pairs: which two types of event one happening may be told by, and which never."""

from collections.abc import Mapping
from enum import StrEnum
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

from detente.codebook import load_codebook
from detente.tables import Row, read_table

COLUMNS = ("type", "other", "relation")


class TypeRelation(StrEnum):
    """How two different types stand."""

    COMPATIBLE = "compatible"
    APART = "apart"


TypePairs = Mapping[tuple[str, str], TypeRelation]
"""By the two types, in either order."""


def load_type_pairs(path: Path) -> TypePairs:
    """The pairs of a file.

    Raises DetenteError that names file and line where a type is not of the codebook, the two are one, the relation is
    none of TypeRelation, or a pair stands twice in either order.
    """
    pairs: dict[tuple[str, str], TypeRelation] = {}
    known = load_codebook().types
    for row in read_table(path, COLUMNS):
        one, other, relation = row.cells
        for name in (one, other):
            if name not in known:
                raise row.fault(f"{name!r} is no type of event", f"use one of {', '.join(known)}")
        if one == other or (one, other) in pairs:
            raise row.fault("the pair is no pair or stands twice", "remove it")
        pairs[one, other] = pairs[other, one] = _relation(row, relation)
    return pairs


@lru_cache(maxsize=1)
def shipped_type_pairs() -> TypePairs:
    """The pairs that ship with the package."""
    return load_type_pairs(Path(str(files("detente.incidents") / "type_pairs.tsv")))


def _relation(row: Row, relation: str) -> TypeRelation:
    if relation not in tuple(TypeRelation):
        raise row.fault(f"{relation!r} is no relation", f"use one of {', '.join(TypeRelation)}")
    return TypeRelation(relation)
