"""Actors: who a mention stands for, by name, country, role, day and what was said before."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.actors.names import alike, is_acronym_of, key_of, skeleton_of
from detente.actors.report import ActorQuery, resolve_actors
from detente.actors.resolve import ActorContext, ActorRule, resolve_actor, split_actor
from detente.actors.sources import SourceKind, source_kind
from detente.actors.table import COLUMNS, INTERNATIONAL, SECTORS, load_actors
from detente.error import DetenteError

HEAD = "# Origin: a test\n# Licence: none\n# Date: 2025-01-01\n"

CASES = [
    # the words, the day, country, sector: what the case is about
    ("Houthi fighters", None, "YEM", "REB"),
    ("Iranian-backed Houthi fighters", None, "YEM", "REB"),  # the patron is not the actor's country
    ("a Turkish-backed Syrian militia", None, "SYR", "UAF"),
    ("pro-Iranian gunmen", None, None, "UAF"),
    ("anti-Taliban demonstrators", None, None, "CVL"),
    ("Hezbollah's fighters", None, "LBN", "PTY"),
    ("members of the Kachin Independence Army", None, "MMR", "REB"),
    ("Yemen's army", None, "YEM", "MIL"),
    ("Aleppo rebels", None, "SYR", "REB"),  # country by a place
    ("police in Lagos", None, "NGA", "COP"),
    ("Dehli residents", None, "IND", "CVL"),  # two letters swapped
    ("Angela Merkel", "2019-05-01", "DEU", "GOV"),
    ("Angela Merkel", "2023-05-01", "DEU", "ELI"),
    ("President Biden", "2022-06-01", "USA", "GOV"),
    ("Rishi Sunak", "2023-02-01", "GBR", "GOV"),
    ("Vladimir Putin", None, "RUS", "GOV"),
    ("Wladimir Putin", None, "RUS", "GOV"),
    ("Muammar Kaddafi", "2010-01-01", "LBY", "GOV"),
    ("former Kenyan minister", None, "KEN", "ELI"),
    ("ex-president of Peru", None, "PER", "ELI"),
    ("the would-be assassin", None, None, "UAF"),
    ("wife of Emmanuel Macron", None, "FRA", "CVL"),
    ("an army spokesman", None, None, "MIL"),
    ("a team of police officers", None, None, "COP"),
    ("three Czech nurses", None, "CZE", "MED"),
    ("the Norwegian ambassador to Chad", None, "NOR", "GOV"),
    ("World Food Programme", None, "UNO", None),
    ("the World Trade Organization", None, "IGO", None),
    ("European Parliament", None, "EUR", "LEG"),
    ("NATO", None, "IGO", None),
    ("U.N. envoy", None, "UNO", None),
    ("Chamber of Commerce", None, None, "BUS"),
    ("Somaliland", None, "SOM", "PRE"),
    ("three men", None, None, "UNK"),
    ("Damascus", None, "SYR", None),
    ("Bosnia and Herzegovina", None, "BIH", None),
    ("cattle herders", None, None, "AGR"),
    ("the Peruvian Congress", None, "PER", "LEG"),
    ("Gazprom", None, "RUS", "BUS"),
    ("French and German diplomats", None, None, "GOV"),
    ("Nigerian Labour Congress", None, "NGA", "LAB"),
]


@pytest.mark.parametrize(("text", "on", "country", "sector"), CASES)
def test_words_tell_country_and_sector(text: str, on: str | None, country: str | None, sector: str | None) -> None:
    answer = resolve_actor(text, on=on)
    assert answer is not None
    assert (answer.country, answer.sector) == (country, sector)


@pytest.mark.parametrize("text", ["", "it", "shade", "12", "the", "—", "\x00", "Zzyzx Quorv"])
def test_what_tells_nothing_stays_open(text: str) -> None:
    assert resolve_actor(text) is None


@pytest.mark.parametrize(
    ("text", "actor_id", "rule"),
    [
        ("Syrian Democratic Forces", "SYR:syrian-democratic-forces", ActorRule.NAME),
        ("SDF commanders", "SYR:syrian-democratic-forces", ActorRule.PART),
        ("Yemeni soldiers", "YEM:MIL", ActorRule.COUNTRY_ROLE),
        ("Emmanuel Macron", "FRA:emmanuel-macron", ActorRule.OFFICE),
        ("Macron", "FRA:emmanuel-macron", ActorRule.SURNAME),
        ("Uganda", "UGA", ActorRule.COUNTRY),
        ("teachers", None, ActorRule.ROLE),
    ],
)
def test_answers_name_the_most_special_actor_and_the_rule(text: str, actor_id: str | None, rule: ActorRule) -> None:
    answer = resolve_actor(text, on="2024-01-01")
    assert answer is not None
    assert (answer.actor_id, answer.rule) == (actor_id, rule)


def test_one_name_in_two_countries_is_settled_by_the_report_or_stays_open() -> None:
    assert resolve_actor("MIT") is None
    settled = resolve_actor("MIT", ActorContext("The Turkish agency gave no details."))
    assert settled is not None
    assert (settled.country, settled.sector) == ("TUR", "SPY")


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("UAE and Russian intermediaries", ("UAE intermediaries", "Russian intermediaries")),
        ("leaders of Chad and Niger", ("leaders of Chad", "leaders of Niger")),
        ("Iran, Iraq and Oman", ("Iran", "Iraq", "Oman")),
        ("police and soldiers", ("police", "soldiers")),
        ("Ministry of Trade and Industry", ("Ministry of Trade and Industry",)),
        ("search and rescue team", ("search and rescue team",)),
        ("Antigua and Barbuda", ("Antigua and Barbuda",)),
        ("Kachin Independence Army", ("Kachin Independence Army",)),
    ],
)
def test_a_mention_of_several_actors_is_split(text: str, parts: tuple[str, ...]) -> None:
    assert split_actor(text) == parts


def _ids(*mentions: tuple[str, int, str]) -> list[str | None]:
    answers = resolve_actors([ActorQuery(*mention) for mention in mentions], ActorContext(on="2024-01-01"))
    return [answer.actor_id if answer else None for answer in answers]


def test_the_group_is_the_armed_group_named_before() -> None:
    found = _ids(("Houthi fighters", 0, "actor"), ("Saudi soldiers", 0, "recipient"), ("the group", 1, "actor"))
    assert found[2] == "YEM:houthis"


def test_they_are_those_who_acted_in_the_sentence_before() -> None:
    found = _ids(("Malian rebels", 0, "actor"), ("French troops", 0, "recipient"), ("they", 1, "actor"))
    assert found[2] == "MLI:REB"


def test_the_army_is_that_of_the_one_country_spoken_of() -> None:
    assert _ids(("Sudanese protesters", 0, "actor"), ("the army", 1, "actor"))[1] == "SDN:MIL"


def test_the_army_stays_open_where_two_countries_have_one() -> None:
    assert _ids(("Chad", 0, "actor"), ("Libya", 0, "recipient"), ("the army", 1, "actor"))[2] is None


@pytest.mark.parametrize("words", ["Foreign ministers of the bloc", "Foreign ministers of"])
def test_those_of_a_body_are_not_of_the_country_spoken_of(words: str) -> None:
    assert _ids(("Belarusian officials", 0, "recipient"), (words, 1, "actor"))[1] is None


@pytest.mark.parametrize("word", ["He", "In", "Home", "Son"])
def test_everyday_words_are_no_surnames(word: str) -> None:
    answer = resolve_actor(word)
    assert answer is None or answer.actor_id is None


def test_he_is_somebody_named_before_or_nobody() -> None:
    assert _ids(("President Biden", 0, "actor"), ("He", 1, "actor"))[1] == "USA:joe-biden"
    assert _ids(("the market", 0, "actor"), ("He", 1, "actor"))[1] is None


def test_a_surname_is_the_person_named_in_full_before() -> None:
    found = _ids(("Bulgarian Deputy Minister Petar Zlatev", 0, "actor"), ("Zlatev", 1, "actor"))
    assert found == ["BGR:GOV", "BGR:GOV"]


def test_an_acronym_is_the_body_spelled_out_before() -> None:
    found = resolve_actors([ActorQuery("Front for Renewal of Chad", 0), ActorQuery("FRC", 1)])
    assert found[1] is not None
    assert (found[1].country, found[1].rule) == ("TCD", ActorRule.EARLIER_NAME)


def test_the_minister_is_the_minister_named_before() -> None:
    found = _ids(("Togolese Interior Minister Kossi Adzo", 0, "actor"), ("the minister", 1, "actor"))
    assert found[1] == "TGO:GOV"


def _file(folder: Path, *rows: str) -> Path:
    path = folder / "mine.tsv"
    path.write_text(HEAD + "\n".join(("\t".join(COLUMNS), *rows)) + "\n", encoding="utf-8")
    return path


def test_rows_of_the_user_win(tmp_path: Path) -> None:
    path = _file(tmp_path, "YEM:ours\tHouthis\tBlue Hand\tYEM\tPRM\tgroup\t\t\tour own list")
    answer = resolve_actor("Blue Hand fighters", extra=path)
    assert answer is not None
    assert answer.actor_id == "YEM:ours"
    own = resolve_actor("Houthis", extra=path)
    assert own is not None
    assert (own.sector, own.rule) == ("PRM", ActorRule.USER)
    shipped = resolve_actor("Houthis")
    assert shipped is not None
    assert shipped.sector == "REB"


@pytest.mark.parametrize(
    ("row", "field"),
    [
        ("\tHouthis\t\tYEM\tREB\tgroup\t\t\tx", "actor_id"),
        ("YEM:a\t\t\tYEM\tREB\tgroup\t\t\tx", "name"),
        ("YEM:a\tA B\t; \tYEM\tREB\tgroup\t\t\tx", "white space"),
        ("YEM:a\tA B\tC; ; D\tYEM\tREB\tgroup\t\t\tx", "other_names"),
        ("YEM:a\tA B\t\tYEMEN\tREB\tgroup\t\t\tx", "country"),
        ("YEM:a\tA B\t\tYEM\tREBEL\tgroup\t\t\tx", "sector"),
        ("YEM:a\tA B\t\tYEM\tREB\tgang\t\t\tx", "kind"),
        ("YEM:a\tA B\t\tYEM\tREB\tgroup\t2024-02-30\t\tx", "from"),
        ("YEM:a\tA B\t\tYEM\tREB\tgroup\t2024-02-03\t2023-01-01\tx", "to"),
        ("YEM:a\tA B\t\tYEM\tREB\tgroup\t\t\t", "source"),
        ("YEM:a\tA B\tYEM", "cells"),
    ],
)
def test_a_bad_row_is_refused_with_file_line_and_field(tmp_path: Path, row: str, field: str) -> None:
    path = _file(tmp_path, row)
    with pytest.raises(DetenteError) as refused:
        load_actors(path)
    assert f"{path}:5" in str(refused.value)
    assert field in str(refused.value)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("security officials", "official"),
        ("an army spokesman", "military"),
        ("a rebel commander", "rebel"),
        ("state television", "media"),
        ("two witnesses", "witness"),
        ("local residents", "resident"),
        ("human rights groups", "ngo"),
        ("the oil company", "company"),
        ("a political scientist", "academic"),
        ("sources", "unnamed"),
        ("people familiar with the talks", "unnamed"),
        ("hospital staff", "medical"),
        ("the World Health Organization", "international"),
        ("a statement", "document"),
        ("", None),
    ],
)
def test_kinds_of_sources(text: str, kind: str | None) -> None:
    assert source_kind(text) == kind


@pytest.mark.parametrize(
    ("one", "two"),
    [("Qaddafi", "Kaddafi"), ("Dehli", "Delhi"), ("Abe Shinzo", "Shinzo Abe"), ("Jabhat al-Nusra", "Jabhat Nusra")],
)
def test_spellings_of_one_name_share_a_skeleton(one: str, two: str) -> None:
    assert skeleton_of(one) == skeleton_of(two)


def test_likeness_has_limits() -> None:
    assert alike("volodymir zelensky", "volodymyr zelensky")
    assert not alike("ali hassan", "omar hassan")
    assert key_of("The U.S. Navy's") == "us navy"
    assert is_acronym_of("TTP", "Tehrik-i-Taliban Pakistan")
    assert not is_acronym_of("who", "World Health Organization")


def test_every_row_that_ships_is_well_formed() -> None:
    table = load_actors()
    names = 0
    for line in table.lines:
        actor_id, name, others, country, sector, _, from_, to, source = line.split("\t")
        names += 1 + (others.count("; ") + 1 if others else 0)
        assert actor_id
        assert key_of(name)
        assert not sector or sector in SECTORS
        assert not country or len(country) == 3
        assert source
        assert not (from_ and to) or from_ <= to
    assert names >= 20_000


def test_the_index_leads_to_rows_that_bear_the_name() -> None:
    table = load_actors()
    for key in list(table.index)[::997]:
        if key[0] not in "~^":
            rows = table.named(key)
            assert all(any(set(key.split()) <= set(key_of(n).split()) for n in (r.name, *r.other_names)) for r in rows)


_WORDS = st.sampled_from(
    ["the", "of", "and", "President", "Syrian", "police", "-backed", "former", "Houthi", "'s", ",", "UN",
    "Trump", "of the",
     "pro-", "group", "\u00a0", "Kano", "İ", "10"]
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.one_of(st.text(max_size=80), st.lists(_WORDS, max_size=12).map(" ".join)), st.text(max_size=12))
def test_never_raises_and_always_tells_the_rule(text: str, on: str) -> None:
    answer = resolve_actor(text, ActorContext(text), on or None)
    if answer is not None:
        assert answer.rule in tuple(ActorRule)
        assert answer.sector is None or answer.sector in SECTORS
        assert answer.country is None or len(answer.country) == 3
    kind = source_kind(text)
    assert kind is None or kind in tuple(SourceKind)
    assert "".join(split_actor(text))[:0] == ""


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.lists(_WORDS, max_size=6).map(" ".join), st.integers(0, 5)), max_size=8))
def test_a_report_gets_one_answer_a_mention(mentions: list[tuple[str, int]]) -> None:
    queries = [ActorQuery(text, sentence) for text, sentence in mentions]
    answers = resolve_actors(queries)
    assert len(answers) == len(queries)
    assert all(answer is None or answer.country in INTERNATIONAL or answer.rule for answer in answers)
    assert answers == resolve_actors(queries)
