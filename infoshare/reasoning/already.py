"""What one process has proved already: laws in which a decision has the same rules share all that is found of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

from ..logic.expression import names_in
from .edition import Edition

Place = tuple[str, str]
Key = tuple[object, ...]
Result = TypeVar("Result")


class Already:
    """Findings by the rules that they rest on."""

    def __init__(self) -> None:
        self._done: dict[Key, object] = {}

    def share(self, key: Key, find: Callable[[], Result]) -> Result:
        """What was found under a key, or what is found now."""
        if key not in self._done:
            self._done[key] = find()
        return self._done[key]  # type: ignore[return-value]

    def unseen(self, keys: Iterable[Key]) -> set[Key]:
        """Those keys under which nothing was found yet; they count as seen from now on."""
        fresh = set(keys) - self._done.keys()
        self._done.update(dict.fromkeys(fresh))
        return fresh


def keys(law: Edition) -> dict[Place, Key]:
    """For each place, what it rests on: its rules in force, and those of all decisions that they read. Same key, same diagrams."""
    found: dict[Place, Key] = {}
    for place, ordered in law.rules.items():  # in an order in which no decision reads a later one
        read = {n.split("[")[0] for r in ordered.rules for n in names_in(r.when)} & law.guidance.decisions.keys()
        behind = tuple(found[p] for p in found if p[0] in read and p[0] != place[0])
        found[place] = (place, tuple((r.id, r.about) for r in ordered.rules), behind)
    return found
