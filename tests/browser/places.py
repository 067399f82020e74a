"""Every page of the workspace once, and what the API says of the ledger that it shows."""

from typing import Any
from urllib.parse import urlencode

from playwright.sync_api import Page

NAMES = (
    *("today", "incidents", "incidents, filtered", "incident", "report", "relations", "dyad", "actors", "actor"),
    *("review", "review of one", "search", "add", "rejects", "an error", "a filter that is wrong"),
)


def address_of(page: Page, name: str) -> str:
    """The address of a page, one of NAMES; those with an id are looked up by the API."""
    match name:
        case "incident":
            return f"/incidents/{told_most(page)['incident_id']}"
        case "report":
            event = strike(page)
            return "/report?" + urlencode({"id": event["report_id"], "event": event["event_id"]})
        case "review of one":
            return f"/review?event={strike(page)['event_id']}"
        case _:
            return _FIXED[name]


_FIXED = {
    "today": "/?span=all",
    "incidents": "/incidents",
    "incidents, filtered": "/incidents?type=ASSAULT&since=2024-07-01&until=2024-12-31",
    "relations": "/relations",
    "dyad": "/relations/dyad?a=ARM&b=AZE",
    "actors": "/actors",
    "actor": "/actors/ARM",
    "review": "/review",
    "search": "/search?q=market",
    "add": "/add",
    "rejects": "/rejects",
    "an error": "/nowhere",
    "a filter that is wrong": "/incidents?since=never",
}


def items(page: Page, kind: str, **words: str) -> list[dict[str, Any]]:
    """The first 500 of a list of the API."""
    answer = page.context.request.get(f"/api/v1/{kind}?{urlencode({'limit': '500', **words})}")
    assert answer.ok, answer.text()
    found: list[dict[str, Any]] = answer.json()["items"]
    return found


def event_of(page: Page, event_id: str) -> dict[str, Any]:
    """One event as it stands."""
    answer = page.context.request.get(f"/api/v1/events/{event_id}")
    assert answer.ok, answer.text()
    found: dict[str, Any] = answer.json()
    return found


def strike(page: Page) -> dict[str, Any]:
    """An event of an example with a trigger, a party and a place."""
    return next(one for one in items(page, "events", type="ASSAULT") if one["actors"] and len(one["places"]) > 0)


def told_most(page: Page) -> dict[str, Any]:
    """The incident with most events that were joined since they are alike."""

    def alike(incident: dict[str, Any]) -> int:
        return sum(1 for member in incident["members"] if member["parts"])

    return max(items(page, "incidents"), key=lambda one: (alike(one), one["incident_id"]))
