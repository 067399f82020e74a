"""``detente incidents``: which events tell of one happening, listed, shown, and corrected by hand.

Each of its commands first puts into incidents what was read since, so that what is shown follows from all that the
ledger holds.
"""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from detente.error import DetenteError
from detente.exports import FORMATS
from detente.exports.visible import visible
from detente.options import (
    examples,
    files_of,
    from_publishers,
    kept_in,
    of_actor,
    of_country,
    of_status,
    of_type,
    open_ledger,
    output,
    require_apart,
    with_confidence,
)

if TYPE_CHECKING:
    from detente.incidents.incident import Incident
    from detente.ledger import Ledger

EXAMPLE_INCIDENT = "b1c2d3e4f5061728"
EXAMPLE_OTHER = "0a1b2c3d4e5f6071"
EXAMPLE_EVENT = "5d2f0c8b1a9e4f37"

_author = click.option(
    "--author", metavar="NAME", help="Who says so; kept with the correction.", show_default="name of the user"
)


@click.group(
    "incidents",
    invoke_without_command=True,
    short_help="List incidents, each with every source's version.",
    epilog=examples(
        "detente incidents --type ASSAULT --country YEM --since 2024-11-01 --min-publishers 2",
        "detente incidents --format jsonl --output incidents.jsonl",
    ),
)
@of_type
@of_actor
@of_country
@click.option("--since", metavar="DATE", help="First day: of the incident where it is known, else of its reports.")
@click.option("--until", metavar="DATE", help="Last day.")
@of_status
@with_confidence
@from_publishers
@click.option(
    "--format",
    "format_",
    type=click.Choice(FORMATS),
    default="table",
    show_default=True,
    help="How they are written.",
)
@output
@kept_in
@click.pass_context
def incidents(
    context: click.Context,
    /,
    format_: str,
    output: str,
    ledger: str,
    **words: Any,
) -> None:
    """List the incidents of the ledger: what its events tell of, each happening once however many reports tell it.

    They come by their first day. With a command after it one incident is shown or corrected.
    """
    if context.invoked_subcommand is not None:
        _refuse_options_of_the_list(context)
        return
    from detente.exports.destination import open_destination
    from detente.exports.incidents import write_incidents
    from detente.ledger import IncidentFilter

    wanted = IncidentFilter(**words)
    require_apart(output, files_of(ledger))
    with up_to_date(ledger) as kept, open_destination(output) as destination:
        write_incidents(kept.incidents(wanted), format_, destination)


@incidents.command(
    "show",
    short_help="Show one incident with all its versions.",
    epilog=examples(f"detente incidents show {EXAMPLE_INCIDENT}"),
)
@click.argument("incident_id")
@click.option("--format", "format_", type=click.Choice(("text", "jsonl")), default="text", show_default=True)
@output
@kept_in
def show(incident_id: str, format_: str, output: str, ledger: str) -> None:
    """Show one incident: each source's version, and each event with its sentence and why it is there.

    The parts of a join sum to its log odds. An id that no longer holds leads to the incident that holds in its place.
    """
    from detente.exports.destination import open_destination
    from detente.exports.incident_pages import Page, shown
    from detente.exports.incidents import record_of
    from detente.exports.jsonl import record_line

    require_apart(output, files_of(ledger))
    with up_to_date(ledger) as kept, open_destination(output) as destination:
        found = kept.incident(incident_id)
        if found is None:
            raise DetenteError(
                incident_id,
                "the ledger holds no incident of this id",
                "detente incidents --format jsonl lists them",
            )
        if format_ == "jsonl":
            text = record_line(record_of(found))
        else:
            page = Page(destination.terminal)
            text = page.text(shown(found, _report_of(kept), page.coloured))
        destination.stream.write(text.encode("utf-8", "backslashreplace"))


