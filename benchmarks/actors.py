"""Country and sector of actor strings, exact.

Each row has the words of an actor, the date of which it is asked, its country (or UNO, EUR, IGO; empty where it has
none) and its PLOVER sector (empty or null where it has none). "Today" and no date at all mean the day on which the
rows were written, for which the newest date of the file stands. A sector that is no code of PLOVER's is not counted.

Usage: python -m benchmarks.actors ../shared/benchmarks/actors/dev.jsonl [--wrong]
"""

import argparse
import json
import re
import sys
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from detente.actors.resolve import ActorContext, resolve_actor
from detente.actors.table import SECTORS

_DAY = re.compile(r"\d{4}-\d\d-\d\d")


@dataclass(frozen=True, slots=True)
class Asked:
    """One row: words, context, day (ISO 8601), and what is right; None for a sector that cannot be judged."""

    actor: str
    context: str
    on: str
    country: str
    sector: str | None


@dataclass(frozen=True, slots=True)
class Score:
    """Shares of rows that are exactly right, and the rows that are not."""

    rows: int
    country: float
    sector: float
    wrong: tuple[str, ...]


def read_rows(path: Path) -> list[Asked]:
    """Rows of the file; raises ValueError or KeyError where one is not as described above."""
    records = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    days = [day_of(record.get("date") or "") for record in records]
    newest = max(filter(None, days), default="")
    return [
        Asked(
            record["actor"],
            record.get("context") or "",
            day or newest,
            record.get("country") or "",
            _sector(record.get("sector") or ""),
        )
        for record, day in zip(records, days, strict=True)
    ]


def day_of(text: str) -> str:
    """A day in ISO 8601 of one in that or another usual form; empty where the text is none."""
    if _DAY.fullmatch(text):
        return text
    for form in ("%d %B %Y", "%B %d, %Y", "%d %b %Y", "%Y-%m", "%Y"):
        try:
            return datetime.strptime(text, form).date().isoformat()
        except ValueError:
            continue
    return ""


def _sector(code: str) -> str | None:
    return code if not code or code in SECTORS else None


def score(rows: list[Asked]) -> Score:
    """Resolve every row by itself and compare."""
    countries, sectors, judged, wrong = 0, 0, 0, []
    for row in rows:
        answer = resolve_actor(row.actor, ActorContext(row.context), row.on or None)
        country = (answer.country if answer else None) or ""
        sector = (answer.sector if answer else None) or ""
        countries += country == row.country
        judged += row.sector is not None
        sectors += row.sector == sector
        if country != row.country or row.sector not in (sector, None):
            rule = answer.rule if answer else None
            wrong.append(f"{row.actor} | {row.on} | {row.country} {row.sector} | {country} {sector} | {rule}")
    return Score(len(rows), countries / len(rows), sectors / max(1, judged), tuple(wrong))


def main() -> None:
    """Score the file named on the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("path", type=Path)
    parser.add_argument("--wrong", action="store_true", help="list the rows that are not exactly right")
    options = parser.parse_args()
    found = score(read_rows(options.path))
    sys.stdout.write(f"{found.rows} rows: country {found.country:.3f}, sector {found.sector:.3f}\n")
    if options.wrong:
        sys.stdout.writelines(f"{line}\n" for line in found.wrong)


if __name__ == "__main__":
    main()
