"""What advice shows of a rule or an argument, as diagrams: in which cases it is a reason, and in which it is outweighed, and by what."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..logic.diagram import Diagram, Space
from ..logic.expression import NOT_SURE, Always
from .exact import Exact
from .guidance import Decision, Kind, Rule
from .prove_law import Ground
from .varied import Place


def shown(law: Exact, place: Place, decision: Decision, rule: Rule, above: Iterable[str]) -> Iterator[tuple[object, Diagram]]:
    """The cases in which the advice shows a rule as a reason, and those in which it shows it as outweighed by some of those above it."""
    becomes = law.becomes.get(place, {})
    holds, speaks = law.space.truth(rule.when, law.defined)[0], law.holds[rule.id, rule.about]
    if decision.kind is Kind.MANY:
        yield rule.conclude, holds & becomes[rule.conclude]
    elif rule.about or isinstance(rule.when, Always):  # what is beaten of these is not shown
        yield rule.conclude, speaks
    else:
        side = decision.sides.get(decision.candidates[rule.conclude].side)
        same = law.space.false
        for name, cases in becomes.items():
            stance = decision.sides.get(decision.candidates[name].side)
            if name == rule.conclude or (stance is not None and stance == side):
                same = same | cases
        yield rule.conclude, speaks | holds & same
        loses = holds & ~same
        rules = {r.id: r for r in law.rules[place].rules} if loses.satisfiable() else {}
        for name in above if rules else ():
            yield (rule.conclude, name), loses & law.space.truth(rules[name].when, law.defined)[0]


def argues(law: Exact, decision: Decision, argument: Rule | None) -> dict[object, Diagram]:
    """The cases in which the advice shows an argument, and those in which it shows it as outweighed, and by what."""
    if argument is None:
        return {}
    holds = law.space.truth(argument.when, law.defined)[0]
    found: dict[object, Diagram] = {argument.side: holds}
    other = law.space.false
    for name, cases in law.becomes[(decision.id, "")].items():
        stance = decision.sides.get(decision.candidates[name].side)
        if stance is not None and stance != decision.sides[argument.side]:
            other = other | cases
    rules = {r.id: r for r in law.rules[(decision.id, "")].rules}
    for name in argument.outweighed_by:
        if name in rules:
            found[argument.side, name] = holds & other & law.space.truth(rules[name].when, law.defined)[0]
    return found


def sayable(law: Exact, place: Place, cases: Diagram) -> Diagram:
    """Those of the cases that make sense and that somebody can answer so."""
    inside = cases & law.within
    return Ground(law).can_be_said(inside, law.reads[place]) if inside.satisfiable() else inside


def smallest(space: Space, cases: Diagram) -> dict[str, str]:
    """A case out of a diagram in which as much as can be is left unknown."""
    said: dict[str, str] = {}
    kept = []
    for name in space.values:
        without = cases & space.case_of(name, NOT_SURE)
        if without.satisfiable():
            cases = without
        else:
            kept.append(name)
    for name in kept:
        for value in space.values[name]:
            if (with_it := cases & space.case_of(name, value)).satisfiable():
                cases, said[name] = with_it, value
                break
    return said
