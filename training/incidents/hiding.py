"""Hiding: structured rows as reports would tell them, which often leave out when, where and who.

MAVERICK codes a date for every row. So that the days of reports, unknown places and unknown actors have weights of
their own, the same rows are learnt from a second time, with some of their fields hidden by chance.
"""

import random
from dataclasses import replace

from detente.incidents.evidence import UNDATED_DAYS, Evidence
from training.incidents.corpora import Corpus

SEED = 1
DATE, PLACE, PARTIES = 0.5, 0.25, 0.2
"""Shares of rows whose date, places, and actors or recipients are hidden; about those of events that news leaves
without."""


def hidden(corpus: Corpus) -> Corpus:
    """The corpus with some fields hidden; the same for the same corpus."""
    chance = random.Random(SEED)
    evidence = [_hidden(one, chance) for one in corpus.evidence]
    return Corpus(f"{corpus.name}, with fields hidden", evidence, corpus.truth, corpus.topics)


def _hidden(evidence: Evidence, chance: random.Random) -> Evidence:
    date, place, actors, recipients = (chance.random() for _ in range(4))
    if date < DATE and evidence.told is not None:
        evidence = replace(evidence, first=evidence.told - UNDATED_DAYS, last=evidence.told, dated=False)
    if place < PLACE:
        evidence = replace(evidence, sites=())
    if actors < PARTIES:
        evidence = replace(evidence, actors=())
    return replace(evidence, recipients=()) if recipients < PARTIES else evidence
