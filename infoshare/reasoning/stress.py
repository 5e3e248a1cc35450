"""Which cases of the library put each promise to the test: those it speaks of."""

from __future__ import annotations

from collections.abc import Iterator

from ..logic.expression import NO, YES, member, truth
from .case import Case, CaseError, known, read_case, row_answers
from .decide import Outcomes, Uncovered, decide
from .edition import edition
from .guidance import Guidance, Kind
from .invariants import Invariant
from .prove_law import looks_at

Answers = dict[str, str]


def stressed(guidance: Guidance) -> dict[str, tuple[str, ...]]:
    """For each promise that names the cases it speaks of, the library cases among them."""
    found: dict[str, list[str]] = {i.id: [] for i in guidance.invariants if i.among is not None or i.start is not None}
    for name, data in guidance.cases.items():
        try:
            case = read_case(data, guidance)
        except CaseError:
            continue  # the run of the cases reports it
        if case.nation is None or case.on is None:
            continue
        facts = known(case, guidance).answers
        try:
            outcomes = decide(edition(guidance, case.nation, case.on), facts, case.lists)
        except Uncovered:
            continue  # a gap, which the diagrams report
        answers = {**facts, **_outcomes(guidance, outcomes)}
        for invariant in guidance.invariants:
            if invariant.id in found and invariant.speaks_in(case.nation, case.on):
                parts = [e for e in (invariant.among, invariant.start) if e is not None]
                if any(all(truth(e, way) is True for e in parts) for way in _each(guidance, invariant, case, answers, outcomes)):
                    found[invariant.id].append(name)
    return {k: tuple(v) for k, v in found.items()}


def _outcomes(guidance: Guidance, outcomes: Outcomes) -> Answers:
    """What the decisions came to, as promises read it; those settled row by row are left out."""
    found: Answers = {}
    for (name, group), outcome in outcomes.items():
        decision = guidance.decisions[name]
        if decision.kind is Kind.MANY:
            found |= {member(name, c): YES if c in outcome else NO for c in decision.candidates}
        elif isinstance(outcome, str):
            found[f"{name}.{group}" if group in decision.candidates else name] = outcome
    return found


def _each(guidance: Guidance, invariant: Invariant, case: Case, answers: Answers, outcomes: Outcomes) -> Iterator[Answers]:
    """The case as a promise reads it: once, or once for each row of the lists of which it looks at one row."""
    ways = [answers]
    for name in sorted(looks_at(guidance, invariant)):
        per = [d.id for d in guidance.decisions.values() if d.per == name and d.kind is not Kind.MANY]
        rows = [
            {**row_answers(guidance, name, row), **{d: outcomes[(d, "")][at] for d in per}} for at, row in enumerate(case.lists.get(name, ()))
        ]
        ways = [{**way, **row} for way in ways for row in rows]
    yield from ways
