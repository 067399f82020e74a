"""``detente explain``: the whole way of one event of the ledger."""

from pathlib import Path

import click

from detente.options import examples, files_of, kept_in, open_ledger, output, require_apart


@click.command(
    "explain",
    short_help="Show the whole way of one event.",
    epilog=examples("detente explain 5d2f0c8b1a9e4f37"),
)
@click.argument("event_id")
@click.option(
    "--actors", type=click.Path(path_type=Path), metavar="FILE", help="The table that the event was read with."
)
@click.option("--gazetteer", type=click.Path(path_type=Path), metavar="FILE", help="The places that it was read with.")
@click.option("--format", "format_", type=click.Choice(("text", "jsonl")), default="text", show_default=True)
@output
@kept_in
def explain(event_id: str, actors: Path | None, gazetteer: Path | None, format_: str, output: str, ledger: str) -> None:
    """Show the way of one event: report, sentence, spans, and what each was resolved to, by which rule and row.

    The rules are found by resolving the stored report again; what comes out otherwise than it was kept is told as well.
    Ids stand in the field event_id of `detente events --format jsonl`.
    """
    from detente import explaining
    from detente.error import DetenteError
    from detente.exports.destination import open_destination
    from detente.exports.explanation import lines_of, record_of
    from detente.exports.jsonl import record_line
    from detente.resolving import Tables

    given = [str(path) for path in (actors, gazetteer) if path]
    require_apart(output, [*given, *files_of(ledger)])
    with open_ledger(ledger, create=False) as kept:
        found, history = kept.reading_of(event_id), kept.history(event_id)
    if found is None and history is not None and history.rejected:
        by = history.corrections[-1].author
        raise DetenteError(event_id, f"was rejected by {by} and holds no longer", "in the workspace that can be undone")
    if found is None:
        raise DetenteError(event_id, "the ledger holds no event of this id", "detente events --format jsonl lists them")
    coded, run = found
    corrections = history.corrections if history is not None else ()
    told = explaining.explain(coded, event_id, run, Tables.read(actors, gazetteer), corrections)
    text = record_line(record_of(told)) if format_ == "jsonl" else "".join(f"{line}\n" for line in lines_of(told))
    with open_destination(output) as destination:
        destination.stream.write(text.encode("utf-8", "backslashreplace"))
