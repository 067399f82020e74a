"""No page has a serious or critical finding of axe-core, is wider than the window, or lacks what readers aloud need."""

from collections.abc import Mapping

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Page, ViewportSize

from browser.places import NAMES, address_of
from scripts.chromium import DESKTOP, PHONE, found

pytestmark = pytest.mark.skipif(found() is None, reason="Chromium is not here")

AXE = Axe()
ONLY_GRAVE = {"resultTypes": ["violations"]}
ONLY_COLOURS = {
    "resultTypes": ["violations"],
    "runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]},
}


@pytest.mark.parametrize("name", NAMES)
def test_a_page_can_be_used_by_everybody(page: Page, name: str) -> None:
    page.goto(address_of(page, name))
    page.wait_for_load_state("networkidle")
    for width, height in (DESKTOP, PHONE):
        page.set_viewport_size(ViewportSize(width=width, height=height))
        assert page.evaluate("document.documentElement.scrollWidth") <= width, f"{name} is wider than {width}"
        page.emulate_media(color_scheme="light")
        assert grave(page, ONLY_GRAVE) == [], f"{name} at {width}, light"
        page.emulate_media(color_scheme="dark")
        assert grave(page, ONLY_COLOURS) == [], f"{name} at {width}, dark"


@pytest.mark.parametrize("name", NAMES)
def test_a_page_has_one_heading_a_title_and_a_way_past_the_menu(page: Page, name: str) -> None:
    page.goto(address_of(page, name))
    assert page.locator("h1").count() == 1
    assert page.locator("main").count() == 1
    assert page.title().endswith(" · Detente")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def grave(page: Page, options: Mapping[str, object]) -> list[str]:
    """Findings that are serious or critical, each with where it is."""
    answer = AXE.run(page, options=dict(options)).response
    return [
        f"{one['impact']}: {one['id']} at {node['target']}"
        for one in answer["violations"]
        if one["impact"] in ("serious", "critical")
        for node in one["nodes"]
    ]
