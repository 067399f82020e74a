from pathlib import Path

import pytest
from golden import Case, read_cases
from hypothesis import given
from hypothesis import strategies as st

from detente.coding.sentences import LONGEST_BLOCK, MAX_SENTENCE, split_sentences
from detente.report import Report
from detente.sources.layout import lay_out

NEWS_BITS = st.sampled_from(
    (
        *("Gen. ", "U.S. ", "a.m. ", "“", "”", '"', "'", "he said", "The army", ". ", "? ", "… ", "... ", "\n", "\r\n"),
        *("\n\n", " - ", "• ", "1. ", "[3]", "(", ")", "😀", "\u200f", "قال", "é", "\x00", "\ud800", "No. ", "Nov. 3"),
        *(", ", "; ", "x" * 400),
    )
)
HOSTILE = st.one_of(st.text(), st.lists(NEWS_BITS, max_size=40).map("".join))


def sentences(text: str) -> list[str]:
    return [sentence.cut(text) for sentence in split_sentences(Report("x", text, body=((0, len(text)),)))]


@pytest.mark.parametrize("case", read_cases(Path(__file__).parent / "cases" / "sentences.txt"), ids=str)
def test_sentences_of_a_paragraph(case: Case) -> None:
    assert [sentence.replace("\n", "⏎") for sentence in sentences(case.given)] == case.expected.split("\n")


@given(HOSTILE)
def test_sentences_lie_in_the_body_in_order_trimmed_and_not_empty(text: str) -> None:
    body = lay_out(text).body if text.strip() else ()
    report = Report("x", text, body=body)
    end = 0
    for sentence in split_sentences(report):
        words = sentence.cut(text)
        assert sentence.start >= end
        assert 0 < len(words) <= MAX_SENTENCE
        assert words == words.strip()
        assert any(sign.isalnum() for sign in words)
        if body:
            assert any(first <= sentence.start and sentence.end <= last for first, last in body)
        end = sentence.end


@given(HOSTILE)
def test_no_letter_of_the_body_is_lost(text: str) -> None:
    kept = "".join(sentences(text))
    assert [sign for sign in kept if sign.isalpha()] == [sign for sign in text if sign.isalpha()]


def test_paragraphs_are_never_joined() -> None:
    assert sentences("Rebels seized the town\n\nThe army fled\r\n\r\nCalm came") == [
        "Rebels seized the town",
        "The army fled",
        "Calm came",
    ]


def test_long_sentence_is_cut_where_a_clause_ends() -> None:
    first = "the army took " + "village after village " * 40
    second = "the rebels fled " + "over the hills " * 20
    assert sentences(f"{first.strip()}; {second.strip()}.") == [f"{first.strip()};", f"{second.strip()}."]


def test_text_without_any_place_to_cut_is_cut_all_the_same() -> None:
    assert [len(sentence) for sentence in sentences("x" * 2500)] == [1000, 1000, 500]


def test_block_without_empty_lines_is_cut_between_sentences() -> None:
    sentence = "The army took the village of Sarmin on Monday."
    count = 3 * LONGEST_BLOCK // len(sentence)
    assert sentences(" ".join([sentence] * count)) == [sentence] * count


def test_report_never_laid_out_is_split_as_a_whole() -> None:
    assert len(split_sentences(Report("x", "One came. Two left."))) == 2


def test_a_word_as_long_as_a_paragraph_is_split_as_any_other() -> None:
    block = "x" * 2_000 + " " + "1\nMon. 1" * 300
    text = "\n\n".join([block] * 20)
    assert "".join("".join(sentences(text)).split()) == "".join(text.split())
