"""Makes ``codebook/cameo.tsv``: for each CAMEO code the type and mode of the codebook.

``python -m scripts.cameo_table CAMEO2PLOVER.txt`` reads the conversion table of the PLOVER project and writes the data
file. What that table lacks or names by modes that its manual no longer has is decided here, each case with its reason.
"""

import argparse
import re
from collections.abc import Iterator
from pathlib import Path

TARGET = Path(__file__).parent.parent / "src" / "detente" / "codebook" / "cameo.tsv"

HEAD = """\
# CAMEO codes with the type and mode of the codebook that is nearest.
# Origin: CAMEO2PLOVER.txt of 17 September 2021, edited by Philip Schrodt, Open Event Data Alliance
# (github.com/openeventdata/PLOVER); changed by scripts/cameo_table.py where the last column says "detente"
# Licence: CC BY-SA 4.0 (this file alone; the rest of the package is under Apache-2.0)
# Date: 2026-11-25
# Known gaps: the contexts of the source are left out; CAMEO 01 (statements) has no type; PLOVER gives embargoes (163)
# to COERCE and eased curfews and sanctions (0813, 0814, 085) to RETREAT, where this codebook codes SANCTION and CONCEDE
cameo\ttype\tmode\tby
"""

MODES_SINCE_RENAMED = {
    ("RETREAT", "return"): "release",  # property counts as released
    ("RETREAT", "ease"): "",
    ("THREATEN", "ban"): "restrict",
    ("THREATEN", "political"): "restrict",
    ("COERCE", "ban"): "restrict",
    ("ASSAULT", "seize"): "destroy",  # 1712, destroy property
    ("ASSAULT", "assassinate"): "targeted",
    ("ASSAULT", "massacre"): "targeted",
    ("ASSAULT", "cleansing"): "",
    ("ASSAULT", "pro_autocracy"): "",  # a context that stands in the column of modes
}
"""Modes of the source that the codebook has not, and what they are in it."""

MODES_BY_LABEL = {
    "045": "third-party",  # mediation
    "105": "yield",  # demand that the target yields
    "112": "allege",  # accuse, not otherwise specified
    "124": "yield",  # decline to yield, and two kinds of easing declined
    "1241": "yield",
    "1242": "yield",
    "175": "crowd-control",  # violent repression
    "183": "explosives",  # non-military bombing of any kind; 1831 alone is the suicide bombing
    "195": "aerial",  # aerial weapons
    "1721": "censor",  # restrictions on speech
}
"""Codes whose label names a mode that the codebook has and the source passes over."""

CODES_ADDED = {
    "176": ("COERCE", "cyber"),  # of CAMEO 1.1, later than the source's list of codes
    "1951": ("ASSAULT", "aerial"),
    "1952": ("ASSAULT", "drone"),
}

_LINE = re.compile(r"(\d{2,4}):\s*([A-Z]+)(?:\s*,\s*([a-z_-]*))?")


def rows(source: str) -> Iterator[tuple[str, str, str, str]]:
    """Code, type, mode ("" for none) and who decided, in order of the codes."""
    found = _read(source)
    # PLOVER makes one type of appeals (02) and demands (10), whose codes run side by side.
    appeals = {f"02{code[2:]}": kind for code, (*kind, _) in found.items() if code[:2] == "10"}
    for code, (event_type, mode) in (appeals | CODES_ADDED).items():
        found.setdefault(code, (event_type, mode, "detente"))
    return ((code, *found[code]) for code in sorted(found))


def _read(source: str) -> dict[str, tuple[str, str, str]]:
    found: dict[str, tuple[str, str, str]] = {}
    for line in source.splitlines():
        match = _LINE.match(line)
        if match is None:
            continue
        code, event_type, stated = match[1], match[2], match[3] or ""
        mode = MODES_BY_LABEL.get(code, MODES_SINCE_RENAMED.get((event_type, stated), stated))
        # A root that stands twice (08) stays with the type of its first block.
        found.setdefault(code, (event_type, mode, "plover" if mode == stated else "detente"))
    return found


def main() -> None:
    """Read the source named on the command line and write the data file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("source", type=Path, help="CAMEO2PLOVER.txt")
    source = parser.parse_args().source.read_text(encoding="utf-8")
    TARGET.write_text(HEAD + "".join("\t".join(row) + "\n" for row in rows(source)), encoding="utf-8")


if __name__ == "__main__":
    main()
