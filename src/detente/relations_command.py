"""``detente relations``: how each two parties stand, over time and now, and how far all of them are from balance.

Each of its commands first puts into incidents what was read since, so that what is shown follows from all that the
ledger holds. "Now" is the evening of the last day with an act, not that of the clock: the same ledger gives the same
answer tomorrow.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, TypeVar

import click

from detente.error import DetenteError
from detente.exports import FORMATS
from detente.incidents_command import told_on_terminal, up_to_date
from detente.options import checked_day, examples, files_of, kept_in, output, require_apart

if TYPE_CHECKING:
    from detente.relations.act import Act

F = TypeVar("F", bound=Callable[..., Any])
LEVELS = ("country", "sector", "organisation")
STEPS = ("day", "week", "month")
LIMIT = 20
MOST_PARTIES = 60
"""Parties whose balance is looked at: all pairs of them are, which for 60 are 1,770."""

level_option = click.option(
    "--level",
    type=click.Choice(LEVELS),
    default="country",
    show_default=True,
    help="How finely parties are told apart.",
)
since_option = click.option("--since", callback=checked_day, metavar="DATE", help="First day.")
until_option = click.option(
    "--until", callback=checked_day, metavar="DATE", show_default="the last day with an act", help="Last day."
)
_limit = click.option(
    "--limit", type=click.IntRange(min=1), default=LIMIT, show_default=True, metavar="NUMBER", help="Most rows."
)
_format = click.option(
    "--format",
    "format_",
    type=click.Choice(FORMATS),
    default="table",
    show_default=True,
    help="How they are written.",
)


class DyadGroup(click.Group):
    """A group whose words, where they name none of its commands, are the two parties of a dyad."""

    def __init__(self, *args: Any, dyad: str, alone: str | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._dyad, self._alone = dyad, alone

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put in the command that is meant where none is named."""
        first = args[0] if args else None
        if first is None or (first.startswith("-") and first not in ctx.help_option_names):
            if self._alone is not None:
                args = [self._alone, *args]
        elif first not in self.commands and not first.startswith("-"):
            args = [self._dyad, *args]
        return super().parse_args(ctx, args)


def pair_of(a: str, b: str, level: str) -> tuple[str, str]:
    """The keys of two parties at a level. Raises DetenteError where one is not known or both are the same."""
    from detente.relations.act import Level
    from detente.relations.parties import party_of

    pair = (party_of(a, Level(level)), party_of(b, Level(level)))
    if pair[0] == pair[1]:
        raise DetenteError(f"{a}, {b}", f"both are {pair[0]}", "name two parties, or ask for a finer --level")
    return pair


def days_of(since: str | None, until: str | None) -> tuple[date | None, date | None]:
    """The days as dates. Raises DetenteError where they are in the wrong order."""
    first, last = (date.fromisoformat(day) if day else None for day in (since, until))
    if first and last and first > last:
        raise DetenteError("--since", f"{first} is after --until, {last}")
    return first, last


@contextmanager
def acts_in(ledger: str, level: str) -> "Iterator[list[Act]]":
    """All acts of a ledger at a level, with all its events in incidents."""
    from detente.relations.act import Level
    from detente.relations.acts import acts_of

    with up_to_date(ledger) as kept:
        with told_on_terminal() as progress:
            acts = list(acts_of(kept.incidents(progress=progress), Level(level)))
        yield acts


def _written(command: F) -> F:
    """The options of what all of the commands share."""
    for option in (kept_in, output, _format):
        command = option(command)
    return command


@click.group(
    "relations",
    cls=DyadGroup,
    dyad="dyad",
    alone="moves",
    subcommand_metavar="[A B | COMMAND] …",
    short_help="Tell how parties stand, and when that shifts.",
    epilog=examples(
        "detente relations Armenia Azerbaijan --by month",
        "detente relations --since 2024-09-01",
        "detente relations shifts --since 2024-09-01",
    ),
)
def relations() -> None:
    """Tell how each two parties stand: with two parties, all of their dyad; alone, the dyads that moved most."""


