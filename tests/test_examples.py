import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from detente.examples import folder
from detente.report import Report
from detente.sources import read_sources


@dataclass(frozen=True, slots=True)
class Head:
    """What is found in one report: its head, how many paragraphs are told, how they begin and end."""

    title: str | None
    byline: str | None
    dateline: str | None
    published: str | None
    paragraphs: int
    begins: str
    ends: str
    not_told: tuple[str, ...] = ()
    """Words of the report that are no part of the story."""


HEADS = {
    "aid-convoy": Head(
        "SITUATION UPDATE No. 14",
        None,
        "North Darfur, Sudan",
        "2024-11-18",
        9,
        "A convoy of 34 trucks",
        "let civilians leave.",
        ("HIGHLIGHTS", "ACCESS", "For more information"),
    ),
    "airstrike-claimed": Head(
        "Monitors say air strike on market in north Syria kills 11",
        None,
        "IDLIB, Syria, Nov. 12, 2024 (Orontes Wire)",
        "2024-11-12",
        9,
        "Warplanes bombed a vegetable",
        "the official warned.",
        ("Reporting by", "IDLIB"),
    ),
    "airstrike-denied": Head(
        "Moscow rejects reports of raid on Syrian market",
        None,
        None,
        "2024-11-13T10:00:00+00:00",
        9,
        "Russia on Wednesday denied",
        "in nine days.",
        ("Updated", "Caption", "Calls for an"),
    ),
    "allies-clash": Head(
        "Allied forces trade fire over port checkpoint in western Yemen",
        "Nadia Sellam",
        "MOCHA, Yemen",
        "2024-11-17",
        12,
        "Yemeni government troops",
        "on the incident.",
        ("Read more", "Tension over", "MOCHA"),
    ),
    "coup-attempt": Head(
        "Madagascar says it foiled coup; general held",
        "our correspondent in Antananarivo",
        None,
        "2024-11-21T18:42:00",
        10,
        "Madagascar’s army said",
        "defend either side.”",
        ("All rights reserved",),
    ),
    "dock-strike": Head(
        "dock workers' strike shuts port of colombo",
        None,
        "colombo",
        "2024-11-14",
        8,
        "dock workers at the port",
        "said it would appeal.",
        ("this story is from", "colombo:"),
    ),
    "exchange-baku": Head(
        None,
        None,
        "BAKU, Dec. 5 (Caspian Information Agency)",
        None,
        9,
        "Azerbaijan on Thursday handed",
        "host the signing ceremony.",
        ("BAKU",),
    ),
    "exchange-yerevan": Head(
        "Armenia brings home 32 prisoners in exchange with Azerbaijan",
        "Ararat Courier, Anna Sargsyan",
        None,
        "2024-12-05",
        8,
        "Azerbaijan released 32",
        "from the Armenian side.",
        ("Sargsyan\n",),
    ),
    "ministry-statement": Head(
        *(
            "STATEMENT ON THE EVENTS AT THE EMBASSY IN CARACAS",
            "Ministry of Foreign Affairs of the Republic of Ecuador",
        ),
        None,
        "2024-12-02",
        7,
        "The Government of Ecuador",
        "break off diplomatic relations.",
        ("Press release",),
    ),
    "protest-arrests": Head(
        "Police detain 43 at march against bread prices in Tunis",
        "Leila Ben Amor and Karim Trabelsi",
        "TUNIS, Tunisia (Carthage Press)",
        "2024-11-17",
        10,
        "Police arrested dozens",
        "five days without charge.",
        ("PHOTO", "Sign up", "Union plans"),
    ),
    "sanctions-package": Head(
        "EU adopts new sanctions on Belarus over migrant flights",
        None,
        "Brussels, 12 December 2024, 09:15",
        "2024-12-12T09:15:00",
        10,
        "The European Union imposed",
        "since summer.",
        ("Additional reporting",),
    ),
    "summit-planned": Head(
        "Kenya to host regional summit on Red Sea shipping",
        "Staff correspondent",
        "Nairobi",
        "2024-11-17",
        10,
        "Leaders of nine countries",
        "invitation to Sudan.",
        ("Related:", "Author:", "What is on the table"),
    ),
    "truce-undated": Head(
        "Clans in central Somalia lay down arms after elders broker truce",
        None,
        None,
        None,
        8,
        "Two clans that have fought",
        "collapsed after four days.",
        (),
    ),
    "brief-001": Head(
        "Philippines, Japan begin joint naval drill",
        None,
        None,
        "2024-11-11",
        1,
        "Warships of the Philippines",
        "from next year.",
    ),
    "brief-002": Head(
        "Bomb kills mayor in western Colombia",
        None,
        None,
        "2024-11-13T07:20:00+00:00",
        1,
        "A car bomb killed",
        "in the evening.",
    ),
    "brief-003": Head(
        "Court jails former minister for graft",
        None,
        None,
        "2024-11-14",
        1,
        "A court in Lusaka",
        "before the elections.",
    ),
    "brief-004": Head(
        "Flood and football",
        None,
        None,
        "2024-11-15",
        1,
        "Heavy rain battered",
        "fall by Sunday.",
    ),
}


@pytest.fixture(scope="module")
def reports() -> dict[str, Report]:
    items = list(read_sources([folder()]))
    assert all(isinstance(item, Report) for item in items)
    return {Path(item.id).name.removesuffix(".txt"): item for item in items if isinstance(item, Report)}


def test_all_examples_are_read_and_expected(reports: dict[str, Report]) -> None:
    assert sorted(reports) == sorted(HEADS)


@pytest.mark.parametrize("name", HEADS)
def test_heads(reports: dict[str, Report], name: str) -> None:
    report, head = reports[name], HEADS[name]
    paragraphs = [report.text[start:end] for start, end in report.body]
    assert head == Head(
        title=report.title,
        byline=report.byline,
        dateline=report.dateline,
        published=report.published,
        paragraphs=len(paragraphs),
        begins=paragraphs[0][: len(head.begins)],
        ends=paragraphs[-1][-len(head.ends) :],
        not_told=tuple(words for words in head.not_told if words in report.text and words not in "\n".join(paragraphs)),
    )


def test_a_report_is_of_realistic_length(reports: dict[str, Report]) -> None:
    for report in reports.values():
        told = " ".join(report.text[start:end] for start, end in report.body)
        assert 7 <= told.count(". ") + told.count(".”") + told.count('." ') <= 30, report.id


def test_briefs_state_their_heads() -> None:
    lines = (folder() / "briefs.jsonl").read_text(encoding="utf-8").splitlines()
    for line in lines:
        assert {"id", "text", "title", "published", "publisher", "language"} <= json.loads(line).keys()


def test_the_folder_is_printed() -> None:
    done = subprocess.run([sys.executable, "-m", "detente.examples"], check=True, capture_output=True, encoding="utf-8")
    assert done.stdout == f"{folder()}\n"
    assert (folder() / "allies-clash.txt").is_file()
