"""Promises held against one nation's law of one day, over every case, on the diagrams."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from oxidd.util import DDMemoryError

from ..logic.diagram import Diagram, Space, TooLarge
from ..logic.expression import NO, NOT_SURE, YES, Expression, names_in
from .document import Problem
from .exact import Exact, variables_of
from .guidance import Guidance, Kind
from .invariants import EVERY, KNOWN, Change, Invariant, Proves
from .load import RATINGS, GuidanceError, quantified


@dataclass(frozen=True)
class Step:
    """One way in which two cases may differ: the variables that do, and what they may be before and after.

    ``forgets``: answers of one set become unknown together. What was picked may stay, and all that was not picked is not known any more.
    """

    names: tuple[str, ...]
    before: Diagram
    after: Diagram
    forgets: bool = False

    def back(self, space: Space, end: Diagram) -> Diagram:
        """The cases from which this step leads to some case of ``end``."""
        end = end & self.after
        if not self.forgets:
            return self.before & space.without(end, self.names)
        for name in self.names:
            kept, unknown = (space.without(end & space.case_of(name, value), [name]) for value in (YES, NOT_SURE))
            picked = space.case_of(name, YES)
            end = (picked & (kept | unknown)) | (unknown & ~picked)
        return self.before & end

    def onward(self, space: Space, first: Mapping[str, str]) -> Diagram:
        """The cases to which this step can lead from one case, as far as the variables that differ go."""
        found = self.after
        for name in self.names if self.forgets else ():
            unknown = space.case_of(name, NOT_SURE)
            found = found & (unknown | space.case_of(name, YES) if first.get(name) == YES else unknown)
        return found


@dataclass(frozen=True)
class Broken:
    """A promise that some case breaks.

    Attributes:
        cases: those that break it; for a step, those from which it leads where it must not.
        end: for a step, the cases it must not lead to.
    """

    invariant: Invariant
    ground: Ground
    cases: Diagram
    step: Step | None = None
    end: Diagram | None = None


class Ground:
    """One law, ready to be asked whether promises hold."""

    def __init__(self, law: Exact) -> None:
        self.law, self.guidance, self.space = law, law.guidance, law.space
        self.defined = _defined(law)

    def among(self, invariant: Invariant, *expressions: Expression | None) -> Diagram:
        """The cases that make sense, that a promise speaks of, and in which the expressions are true."""
        found = self.law.within & self._row_there(invariant)
        for expression in (invariant.among, *expressions):
            if expression is not None:
                found = found & self.space.truth(expression, self.defined)[0]
        return found

    def reads(self, invariant: Invariant) -> frozenset[str]:
        """The variables that a promise turns on: those it names, those behind decisions, and those that make them count."""
        todo = [n for e in invariant.expressions() for n in names_in(e)]
        found: set[str] = set()
        while todo:
            name = todo.pop()
            if name in self.space.values:
                if name not in found:
                    found.add(name)
                    todo.extend(self._opened_by.get(name, ()))
            else:
                decision = name.split("[")[0].split(".")[0]
                todo.extend(v for place, reads in self.law.reads.items() if place[0] == decision for v in reads)
        return frozenset(found)

    @cached_property
    def _opened_by(self) -> Mapping[str, frozenset[str]]:
        return {
            variable: frozenset(names_in(question.only_when))
            for question in self.guidance.questions
            if question.only_when is not None
            for fact in question.facts
            for variable in variables_of(self.guidance, fact.name)
        }

    def rows_of(self, invariant: Invariant) -> frozenset[str]:
        """The lists of which a promise looks at one row."""
        return looks_at(self.guidance, invariant)

    def _row_there(self, invariant: Invariant) -> Diagram:
        """What holds where there is a row to look at, even one of which nothing is known: some row is so if this one is."""
        found, looked_at = self.space.true, self.rows_of(invariant)
        for exists in quantified(self.guidance).values():
            if exists.list in looked_at:
                yes, no = self.space.truth(exists.item)
                found = found & (~self.space.answer(exists.name, NO) | no) & (~yes | self.space.answer(exists.name, YES))
        return found

    def speaks_of(self, invariant: Invariant) -> Diagram:
        """The cases that a promise is about."""
        if invariant.kind is Proves.MOVES:
            return self.among(invariant, invariant.start)
        return self.among(invariant)

    def count(self, invariant: Invariant) -> int:
        """How many different cases a promise was held against. One row of a list is looked at only where the promise reads it."""
        reads = self.reads(invariant)
        found = self.among(invariant)
        for listed in self.guidance.lists.values():
            names = [f.name for f in listed.fields]
            if not reads.intersection(names):
                found = self.space.without(found, names)
                for name in names:
                    found = found & self.space.case_of(name, NOT_SURE)
        return self.space.count(found & self.space.once)

    def broken(self, invariant: Invariant) -> Broken | None:
        """The cases that break a promise, if any."""
        if invariant.kind is Proves.NEVER:
            cases = self.among(invariant, invariant.never)
            if cases.satisfiable() and (cases := self.can_be_said(cases, self.reads(invariant))).satisfiable():
                return Broken(invariant, self, cases)
        elif invariant.kind is Proves.MOVES and invariant.change is not None:
            start = self.among(invariant, invariant.start)
            end = self.among(invariant, invariant.to)
            reads = self.reads(invariant)
            for step in self.steps(invariant.change, reads):
                if self._moves(start, end, step).satisfiable():
                    last = self.can_be_said(end, step.names)  # all else is answered alike in both cases
                    if (cases := self.can_be_said(self._moves(start, last, step), reads)).satisfiable():
                        return Broken(invariant, self, cases, step, last)
        return None

    def _moves(self, start: Diagram, end: Diagram, step: Step) -> Diagram:
        """The cases of ``start`` from which a step leads to some case of ``end``."""
        return start & step.back(self.space, end)

    def can_be_said(self, cases: Diagram, reads: Iterable[str]) -> Diagram:
        """Without the cases that nobody can answer so: of a fact with several answers, what is not picked is all "no" or all not known."""
        reads = set(reads)
        for fact in self.guidance.facts.values():
            names = variables_of(self.guidance, fact.name)
            if fact.several and reads.intersection(names):
                none, unknown = self.space.false, self.space.false
                for name in names:
                    none, unknown = none | self.space.case_of(name, NO), unknown | self.space.case_of(name, NOT_SURE)
                cases = cases & ~(none & unknown)
        return cases

    def steps(self, change: Change, reads: frozenset[str]) -> Iterator[Step]:
        """Each way in which two cases may differ, of those that can make a difference."""
        space = self.space
        if change.upward:
            options = [o for o in space.values[change.fact] if o != NOT_SURE]
            for at in range(1, len(options)):
                lower = space.false
                for option in options[:at]:
                    lower = lower | space.case_of(change.fact, option)
                yield Step((change.fact,), lower, space.case_of(change.fact, options[at]))
            return
        if change.fact != EVERY:
            for name in variables_of(self.guidance, change.fact):
                yield Step((name,), self._answers(name, change.before), self._answers(name, change.after))
            return
        together = list(_together(self.guidance))
        members = {n for names in together for n in names if "[" in n}
        for name in space.values:
            if name in reads - members:
                yield Step((name,), self._answers(name, change.before), self._answers(name, change.after))
        for names in together:
            if reads.intersection(names):
                unknown, unpicked = space.true, space.true
                for name in names:
                    unknown, unpicked = unknown & space.case_of(name, NOT_SURE), unpicked & ~space.case_of(name, NO)
                if members.issuperset(names):
                    yield Step(names, space.true, unpicked, forgets=True)
                else:
                    yield Step(names, ~unknown, unknown)

    def _answers(self, name: str, answers: tuple[str, ...]) -> Diagram:
        found = self.space.false
        for answer in answers:
            found = found | (~self.space.case_of(name, NOT_SURE) if answer == KNOWN else self.space.case_of(name, answer))
        return found


def looks_at(guidance: Guidance, invariant: Invariant) -> frozenset[str]:
    """The lists of which a promise looks at one row."""
    names = {n for e in invariant.expressions() for n in names_in(e)}
    heads = {n.split("[")[0] for n in names}
    per = {d.per for d in guidance.decisions.values() if d.per and d.id in heads}
    return frozenset(k for k, listed in guidance.lists.items() if k in per or any(f.name in names for f in listed.fields))


def _together(guidance: Guidance) -> Iterator[tuple[str, ...]]:
    """The variables that become unknown together: a fact with several answers, and a list with its rows."""
    for fact in guidance.facts.values():
        if fact.several:
            yield variables_of(guidance, fact.name)
    for listed in guidance.lists.values():
        yield (*(f.name for f in listed.fields), *(e.name for e in quantified(guidance).values() if e.list == listed.id))


def _defined(law: Exact) -> dict[str, dict[str, Diagram]]:
    """What a promise may read of the decisions: as rules may, and what is settled for each row, and ratings."""
    found = dict(law.defined)
    for decision in law.guidance.decisions.values():
        if decision.per and decision.kind is not Kind.MANY:
            found[decision.id] = law.becomes.get((decision.id, ""), {})
        elif decision.kind is Kind.RATED:
            nothing = dict.fromkeys(RATINGS, law.space.false)
            for candidate in decision.candidates:
                found[f"{decision.id}.{candidate}"] = law.becomes.get((decision.id, candidate), nothing)
    return found


def broken_in(law: Exact, invariants: Iterable[Invariant], ground: Ground | None = None) -> Iterator[Broken]:
    """The promises that some case breaks under one law, of those that the diagrams prove; ``ground`` spares making one anew.

    Raises:
        GuidanceError: a promise makes the diagrams outgrow their room.
    """
    ground = ground or Ground(law)
    for invariant in invariants:
        if invariant.kind.exact and invariant.speaks_in(law.nation, law.day):
            try:
                broken = ground.broken(invariant)
            except (TooLarge, DDMemoryError, MemoryError) as error:
                text = f"`{invariant.id}` makes the guidance too large to prove. Simplify it."
                raise GuidanceError([Problem("too-large", invariant.file, invariant.line, text)]) from error
            if broken is not None:
                yield broken


__all__ = ["Broken", "Ground", "Step", "broken_in", "looks_at"]
