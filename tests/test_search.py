"""The search of reports and sentences: what is found, that no words break it, and that it keeps in step."""

import json
import re
import sqlite3
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from itertools import count, pairwise
from pathlib import Path

import pytest
from alembic import command
from click.testing import CliRunner
from fake_coder import code_one, reports
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import create_engine
from test_ledger_opening import alembic_config

from detente.cli import main
from detente.exports import FORMATS
from detente.ledger import Ledger, LedgerError, RunIdentity
from detente.ledger.schema import VERSION_TABLE
from detente.ledger.search_words import Term, spans_of, terms_of, words_of
from detente.report import Report
from detente.reviews import Reject

RUN = RunIdentity("1", "fake@1", "PLOVER-2021")
FRESH = count()
TEXTS = {
    "yemen": "Gunmen attacked villagers in Yemen on Sunday, officials said. Rain is expected.",
    "envoys": "Ministers met envoys. The U.S. denied an attack.",
    "lodz": "Guards in Łódź never attacked two pickets. Café owners saw it.",
    "quiet": "Nothing came of it, officials in Yemen said.",
}


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger(tmp_path / "ledger.db") as opened:
        keep(opened, *(Report(name, text, title=f"News from {name}") for name, text in TEXTS.items()))
        yield opened


def keep(ledger: Ledger, *given: Report) -> None:
    ledger.keep(ledger.begin(RUN), map(code_one, given))


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("yemen", ["quiet", "yemen"]),
        ("YEMEN officials", ["quiet", "yemen"]),
        ("yemen gunmen", ["yemen"]),
        ("attack", ["envoys"]),
        ("attack*", ["lodz", "envoys", "yemen"]),
        ('"attacked villagers"', ["yemen"]),
        ('"villagers attacked"', []),
        ('"attacked vill*"', ["yemen"]),
        ("U.S.", ["envoys"]),
        ("u.s", ["envoys"]),
        ("CAFE", ["lodz"]),
        ("cafe\u0301", ["lodz"]),
        ("news quiet", ["quiet"]),
        ("quiet officials", ["quiet"]),
        ('"news from" yemen', ["quiet", "yemen"]),
        ("nowhere", []),
        ("", []),
        ("*", []),
        ('" "', []),
        ("yemen NOT officials", []),
        ("yemen OR gunmen", []),
        ('yemen "officials', ["quiet", "yemen"]),
    ],
)
def test_what_is_found(ledger: Ledger, words: str, found: list[str]) -> None:
    assert [hit.report.id for hit in ledger.search(words)] == found


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("yemen", {"yemen": ["Gunmen attacked villagers in Yemen on Sunday, officials said."]}),
        ("gunmen rain", {}),
        ("gunmen sun*", {"yemen": ["Gunmen attacked villagers in Yemen on Sunday, officials said."]}),
        ("met", {"envoys": ["Ministers met envoys."]}),
        ("denied", {}),
    ],
)
def test_evidence_is_one_sentence_that_tells_an_event(ledger: Ledger, words: str, found: dict[str, list[str]]) -> None:
    hits = {hit.report.id: hit for hit in ledger.search(words, evidence=True)}
    assert hits.keys() == found.keys()
    for name, hit in hits.items():
        events = [ledger.event(event_id) for event_id in hit.event_ids]
        assert [hit.report.text[slice(*event.sentence)].strip() for event in events if event] == found[name]
        assert all(any(e.sentence[0] <= start and end <= e.sentence[1] for e in events if e) for start, end in hit.text)


def test_a_hit_says_where_the_words_are_and_which_events_they_tell(ledger: Ledger) -> None:
    (hit,) = ledger.search("gunmen news officials")
    text = hit.report.text
    assert [text[start:end] for start, end in hit.text] == ["Gunmen", "officials"]
    assert [(hit.report.title or "")[start:end] for start, end in hit.title] == ["News"]
    assert hit.event_ids == ("yemen/7",)
    assert text[slice(*hit.snippet)] == text
    (hit,) = ledger.search("rain")
    assert hit.event_ids == ()


def test_a_snippet_is_where_most_of_it_stands(ledger: Ledger) -> None:
    padding = "Other things went on for a long while, as they do. " * 20
    keep(ledger, Report("long", f"{padding} A strike began. {padding} A strike by miners in Lusaka. {padding}"))
    (hit,) = ledger.search("strike miners lusaka")
    start, end = hit.snippet
    assert "strike by miners in Lusaka" in hit.report.text[start:end]
    assert end - start < 400
    assert hit.report.text[start - 1].isspace()
    assert hit.report.text[end].isspace()


