"""How long a reader waits for the workspace, in headless Chromium over a ledger of 100,000 events.

``python -m benchmarks.workspace`` makes the ledger (or takes ``--ledger``), serves it with ``detente serve``, and times

* first paint: each page in a browser with an empty cache, from the start of the navigation to the first paint of its
  content, as the browser itself tells it;
* filter change: on the page of incidents, from a field's change to list, map and time line drawn anew;
* report page: from the start of the navigation to a report with all its marks and cards laid out.

What is worked out in the background when the workspace starts is waited for first, and the time told. ``--json`` writes
the figures. Ends with status 1 if a bar is missed at the 95th percentile.
"""

import argparse
import json
import os
import random
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, ViewportSize

from benchmarks import workspace_ledger
from scripts.chromium import DESKTOP, chromium, served

BARS = {"first paint": 1.5, "filter change": 0.5, "report page": 0.5}
"""Seconds at the 95th percentile."""
PAGES = ("/", "/incidents", "/relations", "/relations/dyad?a=YEM&b=SYR", "/actors", "/actors/YEM", "/review", "/add")
TIMES = 20
"""How often each page is opened; filters are changed and reports opened as often as all pages together."""
PATIENCE = 600
"""Seconds for which what is worked out in the background is waited for."""
_COUNTRIES, _NAMES = zip(*workspace_ledger.COUNTRIES, strict=True)
CHANGES = (
    ("type", (*workspace_ledger.VERBS, "")),
    ("status", (*sorted(set(workspace_ledger.STATUSES)), "")),
    ("country", (*_COUNTRIES, "")),
    ("since", (*(f"2022-{month:02}-01" for month in range(1, 13)), "")),
    ("until", (*(f"2023-{month:02}-01" for month in range(1, 13)), "")),
    ("min_confidence", (*(f"0.{tenth}" for tenth in range(1, 10)), "")),
    ("place", (*(f"Town {number}" for number in range(40)), "")),
    ("actor", (*_NAMES, *(people for _, people in workspace_ledger.SECTORS), "")),
    ("source", (*workspace_ledger.PUBLISHERS, "officials", "")),
)
"""Fields of the filter, and what is put into them by turns: so many values that few are asked for twice."""
CLEARED = 0.5
"""How often a field that has a value is emptied: with all fields filled in hardly an incident would be left to draw."""
PAINTED = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? null"
LAID_OUT = """
() => new Promise((tell) => requestAnimationFrame(() => requestAnimationFrame(() => tell(performance.now()))))
"""
CHANGED = """
([name, value]) => new Promise((tell) => {
  const field = document.getElementById("filter").elements.namedItem(name);
  const list = document.getElementById("list");
  const begun = performance.now();
  const seen = new MutationObserver(() => {
    if (list.getAttribute("aria-busy") !== "false") return;
    seen.disconnect();
    requestAnimationFrame(() => requestAnimationFrame(() => tell(performance.now() - begun)));
  });
  seen.observe(list, { attributes: true, attributeFilter: ["aria-busy"] });
  field.value = value;
  field.dispatchEvent(new Event("input", { bubbles: true }));
})
"""
"""Milliseconds from the change of a field to the second frame after its answer has been drawn."""


@dataclass(frozen=True, slots=True)
class Measure:
    """One thing that a reader waits for."""

    what: str
    times: int
    p50: float
    """Seconds, as all that follow."""
    p95: float
    worst: float
    bar: float

    @property
    def held(self) -> bool:
        """Whether the bar is."""
        return self.p95 < self.bar


def measure(what: str, bar: float, milliseconds: Sequence[float]) -> Measure:
    """The percentiles of what was timed."""
    ordered = sorted(one / 1000 for one in milliseconds)
    p50, p95 = (ordered[min(len(ordered) - 1, int(len(ordered) * share))] for share in (0.5, 0.95))
    return Measure(what, len(ordered), round(p50, 3), round(p95, 3), round(ordered[-1], 3), bar)


def first_paints(browser: Browser, home: str, times: int) -> Mapping[str, list[float]]:
    """Milliseconds to the first paint of each page, each time in a browser that has kept nothing."""
    found: dict[str, list[float]] = {path: [] for path in PAGES}
    for _ in range(times):
        for path in PAGES:
            with _page(browser, home) as page:
                page.goto(path)
                found[path].append(_painted(page))
    return found