@relations.command(
    "dyad",
    short_help="Series, standing and shifts of two parties.",
    epilog=examples(
        "detente relations Armenia Azerbaijan --by month", "detente relations dyad ISR PSE:hamas --level organisation"
    ),
)
@click.argument("a")
@click.argument("b")
@level_option
@click.option("--by", type=click.Choice(STEPS), default="week", show_default=True, help="How long one step is.")
@since_option
@until_option
@_written
def dyad(
    a: str, b: str, level: str, by: str, since: str | None, until: str | None, format_: str, output: str, ledger: str
) -> None:
    """Tell all of two parties: how they stand and why, what passed between them step by step, and what shifted.

    A and B are names of countries, codes such as RUS or RUS:MIL, or names or ids of actors. Planned, possible and
    negated acts are counted apart. The word dyad can be left out.
    """
    from detente.actors.resolve import TABLE_DATE
    from detente.exports.destination import open_destination
    from detente.exports.relations import write_between
    from detente.relations.act import Level
    from detente.relations.overview import between, last_day, likely, within
    from detente.relations.series import Step
    from detente.relations.shifts import find_shifts, notes
    from detente.relations.standing import Stands

    pair = pair_of(a, b, level)
    first, last = days_of(since, until)
    require_apart(output, files_of(ledger))
    with acts_in(ledger, level) as acts, open_destination(output) as destination:
        stands = Stands(acts)
        end = last or last_day(acts) or first or date.fromisoformat(TABLE_DATE)
        told = between(acts, stands, pair, Level(level), Step(by), first, end)
        shifts = [one for one in likely(find_shifts(acts, stands, until=end), first) if one.dyad == told.series.dyad]
        own = [act for act in within(acts, first, end) if act.dyad == told.series.dyad]
        write_between(told, shifts, notes(own, stands), format_, destination)


@relations.command(
    "moves",
    short_help="Dyads whose standing changed most.",
    epilog=examples("detente relations moves --since 2024-09-01 --limit 10"),
)
@level_option
@click.option(
    "--since", callback=checked_day, metavar="DATE", show_default="90 days before the last", help="First day."
)
@until_option
@_limit
@_written
def moves(level: str, since: str | None, until: str | None, limit: int, format_: str, output: str, ledger: str) -> None:
    """List the dyads whose standing changed most, of those with acts in this time."""
    from detente.exports.destination import open_destination
    from detente.exports.relations import write_moves
    from detente.relations import overview
    from detente.relations.standing import Stands

    first, last = days_of(since, until)
    require_apart(output, files_of(ledger))
    with acts_in(ledger, level) as acts, open_destination(output) as destination:
        end = last or overview.last_day(acts)
        found = overview.moves(acts, Stands(acts), first, end, limit) if end else ()
        write_moves(found, format_, destination)


@relations.command(
    "shifts",
    short_help="Rifts and thaws, with their reasons.",
    epilog=examples(
        "detente relations shifts --since 2024-01-01 --kind rift", "detente relations shifts --level sector"
    ),
)
@level_option
@click.option("--kind", type=click.Choice(("rift", "thaw")), help="Towards conflict, or towards cooperation.")
@since_option
@until_option
@click.option(
    "--min-probability",
    type=click.FloatRange(0, 1),
    default=0.5,
    show_default=True,
    metavar="0…1",
    help="Least probability.",
)
@click.option(
    "--per-week",
    type=click.FloatRange(min=0, min_open=True),
    default=2.0,
    show_default=True,
    metavar="NUMBER",
    help="Alerts a week, over all dyads, that can be looked into.",
)
@_limit
@_written
def shifts(
    level: str,
    kind: str | None,
    since: str | None,
    until: str | None,
    min_probability: float,
    per_week: float,
    limit: int,
    format_: str,
    output: str,
    ledger: str,
) -> None:
    """List the shifts that were known in this time, the most newsworthy first.

    A rift or thaw is a departure from what the dyad's own past and the world's common level predict. It weighs most
    between allies, or between enemies. Each has the baselines beside it that a simple count would give.
    """
    from detente.exports.destination import open_destination
    from detente.exports.relations import write_shifts
    from detente.relations.overview import likely
    from detente.relations.shifts import find_shifts
    from detente.relations.standing import Stands

    first, last = days_of(since, until)
    require_apart(output, files_of(ledger))
    with acts_in(ledger, level) as acts, open_destination(output) as destination:
        found = find_shifts(acts, Stands(acts), per_week, last)
        kept = [one for one in likely(found, first, min_probability) if kind in (None, one.kind)]
        write_shifts(kept[:limit], format_, destination)


