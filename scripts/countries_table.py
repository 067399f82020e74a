"""Makes ``actors/countries.tsv``: every country and territory with its names, demonyms and capitals.

``python -m scripts.countries_table countryInfo.txt`` reads the table of countries of GeoNames, puts in what
``countries_by_hand.tsv`` says, and writes the data file.
"""

import argparse
from collections.abc import Iterator
from pathlib import Path

from detente.error import DetenteError
from detente.tables import read_table

TARGET = Path(__file__).parent.parent / "src" / "detente" / "actors" / "countries.tsv"
BY_HAND = Path(__file__).parent / "countries_by_hand.tsv"
COLUMNS = ("country", "name", "other_names", "demonyms", "capitals")

LEFT_OUT = frozenset(("ANT", "ATA", "ATF", "BVT", "HMD", "SCG", "SGS", "UMI"))
"""Dissolved states, and land without inhabitants of its own."""

HEAD = """\
# Countries and territories with the names, demonyms and capitals that English news use for them.
# Origin: GeoNames countryInfo.txt (geonames.org) for codes, names and capitals; scripts/countries_by_hand.tsv for the
#   rest and for what has changed; made by scripts/countries_table.py
# Licence: CC BY 4.0 (GeoNames), changed
# Date: 2026-11-25
# Known gaps: names in other languages; former states; regions, unless country_readings.tsv has them
# country: ISO 3166-1 alpha-3, XKX for Kosovo. Lists are joined by "; ". Accents and capital letters do not matter.
"""

_CODE, _NAME, _CAPITAL = 1, 4, 5


def rows(geonames: str) -> Iterator[tuple[str, ...]]:
    """Yield the cells of each country in the order of the codes."""
    by_hand = {row.cells[0]: row for row in read_table(BY_HAND, COLUMNS)}
    base = dict(_countries(geonames))
    for code, row in by_hand.items():
        if code not in base:
            raise row.fault(f"country: GeoNames has no {code!r}")
    for code, (name, capital) in sorted(base.items()):
        if code not in by_hand:
            raise DetenteError(str(BY_HAND), f"{code} ({name}) is missing")
        _, own_name, other_names, demonyms, capitals = by_hand[code].cells
        yield code, own_name or name, other_names, demonyms, "" if capitals == "-" else capitals or capital


def _countries(geonames: str) -> Iterator[tuple[str, tuple[str, str]]]:
    for line in geonames.splitlines():
        cells = [cell.strip() for cell in line.split("\t")]
        if not line.startswith("#") and len(cells[_CODE]) == 3 and cells[_CODE] not in LEFT_OUT:
            yield cells[_CODE], (cells[_NAME], cells[_CAPITAL])


def main() -> None:
    """Read the source named on the command line and write the data file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("source", type=Path, help="countryInfo.txt of GeoNames")
    source = parser.parse_args().source.read_text(encoding="utf-8")
    lines = ["\t".join(cells) + "\n" for cells in (COLUMNS, *rows(source))]
    TARGET.write_text(HEAD + "".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
