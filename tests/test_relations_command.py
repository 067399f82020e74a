"""``detente relations``: dyads, moves, balance, in every format, and what is refused."""

import csv
import io
import json
import shlex
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from math import exp
from pathlib import Path
from typing import Any

import pytest
from dealings import dealing, keep, year
from pyarrow import parquet

from detente.cli import main
from detente.error import DetenteError
from detente.exports.relations import (
    MONTH_COLUMNS,
    MOVE_COLUMNS,
    NOTE_COLUMNS,
    POINT_COLUMNS,
    SHIFT_COLUMNS,
    TRIAD_COLUMNS,
    per_cent,
    signed,
)
from detente.relations.act import Level
from detente.relations.parties import name_of, party_of
from detente.relations_command import relations


@dataclass
class Done:
    status: int
    out: str
    err: str

    @property
    def records(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.out.splitlines()]

    @property
    def rows(self) -> list[dict[str, str]]:
        return list(csv.DictReader(io.StringIO(self.out)))


Run = Callable[..., Done]


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger of a year, put into incidents once."""
    path = tmp_path_factory.mktemp("year") / "year.db"
    keep(str(path), year())
    return path


@pytest.fixture
def run(full: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Run:
    """The command on that ledger, unless another is named, run in this process."""
    monkeypatch.chdir(tmp_path)

    def run_main(*args: str) -> Done:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO()))
        asked = [*args, "--ledger", str(full)] if "--ledger" not in args and "--help" not in args else [*args]
        with pytest.raises(SystemExit) as ended:
            main(args=["relations", *asked], prog_name="detente")
        out, err = capfd.readouterr()
        return Done(int(ended.value.code or 0), out, err)

    return run_main


# Dyads

SERIES = """\
  month       verbal +  material +  verbal -  material -  mean    sum  actual  alleged  planned  possible  negated
  2024-05-01         4           ·         ·           ·  +2.5  +10.0       4        ·        ·         ·        ·
  2024-06-01         3           ·         ·           1  -0.4   -1.5       4        ·        ·         ·        ·
  2024-07-01         ·           ·         ·           5  -9.0  -45.0       5        ·        ·         ·        ·
