"""The command: help, examples, status, and what is written where."""

import csv
import gzip
import io
import json
import os
import shlex
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import pytest
from fake_coder import SENTENCES, FakeCoder
from pyarrow import parquet

import detente.cli
from detente.actors.table import COLUMNS
from detente.cli import main
from detente.ledger import Ledger
from detente.ledger.dump import dump_digest
from detente.progress import Progress, duration


def all_commands(command: click.Command, words: tuple[str, ...] = ()) -> Iterator[tuple[str, click.Command]]:
    """Every command by its words, those of groups within groups too."""
    yield " ".join(words), command
    if isinstance(command, click.Group):
        for name, part in sorted(command.commands.items()):
            yield from all_commands(part, (*words, name))


COMMANDS = dict(all_commands(main))
EXAMPLE_ID, EXAMPLE_INCIDENT, EXAMPLE_OTHER = "5d2f0c8b1a9e4f37", "b1c2d3e4f5061728", "0a1b2c3d4e5f6071"
"""Ids in the help of commands, of an event and of incidents: tests put some of their own ledger in their place."""
BAD = {
    "": ["nonsense"],
    "read": ["read", "--published", "nonsense", "clash.txt"],
    "events": ["events", "--country", "Atlantis"],
    "import": ["import", "icews", "no-such-file.tab"],
    "incidents": ["incidents", "--min-publishers", "some"],
    "incidents show": ["incidents", "show", "no-such-incident"],
    "incidents join": ["incidents", "join", "no-such-incident", "nor-this"],
    "incidents split": ["incidents", "split", "no-such-incident", "no-such-event"],
    "plot": ["plot", "nonsense"],
    "plot dyad": ["plot", "dyad", "Armenia", "Atlantis", "--output", "dyad.svg"],
    "plot map": ["plot", "map", "--output", "map.gif"],
    "plot network": ["plot", "network", "--since", "nonsense", "--output", "network.svg"],
    "plot timeline": ["plot", "timeline", "--country", "Atlantis", "--output", "timeline.svg"],
    "rejects": ["rejects", "--ledger", "clash.txt"],
    "relations": ["relations", "--nonsense"],
    "report": ["report", "view.html", "--country", "Atlantis"],
    "relations balance": ["relations", "balance", "--by", "century"],
    "relations dyad": ["relations", "dyad", "Armenia", "Atlantis"],
    "relations notes": ["relations", "notes", "--since", "nonsense"],
    "relations shifts": ["relations", "shifts", "--kind", "none"],
    "relations moves": ["relations", "moves", "--limit", "none"],
    "codebook": ["codebook", "--format", "parquet"],
    "explain": ["explain", "no-such-event"],
    "export": ["export", "nonsense"],
    "export corpus": ["export", "corpus", "reviewed.jsonl", "--since", "nonsense"],
    "search": ["search", "gunmen", "--limit", "0"],
    "gazetteer": ["gazetteer", "nonsense"],
    "gazetteer load": ["gazetteer", "load", "clash.txt"],
    "resolve": ["resolve", "nonsense"],
    "serve": ["serve", "--ledger", "clash.txt", "--no-browser"],
    "resolve actor": ["resolve", "actor", "gunmen", "--actors", "clash.txt"],
    "resolve date": ["resolve", "date", "Sunday", "--on", "nonsense"],
    "resolve place": ["resolve", "place", "--nonsense"],
    "resolve toll": ["resolve", "toll", "--nonsense"],
}


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
def coder(monkeypatch: pytest.MonkeyPatch) -> FakeCoder:
    fake = FakeCoder()
    monkeypatch.setattr("detente.reading.load_coder", lambda: fake)
    return fake


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], coder: FakeCoder) -> Run:
    """The command in a folder with reports, run in this process."""
    monkeypatch.chdir(tmp_path)
    Path("clash.txt").write_text("A clash near the river\n\nNov. 12, 2024\n\n" + SENTENCES[0], encoding="utf-8")
    Path("reports").mkdir()
    for number, sentence in enumerate(SENTENCES):
        text = f"{sentence} The minister said on Monday that he would not resign over it. No. {number}"
        Path(f"reports/{number}.txt").write_text(text, encoding="utf-8")
    lines = [json.dumps({"id": f"f{n}", "text": f"{SENTENCES[n % 4]} It was the {n}th time."}) for n in range(9)]
    Path("feed.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    Path("feed.jsonl.gz").write_bytes(gzip.compress(Path("feed.jsonl").read_bytes()))
    Path("broken.jsonl").write_text('{"id": "ok", "text": "Gunmen attacked villagers."}\n{"id": \n', encoding="utf-8")
    columns = (
        "Event ID|Event Date|Source Name|Source Sectors|Source Country|Event Text|CAMEO Code|Intensity|Target Name|"
        "Target Sectors|Target Country|Story ID|Sentence Number|Publisher|City|District|Province|Country|"
        "Latitude|Longitude"
    )
    clash = (
        "7|2018-06-01|Military (Yemen)|Military|Yemen|fight|190|-10|Rebel (Yemen)|Rebel|Yemen|1|1|Marib Herald|"
        "Marib|||Yemen|15.46|45.32"
    )
    Path("events.2018.tab").write_text(f"{columns}\n{clash}\n".replace("|", "\t"), encoding="utf-8")

    cells = [
        "900000001",
        "Qaryat Tajriba",
        "Qaryat Tajriba",
        "",
        "15.5",
        "45.3",
        "P",
        "PPL",
        "YE",
        "",
        "14",
        "",
        "",
        "",
    ]
    row = "\t".join([*cells, "800", "", "", "Asia/Aden", "2026-01-01"]) + "\n"
    with zipfile.ZipFile("YE.zip", "w") as archive:
        archive.writestr("YE.txt", row)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))

    def run_main(*args: str, stdin: bytes = b"") -> Done:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        with pytest.raises(SystemExit) as ended:
            main(args=list(args), prog_name="detente")
        out, err = capfd.readouterr()
        return Done(int(ended.value.code or 0), out, err)

    return run_main


