"""Makes ``plots/world.tsv``: the shapes of countries that maps are drawn on, from Natural Earth at 1:110 million.

``python -m scripts.world_shapes`` fetches the wheel of geopandas 0.14.4 with pip, which carries Natural Earth's table
of countries, holds it against the digest below, and writes the data file. ``--wheel FILE`` takes a wheel that is here.
"""

import argparse
import hashlib
import struct
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from zipfile import ZipFile

from detente.actors.table import known_countries
from detente.error import DetenteError

TARGET = Path(__file__).parent.parent / "src" / "detente" / "plots" / "world.tsv"
WHEEL = "geopandas==0.14.4"
"""The last version that carries data sets."""
SHA256 = "3bb6473cb59d51e1a7fe2dbc24a1a063fb0ebdeddf3ce08ddbf8c7ddc99689aa"
TABLE = "geopandas/datasets/naturalearth_lowres/naturalearth_lowres"
DECIMALS = 2
"""A hundredth of a degree, about a kilometre: finer than the shapes themselves are."""
SMALLEST = 1e-4
"""Square degrees: what is smaller has no room for three corners of DECIMALS."""
CODES = {"N. Cyprus": "CYP", "Somaliland": "SOM", "Kosovo": "XKX"}
"""What ISO 3166-1 has no code for goes to the country that it does, or to the code that Detente uses."""

HEAD = """\
# Shapes of countries, for maps of the whole world or of large parts of it.
# Origin: Natural Earth, Admin 0 countries 1:110 million, as the PyPI wheel geopandas 0.14.4 carries it; made by
#   scripts/world_shapes.py
# Licence: public domain (Natural Earth)
# Date: 2026-11-26
# Known gaps: Antarctica, small countries and islands have no shape; borders are those that hold on the ground as
#   Natural Earth sees it, rounded at this scale, and say nothing on whose a land is by right (Crimea, Kashmir, …)
# country: ISO 3166-1 alpha-3, or XKX. polygon: number within the country. ring: outer, or hole in the polygon's outer
# one. points: "longitude latitude" in degrees, WGS 84, joined by ","; the first point is not told again at the end.
country\tpolygon\tring\tpoints
"""

Ring = list[tuple[float, float]]


def main(wheel: Path | None) -> None:
    """Write the data file from a wheel, or from one fetched for it."""
    with tempfile.TemporaryDirectory() as folder:
        path = wheel or _fetched(Path(folder))
        data = path.read_bytes()
        if hashlib.sha256(data).hexdigest() != SHA256:
            raise DetenteError(str(path), "not the wheel that the shapes are made of", f"pip download {WHEEL}")
        with ZipFile(path) as archive:
            codes = list(_codes(archive.read(f"{TABLE}.dbf")))
            shapes = list(_shapes(archive.read(f"{TABLE}.shp")))
    known = [pair for pair in zip(codes, shapes, strict=True) if pair[0] in known_countries()]
    lines = sorted(line for code, rings in known for line in _lines(code, rings))
    TARGET.write_text(HEAD + "".join(f"{line}\n" for line in _numbered(lines)), encoding="utf-8")


def _fetched(folder: Path) -> Path:
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", str(folder), WHEEL]
    subprocess.run(command, check=True)  # noqa: S603  a command of our own
    return next(folder.glob("*.whl"))


def _codes(table: bytes) -> Iterator[str]:
    """ISO 3166-1 alpha-3 of each row of a dBASE table."""
    rows, start, width = struct.unpack("<IHH", table[4:12])
    fields = _fields(table, start)
    for number in range(rows):
        row = table[start + number * width : start + (number + 1) * width]
        name, code = (row[slice(*fields[field])].decode("latin-1").strip() for field in ("name", "iso_a3"))
        yield CODES.get(name, code)


def _fields(table: bytes, start: int) -> dict[str, tuple[int, int]]:
    """Where the fields of a row begin and end; its first byte tells whether it was deleted."""
    found, position = {}, 1
    for place in range(32, start - 1, 32):
        name, length = table[place : place + 11].rstrip(b"\0").decode("ascii"), table[place + 16]
        found[name] = (position, position + length)
        position += length
    return found


def _shapes(shapefile: bytes) -> Iterator[list[Ring]]:
    """Rings of each record of an ESRI shapefile of polygons; outer rings run clockwise."""
    position = 100
    while position < len(shapefile):
        (words,) = struct.unpack(">i", shapefile[position + 4 : position + 8])
        yield _rings(shapefile[position + 8 : position + 8 + 2 * words])
        position += 8 + 2 * words


def _rings(record: bytes) -> list[Ring]:
    kind, parts, points = struct.unpack("<i32x2i", record[:44])
    if kind != 5:
        raise DetenteError(TABLE, f"a record of kind {kind} is no polygon")
    starts = [*struct.unpack(f"<{parts}i", record[44 : 44 + 4 * parts]), points]
    flat = struct.unpack(f"<{2 * points}d", record[44 + 4 * parts : 44 + 4 * parts + 16 * points])
    pairs = list(zip(flat[::2], flat[1::2], strict=True))
    return [pairs[first:last] for first, last in pairwise(starts)]


def _lines(code: str, rings: list[Ring]) -> Iterator[str]:
    """A line for each outer ring, with the holes in it after it."""
    for ring in rings:
        if -_area(ring) > SMALLEST:
            holes = [hole for hole in rings if _area(hole) > 0 and _inside(hole[0], ring)]
            yield "\n".join([f"{code}\touter\t{_points(ring)}", *(f"{code}\thole\t{_points(hole)}" for hole in holes)])


def _numbered(lines: list[str]) -> Iterator[str]:
    """The lines with the number of the polygon, counted anew in each country, in their second column."""
    numbers: dict[str, int] = {}
    for polygon in lines:
        for line in polygon.split("\n"):
            code, ring, points = line.split("\t")
            numbers[code] = numbers.get(code, 0) + (ring == "outer")
            yield f"{code}\t{numbers[code]}\t{ring}\t{points}"


def _points(ring: Ring) -> str:
    rounded = [f"{round(x, DECIMALS):g} {round(y, DECIMALS):g}" for x, y in ring]
    kept = [point for point, before in zip(rounded, [None, *rounded[:-1]], strict=True) if point != before]
    return ",".join(kept[:-1] if kept[0] == kept[-1] else kept)


def _area(ring: Ring) -> float:
    """Signed area in square degrees: below 0 for a ring that runs clockwise."""
    return sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairwise(ring)) / 2


def _inside(point: tuple[float, float], ring: Ring) -> bool:
    """Whether a ray to the east crosses the ring an odd number of times."""
    x, y = point
    sides = pairwise(ring)
    crossed = [(y1 > y) != (y2 > y) and x < x1 + (y - y1) / (y2 - y1) * (x2 - x1) for (x1, y1), (x2, y2) in sides]
    return sum(crossed) % 2 == 1


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--wheel", type=Path, help="the wheel, if it is here already")
    main(parser.parse_args().wheel)
