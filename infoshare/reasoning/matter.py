"""Which unanswered facts can still change which outcomes, exactly; most are found without a diagram (see `reach`).

From below: two complete cases that agree with what is known, differ in one fact and come to different outcomes. From above: the facts that
the rules that may still hold read, also through other decisions and through questions that apply only in some cases.
"""

from __future__ import annotations

import random
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import lru_cache

from ..logic.compiled import can_hold, must_hold
from ..logic.expression import NOT_SURE, names_in, over_rows
from .decide import Many, One, in_rank
from .edition import Edition
from .exact import variables_of
from .load import quantified
from .reach import Place, Spot, View, positions, reach_of

PAIRS, LISTS, LOOKS, TURNS = 200, 40, 5, 4
"""How many pairs are kept of a fact; how many lists are tried for one that is not known; for one fact, how many complete cases are varied,
and in how many ways each."""


@lru_cache(maxsize=4)
def matter_of(law: Edition) -> Matter:
    """What is remembered of one law."""
    return Matter(law)


class Matter:
    """Which variables can change the outcomes of one law, with what was found so far."""

    def __init__(self, law: Edition) -> None:
        self._law, self._reach = law, reach_of(law)
        guidance, every = law.guidance, self._reach.masks.every
        self._reads = {place: [sum(every[n] for n in names_in(r.when)) for r in in_rank(ordered)] for place, ordered in law.rules.items()}
        gates = [(q.only_when, [v for f in q.facts for v in variables_of(guidance, f.name)]) for q in guidance.questions]
        self._gates = [(sum(every[n] for n in own), sum(every[n] for n in names_in(when))) for when, own in gates if when is not None]
        self._lists = {bits: list(self._some(name)) for name, bits in zip(guidance.lists, self._reach.lists, strict=True)}
        self._pairs: dict[int, list[tuple[int, int, int]]] = {}
        self._never: dict[int, list[tuple[int, int]]] = {}

    def _some(self, name: str) -> Iterator[int]:
        """What can be said of some lists, with one of its rows in sight."""
        chance, masks, guidance = random.Random(name), self._reach.masks, self._law.guidance  # noqa: S311 - a fixed start
        listed = guidance.lists[name]
        own = [f.name for f in listed.fields]
        parts = [e for e in quantified(guidance).values() if e.list == name]
        for _ in range(LISTS):
            rows: list[Mapping[str, str]] = [
                {n: a for n, a in ((f.name, chance.choice((*f.ids, NOT_SURE))) for f in listed.fields) if a != NOT_SURE}
                for _ in range(chance.randint(0, 2))
            ]
            said = {e.name: over_rows(e, rows) for e in parts} | {n: rows[0].get(n, NOT_SURE) if rows else NOT_SURE for n in own}
            yield sum(masks.bit(n, value) for n, value in said.items())

    def changes(self, view: View, names: Collection[str], spots: Iterable[Spot]) -> Iterator[str]:
        """Those decisions that two cases can come to differently that agree with what is known and differ only in the named variables.

        Args:
            view: what is known.
            names: variables.
            spots: open ones, of the decisions that are of interest.
        """
        every, bits = self._reach.masks.every, view.bits
        mask = sum(every[n] for n in names)
        live = self._live(view)
        left = [s for s in spots if live[s.place] & mask]
        for known, never in self._never.get(mask, ()):
            if bits & known == known:
                left = [s for s in left if not never & s.every]
        for differ in self._differing(view, mask, names) if left else ():
            if found := {s.place[0] for s in left if differ & s.every}:
                yield from found
                left = [s for s in left if s.place[0] not in found]
                if not left:
                    return
        found, never = set(), 0
        for spot in left:
            if spot.place[0] in found:
                continue
            if self._looked_up(view, mask, spot, names):
                found.add(spot.place[0])
                yield spot.place[0]
            else:
                never |= spot.every
        if never:
            self._never[mask] = [*self._never.get(mask, [])[-PAIRS:], (bits, never)]

    def _differing(self, view: View, mask: int, names: Collection[str]) -> Iterator[int]:
        """The outcomes in which pairs of complete cases differ that themselves differ only in the masked variables."""
        reach, bits = self._reach, view.bits
        pairs = self._pairs.setdefault(mask, [])
        for one, other, differ in reversed(pairs):
            if one & other & bits == bits:
                yield differ
        for one, other, _ in pairs[: -LOOKS - 1 : -1]:
            yield self._compared(view, pairs, reach.fitted(one, view), reach.fitted(other, view))
        free = [reach.masks.every[n] for n in names if not reach.masks.every[n] & (view.every | reach.of_lists)]
        chance = random.Random(mask ^ bits)  # noqa: S311 - nothing secret, and the same every time
        for case in [w for w in reversed(reach.witnesses) if w & bits == bits][:LOOKS]:
            turns = [(every, 1 << at) for every in free for at in positions(every & ~case)]
            turns = chance.sample(turns, TURNS) if len(turns) > TURNS else turns
            turns += [(own, said) for own, some in self._lists.items() if own & mask and not own & view.every for said in some[:TURNS]]
            for changed, to in turns:
                yield self._compared(view, pairs, case & reach.facts, case & reach.facts & ~changed | to)

    def _compared(self, view: View, pairs: list[tuple[int, int, int]], one: int, other: int) -> int:
        """The outcomes in which two complete cases differ; they are kept if they do."""
        if one == other:
            return 0
        first, second = (self._reach.came_to(case, view.steps, view.settled) for case in (one, other))
        if differ := (first ^ second) & ~self._reach.facts:
            pairs.append((one, other, differ))
            del pairs[:-PAIRS]
        return differ

    def _looked_up(self, view: View, mask: int, spot: Spot, names: Collection[str]) -> bool:
        space, here = self._law.exact.space, view.here()
        for outcome in [o for o, bit in spot.bits.items() if view.possible & bit][1:]:
            if pair := space.apart(self._reach.diagram(spot, outcome), here, names):
                one, other = (sum(self._reach.masks.bit(n, value) for n, value in case.items()) for case in pair)
                self._pairs[mask] = [*self._pairs[mask][-PAIRS:], (one, other, spot.every)]
                return True
        return False

    def count(self, view: View, names: Collection[str], spots: Iterable[Spot]) -> tuple[int, int]:
        """In how many of the cases that agree with what is known other answers to some variables change a spot; and how many cases agree.

        A case is one way of answering everything, "not sure" being an answer; what does not apply in it is not told apart.
        """
        space, here = self._law.exact.space, view.here()
        changed = space.false
        for spot in spots:
            for outcome, bit in spot.bits.items():
                if view.possible & bit:
                    cases = self._reach.diagram(spot, outcome)
                    changed = changed | space.without(here & cases, names) & ~cases
        here = here & space.once
        return space.count(changed & here), space.count(here)

    def _live(self, view: View) -> dict[Place, int]:
        """By place, the variables that can still have a part in what it comes to; perhaps more than do."""
        if view.live is None:
            open_ = {step.place: self._read(step, view.cases) for step in view.steps}
            own = {step.place: step.every for step in view.steps}
            for place, reads in open_.items():
                before = 0
                while reads != before:
                    before = reads
                    for gated, asks in self._gates:
                        reads |= asks if reads & gated else 0
                    for other, bits in own.items():
                        reads |= open_[other] if reads & bits else 0
                open_[place] = reads
            view.live = open_
        return view.live

    def _read(self, step: One | Many, cases: int) -> int:
        found = 0
        for condition, reads in zip(step.conditions, self._reads[step.place], strict=True):
            if can_hold(condition, cases):
                if not must_hold(condition, cases):
                    found |= reads
                elif isinstance(step, One):
                    break
        return found
