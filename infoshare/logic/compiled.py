"""Expressions as masks: a case is one whole number with a bit for each answer, and a condition is a few numbers to hold it against.

Every variable has exactly one bit set, "not sure" included. So "all of these answers" is one look at the bits that must be missing, and
"one of these answers" is one look at the bits of which some must be there, of however many variables.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from .expression import NO, NOT_SURE, YES, Always, And, Exists, Expression, Is, Not, Or, Variable

Condition = tuple[int, tuple[int, ...], tuple["Either", ...], tuple[int, ...], tuple[tuple[int, ...], ...]]
"""What a case must meet: bits of which none may be set; sets of bits of which each must have one; further parts. Then the same told by
variable, for cases of which only a part is known: for each single answer its bits, for each set of bits those that would miss it."""
Either = tuple[int, tuple[Condition, ...], tuple[int, ...]]
"""Holds when a case has one of some bits, or meets one of some conditions; with the bits, by variable, that would miss the former."""


def holds(condition: Condition, case: int) -> bool:
    """Whether a case meets a condition: the expression it was made of is true there, not false and not unknown."""
    without, each, parts, _, _ = condition
    if case & without:
        return False
    for some in each:
        if not case & some:
            return False
    return not parts or all(case & some or any(holds(c, case) for c in conditions) for some, conditions, _ in parts)


def can_hold(condition: Condition, cases: int) -> bool:
    """Whether a condition may hold in some of the cases whose answers lie among some bits. "No" is certain, "yes" is not."""
    _, each, parts, single, _ = condition
    for some in single:
        if not cases & some:
            return False
    for some in each:
        if not cases & some:
            return False
    return not parts or all(cases & some or any(can_hold(c, cases) for c in conditions) for some, conditions, _ in parts)


def must_hold(condition: Condition, cases: int) -> bool:
    """Whether a condition holds in all of the cases whose answers lie among some bits. "Yes" is certain, "no" is not."""
    without, _, parts, _, missing = condition
    if cases & without:
        return False
    for others in missing:
        if all(cases & other for other in others):
            return False
    for _, conditions, others in parts:
        if all(cases & other for other in others) and not any(must_hold(c, cases) for c in conditions):
            return False
    return True


class Masks:
    """The bits of all answers, and conditions over them.

    Args:
        variables: facts, and decisions that others read.
        derived: names of quantified parts (yes, no or not sure).
    """

    def __init__(self, variables: Iterable[Variable], derived: Iterable[str] = ()) -> None:
        values = {v.name: (*v.options, *([NOT_SURE] if v.open else [])) for v in variables}
        values.update(dict.fromkeys(derived, (NO, YES, NOT_SURE)))
        bits = {name: dict.fromkeys(each, 0) for name, each in values.items()}
        at = 0
        for name, each in values.items():
            for value in each:
                bits[name][value] = 1 << at
                at += 1
        self._bits = bits
        self.every = {name: sum(each.values()) for name, each in bits.items()}
        """By variable, the bits of all its answers."""
        self.unknown = sum(each.get(NOT_SURE, 0) for each in bits.values())
        """The case of which nothing is known and nothing decided."""
        self._changes = {(n, v): bit | each.get(NOT_SURE, 0) for n, each in bits.items() for v, bit in each.items() if v != NOT_SURE}

    def bit(self, name: str, value: str) -> int:
        """The bit of one answer."""
        return self._bits[name][value]

    def case(self, answers: Mapping[str, str], known: int | None = None) -> int:
        """A case from its answers, or one with more answers. What is missing, ``not_sure`` or no answer of a variable stays unknown."""
        case, changes = self.unknown if known is None else known, self._changes
        for answer in answers.items():
            if answer in changes:
                case ^= changes[answer]
        return case

    def condition(self, expression: Expression, *, wanted: bool = True) -> Condition:
        """What a case must meet for an expression to be true; or, not ``wanted``, to be false."""
        single: dict[str, int] = {}
        each, missing, parts = list[int](), list[tuple[int, ...]](), list[Either]()
        for item, value in _flat(expression, wanted, together=True):
            if isinstance(item, Always):
                each += [] if value else [0]
                missing += [] if value else [()]
            elif isinstance(item, Is | Exists):
                name = _name(item)
                single[name] = single.get(name, self.every[name]) & self._picked(item, value)
            else:
                picked: dict[str, int] = {}
                conditions = list[Condition]()
                for other, its in _flat(item, value, together=False):
                    if isinstance(other, Is | Exists):
                        picked[_name(other)] = picked.get(_name(other), 0) | self._picked(other, its)
                    else:
                        conditions.append(self.condition(other, wanted=its))
                some, others = sum(picked.values()), tuple(self.every[n] & ~bits for n, bits in picked.items())
                if conditions:
                    parts.append((some, tuple(conditions), others))
                else:
                    each.append(some)
                    missing.append(others)
        without = sum(self.every[name] & ~bits for name, bits in single.items())
        return without, tuple(each), tuple(parts), tuple(single.values()), tuple(missing)

    def _picked(self, part: Is | Exists, wanted: bool) -> int:
        """The bits of the answers that make a part true, or false."""
        bits = self._bits[_name(part)]
        if isinstance(part, Exists):
            return bits[YES if wanted else NO]
        found = sum(bit for value, bit in bits.items() if value != NOT_SURE and (value in part.options) is wanted)
        return found | (bits.get(NOT_SURE, 0) if part.or_unknown and wanted else 0)


def _flat(expression: Expression, wanted: bool, *, together: bool) -> Iterator[tuple[Expression, bool]]:
    """The parts that must hold together, or of which one must; each with whether it is to be true or false."""
    match expression:
        case Not(item):
            yield from _flat(item, not wanted, together=together)
        case And(items) | Or(items) if (isinstance(expression, And) is wanted) is together:
            for item in items:
                yield from _flat(item, wanted, together=together)
        case _:
            yield expression, wanted


def _name(part: Is | Exists) -> str:
    return part.variable if isinstance(part, Is) else part.name
