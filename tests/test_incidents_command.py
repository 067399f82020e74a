"""``detente incidents``: what is listed, shown and corrected, in every format, and what is refused."""

import csv
import io
import json
import shlex
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from pyarrow import parquet
from tales import GOMA, KADUNA, MARIB, tell

from detente.cli import main
from detente.event import ActorMention
from detente.exports.incidents import COLUMNS, INCIDENT_SCHEMA, record_of
from detente.incidents_command import EXAMPLE_EVENT, EXAMPLE_INCIDENT, EXAMPLE_OTHER, IncidentsProgress, incidents
from detente.ledger import Ledger, RunIdentity
from detente.ledger.dump import dump_digest

LEDGER = "detente.db"
STORY = (
    tell("a", replace(MARIB, rest="Shops in the market were shut."), publisher="Daily", published="2024-11-10"),
    tell("b", replace(MARIB, killed=7, source="officials", rest="It was the third raid."), publisher="Herald"),
    tell("c", KADUNA, publisher="Daily", published="2024-11-13", title="Raid on a village"),
    tell("d", GOMA, publisher="Herald", published="2024-12-02"),
)


@dataclass
class Done:
    status: int
    out: str
    err: str

    @property
    def records(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.out.splitlines()]


Run = Callable[..., Done]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Run:
    """The command in a folder with a ledger of four reports, run in this process."""
    monkeypatch.chdir(tmp_path)
    with Ledger(LEDGER) as ledger:
        ledger.keep(ledger.begin(RunIdentity("1", "tales@1", "PLOVER-2021")), STORY)

    def run_main(*args: str) -> Done:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO()))
        with pytest.raises(SystemExit) as ended:
            main(args=["incidents", *args], prog_name="detente")
        out, err = capfd.readouterr()
        return Done(int(ended.value.code or 0), out, err)

    return run_main


def ids(run: Run, *words: str) -> list[str]:
    return [record["incident_id"] for record in run(*words, "--format", "jsonl").records]


LIST = """\
2024-11-10 · ASSAULT firearms · actual · confidence 0.96
  who    Houthis → Yemen, military (YEM:MIL)
  where  Marib, Ma'rib, YEM (city)
  toll   killed 7 (5 to 7)
  told   2 events · 2 reports · 2 independent publishers · 2024-11-10 to 2024-11-11
"""


def test_a_list_to_be_read(run: Run) -> None:
    done = run()
    assert done.status == 0
    assert done.err == ""
    assert done.out.startswith(LIST)
    assert [block.split(" · ")[0] for block in done.out.split("\n\n")] == ["2024-11-10", "2024-11-12", "2024-12-01", ""]


def test_events_that_were_read_since_are_put_into_incidents_first(run: Run) -> None:
    assert len(ids(run)) == 3
    with Ledger(LEDGER) as ledger:
        late = tell(
            "late",
            replace(KADUNA, rest="Elders of the place buried the dead before noon and asked for guards."),
            publisher="Times",
        )
        ledger.keep(ledger.begin(RunIdentity("1", "tales@1", "PLOVER-2021")), [late])
    assert [record["publishers"] for record in run("--format", "jsonl").records] == [2, 2, 1]


@pytest.mark.parametrize(
    ("words", "places"),
    [
        ("--type consult", ["Goma"]),
        ("--type ASSAULT --type CONSULT", ["Marib", "Kaduna", "Goma"]),
        ("--actor 'houthi fighters'", ["Marib"]),
        ("--country nga --country 'DR Congo'", ["Kaduna", "Goma"]),
        ("--since 2024-11-11 --until 2024-11-30", ["Kaduna"]),
        ("--status alleged", []),
        ("--min-confidence 0.9", ["Marib"]),
        ("--min-publishers 2 --status actual", ["Marib"]),
    ],
)
def test_filters(run: Run, words: str, places: list[str]) -> None:
    records = run(*shlex.split(words), "--format", "jsonl").records
    assert [record["site"]["name"] for record in records] == places


