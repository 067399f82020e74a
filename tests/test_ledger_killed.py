"""A run that is killed at any moment and started again ends with the ledger of one that was not."""

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

from detente.ledger import Ledger
from detente.ledger.dump import dump

READ = """
import sys
from pathlib import Path
from fake_coder import FakeCoder, reports
from detente.ledger import Ledger
from detente.reading import run_stages
from detente.reject import Reason, Reject
items = reports(300)
items[40:40] = [Reject("feed.jsonl", n, None, Reason.NOT_JSON) for n in range(12)]
with Ledger(sys.argv[1]) as ledger:
    print("ready", flush=True)
    for item in run_stages(items, FakeCoder(seconds=0.0005), ledger):
        print(item if isinstance(item, Reject) else item.report.id)
"""


def start(path: Path) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", READ, str(path)], stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parent
    )


def test_ends_with_the_same_ledger(tmp_path: Path) -> None:
    whole, killed = tmp_path / "whole.db", tmp_path / "killed.db"
    with start(whole) as process:
        expected = process.communicate()[0]
    moments = random.Random(7)
    for _ in range(4):
        with start(killed) as process:
            assert process.stdout is not None
            process.stdout.readline()
            time.sleep(moments.uniform(0, 0.25))
            process.send_signal(signal.SIGKILL)
    with start(killed) as process:
        output = process.communicate()[0]
    assert process.returncode == 0
    assert output == expected
    with Ledger(whole) as one, Ledger(killed) as other:
        assert list(dump(one)) == list(dump(other))


def test_two_runs_at_once_make_one_ledger(tmp_path: Path) -> None:
    alone, shared = tmp_path / "alone.db", tmp_path / "shared.db"
    with start(alone) as process:
        expected = process.communicate()[0]
    with start(shared) as first, start(shared) as second:
        assert first.communicate()[0] == second.communicate()[0] == expected
    with Ledger(alone) as one, Ledger(shared) as other:
        assert list(dump(one)) == list(dump(other))
