"""``detente search``: the words of reports, and of the sentences that tell events."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from detente.exports import FORMATS
from detente.options import examples, files_of, kept_in, open_ledger, output, require_apart

if TYPE_CHECKING:
    from detente.ledger import Ledger
    from detente.ledger.searching import Hit

PAGE = 100
"""Reports looked up at once."""


@click.command(
    "search",
    short_help="Search the words of reports.",
    epilog=examples(
        "detente search gunmen 'attack*'",
        "detente search '\"attacked villagers\" yemen' --evidence --format jsonl",
    ),
)
@click.argument("words", nargs=-1, required=True)
@click.option("--evidence", is_flag=True, help="Only reports in which one sentence that tells an event has all words.")
@click.option(
    "--limit", type=click.IntRange(min=1), default=50, show_default=True, metavar="NUMBER", help="Most reports."
)
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
def search(words: tuple[str, ...], evidence: bool, limit: int, format_: str, output: str, ledger: str) -> None:
    """List the reports whose title and text have all WORDS; the one read last comes first.

    "Words in quotes" stand together, and attack* is every word that begins so. Capitals, accents and signs make no
    difference.
    """
    from detente.exports.destination import open_destination
    from detente.exports.hits import write_hits

    require_apart(output, files_of(ledger))
    with open_ledger(ledger, create=False) as kept, open_destination(output) as destination:
        write_hits(_found(kept, " ".join(words), limit, evidence=evidence), format_, destination)


def _found(kept: "Ledger", words: str, limit: int, *, evidence: bool) -> "Iterator[Hit]":
    after: int | None = None
    while limit > 0:
        page = kept.search(words, min(limit, PAGE), after, evidence=evidence)
        yield from page
        if len(page) < PAGE:
            return
        limit, after = limit - len(page), page[-1].number
