"""Makes ``docs/codebook.md`` from the codebook's data files: ``python -m scripts.codebook_page``."""

import argparse
from collections.abc import Iterator
from pathlib import Path

from detente.codebook import QUADS, Codebook, EventType, load_codebook

TARGET = Path(__file__).parent.parent / "docs" / "codebook.md"

OPENING = """\
<!-- made by python -m scripts.codebook_page from src/detente/codebook; do not edit -->
# The codebook

Detente codes events in the vocabulary of PLOVER (Political Language Ontology for Verifiable Event Records, Open Event
Data Alliance, manual draft of 2021): {types} types, some of them with modes, {modes} modes in all. `detente codebook`
prints the same rows as a table, JSON Lines or CSV.

Every event has a **score** between -10 (conflict) and 10 (cooperation). The scores are the base scores of the types;
{own} of the modes has a score of its own, so a mode takes the score of its type. The manual's table prints ACCUSE as
3 while the modes that it lists for it are between -2 and -3.5: here it is -3.

The **quad class** says whether an event is conflict or cooperation, and in words or in deeds, as the sections of the
manual have it. The **CAMEO** column has the nearest code of the older vocabulary, which GDELT, ICEWS and most published
data sets use.
"""

CROSSWALK = """\
## From CAMEO

`detente.codebook.load_codebook().plover(code)` gives type and mode for a CAMEO code. The table behind it,
`src/detente/codebook/cameo.tsv`, follows the conversion table of the PLOVER project (CC BY-SA 4.0, as is that file);
{changed} of its {rows} rows were decided for Detente, each with its reason in `scripts/cameo_table.py`. CAMEO is finer
in places and coarser in others, so the way there and back does not always end where it began:

| type and mode | CAMEO | back |
| --- | --- | --- |
"""


def page(book: Codebook) -> str:
    """Write the page as Markdown."""
    modes = [mode for kind in book.types.values() for mode in kind.modes]
    own = sum(mode.own_score for mode in modes)
    parts = [OPENING.format(types=len(book.types), modes=len(modes), own=own or "none"), _quads(book)]
    parts += [_section(kind) for kind in book.types.values()]
    parts.append(_crosswalk(book))
    return "\n".join(parts)


def _quads(book: Codebook) -> str:
    lines = ["| quad class | types, with their scores |", "| --- | --- |"]
    for quad in QUADS:
        kinds = [
            f"[{kind.name}](#{kind.name.lower()}) {kind.score:g}" for kind in book.types.values() if kind.quad == quad
        ]
        lines.append(f"| {quad} | {', '.join(kinds)} |")
    return "\n".join(lines) + "\n"


def _section(kind: EventType) -> str:
    lines = [f"## {kind.name}", "", f"{kind.description}", ""]
    lines += [f"Score {kind.score:g}, {kind.quad}, CAMEO {kind.cameo}.", ""]
    if kind.modes:
        lines += ["| mode | what it is | CAMEO |", "| --- | --- | --- |"]
        lines += [f"| {mode.name} | {mode.description} | {mode.cameo} |" for mode in kind.modes] + [""]
    return "\n".join(lines)


def _crosswalk(book: Codebook) -> str:
    table = (TARGET.parent.parent / "src" / "detente" / "codebook" / "cameo.tsv").read_text(encoding="utf-8")
    changed = sum(line.endswith("\tdetente") for line in table.splitlines())
    opening = CROSSWALK.format(changed=changed, rows=len(book.crosswalk))
    return opening + "".join(f"| {there} | {code} | {back} |\n" for there, code, back in _not_back(book))


def _not_back(book: Codebook) -> Iterator[tuple[str, str, str]]:
    for kind in book.types.values():
        for mode in (None, *(mode.name for mode in kind.modes)):
            code = book.cameo(kind.name, mode)
            back = book.plover(code)
            if back is not None and back != (kind.name, mode):
                yield _named(kind.name, mode), code, _named(*back)


def _named(event_type: str, mode: str | None) -> str:
    return event_type if mode is None else f"{event_type} {mode}"


def main() -> None:
    """Make the page again."""
    argparse.ArgumentParser(description=__doc__).parse_args()
    TARGET.write_text(page(load_codebook()), encoding="utf-8")


if __name__ == "__main__":
    main()
