"""Score the reading of tolls: the share of expressions whose range is exactly right.

Usage: python -m benchmarks.tolls [benchmarks/tolls/dev.jsonl] [--floor 0.97]

Each line of the file is {"text", "min", "max"}. Ends with status 1 below the floor.
"""

import argparse
import json
import sys
import time
from pathlib import Path

from detente.tolls import resolve_toll

FLOOR = 0.97


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("path", type=Path, nargs="?", default=Path(__file__).with_name("dev.jsonl"))
    parser.add_argument("--floor", type=float, default=FLOOR)
    options = parser.parse_args()
    rows = [json.loads(line) for line in options.path.read_text(encoding="utf-8").splitlines() if line.strip()]
    began = time.process_time()
    found = [resolve_toll(row["text"]) for row in rows]
    seconds = time.process_time() - began
    right = 0
    for row, toll in zip(rows, found, strict=True):
        given = (toll.min, toll.max) if toll else (None, None)
        if given == (row["min"], row["max"]):
            right += 1
        else:
            sys.stdout.write(f"{row['text']!r}: {given}, not {(row['min'], row['max'])} ({toll and toll.rule})\n")
    share = right / len(rows)
    sys.stdout.write(
        f"tolls: {right} of {len(rows)} ranges exactly right: {share:.4f} (floor {options.floor}); "
        f"{1e6 * seconds / len(rows):.0f} microseconds each\n"
    )
    sys.exit(share < options.floor)


if __name__ == "__main__":
    main()
