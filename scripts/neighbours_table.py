"""Makes ``relations/neighbours.tsv``: which countries share a land border.

``python -m scripts.neighbours_table countryInfo.txt`` reads the countries of GeoNames and writes the data file.
"""

import argparse
from collections.abc import Iterator
from pathlib import Path

from detente.actors.table import known_countries

TARGET = Path(__file__).parent.parent / "src" / "detente" / "relations" / "neighbours.tsv"
COLUMNS = ("country", "neighbours")

HEAD = """\
# Neighbours: countries and territories that share a land border.
# Origin: GeoNames countryInfo.txt (geonames.org); made by scripts/neighbours_table.py
# Licence: CC BY 4.0 (GeoNames), changed
# Date: 2026-11-26
# Known gaps: borders at sea; borders that have changed since 1990, which stand as they are now
# country, neighbours: ISO 3166-1 alpha-3, XKX for Kosovo; neighbours are joined by "; ".
"""

_ALPHA_2, _ALPHA_3, _NEIGHBOURS = 0, 1, 17


def rows(geonames: str) -> Iterator[tuple[str, str]]:
    """Yield each country that has neighbours, in the order of the codes, with both sides of every border."""
    lines = [line.split("\t") for line in geonames.splitlines() if line and not line.startswith("#")]
    codes = {cells[_ALPHA_2]: cells[_ALPHA_3] for cells in lines if cells[_ALPHA_3] in known_countries()}
    borders: dict[str, set[str]] = {}
    for cells in lines:
        for other in cells[_NEIGHBOURS].split(","):
            if cells[_ALPHA_2] in codes and other in codes:
                one, two = codes[cells[_ALPHA_2]], codes[other]
                borders.setdefault(one, set()).add(two)
                borders.setdefault(two, set()).add(one)
    for country, others in sorted(borders.items()):
        yield country, "; ".join(sorted(others))


def main() -> None:
    """Read the source named on the command line and write the data file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("source", type=Path, help="countryInfo.txt of GeoNames")
    source = parser.parse_args().source.read_text(encoding="utf-8")
    lines = ["\t".join(cells) + "\n" for cells in (COLUMNS, *rows(source))]
    TARGET.write_text(HEAD + "".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
