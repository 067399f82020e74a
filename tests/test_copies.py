"""Which reports copy the text of an earlier one."""

import random
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.incidents.copies import (
    ALIKE,
    BANDS,
    ROWS,
    Filed,
    MemoryShelf,
    alike,
    bands,
    file_report,
    find_copies,
    settle,
    shingles,
    signature,
)
from detente.report import Report

LEAD = (
    "Gunmen opened fire on a convoy of aid lorries near the northern crossing on Monday, killing two drivers and "
    "wounding five others, the ministry of health said in a statement."
)
SECOND = (
    "The convoy had left the capital at dawn with flour and medicine for villages cut off since the fighting of last "
    "month, according to the agency that sent it."
)
THIRD = (
    "Nobody has claimed the attack. A spokesman for the army said that soldiers were searching the hills on both sides "
    "of the road and that three men had been arrested."
)
FOURTH = (
    "Talks on safe passage for aid broke down two weeks ago, when delegates of the rebels walked out and accused the "
    "government of moving troops under the cover of the truce."
)
DISPATCH = "\n\n".join((LEAD, SECOND, THIRD, FOURTH))
OTHER_TELLING = (
    "Two lorry drivers were shot dead and at least five people hurt when a column carrying food aid came under attack "
    "close to the border in the north, officials say.\n\nThe dead men worked for a haulier hired by the relief agency. "
    "The army says it has detained three suspects.\n\nIt is the worst attack on aid since negotiations ended a "
    "fortnight ago."
)


def report(name: str, text: str, published: str | None = "2024-11-04") -> Report:
    return Report(name, text, published=published)


@pytest.mark.parametrize(
    ("text", "is_copy"),
    [
        pytest.param(DISPATCH, True, id="reprinted as it stands"),
        pytest.param("AID DRIVERS KILLED IN AMBUSH\n\n" + DISPATCH, True, id="with another title in the text"),
        pytest.param("\n\n".join((SECOND, THIRD, FOURTH)), True, id="the first paragraph cut"),
        pytest.param("\n\n".join((LEAD, SECOND, THIRD)), True, id="the last paragraph cut"),
        pytest.param(DISPATCH.replace(". ", ".\n").upper(), True, id="other line breaks and capitals"),
        pytest.param(DISPATCH.replace("Monday", "Nov. 4").replace("five", "5"), True, id="house style"),
        pytest.param(LEAD, False, id="one paragraph of four"),
        pytest.param(OTHER_TELLING, False, id="the same news in other words"),
        pytest.param(SECOND + FOURTH, False, id="only half of it"),
        pytest.param("", False, id="no text"),
    ],
)
def test_a_copy_shares_most_of_its_text(text: str, is_copy: bool) -> None:
    found = find_copies([report("agency", DISPATCH, "2024-11-04"), report("paper", text, "2024-11-05")])
    assert found == ({"paper": "agency"} if is_copy else {})


@pytest.mark.parametrize(
    ("first", "second", "original"),
    [
        pytest.param(("b", "2024-11-04"), ("a", "2024-11-05"), "b", id="the earlier day"),
        pytest.param(("b", "2024-11-04"), ("a", "2024-11-04"), "a", id="the smaller id on one day"),
        pytest.param(("b", "2024-11-04"), ("a", "2024-11-04T09:00:00"), "b", id="a day begins with its first moment"),
        pytest.param(("b", "2024-11-04T10:00:00+03:00"), ("a", "2024-11-04T08:00:00Z"), "b", id="time zones"),
        pytest.param(("b", "2024-11-04"), ("a", None), "b", id="a date before none"),
        pytest.param(("b", None), ("a", None), "a", id="no dates"),
        pytest.param(("b", "0025-01-01"), ("a", "last week"), "b", id="what is no date counts as none"),
        pytest.param(("b", "0001-01-01T00:00:00+14:00"), ("a", "9999-12-31"), "b", id="the ends of the calendar"),
    ],
)
def test_the_original_is_the_earliest_published_and_then_the_smallest_id(
    first: tuple[str, str | None], second: tuple[str, str | None], original: str
) -> None:
    both = [report(name, DISPATCH, published) for name, published in (first, second)]
    (copy,) = {"a", "b"} - {original}
    assert find_copies(both) == find_copies(reversed(both)) == {copy: original}


