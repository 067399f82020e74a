"""Fills the output blocks of ``README.md`` by running the commands: ``python -m scripts.readme_output [--check]``.

A block stands between ``<!-- output: NAME -->`` and ``<!-- end of output -->``. ``--check`` changes nothing and fails
if a block is not what its command prints.
"""

import argparse
import re
import shlex
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"


@dataclass(frozen=True, slots=True)
class Block:
    """A command of Detente as a reader types it, and how many lines of its output are shown."""

    command: str
    lines: int


BLOCKS = {
    "read-example": Block("detente read src/detente/examples/reports/airstrike-denied.txt --no-ledger --quiet", 48),
}

_BLOCK = re.compile(r"(?P<open><!-- output: (?P<name>[a-z-]+) -->\n).*?(?P<close><!-- end of output -->)", re.DOTALL)


def filled(text: str, outputs: dict[str, str]) -> str:
    """Put outputs into their blocks. Raises KeyError for a block without one."""
    return _BLOCK.sub(lambda m: f"{m['open']}```text\n{outputs[m['name']]}\n```\n{m['close']}", text)


def shown(block: Block, output: str) -> str:
    """Lay out command and output as they stand in the page, the first lines of the output alone if it is long."""
    lines = output.rstrip("\n").split("\n")
    kept = lines if len(lines) <= block.lines else [*lines[: block.lines], "  …"]
    return "\n".join([f"$ {block.command}", *(line.rstrip() for line in kept)])


def printed(block: Block) -> str:
    """Run the command, and lay out what it prints."""
    _, *arguments = shlex.split(block.command)
    done = subprocess.run(  # noqa: S603  a command of our own
        [sys.executable, "-m", "detente", *arguments], cwd=ROOT, check=True, capture_output=True, encoding="utf-8"
    )
    return shown(block, done.stdout)


def main() -> None:
    """Fill the blocks, or with ``--check`` compare them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="change nothing; fail if a block is out of date")
    check = parser.parse_args().check
    old = README.read_text(encoding="utf-8")
    new = filled(old, {name: printed(block) for name, block in BLOCKS.items()})
    if not check:
        README.write_text(new, encoding="utf-8")
    elif old != new:
        sys.exit("README.md is out of date: run python -m scripts.readme_output")


if __name__ == "__main__":
    main()