OWN_ROW = "YEM:our-gunmen\tOur gunmen\tGunmen\tYEM\tREB\tgroup\t\t\tour desk"


def write_actors(path: str, *rows: str) -> None:
    head = ["# Origin: our desk", "# Licence: internal", "# Date: 2024-11-01", "\t".join(COLUMNS)]
    Path(path).write_text("\n".join([*head, *rows]) + "\n", encoding="utf-8")


# All commands


@pytest.mark.parametrize("name", COMMANDS)
def test_help_ends_with_an_example_that_runs(name: str, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("detente.web.serving.serve", lambda *_: None)  # it would go on for ever
    ids = ids_for_examples(run)
    shown = run(*name.split(), "--help")
    assert shown.status == 0
    examples = shown.out.split("Example:\n")[1].strip().splitlines()
    for example in examples:
        assert example.strip().startswith("$ detente ")
        words = [ids.get(word, word) for word in shlex.split(example.strip().removeprefix("$ detente "))]
        done = run(*words)
        assert (done.status, "Error" in done.err) == (0, False), done.err


def ids_for_examples(run: Run) -> dict[str, str]:
    """What stands for the ids in the help: of an incident with two events, one of them, and another incident."""
    run("read", "reports", "--quiet")
    first, second, other = (record["incident_id"] for record in run("incidents", "--format", "jsonl").records[:3])
    run("incidents", "join", first, second, "--author", "anna")
    joined = next(one for one in run("incidents", "--format", "jsonl").records if len(one["members"]) > 1)
    return {
        EXAMPLE_INCIDENT: joined["incident_id"],
        EXAMPLE_OTHER: other,
        EXAMPLE_ID: joined["members"][0]["event_id"],
    }


@pytest.mark.parametrize("name", COMMANDS)
def test_bad_input_gives_status_2_and_one_reason(name: str, run: Run) -> None:
    done = run(*BAD[name])
    assert done.status == 2
    assert done.out == ""
    assert done.err
    assert "Traceback" not in done.err


@pytest.mark.parametrize("command", COMMANDS.values(), ids=COMMANDS)
def test_every_option_is_explained(command: click.Command) -> None:
    assert command.help
    for option in command.params:
        if isinstance(option, click.Option) and option.name != "format_":
            assert option.help, option.name


def test_version(run: Run) -> None:
    assert run("--version").out == f"detente, version {detente.__version__}\n"


# Reading


def test_reads_and_keeps(run: Run) -> None:
    done = run("read", "clash.txt", "--format", "jsonl")
    assert done.status == 0
    assert [record["type"] for record in done.records] == ["ASSAULT"]
    assert done.err == "1 report, 1 event, 0 rejected; kept in detente.db\n"
    listed = run("events", "--format", "jsonl")
    assert listed.out == done.out


def test_the_table_is_what_comes_unless_asked_otherwise(run: Run) -> None:
    done = run("read", "clash.txt", "--no-ledger")
    assert done.out.startswith("A clash near the river\n2024-11-12")
    assert "[Gunmen] *attacked* [villagers]" in done.out
    assert not Path("detente.db").exists()


@pytest.mark.parametrize("source", [["feed.jsonl"], ["feed.jsonl.gz"], ["-"], ["reports", "-", "clash.txt"]], ids=str)
def test_reads_every_kind_of_source(run: Run, source: list[str]) -> None:
    stdin = Path("feed.jsonl").read_bytes()
    done = run("read", *source, "--format", "jsonl", "--quiet", stdin=stdin)
    assert (done.status, done.err) == (0, "")
    assert {record["report_id"] for record in done.records} >= {"f0", "f1", "f8"}
    assert run("events", "--format", "jsonl").out == done.out


def test_reading_twice_prints_the_same_and_codes_once(run: Run, coder: FakeCoder) -> None:
    first = run("read", "feed.jsonl", "reports", "--format", "jsonl")
    coded = coder.coded
    with Ledger("detente.db") as ledger:
        before = dump_digest(ledger)
    second = run("read", "feed.jsonl", "reports", "--format", "jsonl")
    assert second == first
    assert coder.coded == coded
    with Ledger("detente.db") as ledger:
        assert dump_digest(ledger) == before


def test_rejects_are_told_kept_and_give_status_1(run: Run) -> None:
    done = run("read", "broken.jsonl", "no-such.txt", "--format", "jsonl")
    assert done.status == 1
    assert [record["report_id"] for record in done.records] == ["ok"]
    told = done.err.splitlines()
    assert told[0].startswith("broken.jsonl:2: ")
    assert told[1].startswith("no-such.txt: file not found")
    assert told[2] == "1 report, 1 event, 2 rejected; kept in detente.db"
    assert run("rejects").out.splitlines() == told[:2]
    quiet = run("read", "broken.jsonl", "--quiet", "--no-ledger")
    assert (quiet.status, quiet.err) == (1, "")


def test_hostile_names_are_spelt_out(run: Run) -> None:
    Path("\x1b[31m.txt").touch()
    done = run("read", "\x1b[31m.txt")
    assert done.status == 1
    assert "\\x1b[31m.txt: empty" in done.err
    assert "\x1b" not in done.err + run("rejects").out


def test_reading_a_folder_leaves_out_its_own_files(run: Run) -> None:
    for _ in range(2):
        done = run("read", ".", "--format", "csv", "--output", "out.csv")
        assert done.status == 1
        assert "detente.db" not in "".join(done.err.splitlines()[:-1])
        assert "out.csv" not in done.err


@pytest.mark.parametrize(
    ("args", "reason"),
    [
        (["read"], "Missing argument"),
        (["read", "no-such.txt"], "no-such.txt: file not found"),
        (["read", "a", "b"], "a, b: file not found"),
        (["read", "clash.txt", "--ledger", "feed.jsonl"], "feed.jsonl: not a ledger"),
        (["read", "clash.txt", "--ledger", "."], "needs a file"),
        (["read", "clash.txt", "--output", "clash.txt"], "read or kept by this same command"),
        (["read", "clash.txt", "--output", "new.db", "--ledger", "./new.db"], "read or kept by this same command"),
        (["read", "clash.txt", "--output", "new.db-wal", "--ledger", "new.db"], "read or kept by this same command"),
        (["read", "clash.txt", "--output", "no/such/out.csv"], "cannot be written"),
        (["read", "clash.txt", "--format", "xml"], "xml"),
        (["read", "clash.txt", "--actors", "no-such.tsv"], "no-such.tsv: No such file"),
        (["read", "clash.txt", "--actors", "clash.txt"], "clash.txt:1: "),
        (["read", "clash.txt", "--actors", "bad.tsv"], "bad.tsv:5: country: 'Yemen' is not an ISO 3166-1 alpha-3 code"),
        (["read", "clash.txt", "--actors", "latin.tsv"], "latin.tsv:5: not UTF-8"),
        (["read", "clash.txt", "--actors", "own.tsv", "--output", "own.tsv"], "read or kept by this same command"),
        (["read", "clash.txt", "--gazetteer", "clash.txt"], "clash.txt: not a gazetteer"),
        (["explain", "x"], "no ledger here"),
        (["gazetteer", "load", "no-such.txt"], "no-such.txt: cannot be read"),
        (["gazetteer", "load", "YE.zip", "--output", "YE.zip"], "read or kept by this same command"),
        (["events"], "no ledger here"),
        (["events", "--since", "yesterday"], "yesterday"),
        (["events", "--min-confidence", "2"], "between 0 and 1"),
        (["rejects"], "no ledger here"),
    ],
    ids=str,
)
def test_what_cannot_run_says_why(run: Run, args: list[str], reason: str) -> None:
    write_actors("own.tsv", OWN_ROW)
    write_actors("bad.tsv", OWN_ROW.replace("YEM\tREB", "Yemen\tREB"))
    Path("latin.tsv").write_bytes(Path("own.tsv").read_bytes().replace(b"Gunmen", b"Gunm\xe9n"))
    before = {path: path.read_bytes() for path in Path().iterdir() if path.is_file()}
    done = run(*args)
    assert (done.status, done.out) == (2, "")
    assert reason in done.err
    assert {path: path.read_bytes() for path in before} == before


def test_links_that_lead_in_a_circle_stop_nothing(run: Run) -> None:
    Path("reports/round").symlink_to("round")
    done = run("read", "reports", "--format", "jsonl")
    assert (done.status, len(done.err.splitlines())) == (1, 2)
    assert "reports/round: file not found" in done.err


def test_path_that_cannot_be_looked_at_is_a_reject(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: Any, **_: Any) -> Any:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(os, "lstat", refuse)
    monkeypatch.setattr(Path, "is_dir", refuse)
    done = run("read", "shut/clash.txt", "--no-ledger")
    assert (done.status, done.out) == (1, "")
    assert "shut/clash.txt: file cannot be read: Permission denied" in done.err


@pytest.mark.parametrize("format_", ["jsonl", "csv", "parquet"])
def test_rejects_in_every_format(run: Run, format_: str) -> None:
    Path("=1\n.txt").write_bytes(b"")
    told = run("read", "broken.jsonl", "=1\n.txt", "--format", "csv").err
    assert run("rejects").out.splitlines() == told.splitlines()[:2]
    assert run("rejects", "--format", format_, "--output", "out").status == 0
    match format_:
        case "jsonl":
            rows = [json.loads(line) for line in Path("out").read_text(encoding="utf-8").splitlines()]
        case "csv":
            rows = list(csv.DictReader(io.StringIO(Path("out").read_text(encoding="utf-8"))))
        case _:
            rows = parquet.read_table("out").to_pylist()
    guard = "'" if format_ == "csv" else ""
    assert [row["file"] for row in rows] == ["broken.jsonl", f"{guard}=1\n.txt"]
    assert [str(row["line"] or "") for row in rows] == ["2", ""]
    assert [row["reason"] for row in rows] == ["not a JSON object", "empty"]


def test_output_goes_to_a_file(run: Run) -> None:
    done = run("read", "feed.jsonl", "--format", "parquet", "--output", "out.parquet")
    assert (done.status, done.out) == (0, "")
    rows = parquet.read_table("out.parquet").to_pylist()
    assert rows == run("events", "--format", "jsonl").records


# Tables of the user's


def test_rows_of_the_user_win_and_are_part_of_the_run(run: Run) -> None:
    write_actors("own.tsv", OWN_ROW)
    plain = run("read", "clash.txt", "--format", "jsonl").records[0]
    own = run("read", "clash.txt", "--format", "jsonl", "--actors", "own.tsv").records[0]
    assert (plain["actors"][0]["actor_id"], plain["actors"][0]["sector"]) == (None, "UAF")
    assert (own["actors"][0]["actor_id"], own["actors"][0]["sector"]) == ("YEM:our-gunmen", "REB")
    assert own["actors"][0]["rule"] == "row of the user"
    listed = run("events", "--format", "jsonl").records
    assert [record["actors"][0]["actor_id"] for record in listed] == ["YEM:our-gunmen"]


def test_a_table_that_was_changed_is_read_anew(run: Run, coder: FakeCoder) -> None:
    found = []
    for sector in ("REB", "PRM"):
        write_actors("own.tsv", OWN_ROW.replace("REB", sector))
        found += run("read", "clash.txt", "--format", "jsonl", "--actors", "own.tsv").records
    assert [record["actors"][0]["sector"] for record in found] == ["REB", "PRM"]


def test_a_table_that_a_spreadsheet_saved_is_read(run: Run) -> None:
    write_actors("own.tsv", OWN_ROW)
    Path("own.tsv").write_bytes(b"\xef\xbb\xbf" + Path("own.tsv").read_bytes().replace(b"\n", b"\r\n"))
    record = run("read", "clash.txt", "--format", "jsonl", "--actors", "own.tsv").records[0]
    assert record["actors"][0]["actor_id"] == "YEM:our-gunmen"


def test_a_table_of_geonames_is_kept_and_used(run: Run) -> None:
    done = run("gazetteer", "load", "YE.zip", "--output", "places.npz")
    assert (done.status, done.out) == (0, "1 places added; kept in places.npz\n")
    assert run("read", "clash.txt", "--gazetteer", "places.npz", "--no-ledger").status == 0


def test_a_table_of_geonames_goes_to_the_cache_folder(run: Run) -> None:
    assert run("gazetteer", "load", "YE.zip").status == 0
    assert Path("cache/detente/gazetteer.npz").is_file()


# One event


def test_an_event_is_explained_in_plain_lines(run: Run) -> None:
    event = run("read", "clash.txt", "--format", "jsonl").records[0]
    done = run("explain", event["event_id"])
    assert (done.status, done.err) == (0, "")
    lines = done.out.splitlines()
    assert lines[0] == f"event {event['event_id']}"
    for words in (
        "  report     clash.txt · A clash near the river · 2024-11-12",
        "  codebook   PLOVER-2021: ASSAULT firearms",
        "  trigger    [46, 54) attacked",
        "  actor      [39, 45) Gunmen",
        "               rule: role",
        "  place      [68, 73) Yemen",
        "               is: geonames_id 69543",
        "               is: from 2024-11-10 · to 2024-11-10 · precision day",
        "               rule: weekday",
        "  source     [85, 94) officials",
        "  run        detente ",
    ):
        assert any(line.startswith(words) for line in lines), words
    assert not any(" now: " in line for line in lines)
    assert "kind of place" in done.out


def test_an_explanation_as_a_record(run: Run) -> None:
    event = run("read", "clash.txt", "--format", "jsonl").records[0]
    (told,) = run("explain", event["event_id"], "--format", "jsonl").records
    assert told["sentence"].pop("text").endswith(SENTENCES[0])
    assert told["sentence"] == event["sentence"]
    roles = [span["role"] for span in told["spans"]]
    assert roles == ["trigger", "actor", "recipient", "place", "date", "source"]
    for span in told["spans"]:
        assert span["now"] is None
    place = told["spans"][3]
    assert sum(place["parts"].values()) == pytest.approx(place["score"], abs=1e-3)
    assert place["row"]["kind"] == "country"
    assert told["run"]["options"] == {}


def test_what_was_kept_by_other_tables_is_told_beside_what_holds_now(run: Run) -> None:
    write_actors("own.tsv", OWN_ROW)
    run("read", "clash.txt", "--actors", "own.tsv")
    (event,) = run("events", "--format", "jsonl").records
    without = run("explain", event["event_id"]).out
    assert "is: actor_id YEM:our-gunmen" in without
    assert "now: sector UAF" in without
    assert "add --actors FILE" in without
    given = run("explain", event["event_id"], "--actors", "own.tsv").out
    assert "row: table own.tsv · actor_id YEM:our-gunmen" in given
    assert "now:" not in given
    assert "add --actors" not in given


# Events


@pytest.mark.parametrize(
    ("words", "types"),
    [
        (["--type", "assault"], ["ASSAULT"]),
        (["--type", "PROTEST", "--type", "CONSULT"], ["CONSULT", "PROTEST"]),
        (["--country", "yem"], ["ASSAULT"]),
        (["--country", "the Yemen"], ["ASSAULT"]),
        (["--status", "alleged"], ["PROTEST"]),
        (["--actor", "MINISTERS"], ["CONSULT"]),
        (["--since", "2024-11-10", "--until", "2024-11-10"], ["ASSAULT"]),
        (["--min-confidence", "0.99"], []),
    ],
    ids=str,
)
def test_filters_of_events(run: Run, words: list[str], types: list[str]) -> None:
    run("read", "feed.jsonl", "--quiet", "--format", "csv")
    done = run("events", *words, "--format", "jsonl")
    assert done.status == 0
    assert {record["type"] for record in done.records} == set(types)


def test_codebook_formats(run: Run) -> None:
    rows = run("codebook", "--format", "jsonl").records
    assert {"type", "mode", "quad", "score", "cameo", "description"} == set(rows[0])
    scores = {row["type"]: (row["quad"], row["score"]) for row in rows if row["mode"] is None}
    assert scores["ACCUSE"] == ("verbal conflict", -3.0)
    assert scores["ASSAULT"] == ("material conflict", -9.0)
    assert len(run("codebook", "--format", "csv").out.splitlines()) == len(rows) + 1
    assert max(map(len, run("codebook").out.splitlines())) <= 100


# As a process


def start(code: str, folder: Path, **options: Any) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [sys.executable, "-c", code], cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, **options
    )


