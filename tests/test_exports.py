"""Exports: each format by what a reader of it finds."""

import csv
import io
import json
import os
import re
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from fake_coder import code_one, reports
from hypothesis import given
from hypothesis import strategies as st
from pyarrow import parquet

from detente.error import DetenteError
from detente.event import ActorMention, CodedReport, Event, Mention, TollMention
from detente.exports import FORMATS, Writer, open_writer
from detente.exports.arrow import to_arrow, to_polars
from detente.exports.csv import COLUMNS, CsvWriter, csv_line
from detente.exports.jsonl import JsonLinesWriter, json_line
from detente.exports.parquet import ParquetWriter
from detente.exports.record import RecordError, event_from_record
from detente.exports.table import TableWriter
from detente.exports.visible import visible
from detente.report import Report

CODED = [code_one(report) for report in reports(8)]
EVENTS = [event for item in CODED for event in item.events]
CLASH = code_one(
    Report(
        "clash",
        "Gunmen attacked villagers in Yemen on Sunday, officials said, and two died.",
        title="A clash",
        published="2024-11-11",
        publisher="Example Wire",
    )
)
HOSTILE = "\x1b[2J\x9b31m[bold]no[/bold] :smile: \u202egnp\u2028\x00\t\ud7ff 😀"


def written(writer: Callable[..., Any], *items: CodedReport, **options: Any) -> bytes:
    stream = io.BytesIO()
    out = writer(stream, **options)
    for item in items:
        out.write(item)
    out.close()
    return stream.getvalue()


# JSON Lines and records


def test_json_lines_are_event_records() -> None:
    lines = written(JsonLinesWriter, *CODED).decode().splitlines()
    assert [json.loads(line) for line in lines] == [event.to_dict() for event in EVENTS]
    assert list(json.loads(lines[0]))[:4] == ["event_id", "report_id", "sentence", "type"]
    assert list(json.loads(lines[0])["date"]) == ["start", "end", "text", "from", "to", "precision"]


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_event_comes_back_from_its_line(text: str) -> None:
    for event in code_one(Report(text, f"{text} attacked {text}.")).events:
        line = json_line(event)
        assert len(line.splitlines()) == 1
        assert not re.search("[\x00-\x09\x7f-\x9f]", line)
        assert event_from_record(json.loads(line)) == event


def changed(**values: Any) -> dict[str, Any]:
    return CLASH.events[0].to_dict() | values


@pytest.mark.parametrize(
    ("record", "fault"),
    [
        ([], "$: not an object"),
        ({k: v for k, v in changed().items() if k != "mode"}, "$.mode: missing"),
        (changed(colour="red"), "$.colour: not known"),
        (changed(type=None), "$.type: not str"),
        (changed(cameo=190), "$.cameo: not str or null"),
        (changed(confidence=1.5), "$.confidence: not between 0 and 1"),
        (changed(score=float("inf")), "$.score: not finite"),
        (changed(score=True), "$.score: not float"),
        (changed(sentence={"start": 9, "end": 3}), "$.sentence: [9, 3) is no span"),
        (changed(actors=None), "$.actors: not a list"),
        (changed(actors=[{"start": 0}]), "$.actors[0].text: missing"),
        (changed(killed={"start": 0, "end": 1, "text": "a", "min": 1.5, "max": None}), "$.killed.min: not int or null"),
    ],
    ids=str,
)
def test_a_record_that_is_none_is_refused_with_its_path(record: object, fault: str) -> None:
    with pytest.raises(RecordError) as caught:
        event_from_record(record)
    assert fault in caught.value.faults


def test_all_faults_of_a_record_are_told() -> None:
    with pytest.raises(RecordError) as caught:
        event_from_record(changed(type=1, status=2))
    assert caught.value.faults == ("$.type: not str", "$.status: not str")


# CSV


def rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode(), newline="")))


