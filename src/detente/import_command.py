"""``detente import``: event tables of other coders into the ledger.

Status 0: every row was taken whole. 1: some row, or some field of a row, was not, told on standard error.
"""

import sys
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import click

from detente.error import DetenteError
from detente.event import CodedReport
from detente.exports import FORMATS as WRITTEN
from detente.exports.visible import visible
from detente.imports import FORMATS
from detente.options import examples, files_of, kept_in, open_ledger, output, require_apart
from detente.reject import Reject

if TYPE_CHECKING:
    from detente.imports.files import Reach

SOME_REJECTED = 1


@click.command(
    "import",
    short_help="Bring in event tables of other coders.",
    epilog=examples("detente import icews events.2018.tab"),
)
@click.argument("format_", metavar="FORMAT", type=click.Choice(FORMATS))
@click.argument("files", nargs=-1, required=True, metavar="FILE…|-")
@click.option(
    "--format",
    "written",
    type=click.Choice(WRITTEN),
    help="Print the events too, in this form.",
)
@output
@kept_in
@click.option("--no-ledger", is_flag=True, help="Keep nothing.")
@click.option("--quiet", is_flag=True, help="Write nothing to standard error but what stops the command.")
def import_(
    format_: str,
    files: tuple[str, ...],
    written: str | None,
    output: str,
    ledger: str,
    no_ledger: bool,
    quiet: bool,
) -> None:
    """Bring event tables into the ledger as events without text: FORMAT is icews, gdelt, polecat, acled or ucdp.

    Tables are plain, gzip or zip; - is standard input. Rows and fields that cannot be read are told on standard error,
    one line each, and kept as rejects. Rows that the ledger holds already change nothing, revised ones supersede them.
    """
    from detente.exports import open_writer
    from detente.imports.files import Reach
    from detente.imports.importing import import_rows

    _require_some(files)
    if written is None and output != "-":
        raise DetenteError("--output", "nothing is to be printed", "say in which form, such as --format jsonl")
    require_apart(output, [*files, *([] if no_ledger else files_of(ledger))])
    with ExitStack() as stack:
        kept = None if no_ledger else stack.enter_context(open_ledger(ledger))
        writer = stack.enter_context(open_writer(written, output)) if written else None
        reach = Reach()
        teller = _Teller(files, reach, quiet=quiet, rows_on_terminal=writer is not None and output == "-")
        for item in import_rows(format_, map(Path, files), kept, reach):
            teller.saw(item)
            if writer is not None and isinstance(item, CodedReport):
                writer.write(item)
        teller.end(kept.name if kept else "")
    if teller.rejected:
        click.get_current_context().exit(SOME_REJECTED)


class _Teller:
    """Tells on standard error how the import goes, and counts."""

    def __init__(self, files: tuple[str, ...], reach: "Reach", *, quiet: bool, rows_on_terminal: bool) -> None:
        from detente.progress import Progress

        self._quiet, self._reach = quiet, reach
        shown = sys.stderr.isatty() and not quiet and not (rows_on_terminal and sys.stdout.isatty())
        self._progress = Progress(sys.stderr, files) if shown else None
        self.rows = self.events = self.rejected = 0

    def saw(self, item: CodedReport | Reject) -> None:
        if isinstance(item, Reject):
            self.rejected += 1
            self._tell(visible(str(item)))
        else:
            self.rows += 1
            self.events += len(item.events)
        if self._progress is not None:
            self._progress.saw(item, self._reach.bytes)

    def end(self, ledger: str) -> None:
        """The last line: what was read, how many rows PLOVER has no type for, and where it is kept."""
        plain = self.rows - self.events
        untyped = f" ({plain:,} tell nothing that PLOVER codes)" if plain else ""
        counts = f"{self.rows:,} rows, {self.events:,} events{untyped}, {self.rejected:,} rejected"
        self._tell(counts + (f"; kept in {visible(ledger)}" if ledger else ""))

    def _tell(self, line: str) -> None:
        if self._progress is not None:
            self._progress.clear()
        if not self._quiet:
            click.echo(line, err=True)


def _require_some(files: tuple[str, ...]) -> None:
    """One missing file among others is a reject; if there is nothing at all, the command was called wrongly."""
    if not any(file == "-" or Path(file).exists() for file in files):
        raise DetenteError(", ".join(files), "file not found")