@pytest.mark.parametrize("format_", ["jsonl", "csv", "parquet", "table"])
def test_every_format_to_a_file(run: Run, format_: str) -> None:
    done = run("--format", format_, "--output", "out")
    assert (done.status, done.out, done.err) == (0, "", "")
    with Ledger(LEDGER) as ledger:
        records = [record_of(incident) for incident in ledger.incidents()]
    match format_:
        case "jsonl":
            assert [json.loads(line) for line in Path("out").read_text().splitlines()] == records
        case "parquet":
            table = parquet.read_table("out")
            assert table.schema == INCIDENT_SCHEMA
            assert table.to_pylist() == records
        case "csv":
            rows = list(csv.DictReader(io.StringIO(Path("out").read_text())))
            assert tuple(rows[0]) == tuple(COLUMNS)
            assert (rows[0]["actors"], rows[0]["recipient_ids"]) == ("Houthis", "YEM:MIL")
            assert [(row["incident_id"], row["killed_best"], row["publishers"], row["events"]) for row in rows] == [
                (
                    one["incident_id"],
                    str(one["killed"]["best"]) if one["killed"] else "",
                    str(one["publishers"]),
                    str(len(one["members"])),
                )
                for one in records
            ]
        case _:
            assert Path("out").read_text().startswith(LIST)


def test_the_record_has_every_field(run: Run) -> None:
    marib = run("--format", "jsonl").records[0]
    assert marib["killed"] == {"min": 5, "best": 7, "max": 7}
    assert marib["injured"] is None
    assert (marib["first_day"], marib["last_day"], marib["dated"]) == ("2024-11-10", "2024-11-10", True)
    assert [(one["publisher"], one["source"]) for one in marib["versions"]] == [
        ("Daily", None),
        ("Herald", "officials"),
    ]
    founder, other = marib["members"]
    assert (founder["report_id"], founder["rule"], founder["joined_to"]) == ("a", "founds", None)
    assert (other["rule"], other["joined_to"]) == ("alike", founder["event_id"])
    assert {part["comparison"] for part in other["parts"]} >= {"base", "place", "killed"}


def test_one_incident_with_versions_sentences_and_reasons(run: Run) -> None:
    marib, kaduna, _ = ids(run)
    shown = run("show", marib)
    assert shown.status == 0
    assert shown.out.startswith(LIST)
    words = " ".join(shown.out.split())
    assert "Herald, quoting officials · actual by Houthis toll killed 7" in words
    assert (
        "[Houthi fighters] *attacked* [Yemeni troops] in [Marib] on [2024-11-10], [killing 7], [officials] said."
        in words
    )
    assert "why alike · to" in words
    parts = words.split(" parts ")[1].split(" = log odds ")
    numbers = [float(word) for word in parts[0].split() if word[0] in "+-" and word[1:].replace(".", "").isdigit()]
    assert sum(numbers) == pytest.approx(float(parts[1].split()[0]), abs=0.06)
    assert "Raid on a village · Daily · 2024-11-13" in run("show", kaduna).out
    record = run("show", marib, "--format", "jsonl").records[0]
    assert record == run("--format", "jsonl").records[0]


def test_join_and_split_by_hand(run: Run) -> None:
    marib, kaduna, goma = ids(run)
    joined = run("join", marib, kaduna, "--author", "anna")
    assert joined.status == 0
    assert "3 events · 3 reports · 2 independent publishers" in joined.out
    assert ids(run) == [marib, goma]
    assert "joined by hand" in run("show", kaduna).out
    event = run("show", marib, "--format", "jsonl").records[0]["members"][-1]["event_id"]
    assert run("split", marib, event, "--author", "ben").out.count(" id ") == 2
    assert ids(run) == [marib, kaduna, goma]


