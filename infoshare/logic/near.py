"""The nearest cases on the other side: which few answers, if they were different, would take a case into some diagram.

A case is a path through the diagram. A search follows it and leaves it a given number of times; parts from which the end cannot be reached
with what is left are not entered.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial

from .diagram import Diagram, Space
from .expression import NOT_SURE

Changes = tuple[tuple[str, str], ...]
"""Variables with the answers they would have."""


def nearest(
    space: Space, cases: Diagram, point: Mapping[str, str], may: Callable[[str, str], bool], most: int, enough: int
) -> Iterator[Changes]:
    """Every smallest set of changed answers with which a case lies in ``cases``, the smallest first.

    No part of a set that is given would do on its own. Nothing changes to "not sure".

    Args:
        space: of the diagram.
        cases: where the case is not, and would come to be.
        point: the case; what is missing is not known.
        may: whether a variable may be changed to an answer.
        most: how many answers at most.
        enough: when so many were found, those that need more answers are not looked for.
    """
    found: list[frozenset[tuple[str, str]]] = []
    for size in range(1, most + 1):
        if len(found) >= enough:
            return
        alone = {each for each in found if len(each) == 1}
        search = _Search(space, point, partial(_apart_from, may, alone))
        new = [c for c in search.paths(cases, size, ()) if not any(f <= frozenset(c) for f in found)]
        found += map(frozenset, new)
        yield from new


def _apart_from(may: Callable[[str, str], bool], alone: set[frozenset[tuple[str, str]]], name: str, value: str) -> bool:
    return frozenset([(name, value)]) not in alone and may(name, value)


class _Search:
    def __init__(self, space: Space, point: Mapping[str, str], may: Callable[[str, str], bool]) -> None:
        self.space, self.point, self.may = space, point, may
        self.known: dict[tuple[Diagram, int], int] = {}
        self.below: dict[Diagram, tuple[Diagram, list[tuple[str, str, Diagram]]]] = {}

    def turns(self, node: Diagram) -> tuple[Diagram, list[tuple[str, str, Diagram]]]:
        """Where the case goes from a node, and where it would go with another answer."""
        if node not in self.below:
            name, answers = self.space.answered(node)
            here = self.point.get(name, NOT_SURE)
            others = [(name, v, n) for v, n in answers.items() if v not in (here, NOT_SURE) and self.may(name, v)]
            self.below[node] = answers[here], others
        return self.below[node]

    def least(self, node: Diagram, left: int) -> int:
        """How many answers must change to come from a node to the end, if it can be done with those left; more than those otherwise."""
        if node == self.space.true:
            return 0
        if node == self.space.false:
            return left + 1
        if (node, left) not in self.known:
            on, others = self.turns(node)
            best = min(self.least(on, left), left + 1)
            if left and best:
                best = min(best, *(1 + self.least(n, left - 1) for _, _, n in others), left + 1)
            self.known[node, left] = best
        return self.known[node, left]

    def paths(self, node: Diagram, left: int, changes: Changes) -> Iterator[Changes]:
        """The ways to the end that change exactly so many answers."""
        if self.least(node, left) > left:
            return
        if node == self.space.true:
            if not left:
                yield changes
            return
        on, others = self.turns(node)
        yield from self.paths(on, left, changes)
        if left:
            for name, value, other in others:
                yield from self.paths(other, left - 1, (*changes, (name, value)))
