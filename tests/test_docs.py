import dataclasses
import json
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from detente.actors.countries import CountryRule
from detente.actors.resolve import ActorRule
from detente.actors.sources import SourceKind
from detente.cli import main
from detente.codebook import load_codebook
from detente.event import ActorMention, DateMention, Event, PlaceMention, SourceMention, TollMention
from detente.examples import folder
from detente.exports.record import event_from_record
from scripts import codebook_page, readme_output

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
FENCE = re.compile(r"```(\w*)\n(.*?)```", re.DOTALL)
OPTION = re.compile(r"(?<![\w!-])--[a-z][a-z-]*")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
MACHINE_PATH = re.compile(r"(?<![\w.])(?:/tmp/|/work/|/home/|/root/|/Users/|[A-Z]:\\)")


def _prose(page: Path) -> str:
    return FENCE.sub("", page.read_text(encoding="utf-8"))


def _commands() -> Iterator[str]:
    for page in PAGES:
        for language, block in FENCE.findall(page.read_text(encoding="utf-8")):
            if language == "sh":
                for line in block.splitlines():
                    yield from (part.strip() for part in line.split("&&") if part.strip())


def _slug(heading: str) -> str:
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    for link in LINK.findall(_prose(page)):
        if link.startswith("https://"):
            continue
        path, _, anchor = link.partition("#")
        target = (page.parent / path) if path else page
        assert target.exists(), link
        if anchor:
            headings = HEADING.findall(target.read_text(encoding="utf-8"))
            assert anchor in [_slug(heading) for heading in headings], link


@pytest.mark.parametrize("command", sorted(set(_commands())))
def test_commands_exist(command: str) -> None:
    words = shlex.split(command)
    program = Path(words[0])
    if program.name == "detente":
        called, rest = _command_of(words[1:])
        called.make_context(words[1], rest)
    elif words[0].startswith("./"):
        assert os.access(ROOT / program, os.X_OK)
    else:
        assert (program.name, words[1]) in (("python3", "-m"), ("pip", "install"), ("python", "-m"))


def _command_of(words: list[str]) -> tuple[click.Command, list[str]]:
    """The command that the words begin with, and the words after it."""
    command: click.Command = main
    while isinstance(command, click.Group) and words and words[0] in command.commands:
        command, words = command.commands[words[0]], words[1:]
    return command, words


def _all_commands(command: click.Command) -> Iterator[click.Command]:
    yield command
    if isinstance(command, click.Group):
        for part in command.commands.values():
            yield from _all_commands(part)


def test_options_exist() -> None:
    known = {option for command in _all_commands(main) for option in _options(command)}
    known |= {"--help", "--version"}
    for page in PAGES:
        for line in page.read_text(encoding="utf-8").splitlines():
            if "python -m" not in line:
                assert set(OPTION.findall(line)) <= known, f"{page.name}: {line}"


def _options(command: click.Command) -> Iterator[str]:
    for parameter in command.params:
        yield from (*parameter.opts, *parameter.secondary_opts)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_no_page_names_a_path_of_a_machine(page: Path) -> None:
    assert MACHINE_PATH.search(page.read_text(encoding="utf-8")) is None


def test_the_codebook_page_is_up_to_date() -> None:
    page = codebook_page.page(load_codebook())
    assert codebook_page.TARGET.read_text(encoding="utf-8") == page, "run python -m scripts.codebook_page"


def test_the_event_record_is_described_field_by_field() -> None:
    text = (ROOT / "docs" / "formats.md").read_text(encoding="utf-8")
    cells = [cell.strip() for line in text.splitlines() if line.startswith("|") for cell in line.split("|")]
    described = {name for cell in cells if cell.startswith("`") for name in re.findall(r"`(\w+)`", cell)}
    expected = {field.name for field in dataclasses.fields(Event)}
    for mention in (ActorMention, PlaceMention, DateMention, TollMention, SourceMention):
        expected |= {field.name.removesuffix("_") for field in dataclasses.fields(mention)} - {"start", "end", "text"}
    assert expected <= described


