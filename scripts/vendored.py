"""Puts into ``src/detente/web/static`` the one script there that is not our own: d3, which draws with SVG.

``python -m scripts.vendored`` fetches the package of npm with npm, holds it against the digest below, and writes the
script and its licence. ``--tarball FILE`` takes a package that is here; ``--check`` only tells whether the script that
stands there is the one of the package.
"""

import argparse
import hashlib
import subprocess
import tarfile
import tempfile
from pathlib import Path

from detente.error import DetenteError

STATIC = Path(__file__).parent.parent / "src" / "detente" / "web" / "static"
PACKAGE = "d3@7.9.0"
SHA256 = "7e36605710a2ba54846797c8c6d888911341b215ae53257dc32a49a0b824355e"
"""Of the package as npm gives it."""
SCRIPT_SHA256 = "f2094bbf6141b359722c4fe454eb6c4b0f0e42cc10cc7af921fc158fceb86539"
"""Of the script alone."""
FILES = {"package/dist/d3.min.js": "d3.min.js", "package/LICENSE": "d3.LICENSE.txt"}
"""What is taken, and the name that it gets. Licence: ISC."""


def main(tarball: Path | None) -> None:
    """Write the files from a package, or from one fetched for it."""
    with tempfile.TemporaryDirectory() as folder:
        path = tarball or _fetched(Path(folder))
        if hashlib.sha256(path.read_bytes()).hexdigest() != SHA256:
            raise DetenteError(str(path), f"not the package {PACKAGE}", f"npm pack {PACKAGE}")
        with tarfile.open(path) as archive:
            for member, name in FILES.items():
                found = archive.extractfile(member)
                if found is None:
                    raise DetenteError(str(path), f"{member} is no file")
                (STATIC / name).write_bytes(found.read())


def check() -> None:
    """Raise DetenteError if the script is not the one of the package."""
    script = STATIC / "d3.min.js"
    if not script.is_file() or hashlib.sha256(script.read_bytes()).hexdigest() != SCRIPT_SHA256:
        raise DetenteError(str(script), f"not the script of {PACKAGE}", "python -m scripts.vendored")


def _fetched(folder: Path) -> Path:
    command = ["npm", "pack", "--silent", "--pack-destination", str(folder), PACKAGE]
    subprocess.run(command, check=True)  # noqa: S603  a command of our own
    return next(folder.glob("*.tgz"))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tarball", type=Path)
    parser.add_argument("--check", action="store_true")
    given = parser.parse_args()
    if given.check:
        check()
    else:
        main(given.tarball)
