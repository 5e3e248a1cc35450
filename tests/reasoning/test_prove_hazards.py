"""Hazards: each must have a control that passes."""

from __future__ import annotations

import pytest

from infoshare.reasoning.load import GuidanceError
from infoshare.reasoning.prove import prove

from .promises import (
    FALLING,
    SCALES,
    WEAR_LENDS,
    guidance,
)


@pytest.mark.parametrize(
    ("controls", "codes"),
    [
        ("[{invariant: falling_runs}]", []),
        ("[{case: broken}, {test: some_test}]", []),
        ("[{rule: broken_ladder_is_kept}]", []),
        ("[{test: some_test, says: It shows something.}]", ["uncontrolled-hazard"]),
        ("[{invariant: worn_is_kept}]", ["failing-control", "uncontrolled-hazard"]),
        ("[{invariant: falling_runs}, {case: no_such_case}]", ["missing-control"]),
        ("[{rule: no_such_rule}]", ["missing-control", "uncontrolled-hazard"]),
    ],
)
def test_a_hazard_without_a_control_that_passes_is_a_defect(controls: str, codes: list[str]) -> None:
    loaded = guidance(FALLING, WEAR_LENDS, hazards=SCALES.replace("CONTROLS", controls))
    proof = prove(loaded, processes=1)
    assert [p.code for p in proof.problems] == codes
    assert proof.hazards[0].controlled is (not codes)
    assert (proof.hazards[0].hazard.before.score, proof.hazards[0].hazard.after.score) == (2, 1)


def test_a_hazard_called_controlled_must_have_an_acceptable_risk() -> None:
    risky = SCALES.replace("CONTROLS", "[{invariant: falling_runs}]").replace(
        "after: {severity: 2, likelihood: 1}", "after: {severity: 2, likelihood: 2}"
    )
    assert [p.code for p in prove(guidance(FALLING, hazards=risky), processes=1).problems] == ["risk-not-acceptable"]
    with pytest.raises(GuidanceError, match="the matrix has no likelihood 9 with severity 2"):
        guidance(FALLING, hazards=risky.replace("before: {severity: 2, likelihood: 2}", "before: {severity: 2, likelihood: 9}"))