READ = f"""
import sys
sys.path.insert(0, {str(Path(__file__).parent)!r})
import detente.reading
from fake_coder import FakeCoder
detente.reading.load_coder = lambda: FakeCoder(seconds=0.001)
from detente.cli import main
main()
"""


def test_a_closed_pipe_ends_it_quietly(run: Run, tmp_path: Path) -> None:
    lines = Path("feed.jsonl").read_text(encoding="utf-8").splitlines()
    big = [json.dumps(json.loads(lines[n % 9]) | {"id": str(n)}) for n in range(3000)]
    Path("big.jsonl").write_text("\n".join(big), encoding="utf-8")
    sys_argv = "import sys; sys.argv[1:] = ['read', 'big.jsonl', '--format', 'jsonl', '--no-ledger', '--quiet']\n"
    with start(sys_argv + READ, tmp_path) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline().startswith(b'{"event_id"')
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 141


def test_the_keyboard_stops_it(run: Run, tmp_path: Path) -> None:
    sys_argv = "import sys; sys.argv[1:] = ['read', '-', '--format', 'csv', '--output', 'out.csv', '--quiet']\n"
    with start(sys_argv + READ + "\n", tmp_path, stdin=subprocess.PIPE) as process:
        assert process.stdin is not None
        deadline = time.monotonic() + 20
        while not list(tmp_path.glob(".out.csv*")) and time.monotonic() < deadline:
            time.sleep(0.02)
        time.sleep(0.2)
        process.send_signal(2)
        out, err = process.communicate()
    assert (process.returncode, out) == (130, b"")
    assert b"Traceback" not in err
    assert not list(tmp_path.glob("*out.csv*"))


