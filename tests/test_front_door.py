"""The front door: its words, and what opening it costs."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import detente
from detente.exports.csv import COLUMNS

ROOT = Path(__file__).parent.parent
REFERENCE = (ROOT / "docs" / "reference.md").read_text(encoding="utf-8")


def section(title: str) -> str:
    return re.split(r"^## ", REFERENCE.split(f"\n## {title}\n")[1], flags=re.MULTILINE)[0]


def first_cells(text: str) -> list[str]:
    return re.findall(r"^\| `([^`(]+)", text, flags=re.MULTILINE)


def test_the_front_door_is_what_the_reference_page_says() -> None:
    names = section("Python").split("\n### ")[0]
    assert sorted(first_cells(names)) == sorted(detente.__all__)
    assert all(getattr(detente, name) is not None for name in detente.__all__)


def test_the_columns_of_csv_are_what_the_reference_page_says() -> None:
    assert first_cells(section("CSV columns")) == list(COLUMNS)


def test_other_words_are_not_there() -> None:
    with pytest.raises(AttributeError, match="no attribute 'Manager'"):
        detente.Manager  # noqa: B018


def test_the_version_is_that_of_the_package() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert detente.__version__ == project["version"]


def run_python(code: str, folder: Path) -> str:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=folder, check=True)
    return done.stdout


OPENED = """
import sys
opened = []
sys.addaudithook(lambda name, args: opened.append(str(args[0])) if name == "open" else None)
import detente
print([path for path in opened if not path.endswith((".py", ".pyc", ".so")) and ".pyc." not in path])
"""


def test_importing_touches_no_disk_beyond_modules(tmp_path: Path) -> None:
    assert run_python(OPENED, tmp_path) == "[]\n"
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("module", "heavy"),
    [
        ("detente.report", ["sqlalchemy", "json", "click", "rich", "pyarrow", "numpy"]),
        ("detente.event", ["sqlalchemy", "json", "click", "rich", "pyarrow", "numpy"]),
        ("detente.reject", ["sqlalchemy", "json", "click", "rich", "pyarrow", "numpy"]),
        ("detente.cli", ["sqlalchemy", "alembic", "rich", "pyarrow", "numpy", "onnxruntime", "tokenizers", "yaml"]),
        ("detente.ledger", ["alembic", "rich", "pyarrow", "numpy", "onnxruntime", "click"]),
    ],
)
def test_light_modules_load_no_heavy_ones(tmp_path: Path, module: str, heavy: list[str]) -> None:
    code = f"import sys, {module}; print(sorted(set(sys.modules) & set({heavy})))"
    assert run_python(code, tmp_path) == "[]\n"
