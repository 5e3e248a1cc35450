"""Which cases of the library put each promise to the test: those it speaks of."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from ..logic.expression import NO, YES, member, truth
from .case import Case, CaseError, known, read_case, row_answers
from .decide import Outcomes, Uncovered, decide
from .edition import NotInForce, edition
from .guidance import Guidance, Kind
from .prove_law import looks_at
from .read_cases import BESIDE

Answers = dict[str, str]


def stressed(guidance: Guidance) -> dict[str, tuple[str, ...]]:
    """For each promise that names the cases it speaks of, the library cases among them, in the order of the library."""
    speaks = {i: tuple(e for e in (i.among, i.start) if e is not None) for i in guidance.invariants}
    rows = {i: looks_at(guidance, i) for i, parts in speaks.items() if parts}
    found: dict[str, set[str]] = {i.id: set() for i in rows}
    for nation, day, name, case in sorted(_readable(guidance), key=lambda c: c[:3]):  # law by law: each is made ready once
        facts = known(case, guidance).answers
        try:
            outcomes = decide(edition(guidance, nation, day), facts, case.lists)
        except (Uncovered, NotInForce):
            continue  # the diagrams report a gap, and the run of the cases a day without law
        answers = {**facts, **_outcomes(guidance, outcomes)}
        for invariant, lists in rows.items():
            if invariant.speaks_in(nation, day):
                ways = _each(guidance, lists, case, answers, outcomes) if lists else (answers,)
                if any(all(truth(part, way) is True for part in speaks[invariant]) for way in ways):
                    found[invariant.id].add(name)
    return {i: tuple(name for name in guidance.cases if name in names) for i, names in found.items()}


def _readable(guidance: Guidance) -> Iterator[tuple[str, date, str, Case]]:
    """The library cases with their nation and day. What cannot be read is reported by the run of the cases."""
    for name, data in guidance.cases.items():
        if BESIDE in data:  # its story is enough
            continue
        try:
            case = read_case(data, guidance)
        except CaseError:
            continue
        if case.nation is not None and case.on is not None:
            yield case.nation, case.on, name, case


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


def _each(guidance: Guidance, lists: frozenset[str], case: Case, answers: Answers, outcomes: Outcomes) -> list[Answers]:
    """The case once for each row of the lists of which a promise looks at one row."""
    ways = [answers]
    for name in sorted(lists):
        per = [d.id for d in guidance.decisions.values() if d.per == name and d.kind is not Kind.MANY]
        rows = [
            {**row_answers(guidance, name, row), **{d: outcomes[(d, "")][at] for d in per}}
            for at, row in enumerate(case.lists.get(name, ()))
        ]
        ways = [{**way, **row} for way in ways for row in rows]
    return ways
