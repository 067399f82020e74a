"""Pictures of every page of the workspace, for docs/workspace.md: look at them whenever a page has changed.

``python -m scripts.screenshots`` reads the bundled examples, and a made half-year of one-sentence dispatches so that
there is a rift to be seen, into a ledger of its own, and puts each page at two sizes into docs/pictures/. Nothing may
overlap, be cut off or be unreadable there; a page that is wider than its window is refused.
"""

import argparse
import json
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import chdir
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import urlencode

from PIL import Image
from playwright.sync_api import APIRequestContext, Browser, Page

from detente import examples
from detente.ledger import IncidentFilter, Ledger
from detente.reading import read_all
from detente.report_page import report_page
from scripts.chromium import DESKTOP, PHONE, chromium, served

EXAMPLES = Path(examples.__file__).parent / "reports"
PICTURES = Path(__file__).parents[1] / "docs" / "pictures"
FEED = "made-wire.jsonl"
AUTHOR = "Ana"
GOODS = ("wheat", "fuel", "medicine", "tents", "cement", "rice", "blankets")
TOWNS = ("Tbilisi", "Baku", "Yerevan", "Ganja", "Gyumri")
"""What the made dispatches tell of, so that no two are one text."""
SIZES = (DESKTOP, PHONE)
FIRST_MONDAY = date(2024, 5, 20)
AID, CLASHES = 18, 8
"""Weeks of the made half-year."""


def main(folder: Path = PICTURES, only: Sequence[str] = ()) -> None:
    """Take all pictures, or those of the pages named."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        ledger = sample_ledger(Path(scratch))
        with served(ledger) as home, chromium() as browser:
            found = {name: home + path for name, path in pages(_asked(browser), home).items()}
            found["view"] = written_view(ledger, Path(scratch) / "view.html").as_uri()
            for name, address in found.items():
                for width, height in SIZES if not only or name in only else ():
                    _take(browser, address, folder / f"{name}-{width}.png", width, height)


def sample_ledger(folder: Path) -> Path:
    """A ledger of the bundled examples and of the made half-year, with its events in incidents."""
    path = folder / "examples.db"
    shutil.copytree(EXAMPLES, folder / "reports")
    (folder / FEED).write_text("".join(json.dumps(one) + "\n" for one in dispatches()), encoding="utf-8")
    # Reports without an id are kept by the path that they were read by, which is to be the same on every machine.
    with chdir(folder), Ledger(path) as ledger:
        for _ in read_all(["reports", FEED], ledger=ledger):
            pass
        ledger.update_incidents()
    return path


def dispatches() -> Iterator[Mapping[str, str]]:
    """Aid week by week, then clashes; made up, and named so."""
    for week in range(AID + CLASHES):
        day = FIRST_MONDAY + timedelta(weeks=week)
        if week < AID:
            good, town = GOODS[week % len(GOODS)], TOWNS[week % len(TOWNS)]
            text = f"Azerbaijan sent {40 + 7 * week} tonnes of {good} to Armenia on Monday, officials in {town} said."
            title = f"Azerbaijan sends {good}"
        else:
            text = (
                f"Azerbaijani troops shelled Armenian troops near Goris on Monday, killing {week - AID + 2} soldiers."
            )
            title = "Shelling near Goris"
        yield {
            "id": f"made-wire/{day}", "title": title, "text": text, "publisher": "Made Wire", "published": str(day),
        }  # fmt: skip


def pages(asked: APIRequestContext, home: str) -> Mapping[str, str]:
    """The address of each page by the name of its picture."""
    events = asked.get(f"{home}/api/v1/events?type=ASSAULT&country=SYR&limit=500").json()["items"]
    event = next(one for one in events if one["actors"])
    told = asked.get(f"{home}/api/v1/incidents?limit=500").json()["items"]
    incident = max(told, key=lambda one: (len(one["versions"]), len(one["members"]), one["incident_id"]))
    chosen = {"id": event["report_id"], "event": event["event_id"]}
    return {
        "today": "/?span=all",
        "incidents": "/incidents",
        "incident": f"/incidents/{incident['incident_id']}",
        "report": f"/report?{urlencode(chosen)}",
        "relations": "/relations",
        "dyad": "/relations/dyad?a=ARM&b=AZE",
        "actors": "/actors",
        "actor": "/actors/AZE",
        "review": "/review",
        "add": "/add",
        "search": "/search?q=market",
    }


def written_view(ledger: Path, file: Path) -> Path:
    """What ``detente report`` writes of the assaults."""
    with Ledger(ledger) as kept:
        page = report_page(kept, IncidentFilter(type=("ASSAULT",)), "Assaults in the examples")
    file.write_text(page, encoding="utf-8")
    return file


def _asked(browser: Browser) -> APIRequestContext:
    return browser.new_context().request


def _take(browser: Browser, address: str, picture: Path, width: int, height: int) -> None:
    page = browser.new_page(viewport={"width": width, "height": height}, locale="en-GB", color_scheme="light")
    if address.startswith("http"):
        page.context.add_cookies([{"name": "detente_author", "value": AUTHOR, "url": address}])
    page.goto(address)
    _settled(page)
    wide = page.evaluate("document.documentElement.scrollWidth")
    if wide > width:
        raise ValueError(f"{address} is {wide} pixels wide at {width}")
    page.screenshot(path=picture)
    page.close()
    # A page of text has few colours: with a palette the picture takes a third.
    with Image.open(picture) as whole:
        whole.convert("RGB").quantize(128, dither=Image.Dither.NONE).save(picture, optimize=True)


def _settled(page: Page) -> None:
    """Waits until all is drawn, and what is worked out in the background is there."""
    for _ in range(60):
        page.wait_for_load_state("networkidle")
        if not page.locator("[data-waiting]").count():
            break
        page.wait_for_timeout(500)
        page.reload()
    page.wait_for_timeout(300)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pages", nargs="*", help="Names of pages; all of them if none is given.")
    parser.add_argument("--folder", type=Path, default=PICTURES)
    given = parser.parse_args()
    main(given.folder, given.pages)