@pytest.mark.parametrize(("number", "status"), [(signal.SIGTERM, 143), (signal.SIGHUP, 129)], ids=str)
def test_a_signal_that_ends_it_leaves_no_part_of_a_file(run: Run, tmp_path: Path, number: int, status: int) -> None:
    sys_argv = "import sys; sys.argv[1:] = ['read', '-', '--format', 'parquet', '--output', 'out', '--no-ledger']\n"
    with start(sys_argv + READ + "\n", tmp_path, stdin=subprocess.PIPE) as process:
        deadline = time.monotonic() + 20
        while not list(tmp_path.glob(".out*")) and time.monotonic() < deadline:
            time.sleep(0.02)
        time.sleep(0.2)
        process.send_signal(number)
        out, err = process.communicate()
    assert (process.returncode, out, err) == (status, b"", b"")
    assert not list(tmp_path.glob("*out*"))


@pytest.mark.parametrize(
    ("closed", "args", "status"),
    [
        ("<&-", "read clash.txt --no-ledger", 0),
        ("<&-", "read - --no-ledger", 1),
        ("2>&-", "read clash.txt missing.txt", 1),
        (">&-", "read clash.txt --output out.txt", 0),
        (">&-", "read clash.txt", 2),
        (">/dev/full", "--help", 2),
    ],
)
def test_standard_streams_may_be_closed(run: Run, tmp_path: Path, closed: str, args: str, status: int) -> None:
    code = f"import sys; sys.argv[1:] = {args.split()!r}\n" + READ
    shell = ["sh", "-c", f'"$0" -c "$1" {closed}', sys.executable, code]
    done = subprocess.run(shell, cwd=tmp_path, capture_output=True, check=False)
    assert done.returncode == status, done.stderr
    assert b"Traceback" not in done.stderr