"""


def test_a_dyad_to_be_read(run: Run) -> None:
    done = run("Armenia", "Azerbaijan", "--by", "month", "--since", "2024-05-01", "--until", "2024-07-31")
    assert done.status == 0
    assert done.out.startswith("Armenia and Azerbaijan (ARM, AZE)\n  on the morning of 2024-08-01: hostile ")
    assert SERIES in done.out
    assert "  no relations: ARM, AZE, since 1991-10-18: No diplomatic relations\n" in done.out


def test_planned_acts_are_kept_apart_and_empty_steps_left_out(run: Run) -> None:
    done = run("ARM", "TUR", "--by", "week")
    (record,) = run("ARM", "TUR", "--by", "week", "--format", "jsonl").records
    assert "weeks without acts left out" in done.out
    assert sum(point["planned"] for point in record["points"]) == 10
    assert all(point["done"] == 0 and point["score_mean"] is None for point in record["points"])
    assert len(record["points"]) == 37


def test_both_orders_of_the_parties_are_one_dyad(run: Run) -> None:
    assert run("AZE", "ARM").out == run("ARM", "AZE").out == run("dyad", "armenia", "Azerbaijan").out


def test_a_record_has_the_reasons_and_they_sum(run: Run) -> None:
    (record,) = run("GBR", "USA", "--format", "jsonl").records
    standing = record["standing"]
    parts = [*standing["reasons"], *standing["seen"]]
    raised = {stance: exp(sum(part["weights"][stance] for part in parts)) for stance in standing["probabilities"]}
    for stance, probability in standing["probabilities"].items():
        assert raised[stance] / sum(raised.values()) == pytest.approx(probability)
    assert any(row["source"] == "North Atlantic Treaty, art. 5" for one in parts for row in one.get("rows", ()))
    assert record["level"] == "country"
    assert record["names"] == ["United Kingdom", "United States"]


def test_two_without_acts_still_stand_somehow(run: Run) -> None:
    done = run("France", "Germany")
    assert done.status == 0
    assert "France and Germany (FRA, DEU)" in done.out or "(DEU, FRA)" in done.out
    assert "no acts between the two in this time" in done.out


def test_finer_levels_tell_other_dyads(run: Run) -> None:
    assert "no acts" in run("ARM", "AZE", "--level", "sector").out
    assert "no acts" not in run("ARM:GOV", "AZE:GOV", "--level", "sector").out
    assert run("Hamas", "ISR", "--level", "organisation").out.startswith("Israel and Hamas (ISR, PSE:hamas)\n")


# Moves


def test_the_dyad_that_moved_most_comes_first(run: Run) -> None:
    for words in ((), ("moves",)):
        records = run(*words, "--format", "jsonl").records
        assert (records[0]["first"], records[0]["second"]) == ("ARM", "AZE")
        changes = [abs(one["change"]) for one in records]
        assert changes == sorted(changes, reverse=True)
        assert all(one["change"] == pytest.approx(one["mean"] - one["mean_before"]) for one in records)
    assert len(run("--limit", "1", "--format", "jsonl").records) == 1


def test_moves_to_be_read(run: Run) -> None:
    lines = run("--since", "2024-06-01").out.splitlines()
    assert lines[0] == "mean standing, -1 hostile to +1 ally, on the mornings of 2024-06-01 and 2024-10-04"
    assert lines[2].split() == ["dyad", "change", "before", "now", "acts", "likeliest"]
    assert lines[3].startswith("Armenia and Azerbaijan (ARM, AZE)  ")


# Shifts and notes


def test_the_clash_of_allies_is_the_first_shift_though_it_is_one_act(run: Run) -> None:
    records = run("shifts", "--format", "jsonl").records
    assert [(one["first"], one["second"], one["kind"]) for one in records] == [
        ("GBR", "USA", "rift"),
        ("ARM", "AZE", "rift"),
    ]
    assert records[0]["start"] == records[0]["alert"] == "2024-10-03"
    assert len(records[0]["incidents"]) == 1
    assert records[0]["standing"]["likeliest"] == "ally"
    assert "interval is wide" in records[0]["sentence"]
    assert records[1]["alert"] == "2024-06-24"


def test_shifts_to_be_read(run: Run) -> None:
    lines = run("shifts", "--kind", "rift", "--since", "2024-10-01").out.splitlines()
    assert lines[0] == "United Kingdom and United States (GBR, USA)"
    assert lines[1].startswith("  rift · known on 2024-10-03 · ")
    assert any(line.startswith("  baselines: persistence +") for line in lines)
    assert all(len(line) <= 100 for line in lines)


def test_shifts_are_chosen(run: Run) -> None:
    assert run("shifts", "--until", "2024-06-01").out == "no shifts in this time\n"
    assert run("shifts", "--kind", "thaw").out == "no shifts in this time\n"
    assert run("shifts", "--min-probability", "1").out == "no shifts in this time\n"
    assert len(run("shifts", "--limit", "1", "--format", "jsonl").records) == 1
    assert len(run("shifts", "--per-week", "0.01", "--format", "jsonl").records) == 1
    assert len(run("shifts", "--min-probability", "0", "--format", "jsonl").records) > 2


def test_what_is_known_on_a_day_does_not_hang_on_later_days(run: Run) -> None:
    (early,) = run("shifts", "--until", "2024-06-30", "--format", "jsonl").records
    assert early in run("shifts", "--format", "jsonl").records


def test_one_report_is_enough_for_a_note(run: Run) -> None:
    records = run("notes", "--format", "jsonl").records
    assert [records[0][name] for name in ("actor", "type", "recipient", "kind")] == ["USA", "ASSAULT", "GBR", "rift"]
    assert run("notes", "--kind", "rift").out.startswith(
        "Conflict between friends: one act of ASSAULT by United States towards United Kingdom on 3 October"
    )
    assert run("notes", "--until", "2023-12-31").out == "no notes in this time\n"


def test_a_dyad_has_its_shifts_and_notes(run: Run) -> None:
    done = run("GBR", "USA")
    assert "\n  rift · known on 2024-10-03" in done.out
    assert "\n  Conflict between friends: " in done.out
    (record,) = run("GBR", "USA", "--format", "jsonl").records
    assert [shift["alert"] for shift in record["shifts"]] == ["2024-10-03"]
    assert [note["type"] for note in record["notes"]] == ["ASSAULT"]
    (earlier,) = run("GBR", "USA", "--until", "2024-10-02", "--format", "jsonl").records
    assert earlier["shifts"] == earlier["notes"] == []
    assert "more notes like these" in run("ARM", "AZE").out


# Balance


def test_balance_to_be_read(run: Run) -> None:
    done = run("balance")
    assert done.status == 0
    assert done.out.startswith("On the morning of 2024-10-04: ")
    assert "triads: +++ " in done.out
    assert "  camp 1: Armenia" in done.out


def test_balance_as_a_record(run: Run) -> None:
    (record,) = run("balance", "--format", "jsonl").records
    assert record["at_least"] <= record["at_most"] <= record["ties"]
    assert sorted(party for camp in record["camps"] for party in camp) == ["ARM", "AZE", "GBR", "TUR", "USA"]
    assert sum(record["triads"].values()) >= len(record["strained"])
    assert all(not triad["balanced"] for triad in record["strained"])


def test_balance_by_month(run: Run) -> None:
    rows = run("balance", "--by", "month", "--format", "csv").rows
    assert [row["day"] for row in rows] == [f"2024-{month:02d}-01" for month in range(1, 11)]
    assert all(row["exact"] == "true" for row in rows)


# Formats


@pytest.mark.parametrize(
    ("words", "columns"),
    [
        (("ARM", "AZE"), POINT_COLUMNS),
        ((), MOVE_COLUMNS),
        (("shifts",), SHIFT_COLUMNS),
        (("notes",), NOTE_COLUMNS),
        (("balance",), TRIAD_COLUMNS),
        (("balance", "--by", "month"), MONTH_COLUMNS),
    ],
)
def test_csv_and_parquet_have_the_same_rows(run: Run, words: tuple[str, ...], columns: dict[str, Any]) -> None:
    rows = run(*words, "--format", "csv").rows
    done = run(*words, "--format", "parquet", "--output", "out.parquet")
    assert done.out == ""
    table = parquet.read_table("out.parquet")
    assert table.column_names == list(columns)
    assert rows
    for row, other in zip(rows, table.to_pylist(), strict=True):
        assert {name: _cell(value) for name, value in other.items()} == row


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else str(value)


def test_the_same_ledger_gives_the_same_bytes(run: Run) -> None:
    for words in (("ARM", "AZE", "--format", "jsonl"), ("--format", "jsonl"), ("balance", "--format", "jsonl")):
        assert run(*words).out == run(*words).out


def test_an_empty_ledger_has_nothing_to_tell(run: Run) -> None:
    keep("empty.db", [])
    for words, said in (
        ((), "no acts between any two parties"),
        (("shifts",), "no shifts"),
        (("notes",), "no notes"),
        (("balance",), "no two parties stand"),
        (("balance", "--by", "month"), "no first of a month"),
        (("ARM", "AZE"), "no acts between the two"),
    ):
        done = run(*words, "--ledger", "empty.db")
        assert done.status == 0
        assert said in done.out


# What is refused


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("Armania", "Azerbaijan"), "Armania: names no actor (near: "),
        (("ARM", "Qqqq"), "Qqqq: names no actor (give a country's name or code"),
        (("USA", "America"), "USA, America: both are USA (name two parties"),
        (("Hamas", "ISR"), "Hamas: acts for no state (ask for the level of organisations)"),
        (("ARM", "AZE", "--since", "2024-05-01", "--until", "2024-04-01"), "--since: 2024-05-01 is after --until"),
        (("ARM", "AZE", "--ledger", "none.db"), "none.db: no ledger here"),
    ],
)
def test_what_cannot_be_meant_is_told(run: Run, words: tuple[str, ...], told: str) -> None:
    done = run(*words)
    assert done.status == 2
    assert told in done.err
    assert "Traceback" not in done.err


@pytest.mark.parametrize(
    "words", [("ARM",), ("ARM", "AZE", "TUR"), ("ARM", "AZE", "--since", "soon"), ("--by", "week")]
)
def test_wrong_calls_are_refused(run: Run, words: tuple[str, ...]) -> None:
    assert run(*words).status == 2


def test_the_ledger_is_not_replaced_by_output(run: Run, full: Path) -> None:
    assert run("ARM", "AZE", "--output", str(full)).status == 2


def test_words_that_a_terminal_would_obey_are_spelt_out(run: Run) -> None:
    done = run("\x1b[31mArmenia", "AZE")
    assert "\x1b" not in done.err


@pytest.mark.parametrize("words", [(), *((name,) for name in relations.commands)])
def test_help_ends_with_an_example_that_runs(run: Run, words: tuple[str, ...]) -> None:
    lines = run(*words, "--help").out.rstrip().splitlines()
    examples = [line.strip() for line in lines if line.strip().startswith("$ detente relations")]
    assert lines[-1].strip() == examples[-1]
    for example in examples:
        assert run(*shlex.split(example)[3:]).status == 0, example


# Parties


@pytest.mark.parametrize(
    ("words", "level", "key", "name"),
    [
        ("Yemen", Level.COUNTRY, "YEM", "Yemen"),
        ("rus", Level.COUNTRY, "RUS", "Russia"),
        ("north korea", Level.COUNTRY, "PRK", "North Korea"),
        ("Putin", Level.COUNTRY, "RUS", "Russia"),
        ("EUR", Level.COUNTRY, "EUR", "European Union"),
        ("rus:mil", Level.SECTOR, "RUS:MIL", "Russia, military"),
        ("Yemeni army", Level.SECTOR, "YEM:MIL", "Yemen, military"),
        ("YEM:houthis", Level.ORGANISATION, "YEM:houthis", "Houthis"),
        ("the Houthis", Level.ORGANISATION, "YEM:houthis", "Houthis"),
        ("Houthis", Level.SECTOR, "YEM:REB", "Yemen, rebels"),
    ],
)
def test_parties_by_their_words(words: str, level: Level, key: str, name: str) -> None:
    assert party_of(words, level) == key
    assert name_of(key) == name


@pytest.mark.parametrize("words", ["", " ", "rebels", "Elbonia", "XXX", "XXX:MIL", "RUS:nobody-of-this-id", "$x", "☃"])
def test_words_that_name_nobody_are_refused(words: str) -> None:
    with pytest.raises(DetenteError, match="names no actor"):
        party_of(words)


def test_a_key_that_is_not_known_is_its_own_name() -> None:
    assert name_of("QQQ:some-party") == "QQQ:some-party"


@pytest.mark.parametrize(
    ("share", "words"), [(0.0, "0 %"), (0.001, "under 1 %"), (0.5, "50 %"), (0.999, "over 99 %"), (1.0, "100 %")]
)
def test_shares_in_words(share: float, words: str) -> None:
    assert per_cent(share) == words


def test_signs() -> None:
    assert [signed(value) for value in (0.0, -0.001, -0.5, 1.25)] == ["+0.00", "+0.00", "-0.50", "+1.25"]


def test_acts_of_many_reports_of_one_incident_count_once(run: Run) -> None:
    keep("one.db", [dealing("USA", "AID", "GBR", date(2024, 3, 1), publisher=name) for name in ("Daily", "Herald")])
    (record,) = run("USA", "GBR", "--format", "jsonl", "--ledger", "one.db").records
    assert [point["done"] for point in record["points"]] == [1]
