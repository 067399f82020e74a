"""Score the reading of time expressions: the share whose interval is exactly right.

Usage: python -m benchmarks.dates [benchmarks/dates/dev.jsonl] [--floor 0.95]

Each line of the file is {"text", "on", "from", "to"}, with "context", "tense", "anchor" and "precision" where needed.
Ends with status 1 below the floor.
"""

import argparse
import json
import sys
import time
from pathlib import Path
from typing import Any

from detente.dates import DateInterval, resolve_date

FLOOR = 0.95


def _resolve(row: dict[str, Any]) -> DateInterval | None:
    given = {name: row.get(name) for name in ("context", "anchor")}
    return resolve_date(row["text"], row.get("on"), row.get("tense"), **given)


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("path", type=Path, nargs="?", default=Path(__file__).with_name("dev.jsonl"))
    parser.add_argument("--floor", type=float, default=FLOOR)
    options = parser.parse_args()
    rows = [json.loads(line) for line in options.path.read_text(encoding="utf-8").splitlines() if line.strip()]
    began = time.process_time()
    found = [_resolve(row) for row in rows]
    seconds = time.process_time() - began
    right = precise = 0
    for row, interval in zip(rows, found, strict=True):
        given = (interval.from_, interval.to) if interval else (None, None)
        precise += (interval.precision if interval else None) == row.get("precision")
        if given == (row["from"], row["to"]):
            right += 1
        else:
            rule = interval.rule if interval else None
            sys.stdout.write(f"{row['text']!r} on {row.get('on')}: {given}, not {(row['from'], row['to'])} ({rule})\n")
    share = right / len(rows)
    sys.stdout.write(
        f"dates: {right} of {len(rows)} intervals exactly right: {share:.4f} (floor {options.floor}); "
        f"{precise} precisions; {1e6 * seconds / len(rows):.0f} microseconds each\n"
    )
    sys.exit(share < options.floor)


if __name__ == "__main__":
    main()
