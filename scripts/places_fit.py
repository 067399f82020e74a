"""Fits the weights of ``places/weights.py`` on half of the articles of files with gold toponyms.

``python -m scripts.places_fit FILE.xml [FILE.xml …]`` (forms of ``benchmarks/places.py``) takes the articles of even
number, maximises the probability that a softmax over a name's candidates gives to those that are right, drawn towards
weights set by hand, in a few passes, for what the report says hangs on what is chosen. It prints the weights.
"""

import argparse
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.places import REACH_KM, Article, Gold, read
from detente.places.distance import distance_km
from detente.places.gazetteer import Gazetteer, load_shipped
from detente.places.resolver import PlaceResolver
from detente.places.weights import SIGNS

PASSES = 4
STEPS = 500
STEP = 0.05
PULL = 0.0005
"""How strongly weights are drawn to where they start, for each toponym."""

START = {
    "continent": 3.0, "country": 5.0, "admin1": 3.0, "admin2": 0.0, "region": 3.0, "water": 2.0, "other kind": 2.0,
    "in no one country": 2.0, "people of a city": 1.5, "people of a land": 1.0, "capital": 0.5,
    "well known": 2.0,
    "other name": -2.5, "abbreviation": 1.0, "adjective": 1.0, "skeleton": -3.0, "a letter differs": -4.0,
    "capital letters": -3.0,
    "kind asked for": 5.0, "another kind asked for": -1.0, "contained": 6.0, "holds": 4.0, "country share": 4.0,
    "country named": 1.0, "division share": 5.0, "division named": 0.5, "nearness": 4.0, "nearest": 2.5,
    "publisher's country": 3.0, "near the publisher": 4.0,
}  # fmt: skip
"""Weights set by hand, which the fitted ones are drawn to."""
KEPT = ("skeleton", "a letter differs", "capital letters", "kind asked for", "another kind asked for")
"""Signs too rare in these files to learn from: their weights stay as they are set."""

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Case:
    """One toponym: signs of its candidates and which of them are right."""

    signs: Floats
    right: NDArray[np.bool_]


def cases(articles: Sequence[Article], resolver: PlaceResolver) -> Iterator[Case]:
    """Toponyms that have a right and a wrong candidate."""
    for article in articles:
        weighed = resolver.weigh(article.queries, article.context)
        for number, group in enumerate(weighed.groups):
            span = slice(int(weighed.bounds[number]), int(weighed.bounds[number + 1]))
            for query in group.queries:
                gold = article.gold[query]
                if gold is not None:
                    right = rightness(resolver.gazetteer, weighed.rows[span], gold)
                    if right.any() and not right.all():
                        yield Case(weighed.signs[span].copy(), right)


def rightness(places: Gazetteer, rows: NDArray[np.int64], gold: Gold) -> NDArray[np.bool_]:
    """Candidates with the gold id, or those within reach if none has it."""
    same = places.ids[rows] == (gold.geonames_id or -1)
    if same.any():
        return np.asarray(same, np.bool_)
    points = [(float(places.lat[row]), float(places.lon[row])) for row in rows]
    return np.array([distance_km(lat, lon, gold.lat, gold.lon) <= REACH_KM for lat, lon in points], np.bool_)


def fit(some: Sequence[Case], start: Floats, anchor: Floats) -> Floats:
    """Weights by Adam on the mean log probability of the right candidates."""
    signs = np.concatenate([case.signs for case in some])
    right = np.concatenate([case.right for case in some])
    bounds = np.cumsum([0, *(len(case.right) for case in some)])[:-1]
    owner = np.repeat(np.arange(len(some)), np.diff([*bounds, len(right)]))
    moving = np.array([name not in KEPT for name, _ in SIGNS], np.float64)
    weights, first, second = start.copy(), np.zeros_like(start), np.zeros_like(start)
    for step in range(1, STEPS + 1):
        scores = signs @ weights
        scores -= np.maximum.reduceat(scores, bounds)[owner]
        chance = np.exp(scores)
        every = chance / np.add.reduceat(chance, bounds)[owner]
        good = chance * right
        good /= np.maximum(np.add.reduceat(good, bounds), 1e-300)[owner]
        slope = moving * (signs.T @ (good - every) / len(some) - PULL * (weights - anchor))
        first, second = 0.9 * first + 0.1 * slope, 0.999 * second + 0.001 * slope**2
        weights += STEP * (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.999**step)) + 1e-8)
    return weights


def main() -> None:
    """Fit on the files named and print the weights."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", type=Path, nargs="+")
    files = [[*read(path)][::2] for path in parser.parse_args().files]
    articles = [article for file in files for article in file]
    anchor = np.array([START[name] for name, _ in SIGNS])
    weights = anchor.copy()
    for _ in range(PASSES):
        resolver = PlaceResolver(load_shipped(), weights.tolist())
        weights = fit([*cases(articles, resolver)], weights, anchor)
    for (name, _), value in zip(SIGNS, weights, strict=True):
        sys.stdout.write(f"    {value:.2f},  # {name}\n")


if __name__ == "__main__":
    main()
