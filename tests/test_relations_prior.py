from datetime import date, timedelta
from math import exp, fsum
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente import relations
from detente.error import DetenteError
from detente.relations.alliances import (
    Alliances,
    RelationKind,
    load_alliances,
    load_neighbours,
    read_alliances,
    read_neighbours,
)
from detente.relations.prior import (
    SHARE_OF_NEXT,
    Priors,
    Side,
    Stance,
    load_priors,
    load_terms,
    prior,
    read_terms,
    softmax,
)

FOLDER = Path(relations.__file__).parent
HEAD = "# Origin: made up\n# Licence: Apache-2.0\n# Date: 2026-11-26\n"
COLUMNS = "first\tsecond\tkind\tfrom\tto\tsource\n"
BLOC_COLUMNS = "bloc\tmembers\tfrom\tto\tsource\n"

# Two parties, a day, and the stance that general knowledge of that day expects.
STANCES = [
    ("FRA", "DEU", "2010-01-01", "ally"),
    ("USA", "GBR", "1991-01-01", "ally"),
    ("USA", "JPN", "2024-01-01", "ally"),
    ("USA", "ISR", "2014-01-01", "ally"),
    ("RUS", "BLR", "2022-03-01", "ally"),
    ("MLI", "NER", "2024-06-01", "ally"),
    ("IRN", "LBN:hezbollah", "2006-07-01", "ally"),
    ("FIN", "USA", "2024-01-01", "ally"),
    ("FIN", "USA", "2000-01-01", "friendly"),
    ("RUS", "UKR", "2012-01-01", "friendly"),
    ("BRA", "ARG", "2005-01-01", "friendly"),
    ("CHN", "RUS", "2015-01-01", "friendly"),
    ("BOL", "FJI", "2014-01-01", "neutral"),
    ("MNG", "GTM", "2014-01-01", "neutral"),
    ("SAU", "IRN", "2024-01-01", "neutral"),
    ("JPN", "KOR", "2014-01-01", "strained"),
    ("GBR", "ARG", "2012-01-01", "strained"),
    ("RUS", "UKR", "2014-06-01", "hostile"),
    ("RUS", "UKR", "2023-01-01", "hostile"),
    ("IND", "PAK", "1999-06-01", "hostile"),
    ("PRK", "KOR", "2010-01-01", "hostile"),
    ("ISR", "PSE:hamas", "2023-11-01", "hostile"),
    ("IRQ", "KWT", "1990-09-01", "hostile"),
    ("ETH", "ERI", "1999-01-01", "hostile"),
    ("SAU", "QAT", "2018-01-01", "hostile"),
    ("SAU", "QAT", "2013-01-01", "ally"),
]


@pytest.mark.parametrize(("first", "second", "day", "expected"), STANCES)
def test_prior_says_what_anybody_would_say_of_that_day(first: str, second: str, day: str, expected: str) -> None:
    known = prior(first, second, date.fromisoformat(day))
    assert tuple(Stance)[known.probabilities.index(max(known.probabilities))] == expected


# A party, and the state whose treaties are its own.
OF_A_STATE = [("USA:MIL", "USA"), ("USA:GOV", "USA"), ("USA:LEG", "USA"), ("USA:barack-obama", "USA")]


@pytest.mark.parametrize(("party", "state"), OF_A_STATE)
def test_who_acts_for_a_state_stands_as_the_state_does(party: str, state: str) -> None:
    day = date(2014, 1, 1)
    assert prior(party, "GBR:GOV", day).probabilities == prior(state, "GBR", day).probabilities


# Two parties of which no row speaks, and the setting that stands in for one.
SETTINGS = [
    ("PER", "PER:GOV", "same state"),
    ("SYR:GOV", "SYR:REB", "own armed group"),
    ("PER", "PER:REB", "own armed group"),
    ("PER", "BOL:REB", "armed group"),
    ("MNG:CVL", "GTM", "base"),
    ("MNG", "GTM", "base"),
]


@pytest.mark.parametrize(("first", "second", "setting"), SETTINGS)
def test_without_a_row_the_setting_speaks(first: str, second: str, setting: str) -> None:
    reasons = prior(first, second, date(2014, 1, 1)).reasons
    assert [(reason.term, reason.rows) for reason in reasons] == [(setting, ())]


