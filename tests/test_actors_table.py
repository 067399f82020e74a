"""The table of actors as it is made: from lines of older dictionaries, and by hand."""

from pathlib import Path

from detente.actors.table import load_actors
from scripts import actors_table
from scripts.actors_facts import phoenix, reign

COUNTRIES = frozenset(("AFG", "TGO"))
SAMPLE = """# a comment
LOME_CITY_POLICE_ [TGOCOP]
KOSSI_ADZO_  # a list
+K._ADZO_
\t[TGOELI 900101-050601]
\t[TGOGOV 050601-070731]
\t[TGOGOVLEG >080101]
FRONT_FOR_LAKES_(FFL)_ [TGOREB]
NOWHERE_ [QQQGOV]
"""


def test_the_index_that_ships_is_that_of_the_table() -> None:
    table = load_actors()
    made = actors_table.index([tuple(line.split("\t")) for line in table.lines])
    assert {key: ",".join(map(str, numbers)) for key, numbers in made.items()} == table.index


def test_spells_of_an_older_dictionary_become_rows(tmp_path: Path) -> None:
    path = tmp_path / "Sample.Countries.actors.txt"
    path.write_text(SAMPLE, encoding="utf-8")
    found = [
        (fact.name, fact.country, fact.sector, fact.kind, fact.from_, fact.to) for fact in phoenix(path, COUNTRIES)
    ]
    assert ("Lome City Police", "TGO", "COP", "state", "", "") in found
    assert ("Kossi Adzo", "TGO", "GOV", "person", "2005-06-01", "2007-07-28") in found
    assert ("Kossi Adzo", "TGO", "LEG", "person", "2008-01-01", "2014-01-30") in found
    assert not any(country == "QQQ" for _, country, *_ in found)


def test_leaders_by_surname_keep_their_months(tmp_path: Path) -> None:
    path = tmp_path / "leaders.csv"
    path.write_text("ccode,leader,sdate,smonth,syear,emonth,eyear\n461,Adzo,3,4,1991,8,1994\n9,X,1,1,1990,,\n", "utf-8")
    assert [(f.name, f.country, f.from_, f.to) for f in reign(path, {"461": "TGO"})] == [
        ("Adzo", "TGO", "1991-04-03", "1994-08-28")
    ]


def test_a_line_by_hand_may_hold_several_actors_and_spells(tmp_path: Path) -> None:
    path = tmp_path / "hand.txt"
    path.write_text(
        "# head\n= leader\nTGO GOV Kossi Adzo; K. Adzo; Ama Lawson | 2020..2021-03, 2023-01-05..\n"
        "= group\nTGO REB Front for Lakes; FFL; =Lake Boys\nTGO BUS Lome Cement\n",
        encoding="utf-8",
    )
    found = list(actors_table.by_hand(path))
    assert [(fact.name, fact.from_, fact.to) for fact in found[:2]] == [
        ("Kossi Adzo", "2020-01-01", "2021-03-28"),
        ("Kossi Adzo", "2023-01-05", ""),
    ]
    assert found[0].other_names == ("K. Adzo",)
    assert {fact.name for fact in found} == {"Kossi Adzo", "Ama Lawson", "Front for Lakes", "Lome Cement"}
    group = next(fact for fact in found if fact.name == "Front for Lakes")
    assert (group.other_names, group.kind) == (("FFL", "Lake Boys"), "group")
