"""Review by keys alone, two browsers at one event, incidents taken apart and put together, and nothing lost."""

import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from browser.places import event_of, items
from scripts.chromium import found

pytestmark = pytest.mark.skipif(found() is None, reason="Chromium is not here")

EVENT = re.compile(r"[?&]event=([^&]+)")


def tab_to(page: Page, selector: str) -> None:
    """Moves the focus with the tabulator until it is on an element."""
    for _ in range(120):
        if page.evaluate("selector => document.activeElement?.matches(selector)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"the tabulator never comes to {selector}")


def name_oneself(page: Page, name: str) -> None:
    """Says who reviews, by keys."""
    page.goto("/review")
    tab_to(page, "#author")
    page.keyboard.type(name)
    page.keyboard.press("Enter")
    expect(page.locator("details.me")).to_contain_text(name)


def reviewed(page: Page) -> str:
    """The event that is shown."""
    event = page.locator("#review").get_attribute("data-event")
    assert event
    return event


def press(page: Page, *keys: str) -> None:
    """Keys one after another, until the page that the last one leads to is there."""
    with page.expect_navigation():
        for key in keys:
            page.keyboard.press(key)


def test_the_whole_review_by_keyboard_alone(changing_page: Page) -> None:
    page = changing_page
    name_oneself(page, "Ana")

    first = reviewed(page)
    press(page, "a")
    assert reviewed(page) != first
    assert event_of(page, first)["confidence"] == 1.0
    press(page, "u")
    assert event_of(page, first)["confidence"] < 1.0

    page.goto("/review")
    second = reviewed(page)
    press(page, "r")
    assert page.context.request.get(f"/api/v1/events/{second}").status == 404
    press(page, "u")
    assert event_of(page, second)["event_id"] == second

    page.goto("/review")
    third = reviewed(page)
    press(page, "j")
    assert reviewed(page) != third
    press(page, "k")
    assert reviewed(page) == third

    before = event_of(page, third)
    wanted = "planned" if before["status"] != "planned" else "alleged"
    number = page.locator(f"button[name=status][value={wanted}]").get_attribute("data-key")
    press(page, str(number))
    assert event_of(page, third)["status"] == wanted
    press(page, "u")
    assert event_of(page, third)["status"] == before["status"]


def test_type_words_and_party_by_keyboard_alone(changing_page: Page) -> None:
    page = changing_page
    name_oneself(page, "Ana")
    event = next(
        one
        for one in items(page, "events", type="CONSULT")
        if one["trigger"]["text"] and one["actors"] and one["recipients"]
    )
    page.goto(f"/review?event={event['event_id']}")

    page.keyboard.press("t")
    expect(page.locator("#type")).to_be_focused()
    page.keyboard.type("AGREE")
    tab_to(page, "#type ~ button")
    press(page, "Enter")
    assert event_of(page, event["event_id"])["type"] == "AGREE"

    page.keyboard.press("s")
    expect(page.locator("#sentence")).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#chosen")).to_contain_text(event["trigger"]["text"])
    press(page, "Enter")
    longer = event_of(page, event["event_id"])["trigger"]
    assert longer["start"] == event["trigger"]["start"]
    assert longer["end"] > event["trigger"]["end"]
    page.keyboard.press("s")
    page.keyboard.press("Shift+ArrowRight")
    press(page, "Enter")
    assert event_of(page, event["event_id"])["trigger"]["start"] > longer["start"]

    page.keyboard.press("p")
    expect(page.locator("#party")).to_be_focused()
    tab_to(page, "#actor-id")
    page.keyboard.type("NGA:CRM")
    press(page, "Enter")
    named = [one["actor_id"] for one in event_of(page, event["event_id"])["actors"]]
    assert "NGA:CRM" in named

    for _ in range(4):
        press(page, "u")
    assert event_of(page, event["event_id"]) == event


def test_words_are_chosen_with_the_pointer_as_well(changing_page: Page) -> None:
    page = changing_page
    name_oneself(page, "Ana")
    event = next(one for one in items(page, "events", type="AID") if one["trigger"]["text"])
    page.goto(f"/review?event={event['event_id']}")
    page.locator("#sentence").dblclick(position={"x": 12, "y": 10})
    first = page.evaluate("getSelection().toString().trim()")
    expect(page.locator("#chosen")).to_contain_text(first)
    assert page.locator("#first option:checked").inner_text() in first


def test_the_line_says_what_set_words_would_do(changing_page: Page) -> None:
    page = changing_page
    name_oneself(page, "Ana")
    event = next(one for one in items(page, "events", type="AID") if one["trigger"]["text"] and not one["detained"])
    page.goto(f"/review?event={event['event_id']}")
    page.locator("#sentence").focus()
    expect(page.locator("#chosen")).to_contain_text("trigger")
    page.locator("#target").select_option("detained")
    expect(page.locator("#chosen")).to_contain_text("add: detained → “")
    expect(page.locator("#chosen")).not_to_contain_text("trigger")


def test_single_keys_can_be_turned_off(changing_page: Page) -> None:
    page = changing_page
    name_oneself(page, "Ana")
    event = reviewed(page)
    page.get_by_label("single keys work").uncheck()
    page.locator("h1").click()
    page.keyboard.press("a")
    page.wait_for_timeout(200)
    assert reviewed(page) == event
    page.reload()
    expect(page.get_by_label("single keys work")).not_to_be_checked()
    page.get_by_label("single keys work").check()


def test_two_browsers_at_one_event_lose_nothing_in_silence(changing_page: Page, other_page: Page) -> None:
    name_oneself(changing_page, "Ana")
    name_oneself(other_page, "Ben")
    event = items(changing_page, "events", type="THREATEN")[0]
    for page in (changing_page, other_page):
        page.goto(f"/review?event={event['event_id']}")
    changing_page.locator("button[name=status][value=possible]").click()
    expect(changing_page.locator("button[name=status][value=possible]")).to_have_attribute("aria-pressed", "true")
    other_page.locator("button[name=status][value=alleged]").click()
    expect(other_page.get_by_role("alert")).to_contain_text("Nothing of what you sent now was kept yet")
    expect(other_page.get_by_role("region", name="Kept since you looked")).to_contain_text("Ana: status possible")
    expect(other_page.get_by_role("region", name="Yours, not kept yet")).to_contain_text("Ben: status alleged")
    assert event_of(changing_page, event["event_id"])["status"] == "possible"
    with other_page.expect_navigation():
        other_page.keyboard.press("m")
    expect(other_page.locator("button[name=status][value=alleged]")).to_have_attribute("aria-pressed", "true")
    said = other_page.get_by_role("list", name="Corrections, the last one first")
    expect(said).to_contain_text(re.compile("Ben.*status alleged.*Ana.*status possible", re.S))
    assert event_of(other_page, event["event_id"])["status"] == "alleged"


def test_an_incident_is_taken_apart_and_put_together(changing_page: Page) -> None:
    page = changing_page
    told = max(items(page, "incidents"), key=lambda one: (len(one["members"]), one["incident_id"]))
    events = [member["event_id"] for member in told["members"]]
    page.goto(f"/incidents/{told['incident_id']}")
    last = page.locator("article.member").last
    off = (str(last.get_attribute("id"))).removeprefix("event-")
    last.get_by_label("another happening").check()
    page.locator("#split-author").fill("Ana")
    page.get_by_role("button", name="Split them off").click()
    expect(page.get_by_role("status").first).not_to_be_empty()
    assert members_beside(page, off).isdisjoint(set(events) - {off})

    apart = incident_of(page, next(one for one in events if one != off))
    page.goto(f"/incidents/{incident_of(page, off)}")
    page.locator("#other").fill(apart)
    page.locator("#join-author").fill("Ana")
    page.get_by_role("button", name="They are one happening").click()
    expect(page.locator("main")).to_contain_text("are one happening")
    assert members_beside(page, off) == set(events)


def test_a_correction_that_was_acknowledged_outlives_a_killed_server(
    changing_page: Page, tmp_path: Path, ledger: Path
) -> None:
    own = tmp_path / "own.db"
    own.write_bytes(ledger.read_bytes())
    command = [sys.executable, "-m", "detente", "serve", "--ledger", str(own), "--port", "0", "--no-browser"]
    event = items(changing_page, "events", type="ASSAULT")[0]["event_id"]
    context = changing_page.context.browser.new_context()  # type: ignore[union-attr]
    page = context.new_page()
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as server:
        assert server.stderr is not None
        ready = re.search(r"http://\S+?(?=/? )", server.stderr.readline())
        assert ready
        page.goto(f"{ready[0]}/review?event={event}")
        page.locator("#author").fill("Ana")
        page.get_by_role("button", name="Keep the name").click()
        page.locator("button[name=status][value=negated]").click()
        expect(page.locator("button[name=status][value=negated]")).to_have_attribute("aria-pressed", "true")
        server.send_signal(signal.SIGKILL)
    context.close()
    from detente.ledger import Ledger

    with Ledger(own) as kept:
        held = kept.event(event)
        assert held is not None
        assert held.status == "negated"


def incident_of(page: Page, event: str) -> str:
    return next(
        str(one["incident_id"])
        for one in items(page, "incidents")
        if event in [member["event_id"] for member in one["members"]]
    )


def members_beside(page: Page, event: str) -> set[str]:
    """The events of the incident that an event is in."""
    name = incident_of(page, event)
    found = next(one for one in items(page, "incidents") if one["incident_id"] == name)
    return {member["event_id"] for member in found["members"]}