def test_full_disk_is_said(run: Run, tmp_path: Path) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("needs /dev/full")
    with Path("/dev/full").open("wb") as full:
        code = "import sys; sys.argv[1:] = ['read', 'clash.txt', '--no-ledger', '--quiet']\n" + READ
        done = subprocess.run(
            [sys.executable, "-c", code], cwd=tmp_path, stdout=full, stderr=subprocess.PIPE, check=False
        )
    assert done.returncode == 2
    assert b"No space left" in done.stderr
    assert b"Traceback" not in done.stderr


def test_help_is_quick() -> None:
    code = "import time; start = time.perf_counter(); import detente.cli; print(time.perf_counter() - start)"
    fastest = min(
        float(subprocess.run([sys.executable, "-c", code], capture_output=True, check=True).stdout) for _ in range(3)
    )
    assert fastest < 0.3


# Progress


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_progress_waits_and_then_estimates(run: Run) -> None:
    clock, stream = Clock(), io.StringIO()
    progress = Progress(stream, ["feed.jsonl", "clash.txt"], clock)
    items = list(detente.reading.read_all(["feed.jsonl", "clash.txt"]))
    for number, item in enumerate(items):
        clock.now = number * 0.5
        progress.saw(item)
    shown = stream.getvalue().split("\r\x1b[K")[1:]
    assert len(shown) == len(items) - 4
    assert shown[0].startswith("5 reports · ")
    assert "about" in shown[0]
    progress.clear()
    assert stream.getvalue().endswith("\r\x1b[K")


def test_progress_without_a_size_counts_only() -> None:
    assert Progress(io.StringIO(), ["-"], Clock()).line() == "0 reports · 0 events · 0 rejected"


@pytest.mark.parametrize(("seconds", "words"), [(0.2, "1 s"), (59.4, "59 s"), (720, "12 min"), (12600, "3.5 h")])
def test_durations(seconds: float, words: str) -> None:
    assert duration(seconds) == words


def test_progress_is_for_terminals_only(run: Run) -> None:
    assert not os.isatty(2)
    assert "\x1b" not in run("read", "feed.jsonl", "--format", "jsonl").err
