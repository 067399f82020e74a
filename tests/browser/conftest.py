"""A ledger of the bundled examples and a made year, served by ``detente serve``, and pages that are watched."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from dealings import year
from playwright.sync_api import Browser, BrowserContext, Page
from tales import Tale, tell

from browser.watch import Watch
from detente import examples
from detente.ledger import Ledger, RunIdentity
from detente.reading import read_all
from scripts.chromium import DESKTOP, chromium, found, served

TOLD_BY_FOUR = (
    tell("marib/1", Tale(), publisher="North Post", title="Clashes in Marib"),
    tell("marib/2", Tale(killed=7, source="local officials"), publisher="Coast Radio"),
    tell("marib/3", Tale(killed=9), publisher="Valley Radio", published="2024-11-12"),
    tell("marib/4", Tale(killed=8, rest="Shops near the market stayed shut, and two roads were closed to lorries.")),
)
EXAMPLES = Path(examples.__file__).parent / "reports"


@pytest.fixture(scope="session")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Examples as the coder reads them; a year of rivals who fall out and allies who clash; a clash told by four."""
    path = tmp_path_factory.mktemp("browser") / "examples.db"
    with Ledger(path) as kept:
        for _ in read_all([EXAMPLES], ledger=kept):
            pass
        kept.keep(kept.begin(RunIdentity("1", "dealings@1", "PLOVER-2021")), [*year(), *TOLD_BY_FOUR])
        kept.update_incidents()
    return path


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if found() is None:
        pytest.skip("Chromium is not here")
    with chromium() as running:
        yield running


@pytest.fixture(scope="session")
def home(browser: Browser, ledger: Path) -> Iterator[str]:
    """The workspace that no test changes."""
    with served(ledger) as address:
        yield address


@pytest.fixture(scope="module")
def changing_home(browser: Browser, ledger: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A workspace of the same ledger that the tests of one module may change."""
    own = tmp_path_factory.mktemp("changing") / "own.db"
    shutil.copy(ledger, own)
    with served(own) as address:
        yield address


@pytest.fixture
def context(browser: Browser, home: str) -> Iterator[BrowserContext]:
    yield from _context(browser, home)


@pytest.fixture
def page(context: BrowserContext, home: str) -> Iterator[Page]:
    """A page of the workspace that no test changes; what it must not do fails the test."""
    yield from _watched(context, home)


@pytest.fixture
def changing_page(browser: Browser, changing_home: str) -> Iterator[Page]:
    """A page of the workspace that may be changed."""
    for context in _context(browser, changing_home):
        yield from _watched(context, changing_home)


@pytest.fixture
def other_page(browser: Browser, changing_home: str) -> Iterator[Page]:
    """The same workspace in another browser, which shares no cookie with the first."""
    for context in _context(browser, changing_home):
        yield from _watched(context, changing_home)


def _context(browser: Browser, home: str) -> Iterator[BrowserContext]:
    context = browser.new_context(
        base_url=home, viewport={"width": DESKTOP[0], "height": DESKTOP[1]}, reduced_motion="reduce", locale="en-GB"
    )
    context.set_default_timeout(15_000)
    yield context
    context.close()


def _watched(context: BrowserContext, home: str) -> Iterator[Page]:
    page = context.new_page()
    watch = Watch(page, home)
    yield page
    assert watch.look() == []
