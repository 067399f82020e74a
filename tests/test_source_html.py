"""Saved pages are read as the article they carry, and nothing in a page is run, expanded or loaded."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.reject import Reason, Reject
from detente.report import Report
from detente.sources import read_sources
from detente.sources.html import is_html, read_html

PAGE = """<!DOCTYPE html>
<html lang="en"><head><title>Talks resume in Arden | The Daily Ledger</title>
<meta charset="{charset}">
<meta property="og:site_name" content="The Daily Ledger">
<meta property="article:published_time" content="2024-11-17T10:00:00Z">
<link rel="canonical" href="{canonical}"></head>
<body><nav><a href="/">Home</a> <a href="/sport">Sport</a></nav>
<article><h1>Talks resume in Arden</h1>
<p>The two governments resumed talks on Sunday, a spokesman for the ministry said.</p>
<p>Rebels shelled the town of Corvel on Saturday and killed four people, the army said in a statement read on state
television.{more}</p>
<p>The war began ten years ago and has driven a third of the people from their homes, according to aid workers.</p>
</article><footer>All rights reserved.</footer><script>document.write("Police arrested nobody")</script></body></html>
"""


def page(more: str = "", canonical: str = "https://daily.example/talks", charset: str = "utf-8") -> str:
    return PAGE.format(more=more, canonical=canonical, charset=charset)


def read(text: str | bytes) -> Report:
    report = read_html(text if isinstance(text, bytes) else text.encode(), None, "page.html")
    assert isinstance(report, Report), report
    return report


def test_the_article_is_the_text_and_the_page_tells_title_date_publisher_and_address() -> None:
    report = read(page())
    assert report.title == "Talks resume in Arden"
    assert (report.published or "")[:10] == "2024-11-17"
    assert report.publisher == "The Daily Ledger"
    assert report.url == "https://daily.example/talks"
    assert "Rebels shelled the town of Corvel" in report.text


def test_the_same_words_by_two_publishers_or_at_two_addresses_are_two_reports() -> None:
    several = (
        page(),
        page().replace("The Daily Ledger", "The Other Ledger"),
        page(canonical="https://daily.example/more"),
    )
    first, other, elsewhere, again = map(read, (*several, page()))
    assert first.text == other.text == elsewhere.text
    assert len({first.id, other.id, elsewhere.id}) == 3
    assert first.id == again.id


@pytest.mark.parametrize("left_out", ["Home", "Sport", "All rights reserved", "arrested nobody", "<p>"])
def test_what_is_around_the_article_is_left_out(left_out: str) -> None:
    assert left_out not in read(page()).text


def test_the_parts_that_are_told_are_cut_from_the_text() -> None:
    report = read(page())
    told = [report.text[start:end] for start, end in report.body]
    assert any(part.startswith("The two governments") for part in told)
    assert report.title not in told


@pytest.mark.parametrize("charset", ["utf-8", "windows-1252"])
def test_the_charset_that_a_page_states_is_believed_where_it_fits(charset: str) -> None:
    assert "Malmö" in read(page(" The envoy left for Malmö.", charset=charset).encode(charset)).text


NO_CHARSETS = ["undefined", "punycode", "unicode_escape", "base64", "rot13", "x-unheard-of"]


@pytest.mark.parametrize("charset", [*NO_CHARSETS, "utf-16"])
def test_a_charset_that_the_web_does_not_know_or_that_cannot_be_is_not_believed(charset: str) -> None:
    assert "Malmö" in read(page(" The envoy left for Malmö.", charset=charset)).text


@pytest.mark.parametrize("charset", [*NO_CHARSETS, "a\0b", "é", "\ud800"])
def test_neither_is_one_that_a_server_states(charset: str) -> None:
    report = read_html(page(" The envoy left for Malmö.").encode(), None, "page.html", charset=charset)
    assert isinstance(report, Report)
    assert "Malmö" in report.text


def test_a_server_may_state_that_its_page_is_in_utf_16() -> None:
    report = read_html(page(charset="utf-16").encode("utf-16"), None, "page.html", charset="UTF-16")
    assert isinstance(report, Report)
    assert "The two governments" in report.text


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-32"])
def test_a_saved_page_that_is_in_utf_16_and_says_so_is_read(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "page.html").write_bytes(page(" The envoy left for Malmö.", charset=encoding).encode(encoding))
    (report,) = read_sources([tmp_path])
    assert isinstance(report, Report), report
    assert "Malmö" in report.text


@pytest.mark.parametrize(
    "canonical", ["javascript:alert(1)", "data:text/html,x", "//daily.example/a", "file:///etc/passwd"]
)
def test_an_address_that_is_none_of_the_web_is_not_kept(canonical: str) -> None:
    assert not (read(page(canonical=canonical)).url or "https://").lower().startswith(("javascript", "data", "file"))


def test_entities_of_the_page_are_not_expanded() -> None:
    bomb = (
        '<!DOCTYPE html [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
        + page("&b;")[len("<!DOCTYPE html>") :]
    )
    assert "lollol" not in read(bomb).text


@pytest.mark.parametrize(
    "data",
    [
        b"<html></html>",
        b"<html><body><script>var a = 1</script></body></html>",
        b"<html>" + b"<div>" * 200_000,
        b"<html>\0\0",
    ],
    ids=["empty", "script", "deep", "zeros"],
)
def test_a_page_without_an_article_is_refused_with_the_reason(data: bytes) -> None:
    refused = read_html(data, None, "page.html")
    assert isinstance(refused, Reject)
    assert refused.file == "page.html"


def test_a_page_in_another_language_is_refused() -> None:
    text = "Die beiden Regierungen haben am Sonntag ihre Gespräche wieder aufgenommen, sagte ein Sprecher des Amtes. "
    refused = read_html(f"<html><body><article><p>{text * 4}</p></article></body></html>".encode(), None, "page.html")
    assert isinstance(refused, Reject)
    assert refused.reason is Reason.LANGUAGE


def test_pages_are_known_by_their_name_or_their_first_bytes(tmp_path: Path) -> None:
    for name in ("a.html", "b.txt", "c"):
        (tmp_path / name).write_text(page(), encoding="utf-8")
    reports = list(read_sources([tmp_path]))
    assert [item.title for item in reports if isinstance(item, Report)] == ["Talks resume in Arden"] * 3


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (b"<!doctype HTML>", True),
        (b"\n<html lang=en>", True),
        (b"Talks in <html> began.", False),
        (b'{"id": 1}', False),
        (b'<?xml version="1.0"?>\n<!-- one --> <!-- two -->\n<html>', True),
        (b"<!-- one <html> -- >", False),
    ],
)
def test_what_begins_as_a_page(head: bytes, expected: bool) -> None:
    assert is_html(head) is expected


@pytest.mark.parametrize(
    "sign", [b"<!-- -->", b"<!---->\n", b"<!-- ", b"\n"], ids=["comments", "lines", "open", "blank"]
)
def test_what_begins_with_ever_so_many_comments_is_no_page_until_one_begins(sign: bytes) -> None:
    assert not is_html(sign * 8_000 + b"x")


def test_an_endless_gap_where_a_page_states_its_charset_is_passed_over() -> None:
    gap = b"<meta" * 39 + b"charset=" + b" " * 3_750
    assert "The two governments" in read(page().encode().replace(b"<head>", b"<head><!--" + gap + b"!-->")).text


@settings(deadline=None, max_examples=60)
@given(st.one_of(st.text(), st.text("<>/=&;\"'!- abscriptdiv", max_size=300)))
def test_no_page_whatever_stops_the_reading(text: str) -> None:
    answer = read_html(f"<html><body>{text}</body></html>".encode("utf-8", "replace"), None, "page.html")
    if isinstance(answer, Report):
        assert all(answer.text[start:end] for start, end in answer.body)
