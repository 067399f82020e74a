"""Chromium without a window, and a workspace for it to look at: for browser tests, pictures and the benchmark."""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--font-render-hinting=none",
)
DESKTOP, PHONE = (1280, 800), (390, 844)
"""Sizes in CSS pixels at which every page has to be right."""
_READY = re.compile(r" is open at (http://\S+?)/? ")


def found() -> str | None:
    """Where Chromium is on this machine."""
    return next(filter(None, map(shutil.which, NAMES)), None)


@contextmanager
def chromium() -> Iterator[Browser]:
    """A running Chromium with an empty profile that asks no other machine for anything by itself."""
    path = found()
    if path is None:
        raise FileNotFoundError("Chromium is not here: install the package chromium")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=list(FLAGS))
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def served(ledger: Path, *options: str) -> Iterator[str]:
    """The address of ``detente serve`` in a process of its own, without a slash at its end.

    Raises RuntimeError with what it said if it ends before it is ready.
    """
    command = [sys.executable, "-m", "detente", "serve", "--ledger", str(ledger), "--port", "0", "--no-browser"]
    process = subprocess.Popen([*command, *options], stderr=subprocess.PIPE, text=True)  # noqa: S603  our own
    assert process.stderr is not None
    try:
        said = ""
        while (ready := _READY.search(said)) is None:
            line = process.stderr.readline()
            if not line:
                raise RuntimeError(f"detente serve ended: {said}")
            said += line
        yield ready[1]
    finally:
        process.terminate()
        process.communicate()
