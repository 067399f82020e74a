"""Reviewed sentences as training sentences: which are written, how, and that training reads them as they were meant."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from fake_coder import code_one
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tales import GOMA, KADUNA, MARIB, tell

from detente.cli import main
from detente.coding.labels import MODES, STATUSES, TIMES, TYPES
from detente.event import CodedReport, Event
from detente.ledger import Ledger, RunIdentity
from detente.report import Report
from detente.reviews import Accept, Add, Change, Reject, Remove, SetStatus, SetType, Undo
from training.corpus import ROLES, read_corpus

RUN = RunIdentity("1", "fake@1", "PLOVER-2021")
OTHER_RUN = RunIdentity("2", "fake@1", "PLOVER-2021")
TEXT = (
    "Gunmen attacked villagers in Yemen on Sunday, officials said. Ministers met envoys. Ministers met and envoys met."
)
FIELDS = {"type", "mode", "status", "time", "trigger", *ROLES}


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger(tmp_path / "ledger.db") as opened:
        yield opened


def keep(ledger: Ledger, *items: CodedReport, run: RunIdentity = RUN) -> None:
    ledger.keep(ledger.begin(run), items)


def say(ledger: Ledger, event: Event, change: Change, author: str = "anna") -> None:
    history = ledger.history(event.event_id)
    assert history is not None
    ledger.correct(event.event_id, change, author, history.last)


def exported(ledger: Ledger, *options: str) -> list[dict[str, Any]]:
    done = CliRunner().invoke(main, ["export", "corpus", "-", "--ledger", ledger.name, *options])
    assert done.exit_code == 0, done.output
    return [json.loads(line) for line in done.output.splitlines()]


def require_well_made(record: dict[str, Any]) -> None:
    """What the guide of the corpus asks of every line."""
    assert set(record) == {"id", "text", "events"}
    assert "\n" not in record["text"]
    assert "\t" not in record["text"]
    for event in record["events"]:
        assert set(event) == FIELDS
        assert event["type"] in TYPES
        assert event["mode"] in (None, *MODES.get(event["type"], ()))
        assert (event["status"] in STATUSES, event["time"] in TIMES) == (True, True)
        spans = [event["trigger"], *(span for name in ROLES for span in _spans(event[name]))]
        assert all(0 <= start < end <= len(record["text"]) for start, end in spans)


def _spans(value: Any) -> list[list[int]]:
    return [value] if value and isinstance(value[0], int) else value or []


def test_a_sentence_is_written_once_all_its_events_were_reviewed(ledger: Ledger) -> None:
    coded = code_one(Report("r", TEXT))
    attacked, met, met_again, and_met = coded.events
    keep(ledger, coded)
    assert exported(ledger) == []
    say(ledger, met_again, Accept())
    assert exported(ledger) == []
    say(ledger, attacked, Accept())
    assert [record["text"] for record in exported(ledger)] == [TEXT[:61]]
    say(ledger, and_met, Reject())
    say(ledger, met, Reject())
    records = exported(ledger)
    assert [len(record["events"]) for record in records] == [1, 0, 1]
    for record in records:
        require_well_made(record)
    say(ledger, attacked, Undo())
    assert len(exported(ledger)) == 2


def test_spans_are_of_the_sentence_and_corrected(ledger: Ledger) -> None:
    coded = code_one(Report("r", f"Rain fell. {TEXT}"))
    event = coded.events[0]
    keep(ledger, coded)
    text = coded.report.text
    said = text.index("officials said")
    say(ledger, event, SetType("COERCE", "arrest"))
    say(ledger, event, SetStatus("alleged"))
    say(ledger, event, Remove("place", event.places[0].start, event.places[0].end))
    say(ledger, event, Add("actor", said, said + len("officials")))
    (record,) = exported(ledger)
    (found,) = record["events"]
    sentence = record["text"]
    words = {name: [sentence[start:end] for start, end in _spans(found[name])] for name in ROLES}
    assert words == {
        "actors": ["Gunmen", "officials"], "recipients": ["villagers"], "location": [], "source": ["officials"],
        "date": ["Sunday"], "killed": [], "injured": [], "detained": [],
    }  # fmt: skip
    assert (found["type"], found["mode"], found["status"], found["time"]) == ("COERCE", "arrest", "alleged", "current")
    assert sentence[slice(*found["trigger"])] == "attacked"


def test_training_reads_what_was_meant(ledger: Ledger, tmp_path: Path) -> None:
    coded = tell("a", MARIB, KADUNA, GOMA)
    keep(ledger, coded)
    for event in coded.events:
        say(ledger, event, Accept())
    path = tmp_path / "reviewed.jsonl"
    done = CliRunner().invoke(main, ["export", "corpus", str(path), "--ledger", ledger.name])
    assert (done.exit_code, done.stderr) == (0, "3 sentences\n")
    for sentence, event in zip(read_corpus(path), coded.events, strict=True):
        assert sentence.text == coded.report.text[slice(*event.sentence)]
        (gold,) = sentence.events
        assert (gold.type, gold.mode, gold.status, gold.time) == (event.type, event.mode, event.status, event.time)
        assert sentence.text[slice(*gold.trigger)] == event.trigger.text
        assert [sentence.text[slice(*span)] for span in gold.roles["actors"]] == [event.actors[0].text]
        assert [sentence.text[slice(*span)] for span in gold.roles["location"]] == [event.places[0].text]


def test_authors_and_days(ledger: Ledger) -> None:
    coded = tell("a", MARIB, KADUNA, GOMA)
    keep(ledger, coded)
    by = ("anna", "ben", "anna")
    for event, author in zip(coded.events, by, strict=True):
        say(ledger, event, Accept(), author)
    say(ledger, coded.events[2], SetStatus("alleged"), "ben")
    assert len(exported(ledger)) == 3
    assert [record["text"][:7] for record in exported(ledger, "--author", "anna")] == ["Houthi "]
    assert len(exported(ledger, "--author", "anna", "--author", "ben")) == 3
    assert exported(ledger, "--author", "carl") == []
    assert len(exported(ledger, "--since", "2020-01-01")) == 3
    assert exported(ledger, "--since", "2999-01-01") == []


def test_the_same_sentence_of_two_reports_is_written_once(ledger: Ledger) -> None:
    one, other = tell("a", MARIB), tell("b", MARIB)
    keep(ledger, one, other)
    for event in (*one.events, *other.events):
        say(ledger, event, Accept())
    assert len(exported(ledger)) == 1
    say(ledger, other.events[0], SetStatus("alleged"))
    assert len({record["id"] for record in exported(ledger)}) == 2


def test_only_what_holds_is_written(ledger: Ledger) -> None:
    coded = tell("a", MARIB)
    keep(ledger, coded)
    say(ledger, coded.events[0], Accept())
    before = exported(ledger)
    keep(ledger, coded, run=OTHER_RUN)
    assert exported(ledger) == before
    keep(ledger, replace(coded, events=(replace(coded.events[0], type="COERCE", mode=None),)), run=RUN)
    assert exported(ledger) == []


def test_rows_of_tables_have_no_sentences(ledger: Ledger) -> None:
    row = tell("a", MARIB)
    row = replace(
        row, report=replace(row.report, text=""), sentences=(), events=(replace(row.events[0], sentence=(0, 0)),)
    )
    keep(ledger, row)
    say(ledger, row.events[0], Accept())
    assert exported(ledger) == []


LETTERS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters=".!?"), max_size=12)


@given(st.lists(LETTERS, min_size=2, max_size=5))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_sentence_is_well_made(tmp_path: Path, parts: list[str]) -> None:
    path = tmp_path / "any.db"
    path.unlink(missing_ok=True)
    coded = code_one(Report("r", " attacked ".join(parts)))
    with Ledger(path) as ledger:
        keep(ledger, coded)
        for event in coded.events:
            say(ledger, event, Accept())
        for record in exported(ledger):
            require_well_made(record)
            for event in record["events"]:
                assert record["text"][slice(*event["trigger"])] == "attacked"