@relations.command(
    "notes",
    short_help="Single acts that go against how two stand.",
    epilog=examples("detente relations notes --kind rift --since 2024-09-01"),
)
@level_option
@click.option("--kind", type=click.Choice(("rift", "thaw")), help="Conflict between friends, or help between foes.")
@since_option
@until_option
@_limit
@_written
def notes(
    level: str,
    kind: str | None,
    since: str | None,
    until: str | None,
    limit: int,
    format_: str,
    output: str,
    ledger: str,
) -> None:
    """List conflict between friends and cooperation between foes, act by act, the most newsworthy first.

    How two stand is asked for the morning of the act: one report is enough for a note.
    """
    from detente.exports.destination import open_destination
    from detente.exports.relations import write_notes
    from detente.relations import shifts as finding
    from detente.relations.overview import within
    from detente.relations.standing import Stands

    first, last = days_of(since, until)
    require_apart(output, files_of(ledger))
    with acts_in(ledger, level) as acts, open_destination(output) as destination:
        found = finding.notes(within(acts, first, last), Stands(acts))
        write_notes([one for one in found if kind in (None, one.kind)][:limit], format_, destination)


@relations.command(
    "balance",
    short_help="Triads, and how far all are from balance.",
    epilog=examples("detente relations balance", "detente relations balance --by month --since 2024-01-01"),
)
@level_option
@click.option("--by", type=click.Choice(("month",)), help="The frustration index on the first of each month.")
@since_option
@until_option
@click.option(
    "--parties",
    type=click.IntRange(min=3),
    default=MOST_PARTIES,
    show_default=True,
    metavar="NUMBER",
    help="Most parties, those with the most acts.",
)
@_limit
@_written
def balance(
    level: str,
    by: str | None,
    since: str | None,
    until: str | None,
    parties: int,
    limit: int,
    format_: str,
    output: str,
    ledger: str,
) -> None:
    """Tell which triads are strained (the friend of a friend is an enemy), and the frustration index of the network.

    The index is the number of ties that would have to go for the rest to fall into two camps.
    """
    from detente.actors.resolve import TABLE_DATE
    from detente.exports.destination import open_destination
    from detente.exports.relations import write_balance, write_months
    from detente.relations.balance import Network, census, networks, strained_triads
    from detente.relations.frustration import frustration, frustration_by_month
    from detente.relations.overview import last_day, most_active, within
    from detente.relations.standing import Stands

    first, last = days_of(since, until)
    require_apart(output, files_of(ledger))
    with acts_in(ledger, level) as acts, open_destination(output) as destination:
        window = within(acts, first, last)
        end = last or last_day(acts)
        chosen = most_active(window, parties)
        if by:
            start = first or min((act.day for act in window), default=None)
            months = frustration_by_month(Stands(acts), chosen, start, end) if start and end else ()
            write_months(months, format_, destination)
            return
        morning = (end or date.fromisoformat(TABLE_DATE)) + timedelta(days=1)
        network = networks(Stands(acts), chosen, [morning])[0] if chosen else Network(morning, ())
        triads = strained_triads(network, limit)
        write_balance(network, census(network), triads, frustration(network), format_, destination)