def test_csv_is_one_row_an_event() -> None:
    found = rows(written(CsvWriter, CLASH, *CODED))
    assert list(found[0]) == list(COLUMNS)
    assert [row["event_id"] for row in found] == [event.event_id for event in (*CLASH.events, *EVENTS)]
    expected = {
        "title": "A clash",
        "published": "2024-11-11",
        "publisher": "Example Wire",
        "url": "",
        "type": "ASSAULT",
        "score": "-9.0",
        "trigger": "attacked",
        "actors": "Gunmen",
        "places": "Yemen",
        "place_countries": "YEM",
        "date": "Sunday",
        "date_from": "2024-11-10",
        "killed": "two",
        "killed_min": "2",
        "injured": "",
        "sources": "officials",
        "source_kinds": "official",
        "sentence": CLASH.report.text,
    }
    assert {name: found[0][name] for name in expected} == expected


def test_csv_joins_what_is_listed_place_by_place() -> None:
    event = CLASH.events[0]
    several = (ActorMention(0, 1, "A", country="YEM"), ActorMention(0, 1, "B"), ActorMention(0, 1, "C", country="NOR"))
    row = rows(written(CsvWriter, replace(CLASH, events=(replace(event, actors=several),))))[0]
    assert (row["actors"], row["actor_countries"], row["actor_ids"]) == ("A; B; C", "YEM; ; NOR", "")


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_csv_cells_are_no_formulas(start: str) -> None:
    report = replace(CLASH.report, title=f"{start}HYPERLINK(1)")
    row = rows(written(CsvWriter, replace(CLASH, report=report)))[0]
    assert row["title"] == f"'{start}HYPERLINK(1)"
    assert row["score"] == "-9.0"


@pytest.mark.parametrize(
    ("title", "cell"),
    [
        ("x;=cmd|' /C calc'!A0", "x;'=cmd|' /C calc'!A0"),
        ("x; -cmd", "x; '-cmd"),
        ('x;"=cmd', "x;\"'=cmd"),
        ("x\n=cmd", "x\n'=cmd"),
        ("x\t@SUM(1)", "x\t'@SUM(1)"),
        (" =cmd", " '=cmd"),
        ("\u00a0+cmd", "\u00a0'+cmd"),
        ("\ncmd", "'\ncmd"),
        ("\uff1dcmd", "'\uff1dcmd"),
        ("x;\uff20cmd", "x;'\uff20cmd"),
        ("-1+cmd", "'-1+cmd"),
        ("-5.25", "-5.25"),
        ("12.5; -5.25; +1e-7", "12.5; -5.25; +1e-7"),
        ("A-B = C; two - three", "A-B = C; two - three"),
        ("", ""),
    ],
)
def test_csv_cells_are_no_formulas_wherever_a_spreadsheet_cuts_them(title: str, cell: str) -> None:
    assert title_in_csv(title) == cell


def test_csv_has_places_in_the_west_and_south_as_numbers() -> None:
    there = replace(CLASH.events[0].places[0], lat=-12.5, lon=-77.25)
    event = replace(CLASH.events[0], places=(there, there))
    row = rows(written(CsvWriter, replace(CLASH, events=(event,))))[0]
    assert (row["place_lats"], row["place_lons"]) == ("-12.5; -12.5", "-77.25; -77.25")


@given(st.text('=+-@\uff1d;" \t\r\n1.x', max_size=30))
def test_csv_has_no_formula_after_any_cut(title: str) -> None:
    for part in re.split(r"[;\t\r\n]", title_in_csv(title)):
        begun = part.lstrip(' "')
        assert not begun.startswith(("=", "+", "-", "@", "\uff1d")) or re.fullmatch(r"[+-][0-9.]+ *", begun)


def test_csv_takes_text_that_is_all_line_ends() -> None:
    title = "\n" * 1_000_000 + "x" + " " * 1_000_000 + ";" * 1_000_000
    assert csv_line([title]) == f'"\'{title}"\n'


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_csv_keeps_any_title(title: str) -> None:
    def without(text: str) -> str:
        return re.sub("'+(?=[=+@\uff1d\uff0b\uff0d\uff20\t\r\n-])", "", text)

    assert without(title_in_csv(title)) == without(title)


