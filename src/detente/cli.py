"""The ``detente`` command: options in, rows out.

Status 0: all was read. 1: some of it was rejected. 2: the command could not run. 130: stopped from the keyboard.
141: whoever read the output stopped reading. 143 and 129: ended by SIGTERM or SIGHUP.
"""

import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import click

from detente import __version__
from detente.error import DetenteError
from detente.event import CodedReport
from detente.explain_command import explain
from detente.export_command import export
from detente.exports import CODEBOOK_FORMATS, FORMATS, open_writer
from detente.exports.visible import visible
from detente.gazetteer_command import gazetteer
from detente.import_command import import_
from detente.incidents_command import incidents
from detente.options import (
    examples,
    files_of,
    of_actor,
    of_country,
    of_status,
    of_type,
    open_ledger,
    require_apart,
    with_confidence,
)
from detente.options import kept_in as kept_in_option
from detente.options import output as output_option
from detente.plot_command import plot
from detente.process import ended_by_signals, fill_closed_streams
from detente.reject import Reject
from detente.relations_command import relations
from detente.report_command import report
from detente.resolve_command import resolve
from detente.search_command import search
from detente.serve_command import serve

SOME_REJECTED, CANNOT_RUN, STOPPED, PIPE_CLOSED = 1, 2, 130, 141


class _Failed(click.ClickException):
    """Ends the command with a status and, if there is a message, one line on standard error."""

    def __init__(self, status: int, message: str = "") -> None:
        super().__init__(message)
        # The library declares it for the class, and reads it from the instance.
        setattr(self, "exit_code", status)  # noqa: B010

    def show(self, file: Any = None) -> None:  # noqa: ARG002
        if self.message:
            click.echo(f"detente: {visible(self.message)}", err=True)


class _Group(click.Group):
    """Turns what stops a command into its status."""

    def main(self, *args: Any, **kwargs: Any) -> Any:
        fill_closed_streams()
        with ended_by_signals():
            try:
                return super().main(*args, **kwargs)
            except OSError as error:  # help or version that cannot be written
                _forget_output()
                click.echo(f"detente: output: {error.strerror or error}", err=True)
                sys.exit(CANNOT_RUN)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except DetenteError as error:
            raise _Failed(CANNOT_RUN, str(error)) from error
        except KeyboardInterrupt as error:
            raise _Failed(STOPPED) from error
        except BrokenPipeError as error:
            _forget_output()
            raise _Failed(PIPE_CLOSED) from error
        except OSError as error:
            raise _Failed(CANNOT_RUN, f"{error.filename or 'output'}: {error.strerror or error}") from error


def _forget_output() -> None:
    """What is still in the buffer would fail again, with a traceback, when Python ends."""
    if sys.stdout is not None:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _date(_ctx: click.Context, _option: click.Parameter, value: str | None) -> str | None:
    if value is None:
        return None
    from detente.dates import HOW_PUBLISHED, read_published

    if read_published(value) is None:
        raise click.BadParameter(f"{value!r} is not a date: {HOW_PUBLISHED}")
    return value


_format = click.option(
    "--format",
    "format_",
    type=click.Choice(FORMATS),
    default="table",
    show_default=True,
    help="How they are written.",
)


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="detente")
def main() -> None:
    """Read news reports on politics and armed conflict, and keep a ledger of their events."""


main.epilog = examples("detente read reports/", "detente events --type ASSAULT --country YEM")
for _command in (explain, export, gazetteer, import_, incidents, plot, relations, report, resolve, search, serve):
    main.add_command(_command)


@main.command(
    "read",
    short_help="Read reports and keep their events.",
    epilog=examples("detente read reports/ feed.jsonl.gz --format jsonl --output events.jsonl"),
)
@click.argument("paths", nargs=-1, required=True, metavar="PATH…|-")
@click.option(
    "--published", callback=_date, metavar="DATE", help="Date of publication of reports that tell none themselves."
)
@click.option(
    "--actors", type=click.Path(path_type=Path), metavar="FILE", help="Table with actors of your own; they win."
)
@click.option(
    "--gazetteer",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Places as `detente gazetteer load` keeps them.",
)
@_format
@output_option
@kept_in_option
@click.option("--no-ledger", is_flag=True, help="Keep nothing.")
@click.option("--quiet", is_flag=True, help="Write nothing to standard error but what stops the command.")
def read(
    paths: tuple[str, ...],
    published: str | None,
    actors: Path | None,
    gazetteer: Path | None,
    format_: str,
    output: str,
    ledger: str,
    no_ledger: bool,
    quiet: bool,
) -> None:
    """Read text files, folders of them, and JSON Lines, plain or gzip; - is standard input.

    Prints the events of each report and keeps them in the ledger. What cannot be read is told on standard error, one
    line each, and kept as well. Reports that the ledger already holds as this version reads them are printed from it.
    """
    from contextlib import ExitStack

    from detente.reading import read_all

    _require_some(paths)
    tables = [str(path) for path in (actors, gazetteer) if path]
    require_apart(output, [*paths, *tables, *([] if no_ledger else files_of(ledger))])
    with ExitStack() as stack:
        kept_in = None if no_ledger else stack.enter_context(open_ledger(ledger))
        writer = stack.enter_context(open_writer(format_, output))
        teller = _Teller(paths, quiet=quiet, rows_on_terminal=output == "-" and sys.stdout.isatty())
        own = [Path(output), *map(Path, files_of(ledger))]
        items = read_all(
            paths,
            published=published,
            stdin=sys.stdin.buffer,
            ledger=kept_in,
            leave_out=own,
            actors=actors,
            gazetteer=gazetteer,
        )
        for item in items:
            teller.saw(item)
            if isinstance(item, CodedReport):
                writer.write(item)
        teller.end(kept_in.name if kept_in else "")
    if teller.rejected:
        raise _Failed(SOME_REJECTED)


