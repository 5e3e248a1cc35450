"""Expressions over columns: a million cases at once, eight to a byte. NumPy is loaded with this file, so no page imports it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .expression import NO, NOT_SURE, YES, Always, And, Exists, Expression, Is, Not, Or, Variable

Packed = NDArray[np.uint8]
"""A yes-or-no column, one bit a case; bits after the last case mean nothing."""


class Columns:
    """Many cases over some variables.

    Args:
        variables: facts, and decisions that others read; the latter are given by `define`.
        derived: names of quantified parts (no, yes or not sure).
        answers: for each variable the position of each case's answer among its options; less than 0, or no column, is unknown.
        rows: how many cases.

    Raises:
        ValueError: a column of another length, of another kind than whole numbers, or with a position that no option has.
    """

    def __init__(
        self, variables: Iterable[Variable], derived: Iterable[str], answers: Mapping[str, NDArray[np.integer]], rows: int
    ) -> None:
        self.rows, self._size = rows, (rows + 7) // 8
        self.none, self.every = np.zeros(self._size, np.uint8), np.full(self._size, 255, np.uint8)
        self._where: dict[tuple[Expression, bool], Packed] = {}
        self._cases: dict[str, dict[str, Packed]] = {}
        values = {v.name: v.options for v in variables if v.open} | dict.fromkeys(derived, (NO, YES))
        for name, options in values.items():
            self._cases[name] = self._split(name, options, answers[name]) if name in answers else {NOT_SURE: self.every}

    def _split(self, name: str, options: Sequence[str], column: NDArray[np.integer]) -> dict[str, Packed]:
        if column.shape != (self.rows,) or not np.issubdtype(column.dtype, np.integer):
            raise ValueError(f"The column `{name}` must hold {self.rows} whole numbers.")
        if self.rows and int(column.max()) >= len(options):
            raise ValueError(f"The column `{name}` holds a position that no option has; its options are {', '.join(options)}.")
        found = {option: np.packbits(column == at) for at, option in enumerate(options)}
        found[NOT_SURE] = np.packbits(column < 0)
        return found

    def set_aside(self, names: Iterable[str], only_when: Expression) -> None:
        """Let variables count as unknown where an expression is false. To be called before any expression reads them."""
        off = self.where(only_when, wanted=False)
        for name in names:
            cases = self._cases[name]
            self._cases[name] = {v: each | off if v == NOT_SURE else each & ~off for v, each in cases.items()}

    def define(self, name: str, cases: Mapping[str, Packed]) -> None:
        """Give a decision: for each conclusion, the cases that come to it."""
        self._cases[name] = dict(cases)

    def where(self, expression: Expression, *, wanted: bool = True) -> Packed:
        """The cases in which an expression is true; or, not ``wanted``, those in which it is false. The rest are unknown."""
        key = expression, wanted
        if (done := self._where.get(key)) is None:
            done = self._where[key] = self._find(expression, wanted)
        return done

    def _find(self, expression: Expression, wanted: bool) -> Packed:
        match expression:
            case Always():
                return self.every if wanted else self.none
            case Is(name, options, or_unknown):
                picked = [c for v, c in self._cases[name].items() if v != NOT_SURE and (v in options) is wanted]
                return self._any(picked + ([self._cases[name][NOT_SURE]] if or_unknown and wanted else []))
            case Exists(name=name):
                return self._cases[name].get(YES if wanted else NO, self.none)
            case Not(item):
                return self.where(item, wanted=not wanted)
            case And(items) | Or(items):
                parts = [self.where(item, wanted=wanted) for item in items]
                return self._all(parts) if isinstance(expression, And) is wanted else self._any(parts)
        raise TypeError(expression)

    def _any(self, parts: Sequence[Packed]) -> Packed:
        if len(parts) < 2:
            return parts[0] if parts else self.none
        found = parts[0] | parts[1]
        for part in parts[2:]:
            found |= part
        return found

    def _all(self, parts: Sequence[Packed]) -> Packed:
        if len(parts) < 2:
            return parts[0] if parts else self.every
        found = parts[0] & parts[1]
        for part in parts[2:]:
            found &= part
        return found

    def first(self, candidates: Iterable[str], rules: Iterable[tuple[str, Expression]]) -> Outcome:
        """For each case the conclusion of the first rule that holds.

        Args:
            candidates: all that could be concluded.
            rules: conclusion and condition, the highest rule first.
        """
        found = {candidate: self.none.copy() for candidate in candidates}
        left = self.every.copy()
        for to, when in rules:
            here = left & self.where(when)
            found[to] |= here
            left ^= here
        return Outcome(found, self.rows)

    def each(self, candidates: Iterable[str], rules: Iterable[tuple[str, Expression, Sequence[int]]]) -> Outcome:
        """For each case every conclusion of a rule that holds while no rule above it does.

        Args:
            candidates: all that could be concluded.
            rules: conclusion, condition, and the positions of the rules above, which stand earlier.
        """
        found = {candidate: self.none.copy() for candidate in candidates}
        holding: list[Packed] = []
        for to, when, above in rules:
            holding.append(self.where(when))
            silenced = self._any([holding[a] for a in above])
            found[to] |= holding[-1] & ~silenced
        return Outcome(found, self.rows)


@dataclass(frozen=True)
class Outcome:
    """What a decision came to in many cases.

    Attributes:
        packed: by candidate, the cases that come to it.
        rows: how many cases.
    """

    packed: Mapping[str, Packed]
    rows: int

    def held(self, candidate: str) -> NDArray[np.bool_]:
        """In which cases a candidate holds."""
        return np.unpackbits(self.packed[candidate], count=self.rows).view(np.bool_)

    @property
    def positions(self) -> NDArray[np.uint8]:
        """The position of each case's candidate, for a decision that comes to exactly one; 255 where no rule settles it."""
        found = np.zeros(self.rows, np.uint8)
        each = list(self.packed.values())
        for bit in range((len(each) - 1).bit_length()):
            plane = np.bitwise_or.reduce([cases for at, cases in enumerate(each) if at >> bit & 1])
            found |= np.unpackbits(plane, count=self.rows) << bit
        settled = np.unpackbits(np.bitwise_or.reduce(each), count=self.rows)
        found[settled == 0] = 255
        return found

    def names(self) -> NDArray[np.object_]:
        """Each case's candidate by name; ``None`` where no rule settles it."""
        return np.array([*self.packed, *[None] * (256 - len(self.packed))], dtype=np.object_)[self.positions]
