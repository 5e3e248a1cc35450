"""Hazards after the proof: which controls pass, and what is wrong where none does."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from .document import Problem
from .guidance import Guidance
from .hazards import Control, Hazard
from .proof import FAILS, LISTED, MISSING, PASSES, HazardState, Held


def state_of(hazard: Hazard, held: Iterable[Held], guidance: Guidance, failed: Collection[str]) -> HazardState:
    """Each control of a hazard with how it stands: ``failed`` names the library cases that came out otherwise."""
    kept = {h.invariant.id: h.holds for h in held}

    def state(control: Control) -> str:
        match control.kind:
            case "invariant" if control.name in kept:
                return PASSES if kept[control.name] else FAILS
            case "case" if control.name in guidance.cases:
                return FAILS if control.name in failed else PASSES
            case "rule" if control.name in guidance.rules:
                return PASSES if guidance.rules[control.name].in_force.first is not None else FAILS
            case "test":
                return LISTED
        return MISSING

    return HazardState(hazard, tuple((c, state(c)) for c in hazard.controls))


def hazard_problems(state: HazardState, guidance: Guidance) -> Iterator[Problem]:
    """What is wrong with one hazard: a control that is missing or fails, none that passes, or a risk that is too high."""
    hazard = state.hazard
    for control, came_to in state.controls:
        if came_to == MISSING:
            text = f"`{hazard.id}` names the {control.kind} `{control.name}` as a control, which does not exist."
            yield Problem("missing-control", hazard.file, hazard.line, text)
        elif came_to == FAILS:
            text = f"`{hazard.id}` rests on the {control.kind} `{control.name}`, which fails."
            yield Problem("failing-control", hazard.file, hazard.line, text)
    if PASSES not in {came_to for _, came_to in state.controls}:
        text = f"`{hazard.id}` has no control that passes. Name an invariant, a case or a rule that keeps it down."
        yield Problem("uncontrolled-hazard", hazard.file, hazard.line, text)
    if hazard.after.score > hazard.before.score:
        yield Problem("bad-risk", hazard.file, hazard.line, f"`{hazard.id}` is riskier after its controls than before.")
    if hazard.status == "controlled" and hazard.after.score > guidance.scales.acceptable:
        text = f"`{hazard.id}` is called controlled, but its risk after controls is {hazard.after.score}."
        yield Problem("risk-not-acceptable", hazard.file, hazard.line, text)
