"""``detente import``: tables into the ledger, once and again, and what the ledger shows of them."""

import io
import json
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from imported_rows import table

from detente.cli import main
from detente.event import CodedReport
from detente.imports import import_tables
from detente.imports.files import Reach
from detente.imports.importing import import_rows
from detente.ledger import EventFilter, Ledger
from detente.ledger.dump import dump


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, with a table of each of two coders."""
    monkeypatch.chdir(tmp_path)
    Path("ged.csv").write_text(table("ucdp", {}, {"best": "7"}, {"side_b": "IS"}), encoding="utf-8")
    Path("icews.tab").write_text(table("icews", {}, {"CAMEO Code": "010"}, {"Event Date": "x"}), encoding="utf-8")
    return tmp_path


def run(*args: str, stdin: bytes = b"") -> int:
    old, sys.stdin = sys.stdin, io.TextIOWrapper(io.BytesIO(stdin))
    try:
        with pytest.raises(SystemExit) as ended:
            main(args=list(args), prog_name="detente")
    finally:
        sys.stdin = old
    return int(ended.value.code or 0)


def dumped() -> list[str]:
    with Ledger("detente.db") as ledger:
        return list(dump(ledger))


def test_rows_are_kept_and_counted(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert run("import", "ucdp", "ged.csv") == 0
    out, err = capfd.readouterr()
    assert (out, err) == ("", "3 rows, 3 events, 0 rejected; kept in detente.db\n")


def test_what_was_not_read_is_told_and_kept(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert run("import", "icews", "icews.tab") == 1
    told = "icews.tab:4: event_date: not a date: x (write it as 2024-11-17)"
    counts = "2 rows, 1 events (1 tell nothing that PLOVER codes), 1 rejected; kept in detente.db"
    assert capfd.readouterr().err == f"{told}\n{counts}\n"
    with Ledger("detente.db") as ledger:
        assert [str(reject) for reject in ledger.rejects()] == [told]
        assert [report.id for report in ledger.reports()] == ["icews:1", "icews:2"]


def test_a_second_run_changes_nothing(folder: Path) -> None:
    run("import", "ucdp", "ged.csv", "--quiet")
    run("import", "icews", "icews.tab", "--quiet")
    before = dumped()
    run("import", "ucdp", "ged.csv", "--quiet")
    run("import", "icews", "icews.tab", "--quiet")
    assert dumped() == before


def test_only_revised_rows_supersede(folder: Path) -> None:
    """Makers of tables revise old rows with each version; the ledger keeps the old ones beside the new."""
    run("import", "ucdp", "ged.csv", "--quiet")
    with Ledger("detente.db") as ledger:
        before = {event.report_id: event for event in ledger.events()}
    Path("ged.csv").write_text(table("ucdp", {}, {"best": "7", "low": "5"}, {"side_b": "IS"}), encoding="utf-8")
    run("import", "ucdp", "ged.csv", "--quiet")
    with Ledger("detente.db") as ledger:
        after = {event.report_id: event for event in ledger.events()}
        with ledger.connection() as connection:
            kept = connection.exec_driver_sql("SELECT count(*), count(superseded_by) FROM events").one()
    assert (before["ucdp:2"].killed, after["ucdp:2"].killed) != (None, None)
    assert [name for name in before if before[name] != after[name]] == ["ucdp:2"]
    assert before["ucdp:2"].event_id == after["ucdp:2"].event_id
    assert tuple(kept) == (4, 1)
    Path("ged.csv").write_text(table("ucdp", {}, {"best": "7"}, {"side_b": "IS"}), encoding="utf-8")
    run("import", "ucdp", "ged.csv", "--quiet")
    with Ledger("detente.db") as ledger:
        assert {event.report_id: event for event in ledger.events()} == before


def test_what_comes_out_of_the_ledger_is_what_went_in(folder: Path) -> None:
    given = [item for item in import_tables("ucdp", ["ged.csv"]) if isinstance(item, CodedReport)]
    with Ledger("detente.db") as ledger:
        kept = [item for item in import_tables("ucdp", ["ged.csv"], ledger) if isinstance(item, CodedReport)]
        assert given == kept == list(ledger.coded())


def test_rows_are_not_asked_about_in_a_review(folder: Path) -> None:
    run("import", "ucdp", "ged.csv", "--quiet")
    run("incidents", "--output", "incidents.txt")
    with Ledger("detente.db") as ledger:
        assert list(ledger.events())
        assert ledger.doubts_left() == 0
        assert not ledger.doubts()


def test_filters_find_events_of_rows(folder: Path) -> None:
    run("import", "ucdp", "ged.csv", "--quiet")
    with Ledger("detente.db") as ledger:
        assert len(list(ledger.events(EventFilter(country=("MLI",), since="2017-05-01", until="2017-05-03")))) == 3
        assert [event.report_id for event in ledger.events(EventFilter(actor="islamic state"))] == ["ucdp:3"]


@pytest.mark.parametrize("form", ["table", "jsonl", "csv", "parquet"])
def test_events_of_rows_are_written_in_every_format(form: str, folder: Path) -> None:
    assert run("import", "ucdp", "ged.csv", "--quiet", "--format", form, "--output", "direct") == 0
    assert run("events", "--format", form, "--output", "kept") == 0
    direct = Path("direct").read_bytes()
    assert direct == Path("kept").read_bytes()
    if form == "parquet":
        assert pq.read_table("direct").num_rows == 3
    elif form == "table":
        text = direct.decode()
        assert "who    Government of Mali (MLI:GOV) → Front of the Far River (MLI:REB)" in text
        assert "where  Kidal town (Kidal region, MLI)" in text
        assert "text   none: a row of an event table" in text
    elif form == "jsonl":
        assert [json.loads(line)["model"] for line in direct.splitlines()] == ["ucdp-table"] * 3
    else:
        assert direct.count(b"\n") == 4


def test_a_table_can_be_looked_at_without_a_ledger(folder: Path) -> None:
    assert run("import", "ucdp", "ged.csv", "--no-ledger", "--quiet") == 0
    assert not Path("detente.db").exists()


def test_a_table_from_standard_input(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert run("import", "gdelt", "-", stdin=table("gdelt", {}, {}).encode()) == 0
    assert capfd.readouterr().err == "2 rows, 2 events, 0 rejected; kept in detente.db\n"


def test_events_of_rows_are_explained_by_what_the_rows_state(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    run("import", "ucdp", "ged.csv", "--quiet", "--format", "jsonl")
    event = json.loads(capfd.readouterr().out.splitlines()[2])
    assert run("explain", event["event_id"]) == 0
    told = capfd.readouterr().out
    assert "sentence   no text: a row of an event table" in told
    assert "ged.csv:4" in told
    assert "rule: named actor of a table row" in told
    assert "row: table actors.tsv · actor_id IMG:islamic-state" in told
    assert "now:" not in told
    assert run("explain", event["event_id"], "--format", "jsonl") == 0
    record = json.loads(capfd.readouterr().out)
    assert record["sentence"] == {"start": 0, "end": 0, "text": ""}
    assert record["spans"][0]["role"] == "trigger"


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["import", "ucdp", "none.csv"], "none.csv: file not found"),
        (["import", "icewz", "ged.csv"], "'icewz' is not one of"),
        (["import", "ucdp"], "Missing argument"),
        (["import", "ucdp", "ged.csv", "--output", "x.jsonl"], "nothing is to be printed"),
        (["import", "ucdp", "ged.csv", "--format", "jsonl", "--output", "ged.csv"], "is read or kept"),
    ],
)
def test_what_cannot_be_run(args: list[str], said: str, folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert run(*args) == 2
    out, err = capfd.readouterr()
    assert out == ""
    assert said in err
    assert not Path("x.jsonl").exists()


IMPORT = """
import sys
from detente.imports import import_tables
from detente.imports.files import Reach
from detente.imports.importing import import_rows
from detente.ledger import Ledger
with Ledger(sys.argv[1]) as ledger:
    print("ready", flush=True)
    for item in import_tables("gdelt", [sys.argv[2]], ledger):
        pass