@incidents.command(
    "join",
    short_help="Say by hand that incidents or events are one.",
    epilog=examples(f"detente incidents join {EXAMPLE_INCIDENT} {EXAMPLE_OTHER} --author anna"),
)
@click.argument("ids", nargs=-1, required=True, metavar="ID…")
@_author
@kept_in
def join(ids: tuple[str, ...], author: str | None, ledger: str) -> None:
    """Make one incident of several: an ID is that of an incident, for all of its events, or of an event.

    The correction is kept beside what was found, holds however much is read later, and ends when these events are
    split.
    """
    by = _name(author)
    with up_to_date(ledger) as kept:
        _tell((kept.join(*ids, author=by),))


@incidents.command(
    "split",
    short_help="Say by hand that events are not of an incident.",
    epilog=examples(f"detente incidents split {EXAMPLE_INCIDENT} {EXAMPLE_EVENT} --author anna"),
)
@click.argument("incident_id")
@click.argument("event_ids", nargs=-1, required=True, metavar="EVENT…")
@_author
@kept_in
def split(incident_id: str, event_ids: tuple[str, ...], author: str | None, ledger: str) -> None:
    """Take events out of an incident; those that are like one another make an incident of their own.

    The correction is kept beside what was found, holds however much is read later, and ends when these events are
    joined.
    """
    by = _name(author)
    with up_to_date(ledger) as kept:
        _tell(kept.split(incident_id, *event_ids, author=by))


def _refuse_options_of_the_list(context: click.Context) -> None:
    given = [
        parameter.opts[0]
        for parameter in context.command.params
        if context.get_parameter_source(parameter.name or "") == click.core.ParameterSource.COMMANDLINE
    ]
    if given:
        raise click.UsageError(f"{given[0]} goes after {context.invoked_subcommand}, or with no command", context)


@contextmanager
def up_to_date(where: str, *, create: bool = False) -> "Iterator[Ledger]":
    """The ledger with all its events in incidents; a terminal is told how far that is."""
    with open_ledger(where, create=create) as kept:
        with told_on_terminal() as progress:
            kept.update_incidents(progress)
        yield kept


@contextmanager
def told_on_terminal() -> "Iterator[IncidentsProgress | None]":
    """What tells a terminal how many incidents of all are done; None where there is none."""
    progress = IncidentsProgress() if sys.stderr.isatty() else None
    try:
        yield progress
    finally:
        if progress is not None:
            progress.clear()


def _report_of(kept: "Ledger") -> "Callable[[str], Any]":
    def report_of(event_id: str) -> Any:
        found = kept.reading_of(event_id)
        return None if found is None else found[0]

    return report_of


def _tell(found: "tuple[Incident, ...]") -> None:
    """The incidents that came out, as a list shows them."""
    from detente.exports.destination import open_destination
    from detente.exports.incidents import write_incidents

    with open_destination("-") as destination:
        write_incidents(found, "table", destination)


def _name(author: str | None) -> str:
    """The author, or the name by which the system knows the user."""
    import getpass

    try:
        name = (author if author is not None else getpass.getuser()).strip()
    except (KeyError, OSError, ImportError):  # the system knows no such user
        name = ""
    if not name:
        raise DetenteError("--author", "nobody is named", "say who corrects this: --author anna")
    return visible(name)


class IncidentsProgress:
    """One line on a terminal that says how far the incidents have come."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._started = clock()
        self._visible = False

    def __call__(self, done: int, due: int) -> None:
        """Shows the line anew, once the work has taken a while."""
        from detente.progress import QUIET_SECONDS, duration

        spent = self._clock() - self._started
        if spent < QUIET_SECONDS:
            return
        self._visible = True
        left = duration(spent * (due - done) / done)
        sys.stderr.write(f"\r\x1b[Kincidents: {done:,} of {due:,} · {done / due:.0%} · about {left} left")
        sys.stderr.flush()

    def clear(self) -> None:
        """Takes the line away."""
        if self._visible:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
