"""What a page is about is in view at both sizes: words, columns, signs of the map, scales, numbers of a chart."""

import re
from io import BytesIO

import pytest
from PIL import Image, ImageStat
from playwright.sync_api import Locator, Page, Route, ViewportSize, expect

from browser.places import items, told_most
from scripts.chromium import DESKTOP, PHONE, found

pytestmark = [
    pytest.mark.skipif(found() is None, reason="Chromium is not here"),
    pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"], indirect=True),
]

AT_THE_WORDS = """
() => {
  const words = document.querySelector(":target")?.closest(".words .told");
  const box = words?.getBoundingClientRect();
  return Boolean(box && box.top >= 0 && box.bottom <= innerHeight);
}
"""
OFF_THE_MAP = """
() => {
  const whole = document.querySelector("#map").getBoundingClientRect();
  const buttons = [...document.querySelectorAll("#map-tools button")].map((one) => one.getBoundingClientRect());
  return [...document.querySelectorAll("#map .ring, #map .sign path, #map .sign text")].filter((drawn) => {
    const box = drawn.getBoundingClientRect();
    if (!box.width) return false;
    const across = box.left >= whole.left && box.right <= whole.right;
    const down = box.top >= whole.top && box.bottom <= whole.bottom;
    const under = (one) => box.left < one.right && box.right > one.left && box.top < one.bottom && box.bottom > one.top;
    return !across || !down || buttons.some(under);
  }).map((drawn) => drawn.outerHTML);
}
"""
"""Rings and signs that reach over the edge of the map or under a button."""


@pytest.fixture
def size(request: pytest.FixtureRequest, page: Page) -> tuple[int, int]:
    """The window, which has this size."""
    width, height = request.param
    page.set_viewport_size(ViewportSize(width=width, height=height))
    return width, height


