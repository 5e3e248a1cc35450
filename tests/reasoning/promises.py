"""Promises about lending a ladder, kept and broken, for the tests of the proof."""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from typer.testing import CliRunner, Result

from infoshare.cli import app
from infoshare.logic.expression import NO, NOT_SURE, YES
from infoshare.reasoning.edition import edition
from infoshare.reasoning.exact import Exact
from infoshare.reasoning.guidance import Guidance
from infoshare.reasoning.load import build, load

MINI = Path(__file__).parent / "mini"
TODAY = date(2026, 11, 23)
HEAD = "invariants:\n"
FALLING = """
  - id: falling_runs
    promise: 1
    sentence: When the ladder falls, the advice is to run.
    kind: never
    among: ladder.falling == yes
    never: not (lending == run)
"""
FALLING_IS_ASKED = """
  - id: falling_is_asked
    promise: 1
    sentence: Falling comes first.
    kind: within_answers
    fact: ladder.falling
    option: "yes"
    answers: 1
"""
WEAR_LENDS = """
  - id: worn_is_kept
    promise: 2
    sentence: A worn ladder is <never> & "never" lent.
    kind: never
    never: lending == lend and ladder.wear == some
"""
WEAR_MOVES = """
  - id: not_sure_never_stops
    promise: 3
    sentence: Not being sure never stops the lending.
    kind: moves
    change: {fact: every, before: [known], after: [not_sure]}
    from: lending == lend
    to: lending in [ask, keep]
"""
ROWS = """
  - id: nobody_strong_stands_below
    promise: 0
    sentence: The strong never stand below.
    kind: never
    among: helper.strong == yes
    never: place == below
"""


def guidance(*invariants: str, hazards: str = "") -> Guidance:
    return build({**load(MINI).origin, "invariants/all.yaml": HEAD + "".join(invariants), **({"hazards.yaml": hazards} if hazards else {})})


def exact(loaded: Guidance, nation: str = "village", on: date = TODAY) -> Exact:
    return Exact(edition(loaded, nation, on))


def folder(tmp_path: Path, *invariants: str, hazards: str = "") -> Path:
    target = tmp_path / "guidance"
    shutil.copytree(MINI, target)
    (target / "invariants").mkdir()
    (target / "invariants" / "all.yaml").write_text(HEAD + "".join(invariants), encoding="utf-8")
    if hazards:
        (target / "hazards.yaml").write_text(hazards, encoding="utf-8")
    return target


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, [str(a) for a in arguments])


def every_case(loaded: Guidance) -> Iterator[dict[str, str]]:
    """Every case of the small guidance without helpers, each written once: what does not apply is not answered."""
    values = {
        "ladder.falling": [NO, YES, NOT_SURE],
        "ladder.wear": ["none_seen", "some", "broken", NOT_SURE],
        "borrower.asked": [NO, YES, NOT_SURE],
        "borrower.use[roof]": [NO, YES, NOT_SURE],
        "borrower.use[tree]": [NO, YES, NOT_SURE],
        "any(helpers, helper.strong)": [NO, YES, NOT_SURE],
    }
    for answers in itertools.product(*values.values()):
        case = dict(zip(values, answers, strict=True))
        if case["borrower.asked"] == NO and (case["borrower.use[roof]"], case["borrower.use[tree]"]) != (NOT_SURE, NOT_SURE):
            continue
        yield {k: v for k, v in case.items() if v != NOT_SURE}


SCALES = """
scales:
  severity: [{level: 1, name: Small, means: A bruise.}, {level: 2, name: Large, means: A fall.}]
  likelihood: [{level: 1, name: Seldom, means: Not often.}, {level: 2, name: Often, means: Often.}]
  risk: [{level: 1, name: fine, means: Fine.}, {level: 2, name: bad, means: Bad.}]
  matrix: [{likelihood: 1, risks: [1, 1]}, {likelihood: 2, risks: [1, 2]}]
  acceptable: 1
hazards:
  - id: H1
    name: Someone falls.
    description: The ladder breaks.
    causes: [Wear]
    effect: A fall.
    who_is_harmed: The borrower
    before: {severity: 2, likelihood: 2}
    controls: CONTROLS
    after: {severity: 2, likelihood: 1}
    residual: Ladders are high.
    owner: The library
    status: controlled
"""
