"""House rules: imports as drawn, no domain in the engine, and every error and sentence where it belongs."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from infoshare.reasoning.load import standard

ROOT = Path(__file__).parents[1]
ENGINE = [*(ROOT / "infoshare" / "logic").glob("*.py"), *(ROOT / "infoshare" / "reasoning").glob("*.py")]


def test_imports_are_as_drawn() -> None:
    command = [
        sys.executable,
        "-c",
        "from importlinter.cli import lint_imports_command as c; c()",
    ]  # in a process of its own: it mutes logging
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_the_engine_names_nothing_of_the_domain() -> None:
    guidance = standard()
    own = {*guidance.facts, *guidance.decisions, *(c for d in guidance.decisions.values() for c in d.candidates)}
    own |= {f.name for listed in guidance.lists.values() for f in listed.fields} | set(guidance.lists)
    own = {name for name in own if "." in name or "_" in name} | {"danger", "harm", "child", "police", "abuse"}
    ordinary = {"not_yet"}  # law that has not started
    found = []
    for path in ENGINE:
        code = re.sub(r'"""(?:.|\n)*?"""|#.*', "", path.read_text(encoding="utf-8"))
        found += [f"{path.name}: {name}" for name in sorted(own - ordinary) if re.search(rf"(?<![\w.]){re.escape(name)}(?![\w.])", code)]
    assert not found


def test_no_module_outgrows_its_room() -> None:
    long = [f"{p.relative_to(ROOT)}: {n} lines" for p in (ROOT / "infoshare").rglob("*.py") if (n := len(p.read_text().splitlines())) > 400]
    assert not long


def test_guidance_is_data_and_holds_no_python() -> None:
    assert not list((ROOT / "infoshare" / "guidance").rglob("*.py"))
