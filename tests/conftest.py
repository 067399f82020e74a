"""What holds for all tests: a skip must be one of those that are known."""

from pathlib import Path

import pytest

ALLOWED_SKIPS = Path(__file__).parent / "allowed_skips.txt"


def allowed_reasons() -> set[str]:
    """Reasons for which a test may be skipped, one a line; lines that begin with # are comments."""
    lines = ALLOWED_SKIPS.read_text(encoding="utf-8").splitlines()
    return {line for line in lines if line and not line.startswith("#")}


class SkipWatch:
    """Notes skips with an unknown reason, and fails the run for them."""

    def __init__(self) -> None:
        self.allowed = allowed_reasons()
        self.unknown: list[str] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.skipped and not hasattr(report, "wasxfail"):
            self._note(report.nodeid, report.longrepr)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.skipped:
            self._note(report.nodeid, report.longrepr)

    def _note(self, name: str, why: object) -> None:
        reason = str(why[2] if isinstance(why, tuple) else why).removeprefix("Skipped: ")
        if not any(reason.startswith(known) for known in self.allowed):
            self.unknown.append(f"{name}: {reason}")

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if self.unknown and session.exitstatus == 0:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        for line in self.unknown:
            terminalreporter.write_line(f"skipped for a reason that is not in {ALLOWED_SKIPS.name}: {line}", red=True)


def pytest_configure(config: pytest.Config) -> None:
    """Watch in the process that sums up, not in each worker."""
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(SkipWatch())