@main.command(
    "events",
    short_help="List the events of the ledger.",
    epilog=examples("detente events --actor rebels --since 2024-11-01 --status actual"),
)
@of_type
@of_actor
@of_country
@click.option("--since", metavar="DATE", help="First day: of the event where it is known, else of its report.")
@click.option("--until", metavar="DATE", help="Last day.")
@of_status
@with_confidence
@_format
@output_option
@kept_in_option
def events(
    format_: str,
    output: str,
    ledger: str,
    **words: Any,
) -> None:
    """List the events that the ledger holds, in the order in which their reports were read."""
    from detente.ledger import EventFilter

    wanted = EventFilter(**words)
    require_apart(output, files_of(ledger))
    with open_ledger(ledger, create=False) as kept_in, open_writer(format_, output) as writer:
        for coded in kept_in.coded(wanted):
            writer.write(coded)


@main.command("rejects", short_help="List what could not be read.", epilog=examples("detente rejects --format csv"))
@_format
@output_option
@kept_in_option
def rejects(format_: str, output: str, ledger: str) -> None:
    """List what could not be read: file, line, reason, and what to do about it."""
    from detente.exports.destination import open_destination
    from detente.exports.rejects import write_rejects

    require_apart(output, files_of(ledger))
    with open_ledger(ledger, create=False) as kept_in, open_destination(output) as destination:
        write_rejects(kept_in.rejects(), format_, destination)


@main.command(
    "codebook",
    short_help="Print types, modes and scores.",
    epilog=examples("detente codebook --format csv --output codebook.csv"),
)
@click.option("--format", "format_", type=click.Choice(CODEBOOK_FORMATS), default="table", show_default=True)
@output_option
def codebook(format_: str, output: str) -> None:
    """Print the types of events and their modes with quad class, score and nearest CAMEO code."""
    from detente.codebook import load_codebook
    from detente.exports.codebook import write_codebook
    from detente.exports.destination import open_destination

    with open_destination(output) as destination:
        write_codebook(load_codebook(), format_, destination)


class _Teller:
    """Tells on standard error how the reading goes, and counts."""

    def __init__(self, paths: Iterable[str], *, quiet: bool, rows_on_terminal: bool) -> None:
        from detente.progress import Progress

        self._quiet = quiet
        # Rows that scroll by on the same terminal are progress enough.
        shown = sys.stderr.isatty() and not quiet and not rows_on_terminal
        self._progress = Progress(sys.stderr, paths) if shown else None
        self.reports = self.events = self.rejected = 0

    def saw(self, item: CodedReport | Reject) -> None:
        if isinstance(item, Reject):
            self.rejected += 1
            self._tell(visible(str(item)))
        else:
            self.reports += 1
            self.events += len(item.events)
        if self._progress is not None:
            self._progress.saw(item)

    def end(self, ledger: str) -> None:
        """The last line: what was read and where it is kept."""
        counts = f"{_counted(self.reports, 'report')}, {_counted(self.events, 'event')}, {self.rejected:,} rejected"
        self._tell(counts + (f"; kept in {visible(ledger)}" if ledger else ""))

    def _tell(self, line: str) -> None:
        if self._progress is not None:
            self._progress.clear()
        if not self._quiet:
            click.echo(line, err=True)


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}" + ("" if number == 1 else "s")


def _require_some(paths: tuple[str, ...]) -> None:
    """One missing path among others is a reject; if there is nothing at all, the command was called wrongly."""
    if not any(path == "-" or _may_exist(path) for path in paths):
        raise DetenteError(", ".join(paths), "file not found")


def _may_exist(path: str) -> bool:
    try:
        os.lstat(path)
    except (FileNotFoundError, NotADirectoryError, ValueError):
        return False
    except OSError:  # it cannot be told, which is for the reading to say
        return True
    return True
