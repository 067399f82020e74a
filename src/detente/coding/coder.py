"""The coder: reports in, coded reports out, in the same order, a few at a time."""

import os
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from copy import copy
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from detente.coding.decode import ArgumentLogits, Candidate, Decision, Decoded, decode, triggers
from detente.coding.encoder import Encoder, FirstLook, SecondLook
from detente.coding.events import EventMaker, digest_of
from detente.coding.sentences import split_sentences
from detente.coding.weights import FILES, FIRST, FOLDER, NUMBERS, SECOND, TOKENIZER, Numbers, digest, read_numbers
from detente.coding.words import Words, WordSplitter, pieces_of
from detente.error import DetenteError
from detente.event import CodedReport, Event
from detente.incidents.meaning import meaning_of
from detente.report import Report, Sentence

SENTENCES_AT_ONCE = 48
"""Sentences that are decoded together: more saves little time and holds more memory. No effect on results."""


@dataclass(frozen=True, slots=True)
class _Task:
    """Some reports with their sentences."""

    reports: tuple[Report, ...]
    sentences: tuple[tuple[Sentence, ...], ...]


class Coder:
    """Codes reports; made with :meth:`load`."""

    def __init__(self, splitter: WordSplitter, encoder: Encoder, numbers: Numbers, model: str) -> None:
        self._splitter = splitter
        self._encoder = encoder
        self._decision = numbers.decision
        self.model = model
        """Name of the weights with their digest; stands in every event."""
        self._maker = EventMaker.load(numbers.calibration, model)

    @classmethod
    def load(cls, folder: Path = FOLDER) -> "Coder":
        """The coder of a weights folder, by default the one shipped; raises DetenteError if it is not whole."""
        missing = [name for name in FILES if not (folder / name).is_file()]
        if missing:
            raise DetenteError(str(folder), f"weights missing: {', '.join(missing)}", "install detente again")
        numbers = read_numbers(folder / NUMBERS)
        encoder = Encoder(folder / FIRST, folder / SECOND)
        return cls(WordSplitter(folder / TOKENIZER), encoder, numbers, f"{numbers.name}-{digest(folder)}")

    def deciding(self, decision: Decision) -> "Coder":
        """The same coder with other numbers to decide by."""
        other = copy(self)
        other._decision = decision
        return other

    def code(self, reports: Iterable[Report], threads: int | None = None) -> Iterator[CodedReport]:
        """Coded reports in the order of the reports, read lazily: a few tasks ahead of what was taken.

        ``threads``: how many sentences are worked on side by side, by default one a core, four at most.
        """
        workers = threads or min(4, os.cpu_count() or 1)
        with ThreadPoolExecutor(workers) as pool:
            waiting: deque[Future[list[CodedReport]]] = deque()
            for task in _tasks(reports):
                waiting.append(pool.submit(self._code_task, task))
                if len(waiting) > workers + 1:
                    yield from waiting.popleft().result()
            while waiting:
                yield from waiting.popleft().result()

    def _code_task(self, task: _Task) -> list[CodedReport]:
        pairs = list(zip(task.reports, task.sentences, strict=True))
        by_sentence = self._in_slices([sentence.cut(report.text) for report, own in pairs for sentence in own])
        coded = []
        for report, own in pairs:
            text_digest = digest_of(report.text)
            events: list[Event] = []
            meanings: dict[str, bytes] = {}
            for sentence in own:
                words, told = next(by_sentence)
                for decoded, meaning in told:
                    event = self._maker.make(report, text_digest, sentence, words, decoded)
                    events.append(event)
                    meanings[event.event_id] = meaning
            coded.append(CodedReport(report, own, tuple(events), meanings))
        return coded

    def _in_slices(self, texts: Sequence[str]) -> Iterator[tuple[Words, list[tuple[Decoded, bytes]]]]:
        """For each sentence its words and its events, each with its meaning."""
        for start in range(0, len(texts), SENTENCES_AT_ONCE):
            split, looks, events = self._read(texts[start : start + SENTENCES_AT_ONCE])
            for row, (words, found) in enumerate(zip(split, events, strict=True)):
                yield words, [(event, meaning_of(looks[row].shared, pieces_of(event.words, words))) for event in found]

    def code_sentences(self, texts: Sequence[str]) -> list[tuple[Words, list[Decoded]]]:
        """For each sentence its words and its events, in order; a sentence's result depends on nothing beside it."""
        split, _, events = self._read(texts)
        return list(zip(split, events, strict=True))

    def _read(self, texts: Sequence[str]) -> tuple[list[Words], dict[int, FirstLook], list[list[Decoded]]]:
        """Words, first look (where there are words) and events of each sentence."""
        split = list(self._splitter.split(texts))
        events: list[list[Decoded]] = [[] for _ in split]
        told = [row for row, words in enumerate(split) if words.spans]
        looks = {row: self._encoder.look(split[row]) for row in told}
        for event in self._decide([split[row] for row in told], [looks[row] for row in told]):
            events[told[event.row]].append(event)
        return split, looks, events

    def _decide(self, words: Sequence[Words], looks: Sequence[FirstLook]) -> list[Decoded]:
        if not words:
            return []
        first_pieces = [item.first_pieces for item in words]
        found = triggers([look.triggers for look in looks], first_pieces, self._decision.candidate_at)
        if not found:
            return []
        second = self._look_again(found, words, looks)
        pieces = [first_pieces[candidate.row] for candidate in found]
        roles = [own for look in second for own in look.roles]
        others = (
            np.concatenate([getattr(look, name) for look in second]) for name in ("type", "status", "time", "mode")
        )
        logits = ArgumentLogits.of_pieces(roles, pieces, *others)
        return decode(found, logits, np.array([len(own) for own in pieces]), self._decision)

    def _look_again(
        self, found: Sequence[Candidate], words: Sequence[Words], looks: Sequence[FirstLook]
    ) -> list[SecondLook]:
        marks: dict[int, list[list[int]]] = {}
        for candidate in found:
            marks.setdefault(candidate.row, []).append(pieces_of(candidate.words, words[candidate.row]))
        return [self._encoder.look_again(looks[row].shared, own) for row, own in marks.items()]


def _tasks(reports: Iterable[Report]) -> Iterator[_Task]:
    """Reports in groups of about ``SENTENCES_AT_ONCE`` sentences."""
    held: list[Report] = []
    split: list[tuple[Sentence, ...]] = []
    count = 0
    for report in reports:
        held.append(report)
        split.append(split_sentences(report))
        count += 1 + len(split[-1])
        if count >= SENTENCES_AT_ONCE:
            yield _Task(tuple(held), tuple(split))
            held, split, count = [], [], 0
    if held:
        yield _Task(tuple(held), tuple(split))
