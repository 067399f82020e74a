"""Reads and checks the codebook's data files: one YAML file a type, one table of CAMEO codes."""

import re
from collections.abc import Collection
from pathlib import Path
from typing import Any

import yaml

from detente.codebook.model import QUADS, Codebook, CodebookError, EventType, Mode
from detente.coding.labels import TYPES
from detente.head import require_head
from detente.tables import Row, read_table

HIGHEST_SCORE = 10.0
CAMEO_COLUMNS = ("cameo", "type", "mode", "by")
DECIDED_BY = ("plover", "detente")

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_CODE = re.compile(r"[0-9]{2,4}")
_MODE_NAME = re.compile(r"[a-z]+(-[a-z]+)*")


def read_codebook(folder: Path, name: str) -> Codebook:
    """Read the codebook kept in the folder: a file for each type in ``types``, and ``cameo.tsv``.

    Raises DetenteError that names file, line and field of the first fault.
    """
    rows = read_table(folder / "cameo.tsv", CAMEO_COLUMNS)
    codes = {row.cells[0] for row in rows}
    for path in sorted((folder / "types").glob("*.yaml")):
        if path.stem not in TYPES:
            raise CodebookError(str(path), f"{path.stem} is no event type", f"types: {', '.join(TYPES)}")
    types = {name: _read_type(folder / "types" / f"{name}.yaml", codes) for name in TYPES}
    return Codebook(name=name, types=types, crosswalk=_crosswalk(rows, types))


class _Fields:
    """The fields of one YAML mapping, each with the line that it stands on."""

    def __init__(self, path: Path, node: Any) -> None:
        self._path = path
        self._line = 1 if node is None else node.start_mark.line + 1
        self.nodes: dict[str, Any] = {}
        if not isinstance(node, yaml.MappingNode):
            raise CodebookError(f"{path}:{self._line}", "not a mapping", "write 'field: value'")
        for key, value in node.value:
            where = f"{path}:{key.start_mark.line + 1}"
            if not isinstance(key, yaml.ScalarNode):
                raise CodebookError(where, "the name of a field is not a text")
            if key.value in self.nodes:
                raise CodebookError(where, f"{key.value}: stands twice", "remove one")
            self.nodes[key.value] = value

    def require(self, *names: str, optional: Collection[str] = ()) -> None:
        """Refuse the mapping unless these fields are there and no others."""
        for name in names:
            if name not in self.nodes:
                raise CodebookError(f"{self._path}:{self._line}", f"{name}: missing")
        for name in self.nodes:
            if name not in names and name not in optional:
                raise self.fault(name, "not known", f"fields: {', '.join((*names, *optional))}")

    def fault(self, name: str, reason: str, advice: str = "") -> CodebookError:
        line = self.nodes[name].start_mark.line + 1
        return CodebookError(f"{self._path}:{line}", f"{name}: {reason}", advice)

    def text(self, name: str) -> str:
        node = self.nodes[name]
        if not isinstance(node, yaml.ScalarNode) or not node.value.strip():
            raise self.fault(name, "not a text")
        return str(node.value)

    def score(self, name: str) -> float:
        try:
            score = float(self.text(name))
        except ValueError as error:
            raise self.fault(name, "not a number") from error
        if not -HIGHEST_SCORE <= score <= HIGHEST_SCORE:
            raise self.fault(name, f"{score} is not between {-HIGHEST_SCORE} and {HIGHEST_SCORE}")
        return score

    def code(self, name: str, codes: Collection[str]) -> str:
        if self.text(name) not in codes:
            raise self.fault(name, f"{self.text(name)!r} does not stand in cameo.tsv")
        return self.text(name)

    def fields(self, name: str) -> "_Fields":
        return _Fields(self._path, self.nodes[name])


def _read_type(path: Path, codes: Collection[str]) -> EventType:
    fields = _Fields(path, _compose(path))
    fields.require("type", "quad", "score", "cameo", "description", optional=("modes",))
    if fields.text("type") != path.stem:
        raise fields.fault("type", f"{fields.text('type')!r} in the file of {path.stem}")
    if fields.text("quad") not in QUADS:
        raise fields.fault("quad", f"{fields.text('quad')!r} is no quad class", f"one of {', '.join(QUADS)}")
    base = fields.score("score")
    modes = fields.fields("modes") if "modes" in fields.nodes else None
    return EventType(
        name=path.stem,
        description=fields.text("description"),
        quad=fields.text("quad"),
        score=base,
        cameo=fields.code("cameo", codes),
        modes=tuple(_mode(name, modes, base, codes) for name in modes.nodes) if modes else (),
    )


def _mode(name: str, modes: _Fields, base: float, codes: Collection[str]) -> Mode:
    if not _MODE_NAME.fullmatch(name):
        raise modes.fault(name, "not the name of a mode", "small letters and single hyphens")
    fields = modes.fields(name)
    fields.require("cameo", "description", optional=("score",))
    own_score = "score" in fields.nodes
    return Mode(
        name=name,
        description=fields.text("description"),
        score=fields.score("score") if own_score else base,
        own_score=own_score,
        cameo=fields.code("cameo", codes),
    )


def _compose(path: Path) -> Any:
    # Nodes, not values: they know their lines, show a key that stands twice, and leave numbers and codes as written.
    try:
        text = path.read_text(encoding="utf-8")
        require_head(path, [line for line in text.split("\n") if line.startswith("#")])
        return yaml.compose(text, Loader=_LOADER)
    except FileNotFoundError as error:
        raise CodebookError(str(path), "file not found") from error
    except UnicodeDecodeError as error:
        raise CodebookError(str(path), "not UTF-8") from error
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise CodebookError(f"{path}:{line}", error.problem or "not YAML") from error
    except yaml.YAMLError as error:
        raise CodebookError(str(path), f"not YAML: {error}") from error


def _crosswalk(rows: tuple[Row, ...], types: dict[str, EventType]) -> dict[str, tuple[str, str | None]]:
    crosswalk: dict[str, tuple[str, str | None]] = {}
    for row in rows:
        code, event_type, mode, by = row.cells
        if not _CODE.fullmatch(code):
            raise row.fault(f"cameo: {code!r} is not two to four digits")
        if code in crosswalk:
            raise row.fault(f"cameo: {code} stands twice", "remove one")
        if event_type not in types:
            raise row.fault(f"type: {event_type!r} is no event type")
        if mode and mode not in [known.name for known in types[event_type].modes]:
            raise row.fault(f"mode: {event_type} has no mode {mode!r}")
        if by not in DECIDED_BY:
            raise row.fault(f"by: {by!r} is not one of {', '.join(DECIDED_BY)}")
        crosswalk[code] = (event_type, mode or None)
    return crosswalk
