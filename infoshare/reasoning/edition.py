"""The guidance as it stands for one nation on one day."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from .guidance import Decision, Guidance, Kind, Rule

if TYPE_CHECKING:
    from .exact import Exact

FIRST_DAY = date(2024, 5, 1)
"""The first day for which this guidance has law. Earlier decisions are refused, never guessed."""


class NotInForce(Exception):
    """No edition of a needed decision covers the day."""

    code = "not-in-force"


class Ordered:
    """The rules of one question to settle, with who outranks whom (an order, so it carries over from rule to rule)."""

    def __init__(self, rules: tuple[Rule, ...]) -> None:
        self.rules = rules
        below: dict[str, set[str]] = {}
        for rule in rules:
            below.setdefault(rule.id, set()).update(rule.overrides)
            for above in rule.yields_to:
                below.setdefault(above, set()).add(rule.id)
        names = set(below)
        for name in names:  # the order is transitive
            reached, todo = set[str](), list(below[name])
            while todo:
                if (lower := todo.pop()) not in reached:
                    reached.add(lower)
                    todo.extend(below.get(lower, ()))
            below[name] = reached
        self.above: dict[str, tuple[str, ...]] = {n: tuple(o for o in below if n in below[o]) for n in names}


def orders(decision: Decision) -> dict[str, Ordered]:
    """All rules of every day and nation, apart by what they settle: the decision (``""``), a rating, or ``recommend``."""
    if decision.kind is Kind.RATED:
        rated = {c: Ordered(tuple(r for r in decision.rules if r.about == c)) for c in decision.candidates}
        return {**rated, "recommend": Ordered(decision.recommend)}
    return {"": Ordered(decision.rules)}


def in_force(ordered: Ordered, nation: str, day: date) -> Ordered:
    """Those rules that are law for a nation on a day, each below what it is below on every day."""
    kept = Ordered(())
    kept.rules = tuple(r for r in ordered.rules if r.speaks_in(nation, day))
    ids = {r.id for r in kept.rules}
    kept.above = {n: tuple(a for a in above if a in ids) for n, above in ordered.above.items() if n in ids}
    return kept


def groups(decision: Decision, nation: str, day: date) -> dict[str, Ordered]:
    """The rules in force, apart by what they settle: the decision (``""``), a candidate's rating, or the recommendation (``recommend``).

    Overrides reach through rules that are not in force, so an exception keeps its rank on every day.
    """
    found = {group: in_force(ordered, nation, day) for group, ordered in decision.orders.items()}
    return {group: ordered for group, ordered in found.items() if ordered.rules or decision.kind is not Kind.RATED or group == "recommend"}


class Edition:
    """One nation's law of one day.

    Attributes:
        rules: the rules in force, for each decision and group (see `groups`).
    """

    def __init__(self, guidance: Guidance, nation: str, day: date) -> None:
        self.guidance, self.nation, self.day = guidance, nation, day
        self.rules: dict[tuple[str, str], Ordered] = {
            (decision.id, group): ordered
            for decision in guidance.decisions.values()
            for group, ordered in groups(decision, nation, day).items()
        }

    @cached_property
    def exact(self) -> Exact:
        """The same law as diagrams. Made when first needed: what to do in an emergency never waits for it."""
        from .exact import Exact

        return Exact(self)


@lru_cache(maxsize=8)
def days_of_change(guidance: Guidance) -> tuple[date, ...]:
    """The first day of every regime: each day on which some rule starts, or the day after one ends, from the first day covered."""
    days = {FIRST_DAY}
    for rule in (r for d in guidance.decisions.values() for r in d.all_rules()):
        if rule.in_force.first is not None:
            days.add(rule.in_force.first)
            if rule.in_force.last < date.max:
                days.add(rule.in_force.last + timedelta(days=1))
    return tuple(sorted(d for d in days if d >= FIRST_DAY))


@lru_cache(maxsize=4)
def _edition(guidance: Guidance, nation: str, regime: date) -> Edition:
    return Edition(guidance, nation, regime)


def edition(guidance: Guidance, nation: str, on: date) -> Edition:
    """The edition in force for a nation on a day.

    Raises:
        NotInForce: the day lies before the first law in the guidance.
    """
    days = days_of_change(guidance)
    regime = max((d for d in days if d <= on), default=None)
    if regime is None:
        raise NotInForce(
            f"This guidance has law from {days[0]} on. {on} lies before it. Choose a later day, or take advice on the older law."
        )
    return _edition(guidance, nation, regime)