def title_in_csv(title: str) -> str:
    """The cell of a title."""
    return rows(written(CsvWriter, replace(CLASH, report=replace(CLASH.report, title=title))))[0]["title"]


def test_csv_spells_out_on_a_terminal_what_it_would_obey() -> None:
    title = "a \x1b]0;b\x07 \u202ec"
    coded = replace(CLASH, report=replace(CLASH.report, title=title))
    assert rows(written(CsvWriter, coded))[0]["title"] == title
    assert rows(written(CsvWriter, coded, terminal=True))[0]["title"] == r"a \x1b]0;b\x07 \u202ec"


# Arrow, Polars, Parquet


def test_arrow_has_the_fields_of_the_record() -> None:
    records = [event.to_dict() for event in EVENTS]
    assert to_arrow(EVENTS).to_pylist() == records
    assert to_arrow(CLASH).to_pylist() == [CLASH.events[0].to_dict()]
    assert to_arrow([]).column_names == list(records[0])
    assert to_polars(EVENTS)["report_id"].to_list() == [event.report_id for event in EVENTS]


def test_polars_missing_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "polars", None)
    with pytest.raises(DetenteError, match=r"detente\[polars\]"):
        to_polars(EVENTS)


def test_parquet_goes_out_in_groups(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("detente.exports.parquet.GROUP", 3)
    file = parquet.ParquetFile(pa.BufferReader(written(ParquetWriter, *CODED)))
    assert file.num_row_groups == -(-len(EVENTS) // 3)
    assert [event_from_record(record) for record in file.read().to_pylist()] == EVENTS


def test_parquet_without_events_has_its_columns() -> None:
    table = parquet.read_table(pa.BufferReader(written(ParquetWriter)))
    assert (table.num_rows, table.column_names) == (0, list(CLASH.events[0].to_dict()))


# Table

PAGE = """\
A clash
2024-11-11 · Example Wire
  ASSAULT firearms · actual · confidence 0.54
    who    Gunmen → villagers
    where  Yemen (YEM)
    when   Sunday (2024-11-10)
    toll   killed two (2)
    source officials (official)
    text   [Gunmen] *attacked* [villagers] in [Yemen] on [Sunday], [officials] said, and [two] died.

quiet
no date found
  no events

"""


def test_table_is_plain_text_that_can_be_read() -> None:
    quiet = code_one(Report("quiet", "Nothing came of it."))
    assert written(TableWriter, CLASH, quiet).decode() == PAGE


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        ("2024-11-10", "2024-11-10", "Sunday (2024-11-10)"),
        ("2024-11-10", "2024-11-12", "Sunday (2024-11-10 to 2024-11-12)"),
        ("2024-11-10", None, "Sunday (from 2024-11-10)"),
        (None, "2024-11-10", "Sunday (until 2024-11-10)"),
    ],
)
def test_table_tells_open_ends_of_dates(first: str | None, last: str | None, words: str) -> None:
    (event,) = CLASH.events
    assert event.date is not None
    date = replace(event.date, from_=first, to=last)
    page = written(TableWriter, replace(CLASH, events=(replace(event, date=date),))).decode()
    assert words in page


def test_table_wraps_under_its_labels() -> None:
    lines = written(TableWriter, CLASH, width=40).decode().splitlines()
    assert max(map(len, lines)) <= 40
    start = next(place for place, line in enumerate(lines) if line.startswith("    text"))
    assert all(line.startswith(" " * 11) for line in lines[start + 1 : -1])


def test_table_colours_on_a_terminal_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("NO_COLOR", raising=False)
    coloured = written(TableWriter, CLASH, terminal=True, width=100).decode()
    assert re.search("\x1b\\[[0-9;]*mattacked\x1b", coloured)
    assert "*attacked*" not in coloured
    monkeypatch.setenv("NO_COLOR", "1")
    assert "*attacked*" in written(TableWriter, CLASH, terminal=True, width=100).decode()


