"""No script of a report runs in a real browser, nothing breaks our policy, and nothing is asked of another machine."""

import unicodedata
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest
from attacks.attack import Attack, hostile_report, load
from playwright.sync_api import Browser, Page, expect

from browser.watch import Watch
from detente.ledger import Ledger, RunIdentity
from detente.sources.encoding import clean
from scripts.chromium import found, served

pytestmark = pytest.mark.skipif(found() is None, reason="Chromium is not here")

ATTACKS = load()
GROUP = 12
"""Attacks told by one report."""
STRAY = """
() => {
  const addresses = ["href", "src", "action", "formaction", "xlink:href"];
  const tags = ["base", "embed", "iframe", "img", "object", "style", "audio", "video", "math", "foreignobject"];
  const hostile = (element) => [...element.attributes].some(({ name, value }) =>
    name.startsWith("on")
    || (name === "style" && !element.closest("svg") && !element.classList.contains("tip"))
    || (addresses.includes(name) && /^\\s*(javascript|vbscript|data):/i.test(value)));
  const foreign = (element) => element.matches("script") && !element.getAttribute("src")?.startsWith("/static/");
  return [...document.querySelectorAll("*")]
    .filter((element) => hostile(element) || foreign(element) || tags.includes(element.tagName.toLowerCase()))
    .map((element) => element.outerHTML.slice(0, 200));
}
"""
"""Elements of a page that no template and no script of ours makes."""


@pytest.fixture(scope="module")
def hostile_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    path = tmp_path_factory.mktemp("hostile") / "hostile.db"
    with Ledger(path) as ledger:
        groups = [ATTACKS[start : start + GROUP] for start in range(0, len(ATTACKS), GROUP)]
        alone = [hostile_report(f"alone/{one.key}", [one], number) for number, one in enumerate(ATTACKS)]
        many = [hostile_report(f"many/{number}", group, 200 + number) for number, group in enumerate(groups)]
        ledger.keep(ledger.begin(RunIdentity("1", "attacks@1", "PLOVER-2021")), [*many, *alone])
        ledger.update_incidents()
    with served(path) as address:
        yield address


@pytest.fixture
def hostile(browser: Browser, hostile_home: str) -> Iterator[Page]:
    context = browser.new_context(base_url=hostile_home)
    page = context.new_page()
    watch = Watch(page, hostile_home)
    yield page
    assert watch.look() == []
    context.close()


def look(page: Page, address: str) -> None:
    """Opens a page, and touches what is on it as a reader would."""
    page.goto(address)
    page.wait_for_load_state("networkidle")
    assert page.evaluate(STRAY) == [], address
    page.keyboard.press("Tab")
    page.mouse.move(300, 300)