def test_neighbours_and_a_shared_bloc_count_for_states() -> None:
    assert [reason.term for reason in prior("PER", "BOL", date(2014, 1, 1)).reasons] == ["neighbours", "bloc"]


def test_a_row_takes_the_place_of_what_is_said_of_armed_groups_of_which_no_more_is_known() -> None:
    assert [each.term for each in prior("COL", "COL:farc", date(2018, 1, 1)).reasons] == ["base", "non-aggression"]


def test_reasons_show_the_rows_in_force_with_their_sources() -> None:
    reasons = {reason.term: reason for reason in prior("USA", "TUR", date(2021, 1, 1)).reasons}
    assert [row.source for row in reasons["alliance"].rows] == ["North Atlantic Treaty, art. 5"]
    assert {row.kind for row in reasons["sanctions"].rows} == {RelationKind.SANCTIONS}
    assert all(row.holds(date(2021, 1, 1)) for reason in reasons.values() for row in reason.rows)


parties = st.sampled_from([*sorted(load_alliances().parties), "MNG:CVL", "SYR:REB", "USA:MIL", "XYZ"])
days = st.dates(date(1990, 1, 1), date(2026, 12, 31))


@given(parties, parties, days)
def test_probabilities_are_the_softmax_of_the_summed_reasons_in_either_order(one: str, two: str, day: date) -> None:
    known = prior(one, two, day)
    columns = zip(*(reason.weights for reason in known.reasons), strict=True)
    assert known.weights == pytest.approx([fsum(column) for column in columns])
    raised = [exp(weight) for weight in known.weights]
    assert known.probabilities == pytest.approx([value / fsum(raised) for value in raised])
    assert fsum(known.probabilities) == pytest.approx(1)
    assert prior(two, one, day) == known


@given(parties, parties, days)
def test_a_prior_has_exactly_the_rows_in_force(one: str, two: str, day: date) -> None:
    shown = {row for reason in prior(one, two, day).reasons for row in reason.rows}
    assert {row for row in load_alliances().between(one, two) if row.holds(day)} <= shown
    assert all(row.holds(day) for row in shown)


def test_of_terms_of_one_side_each_further_one_counts_half_as_much(tmp_path: Path) -> None:
    table = _table(tmp_path, "FRA\tMNG\talliance\t1990-01-01\t\tA\nFRA\tMNG\tpartnership\t1990-01-01\t\tB\n")
    terms = load_terms()
    alone = Priors(_table(tmp_path, "FRA\tMNG\tpartnership\t1990-01-01\t\tB\n"), terms)
    both = Priors(table, terms).prior("FRA", "MNG", date(2000, 1, 1)).reasons
    [_, by_itself] = alone.prior("FRA", "MNG", date(2000, 1, 1)).reasons
    assert [reason.term for reason in both] == ["base", "alliance", "partnership"]
    assert both[2].weights == pytest.approx([SHARE_OF_NEXT * weight for weight in by_itself.weights])


def test_the_first_and_last_day_of_a_row_are_in_force(tmp_path: Path) -> None:
    priors = Priors(_table(tmp_path, "FRA\tMNG\twar\t2001-02-03\t2001-03-04\tA\n"), load_terms())
    first, last, day = date(2001, 2, 3), date(2001, 3, 4), timedelta(days=1)
    told = [len(priors.prior("FRA", "MNG", at).reasons) for at in (first - day, first, last, last + day)]
    assert told == [1, 2, 2, 1]


# Blocs: each member counts while it is one, and never with itself.


def test_a_bloc_stands_for_each_pair_of_its_members_while_both_belong(tmp_path: Path) -> None:
    blocs = "B\tFRA; DEU\t1990-01-01\t\tT\nB\tITA\t1995-01-01\t1999-12-31\tT\n"
    table = _table(tmp_path, "B\tB\talliance\t1980-01-01\t\tT\n", blocs)
    assert sorted(table.by_pair) == [("DEU", "FRA"), ("DEU", "ITA"), ("FRA", "ITA")]
    [row] = table.between("ITA", "DEU")
    assert (row.from_, row.to) == (date(1995, 1, 1), date(1999, 12, 31))


