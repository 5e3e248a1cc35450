"""Expressions as decision diagrams: exact answers about cases of which only a part is known.

Each variable's answers, and "not sure", are written in binary; codes that are left over mean "not sure" too, so that every code is a
case and no diagram needs a side condition for them. Measured reasons for this engine are in CONTRIBUTING.md.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from copy import copy
from functools import cached_property

from oxidd.bdd import BDDFunction, BDDManager
from oxidd.util import DDMemoryError

from .expression import NO, NOT_SURE, YES, Always, And, Exists, Expression, Is, Not, Or, Variable, names_in

Diagram = BDDFunction
NODES = 1 << 22
"""The most nodes a guidance may need, five times what it needs today. One that explodes is refused, not endured. Unused room is free."""

CACHE = 1 << 17
"""How many results are remembered, in 2 MB. With half of it some proofs take a hundred times as long."""
SPARE = 1 << 18
"""As many nodes may lie about, beside as many as are in use, before they are freed (4 MB). Freeing forgets results, too."""


class TooLarge(RuntimeError):
    """The diagrams outgrew their limit."""


class Space:
    """All cases over some variables.

    Args:
        variables: in the order the diagrams shall have; neighbours should belong together (see `order.arranged`).
        derived: names of quantified parts (yes, no or not sure), placed after the variables.

    A variable may apply only in some cases (see `restrict`); elsewhere it counts as not sure, whatever was answered.
    """

    def __init__(self, variables: Iterable[Variable], derived: Iterable[str] = (), *, nodes: int | None = None) -> None:
        self.values: dict[str, tuple[str, ...]] = {v.name: (*v.options, *([NOT_SURE] if v.open else [])) for v in variables}
        self.values.update(dict.fromkeys(derived, (NO, YES, NOT_SURE)))
        self._manager = BDDManager(nodes or NODES, CACHE, 1)
        self._full = SPARE
        self._bits: dict[str, list[Diagram]] = {}
        total = sum(max(1, (len(v) - 1).bit_length()) for v in self.values.values())
        self._manager.add_vars(total)
        at = 0
        for name, values in self.values.items():
            width = max(1, (len(values) - 1).bit_length())
            self._bits[name] = [self._manager.var(at + bit) for bit in range(width)]
            at += width
        self._raw = {name: self._codes(name) for name in self.values}
        self._answers = {name: dict(codes) for name, codes in self._raw.items()}
        self._truths: dict[tuple[Expression, bool], Diagram] = {}
        self._defined: Mapping[str, Mapping[str, Diagram]] = {}
        self._decided: dict[tuple[Expression, bool], Diagram] = {}
        self.true, self.false = self._manager.true(), self._manager.false()

    def _codes(self, name: str) -> dict[str, Diagram]:
        bits, values = self._bits[name], self.values[name]
        found: dict[str, Diagram] = {}
        for code in range(1 << len(bits)):
            cube = self._cube(bits, code)
            value = values[min(code, len(values) - 1)]
            found[value] = found[value] | cube if value in found else cube
        return found

    def _cube(self, bits: list[Diagram], code: int) -> Diagram:
        cube = self._manager.true()
        for position, bit in enumerate(bits):
            cube = cube & (bit if code >> position & 1 else ~bit)
        return cube

    def reading(self, options: Mapping[str, Collection[str]]) -> Space:
        """The same cases as another vocabulary reads them, with restrictions of its own: an answer it does not have counts as not sure.

        Args:
            options: the answers that it has, by variable. A variable that is missing is read as here.
        """
        other = copy(self)
        other.__dict__.pop("once", None)
        other._truths, other._defined, other._decided = {}, {}, {}
        other._raw = {}
        for name, codes in self._raw.items():
            own = codes.keys() if name not in options else {*options[name], NOT_SURE}
            other._raw[name] = {value: cases for value, cases in codes.items() if value in own}
            for value in codes.keys() - own:
                other._raw[name][NOT_SURE] = other._raw[name][NOT_SURE] | codes[value]
        other._answers = {name: dict(codes) for name, codes in other._raw.items()}
        return other

    def restrict(self, names: Iterable[str], only_when: Expression) -> None:
        """Let variables count only where an expression is not false. To be called before any diagram reads them."""
        off = self.truth(only_when)[1]
        for name in names:
            codes = self._raw[name]
            self._answers[name] = {v: (cases | off) if v == NOT_SURE else cases & ~off for v, cases in codes.items()}

    def answers(self, name: str) -> Collection[str]:
        """The answers a variable can have, "not sure" among them."""
        return self._answers[name].keys()

    def answer(self, name: str, value: str) -> Diagram:
        """The cases in which a variable counts as having one answer (``not_sure`` is one)."""
        return self._answers[name][value]

    def truth(self, expression: Expression, defined: Mapping[str, Mapping[str, Diagram]] | None = None) -> tuple[Diagram, Diagram]:
        """The cases in which an expression is true, and those in which it is false; the rest are unknown.

        Args:
            expression: a parsed expression.
            defined: names that are not variables of this space but conclusions of decisions, with a diagram for each conclusion.

        Raises:
            TooLarge: the limit on nodes is reached.
        """
        return self.holds(expression, defined), self.holds(expression, defined, fails=True)

    def holds(self, expression: Expression, defined: Mapping[str, Mapping[str, Diagram]] | None = None, *, fails: bool = False) -> Diagram:
        """The cases in which an expression is true; with ``fails``, those in which it is false. See `truth`."""
        defined = {} if defined is None else defined
        if self._defined is not defined:  # what reads a decision is kept while one law is looked at
            self._defined, self._decided = defined, {}
        self._make_room()
        try:
            return self._part(expression, not fails)
        except DDMemoryError as error:
            raise TooLarge from error

    def _part(self, expression: Expression, wanted: bool) -> Diagram:
        place = expression, wanted
        for kept in (self._truths, self._decided):
            if place in kept:
                return kept[place]
        match expression:
            case Always():
                result = self.true if wanted else self.false
            case Is(name, options, or_unknown):
                result = self.false
                for value, cases in (self._defined[name] if name in self._defined else self._answers[name]).items():
                    held = value in options or (value == NOT_SURE and or_unknown)
                    if held if wanted else not held and value != NOT_SURE:
                        result = result | cases
            case Exists(name=name):
                result = self._answers[name][YES if wanted else NO]
            case Not(item):
                result = self._part(item, not wanted)
            case And(items) | Or(items):
                every = isinstance(expression, And) is wanted
                parts = sorted((self._part(i, wanted) for i in items), key=lambda part: part.node_count())
                result = self.true if every else self.false
                for part in parts:  # the small ones first: they cut the large ones down
                    result = result & part if every else result | part
            case _:
                raise TypeError(expression)
        kept = self._decided if any(n in self._defined for n in names_in(expression)) else self._truths
        kept[place] = result
        return result

    def reorder(self, names: Sequence[str]) -> int:
        """Put the variables into another order, quantified parts among them; returns how many nodes all diagrams then take."""
        self._manager.set_var_order([self._first[name] + bit for name in names for bit in range(len(self._bits[name]))])
        self._manager.gc()
        return int(self._manager.num_inner_nodes())

    def forget(self) -> None:
        """Let go of the expressions read so far; only diagrams that somebody holds remain."""
        self._truths, self._defined, self._decided = {}, {}, {}

    def tidy(self) -> None:
        """Free what nobody holds any more."""
        self._manager.gc()
        self._full = 2 * self._manager.num_inner_nodes() + SPARE

    def _make_room(self) -> None:
        """Tidy when there is much to tidy. The library would do so much later, and in a thread, which a forked process has not."""
        if self._manager.approx_num_inner_nodes() > self._full:
            self.tidy()

    def case(self, answers: Mapping[str, str]) -> Diagram:
        """The cases that agree with what was answered. A variable that is missing or ``not_sure`` is left open."""
        self._make_room()
        cases = self.true
        for name, value in answers.items():
            if value != NOT_SURE and name in self._raw:
                cases = cases & self._raw[name][value]
        return cases

    def case_of(self, name: str, value: str) -> Diagram:
        """The cases in which a variable was answered so, whether or not the answer counts."""
        return self._raw[name][value]

    def without(self, cases: Diagram, names: Iterable[str]) -> Diagram:
        """What is left of cases when some variables are forgotten."""
        over = self.true
        for name in names:
            for bit in self._bits[name]:
                over = over & bit
        return cases.exists(over)

    def can_change(self, cases: Diagram, within: Diagram, names: Iterable[str]) -> bool:
        """Whether membership in ``cases`` can differ between two cases of ``within`` that differ only in the named variables."""
        self._make_room()
        names = tuple(names)
        inside = self.without(within & cases, names)
        return bool((inside & self.without(cases.imp_strict(within), names)).satisfiable())

    def answered(self, node: Diagram) -> tuple[str, dict[str, Diagram]]:
        """The variable at the top of a diagram that is neither true nor false, and what remains of the diagram for each of its answers."""
        name = self._at[node.node_var() or 0]
        found = {}
        for code, value in enumerate(self.values[name]):
            below = node
            while (at := below.node_var()) is not None and self._at[at] == name:
                true, false = below.cofactors() or (below, below)
                below = true if code >> (at - self._first[name]) & 1 else false
            found[value] = below
        return name, found

    @cached_property
    def _first(self) -> dict[str, int]:
        found, at = {}, 0
        for name, bits in self._bits.items():
            found[name] = at
            at += len(bits)
        return found

    @cached_property
    def _at(self) -> list[str]:
        return [name for name, bits in self._bits.items() for _ in bits]

    def apart(self, cases: Diagram, within: Diagram, names: Iterable[str]) -> tuple[dict[str, str], dict[str, str]] | None:
        """Two whole cases of ``within`` that differ only in the named variables, one in ``cases`` and the other not, if there are."""
        self._make_room()
        names = frozenset(names)
        inside, outside = within & cases, cases.imp_strict(within)
        both = self.without(inside, names) & self.without(outside, names)
        if (cube := both.pick_cube()) is None:
            return None
        same = {name: value for name, value in self._whole(cube).items() if name not in names}
        there = self.true
        for name, value in same.items():
            there = there & self._raw[name][value]
        first, second = (self._whole((side & there).pick_cube() or []) for side in (inside, outside))
        return ({**same, **{n: first[n] for n in names}}, {**same, **{n: second[n] for n in names}})

    def _whole(self, cube: Sequence[bool | None]) -> dict[str, str]:
        """A case out of a cube; a bit that does not matter is set, so that a variable of which nothing is said is not known."""
        found, at = {}, 0
        for name, values in self.values.items():
            bits = cube[at : at + len(self._bits[name])]
            at += len(bits)
            code = sum(1 << position for position, bit in enumerate(bits) if bit is not False)
            found[name] = values[min(code, len(values) - 1)]
        return found

    def sample(self, cases: Diagram, within: Diagram | None = None) -> dict[str, str] | None:
        """One case out of a diagram, as few answers as will do; ``None`` when there is none.

        Args:
            cases: where to look.
            within: the cases that make sense; what they exclude need not be said.
        """
        inside = cases if within is None else cases & within
        cube = inside.pick_cube()
        if cube is None:
            return None
        found, at = {}, 0
        for name, values in self.values.items():
            bits = cube[at : at + len(self._bits[name])]
            at += len(bits)
            if any(bit is not None for bit in bits):
                code = sum(1 << position for position, bit in enumerate(bits) if bit)
                found[name] = values[min(code, len(values) - 1)]
        outside = ~cases if within is None else within & ~cases
        for name in reversed(list(found)):  # leave out every answer without which the rest still lies inside
            rest = self.true
            for other, value in found.items():
                if other != name:
                    rest = rest & self._answers[other][value]
            if not (rest & outside).satisfiable():
                del found[name]
        return found

    def bits(self, name: str) -> list[Diagram]:
        """The bits in which a variable's answer is written, the lowest first."""
        return self._bits[name]

    @cached_property
    def once(self) -> Diagram:
        """Every case in one spelling only: left-over codes and answers that do not count are not in it. Meet with it before counting."""
        found = self.true
        for name, values in self.values.items():
            bits = self._bits[name]
            for code in range(len(values), 1 << len(bits)):
                found = found & ~self._cube(bits, code)
            for value, cases in self._raw[name].items():
                if value != NOT_SURE:
                    found = found & cases.imp(self._answers[name][value])
        return found

    def count(self, cases: Diagram) -> int:
        """How many codes a diagram holds. Left-over codes count as "not sure"; meet with `once` to count cases."""
        return int(cases.sat_count(sum(len(b) for b in self._bits.values())))
