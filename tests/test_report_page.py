"""The page of `detente report`: one file that needs nothing else, whatever reports say."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from attacks.attack import hostile_report, load
from click.testing import CliRunner
from matplotlib.figure import Figure
from tales import GOMA, KADUNA, MARIB, Tale, tell

from detente import report_page as module
from detente.cli import main
from detente.event import CodedReport
from detente.exports.inline_svg import inline_svg
from detente.ledger import IncidentFilter, Ledger, RunIdentity
from detente.plots.picture import Picture
from detente.report_page import conditions_of, evidence_of, foremost, report_page

EVERYTHING = IncidentFilter()
OTHER_WORDS = "Shops near the market stayed shut on Monday, and two roads out of town were closed to lorries."
HOSTILE = "</title></style><script>alert(1)</script><img src=x onerror=alert(2)>"
LOADING = frozenset(
    ("src", "srcset", "data", "poster", "action", "formaction", "background", "ping", "code", "archive")
)


class Page(HTMLParser):
    """What a page is made of: its tags with their attributes, and its words."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.said: list[str] = []
        self.open: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self.open:
            while self.open.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.said.append(data)

    @property
    def words(self) -> str:
        return " ".join("".join(self.said).split())

    def values(self, name: str) -> list[str]:
        return [attrs[name] or "" for _, attrs in self.tags if name in attrs]


def ledger_of(folder: Path, *reports: CodedReport) -> Ledger:
    ledger = Ledger(folder / "told.db")
    ledger.keep(ledger.begin(RunIdentity("0.1.0", "tales@1", "PLOVER-2021")), reports)
    ledger.update_incidents()
    return ledger


def told(folder: Path) -> Ledger:
    """Two reports of one incident that tell different tolls, and two of others."""
    return ledger_of(
        folder,
        tell("marib/1", MARIB, publisher="North Post", title="Clashes in Marib"),
        tell("marib/2", Tale(killed=7, source="local officials", rest=OTHER_WORDS), publisher="Coast Radio"),
        tell("kaduna", KADUNA, publisher="North Post", published="2024-12-02"),
        tell("goma", GOMA, publisher="Valley Radio", published="2024-12-01"),
    )


def test_the_page_tells_incidents_versions_sentences_and_sources(tmp_path: Path) -> None:
    with told(tmp_path) as ledger:
        page = Page(report_page(ledger, EVERYTHING, "The week"))
    assert page.words.startswith("The week")
    assert "3 incidents, 2024-11-10 to 2024-12-01" in page.words
    assert "Coast Radio, quoting local officials" in page.words
    assert "Houthi fighters attacked Yemeni troops in Marib on 2024-11-10, killing 5." in page.words
    assert "Clashes in Marib, North Post, 2024-11-11" in page.words
    assert "tales@1, codebook PLOVER-2021" in page.words
    assert [attrs["class"] for tag, attrs in page.tags if tag == "svg"] == ["picture", "picture"]


def test_the_page_asks_for_nothing_and_runs_nothing(tmp_path: Path) -> None:
    with told(tmp_path) as ledger:
        page = Page(report_page(ledger, EVERYTHING))
    names = {tag for tag, _ in page.tags}
    assert not names & {"script", "link", "iframe", "object", "embed", "base", "form", "img", "image", "foreignobject"}
    assert not [name for _, attrs in page.tags for name in attrs if name in LOADING or name.startswith("on")]
    (policy,) = [attrs["content"] for _, attrs in page.tags if attrs.get("http-equiv") == "Content-Security-Policy"]
    assert (policy or "").startswith("default-src 'none'")


def test_style_loads_nothing() -> None:
    sheet = str(module._sheet())
    assert "@import" not in sheet
    assert "url(" not in sheet
    assert "</" not in sheet


def test_links_lead_within_the_page_or_to_the_web(tmp_path: Path) -> None:
    from dataclasses import replace

    good, bad = (tell(name, tale) for name, tale in (("good", MARIB), ("bad", KADUNA)))
    good = replace(good, report=replace(good.report, url="https://news.example/a?b=1&c=2"))
    bad = replace(bad, report=replace(bad.report, url="javascript:alert(1)"))
    with ledger_of(tmp_path, good, bad) as ledger:
        page = Page(report_page(ledger, EVERYTHING))
    ids = page.values("id")
    assert len(ids) == len(set(ids))
    targets = [one for one in page.values("href") if one.startswith("#")]
    assert {one.removeprefix("#") for one in targets} <= set(ids)
    assert [one for one in page.values("href") if not one.startswith("#")] == ["https://news.example/a?b=1&c=2"]
    referred = {
        name for _, attrs in page.tags for value in attrs.values() for name in re.findall(r"url\(#(.+?)\)", value or "")
    }
    assert referred <= set(ids)
    assert referred


