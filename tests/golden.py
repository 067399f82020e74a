"""Golden cases as text: ``== description``, what is given, ``---``, what is expected; lines with # before the first."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Case:
    description: str
    given: str
    expected: str

    def __str__(self) -> str:
        return self.description


def read_cases(path: Path) -> list[Case]:
    _, *blocks = path.read_text(encoding="utf-8").split("\n== ")
    cases = []
    for block in blocks:
        description, _, rest = block.partition("\n")
        given, rule, expected = rest.rstrip("\n").partition("\n---\n")
        assert rule, f"{path}: {description}: no ---"
        cases.append(Case(description, given, expected))
    return cases
