"""``detente resolve``: who, where, when and how many, each for words alone; questions in, one answer a line out.

Status 0: all questions were read. 1: some lines of standard input were not, told on standard error.
"""

import json
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, BinaryIO

import click

from detente.exports.visible import visible
from detente.options import checked_day, examples
from detente.reject import Reason, Reject

SOME_REJECTED = 1
STANDARD_INPUT = "standard input"
TENSES = ("past", "planned")
Record = dict[str, Any]
Answer = Callable[["Question"], Record]
_UNSAFE = re.compile("[\x7f-\x9f\u2028\u2029]")
"""Control characters that JSON lets pass as they are, and line ends that some readers of lines would cut at."""


@dataclass(frozen=True, slots=True)
class Question:
    """Words to resolve, and what is known around them; ``on`` is ISO 8601."""

    texts: tuple[str, ...]
    context: str | None = None
    on: str | None = None
    tense: str | None = None
    anchor: str | None = None
    together: bool = False
    """Whether the texts are of one report and are answered in one record."""


class _Refused(Exception):  # noqa: N818  the reason a line is refused, not an error of the program
    def __init__(self, reason: Reason, field: str | None = None, advice: str = "") -> None:
        super().__init__(reason)
        self.reason, self.field, self.advice = reason, field, advice


def read_questions(stream: BinaryIO, *, together: bool = False) -> Iterator[Question | Reject]:
    """The question of each line, ``{"text", "context", "on"}``; with ``together`` also ``texts``, those of one report.

    Dates may give ``tense`` (past, planned) and ``anchor`` too. Empty lines are passed over.
    """
    for number, line in enumerate(_lines(stream), start=1):
        if not line.strip():
            continue
        try:
            yield _question(line, together=together)
        except _Refused as refused:
            yield Reject(STANDARD_INPUT, number, refused.field, refused.reason, "", refused.advice)


def _lines(stream: BinaryIO) -> Iterator[bytes]:
    """Lines, of which no more than a little over the limit is kept."""
    from detente.sources import limits

    longest = limits.MAX_LINE_BYTES
    while line := stream.readline(longest + 1):
        rest = line
        while rest and not rest.endswith(b"\n") and len(rest) > longest:
            rest = stream.readline(longest + 1)
        yield line


def _question(line: bytes, *, together: bool) -> Question:
    from detente.sources import limits

    if len(line) > limits.MAX_LINE_BYTES:
        raise _Refused(Reason.TOO_LARGE)
    try:
        fields = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise _Refused(Reason.ENCODING, None, "write UTF-8") from error
    except RecursionError as error:
        raise _Refused(Reason.TOO_DEEP) from error
    except ValueError as error:
        raise _Refused(Reason.NOT_JSON, None, 'write {"text": …} on each line') from error
    if not isinstance(fields, dict):
        raise _Refused(Reason.NOT_JSON, None, 'write {"text": …} on each line')
    tense = _string(fields, "tense")
    if tense not in (None, *TENSES):
        raise _Refused(Reason.WRONG_TYPE, "tense", f"write {' or '.join(TENSES)}")
    return Question(
        texts=_texts(fields, together=together),
        context=_string(fields, "context"),
        on=_day(fields, "on"),
        tense=tense,
        anchor=_day(fields, "anchor"),
        together=fields.get("text") is None,
    )


def _texts(fields: Record, *, together: bool) -> tuple[str, ...]:
    text = _string(fields, "text")
    if text is not None:
        return (text,)
    texts = fields.get("texts")
    if texts is None or not together:
        raise _Refused(Reason.MISSING_FIELD, "text", "give the words to resolve")
    if not isinstance(texts, list) or not all(isinstance(one, str) for one in texts):
        raise _Refused(Reason.WRONG_TYPE, "texts", "write a list of strings")
    return tuple(texts)


def _string(fields: Record, name: str) -> str | None:
    value = fields.get(name)
    if value is not None and not isinstance(value, str):
        raise _Refused(Reason.WRONG_TYPE, name, "write a string")
    return value


def _day(fields: Record, name: str) -> str | None:
    from detente.dates import HOW_PUBLISHED, read_published

    stated = _string(fields, name)
    if not stated:
        return None
    day = read_published(stated)
    if day is None:
        raise _Refused(Reason.BAD_DATE, name, HOW_PUBLISHED)
    return day


def _date_answer(question: Question) -> Record:
    from detente.dates import resolve_date

    found = resolve_date(
        question.texts[0], question.on, question.tense, context=question.context, anchor=question.anchor
    )
    if found is None:
        return {"from": None, "to": None, "precision": None, "rule": None}
    return {"from": found.from_, "to": found.to, "precision": found.precision, "rule": found.rule}


def _toll_answer(question: Question) -> Record:
    from detente.tolls import resolve_toll

    found = resolve_toll(question.texts[0])
    return asdict(found) if found is not None else {"min": None, "max": None, "rule": None}


def _actor_answer(own: Path | None) -> Answer:
    from detente.actors.resolve import ActorContext, resolve_actor

    def answer(question: Question) -> Record:
        context = ActorContext(question.context or "", question.on)
        found = resolve_actor(question.texts[0], context, question.on, own)
        if found is None:
            return dict.fromkeys(("actor_id", "name", "country", "sector", "rule"))
        return asdict(found)

    return answer


