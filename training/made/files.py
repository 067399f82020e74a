"""What all data files of made sentences have in common: a head, entries by line, faults with file and line."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

HEAD = ("# Origin:", "# Licence:", "# Date:")


@dataclass(slots=True)
class Faults:
    """Every fault found so far, as ``file:line: reason``."""

    found: list[str] = field(default_factory=list)

    def add(self, path: Path, line: int, reason: str) -> None:
        """Note one fault."""
        self.found.append(f"{path}:{line}: {reason}")

    def refuse(self) -> None:
        """Raise ValueError with all faults if there is one."""
        if self.found:
            raise ValueError("\n".join(self.found))


def lines_of(path: Path, faults: Faults) -> list[str]:
    """Lines of a file, ends stripped; a file without its head is a fault."""
    lines = [line.rstrip() for line in path.read_text(encoding="utf-8").splitlines()]
    for wanted in HEAD:
        if not any(line.startswith(wanted) for line in lines):
            faults.add(path, 1, f"the head lacks a line {wanted!r}")
    return lines


def entries(path: Path, faults: Faults) -> Iterator[tuple[int, str]]:
    """Lines that are neither blank nor comments, with their numbers; the same line twice is a fault."""
    seen: dict[str, int] = {}
    for number, line in enumerate(lines_of(path, faults), 1):
        if not line or line.startswith("#"):
            continue
        if line in seen:
            faults.add(path, number, f"line {seen[line]} again")
        seen[line] = number
        yield number, line
