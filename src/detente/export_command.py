"""``detente export``: what people have made of the ledger, for other programs."""

import sys
from typing import TYPE_CHECKING

import click

from detente.options import checked_day, examples, files_of, kept_in, open_ledger, require_apart

if TYPE_CHECKING:
    from collections.abc import Iterator

    from detente.ledger import Ledger
    from detente.reviews.sentence import ReviewedSentence


@click.group(
    "export",
    short_help="Write out what people have made of the ledger.",
    epilog=examples("detente export corpus reviewed.jsonl"),
)
def export() -> None:
    """Write out what people have made of the ledger, for other programs."""


@export.command(
    "corpus",
    short_help="Write reviewed sentences as training sentences.",
    epilog=examples("detente export corpus reviewed.jsonl --author anna --since 2024-11-01"),
)
@click.argument("file", metavar="FILE|-")
@click.option("--author", multiple=True, metavar="NAME", help="Only what this person alone has reviewed. Repeatable.")
@click.option("--since", callback=checked_day, metavar="DATE", help="Only what was reviewed on this day or later.")
@kept_in
def corpus(file: str, author: tuple[str, ...], since: str | None, ledger: str) -> None:
    """Write every sentence of which all events were accepted, corrected or rejected, as the coder learns from.

    One JSON object a line with id, text and events, whose spans are characters of the sentence.
    """
    from detente.exports.corpus import write_corpus
    from detente.exports.destination import open_destination

    require_apart(file, files_of(ledger))
    with open_ledger(ledger, create=False) as kept, open_destination(file) as destination:
        written = write_corpus(_wanted(kept, author, since), destination)
    if file != "-":
        click.echo(f"{written:,} sentence{'' if written == 1 else 's'}", file=sys.stderr)


def _wanted(kept: "Ledger", authors: tuple[str, ...], since: str | None) -> "Iterator[ReviewedSentence]":
    for sentence in kept.reviewed_sentences():
        if (not authors or sentence.is_by(authors)) and (since is None or sentence.is_since(since)):
            yield sentence