def test_pages_show_every_report_once_and_the_last_read_first(tmp_path: Path) -> None:
    with Ledger(tmp_path / "many.db") as ledger:
        keep(ledger, *reports(60))
        seen: list[str] = []
        after: int | None = None
        while page := ledger.search("no", 7, after):
            seen += [hit.report.id for hit in page]
            after = page[-1].number
            if len(seen) == 7:
                keep(ledger, Report("later", "No. None saw it."))
        assert seen == [f"r{number}" for number in reversed(range(60))]


def test_a_revision_takes_the_place_of_what_was_read_before(ledger: Ledger) -> None:
    keep(ledger, Report("yemen", "Gunmen met teachers.", title="Corrected"))
    assert [hit.report.id for hit in ledger.search("villagers")] == []
    assert [hit.report.id for hit in ledger.search("news gunmen")] == []
    assert [hit.report.id for hit in ledger.search("teachers corrected")] == ["yemen"]
    assert [hit.report.id for hit in ledger.search("attacked", evidence=True)] == ["lodz"]
    keep(ledger, Report("yemen", TEXTS["yemen"], title="News from yemen"))
    assert [hit.report.id for hit in ledger.search("villagers")] == ["yemen"]


def test_a_rejected_event_is_no_evidence(ledger: Ledger) -> None:
    ledger.correct("yemen/7", Reject(), "anna", 0)
    assert [hit.report.id for hit in ledger.search("villagers", evidence=True)] == []
    assert [hit.event_ids for hit in ledger.search("villagers")] == [()]


def test_what_is_not_kept_is_not_found(ledger: Ledger) -> None:
    good, broken = (code_one(Report(name, "Gunmen attacked wolves.")) for name in ("good", "broken"))
    with pytest.raises(LedgerError, match="confidence"):
        ledger.keep(ledger.begin(RUN), [good, replace(broken, events=(replace(broken.events[0], confidence=7.0),))])
    assert ledger.search("wolves") == ()


def test_a_ledger_from_before_the_search_is_indexed(tmp_path: Path) -> None:
    now, old = tmp_path / "now.db", tmp_path / "old.db"
    with Ledger(now) as ledger:
        keep(ledger, *reports(40))
        keep(ledger, Report("r0", "Another text altogether."))
    config = alembic_config()
    with create_engine(f"sqlite:///{old}").begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0002")
    with sqlite3.connect(old) as raw:
        raw.execute("ATTACH ? AS now", (str(now),))
        for (table,) in raw.execute("SELECT name FROM main.sqlite_master WHERE type = 'table'").fetchall():
            if table != VERSION_TABLE:
                names = ", ".join(f'"{row[1]}"' for row in raw.execute(f"PRAGMA main.table_info({table})"))
                raw.execute(f"INSERT INTO main.{table} ({names}) SELECT {names} FROM now.{table}")
    raw.close()
    with Ledger(now) as fresh, Ledger(old, create=False) as upgraded:
        for words in ("gunmen", "title 7", '"met envoys"', "attack*", "altogether", "no"):
            for evidence in (False, True):
                assert upgraded.search(words, evidence=evidence) == fresh.search(words, evidence=evidence)
        assert [event.event_id for event in upgraded.events()] == [event.event_id for event in fresh.events()]


# No words break it

HOSTILE = (
    *('"', '""', '"""', "*", "**", "a*b*", "'", "';--", "NEAR(a b)", "a AND", "OR", "NOT", "(", ")", "a:b", "title:x"),
    *(
        "-a",
        "^a",
        "+a",
        "{a b}: c",
        "\0",
        "\ud7ff",
        "\U0010ffff",
        "𐐷",
        "½",
        "™",
        "a\u0301\u0301",
        "%",
        "_",
        "\\",
        "a\tb\nc",
    ),
    *('" AND "', '"a" "b', "a" * 100_000, "a " * 10_000, '"' + "a " * 5_000, "ﷺ", "ß", "İ", "😀"),
)


@pytest.mark.parametrize("words", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_words_find_something_or_nothing(ledger: Ledger, words: str) -> None:
    for evidence in (False, True):
        assert len(ledger.search(words, evidence=evidence)) <= 4


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=80))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_is_found_by_its_own_words(tmp_path: Path, text: str) -> None:
    words = [word for word in words_of(text) if word.isalnum() and all(map(_is_old, word))]
    with Ledger(tmp_path / f"{next(FRESH)}.db") as ledger:
        keep(ledger, Report("r", text))
        ledger.search(text)
        for word in words[:3]:
            (hit,) = ledger.search(word)
            assert hit.text
            for start, end in hit.text:
                assert word in words_of(text[start:end])