@pytest.mark.parametrize("number", range(-(-len(ATTACKS) // GROUP)))
def test_reports_that_tell_them(hostile: Page, number: int) -> None:
    look(hostile, f"/report?id=many/{number}")
    shown = hostile.locator(".words").all_inner_texts()
    for attack in ATTACKS[number * GROUP : (number + 1) * GROUP][:3]:
        assert any(plain(clean(attack.words)) in plain(words) for words in shown), attack.name
    for card in hostile.locator("article.event").all()[:3]:
        card.hover()


@pytest.mark.parametrize(
    "address",
    ["/", "/?span=all", "/incidents", "/relations", "/relations?level=organisation", "/actors", "/review", "/add",
     "/incidents?page=2", "/actors?start=50"],
)  # fmt: skip
def test_pages_that_list_them(hostile: Page, address: str) -> None:
    look(hostile, address)


def some(step: int, start: int = 0) -> list[Attack]:
    return list(ATTACKS[start::step])


@pytest.mark.parametrize("attack", some(11), ids=lambda one: one.name)
def test_review_incident_and_actor(hostile: Page, attack: Attack) -> None:
    look(hostile, f"/review?event={attack.key}")
    incident = hostile.locator("a[href^='/incidents/']").first.get_attribute("href")
    look(hostile, str(incident))
    look(hostile, f"/actors?{urlencode({'q': clean(attack.words)[:100]})}")


@pytest.mark.parametrize("attack", some(11, 3), ids=lambda one: one.name)
def test_words_of_an_address(hostile: Page, attack: Attack) -> None:
    words = quote(attack.words, safe="", errors="surrogatepass")
    for address in (
        "/search?q={}",
        "/incidents?actor={}",
        "/incidents?type={}",
        "/report?id={}",
        "/relations/dyad?a={}&b=x",
    ):
        look(hostile, address.format(words))


def test_words_of_an_address_after_its_hash(hostile: Page) -> None:
    for number, address in enumerate(("/incidents", "/report?id=many/0", "/review")):
        look(hostile, address)
        for attack in some(3, number):
            hostile.evaluate("words => { location.hash = words; }", attack.words)
        assert hostile.evaluate(STRAY) == []


def test_fields_filled_in_with_them(hostile: Page) -> None:
    hostile.goto("/incidents")
    for attack in some(12):
        hostile.get_by_label("Actor", exact=True).fill(clean(attack.words)[:200])
        hostile.wait_for_timeout(300)
        expect(hostile.locator("#list")).to_have_attribute("aria-busy", "false")
        assert hostile.evaluate(STRAY) == [], attack.name


def test_the_map_tells_of_hostile_places(hostile: Page) -> None:
    hostile.goto("/incidents")
    expect(hostile.locator("#map-tools")).to_be_visible()
    box = hostile.locator("#map").bounding_box()
    assert box is not None
    for share in range(1, 20):
        hostile.mouse.move(box["x"] + box["width"] * share / 20, box["y"] + box["height"] * share / 20)
    assert hostile.evaluate(STRAY) == []


def test_a_pasted_text_that_is_refused_comes_back_as_words(hostile: Page) -> None:
    for attack in some(12, 1):
        hostile.goto("/add")
        for label in ("Text", "Title if it is not in the text", "Publisher", "Address where it stands"):
            hostile.locator("form[action='/add/text']").get_by_label(label, exact=True).fill(clean(attack.words))
        hostile.locator("#published").fill("never")
        hostile.get_by_role("button", name="Read the text").click()
        expect(hostile.get_by_role("alert")).to_be_visible()
        assert hostile.evaluate(STRAY) == [], attack.name


def test_a_dropped_page_with_all_of_them_is_read_as_words(hostile: Page, tmp_path: Path) -> None:
    body = "".join(f"<p>Gunmen attacked villagers in Yemen on Sunday, said {one.words}.</p>" for one in ATTACKS)
    saved = tmp_path / "<img src=x onerror=alert(1)>.html"
    head = "<title><script>alert(1)</script></title><script>window.__pwned=1</script>"
    saved.write_text(f"<html><head>{head}</head><body><article>{body}</article></body></html>", "utf-8", "replace")
    lines = tmp_path / "feed.jsonl"
    text = "Gunmen attacked villagers in Yemen on Sunday. <script>alert(1)</script>"
    lines.write_text("".join(f'{{"id": "<script>alert({n})</script>", "text": "{text}"}}\n' for n in range(3)))
    hostile.goto("/add")
    hostile.locator("#files").set_input_files([saved, lines])
    hostile.get_by_role("button", name="Read the files").click()
    expect(hostile.locator("#counts")).to_contain_text(": done", timeout=60_000)
    assert hostile.evaluate(STRAY) == []
    for link in [one.get_attribute("href") for one in hostile.locator("ul.results > li > a").all()]:
        look(hostile, str(link))


def plain(words: str) -> str:
    """Without white space and signs that are not seen, which a browser shows in its own way."""
    return "".join(sign for sign in words if not sign.isspace() and unicodedata.category(sign) not in ("Cf", "Cc"))