_PLACE_FIELDS = ("geonames_id", "name", "admin1", "country", "lat", "lon", "precision", "rule")


def _place_answer(question: Question) -> Record:
    from detente.places.answer import PlaceQuery, ReportContext
    from detente.places.resolver import resolve_places

    context, queries, seen = question.context or "", [], 0
    for text in question.texts:
        start = context.find(text, seen) if text else -1
        start = context.find(text) if start < 0 and text else start
        queries.append(PlaceQuery(text, start, start + len(text)) if start >= 0 else PlaceQuery(text))
        seen = max(seen, start + 1)
    records: list[Record] = []
    for text, found in zip(question.texts, resolve_places(queries, ReportContext(context)), strict=True):
        values = asdict(found) if found is not None else {}
        records.append({"text": text, **{name: values.get(name) for name in _PLACE_FIELDS}})
    return {"places": records} if question.together else records[0]


def _answer_all(texts: tuple[str, ...], asked: Question, answer: Answer, *, together: bool = False) -> None:
    """Answer the arguments, or where there are none the lines of standard input, in their order."""
    from_arguments = (replace(asked, texts=(text,)) for text in texts)
    items: Iterable[Question | Reject] = (
        from_arguments if texts else read_questions(sys.stdin.buffer, together=together)
    )
    out = sys.stdout.buffer
    rejected = False
    for item in items:
        if isinstance(item, Reject):
            click.echo(visible(str(item)), err=True)
            rejected = True
            continue
        given = replace(
            item,
            context=item.context or asked.context,
            on=item.on or asked.on,
            tense=item.tense or asked.tense,
            anchor=item.anchor or asked.anchor,
        )
        record = answer(given)
        out.write(_line(record if given.together else {"text": given.texts[0], **record}))
        out.flush()
    if rejected:
        click.get_current_context().exit(SOME_REJECTED)


def _line(record: Record) -> bytes:
    line = json.dumps(record, ensure_ascii=False, allow_nan=False)
    line = _UNSAFE.sub(lambda match: f"\\u{ord(match[0]):04x}", line)
    # What UTF-8 cannot hold stands in JSON strings only, where the escape means the same.
    return line.encode("utf-8", "backslashreplace") + b"\n"


_texts_argument = click.argument("texts", nargs=-1, metavar="[TEXT]…")
_context = click.option("--context", metavar="WORDS", help="The sentence or the report that the words stand in.")
_on = click.option("--on", callback=checked_day, metavar="DATE", help="Day of the report.")


@click.group("resolve", short_help="Resolve one actor, place, date or number.")
def resolve() -> None:
    """Resolve words alone: who, where, when or how many they mean, and by which rule.

    Words are given as arguments or, where there are none, as JSON Lines on standard input with the fields text, context
    and on. Answers are JSON Lines in the same order; what is not known is null.
    """


resolve.epilog = examples('detente resolve date "last Friday" --on 2024-11-13', 'detente resolve toll "dozens"')


@resolve.command(
    "date",
    short_help="Days that a time expression means.",
    epilog=examples('detente resolve date "last Friday" "since Nov. 2" --on 2024-11-13'),
)
@_texts_argument
@_context
@_on
@click.option("--tense", type=click.Choice(TENSES), help="Which way the act lies; told from the context otherwise.")
@click.option("--anchor", callback=checked_day, metavar="DATE", help='Day the story is at, for "two days later".')
def resolve_date_command(texts: tuple[str, ...], **given: str | None) -> None:
    """Tell first and last day, precision and rule of time expressions."""
    _answer_all(texts, Question((), **given), _date_answer)  # type: ignore[arg-type]


@resolve.command(
    "toll",
    short_help="Range that a number in words means.",
    epilog=examples('detente resolve toll "at least two dozen" "1.5 lakh"'),
)
@_texts_argument
def resolve_toll_command(texts: tuple[str, ...]) -> None:
    """Tell least, most and rule of numbers of people."""
    _answer_all(texts, Question(()), _toll_answer)


@resolve.command(
    "actor",
    short_help="Who a mention stands for.",
    epilog=examples('detente resolve actor "Syrian army" --on 2024-11-13'),
)
@_texts_argument
@_context
@_on
@click.option("--actors", type=click.Path(path_type=Path), metavar="FILE", help="Table with actors of your own.")
def resolve_actor_command(texts: tuple[str, ...], actors: Path | None, context: str | None, on: str | None) -> None:
    """Tell actor, country, sector and rule of mentions of actors."""
    _answer_all(texts, Question((), context, on), _actor_answer(actors))


@resolve.command(
    "place",
    short_help="Which place a name means.",
    epilog=examples(
        'detente resolve place Tripoli --context "Shelling in Tripoli closed the port, Libyan officials said."'
    ),
)
@_texts_argument
@_context
def resolve_place_command(texts: tuple[str, ...], context: str | None) -> None:
    """Tell place, country, coordinates, precision and rule of names of places.

    A line of standard input with texts, a list, gives the places of one report, which are weighed together.
    """
    _answer_all(texts, Question((), context), _place_answer, together=True)
