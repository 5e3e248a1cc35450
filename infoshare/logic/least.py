"""A case out of a diagram with as few answers as will do: to be read, and to be run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations

from .diagram import Diagram, Space
from .expression import NOT_SURE


def least(space: Space, cases: Diagram) -> dict[str, str] | None:
    """A case with few answers: whatever is not in it is not known. ``None`` when the diagram holds none.

    No answer and no two answers can be left out of it, and not all the answers of one set.
    """
    if not cases.satisfiable():
        return None
    unknown = space.true
    for name, values in space.values.items():
        for position, bit in enumerate(space.bits(name)):
            unknown = unknown & (bit if len(values) - 1 >> position & 1 else ~bit)
    cube = cases.pick_cube_dd_set(unknown).pick_cube() or []
    found, at = dict[str, str](), 0
    for name, values in space.values.items():
        last = len(values) - 1
        bits = cube[at : at + len(space.bits(name))]
        at += len(bits)
        code = sum(1 << p for p, bit in enumerate(bits) if (last >> p & 1 if bit is None else bit))
        if (value := values[min(code, last)]) != NOT_SURE:
            found[name] = value
    while (smaller := next((s for s in _smaller(found) if has(space, cases, s)), None)) is not None:
        found = smaller
    return found


def has(space: Space, cases: Diagram, answers: Mapping[str, str]) -> bool:
    """Whether a diagram holds the one case with these answers, of which all else is not known."""
    told = []
    for name, values in space.values.items():
        code = values.index(answers.get(name, NOT_SURE))
        told += [(bit.node_var() or 0, bool(code >> position & 1)) for position, bit in enumerate(space.bits(name))]
    return bool(cases.eval(told))


def _smaller(answers: Mapping[str, str]) -> Iterator[dict[str, str]]:
    """The same answers with fewer of them: without those of one set, then without any one, then without any two."""
    sets: dict[str, set[str]] = {}
    for name in answers:
        sets.setdefault(name.split("[")[0], set()).add(name)
    without = [*sets.values(), *({name} for name in answers), *(set(pair) for pair in combinations(answers, 2))]
    yield from ({n: v for n, v in answers.items() if n not in out} for out in without)