"""


def start(ledger: Path, rows: Path) -> "subprocess.Popen[str]":
    return subprocess.Popen([sys.executable, "-c", IMPORT, str(ledger), str(rows)], stdout=subprocess.PIPE, text=True)


def test_an_import_that_was_killed_ends_with_the_same_ledger(tmp_path: Path) -> None:
    rows, whole, killed = tmp_path / "rows.CSV", tmp_path / "whole.db", tmp_path / "killed.db"
    changes = [
        {"EventCode": code, "SQLDATE": f"202401{day:02}"} for day in range(1, 32) for code in ("190", "010", "x")
    ]
    rows.write_text(table("gdelt", *changes * 20), encoding="utf-8")
    with start(whole, rows) as process:
        process.communicate()
    moments = random.Random(5)
    for _ in range(3):
        with start(killed, rows) as process:
            assert process.stdout is not None
            process.stdout.readline()
            time.sleep(moments.uniform(0.2, 1.5))
            process.send_signal(signal.SIGKILL)
    with start(killed, rows) as process:
        process.communicate()
    assert process.returncode == 0
    with Ledger(whole) as one, Ledger(killed) as other:
        assert list(dump(one)) == list(dump(other))
        assert len(list(other.events())) == 620


def test_how_far_the_reading_has_come(tmp_path: Path) -> None:
    """What the line of progress is made of: bytes of the files, packed as they are."""
    paths = []
    for number in range(2):
        path = tmp_path / f"{number}.CSV"
        path.write_text(
            table("gdelt", *[{"GLOBALEVENTID": f"{number}-{row}"} for row in range(2000)]), encoding="utf-8"
        )
        paths.append(path)
    reach = Reach()
    seen = [reach.bytes for _ in import_rows("gdelt", paths, None, reach)]
    sizes = [path.stat().st_size for path in paths]
    assert seen == sorted(seen)
    assert seen[0] < sizes[0] <= seen[2000] < seen[-1] <= sum(sizes) == reach.bytes
