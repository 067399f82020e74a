"""``detente plot``: a picture of each kind from the command line, and what is refused."""

import io
import shlex
import sys
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest
from dealings import keep, year

from detente.cli import main
from detente.plot_command import plot

Run = Callable[..., tuple[int, str]]


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger of a year, put into incidents once."""
    path = tmp_path_factory.mktemp("year") / "year.db"
    keep(str(path), year())
    return path


@pytest.fixture
def run(full: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Run:
    """Status and what was said of the command on that ledger, unless another is named, run in this process."""
    monkeypatch.chdir(tmp_path)

    def run_main(*args: str) -> tuple[int, str]:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO()))
        asked = [*args, "--ledger", str(full)] if "--ledger" not in args and "--help" not in args else [*args]
        with pytest.raises(SystemExit) as ended:
            main(args=["plot", *asked], prog_name="detente")
        out, err = capfd.readouterr()
        return int(ended.value.code or 0), out + err

    return run_main


KINDS = [("dyad", "Armenia", "AZE", "--by", "month"), ("network",), ("map",), ("timeline",)]


@pytest.mark.parametrize("words", KINDS, ids=lambda words: words[0])
def test_each_picture_is_written_the_same_each_time(run: Run, words: tuple[str, ...]) -> None:
    for name in ("one.svg", "other.svg", "small.png"):
        assert run(*words, "--output", name, "--dpi", "40") == (0, "")
    assert Path("one.svg").read_bytes() == Path("other.svg").read_bytes()
    assert Path("small.png").read_bytes().startswith(b"\x89PNG")
    assert ElementTree.parse("one.svg").getroot().tag.endswith("svg")
    assert b"<!-- Nothing to draw" not in Path("one.svg").read_bytes()


@pytest.mark.parametrize("words", KINDS, ids=lambda words: words[0])
def test_an_empty_ledger_gives_a_page_that_says_so(run: Run, words: tuple[str, ...]) -> None:
    keep("empty.db", [])
    assert run(*words, "--output", "a.svg", "--ledger", "empty.db") == (0, "")
    assert b"<!-- Nothing to draw" in Path("a.svg").read_bytes()


def test_shifts_of_a_dyad_are_drawn_and_told(run: Run) -> None:
    assert run("dyad", "USA", "GBR", "--output", "a.svg") == (0, "")
    assert "<!-- (1) Likely rift between United Kingdom and United States, who most likely were allies" in Path(
        "a.svg"
    ).read_text(encoding="utf-8")


def test_conditions_choose_the_incidents(run: Run) -> None:
    assert run("timeline", "--type", "ASSAULT", "--since", "2024-10-01", "--output", "a.svg")[0] == 0
    assert b"<!-- ASSAULT" in Path("a.svg").read_bytes()
    assert b"<!-- CONSULT" not in Path("a.svg").read_bytes()
    assert run("map", "--country", "FRA", "--output", "b.svg")[0] == 0
    assert b"<!-- Nothing to draw" in Path("b.svg").read_bytes()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("map", "--output", "a.pdf"), "a.pdf: the name does not say which format (end it with .svg or .png)"),
        (("map", "--output", "a.png", "--dpi", "5"), "dpi: 5 is not between 30 and 1200"),
        (("map", "--output", "a.svg", "--country", "Atlantis"), "'Atlantis' is neither a country's name in English"),
        (("map", "--output", "a.svg", "--ledger", "none.db"), "none.db: no ledger here"),
        (("map", "--output", "no/a.svg"), "no/a.svg: cannot be written"),
        (("map",), "--output"),
        (("dyad", "Armania", "AZE", "--output", "a.svg"), "Armania: names no actor (near: "),
        (("dyad", "ARM", "ARM", "--output", "a.svg"), "both are ARM"),
        (("dyad", "ARM", "--output", "a.svg"), "Missing argument 'B'"),
    ],
)
def test_what_cannot_be_drawn_is_told(run: Run, words: tuple[str, ...], told: str) -> None:
    status, said = run(*words)
    assert status == 2
    assert told in said
    assert "Traceback" not in said
    assert not Path("a.svg").exists()


@pytest.mark.parametrize("words", [(), *((name,) for name in plot.commands)])
def test_help_ends_with_an_example_that_runs(run: Run, words: tuple[str, ...]) -> None:
    lines = run(*words, "--help")[1].rstrip().splitlines()
    examples = [line.strip() for line in lines if line.strip().startswith("$ detente plot")]
    assert lines[-1].strip() == examples[-1]
    for example in examples:
        assert run(*shlex.split(example)[3:])[0] == 0, example