def test_words_of_reports_stay_words(tmp_path: Path) -> None:
    from dataclasses import replace

    coded = tell("hostile", MARIB, publisher=HOSTILE, title=HOSTILE, published=HOSTILE)
    (event,) = coded.events
    names = tuple(replace(one, name=HOSTILE, actor_id=HOSTILE) for one in event.actors)
    places = tuple(replace(one, name=HOSTILE, admin1=HOSTILE) for one in event.places)
    coded = replace(coded, events=(replace(event, actors=names, places=places),))
    with ledger_of(tmp_path, coded) as ledger:
        text = report_page(ledger, EVERYTHING, HOSTILE)
    page = Page(text)
    assert not {tag for tag, _ in page.tags} & {"script", "img"}
    assert text.count("</style>") == 1
    assert HOSTILE in " ".join(page.said)


def test_no_attack_of_the_list_comes_out_as_markup(tmp_path: Path) -> None:
    attacks = load()
    with ledger_of(tmp_path, *(hostile_report(f"r{place}", [one]) for place, one in enumerate(attacks))) as ledger:
        page = Page(report_page(ledger, EVERYTHING, attacks[0].words))
    (tmp_path / "plain").mkdir()
    with told(tmp_path / "plain") as ledger:
        plain = Page(report_page(ledger, EVERYTHING))
    assert {tag for tag, _ in page.tags} <= {tag for tag, _ in plain.tags} | {"a"}
    assert not [name for _, attrs in page.tags for name in attrs if name in LOADING or name.startswith("on")]
    assert all(re.match(r"https?://|#", one) for one in page.values("href"))


def test_the_same_view_is_the_same_page(tmp_path: Path) -> None:
    with told(tmp_path) as ledger:
        assert report_page(ledger, EVERYTHING) == report_page(ledger, EVERYTHING)


def test_conditions_are_told_and_kept(tmp_path: Path) -> None:
    with told(tmp_path) as ledger:
        page = Page(report_page(ledger, IncidentFilter(country=("NGA",), since="2024-11-01")))
    assert "1 incident, 2024-11-12" in page.words
    assert "NGA" in page.words
    assert "Marib" not in page.words


@pytest.mark.parametrize(
    ("wanted", "words"),
    [
        (IncidentFilter(), []),
        (IncidentFilter(type=("ASSAULT", "COERCE")), [("type", "ASSAULT, COERCE")]),
        (
            IncidentFilter(since="2024-11-01", min_publishers=2, min_confidence=0.0),
            [("since", "2024-11-01"), ("min-confidence", "0.0"), ("min-publishers", "2")],
        ),
    ],
)
def test_conditions_have_the_words_of_the_command(wanted: IncidentFilter, words: list[tuple[str, str]]) -> None:
    assert conditions_of(wanted) == words


def test_a_view_of_nothing_is_a_page(tmp_path: Path) -> None:
    with told(tmp_path) as ledger:
        page = Page(report_page(ledger, IncidentFilter(country=("JPN",))))
    assert "0 incidents" in page.words


def test_what_has_no_room_is_left_out_and_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with told(tmp_path) as ledger:
        whole = report_page(ledger, EVERYTHING)
        one_less = len(whole.encode()) - 1_000
        monkeypatch.setattr(module, "MOST_BYTES", one_less)
        cut = report_page(ledger, EVERYTHING)
    assert len(cut.encode()) <= one_less
    told_in_full = cut.count('<article class="incident"')
    assert 0 < told_in_full < 3
    assert f"{told_in_full} incident{'s' if told_in_full > 1 else ''} of 3 told here" in Page(cut).words
    assert f"{3 - told_in_full} incident{'s' if told_in_full < 2 else ''} left out" in Page(cut).words


