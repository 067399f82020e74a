"""``detente plot``: pictures of dyads, networks, places and days, as SVG or PNG.

Each of its commands first puts into incidents what was read since, so that what is drawn follows from all that the
ledger holds.
"""

from collections.abc import Callable
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, TypeVar

import click

from detente.incidents_command import told_on_terminal, up_to_date
from detente.options import (
    examples,
    files_of,
    from_publishers,
    kept_in,
    of_actor,
    of_country,
    of_status,
    of_type,
    require_apart,
    with_confidence,
)
from detente.relations_command import (
    MOST_PARTIES,
    STEPS,
    acts_in,
    days_of,
    level_option,
    pair_of,
    since_option,
    until_option,
)

if TYPE_CHECKING:
    from detente.plots.picture import Picture
    from detente.relations.series import Series

_DAILY = 400
"""Days up to which a standing is drawn day by day."""
F = TypeVar("F", bound=Callable[..., Any])


def _drawn(command: F) -> F:
    """The options of what all of the commands share."""
    dots = click.option("--dpi", type=int, default=150, show_default=True, help="Dots per inch of a PNG.")
    target = click.option("--output", required=True, metavar="FILE.svg|FILE.png", help="Where to; the ending decides.")
    for option in (kept_in, dots, target):
        command = option(command)
    return command


def filtered(command: F) -> F:
    """The conditions that incidents must meet, as ``detente incidents`` has them."""
    for option in (
        from_publishers,
        with_confidence,
        of_status,
        until_option,
        since_option,
        of_country,
        of_actor,
        of_type,
    ):
        command = option(command)
    return command


@click.group(
    "plot",
    short_help="Draw dyads, networks, maps and timelines.",
    epilog=examples(
        "detente plot dyad Armenia Azerbaijan --output dyad.svg",
        "detente plot map --type ASSAULT --country YEM --output map.png",
    ),
)
def plot() -> None:
    """Draw what the ledger holds, to be read in colour, in black and white, and by the colour-blind."""


@plot.command(
    "dyad",
    short_help="What passed between two parties, and what shifted.",
    epilog=examples("detente plot dyad Armenia Azerbaijan --by month --output dyad.svg"),
)
@click.argument("a")
@click.argument("b")
@level_option
@click.option("--by", type=click.Choice(STEPS), default="week", show_default=True, help="How long one step is.")
@since_option
@until_option
@_drawn
def dyad(
    a: str, b: str, level: str, by: str, since: str | None, until: str | None, output: str, dpi: int, ledger: str
) -> None:
    """Draw the acts between two parties step by step, their mean score, how the two stood, and shifts.

    A and B are named as in detente relations.
    """
    from detente.actors.resolve import TABLE_DATE
    from detente.plots.dyad import Turn, dyad_of
    from detente.relations.act import Level
    from detente.relations.overview import between, last_day, likely
    from detente.relations.parties import name_of
    from detente.relations.sentences import shift_sentence
    from detente.relations.series import Step
    from detente.relations.shifts import find_shifts
    from detente.relations.standing import Stands

    pair = pair_of(a, b, level)
    first, last = days_of(since, until)
    _check(output, dpi, ledger)
    with acts_in(ledger, level) as acts:
        stands = Stands(acts)
        end = last or last_day(acts) or first or date.fromisoformat(TABLE_DATE)
        told = between(acts, stands, pair, Level(level), Step(by), first, end)
        found = likely(find_shifts(acts, stands, until=end), None)
    turns = [
        Turn(str(one.kind), one.start, one.alert, one.probability, shift_sentence(one, name_of))
        for one in found
        if one.dyad == told.series.dyad
    ]
    standings = [stands.standing(*pair, day) for day in _mornings(told.series)]
    names = (name_of(told.series.dyad[0]), name_of(told.series.dyad[1]))
    _draw(dyad_of(told.series, names, standings, turns), output, dpi)


@plot.command(
    "network",
    short_help="Who stands how with whom.",
    epilog=examples("detente plot network --until 2024-11-30 --output network.svg"),
)
@level_option
@since_option
@until_option
@click.option(
    "--parties",
    type=click.IntRange(min=2, max=MOST_PARTIES),
    default=24,
    show_default=True,
    metavar="NUMBER",
    help="Most parties, those with the most acts.",
)
@_drawn
def network(level: str, since: str | None, until: str | None, parties: int, output: str, dpi: int, ledger: str) -> None:
    """Draw how the parties with the most acts stand on the last day; --since leaves out those who act no more."""
    from detente.actors.resolve import TABLE_DATE
    from detente.plots.network import network_of
    from detente.relations.balance import Network, networks
    from detente.relations.overview import last_day, most_active, within
    from detente.relations.parties import name_of
    from detente.relations.standing import Stands

    first, last = days_of(since, until)
    _check(output, dpi, ledger)
    with acts_in(ledger, level) as acts:
        chosen = most_active(within(acts, first, last), parties)
        morning = (last or last_day(acts) or date.fromisoformat(TABLE_DATE)) + timedelta(days=1)
    found = networks(Stands(acts), chosen, [morning])[0] if chosen else Network(morning, ())
    _draw(network_of(found, name_of), output, dpi)


@plot.command(
    "map",
    short_help="Where the incidents were.",
    epilog=examples("detente plot map --type ASSAULT --country YEM --since 2024-11-01 --output map.png"),
)
@filtered
@_drawn
def map_(output: str, dpi: int, ledger: str, **words: Any) -> None:
    """Draw incidents where they were: towns as symbols, provinces as rings, countries as areas."""
    from detente.plots.map import map_of

    _draw_incidents(map_of, output, dpi, ledger, **words)


@plot.command(
    "timeline",
    short_help="What happened when.",
    epilog=examples("detente plot timeline --country YEM --since 2024-11-01 --output timeline.svg"),
)
@filtered
@_drawn
def timeline(output: str, dpi: int, ledger: str, **words: Any) -> None:
    """Draw incidents by day, a lane for each type, and the people killed and injured."""
    from detente.plots.timeline import timeline_of

    _draw_incidents(timeline_of, output, dpi, ledger, **words)


def _mornings(series: "Series") -> "list[date]":
    """Days on which the standing is looked at: each day of a short series, else the first of each step."""
    starts = [point.start for point in series.points]
    if not starts:
        return []
    days = (series.step.after(starts[-1]) - starts[0]).days
    return [starts[0] + timedelta(days=day) for day in range(days)] if days <= _DAILY else starts


def _draw_incidents(
    picture_of: "Callable[..., Picture]",
    output: str,
    dpi: int,
    ledger: str,
    **words: Any,
) -> None:
    from detente.ledger import IncidentFilter

    wanted = IncidentFilter(**words)
    _check(output, dpi, ledger)
    with up_to_date(ledger) as kept, told_on_terminal() as progress:
        picture = picture_of(kept.incidents(wanted, progress))
    _draw(picture, output, dpi)


def _check(output: str, dpi: int, ledger: str) -> None:
    """Refuse, before any work, what cannot be written."""
    from detente.plots.picture import check_dpi, format_of

    format_of(output)
    check_dpi(dpi)
    require_apart(output, files_of(ledger))


def _draw(picture: "Picture", output: str, dpi: int) -> None:
    from detente.exports.destination import open_destination
    from detente.plots.picture import format_of, write_picture

    with open_destination(output) as destination:
        write_picture(picture, format_of(output), destination.stream, dpi)
