"""Reports that come in through the browser: pasted, chosen as files, dropped, or refused with a reason."""

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from browser.places import items
from scripts.chromium import found

pytestmark = pytest.mark.skipif(found() is None, reason="Chromium is not here")

TEXT = (
    "MOPTI, Mali, Jan. 8, 2025 (Delta Wire) - Gunmen attacked a convoy of soldiers near the town of Mopti on Tuesday, "
    "killing six of them, the army said.\n\nThe foreign minister of Mali met his counterpart from Niger on Wednesday."
)
ENDED = 90_000
"""Milliseconds: the coder is loaded when the first text comes."""


def ended(page: Page) -> None:
    expect(page.locator("#counts")).to_contain_text(": done", timeout=ENDED)


def test_a_pasted_text_is_read_and_its_events_are_there(changing_page: Page) -> None:
    page = changing_page
    page.goto("/add")
    page.locator("#text").fill(TEXT)
    page.locator("#title").fill("Convoy attacked")
    page.locator("#publisher").fill("Delta Wire")
    page.get_by_role("button", name="Read the text").click()
    ended(page)
    expect(page.locator("#counts")).to_contain_text("1 report")
    page.get_by_role("link", name="Convoy attacked").click()
    expect(page.locator("article.event").first).to_be_visible()
    report = next(one for one in items(page, "reports") if one["title"] == "Convoy attacked")
    told = [one for one in items(page, "events") if one["report_id"] == report["report_id"]]
    assert "ASSAULT" in {one["type"] for one in told}
    assert page.locator("article.event").count() == len(told)
    page.goto("/incidents?country=MLI")
    expect(page.locator("table.incidents")).to_contain_text("ASSAULT")


def test_files_are_read_and_those_that_cannot_be_are_told(changing_page: Page, tmp_path: Path) -> None:
    feed = tmp_path / "feed.jsonl"
    lines = [
        json.dumps({"id": f"feed/{n}", "text": TEXT.replace("six", f"{n} hundred"), "title": f"No. {n}"})
        for n in (1, 2)
    ]
    feed.write_text("\n".join([*lines, "{not json"]))
    saved = tmp_path / "page.html"
    saved.write_text(f"<html><head><title>Saved page</title></head><body><article><p>{TEXT}</p><p>{TEXT}</p></article>")
    changing_page.goto("/add")
    changing_page.locator("#files").set_input_files([feed, saved])
    changing_page.get_by_role("button", name="Read the files").click()
    ended(changing_page)
    expect(changing_page.locator("#counts")).to_contain_text("3 reports")
    expect(changing_page.locator("#counts")).to_contain_text("1 rejected")
    expect(changing_page.locator("#job")).to_contain_text("feed.jsonl, line 3")


def test_a_file_dropped_anywhere_is_read(changing_page: Page) -> None:
    page = changing_page
    page.goto("/add")
    dropped = page.evaluate_handle(
        """(text) => {
            const carried = new DataTransfer();
            carried.items.add(new File([text], "dropped.txt", { type: "text/plain" }));
            return carried;
        }""",
        TEXT.replace("Mopti", "Gao"),
    )
    for kind in ("dragover", "drop"):
        page.dispatch_event("main", kind, {"dataTransfer": dropped})
    page.wait_for_url("**/add/jobs/*")
    ended(page)
    expect(page.locator("h1")).to_have_text("dropped.txt")
    expect(page.locator("#counts")).to_contain_text("1 report")


@pytest.mark.parametrize(
    ("address", "reason"),
    [("ftp://news.example/a", "http"), ("http://127.0.0.1/a", ""), ("http://169.254.169.254/latest/meta-data", "")],
)
def test_addresses_that_are_not_of_the_web_are_not_fetched(changing_page: Page, address: str, reason: str) -> None:
    page = changing_page
    page.goto("/add")
    page.set_viewport_size({"width": 390, "height": 844})
    page.locator("#address").fill(address)
    page.get_by_role("button", name="Fetch and read").click()
    if "/jobs/" in page.url:
        ended(page)
        expect(page.locator("#counts")).to_contain_text("0 reports, 0 events, 1 rejected")
    else:
        why = page.get_by_role("alert")
        expect(why).to_contain_text(reason)
        expect(why).to_be_in_viewport()
        expect(why).to_be_focused()
        expect(page.locator("#address")).to_have_accessible_description(re.compile(reason))


def test_a_text_without_words_is_told_beside_the_form(changing_page: Page) -> None:
    page = changing_page
    page.goto("/add")
    page.locator("#text").fill(TEXT)
    page.locator("#published").fill("the day before")
    page.get_by_role("button", name="Read the text").click()
    expect(page.get_by_role("alert")).to_contain_text("published")
    assert page.locator("#text").input_value() == TEXT