def test_sources_have_room_too_however_long_they_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from dataclasses import replace

    url = f"https://news.example/{'&' * 1_900}"
    reports = [tell(f"{place}", MARIB, title="<&>" * 400, published=f"2024-11-{place:02}") for place in range(11, 29)]
    reports = [replace(one, report=replace(one.report, url=url)) for one in reports]
    with ledger_of(tmp_path, *reports) as ledger:
        empty = len(report_page(ledger, IncidentFilter(country=("JPN",))).encode())
        monkeypatch.setattr(module, "MOST_BYTES", empty + 600_000)
        text = report_page(ledger, EVERYTHING)
    assert url.replace("&", "&amp;") in text
    assert len(text.encode()) <= empty + 600_000


def test_of_too_many_those_are_told_that_most_publishers_tell(tmp_path: Path) -> None:
    with told(tmp_path) as ledger:
        found = list(ledger.incidents())
    (best,) = foremost(found, 1)
    assert best.publishers == max(one.publishers for one in found) == 2
    assert foremost(found, 2) == [one for one in found if one in foremost(found, 2)]
    assert foremost(found, 10) == found


def test_long_sentences_and_many_events_are_cut(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_SENTENCE", 20)
    monkeypatch.setattr(module, "MOST_MEMBERS", 1)
    with told(tmp_path) as ledger:
        page = Page(report_page(ledger, IncidentFilter(country=("YEM",))))
    assert "Houthi fighters atta …" in page.words
    assert "1 event more." in page.words


def test_an_event_without_text_has_no_sentence(tmp_path: Path) -> None:
    with told(tmp_path) as ledger:
        member = next(ledger.incidents()).members[0]
    assert evidence_of(member, None).sentence == ()


# Pictures


def picture(title: str = "Shapes") -> Picture:
    def draw(figure: Figure) -> None:
        axes = figure.add_axes((0.1, 0.1, 0.8, 0.8))
        axes.bar([1, 2], [3, 4], hatch="//")
        axes.set_title("a <b> -- > & c")

    return Picture(title, 4.0, 3.0, draw)


def test_two_pictures_on_one_page_do_not_meet() -> None:
    one, other = (Page(inline_svg(picture(), prefix, "Shapes")) for prefix in ("one-", "other-"))
    assert one.values("id")
    assert not set(one.values("id")) & set(other.values("id"))
    for each in (one, other):
        referred = set(re.findall(r"url\(#(.+?)\)", str(each.tags)))
        referred |= {one.removeprefix("#") for one in each.values("href")}
        assert referred == set(each.values("id"))


def test_a_picture_is_read_out_by_its_label_and_keeps_its_shapes() -> None:
    text = inline_svg(picture(), "p-", 'Shapes "of" <mine>')
    page = Page(text)
    tag, attrs = page.tags[0]
    assert (tag, attrs["role"], attrs["aria-label"]) == ("svg", "img", 'Shapes "of" <mine>')
    assert "viewbox" in attrs
    assert not {"style", "metadata"} & {name for name, _ in page.tags}
    assert "<!--" not in text
    assert len([name for name, _ in page.tags if name == "path"]) > 4


# The command


def run(*words: str) -> tuple[int, str]:
    result = CliRunner().invoke(main, ["report", *words])
    return result.exit_code, result.output


def test_the_command_writes_the_page_of_its_conditions(tmp_path: Path) -> None:
    with told(tmp_path) as ledger:
        expected = report_page(ledger, IncidentFilter(country=("NGA",)), "Kaduna")
    target = tmp_path / "page.html"
    words = ("--country", "nga", "--title", "Kaduna", "--ledger", str(tmp_path / "told.db"))
    assert run(str(target), *words)[0] == 0
    assert target.read_text(encoding="utf-8") == expected
    assert run("-", *words) == (0, expected)
    assert sorted(path.name for path in tmp_path.iterdir() if "told" not in path.name) == ["page.html"]


def test_the_command_keeps_an_older_page_where_it_fails(tmp_path: Path) -> None:
    told(tmp_path).close()
    target = tmp_path / "page.html"
    target.write_text("older", encoding="utf-8")
    for words in (("--since", "never"), ("--ledger", str(tmp_path / "none.db")), ("--min-confidence", "2")):
        ledger = () if "--ledger" in words else ("--ledger", str(tmp_path / "told.db"))
        assert run(str(target), *words, *ledger)[0] == 2
        assert target.read_text(encoding="utf-8") == "older"


def test_the_command_does_not_replace_the_ledger(tmp_path: Path) -> None:
    told(tmp_path).close()
    code, output = run(str(tmp_path / "told.db"), "--ledger", str(tmp_path / "told.db"))
    assert code == 2
    assert "name another output" in output
