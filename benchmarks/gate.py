"""The floor under the coder's scores: fails if the shipped weights score lower on the dev sentences than they did.

Usage: python -m benchmarks.gate [--gold ../shared/corpus/dev.jsonl] [--pin] [--lower]

``--pin`` writes today's scores as the new floor; a floor is only lowered with ``--lower`` beside it. Without the data
the gate says so and passes.
"""

import argparse
import json
import sys
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from benchmarks.accuracy import SCORER, measure

FLOOR = Path(__file__).parent / "floor.json"
MEASURES = (
    *("typed", "row", "role actors", "role recipients", "role source", "role date", "role killed"),
    "status accuracy, not actual",
)
SLACK = 0.003
"""What a score may fall below its floor: other processors round int8 otherwise."""


@dataclass(frozen=True, slots=True)
class Floor:
    """Scores that were reached, on data with a digest."""

    data: str
    scores: dict[str, float]


def read_floor(path: Path) -> Floor | None:
    """The pinned floor; None where nothing is pinned yet."""
    if not path.exists():
        return None
    record = json.loads(path.read_text(encoding="utf-8"))
    return Floor(record["data"], record["scores"])


def write_floor(path: Path, floor: Floor) -> None:
    """Pin the floor."""
    path.write_text(json.dumps({"data": floor.data, "scores": floor.scores}, indent=2) + "\n", encoding="utf-8")


def fallen(floor: Floor, scores: dict[str, float]) -> list[str]:
    """Measures below their floor, in words."""
    pairs = ((name, low, scores.get(name, 0.0)) for name, low in floor.scores.items())
    return [f"{name}: {score:.4f}, floor {low:.4f}" for name, low, score in pairs if score < low - SLACK]


def refuse(floor: Floor | None, now: Floor, lower: bool) -> list[str]:
    """Why today's scores may not be pinned; empty if they may."""
    if floor is None or lower or floor.data != now.data:
        return []
    return [line + " (lower a floor with --lower)" for line in fallen(floor, now.scores)]


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--gold", type=Path, default=Path("../shared/corpus/dev.jsonl"))
    parser.add_argument("--pin", action="store_true")
    parser.add_argument("--lower", action="store_true")
    options = parser.parse_args()
    if not options.gold.exists():
        sys.stdout.write(f"{options.gold} is not here: the gate is skipped\n")
        return
    digest = sha256(options.gold.read_bytes()).hexdigest()
    rows = measure(options.gold, options.gold.parent / "tools" / SCORER.name).rows
    now = Floor(digest, {name: round(rows[name]["f1"], 4) for name in MEASURES if name in rows})
    floor = read_floor(FLOOR)
    if options.pin:
        faults = refuse(floor, now, options.lower)
        if not faults:
            write_floor(FLOOR, now)
    elif floor is None or floor.data != digest:
        faults = ["no floor is pinned for this data: run with --pin"]
    else:
        faults = fallen(floor, now.scores)
    lines = faults or [f"{name}: {score:.4f}" for name, score in now.scores.items()]
    sys.stdout.write("".join(line + "\n" for line in lines))
    sys.exit(bool(faults))


if __name__ == "__main__":
    main()
