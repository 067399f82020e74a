"""Learning weights of incidents, and how benchmarks count, on rows made up here."""

from pathlib import Path

import numpy as np
import pytest
from incidents_made import TOWNS, event

from benchmarks.incidents import FOLDS, Tally, folds_of
from benchmarks.incidents_scale import World
from benchmarks.maverick import Row, read_maverick
from detente.incidents.comparisons import SCALE
from detente.incidents.weights import load_weights
from training.incidents.__main__ import HEAD, written
from training.incidents.corpora import Corpus, compared
from training.incidents.fitting import fit_weights, learnt_from_rows
from training.incidents.hiding import hidden
from training.incidents.regression import Pairs, fit

COLUMNS = ("id", "event_id", "country", "date_start", "date_end", "city", "location", "latitude", "longitude",
           "geo_precision", *(f"actor{n}" for n in range(1, 7)), *(f"actor{n}_type" for n in range(1, 7)),
           "event_context", "target", "deaths_low", "deaths_high", "injuries_low", "injuries_high",
           "source")  # fmt: skip


def table(folder: Path, *rows: dict[str, str]) -> Path:
    path = folder / "rows.tsv"
    lines = ["\t".join(COLUMNS), *("\t".join(row.get(name, "") for name in COLUMNS) for row in rows)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def row(**cells: str) -> dict[str, str]:
    usual = {"id": "1", "event_id": "E1", "country": "Kenya", "date_start": "2007-12-30", "date_end": "2007-12-31",
             "city": "Kisumu", "location": "Kondele", "latitude": "-0.1", "longitude": "34.8", "geo_precision": "4.0",
             "actor1": "Police (Kenya)", "actor1_type": "Security forces", "actor2": "Unknown actor (Kenya)",
             "event_context": "Protest", "target": "Citizens", "deaths_low": "2", "deaths_high": "3",
             "injuries_low": "0", "injuries_high": "0", "source": "Daily (2008-01-02) Two dead in Kisumu"}  # fmt: skip
    return usual | cells


class TestMaverick:
    def test_what_a_row_codes_goes_into_the_fields_of_the_same_meaning(self, tmp_path: Path) -> None:
        (one,) = read_maverick(table(tmp_path, row()))
        found = one.evidence
        assert one.truth == "E1"
        assert found.first is not None
        assert (found.last, found.told) == (found.first + 1, found.first + 3)
        assert [(site.name, site.precision) for site in found.sites] == [("Kondele, Kisumu", "point")]
        assert [(party.name, party.sector) for party in found.actors] == [("Police", "MIL")]
        assert (found.mode, found.killed, found.injured) == ("Protest", (2, 3), None)
        assert found.title == ("two", "dead", "in", "kisumu")
        assert found.sentence is None

    def test_what_is_not_known_is_left_out(self, tmp_path: Path) -> None:
        bare = row(actor1="Unknown actor (Kenya)", actor1_type="", target="Unknown", event_context="Unknown",
                   latitude="", longitude="", geo_precision="1.0", date_start="", date_end="")  # fmt: skip
        (one,) = read_maverick(table(tmp_path, bare))
        found = one.evidence
        assert (found.actors, found.recipients, found.mode) == ((), (), None)
        assert (found.first, found.dated) == (None, False)
        assert found.sites[0].precision == "country"


class TestTally:
    def test_by_hand(self) -> None:
        """Found {a b c} {d} for true {a b} {c d}."""
        tally = Tally()
        tally.add("1122", "xxxy", range(4))
        assert tally.pairwise()[:2] == pytest.approx((1 / 3, 1 / 2))
        assert tally.b_cubed()[:2] == pytest.approx(((2 / 3 + 2 / 3 + 1 / 3 + 1) / 4, 0.75))

    def test_a_tally_of_parts_is_the_tally_of_the_whole(self) -> None:
        whole, parts = Tally(), Tally()
        whole.add("112233", "xxyyyz", range(6))
        for part in ((0, 3), (1, 2, 5), (4,)):
            parts.add("112233", "xxyyyz", part)
        assert parts.pairwise() == whole.pairwise()
        assert parts.b_cubed() == pytest.approx(whole.b_cubed())

    def test_no_event_straddles_folds(self) -> None:
        rows = [Row(event(f"{n}"), f"E{n % 17}", ("", "", "", "")) for n in range(100)]
        folds: dict[str, set[int]] = {}
        for one, fold in zip(rows, folds_of(rows), strict=True):
            folds.setdefault(one.truth, set()).add(fold)
        assert {len(one) for one in folds.values()} == {1}
        assert set.union(*folds.values()) == set(range(FOLDS))


class TestFit:
    def test_one_comparison_learns_the_log_odds_of_each_level(self) -> None:
        """Of 100 pairs at the first level 80 are the same, of 100 at the second 20; without penalty these are it."""
        levels = np.repeat(np.array([[0], [1]], np.uint8), 100, axis=0)
        same = np.array(([True] * 80 + [False] * 20) + ([True] * 20 + [False] * 80))
        pairs = Pairs(levels, same, np.ones(200), np.zeros(200, np.int64))
        found = fit(pairs, [2], penalty=1e-6)
        assert found.bases[0] + found.levels[0] == pytest.approx(np.log([4, 1 / 4]), abs=1e-3)

    def test_a_level_that_no_pair_has_is_zero(self) -> None:
        pairs = Pairs(
            np.zeros((4, 1), np.uint8), np.array([True, False, False, False]), np.ones(4), np.zeros(4, np.int64)
        )
        assert fit(pairs, [2], penalty=1.0).levels[0][1] == pytest.approx(0, abs=1e-9)

    def test_a_sign_known_beforehand_holds(self) -> None:
        levels = np.repeat(np.array([[0], [1]], np.uint8), 4, axis=0)
        pairs = Pairs(levels, np.array([True] * 4 + [False] * 4), np.ones(8), np.zeros(8, np.int64))
        assert fit(pairs, [2], 1.0, signs=[-1, 1]).levels[0].tolist() == [0.0, 0.0]

    def test_each_corpus_has_a_base_of_its_own(self) -> None:
        same = np.array([True] * 9 + [False] + [True] + [False] * 9)
        pairs = Pairs(np.zeros((20, 1), np.uint8), same, np.ones(20), np.repeat([0, 1], 10))
        bases = fit(pairs, [1], penalty=1000.0).bases
        assert bases == pytest.approx(np.log([9, 1 / 9]), abs=0.05)


class TestCorpora:
    made = Corpus(
        "made",
        [event("a"), event("b", told=101), event("c", sites=(TOWNS[2],)), event("d", first=300, last=300)],
        ["1", "1", "2", "3"],
    )

    def test_pairs_are_near_in_time_and_not_forbidden(self) -> None:
        found = compared(self.made)
        assert list(zip(found.left.tolist(), found.right.tolist(), found.same.tolist(), strict=True)) == [
            (0, 1, True), (0, 2, False), (1, 2, False),
        ]  # fmt: skip

    def test_only_events_of_one_topic_are_compared(self) -> None:
        made = Corpus("made", self.made.evidence, self.made.truth, ["x", "y", "x", "y"])
        assert list(zip(compared(made).left, compared(made).right, strict=True)) == [(0, 2)]

    def test_hiding_takes_dates_places_and_parties_from_some_and_is_the_same_again(self) -> None:
        many = Corpus("many", [event(f"{n}") for n in range(200)], ["1"] * 200)
        found = hidden(many)
        assert found == hidden(many)
        assert 60 < sum(not one.dated for one in found.evidence) < 140
        assert 20 < sum(not one.sites for one in found.evidence) < 90
        assert [one.killed for one in found.evidence] == [one.killed for one in many.evidence]

    def test_what_is_written_is_what_was_fitted(self, tmp_path: Path) -> None:
        weights = fit_weights("made", learnt_from_rows(self.made))
        path = tmp_path / "made.tsv"
        path.write_text(written(weights, HEAD.format(origin="rows", date="2026-11-26", gaps="many")), encoding="utf-8")
        read = load_weights(path, SCALE)
        assert (read.base, read.join, read.levels) == (weights.base, weights.join, weights.levels)
        assert weights.levels["place", "same town"] > weights.levels["place", "far"]


def test_made_events_are_the_same_for_the_same_seed() -> None:
    from array import array

    truth, other = array("i"), array("i")
    made = list(World(3).events(300, truth))
    assert made == list(World(3).events(300, other))
    assert truth == other
    assert len({one.event_id for one in made}) == 300
    assert len({one.telling for one in made}) < 300
