"""How the whole suite runs: shared out to some processes, and none of them reaches another computer."""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path
from typing import Any

import network_guard
import pytest

MOST = 4
"""More processes than this would only wait: each browser test brings a server, kernels and a Chromium of its own."""
refused = pytest.StashKey[list[dict[str, Any]]]()


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """Into how many processes to share the tests. One file needs no sharing, and a benchmark must have the machine to itself."""
    alone = len(config.args) == 1 and Path(config.args[0].partition("::")[0]).suffix == ".py"
    return 0 if alone or config.getoption("benchmark_only", False) else min(os.cpu_count() or 1, MOST)


def pytest_configure(config: pytest.Config) -> None:
    """Guard this process and all that it will start."""
    if not hasattr(config, "workerinput"):
        handle, report = tempfile.mkstemp(prefix="network-", suffix=".jsonl")
        os.close(handle)
        os.environ[network_guard.REPORT] = report
        old = os.environ.get("PYTHONPATH")
        os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [network_guard.HERE, old]))
    network_guard.install()


def pytest_sessionfinish(session: pytest.Session) -> None:
    """A run in which anything asked for another computer has failed, also where the code swallowed the refusal."""
    if not hasattr(session.config, "workerinput"):
        report = Path(os.environ[network_guard.REPORT])
        lines = session.config.stash[refused] = [json.loads(line) for line in report.read_text(encoding="utf-8").splitlines()]
        report.unlink()
        if any(one["what"] != network_guard.CHROMIUM for one in lines) and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Say what asked."""
    lines = config.stash.get(refused, [])
    for one in lines:
        if one["what"] != network_guard.CHROMIUM:
            terminalreporter.section("asked for another computer", red=True)
            told = [f"{one['what']} to {one['where']}", f"while {one['test'] or 'no test ran'}", f"in {one['process']}", *one["from"]]
            terminalreporter.line("\n  ".join(told))
    if own := sum(one["what"] == network_guard.CHROMIUM for one in lines):
        terminalreporter.line(f"Chromium asked for some of its own accord and was refused: {own} times.")
