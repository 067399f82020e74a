"""News: events that the shipped coder finds in ECB+ and resolves, with the happenings that annotators saw there.

An event counts if its trigger stands on an annotated mention; that mention's chain is its happening. Only reports of
one topic are compared: two happenings of one kind, told in the same words, are what grouping must tell apart.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.coreference.corpus import Document, Mention, read, text_of
from benchmarks.coreference.grouping import Reader
from detente.event import CodedReport, Event
from detente.incidents.evidence import evidence_of
from detente.reading import resolving_coder
from detente.report import Report
from training.incidents.corpora import Corpus
from training.incidents_words.__main__ import axes_of, folds, read_topics

PART = "Train"
Chains = Mapping[tuple[str, int, int], str]
"""The chain of each token that is part of a mention, by document, sentence and token."""


@dataclass(frozen=True, slots=True)
class Laid:
    """A document as a report, and where its tokens stand in the text."""

    document: Document
    report: Report
    spans: Sequence[tuple[int, int, int, int]]
    """Start and end, sentence and number of each token."""


@dataclass(frozen=True, slots=True)
class Found:
    """An event of the coder on a mention of the corpus."""

    event: Event
    report: Report
    mention: Mention


def news(shared: Path) -> Corpus:
    """Events of the part, with meanings by axes that were fitted without their topic's fold."""
    folder = shared / "benchmarks" / "ecb_plus"
    found = [one for mentions in read(folder, PART).values() for one in _found(mentions)]
    meanings = _meanings(folder, found)
    return Corpus(
        "ECB+ Train as the coder reads it (CC BY 3.0)",
        [evidence_of(one.event, one.report, meanings[one.event.event_id]) for one in found],
        [f"{one.mention.document.topic} {one.mention.chain}" for one in found],
        [one.mention.document.topic for one in found],
    )


def _found(mentions: Sequence[Mention]) -> Iterator[Found]:
    """The events on the mentions of one topic."""
    chains = {(one.document.document_id, one.sentence, token): one.chain for one in mentions for token in one.tokens}
    laid = [_laid(one) for one in dict.fromkeys(mention.document for mention in mentions)]
    coded = resolving_coder().code([one.report for one in laid])
    for one, read_report in zip(laid, coded, strict=True):
        yield from _matched(one, read_report, chains)


def _laid(document: Document) -> Laid:
    """Each sentence a paragraph."""
    text, body, spans = "", [], []
    for sentence, tokens in sorted(document.sentences.items()):
        start = len(text)
        words, places = text_of(tokens)
        spans += [(start + one, start + end, sentence, token) for token, (one, end) in enumerate(places)]
        text += words
        body.append((start, len(text)))
        text += "\n\n"
    return Laid(document, Report(document.document_id, text, language="en", body=tuple(body)), spans)


def _matched(laid: Laid, coded: CodedReport, chains: Chains) -> Iterator[Found]:
    for event in coded.events:
        trigger = event.trigger
        on = [(s, t) for start, end, s, t in laid.spans if start < trigger.end and end > trigger.start and end > start]
        known = [chain for s, t in on if (chain := chains.get((laid.document.document_id, s, t)))]
        if known:
            tokens = tuple(token for _, token in on)
            yield Found(event, coded.report, Mention(0, laid.document, on[0][0], tokens, known[0]))


def _meanings(folder: Path, found: Sequence[Found]) -> dict[str, bytes]:
    """The meaning of each event by its id."""
    hidden = Reader().hidden([one.mention for one in found])
    topics = read_topics(folder)
    meanings: dict[str, bytes] = {}
    for fold in folds(list(topics)):
        axes = axes_of([one for name, one in topics.items() if name not in fold])
        for one, (shared, pieces) in zip(found, hidden, strict=True):
            if one.mention.document.topic in fold:
                meanings[one.event.event_id] = axes.of(shared, pieces)
    return meanings
