"""What a proof found: for each promise and hazard, whether it holds, over how many cases, and the smallest case that breaks it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from .check import Found
from .counter_case import CounterCase
from .document import Problem
from .guidance import Guidance
from .hazards import Control, Hazard
from .invariants import Invariant

Law = tuple[str, date]
"""A nation and a day on which its law changes."""


@dataclass(frozen=True)
class LawProof:
    """What was found in one law. Plain data, so that another process can find it.

    Attributes:
        seconds: how long it took.
        counts: for each promise that the diagrams prove, how many cases it was held against.
        about: the promises that speak of some case.
        reached: facts and lists that some case makes the interview ask.
    """

    nation: str
    day: date
    seconds: float
    found: Found
    counts: Mapping[str, int]
    about: frozenset[str]
    broken: tuple[CounterCase, ...]
    reached: frozenset[str]
    interview: tuple[Problem, ...]


@dataclass(frozen=True)
class Held:
    """One promise after the proof.

    Attributes:
        laws: the nations and days it was proved for.
        count: how many cases it was held against, all laws together; for a promise about the text, how many things.
        broken: the smallest cases that break it, the smallest of all first. Laws with the same rules share one.
        broken_in: the laws in which some case does.
        findings: what breaks a promise about the text.
        stressed_by: the cases of the library that it speaks of.
    """

    invariant: Invariant
    laws: tuple[Law, ...]
    count: int
    broken: tuple[CounterCase, ...] = ()
    broken_in: tuple[Law, ...] = ()
    findings: tuple[str, ...] = ()
    stressed_by: tuple[str, ...] = ()

    @property
    def holds(self) -> bool:
        """Whether nothing breaks it."""
        return not self.broken and not self.findings


PASSES, FAILS, MISSING, LISTED = "passes", "fails", "missing", "listed"


@dataclass(frozen=True)
class HazardState:
    """One hazard after the proof: each control with its state (passes, fails, missing, or only listed)."""

    hazard: Hazard
    controls: tuple[tuple[Control, str], ...]

    @property
    def controlled(self) -> bool:
        """Whether some control passes and none fails."""
        states = {state for _, state in self.controls}
        return PASSES in states and not states & {FAILS, MISSING}


@dataclass(frozen=True)
class Proof:
    """All that was proved of one guidance, and all that was found wrong.

    Attributes:
        laws: every nation and day.
        distinct: how many of these laws differ from all others.
        problems: defects of the guidance, the interview, the cases and the hazard log.
        cases: how many cases of the library were run.
        failed: the library cases that came out otherwise.
        seconds: how long it took.
    """

    guidance: Guidance
    laws: tuple[Law, ...]
    distinct: int
    held: tuple[Held, ...]
    hazards: tuple[HazardState, ...]
    problems: tuple[Problem, ...]
    cases: int
    failed: frozenset[str]
    seconds: float

    @property
    def proved(self) -> bool:
        """Whether every promise holds and nothing is wrong."""
        return not self.problems and all(h.holds for h in self.held)

    def broken(self) -> Iterator[Held]:
        """The promises that do not hold."""
        yield from (h for h in self.held if not h.holds)

    def as_data(self) -> dict[str, Any]:
        """The proof as JSON-ready data."""
        return {
            "proved": self.proved,
            "edition": self.guidance.edition,
            "seconds": round(self.seconds, 2),
            "laws": [{"nation": nation, "day": day.isoformat()} for nation, day in self.laws],
            "distinct_laws": self.distinct,
            "promises": [_held(h) for h in self.held],
            "hazards": [_hazard(s) for s in self.hazards],
            "problems": [{"code": p.code, "file": p.file, "line": p.line, "message": p.message} for p in self.problems],
            "cases": {"run": self.cases, "failed": sorted(self.failed)},
        }


def _held(held: Held) -> dict[str, Any]:
    invariant = held.invariant
    return {
        "id": invariant.id,
        "promise": invariant.promise,
        "sentence": invariant.sentence,
        "kind": invariant.kind.value,
        "exact": invariant.kind.exact,
        "holds": held.holds,
        "laws": len(held.laws),
        "count": held.count,
        "stressed_by": list(held.stressed_by),
        "findings": list(held.findings),
        "broken_in": [{"nation": nation, "day": day.isoformat()} for nation, day in held.broken_in],
        "broken": [_counter_case(c) for c in held.broken],
    }


def _counter_case(case: CounterCase) -> dict[str, Any]:
    told = {"nation": case.nation, "on": case.on, "answers": case.answers, "outcomes": [dict(o) for o in case.outcomes]}
    differs = dict(zip(("fact", "before", "after"), case.differs, strict=True)) if case.differs else None
    return {**told, "differs": differs, "rules": list(case.rules), "case": case.text}


def _hazard(state: HazardState) -> dict[str, Any]:
    hazard = state.hazard
    risks = {
        when: {"severity": risk.severity, "likelihood": risk.likelihood, "risk": risk.score}
        for when, risk in (("before", hazard.before), ("after", hazard.after))
    }
    controls = [{"kind": c.kind, "name": c.name, "state": s, "says": c.says} for c, s in state.controls]
    return {"id": hazard.id, "name": hazard.name, "status": hazard.status, "controlled": state.controlled, **risks, "controls": controls}
