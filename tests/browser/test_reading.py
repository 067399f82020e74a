"""From a rift on the front page to the words that tell it, and every other way of reading the ledger."""

import math
import re
from collections.abc import Callable
from datetime import date
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from browser.places import address_of, event_of, items, strike, told_most
from scripts.chromium import found

pytestmark = pytest.mark.skipif(found() is None, reason="Chromium is not here")

SIGNS = """
() => [...document.querySelectorAll("#map .sign")].map((sign) => {
  const at = sign.transform.baseVal.consolidate().matrix;
  return [at.e, at.f, Number(sign.dataset.reach)];
})
"""
"""Where the signs of the map stand and how far each reaches."""


def test_three_clicks_lead_from_a_rift_to_the_words_in_the_article(page: Page) -> None:
    page.goto("/?span=all")
    rift = page.locator("article.shift", has=page.locator(".turn.rift")).first
    expect(rift).to_be_visible()
    rift.get_by_role("link", name=re.compile(r"\d{4}-\d\d-\d\d")).first.click()
    expect(page).to_have_url(re.compile(r"/incidents/\w+$"))
    member = page.locator("article.member").first
    sentence = member.locator("blockquote").inner_text()
    member.locator("h3 a").click()
    expect(page).to_have_url(re.compile(r"/report\?id="))
    chosen = page.locator("article.event.chosen")
    expect(chosen).to_be_in_viewport()
    told = page.locator(".words .told").first
    expect(told).to_be_visible()
    assert told.inner_text() in sentence


def test_today_tells_of_shifts_friends_at_odds_incidents_and_what_was_read(page: Page) -> None:
    page.goto("/?span=all")
    expect(page.get_by_role("heading", name="What has shifted")).to_be_visible()
    assert page.locator("article.shift svg.spark").count() == page.locator("article.shift").count() > 0
    expect(page.locator("section", has=page.locator("#notes")).locator("li").first).to_be_visible()
    expect(page.locator("section", has=page.locator("#latest")).locator("li").first).to_be_visible()
    read = page.locator("section", has=page.locator("#reading"))
    assert f"{len(items(page, 'events')):,} events" in read.inner_text()


def test_a_filter_narrows_list_map_and_time_line_and_stands_in_the_address(page: Page) -> None:
    all_of_them = opened(page, "/incidents")
    page.get_by_label("Type", exact=True).select_option("ASSAULT")
    narrowed(page, all_of_them, lambda words: words == {"type": ["ASSAULT"]})
    assert counted(page) == len(items(page, "incidents", type="ASSAULT"))
    assert page.evaluate(SIGNS)


