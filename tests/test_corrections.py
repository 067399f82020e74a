"""What people say of events by hand: the last word holds, and nothing that holds contradicts it."""

from collections.abc import Iterable
from itertools import combinations

import networkx as nx  # type: ignore[import-untyped]
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.ledger.corrections import Said, Word, joined, split


def said_after(said: Iterable[Said], word: Word) -> list[Said]:
    """What holds when the word is kept, as the ledger keeps it."""
    left = [one for one in said if one not in word.undone]
    first = max((one.number for one in left), default=0) + 100
    return left + [Said(first + place, kind, pair) for place, (pair, kind) in enumerate(word.added.items())]


def of_kind(said: Iterable[Said], kind: str) -> list[str]:
    return sorted("".join(one.pair) for one in said if one.kind == kind)


@pytest.mark.parametrize(
    ("words", "joins", "splits"),
    [
        (["+ab"], ["ab"], []),
        (["+abc"], ["ab", "ac"], []),
        (["+ab", "+ab"], ["ab"], []),
        (["-a|b"], [], ["ab"]),
        (["+ab", "-a|b"], [], ["ab"]),
        (["-a|b", "+ab"], ["ab"], []),
        (["+ab", "+bc", "-a|c"], ["bc"], ["ac"]),
        (["+abcd", "-a|bcd"], ["bc", "bd"], ["ab", "ac", "ad"]),
        (["+abcd", "-ab|cd"], ["ab", "cd"], ["ac", "ad", "bc", "bd"]),
        (["-a|c", "+ab", "+bc"], ["ab", "bc"], []),
        (["-a|c", "+ab"], ["ab"], ["ac"]),
    ],
)
def test_what_holds(words: list[str], joins: list[str], splits: list[str]) -> None:
    said: list[Said] = []
    for word in words:
        said = said_after(said, _word(said, word))
    assert (of_kind(said, "join"), of_kind(said, "split")) == (joins, splits)


def _word(said: list[Said], word: str) -> Word:
    if word[0] == "+":
        return joined(said, list(word[1:]))
    apart, others = word[1:].split("|")
    return split(said, list(apart), list(others))


WORDS = st.lists(
    st.one_of(
        st.lists(st.sampled_from("abcdef"), min_size=2, max_size=4, unique=True).map(
            lambda names: "+" + "".join(names)
        ),
        st.permutations("abcdef").flatmap(
            lambda names: st.integers(1, 4).map(lambda at: f"-{''.join(names[:at])}|{''.join(names[at:5])}")
        ),
    ),
    min_size=1,
    max_size=8,
)


@given(WORDS)
def test_the_last_word_holds_and_nothing_contradicts_it(words: list[str]) -> None:
    said: list[Said] = []
    for word in words:
        said = said_after(said, _word(said, word))
        graph = nx.Graph([one.pair for one in said if one.kind == "join"])
        graph.add_nodes_from("abcdef")
        splits = [one.pair for one in said if one.kind == "split"]
        assert len({one.pair for one in said}) == len(said)
        assert not [pair for pair in splits if nx.has_path(graph, *pair)]
        if word[0] == "+":
            assert all(nx.has_path(graph, one, other) for one, other in combinations(word[1:], 2))
        else:
            apart, others = word[1:].split("|")
            assert {tuple(sorted((one, other))) for one in apart for other in others} <= set(splits)


@given(WORDS)
def test_a_split_leaves_the_joins_of_each_side(words: list[str]) -> None:
    said: list[Said] = []
    for word in words:
        before = nx.Graph([one.pair for one in said if one.kind == "join"])
        before.add_nodes_from("abcdef")
        said = said_after(said, _word(said, word))
        after = nx.Graph([one.pair for one in said if one.kind == "join"])
        after.add_nodes_from("abcdef")
        if word[0] == "-":
            apart = set(word[1:].split("|")[0])
            for one, other in combinations("abcdef", 2):
                if (one in apart) == (other in apart):
                    assert nx.has_path(before, one, other) == nx.has_path(after, one, other)
