"""``detente gazetteer``: places of a full table of GeoNames beside those that ship."""

from pathlib import Path

import click

from detente.exports.visible import visible
from detente.options import examples, require_apart


@click.group("gazetteer", short_help="Add places of a full table of GeoNames.")
def gazetteer() -> None:
    """Add places to those that ship."""


gazetteer.epilog = examples("detente gazetteer load YE.zip")


@gazetteer.command(
    "load",
    short_help="Make a gazetteer of a table of GeoNames.",
    epilog=examples("detente gazetteer load YE.zip --output places.npz"),
)
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--output",
    type=click.Path(path_type=Path),
    metavar="FILE",
    show_default="gazetteer.npz in the user's cache folder",
    help="Where to.",
)
def load(file: Path, output: Path | None) -> None:
    """Put the places of a table of GeoNames beside those that ship.

    The table is allCountries.txt or that of one country, as it is or zipped. `detente read --gazetteer FILE` then looks
    places up in the file made.
    """
    from detente.places.dump import cache_path, load_dump

    target = output or cache_path()
    require_apart(str(target), [str(file)])
    added = load_dump(file, target)
    click.echo(f"{added:,} places added; kept in {visible(str(target))}")
