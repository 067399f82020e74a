"""Corpus: documents and event mentions of ECB+ (A. Cybulska and P. Vossen, Using a sledgehammer to crack a nut?, 2014).

Each part of the corpus is two files: ``ECB_<part>_corpus.txt``, a token a line with document, sentence, number and
token, and ``ECB_<part>_Event_gold_mentions.json``, which tells the mentions. A document's topic is the number that its
id begins with. The chains of entities that stand in the last column of the first file are not read.
"""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Document:
    """One report of a topic."""

    document_id: str
    topic: str
    sentences: Mapping[int, tuple[str, ...]] = field(compare=False)
    """Tokens by number of the sentence; the corpus leaves sentences out."""


@dataclass(frozen=True, slots=True)
class Mention:
    """One event mention."""

    number: int
    """Its place in the file."""
    document: Document
    sentence: int
    tokens: tuple[int, ...]
    """Numbers of its tokens in the sentence, not always side by side."""
    chain: str
    """Which happening it tells of; known to scoring and fitting alone."""

    @property
    def words(self) -> tuple[str, ...]:
        """Its tokens."""
        own = self.document.sentences[self.sentence]
        return tuple(own[token] for token in self.tokens)


def parts(folder: Path) -> tuple[str, ...]:
    """Names of the parts that a folder has, such as ``Train`` and ``Dev``."""
    return tuple(sorted(path.name.split("_")[1] for path in folder.glob("ECB_*_Event_gold_mentions.json")))


def read(folder: Path, part: str) -> dict[str, tuple[Mention, ...]]:
    """Mentions by topic, in the order of the files; raises ValueError naming file and line where a line is none."""
    documents = _documents(folder / f"ECB_{part}_corpus.txt")
    topics: dict[str, list[Mention]] = defaultdict(list)
    path = folder / f"ECB_{part}_Event_gold_mentions.json"
    for number, told in enumerate(json.loads(path.read_text(encoding="utf-8"))):
        document = documents[told["doc_id"]]
        tokens = tuple(sorted(told["tokens_number"]))
        topics[document.topic].append(Mention(number, document, told["sent_id"], tokens, told["coref_chain"]))
    return {topic: tuple(own) for topic, own in topics.items()}


def _documents(path: Path) -> dict[str, Document]:
    tokens: dict[str, dict[int, dict[int, str]]] = defaultdict(lambda: defaultdict(dict))
    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), start=1):
        if line.strip():
            cells = line.split("\t")
            if len(cells) < 4 or not (cells[1].isdecimal() and cells[2].isdecimal()):
                raise ValueError(f"{path}:{number}: no document, sentence, number and token")
            tokens[cells[0]][int(cells[1])][int(cells[2])] = cells[3]
    return {name: Document(name, name.split("_")[0], _sentences(own)) for name, own in tokens.items()}


def _sentences(tokens: Mapping[int, Mapping[int, str]]) -> dict[int, tuple[str, ...]]:
    """Tokens in order; a number that the file leaves out is an empty token, so that numbers stay places."""
    return {sentence: tuple(own.get(number, "") for number in range(max(own) + 1)) for sentence, own in tokens.items()}


def text_of(tokens: Sequence[str]) -> tuple[str, list[tuple[int, int]]]:
    """A sentence as one text, and where in it each token stands: characters [start, end)."""
    spans: list[tuple[int, int]] = []
    start = 0
    for token in tokens:
        spans.append((start, start + len(token)))
        start += len(token) + 1
    return " ".join(tokens), spans