def test_patronage_and_sanctions_keep_who_gives_and_who_takes() -> None:
    [row] = [row for row in load_alliances().between("SYR", "IRN") if row.kind is RelationKind.PATRONAGE]
    assert (row.first, row.second) == ("IRN", "SYR")


def test_a_table_as_known_on_a_day_has_no_row_of_the_future_and_no_end_that_nobody_knew() -> None:
    then = load_alliances().known_on(date(2014, 1, 1))
    rows = [row for pair in then.by_pair.values() for row in pair]
    assert all(row.from_ <= date(2014, 1, 1) and (row.to is None or row.to < date(2014, 1, 1)) for row in rows)
    [friends] = [row for row in then.between("RUS", "UKR") if row.kind is RelationKind.PARTNERSHIP]
    assert friends.to is None


# The shipped tables.

MEMBERS = [
    ("NATO", "2014-01-01", 28),
    ("NATO", "2024-06-01", 32),
    ("EU", "1992-01-01", 12),
    ("EU", "2014-01-01", 28),
    ("EU", "2021-01-01", 27),
    ("CSTO", "2014-01-01", 6),
    ("Arab League", "2014-01-01", 21),
    ("African Union", "2018-01-01", 55),
    ("ECOWAS", "2020-01-01", 15),
    ("ASEAN", "2000-01-01", 10),
    ("SADC", "2020-01-01", 16),
]


@pytest.mark.parametrize(("bloc", "day", "number"), MEMBERS)
def test_blocs_have_as_many_states_as_they_had(bloc: str, day: str, number: int) -> None:
    cells = [line.split("\t") for line in (FOLDER / "blocs.tsv").read_text().splitlines() if line.startswith(bloc)]
    held = [members for _, members, from_, to, _ in cells if from_ <= day and (not to or day <= to)]
    states = {member for members in held for member in members.split("; ") if len(member) == 3 and member != "EUR"}
    assert len(states) == number


def test_every_kind_of_relation_has_rows_and_every_year_has_wars() -> None:
    rows = [row for pair in load_alliances().by_pair.values() for row in pair]
    assert {row.kind for row in rows} == set(RelationKind)
    for year in range(1990, 2026):
        assert any(row.kind is RelationKind.WAR and row.holds(date(year, 7, 1)) for row in rows), year


def test_terms_speak_for_their_side() -> None:
    for term in load_terms().values():
        if term.side is Side.COOPERATION:
            assert sum(term.shares[:2]) > sum(term.shares[3:])
        if term.side is Side.CONFLICT:
            assert sum(term.shares[3:]) > sum(term.shares[:2])


def test_every_border_has_two_sides_and_both_know_it() -> None:
    lines = [line.split("\t") for line in (FOLDER / "neighbours.tsv").read_text().splitlines() if "\t" in line][1:]
    sides = {(country, other) for country, others in lines for other in others.split("; ")}
    assert {(two, one) for one, two in sides} == sides
    assert ("FRA", "ESP") in sides
    assert ("DEU", "FRA") in load_neighbours()
    assert ("ESP", "USA") not in load_neighbours()


def test_what_was_worked_out_is_kept() -> None:
    assert load_priors() is load_priors()
    assert load_priors().prior("USA", "CUB", date(2014, 1, 1)) is load_priors().prior("CUB", "USA", date(2014, 1, 2))


# Bad tables are refused with file and line.

BAD_ROWS = [
    ("FRA\tDEU\tfriendship\t1990-01-01\t\tT", "kind: 'friendship' is not known"),
    ("FRA\tXYZ\talliance\t1990-01-01\t\tT", "second: 'XYZ' is not known"),
    ("FRA:nobody-at-all\tDEU\talliance\t1990-01-01\t\tT", "first: 'FRA:nobody-at-all' is not known"),
    ("FRA\tFRA\talliance\t1990-01-01\t\tT", "the same party"),
    ("FRA\tDEU\talliance\t1990-01-01\t1989-12-31\tT", "to: before from"),
    ("FRA\tDEU\talliance\t1990-02-30\t\tT", "from: '1990-02-30' is not a day"),
    ("FRA\tDEU\talliance\t19900101\t\tT", "is not a day"),
    ("FRA\tDEU\talliance\t\t\tT", "from: '' is not a day"),
    ("FRA\tDEU\talliance\t1990-01-01\t\t", "source: missing"),
    ("FRA\tDEU\talliance\t1990-01-01", "4 cells instead of 6"),
]


