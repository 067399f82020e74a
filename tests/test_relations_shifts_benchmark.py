from datetime import date, timedelta
from pathlib import Path

import pytest

from benchmarks.shifts.__main__ import found, halves
from benchmarks.shifts.reading import DAYS, FIRST_DAY, Turn, read_acts, read_turns
from benchmarks.shifts.rivals import CHOSEN, WEEKLY, chosen, rivals
from detente.error import DetenteError
from detente.relations.shifts import ShiftKind
from detente.relations.shifts.daily import count_daily

TURN = Turn(date(2014, 5, 10), ("AAA", "BBB"), ShiftKind.RIFT, "a made turn")
HEAD = "# Origin: made\n# Licence: Apache-2.0\n# Date: 2026-11-26\nday\ta\tb\tkind\twhat\n"
LIST = Path(__file__).parents[1] / "benchmarks" / "shifts" / "states_2014.tsv"


@pytest.mark.parametrize(
    ("days", "dyad", "kind", "finds"),
    [
        (0, ("AAA", "BBB"), ShiftKind.RIFT, True),
        (-3, ("AAA", "BBB"), ShiftKind.RIFT, True),
        (-4, ("AAA", "BBB"), ShiftKind.RIFT, False),
        (21, ("AAA", "BBB"), ShiftKind.RIFT, True),
        (22, ("AAA", "BBB"), ShiftKind.RIFT, False),
        (0, ("AAA", "BBB"), ShiftKind.THAW, False),
        (0, ("AAA", "CCC"), ShiftKind.RIFT, False),
    ],
)
def test_an_alert_finds_a_turn_of_its_dyad_and_kind_within_days(
    days: int, dyad: tuple[str, str], kind: ShiftKind, finds: bool
) -> None:
    assert found([TURN], [(dyad, kind, TURN.day + timedelta(days=days))]) == [finds]


def test_the_list_is_read_whole_and_lies_in_its_year() -> None:
    turns = read_turns(LIST)
    assert len(turns) == 79
    assert all(FIRST_DAY <= turn.day < FIRST_DAY + timedelta(days=DAYS) for turn in turns)


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("2014-05-10\tBBB\tAAA\trift\tx", "order of the alphabet"),
        ("2014-05-10\tAAA\tBBB\tquarrel\tx", "no kind of shift"),
        ("10 May\tAAA\tBBB\trift\tx", "is no day"),
        ("2014-05-10\tAAA\tBBB\trift", "4 cells instead of 5"),
    ],
)
def test_a_list_that_is_not_well_made_is_refused_with_its_line(tmp_path: Path, row: str, reason: str) -> None:
    path = tmp_path / "turns.tsv"
    path.write_text(f"{HEAD}{row}\n", encoding="utf-8")
    with pytest.raises(DetenteError, match=reason) as caught:
        read_turns(path)
    assert caught.value.subject.endswith("turns.tsv:5")


def write_events(folder: Path, events: list[tuple[int, int, int, int]]) -> Path:
    """A folder as ICEWS14's, with four actors and three relations."""
    names = ["Foreign_Affairs_(Russia)", "Cabinet_/_Council_of_Ministers_/_Advisors_(United_States)", "Kenya"]
    relations = ["Make_a_visit", "Host_a_visit", "Accuse", "Make_statement"]
    for file, words in (("entity2id.txt", [*names, "Armed_Rebel_(Kenya)"]), ("relation2id.txt", relations)):
        lines = (f"{name}\t{number}" for number, name in enumerate(words))
        (folder / file).write_text("\n".join(lines), encoding="utf-8")
    codes = ["name,code", "Make a visit,042", "Host a visit,043", "ACCUSE,11", "Accuse,112", "Make statement,010"]
    (folder / "codes.csv").write_text("\n".join(codes), encoding="utf-8")
    rows = "".join("\t".join(map(str, (*event, -1))) + "\r\n" for event in events)
    for part in ("train.txt", "valid.txt", "test.txt"):
        (folder / part).write_text(rows if part == "train.txt" else "", encoding="utf-8", newline="")
    return folder


def test_events_become_acts_between_states(tmp_path: Path) -> None:
    visit, hosted, accusation, statement = (0, 0, 1, 24), (1, 1, 0, 24), (2, 2, 0, 48), (0, 3, 2, 48)
    by_rebels, at_home = (3, 2, 0, 48), (2, 2, 2, 48)
    folder = write_events(tmp_path, [visit, hosted, accusation, accusation, statement, by_rebels, at_home])
    acts = read_acts(folder, folder / "codes.csv")
    assert [(act.day.isoformat(), act.actor, act.recipient, act.type, act.quad) for act in acts] == [
        ("2014-01-02", "RUS", "USA", "CONSULT", "verbal cooperation"),
        ("2014-01-03", "KEN", "RUS", "ACCUSE", "verbal conflict"),
    ]


def test_every_baseline_has_chosen_settings_that_were_tried(tmp_path: Path) -> None:
    acts = read_acts(write_events(tmp_path, [(0, 0, 1, 24), (2, 2, 0, 48)]), tmp_path / "codes.csv")
    daily = count_daily(acts)
    assert daily is not None
    names = {rival.name for rival in rivals(daily)}
    for settings in (CHOSEN, WEEKLY):
        assert {rival.name for rival in chosen(daily, settings)} == names


def test_halves_of_the_list_give_ratios_around_that_of_the_whole() -> None:
    ours, theirs = [True] * 30 + [False] * 30, [[True] * 15 + [False] * 45, [False] * 60]
    ratios = halves(ours, theirs)
    assert ratios == halves(ours, theirs)
    assert ratios[0] < 2.0 < ratios[-1]