def filter_changes(browser: Browser, home: str, times: int, seed: int = 1) -> list[float]:
    """Milliseconds from the change of a field to all drawn anew."""
    chance, found = random.Random(seed), []
    with _page(browser, home) as page:
        page.goto("/incidents")
        page.wait_for_selector("#map-tools:not([hidden])")
        for _ in range(times):
            name, values = chance.choice(CHANGES)
            now = page.locator(f"#filter [name={name}]").input_value()
            cleared = now and chance.random() < CLEARED
            value = "" if cleared else chance.choice([one for one in values if one != now])
            found.append(float(page.evaluate(CHANGED, [name, value])))
    return found


def report_pages(browser: Browser, home: str, times: int, seed: int = 1) -> list[float]:
    """Milliseconds to the text of a report with its marks and cards."""
    chance, found = random.Random(seed), []
    with _page(browser, home) as page:
        first = page.context.request.get("/api/v1/reports?limit=500").json()
        ids = [str(one["report_id"]) for one in first["items"]]
        for report_id in chance.choices(ids, k=times):
            page.goto(f"/report?id={report_id}")
            page.wait_for_selector("article.event")
            found.append(float(page.evaluate(LAID_OUT)))
    return found


def warmed(browser: Browser, home: str) -> float:
    """Seconds until the front page has all that is worked out in the background."""
    started = time.perf_counter()
    with _page(browser, home) as page:
        for path in ("/", "/relations", "/actors"):
            page.goto(path)
            while page.locator("[data-waiting]").count():
                if time.perf_counter() - started > PATIENCE:
                    raise TimeoutError(f"{path} still waits after {PATIENCE} s")
                time.sleep(0.5)
                page.goto(path)
    return time.perf_counter() - started


def _painted(page: Page) -> float:
    """Milliseconds to the first paint; asked for anew until it has been."""
    while (found := page.evaluate(PAINTED)) is None:
        page.wait_for_timeout(10)
    return float(found)


@contextmanager
def _page(browser: Browser, home: str) -> Iterator[Page]:
    """A page of a new browser profile, closed afterwards."""
    size = ViewportSize(width=DESKTOP[0], height=DESKTOP[1])
    context = browser.new_context(base_url=home, viewport=size)
    try:
        yield context.new_page()
    finally:
        context.close()


def measures(browser: Browser, home: str, times: int) -> Iterator[Measure]:
    """All of them; pages of first paint one by one as well."""
    paints = first_paints(browser, home, times)
    for path, found in paints.items():
        yield measure(f"first paint of {path}", BARS["first paint"], found)
    yield measure("first paint", BARS["first paint"], [one for found in paints.values() for one in found])
    number = times * len(PAGES)
    yield measure("filter change", BARS["filter change"], filter_changes(browser, home, number))
    yield measure("report page", BARS["report page"], report_pages(browser, home, number))


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, and say with the status whether the bars are held."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--ledger", type=Path, help="One that is here, instead of a made one.")
    parser.add_argument("--events", type=int, default=workspace_ledger.EVENTS)
    parser.add_argument("--times", type=int, default=TIMES)
    parser.add_argument("--json", type=Path)
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        ledger = given.ledger or Path(folder) / "made.db"
        if given.ledger is None:
            workspace_ledger.main(ledger, given.events, incidents=True)
        with served(ledger) as home, chromium() as browser:
            warm = warmed(browser, home)
            _say(f"ready {warm:.1f} s after the start; load of the machine {os.getloadavg()[0]:.1f}")
            found = []
            for one in measures(browser, home, given.times):
                found.append(one)
                _say(f"{one.what}: {one.p50:.3f} s, {one.p95:.3f} s at the 95th percentile, worst {one.worst:.3f} s")
    if given.json:
        figures = {"ready": round(warm, 1), "measures": [asdict(one) for one in found]}
        given.json.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    missed = [one.what for one in found if one.what in BARS and not one.held]
    _say(f"missed: {', '.join(missed)}" if missed else "all bars are held")
    return 1 if missed else 0


def _say(words: str) -> None:
    print(words, flush=True)  # noqa: T201


if __name__ == "__main__":
    raise SystemExit(main())