@pytest.mark.parametrize(("row", "reason"), BAD_ROWS)
def test_bad_rows_are_refused_with_file_and_line(tmp_path: Path, row: str, reason: str) -> None:
    with pytest.raises(DetenteError) as refused:
        _table(tmp_path, row + "\n")
    assert reason in str(refused.value)
    assert f"{tmp_path / 'alliances.tsv'}:5" in str(refused.value)


def test_a_row_that_stands_twice_is_refused(tmp_path: Path) -> None:
    row = "FRA\tDEU\talliance\t1990-01-01\t\tT\n"
    with pytest.raises(DetenteError, match="stands in line 5 too"):
        _table(tmp_path, row + row)


BAD_BLOCS = [
    ("B\tFRA; XYZ\t1990-01-01\t\tT", "members: 'XYZ' is not known"),
    ("FRA\tDEU\t1990-01-01\t\tT", "the code of a country"),
    ("B\tFRA\t1990-01-01\t\t", "source: missing"),
    ("B\tFRA\t1990-01-01\t1980-01-01\tT", "to: before from"),
]


@pytest.mark.parametrize(("row", "reason"), BAD_BLOCS)
def test_bad_blocs_are_refused_with_file_and_line(tmp_path: Path, row: str, reason: str) -> None:
    with pytest.raises(DetenteError) as refused:
        _table(tmp_path, "", row + "\n")
    assert reason in str(refused.value)
    assert f"{tmp_path / 'blocs.tsv'}:5" in str(refused.value)


BAD_TERMS = [
    ("alliance\tcooperation\t0.62", "alliance\tcooperation\t0.63", "in sum 1"),
    ("alliance\tcooperation\t0.62", "alliance\tcooperation\tmost", "not a number"),
    ("alliance\tcooperation\t", "alliance\tsetting\t", "side: 'setting' does not fit"),
    ("union\t", "alliance\t", "stands twice"),
    ("war\t", "warfare\t", "'warfare' is not known"),
]


@pytest.mark.parametrize(("old", "new", "reason"), BAD_TERMS)
def test_bad_terms_are_refused_with_file_and_line(tmp_path: Path, old: str, new: str, reason: str) -> None:
    text = (FOLDER / "prior.tsv").read_text()
    assert f"\n{old}" in text
    (tmp_path / "prior.tsv").write_text(text.replace(f"\n{old}", f"\n{new}", 1))
    with pytest.raises(DetenteError, match=reason) as refused:
        read_terms(tmp_path / "prior.tsv")
    assert f"{tmp_path / 'prior.tsv'}:" in refused.value.subject


def test_a_missing_term_is_told(tmp_path: Path) -> None:
    lines = (FOLDER / "prior.tsv").read_text().splitlines(keepends=True)
    (tmp_path / "prior.tsv").write_text("".join(line for line in lines if not line.startswith("war\t")))
    with pytest.raises(DetenteError, match="no line for war"):
        read_terms(tmp_path / "prior.tsv")


def test_neighbours_that_are_no_countries_are_refused(tmp_path: Path) -> None:
    (tmp_path / "neighbours.tsv").write_text(HEAD + "country\tneighbours\nFRA\tDEU; XYZ\n")
    with pytest.raises(DetenteError, match="'FRA' and 'XYZ' are no two countries"):
        read_neighbours(tmp_path / "neighbours.tsv")


def test_softmax_bears_large_weights() -> None:
    assert softmax((-2000, -1000, 0, -1000, -2000)) == (0, 0, 1, 0, 0)


def _table(folder: Path, rows: str, blocs: str = "") -> Alliances:
    (folder / "alliances.tsv").write_text(HEAD + COLUMNS + rows)
    (folder / "blocs.tsv").write_text(HEAD + BLOC_COLUMNS + blocs)
    return read_alliances(folder / "alliances.tsv", folder / "blocs.tsv")