def test_the_author_is_the_user_unless_told(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOGNAME", "carol")
    marib, kaduna, _ = ids(run)
    assert run("join", marib, kaduna).status == 0
    with Ledger(LEDGER) as ledger, ledger.connection() as connection:
        assert connection.exec_driver_sql("SELECT DISTINCT author FROM corrections").scalars().all() == ["carol"]


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("--country Atlantis", "neither a country's name in English nor its code"),
        ("--since yesterday", "not a date"),
        ("--min-publishers 0", "not 1 or more"),
        ("--min-confidence 7", "not between 0 and 1"),
        ("--type RIOT", "is not one of"),
        ("--ledger none.db", "no ledger here"),
        ("--output detente.db", "read or kept by this same command"),
        ("--format xml", "is not one of"),
        ("--ledger detente.db show abc", "--ledger goes after show"),
        ("show nonsense", "no incident of this id"),
        ("show nonsense --output detente.db", "read or kept by this same command"),
        ("join nonsense other --author anna", "no incident of this id"),
        ("join", "Missing argument"),
        ("split nonsense", "Missing argument"),
        ("split nonsense event --author anna", "no incident of this id"),
        ("split nonsense event --author ' '", "nobody is named"),
        ("nonsense", "No such command"),
    ],
)
def test_what_cannot_be_meant_is_refused_and_changes_nothing(run: Run, words: str, reason: str) -> None:
    run()
    with Ledger(LEDGER) as ledger:
        before = dump_digest(ledger)
    done = run(*shlex.split(words))
    assert (done.status, done.out) == (2, "")
    assert reason in done.err
    assert "Traceback" not in done.err
    with Ledger(LEDGER) as ledger:
        assert dump_digest(ledger) == before


@pytest.mark.parametrize("name", ["", *incidents.commands])
def test_examples_in_the_help_run(run: Run, name: str) -> None:
    marib, kaduna, _ = ids(run)
    event = run("show", marib, "--format", "jsonl").records[0]["members"][0]["event_id"]
    example_ids = {EXAMPLE_INCIDENT: marib, EXAMPLE_OTHER: kaduna, EXAMPLE_EVENT: event}
    shown = run(*name.split(), "--help").out
    examples = shown.split("Example:\n")[1].strip().splitlines()
    assert examples
    for example in examples:
        words = shlex.split(example.strip().removeprefix("$ detente incidents"))
        assert run(*(example_ids.get(word, word) for word in words)).status == 0


def test_words_of_reports_cannot_command_a_terminal(run: Run) -> None:
    evil = "\x1b[2J\u202eevil"
    hostile = tell("evil", replace(MARIB, place="Taizz", day="2024-11-20"), publisher=evil, title=evil)
    event = hostile.events[0]
    named = ActorMention(0, 3, "Hou", name=evil)
    hostile = replace(hostile, events=(replace(event, actors=(named,)),))
    with Ledger(LEDGER) as ledger:
        ledger.keep(ledger.begin(RunIdentity("1", "tales@1", "PLOVER-2021")), [hostile])
    found = ids(run, "--since", "2024-11-20", "--until", "2024-11-20")[0]
    for out in (run().out, run("show", found).out):
        assert "\x1b" not in out
        assert "\u202e" not in out
        assert "\\x1b[2J\\u202eevil" in out
    assert run("--format", "jsonl").records[2]["actors"][0]["name"] == evil


def test_no_incidents_is_no_error(run: Run) -> None:
    for format_ in ("table", "jsonl"):
        assert run("--type", "SANCTION", "--format", format_).out == ""
    assert run("--type", "SANCTION", "--format", "csv").out == ",".join(COLUMNS) + "\n"


def test_progress_waits_and_then_estimates(capsys: pytest.CaptureFixture[str]) -> None:
    moments = iter([0.0, 1.0, 10.0])
    progress = IncidentsProgress(clock=lambda: next(moments))
    progress(10, 100)
    assert capsys.readouterr().err == ""
    progress(50, 100)
    assert capsys.readouterr().err == "\r\x1b[Kincidents: 50 of 100 · 50% · about 10 s left"
    progress.clear()
    assert capsys.readouterr().err == "\r\x1b[K"