def test_no_chain_of_small_changes_leads_to_a_text_that_shares_little() -> None:
    parts = [" ".join(f"word{number}" for number in range(start, start + 25)) for start in range(0, 250, 25)]
    revisions = [report(str(day), " ".join(parts[day : day + 6]), f"2024-11-0{day + 1}") for day in range(5)]
    found = find_copies(revisions)
    assert all(alike(a.text, b.text) >= ALIKE for a, b in pairwise(revisions))
    assert alike(revisions[0].text, revisions[4].text) < ALIKE
    assert found == {"1": "0", "3": "2"}


def test_texts_without_words_copy_nothing_and_have_an_empty_signature() -> None:
    assert find_copies([report("a", ""), report("b", ""), report("c", "… !")]) == {}
    assert signature("").values == b""
    assert bands(signature("…")) == ()
    assert alike("", "") == 0.0


def test_short_texts_are_one_shingle() -> None:
    assert shingles("Two killed.") == {"two killed"}
    assert find_copies([report("a", "Two killed."), report("b", "Two killed!")]) == {"b": "a"}


def test_a_signature_stays_what_it_was() -> None:
    """What a ledger keeps must be comparable with what a later version computes."""
    signed = signature("Gunmen opened fire on a convoy of aid lorries near the northern crossing on Monday.")
    assert len(signed.values) == 4 * BANDS * ROWS
    assert len(bands(signed)) == BANDS
    assert bands(signed)[:2] == ("00af7132c2d47f2a70", "01203b1aef0043dac9")


@given(st.text(), st.text())
def test_resemblance_is_a_share_the_same_both_ways(a: str, b: str) -> None:
    assert alike(a, b) == alike(b, a)
    assert 0.0 <= alike(a, b) <= 1.0
    assert alike(a, a) == (1.0 if shingles(a) else 0.0)


def test_resemblance_is_the_share_of_common_shingles() -> None:
    assert alike("a b c d e", "a b c d f") == pytest.approx(1 / 3)


def test_texts_that_are_alike_meet_in_a_band() -> None:
    chance = random.Random(7)
    met = 0
    for _ in range(200):
        words = [str(chance.randrange(10**6)) for _ in range(200)]
        changed = [*words[:170], *(str(chance.randrange(10**6)) for _ in range(30))]
        met += bool(set(bands(signature(" ".join(words)))) & set(bands(signature(" ".join(changed)))))
    assert met == 200  # of two texts that share 0.74 of their shingles one pair in 25,000 does not meet


def oracle(reports: list[Report]) -> dict[str, str]:
    """Each with each, in the order of publication."""
    originals: list[Report] = []
    found = {}
    for item in sorted(reports, key=lambda item: (item.published is None, item.published or "", item.id)):
        for original in originals:
            shared = set(bands(signature(item.text))) & set(bands(signature(original.text)))
            if shared and alike(item.text, original.text) >= ALIKE:
                found[item.id] = original.id
                break
        else:
            originals.append(item)
    return found


PARAGRAPHS = [" ".join(f"{letter}{number}" for number in range(12)) for letter in "abcdefg"]


@st.composite
def archives(draw: st.DrawFn) -> list[Report]:
    """Reports of a few paragraphs out of a small stock, so that many are alike and revisions form chains."""
    count = draw(st.integers(1, 10))
    texts = st.lists(st.sampled_from(PARAGRAPHS), max_size=5).map(" ".join)
    days = st.sampled_from([None, *(f"2024-11-{day:02d}" for day in range(1, 7))])
    return [Report(f"r{number}", draw(texts), published=draw(days)) for number in range(count)]