@pytest.mark.parametrize("width", [1280, 390])
def test_no_sign_of_the_map_covers_another(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    opened(page, "/incidents")
    signs = page.evaluate(SIGNS)
    assert len(signs) > 1
    for n, (x, y, reach) in enumerate(signs):
        assert all(math.hypot(x - u, y - v) >= reach + other for u, v, other in signs[:n])


def test_days_dragged_over_on_the_time_line_narrow_all(page: Page) -> None:
    all_of_them = opened(page, "/incidents")
    drag(page, page.locator("#line"), 0.45, 0.7)
    narrowed(page, all_of_them, lambda words: set(words) == {"since", "until"})
    words = words_of(page)
    assert page.get_by_label("From", exact=True).input_value() == words["since"][0]
    assert counted(page) == len(items(page, "incidents", since=words["since"][0], until=words["until"][0]))
    page.get_by_role("button", name="All days").click()
    expect(page.locator("#list-name")).to_contain_text(f"{all_of_them:,} incident")
    assert words_of(page) == {}


def test_a_week_can_be_chosen_among_the_days_that_the_time_line_shows(page: Page) -> None:
    opened(page, "/incidents?since=2024-05-01&until=2024-06-30")
    drag(page, page.locator("#line"), 0.5, 0.58)
    expect(page).to_have_url(re.compile("since=2024-05-[23]"))
    words = words_of(page)
    days = date.fromisoformat(words["until"][0]) - date.fromisoformat(words["since"][0])
    assert 5 <= days.days <= 9


def test_what_is_refused_is_told_under_the_form_and_what_was_shown_is_greyed_out(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    opened(page, "/incidents?since=2024-05-01")
    since, until = page.get_by_label("From", exact=True), page.get_by_label("to", exact=True)
    until.fill("2024-04-01")
    fault = page.locator("#fault")
    expect(fault).to_contain_text("From: 2024-05-01 is after")
    expect(fault).to_be_in_viewport()
    for field in (since, until):
        expect(field).to_have_attribute("aria-invalid", "true")
        expect(field).to_have_accessible_description(re.compile("is after"))
    expect(page.locator("#list")).to_have_class("outdated")
    until.fill("2024-06-01")
    expect(fault).to_be_empty()
    expect(page.locator("[aria-invalid], .outdated")).to_have_count(0)


def test_a_country_is_asked_for_when_its_name_is_whole(page: Page) -> None:
    opened(page, "/incidents")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/shown" in request.url else None)
    country = page.get_by_label("Country", exact=True)
    country.press_sequentially("Armenia")
    expect(page).to_have_url(re.compile("country=Armenia"))
    assert len(asked) == 1
    country.fill("Nig")
    country.press("Enter")
    expect(page.locator("#fault")).to_contain_text("'Nig' is neither a country's name")
    country.fill("")
    expect(page.locator("#fault")).to_be_empty()


def test_back_leads_through_the_filters_that_were_chosen(page: Page) -> None:
    all_of_them = opened(page, "/incidents")
    page.get_by_label("Type", exact=True).select_option("ASSAULT")
    narrowed(page, all_of_them, lambda words: words == {"type": ["ASSAULT"]})
    page.get_by_label("Actor", exact=True).press_sequentially("armenia", delay=200)
    expect(page).to_have_url(re.compile("actor=armenia"))
    page.go_back()
    expect(page).to_have_url(re.compile(r"\?type=ASSAULT$"))
    expect(page.get_by_label("Type", exact=True)).to_have_value("ASSAULT")
    expect(page.get_by_label("Actor", exact=True)).to_have_value("")
    page.go_back()
    expect(page.locator("#list-name")).to_contain_text(f"{all_of_them:,} incident")
    expect(page.get_by_label("Type", exact=True)).to_have_value("")
    page.go_forward()
    narrowed(page, all_of_them, lambda words: words == {"type": ["ASSAULT"]})


def test_hatches_stay_thin_and_what_a_sign_tells_goes_when_the_map_is_zoomed(page: Page) -> None:
    opened(page, "/incidents")
    sign = page.locator("#map .sign").first
    sign.hover()
    expect(page.locator(".map .tip")).to_be_visible()
    page.locator("#map-in").evaluate("(button) => { for (let n = 0; n < 6; n += 1) button.click(); }")
    expect(page.locator(".map .tip")).to_be_hidden()
    shares = page.evaluate(
        """() => [...document.querySelectorAll("#map pattern")].map((one) =>
            parseFloat(getComputedStyle(one.firstChild).strokeWidth) / one.width.baseVal.value)"""
    )
    assert shares == pytest.approx([2 / 7] * 4, rel=0.01)


def test_a_part_of_the_map_narrows_all(page: Page) -> None:
    all_of_them = opened(page, "/incidents")
    page.get_by_role("button", name="Choose a part").click()
    drag(page, page.locator("#map"), 0.5, 0.95, 0.1, 0.9)
    narrowed(page, all_of_them, lambda words: set(words) == {"box"})
    counts = page.locator("#places .number").all_inner_texts()
    assert sum(int(count.replace(",", "")) for count in counts) <= counted(page)
    expect(page.locator("#map-note")).not_to_contain_text("without a place")
    page.get_by_role("button", name="Whole map").click()
    expect(page.locator("#list-name")).to_contain_text(f"{all_of_them:,} incident")


def test_a_link_holds_the_view(page: Page, browser: Browser, home: str) -> None:
    opened(page, "/incidents")
    page.get_by_label("Status", exact=True).select_option("actual")
    expect(page).to_have_url(re.compile("status=actual"))
    page.get_by_label("Actor", exact=True).fill("Armenia")
    expect(page).to_have_url(re.compile("actor=Armenia"))
    expect(page.locator("#list")).to_have_attribute("aria-busy", "false")
    seen = page.locator("#list").inner_text()
    elsewhere = browser.new_page()
    elsewhere.goto(page.url)
    expect(elsewhere.locator("#list")).to_have_attribute("aria-busy", "false")
    assert elsewhere.locator("#list").inner_text() == seen
    assert elsewhere.get_by_label("Actor", exact=True).input_value() == "Armenia"
    elsewhere.close()


def test_a_filter_that_leaves_nothing_says_so(page: Page) -> None:
    opened(page, "/incidents")
    page.get_by_label("Place", exact=True).fill("no such town")
    expect(page.locator("#list")).to_contain_text("No incident meets all of these conditions.")


def test_an_incident_shows_versions_words_and_why(page: Page) -> None:
    told = told_most(page)
    page.goto(f"/incidents/{told['incident_id']}")
    assert page.locator("table.versions tbody tr").count() == len(told["versions"])
    assert page.locator("article.member").count() == len(told["members"])
    why = page.locator("table.parts").first
    parts = [float(words.replace("−", "-")) for words in why.locator("tbody td.number").all_inner_texts()]
    total = float(why.locator("tfoot td.number").inner_text().replace("−", "-"))
    assert sum(parts) == pytest.approx(total, abs=0.006 * len(parts))


def test_words_and_card_of_an_event_light_up_together(page: Page) -> None:
    page.goto(address_of(page, "report"))
    event = strike(page)["event_id"]
    word = page.locator(f".told[data-events~='{event}']").first
    card = page.locator(f"[data-event='{event}']")
    lit = re.compile(r"\blit\b")
    expect(card).not_to_have_class(lit)
    word.hover()
    expect(card).to_have_class(lit)
    page.locator("h1").hover()
    expect(card).not_to_have_class(lit)
    card.get_by_role("heading").hover()
    expect(word).to_have_class(lit)


def test_marks_differ_in_more_than_colour(page: Page) -> None:
    page.goto(address_of(page, "report"))
    looks = page.evaluate(
        """() => Object.fromEntries([...document.querySelectorAll(".legend .role")].map((mark) => {
            const style = getComputedStyle(mark), letter = getComputedStyle(mark, "::before").content;
            const under = [style.textDecorationStyle, style.textDecorationLine, style.borderStyle];
            return [mark.textContent.trim(), [letter, ...under].join(" ")];
        }))"""
    )
    assert len(looks) >= 3
    assert len(set(looks.values())) == len(looks), looks


def test_the_words_of_an_event_are_those_that_it_was_coded_from(page: Page) -> None:
    page.goto(address_of(page, "report"))
    event = strike(page)
    shown = page.locator(f"#said-{event['event_id']}").first.inner_text()
    assert shown in event["trigger"]["text"] or event["trigger"]["text"] in shown


def test_relations_lead_to_a_dyad_with_its_series_shifts_and_incidents(page: Page) -> None:
    page.goto("/relations")
    expect(page.locator("#network .node").first).to_be_visible()
    looks = page.evaluate(
        """() => Object.fromEntries(["friends", "foes"].map((sign) => {
            const line = document.querySelector(`#network .tie.${sign}`);
            return [sign, line && [getComputedStyle(line).stroke, getComputedStyle(line).strokeDasharray].join(" ")];
        }))"""
    )
    assert looks["foes"] != looks["friends"]
    page.get_by_role("link", name=re.compile("Armenia.*Azerbaijan|Azerbaijan.*Armenia")).last.click()
    expect(page).to_have_url(re.compile(r"/relations/dyad\?a=ARM&b=AZE"))
    expect(page.locator("#series .band.rift").first).to_be_visible()
    rift = page.locator("ol.turns li", has=page.locator(".turn.rift")).first
    expect(rift).to_contain_text("Likely rift between Armenia and Azerbaijan")
    rift.get_by_role("link").first.click()
    expect(page).to_have_url(re.compile(r"/incidents/\w+$"))


def test_on_a_narrow_screen_a_dyad_opens_at_its_newest_days(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/relations/dyad?a=ARM&b=AZE")
    frame = page.locator(".scroll:has(#series)")
    expect(frame).to_be_visible()
    ends = frame.evaluate("frame => [frame.scrollLeft + frame.clientWidth, frame.scrollWidth]")
    assert ends[0] == pytest.approx(ends[1], abs=2)
    assert frame.evaluate("frame => frame.scrollLeft") > 100


def test_a_line_of_the_network_leads_to_its_dyad(page: Page) -> None:
    page.goto("/relations")
    line = page.locator("#network a:has(line)").first
    line.locator("line").last.click(force=True)
    expect(page).to_have_url(re.compile(r"/relations/dyad\?a=[^&]+&b="))


def test_actors_are_found_by_name_and_have_a_page_each(page: Page) -> None:
    page.goto("/actors")
    page.get_by_label("Name or code").fill("armenia")
    page.get_by_role("button", name="Find").click()
    expect(page).to_have_url(re.compile("q=armenia"))
    page.locator("tbody th a").first.click()
    expect(page).to_have_url(re.compile(r"/actors/ARM"))
    for heading in ("Relations", "Incidents", "Reports"):
        expect(page.get_by_role("heading", name=heading, exact=True)).to_be_visible()
    page.locator("section", has=page.locator("#relations-name")).get_by_role("link").first.click()
    expect(page).to_have_url(re.compile(r"/relations/dyad"))


def test_search_leads_to_the_report(page: Page) -> None:
    page.goto("/")
    page.get_by_label("Search reports").fill("vegetable market")
    page.keyboard.press("Enter")
    expect(page.locator("mark").first).to_have_text(re.compile("vegetable|market", re.I))
    page.locator("ol.found a").first.click()
    expect(page.locator("main")).to_contain_text("vegetable market")


def test_every_page_leads_to_every_other(page: Page) -> None:
    page.goto("/")
    for name in ("Incidents", "Relations", "Actors", "Review", "Add", "Today"):
        page.get_by_role("navigation", name="Main").get_by_role("link", name=name, exact=True).click()
        expect(page.get_by_role("navigation", name="Main").locator("[aria-current=page]")).to_have_text(name)


def test_reading_works_without_scripts(browser: Browser, home: str) -> None:
    context = browser.new_context(base_url=home, java_script_enabled=False)
    page = context.new_page()
    page.goto("/incidents")
    page.get_by_label("Type", exact=True).select_option("CONSULT")
    page.get_by_role("button", name="Show").click()
    assert words_of(page)["type"] == ["CONSULT"]
    page.locator("table.incidents th a").first.click()
    page.locator("article.member h3 a").first.click()
    assert page.locator(".words .told").count() > 0
    context.close()


def test_events_stand_where_the_api_says(page: Page) -> None:
    event = event_of(page, strike(page)["event_id"])
    report = page.context.request.get(f"/api/v1/reports/{event['report_id']}").json()
    trigger = event["trigger"]
    assert report["text"][trigger["start"] : trigger["end"]] == trigger["text"]


def opened(page: Page, address: str) -> int:
    """Opens the incidents, waits for map and time line; how many are listed."""
    page.goto(address)
    expect(page.locator("#list")).to_have_attribute("aria-busy", "false")
    expect(page.locator("#map-tools")).to_be_visible()
    expect(page.locator("#line rect.overlay")).to_be_attached()
    return counted(page)


def counted(page: Page) -> int:
    found = re.match(r"([\d,]+) incident", page.locator("#list-name").inner_text())
    assert found
    return int(found[1].replace(",", ""))


def narrowed(page: Page, before: int, holds: Callable[[dict[str, list[str]]], bool]) -> None:
    """Waits until fewer are listed, and looks at the address."""
    expect(page.locator("#list-name")).not_to_contain_text(f"{before:,} incident")
    assert holds(words_of(page)), page.url
    assert 0 < counted(page) < before


def words_of(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def drag(page: Page, what: Locator, left: float, right: float, top: float = 0.4, bottom: float = 0.4) -> None:
    """Drags the pointer over a part of something, given in shares of its width and height."""
    what.scroll_into_view_if_needed()
    box = what.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + left * box["width"], box["y"] + top * box["height"])
    page.mouse.down()
    page.mouse.move(box["x"] + (left + right) / 2 * box["width"], box["y"] + bottom * box["height"], steps=3)
    page.mouse.move(box["x"] + right * box["width"], box["y"] + bottom * box["height"], steps=3)
    page.mouse.up()
