"""The coder's weights: two graphs, a tokenizer, and the numbers that were fitted with them."""

import json
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from detente.coding.calibration import Calibration
from detente.coding.decode import Decision
from detente.error import DetenteError

FOLDER = Path(__file__).parent / "weights"
FIRST, SECOND, TOKENIZER, NUMBERS = "first_look.onnx", "second_look.onnx", "tokenizer.json", "coder.json"
FILES = (FIRST, SECOND, TOKENIZER, NUMBERS)
"""What a weights folder must hold; all of it decides what the coder says."""


@dataclass(frozen=True, slots=True)
class Numbers:
    """What was fitted with the weights, and on which data (``fitted_on``)."""

    name: str
    fitted_on: str
    decision: Decision
    calibration: Calibration


def read_numbers(path: Path) -> Numbers:
    """The fitted numbers of a weights folder; raises DetenteError that names file and field."""
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
        decision, calibration = Decision(**record["decision"]), Calibration(**record["calibration"])
        return Numbers(record["name"], record["fitted_on"], decision, calibration)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DetenteError(str(path), f"not the numbers of a coder: {error!r}", "install detente again") from error


def write_numbers(path: Path, numbers: Numbers) -> None:
    """Write the fitted numbers beside the weights."""
    decision = {name: getattr(numbers.decision, name) for name in Decision.__slots__}
    calibration = {"slope": numbers.calibration.slope, "shift": numbers.calibration.shift}
    record = {"name": numbers.name, "fitted_on": numbers.fitted_on, "decision": decision, "calibration": calibration}
    path.write_text(json.dumps(record, indent=2) + "\n", encoding="utf-8")


def digest(folder: Path) -> str:
    """Twelve hexadecimal digits that change with any of FILES."""
    whole = sha256()
    for name in FILES:
        whole.update(sha256((folder / name).read_bytes()).digest())
    return whole.hexdigest()[:12]
