"""What a half-known case can still come to, exactly and fast: most answers are found without a diagram, the rest on one.

From below: complete cases that agree with what is known show what can still come out. From above: rules that cannot hold any more, or that
must, show what cannot. What lies between is looked up on the diagrams, and remembered: a case that is found there is kept as a witness, and
what cannot come out of a case cannot come out of one of which more is known.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from ..logic.compiled import Condition, can_hold, holds, must_hold
from ..logic.diagram import Diagram
from ..logic.expression import NO, NOT_SURE, YES, Expression, member
from .decide import Many, One, decider_of
from .edition import Edition
from .exact import variables_of
from .guidance import Question
from .load import quantified

WITNESSES, REMEMBERED = 800, 200
"""How many complete cases are kept of one law, and how many findings that something cannot come out."""
RECENT, MISSES = 150, 3
"""How many of the latest are changed to agree with what is known before a diagram is asked; how often in vain, one after the other."""
SMALL = 1000
"""A diagram of fewer nodes is asked at once."""

Place = tuple[str, str]


@dataclass(frozen=True)
class Spot:
    """One thing that comes to exactly one outcome: a place, or whether one of many candidates holds. ``bits`` by outcome."""

    place: Place
    bits: Mapping[str, int]
    every: int
    candidate: str = ""


@dataclass
class View:
    """A half-known case: what is known as bits, and what may follow from it.

    Attributes:
        bits: what is known.
        every: all bits of the variables that are known.
        cases: all answers that variables may still have and all outcomes that may come of them; perhaps more than can.
        steps: the places that may still come to different outcomes.
        settled: the bits of what the others come to.
        here: gives the diagram of the cases that agree with what is known.
        spots: those of interest.
        possible: the bits of exactly what these can come to.
        live: by place, the variables that may still have a part in it (see `matter`).
    """

    bits: int
    every: int
    cases: int
    steps: Sequence[One | Many]
    settled: int
    here: Callable[[], Diagram]
    spots: Mapping[tuple[Place, str], Spot]
    possible: int = 0
    live: dict[Place, int] | None = None

    def outcomes(self, place: Place, candidate: str = "") -> tuple[str, ...]:
        """What a place, or one of many candidates, can still come to."""
        return tuple(outcome for outcome, bit in self.spots[place, candidate].bits.items() if self.possible & bit)

    def open(self) -> Iterator[Spot]:
        """What is not settled."""
        for spot in self.spots.values():
            if (self.possible & spot.every).bit_count() > 1:
                yield spot


@lru_cache(maxsize=4)
def reach_of(law: Edition) -> Reach:
    """What is remembered of one law."""
    return Reach(law)


class Reach:
    """What the cases of one law can come to, with what was found so far.

    Attributes:
        facts: the bits of all variables that can be unknown; the others are outcomes.
        lists: for each list the bits of all that is said of it: quantified parts and one row's facts.
        gates: for each question that applies only in some cases, where it does not; the bits of its variables; those that say "not known".
        spots: all that comes to one outcome.
        witnesses: complete cases with bits of what they come to, perhaps not of all of it; the last are the latest.
    """

    def __init__(self, law: Edition) -> None:
        self.law, self.decider = law, decider_of(law)
        self.masks = self.decider.masks
        self._open = {n: bits for n, bits in self.masks.every.items() if bits & self.masks.unknown}
        self.facts = sum(self._open.values())
        self.gates = [self._gate(q.only_when, q) for q in law.guidance.questions if q.only_when is not None]
        self.spots = list(self._each_spot())
        self.lists = [self._list_bits(name) for name in law.guidance.lists]
        self.of_lists = sum(self.lists)
        self._asked: dict[tuple[Place, ...], Mapping[tuple[Place, str], Spot]] = {}
        self._never: list[tuple[int, int]] = []
        self.witnesses = list(self._first_witnesses())

    def _gate(self, only_when: Expression, question: Question) -> tuple[Condition, int, int]:
        """Where a question does not apply; the bits of its variables, and those of them that say that they are not known."""
        names = [v for f in question.facts for v in variables_of(self.law.guidance, f.name)]
        off = self.masks.condition(only_when, wanted=False)
        return off, sum(self.masks.every[n] for n in names), sum(self.masks.bit(n, NOT_SURE) for n in names)

    def _each_spot(self) -> Iterator[Spot]:
        for step in self.decider.steps:
            if isinstance(step, Many):
                for candidate, (yes, no) in step.outcomes.items():
                    yield Spot(step.place, {YES: yes, NO: no}, yes | no, candidate)
            else:
                outcomes = {c: bits[0] for c, bits in step.outcomes.items()}
                yield Spot(step.place, outcomes, sum(outcomes.values()))

    def _spots_of(self, places: tuple[Place, ...]) -> Mapping[tuple[Place, str], Spot]:
        if places not in self._asked:
            self._asked[places] = {(spot.place, spot.candidate): spot for spot in self.spots if spot.place in places}
        return self._asked[places]

    def _list_bits(self, name: str) -> int:
        """The bits of all that is said of a list: quantified parts and one row's facts."""
        parts = [e.name for e in quantified(self.law.guidance).values() if e.list == name]
        return sum(self.masks.every[n] for n in (*parts, *(f.name for f in self.law.guidance.lists[name].fields)))

    def _first_witnesses(self) -> Iterator[int]:
        """For every rule a complete case that meets it, where one is easily found; nothing is known there of lists."""
        chance = random.Random(0)  # noqa: S311 - a fixed start, nothing secret
        lists = self.of_lists
        choices = [[1 << i for i in positions(bits)] for bits in self._open.values()]
        for step in self.decider.steps:
            for condition in step.conditions:
                case = sum(chance.choice(bits) for bits in choices)
                case = case & ~lists | self.masks.unknown & lists
                for some in (*condition[3], *condition[1]):
                    if some and not case & some:
                        bit = chance.choice([1 << i for i in positions(some)])
                        every = next((e for e in self._open.values() if e & bit and not e & lists), 0)
                        case = case & ~every | (bit if every else 0)
                yield self.came_to(case, self.decider.steps, 0)

    def came_to(self, case: int, steps: Sequence[One | Many], settled: int) -> int:
        """A complete case with the bits of all that it comes to. What does not apply is set aside for that, but kept in the case.

        Args:
            case: with one bit for each variable.
            steps: the places to look at.
            settled: the outcomes of the others.
        """
        counted = case | settled
        for off, every, unknown in self.gates:
            if holds(off, counted):
                counted = counted & ~every | unknown
        for step in steps:
            counted |= step.reached(counted)
        return case | counted & ~self.facts

    def view(self, answers: Mapping[str, str], here: Callable[[], Diagram], places: Collection[Place], whole: View | None = None) -> View:
        """What a half-known case can still come to.

        Args:
            answers: what is known, by variable.
            here: gives the diagram of the cases that agree with it; called only if it is needed.
            places: those that are of interest.
            whole: for a place that is settled by row: the case itself, of which ``answers`` then adds the row's.
        """
        bits = every = 0
        for name, value in answers.items():
            if name in self._open and value != NOT_SURE:
                bits |= self.masks.bit(name, value)
                every |= self._open[name]
        own = [self.decider.step[place] for place in places]
        if whole is not None:
            cases = whole.cases & ~every | bits
            bits, every = bits | whole.bits, every | whole.every
            for step in own:
                cases = cases & ~step.every | step.bounds(cases)
            looked_at = [*whole.steps, *own]
        else:
            cases = self.facts & ~every | bits
            for off, gated, unknown in self.gates:
                if can_hold(off, cases):
                    cases = (cases & ~gated if must_hold(off, cases) else cases) | unknown
            for step in self.decider.steps:
                cases |= step.bounds(cases)
            looked_at = self.decider.steps
        steps = [s for s in looked_at if (cases & s.every).bit_count() > len(s.outcomes if isinstance(s, Many) else "1")]
        settled = cases & ~self.facts & ~sum(s.every for s in steps)
        view = View(bits, every, cases, steps, settled, here, self._spots_of(tuple(places)))
        view.possible = self._possible(view, cases & sum(s.every for s in own))
        return view

    def _possible(self, view: View, may: int) -> int:
        for known, never in self._never:
            if view.bits & known == known:
                may &= ~never
        found = view.settled | self._seen(view.bits, may)
        if left := may & ~(found | self.small):
            found |= self._tried(view, left)
        if left := may & ~found:
            can = self._looked_up(left, view.here())
            found |= can
            if never := left & ~can:
                self._never = [*self._never[-REMEMBERED:], (view.bits, never)]
        return found & may

    def _seen(self, bits: int, may: int) -> int:
        """What witnesses that agree with what is known come to."""
        found = 0
        for witness in reversed(self.witnesses):
            if witness & bits == bits:
                found |= witness
                if not may & ~found:
                    break
        return found

    def fitted(self, case: int, view: View) -> int:
        """A complete case changed so that it agrees with what is known."""
        bits, every = view.bits, view.every
        for of_list in self.lists:
            if every & of_list:  # what is known of a list and what is not must fit together: nothing else is known of it
                every |= of_list
                bits |= of_list & self.masks.unknown & ~self._known(bits & of_list)
        return case & self.facts & ~every | bits

    def _tried(self, view: View, left: int) -> int:
        """What comes of changing witnesses so that they agree with what is known."""
        found, misses, recent = 0, 0, self.witnesses[-RECENT:]
        while left and misses < MISSES:
            best = max(recent, key=lambda witness: (witness & left).bit_count(), default=0)
            if not best & left:
                break
            recent.remove(best)
            new = self.came_to(self.fitted(best, view), view.steps, view.settled)
            found |= new
            misses += 1
            if new & left:
                misses = 0
                left &= ~new
                self.witnesses.append(new)
        del self.witnesses[:-WITNESSES]
        return found

    def _known(self, bits: int) -> int:
        """All bits of the variables of which one bit is given."""
        return sum(every for every in self._open.values() if every & bits)

    @cached_property
    def small(self) -> int:
        """The outcomes whose diagrams are so small that looking there is the quickest."""
        return sum(bit | opposite for bit, opposite, diagram in self._diagrams if diagram.node_count() < SMALL)

    @cached_property
    def _diagrams(self) -> list[tuple[int, int, Diagram]]:
        """For each outcome its bit, the bit of its opposite if that is an outcome too, and the cases that come to it."""
        found = []
        for spot in self.spots:
            if spot.candidate:
                found.append((spot.bits[YES], spot.bits[NO], self.diagram(spot, YES)))
            else:
                found += [(bit, 0, self.diagram(spot, outcome)) for outcome, bit in spot.bits.items()]
        return found

    def _looked_up(self, left: int, here: Diagram) -> int:
        """Which outcomes the diagrams say can still come out."""
        found = 0
        for bit, opposite, diagram in self._diagrams:
            if left & (bit | opposite):
                cases = diagram & here
                if cases.satisfiable():
                    found |= bit
                if opposite and cases != here:
                    found |= opposite
        return found

    def diagram(self, spot: Spot, outcome: str) -> Diagram:
        """The cases that come to an outcome."""
        exact = self.law.exact
        return exact.defined[member(spot.place[0], spot.candidate)][outcome] if spot.candidate else exact.becomes[spot.place][outcome]


def positions(bits: int) -> Iterator[int]:
    """The places of the bits that are set."""
    while bits:
        low = bits & -bits
        yield low.bit_length() - 1
        bits ^= low