def test_a_link_to_an_event_opens_the_report_at_its_words(page: Page, size: tuple[int, int]) -> None:
    report = max(items(page, "reports"), key=lambda one: (one["events"], one["report_id"]))
    told = [one for one in items(page, "events") if one["report_id"] == report["report_id"]]
    for event in told[:: max(1, len(told) // 10)]:
        page.goto(f"/review?event={event['event_id']}")
        page.locator("#event-name + p a").click()
        at_the_words(page, event["event_id"])


def test_incident_and_search_lead_to_the_words_as_well(page: Page, size: tuple[int, int]) -> None:
    page.goto(f"/incidents/{told_most(page)['incident_id']}")
    member = page.locator("article.member").last
    name = str(member.get_attribute("id")).removeprefix("event-")
    member.locator("h3 a").click()
    at_the_words(page, name)
    page.goto("/search?q=market")
    page.locator("ol.found a[href*='#']").last.click()
    at_the_words(page, page.url.rpartition("#said-")[2])


def at_the_words(page: Page, event_id: str) -> None:
    """Looks whether the report is open at the words of an event, whose card is the one that is marked."""
    page.wait_for_url(re.compile(r"/report\?"))
    assert page.url.endswith(f"#said-{event_id}")
    assert page.evaluate(AT_THE_WORDS), page.url
    expect(page.locator(".event.chosen")).to_have_attribute("data-event", event_id)


def test_the_list_of_incidents_has_room_for_all_its_columns(page: Page, size: tuple[int, int]) -> None:
    page.goto("/incidents?place=Marib")
    told = page.locator("table.incidents td[data-name='told by']", has_text="1 text of an unknown publisher").first
    expect(told).to_have_text("1 publisher and 1 text of an unknown publisher")
    assert hidden_width(page.locator("#list .scroll")) == 0
    for cell in (told, page.locator("table.incidents td[data-name='confidence']").first):
        box = cell.bounding_box()
        assert box is not None
        assert 0 <= box["x"] < box["x"] + box["width"] <= size[0]
        assert cell.evaluate("(cell) => cell.scrollWidth <= cell.clientWidth")


@pytest.mark.parametrize("query", ["", "country=SYR", "country=SDN&type=ASSAULT", "place=Goris"])
def test_a_fitted_map_has_all_rings_and_signs_whole_and_beside_the_buttons(
    page: Page, size: tuple[int, int], query: str
) -> None:
    page.goto(f"/incidents?{query}")
    expect(page.locator("#map .sign, #map .ring").first).to_be_attached()
    page.get_by_role("button", name="Nearer").click()
    page.get_by_role("button", name="Fit").click()
    assert page.evaluate(OFF_THE_MAP) == []


def test_numbers_of_shifts_and_days_stand_whole_in_the_chart(page: Page, size: tuple[int, int]) -> None:
    page.goto("/relations/dyad?a=ARM&b=AZE&until=2024-06-25")
    expect(page.locator("#series .band.rift").last).to_be_attached()
    ends = page.evaluate(
        """() => [...document.querySelectorAll("#series text")].map((one) => {
            const box = one.getBBox();
            return [box.x, box.x + box.width];
        })"""
    )
    assert all(0 <= left < right <= 960 for left, right in ends)


def test_a_dyad_shows_its_scales_and_every_stance(page: Page, size: tuple[int, int]) -> None:
    page.goto("/relations/dyad?a=ARM&b=AZE")
    frame = page.locator(".scroll:has(#series)").bounding_box()
    assert frame is not None
    for label in page.locator(".scales text").all():
        box = label.bounding_box()
        assert box is not None
        assert frame["x"] <= box["x"] < box["x"] + box["width"] <= frame["x"] + frame["width"]
    assert page.locator(".scales text").all_text_contents()[-2:] == ["100 %", "0 %"]
    standing = page.locator(".scroll:has(table.why)")
    assert hidden_width(standing) == 0
    assert standing.locator("tfoot td").count() == 5
    words = page.get_by_text("What each thing adds to the log weight")
    assert words.evaluate("(words) => words.closest('.scroll') === null")


def test_a_shade_tells_that_a_drawing_goes_on(page: Page, size: tuple[int, int]) -> None:
    page.emulate_media(color_scheme="light")
    page.goto("/relations")
    frame = page.locator(".scroll:has(#network)")
    wider = hidden_width(frame) > 0
    assert wider == (size == PHONE)
    assert shaded(frame) == (False, wider)
    frame.evaluate("(frame) => { frame.scrollLeft = frame.scrollWidth; }")
    assert shaded(frame) == (wider, False)


def test_days_the_wrong_way_round_are_not_drawn(page: Page, size: tuple[int, int]) -> None:
    """The workspace refuses them, but an answer to what was asked before may come when they stand in the fields."""
    page.goto("/incidents")
    expect(page.locator("#list")).to_have_attribute("aria-busy", "false")
    expect(page.locator("#line rect.overlay")).to_be_attached()

    def meanwhile(route: Route) -> None:
        page.evaluate("document.getElementById('until').value = '2024-04-01'")
        route.continue_()

    page.route("**/incidents/shown?*", meanwhile)
    with page.expect_response("**/incidents/shown?*"):
        page.get_by_label("From", exact=True).fill("2024-06-01")
    page.wait_for_url("**since=2024-06-01*")
    expect(page.locator("#list")).to_have_attribute("aria-busy", "false")
    expect(page.locator("#line rect.selection")).to_be_hidden()


def hidden_width(frame: Locator) -> int:
    """Pixels of what a frame holds that are beyond its edge."""
    width: int = frame.evaluate("(frame) => frame.scrollWidth - frame.clientWidth")
    return width


def shaded(frame: Locator) -> tuple[bool, bool]:
    """Whether the left and the right edge of a frame are darker than what lies farther in."""
    with Image.open(BytesIO(frame.screenshot())) as whole:
        grey = whole.convert("L")
    width, height = grey.size

    def lightness(left: int) -> float:
        return float(ImageStat.Stat(grey.crop((left, 3, left + 3, height - 3))).median[0])

    return lightness(3) < lightness(60) - 20, lightness(width - 6) < lightness(width - 63) - 20