def test_the_record_shown_is_one_and_quotes_its_report() -> None:
    text = (ROOT / "docs" / "formats.md").read_text(encoding="utf-8")
    (shown,) = [block for language, block in FENCE.findall(text) if language == "json"]
    event = event_from_record(json.loads(shown))
    report = (folder().parent / event.report_id).read_text(encoding="utf-8")
    for mention in event.mentions():
        assert report[mention.start : mention.end] == mention.text
        assert event.sentence[0] <= mention.start < mention.end <= event.sentence[1]
    assert event.score == load_codebook().score(event.type, event.mode)
    assert event.quad == load_codebook().quad(event.type)
    assert event.cameo == load_codebook().cameo(event.type, event.mode)


def test_the_rules_of_countries_are_described() -> None:
    text = (ROOT / "docs" / "how-it-works.md").read_text(encoding="utf-8")
    for rule in CountryRule:
        assert f"| `{rule}`" in text


def test_the_rules_of_actors_and_kinds_of_sources_are_described() -> None:
    rules = (ROOT / "docs" / "actors.md").read_text(encoding="utf-8")
    for rule in ActorRule:
        assert f"| `{rule}` |" in rules
    formats = (ROOT / "docs" / "formats.md").read_text(encoding="utf-8")
    for kind in SourceKind:
        assert f"`{kind}`" in formats


def test_every_data_file_is_listed() -> None:
    text = (ROOT / "docs" / "how-it-works.md").read_text(encoding="utf-8")
    package = ROOT / "src" / "detente"
    for path in sorted([*package.rglob("*.tsv"), *package.rglob("*.txt"), *package.rglob("*.npz")]):
        name = path.relative_to(package).as_posix()
        assert f"`{name}`" in text or name.startswith(("examples/", "coding/weights/")), name


def test_every_output_block_of_the_readme_has_its_command() -> None:
    text = readme_output.README.read_text(encoding="utf-8")
    names = re.findall(r"<!-- output: (\S+) -->", text)
    assert sorted(names) == sorted(readme_output.BLOCKS)
    assert text.count("<!-- end of output -->") == len(names)
    for block in readme_output.BLOCKS.values():
        assert f"```text\n$ {block.command}\n" in text


EVENT = re.compile(r"^  [A-Z]+(?: [a-z-]+)? · [a-z]+ · confidence (?P<confidence>[01]\.\d\d)$", re.MULTILINE)


def _events_shown(output: str) -> list[tuple[str, float]]:
    """Each event that is shown, without its confidence, and that."""
    starts = list(EVENT.finditer(output))
    ends = [one.start() for one in starts[1:]] + [len(output)]
    return [
        (output[one.start() : end].replace(one["confidence"], "", 1), float(one["confidence"]))
        for one, end in zip(starts, ends, strict=True)
    ]


def test_the_readme_shows_what_its_commands_print() -> None:
    text = readme_output.README.read_text(encoding="utf-8")
    for name, block in readme_output.BLOCKS.items():
        said = text.partition(f"<!-- output: {name} -->")[2].partition("```\n<!-- end")[0]
        *whole, _ = _events_shown(said)  # the last one is cut
        now = dict(_events_shown(readme_output.printed(dataclasses.replace(block, lines=10_000))))
        # Processors round the network's numbers differently: what it is hardly sure of may be missing elsewhere.
        missing = [event for event, confidence in whole if confidence >= 0.5 and event not in now]
        assert len(whole) > 5
        assert not missing, "run python -m scripts.readme_output"


def test_filling_a_block_twice_changes_nothing_more() -> None:
    text = "before\n<!-- output: one -->\nold\n<!-- end of output -->\nafter\n"
    block = readme_output.Block("detente codebook", 2)
    outputs = {"one": readme_output.shown(block, "a  \nb\nc\n")}
    once = readme_output.filled(text, outputs)
    assert once == (
        "before\n<!-- output: one -->\n```text\n$ detente codebook\na\nb\n  …\n```\n<!-- end of output -->\nafter\n"
    )
    assert readme_output.filled(once, outputs) == once


def test_the_readme_says_what_it_is_in_five_lines() -> None:
    paragraph = readme_output.README.read_text(encoding="utf-8").split("\n\n")[1]
    assert len(paragraph.splitlines()) == 5


def test_scripts_have_help() -> None:
    for script in ("cameo_table", "codebook_page", "countries_table", "readme_output"):
        done = subprocess.run(
            [sys.executable, "-m", f"scripts.{script}", "--help"], cwd=ROOT, capture_output=True, encoding="utf-8"
        )
        assert done.returncode == 0
        assert "usage" in done.stdout