def test_table_spells_out_what_a_terminal_would_obey() -> None:
    text = f"{HOSTILE} attacked {HOSTILE}"
    coded = code_one(Report(HOSTILE, text, title=HOSTILE, publisher=HOSTILE, file=HOSTILE))
    page = written(TableWriter, coded).decode()
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2028]", page)
    assert "[bold]no[/bold] :smile:" in page
    assert "\\x1b[2J" in page


@given(st.text(st.characters(exclude_categories=["Cs"])), st.integers(10, 130))
def test_table_shows_any_text(text: str, width: int) -> None:
    coded = code_one(Report(text, f"{text} attacked {text}", title=text))
    page = written(TableWriter, coded, width=width).decode()
    assert visible(page.replace("\n", "")) == re.sub(" +", " ", page.replace("\n", ""))


@pytest.mark.parametrize(
    ("least", "most", "shown"),
    [(2, 2, "(2)"), (10, None, "(10 or more)"), (None, 5, "(up to 5)"), (3, 5, "(3 to 5)"), (None, None, "died")],
)
def test_table_shows_what_a_toll_allows(least: int | None, most: int | None, shown: str) -> None:
    event = replace(CLASH.events[0], killed=TollMention(66, 69, "two", least, most))
    assert shown in written(TableWriter, replace(CLASH, events=(event,))).decode()


def test_table_marks_spans_that_overlap_or_lie_elsewhere_once() -> None:
    event: Event = replace(
        CLASH.events[0],
        actors=(ActorMention(0, 15, "Gunmen attacked"),),
        recipients=(ActorMention(0, 6, "Gunmen"), ActorMention(500, 510, "elsewhere")),
        trigger=Mention(7, 15, "attacked"),
    )
    page = written(TableWriter, replace(CLASH, events=(event,))).decode()
    assert "text   [Gunmen] *attacked* villagers in" in page


# Destinations


@pytest.mark.parametrize("name", FORMATS)
def test_a_file_appears_when_it_is_whole(tmp_path: Path, name: str) -> None:
    path = tmp_path / "out"
    path.write_text("before")
    path.chmod(0o640)
    with open_writer(name, path) as writer:
        writer.write(CLASH)
        assert path.read_text() == "before"
    assert path.read_bytes() != b"before"
    assert path.stat().st_mode & 0o777 == 0o640
    assert list(tmp_path.iterdir()) == [path]


def write_and_fail(writer: Writer) -> None:
    writer.write(CLASH)
    raise KeyError("something went wrong")


@pytest.mark.parametrize("name", FORMATS)
def test_a_file_stays_as_it_was_after_an_error(tmp_path: Path, name: str) -> None:
    path = tmp_path / "out"
    path.write_text("before")
    with pytest.raises(KeyError), open_writer(name, path) as writer:
        write_and_fail(writer)
    assert path.read_text() == "before"
    assert list(tmp_path.iterdir()) == [path]


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "real").touch()
    link = tmp_path / "link"
    link.symlink_to("real")
    with open_writer("jsonl", link) as writer:
        writer.write(CLASH)
    assert link.is_symlink()
    assert (tmp_path / "real").read_bytes()


def test_what_is_no_ordinary_file_is_written_as_it_is() -> None:
    with open_writer("jsonl", os.devnull) as writer:
        writer.write(CLASH)
    assert Path(os.devnull).is_char_device()


@pytest.mark.parametrize("name", FORMATS)
def test_standard_output(name: str, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    with open_writer(name, "-") as writer:
        writer.write(CLASH)
    assert b"attacked" in capfdbinary.readouterr().out


def test_says_why_it_cannot_be_written(tmp_path: Path) -> None:
    with pytest.raises(DetenteError, match="cannot be written"), open_writer("jsonl", tmp_path / "no" / "file"):
        pass
    with pytest.raises(DetenteError, match="not known"), open_writer("xml", tmp_path / "file"):
        pass
    assert not list(tmp_path.iterdir())
