import json
import subprocess
import sys

import pytest

from detente.examples import folder
from detente.report import Report
from detente.sources import read_sources

# What stands at the head of each report, and words of it that are no part of the story.
HEADS = [
    ("aid-convoy", "SITUATION UPDATE No. 14", "2024-11-18", ["ACCESS", "For more information"]),
    ("airstrike-claimed", "Monitors say air strike on market in north Syria kills 11", None, ["Reporting by"]),
    ("airstrike-denied", "Moscow rejects reports of raid on Syrian market", "2024-11-13", ["Caption", "Calls for an"]),
    ("allies-clash", "Allied forces trade fire over port checkpoint in western Yemen", "2024-11-17", ["Read more"]),
    ("coup-attempt", "Madagascar says it foiled coup; general held", "2024-11-21", ["All rights reserved"]),
    ("dock-strike", "dock workers' strike shuts port of colombo", None, []),
    ("exchange-baku", None, None, []),
    ("exchange-yerevan", "Armenia brings home 32 prisoners in exchange with Azerbaijan", "2024-12-05", ["Sargsyan\n"]),
    ("ministry-statement", "Ministry of Foreign Affairs of the Republic of Ecuador", "2024-12-02", ["STATEMENT ON"]),
    ("protest-arrests", "Police detain 43 at march against bread prices in Tunis", "2024-11-17", ["PHOTO", "Sign up"]),
    ("sanctions-package", "EU adopts new sanctions on Belarus over migrant flights", None, ["Additional reporting"]),
    ("summit-planned", "Kenya to host regional summit on Red Sea shipping", "2024-11-17", ["Related:", "Author:"]),
    ("truce-undated", "Clans in central Somalia lay down arms after elders broker truce", None, []),
]


@pytest.fixture(scope="module")
def reports() -> dict[str, Report]:
    items = list(read_sources([folder()]))
    assert all(isinstance(item, Report) for item in items)
    return {item.id.removesuffix(".txt"): item for item in items if isinstance(item, Report)}


def test_all_examples_are_read_and_expected(reports: dict[str, Report]) -> None:
    assert sorted(reports) == sorted([name for name, *_ in HEADS] + [f"brief-00{number}" for number in range(1, 5)])


@pytest.mark.parametrize(("name", "title", "published", "not_told"), HEADS)
def test_heads(
    reports: dict[str, Report], name: str, title: str | None, published: str | None, not_told: list[str]
) -> None:
    report = reports[name]
    assert report.title == title
    if published:
        assert report.published is not None
        assert report.published.startswith(published)
    told = "".join(report.text[start:end] for start, end in report.body)
    for words in not_told:
        assert words in report.text
        assert words not in told


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