@given(archives(), st.randoms(use_true_random=False))
def test_any_order_and_any_parts_give_what_comparing_each_with_each_gives(
    reports: list[Report], chance: random.Random
) -> None:
    expected = oracle(reports)
    assert find_copies(reports) == expected
    shelf = MemoryShelf()
    waiting = chance.sample(reports, len(reports))
    while waiting:
        part = [waiting.pop() for _ in range(min(len(waiting), chance.randint(1, 3)))]
        for item in part:
            shelf.put(file_report(item), item.text)
        settle(shelf, [item.id for item in part])
    assert kept(shelf, reports) == expected


@given(archives(), st.randoms(use_true_random=False))
def test_what_leaves_the_shelf_or_is_changed_leaves_no_trace(reports: list[Report], chance: random.Random) -> None:
    shelf = MemoryShelf()
    for item in reports:
        shelf.put(file_report(item), item.text)
    settle(shelf, [item.id for item in reports])
    gone = chance.sample(reports, len(reports) // 2)
    changed = [Report(item.id, PARAGRAPHS[0], published=item.published) for item in gone[::2]]
    for item in gone:
        shelf.take(item.id)
    for item in changed:
        shelf.put(file_report(item), item.text)
    settle(shelf, [item.id for item in changed], [item.id for item in gone])
    rest = [item for item in reports if item not in gone] + changed
    assert kept(shelf, rest) == oracle(rest)


@given(archives(), st.randoms(use_true_random=False))
def test_all_that_changes_is_told(reports: list[Report], chance: random.Random) -> None:
    shelf = MemoryShelf()
    told: dict[str, str | None] = {}
    for item in chance.sample(reports, len(reports)):
        shelf.put(file_report(item), item.text)
        told |= settle(shelf, [item.id])
    assert told == {item.id: shelf.filed(item.id).copy_of for item in reports}


def kept(shelf: MemoryShelf, reports: list[Report]) -> dict[str, str]:
    copies = {item.id: shelf.filed(item.id).copy_of for item in reports}
    return {report_id: original for report_id, original in copies.items() if original is not None}


class CountingShelf(MemoryShelf):
    """Counts the texts that are asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.asked = 0

    def text(self, report_id: str) -> str:
        self.asked += 1
        return super().text(report_id)


def test_a_thousand_copies_are_each_held_against_their_original_alone() -> None:
    shelf = CountingShelf()
    for number in range(1000):
        item = report(f"{number:04d}", f"{DISPATCH}\n\nPrinted in edition {number}.")
        shelf.put(file_report(item), item.text)
    settle(shelf, [f"{number:04d}" for number in range(1000)])
    assert all(shelf.filed(f"{number:04d}").copy_of == "0000" for number in range(1, 1000))
    assert shelf.asked <= 2 * 1000
    shelf.put(file_report(report("late", DISPATCH)), DISPATCH)
    assert settle(shelf, ["late"]) == {"late": "0000"}
    assert shelf.asked <= 2 * 1000 + 2


@pytest.mark.parametrize("room", [0, 20, 90])
def test_little_room_for_shingles_changes_nothing(monkeypatch: pytest.MonkeyPatch, room: int) -> None:
    monkeypatch.setattr("detente.incidents.copies._NUMBERS_HELD", room)
    texts = [" ".join(PARAGRAPHS[start : start + 4]) for start in (0, 1, 2, 0, 3, 1)]
    reports = [report(str(number), text) for number, text in enumerate(texts)]
    assert find_copies(reports) == oracle(reports) != {}


def test_a_report_that_is_not_settled_is_no_copy_yet() -> None:
    assert file_report(report("a", DISPATCH)) == Filed("a", "2024-11-04", bands(signature(DISPATCH)), None)
