"""Heads of triggers, lemmas, and how words are kin."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.error import DetenteError
from detente.incidents.words import Kinship, head, kinship, lemma, load_lexicon
from training.incidents_words.table import IRREGULAR, derivations, read_irregular, read_wordnet, table

HEAD = "# Origin: here\n# Licence: Apache-2.0\n# Date: 2026-11-26\nword\tclass\tforms\tsenses\tderived\n"


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        pytest.param("Killed", "kill", id="past"),
        pytest.param("bombing", "bomb", id="of a verb and its noun the verb"),
        pytest.param("planned", "plan", id="doubled letter"),
        pytest.param("fired", "fire", id="silent e"),
        pytest.param("denies", "deny", id="y to ie"),
        pytest.param("clashes", "clash", id="es"),
        pytest.param("shot", "shoot", id="irregular"),
        pytest.param("fled", "flee", id="irregular in the vowel"),
        pytest.param("crises", "crisis", id="irregular noun"),
        pytest.param("wounded", "wound", id="a form that only looks irregular"),
        pytest.param("explosions", "explosion", id="noun"),
        pytest.param("ceasefires", "ceasefire", id="noun of two parts"),
        pytest.param("press", "press", id="no plural"),
        pytest.param("xyzzies", "xyzzie", id="unknown words lose their plural alone"),
        pytest.param("Marib", "marib", id="name"),
        pytest.param("2014", "2014", id="number"),
        pytest.param("", "", id="nothing"),
    ],
)
def test_lemmas(word: str, expected: str) -> None:
    assert lemma(word) == expected


@pytest.mark.parametrize(
    ("phrase", "expected"),
    [
        pytest.param("attacked", "attacked", id="one word"),
        pytest.param("broke out", "broke", id="verb with particle"),
        pytest.param("handed themselves in", "handed", id="with a word between"),
        pytest.param("were killed", "killed", id="passive"),
        pytest.param("heart attack", "attack", id="noun before noun"),
        pytest.param("suicide car bombing", "bombing", id="two nouns before"),
        pytest.param("opened fire", "opened", id="verb with object"),
        pytest.param("the attack", "attack", id="article"),
        pytest.param("peace talks", "talks", id="plural"),
        pytest.param("exchange of prisoners", "exchange", id="noun with of"),
        pytest.param("out", "out", id="a particle alone"),
        pytest.param("was", "was", id="an auxiliary alone"),
        pytest.param("-", "-", id="no word"),
        pytest.param("", "", id="nothing"),
    ],
)
def test_heads(phrase: str, expected: str) -> None:
    assert head(phrase.split()) == expected


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        pytest.param("kill", "kill", Kinship.SAME, id="same"),
        pytest.param("die", "death", Kinship.DERIVED, id="derived"),
        pytest.param("explode", "explosion", Kinship.DERIVED, id="derived with another ending"),
        pytest.param("buy", "purchase", Kinship.SYNONYM, id="synonyms"),
        pytest.param("arrest", "apprehend", Kinship.SYNONYM, id="synonyms among verbs"),
        pytest.param("apprehend", "arrester", Kinship.RELATED, id="a synonym of what it is derived from"),
        pytest.param("kill", "vote", Kinship.OTHER, id="other"),
        pytest.param("kill", "marib", Kinship.OTHER, id="not in the table"),
        pytest.param("marib", "marib", Kinship.SAME, id="the same, not in the table"),
    ],
)
def test_kin(one: str, other: str, expected: Kinship) -> None:
    assert kinship(one, other) == kinship(other, one) == expected


@given(st.lists(st.text(max_size=8), max_size=4))
def test_any_words_have_a_head_among_them_and_a_lemma(words: list[str]) -> None:
    found = head(words)
    assert found in words or (found == "" and not words)
    assert lemma(found) == lemma(found)


def test_each_word_of_the_table_is_its_own_lemma_unless_it_may_be_a_form() -> None:
    lexicon = load_lexicon()
    strange = [word for word in lexicon.entries if lemma(word) != word and lemma(word) not in lexicon.entries]
    assert strange == []


def test_kin_words_of_the_table_name_each_other() -> None:
    entries = load_lexicon().entries
    assert all(word in entries[other].derived for word, entry in entries.items() for other in entry.derived)


@pytest.mark.parametrize(
    ("rows", "line", "reason"),
    [
        pytest.param("kill\tverb\t\t\t\nkill\tnoun\t\t\t\n", 6, "stands twice", id="twice"),
        pytest.param("kill\tadverb\t\t\t\n", 5, "class 'adverb'", id="class"),
        pytest.param("lie\tverb\tlay\t\t\nlay\tverb\tlay\t\t\n", 6, "a form of 'lie' too", id="form of two"),
        pytest.param("kill\tverb\n", 5, "2 cells", id="cells"),
    ],
)
def test_a_table_that_is_none_is_refused(tmp_path: Path, rows: str, line: int, reason: str) -> None:
    path = tmp_path / "words.tsv"
    path.write_text(HEAD + rows, encoding="utf-8")
    with pytest.raises(DetenteError, match=reason) as caught:
        load_lexicon(path)
    assert f"words.tsv:{line}" in str(caught.value)


WORDNET = {
    "data.verb": "  1 head of the file\n"
    '00000001 38 v 02 strike 0 hit 1 002 @ 00000002 v 0000 + 00000011 n 0101 01 + 02 00 | deal a blow; "he hit him"\n'
    "00000002 38 v 01 touch 0 001 + 00000012 n 0000 00 | touch\n",
    "data.noun": "00000011 04 n 02 striker 0 hit_man 0 001 + 00000001 v 0101 | one who strikes\n"
    "00000012 06 n 01 hammer 0 000 | a tool, which is no act\n"
    "00000013 04 n 02 hit 0 blow 0 000 | an act\n",
    "data.adj": "00000021 00 s 01 red 0 000 | a colour\n",
}


def test_the_table_is_drawn_from_the_files_of_wordnet(tmp_path: Path) -> None:
    for name, text in WORDNET.items():
        (tmp_path / name).write_text(text, encoding="latin-1")
    synonyms = read_wordnet(tmp_path)
    assert derivations(synonyms) == {"strike": {"striker"}, "striker": {"strike"}}
    assert list(table(synonyms, {"strike": ["struck"], "child": ["children"]})) == [
        ("blow", "noun", "", "0", ""),
        ("child", "noun", "children", "", ""),
        ("hit", "both", "", "0 1", ""),
        ("strike", "verb", "struck", "1", "striker"),
        ("striker", "noun", "", "", "strike"),
        ("touch", "verb", "", "", ""),
    ]


def test_a_form_has_one_lemma() -> None:
    forms = read_irregular(IRREGULAR)
    assert forms["shoot"] == ["shot"]
    assert not {form for own in forms.values() for form in own} & {"wound", "ground", "lay", "lives"}
