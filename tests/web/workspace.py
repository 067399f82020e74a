"""A small workspace for tests: a ledger of a few told reports, and a client that asks as a browser on this machine."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from fastapi import FastAPI
from fastapi.testclient import TestClient
from tales import GOMA, KADUNA, MARIB, Tale, tell

from detente.event import CodedReport
from detente.ledger import Ledger, RunIdentity
from detente.web.app import create_app
from detente.web.settings import Settings

HOME = "http://localhost"
TOKEN = "a-token-of-enough-characters"
RUN = RunIdentity("0.1.0", "tales@1", "PLOVER-2021")
TALKS = Tale("Houthi fighters", "met", "Congolese soldiers", "Taizz", "2024-12-03", None, status="planned")

OTHER_WORDS = "Shops near the market stayed shut on Monday, and two roads out of town were closed to lorries."
REPORTS = (
    tell("marib/1", MARIB, publisher="North Post", title="Clashes in Marib"),
    tell("marib/2", Tale(killed=7, source="local officials", rest=OTHER_WORDS), publisher="Coast Radio"),
    tell("kaduna", KADUNA, GOMA, publisher="North Post", published="2024-12-02"),
    tell("talks", TALKS, publisher="Valley Radio", published="2024-12-01"),
    tell("quiet", publisher="North Post"),
)


def told_ledger(folder: Path, *reports: CodedReport) -> str:
    """A ledger of these reports, or of all of REPORTS, with its events in incidents."""
    path = str(folder / "told.db")
    with Ledger(path) as ledger:
        keep(ledger, *(reports or REPORTS))
        ledger.update_incidents()
    return path


def keep(ledger: Ledger, *reports: CodedReport) -> None:
    """Keep these reports as one run has read them."""
    ledger.keep(ledger.begin(RUN), reports)


def app_of(folder: Path, settings: Settings | None = None) -> FastAPI:
    """The workspace of a ledger of REPORTS."""
    return create_app(told_ledger(folder), settings)


@contextmanager
def client_of(app: FastAPI, home: str = HOME) -> Iterator[TestClient]:
    """A client that follows no redirect by itself, and is told of failures as a browser is."""
    with TestClient(app, base_url=home, follow_redirects=False, raise_server_exceptions=False) as client:
        yield client
