"""World: the shapes of countries that maps are drawn on."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from detente.actors.table import known_countries
from detente.tables import Row, read_table

SHIPPED = Path(__file__).parent / "world.tsv"
COLUMNS = ("country", "polygon", "ring", "points")

Ring = tuple[tuple[float, float], ...]
"""Longitude and latitude in degrees, WGS 84, of each corner; the last is joined to the first."""


@dataclass(frozen=True, slots=True)
class Polygon:
    """A piece of land of one country."""

    outer: Ring
    holes: tuple[Ring, ...]

    def bounds(self) -> tuple[float, float, float, float]:
        """West, south, east and north in degrees."""
        east, north = zip(*self.outer, strict=True)
        return min(east), min(north), max(east), max(north)


@cache
def load_world(path: Path = SHIPPED) -> dict[str, tuple[Polygon, ...]]:
    """The polygons of each country by ISO 3166-1 alpha-3, the widest first.

    Raises DetenteError that names file and line of the first row that is not right.
    """
    found: dict[str, list[Polygon]] = {}
    for row in read_table(path, COLUMNS):
        code, number, kind, text = row.cells
        polygons = found.setdefault(code, [])
        ring = _ring(row, text)
        if code not in known_countries():
            raise row.fault(f"country: {code!r} is not an ISO 3166-1 alpha-3 code")
        if kind == "outer" and number == str(len(polygons) + 1):
            polygons.append(Polygon(ring, ()))
        elif kind == "hole" and polygons and number == str(len(polygons)):
            polygons[-1] = Polygon(polygons[-1].outer, (*polygons[-1].holes, ring))
        else:
            raise row.fault(f"polygon {number}, {kind}: not what comes next", "number outer rings, holes after them")
    return {code: tuple(sorted(several, key=_breadth, reverse=True)) for code, several in found.items()}


def _ring(row: Row, text: str) -> Ring:
    try:
        ring = tuple((float(east), float(north)) for east, north in (point.split(" ") for point in text.split(",")))
    except ValueError as error:
        raise row.fault("points: not pairs of numbers", "write them as 12.5 41.9,12.6 41.8") from error
    if len(ring) < 3:
        raise row.fault("points: fewer than three")
    if not all(-180 <= east <= 180 and -90 <= north <= 90 for east, north in ring):
        raise row.fault("points: outside the world", "longitude first, then latitude")
    return ring


def _breadth(polygon: Polygon) -> float:
    west, south, east, north = polygon.bounds()
    return (east - west) * (north - south)