def _is_old(letter: str) -> bool:
    """SQLite knows letters by an older Unicode than Python does."""
    return unicodedata.ucd_3_2_0.category(letter)[0] in "LN"


WORDS = st.sampled_from(["raid", "Raid", "raids", "on", "Goma", "góma", "and", "no-one", "U.N.", "12"])
TEXT = st.lists(WORDS, max_size=12).map(" ".join)
SEARCH = st.lists(
    st.one_of(WORDS, st.sampled_from(["ra*", "go*", '"raid on"', '"on goma"', '"no one"', '"u n"', '"raid o*"'])),
    min_size=1, max_size=3,
).map(" ".join)  # fmt: skip


@given(st.lists(TEXT, min_size=1, max_size=6), SEARCH)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_is_found_is_what_looking_at_every_report_finds(tmp_path: Path, texts: list[str], search: str) -> None:
    """An oracle: each term as a pattern of plain words, tried on every text."""
    with Ledger(tmp_path / f"{next(FRESH)}.db") as ledger:
        keep(ledger, *(Report(f"r{number}", text) for number, text in enumerate(texts)))
        plain = [" " + " ".join(words_of(text)) + " " for text in texts]
        patterns = [re.escape(f" {' '.join(term.words)}") + ("" if term.prefix else " ") for term in terms_of(search)]
        expected = [f"r{n}" for n, text in enumerate(plain) if all(re.search(one, text) for one in patterns)]
        assert [hit.report.id for hit in ledger.search(search)] == expected[::-1]


@given(st.text(max_size=60), st.lists(st.sampled_from(["a", "b*", '"a b"', "1"]), min_size=1, max_size=3))
def test_places_of_words_lie_in_the_text_in_order_and_apart(text: str, search: list[str]) -> None:
    spans = spans_of(text, terms_of(" ".join(search)))
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert all(one[1] <= other[0] for one, other in pairwise(spans))


@given(st.text(st.sampled_from("aB1é\u0301½ﬁ™ .-_’\n")) | st.text())
def test_every_word_of_a_text_is_met_where_it_stands(text: str) -> None:
    words = words_of(text)
    for word in words[:5]:
        assert any(words_of(text[start:end]) == [word] for start, end in spans_of(text, [Term((word,))]))


@pytest.mark.parametrize(
    ("search", "terms"),
    [
        ("raid goma", [Term(("raid",)), Term(("goma",))]),
        ("Raid raid", [Term(("raid",))]),
        ('"raid on goma"', [Term(("raid", "on", "goma"))]),
        ('"raid on go*"', [Term(("raid", "on", "go"), prefix=True)]),
        ("ra*", [Term(("ra",), prefix=True)]),
        ("no-one's", [Term(("no", "one", "s"))]),
        ('"open', [Term(("open",))]),
        ('- * ! ""', []),
    ],
)
def test_how_a_search_is_read(search: str, terms: list[Term]) -> None:
    assert list(terms_of(search)) == terms


# The command


@pytest.mark.parametrize("format_", FORMATS)
def test_the_command_writes_every_format(ledger: Ledger, tmp_path: Path, format_: str) -> None:
    out = tmp_path / "out"
    args = ["search", "officials", "yem*", "--format", format_, "--output", str(out), "--ledger", ledger.name]
    done = CliRunner().invoke(main, args)
    assert (done.exit_code, done.output) == (0, "")
    if format_ == "jsonl":
        records = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
        assert [record["report_id"] for record in records] == ["quiet", "yemen"]
        assert records[1]["event_ids"] == ["yemen/7"]
    elif format_ == "table":
        assert "News from quiet\n    Nothing came of it, *officials* in *Yemen* said.\n" in out.read_text(
            encoding="utf-8"
        )
    else:
        assert out.stat().st_size > 100


def test_a_hostile_title_is_spelt_out(ledger: Ledger) -> None:
    keep(ledger, Report("bad\x1b[2J", "Wolves \x1b]0;title\x07 seen.", title="\x1b[31mred"))
    done = CliRunner().invoke(main, ["search", "wolves", "--ledger", ledger.name])
    assert "\x1b" not in done.output
    assert "\\x1b[31mred" in done.output


def test_the_limit_is_kept(ledger: Ledger) -> None:
    done = CliRunner().invoke(main, ["search", "news", "--limit", "3", "--format", "jsonl", "--ledger", ledger.name])
    assert len(done.output.splitlines()) == 3
