"""``detente serve``: the workspace in a browser, and the REST API."""

import webbrowser
from threading import Thread

import click

from detente.exports.visible import visible
from detente.options import examples, kept_in


@click.command(
    "serve",
    short_help="Open the ledger in a browser.",
    epilog=examples("detente serve", "detente serve --ledger yemen.db --port 8000 --no-browser"),
)
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    metavar="ADDRESS",
    help="Address to listen on; others than this machine's own ask for a token.",
)
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8642,
    show_default=True,
    metavar="NUMBER",
    help="0 takes a free one.",
)
@click.option(
    "--token",
    metavar="WORDS",
    envvar="DETENTE_TOKEN",
    show_envvar=True,
    help="What browsers have to show; made where one is needed and none given.",
)
@click.option(
    "--proxy",
    metavar="ADDRESS",
    help="IP address of a proxy before it that speaks HTTPS: who asks, and how, is then as the proxy tells.",
)
@click.option("--no-browser", is_flag=True, help="Open no browser.")
@kept_in
def serve(host: str, port: int, token: str | None, proxy: str | None, no_browser: bool, ledger: str) -> None:
    """Serve the ledger as a workspace to read, check and correct, and as a REST API under /api/v1.

    One process, for one machine unless --host says otherwise; no network is needed. What was read since is first put
    into incidents. Ctrl-C or SIGTERM end it in good order, with status 0.
    """
    from detente.web.serving import serve as run
    from detente.web.settings import Settings, is_loopback
    from detente.web.tokens import new_token

    if token is None and not (is_loopback(host) and proxy is None):
        token = new_token()
    settings = Settings(host, port, token, proxy=proxy)
    _bring_up_to_date(ledger)
    run(ledger, settings, lambda address: _ready(address, ledger, token, browser=not no_browser))


def _bring_up_to_date(ledger: str) -> None:
    """Puts what was read since into incidents, and says how far that is."""
    from detente.incidents_command import up_to_date

    with up_to_date(ledger, create=True):
        pass


def _ready(address: str, ledger: str, token: str | None, *, browser: bool) -> None:
    """Tells where the workspace is, and opens it; the token stands after #, which browsers keep to themselves."""
    entry = address if token is None else f"{address}login#token={token}"
    click.echo(f"{visible(ledger)} is open at {entry} (Ctrl-C ends it)", err=True)
    if browser:
        Thread(target=_open, args=(entry,), daemon=True).start()


def _open(entry: str) -> None:
    """Opens a browser that has a window; one that would take over the terminal stays closed."""
    try:
        found = webbrowser.get()
    except webbrowser.Error:
        return
    if type(found) is not webbrowser.GenericBrowser:
        found.open(entry)
