"""``detente report``: a view of the ledger as one page that needs nothing else."""

from typing import Any

import click

from detente.incidents_command import told_on_terminal, up_to_date
from detente.options import examples, files_of, kept_in, require_apart
from detente.plot_command import filtered


@click.command(
    "report",
    short_help="Write a view as one page to mail or keep.",
    epilog=examples(
        "detente report yemen.html --country YEM --since 2024-11-01 --title 'Yemen, November'",
        "detente report clashes.html --type ASSAULT --min-publishers 2",
    ),
)
@click.argument("file", metavar="FILE.html|-")
@filtered
@click.option("--title", default="What happened", show_default=True, metavar="WORDS", help="Head of the page.")
@kept_in
def report(file: str, title: str, ledger: str, **words: Any) -> None:
    """Write incidents with map, time line, versions, evidence and sources as one HTML page; - is standard output.

    The page has no script, asks for nothing over the network, and is smaller than 5 MB: of very many incidents those
    told by most publishers are told in full, and the others are drawn and counted.
    """
    from detente.exports.destination import open_destination
    from detente.ledger import IncidentFilter
    from detente.report_page import report_page

    wanted = IncidentFilter(**words)
    require_apart(file, files_of(ledger))
    with up_to_date(ledger) as kept, told_on_terminal() as progress:
        page = report_page(kept, wanted, title, progress)
    with open_destination(file) as destination:
        destination.stream.write(page.encode("utf-8", "backslashreplace"))
