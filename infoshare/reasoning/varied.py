"""One nation's law of one day with some rules changed, as diagrams: only what turns out different is drawn anew."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from copy import copy
from datetime import date

from ..logic.diagram import Diagram
from ..logic.expression import NO, YES, Is, names_in
from .edition import Ordered
from .exact import Exact
from .guidance import Guidance, Kind, Rule
from .invariants import Invariant
from .prove_law import Broken, Ground, Step

Place = tuple[str, str]
"""A decision and one of its groups (see `edition.groups`)."""
Key = tuple[str, str]
"""A rule, and the candidate that it rates, if it rates one."""


class Base:
    """The law as it is, for one nation and day, with what every mutant needs to know of it.

    Attributes:
        same: the places whose rules hold in the same cases as in the law looked at before this one.
    """

    def __init__(self, law: Exact, reads: Mapping[str, frozenset[str]], last: Base | None) -> None:
        self.law, self.reads, self.last = law, reads, last
        self.truths = {(r.id, r.about): law.space.truth(r.when, law.defined)[0] for o in law.rules.values() for r in o.rules}
        self.silent = {(r.id, r.about) for r in law.silent()}
        self.same = {place for place, ordered in law.rules.items() if last is not None and self._as_in(last, place, ordered)}
        self.ends: dict[str, tuple[Diagram, ...]] = {}

    def _as_in(self, last: Base, place: Place, ordered: Ordered) -> bool:
        old = last.law.rules.get(place)
        keys = [(r.id, r.about) for r in ordered.rules]
        return old is not None and keys == [(r.id, r.about) for r in old.rules] and all(self.truths[k] == last.truths[k] for k in keys)

    def ends_of(self, invariant: Invariant) -> tuple[Diagram, ...]:
        """What a promise must not lead from, and to (of one about single cases: what must never be), as the law is."""
        if invariant.id not in self.ends:
            self.ends[invariant.id] = _Ends(self.law).ends(invariant)
        return self.ends[invariant.id]


class Varied(Exact):
    """One law with some places changed. Only those rules that are not what they were are drawn anew.

    Args:
        onward: whether to go on to the decisions that read what moved.

    Attributes:
        truths: by rule, the cases in which its condition holds.
        moved: the places that come out differently.
        touched: the rules that may speak in other cases than they did.
    """

    def __init__(self, base: Base, guidance: Guidance, day: date, changed: Mapping[Place, Ordered], *, onward: bool = False) -> None:
        law = base.law
        self.guidance, self.nation, self.day = guidance, law.nation, day
        self.rules = {**law.rules, **changed}
        self.space = copy(law.space)
        self.space._truths = dict(law.space._truths)  # what a mutant says is forgotten with it
        self.becomes, self.reads = dict(law.becomes), dict(law.reads)
        self.defined, self.holds = dict(law.defined), dict(law.holds)
        self._opposite = {}
        self.within = law.within
        self.truths = dict(base.truths)
        self.moved: set[Place] = set()
        self.touched: set[tuple[str, str]] = set()
        order = list(guidance.decisions)
        for place in sorted(self.rules, key=lambda p: order.index(p[0])):
            if place in changed or (onward and base.reads[place[0]] & {p[0] for p in self.moved}):
                self._again(base, place)

    def _again(self, base: Base, place: Place) -> None:
        """Draw one place anew, as far as it is not what it was."""
        decision, new, old = self.guidance.decisions[place[0]], self.rules[place], base.law.rules.get(place) or Ordered(())
        moved = {p[0] for p in self.moved}
        was = {(r.id, r.about): r for r in old.rules}
        touched = affected(old, new) if new is not old else set()
        for rule in new.rules:
            key = (rule.id, rule.about)
            names = names_in(rule.when)
            if was.get(key) is not rule or any(n.split("[")[0] in moved for n in names):
                self.truths[key] = self.space.truth(rule.when, self.defined)[0]
                if self.truths[key] != base.truths.get(key):
                    touched.add(key)
            if was.get(key) is not rule:
                self.reads[place] = self.reads.get(place, frozenset()) | self._facts_behind(names)
        ids = {k[0] for k in touched}
        speaks: dict[str, Diagram] = {}
        again = {was[k].conclude for k in touched & was.keys()}
        for rule in new.rules:
            key = (rule.id, rule.about)
            if key in touched or ids.intersection(new.above[rule.id]):
                touched.add(key)
                again.add(rule.conclude)
                self.holds[key] = self.truths[key]
                for above in new.above[rule.id]:
                    self.holds[key] = self.holds[key] & ~self.truths[above, rule.about]
        self.touched |= touched & {(r.id, r.about) for r in new.rules}
        for rule in new.rules:
            if rule.conclude in again:
                cases = self.holds[rule.id, rule.about]
                speaks[rule.conclude] = speaks[rule.conclude] | cases if rule.conclude in speaks else cases
        becomes = dict(self.becomes.get(place, {}))
        becomes.update({c: speaks.get(c, self.space.false) for c in again})
        if becomes != self.becomes.get(place):
            self.moved.add(place)
            self.becomes[place] = becomes
            if decision.kind is Kind.MANY:
                self.defined.update({f"{decision.id}[{c}]": {YES: cases, NO: ~cases} for c, cases in becomes.items()})
            elif not decision.per and place[1] in ("", "recommend"):
                self.defined[decision.id] = becomes

    def tells_otherwise(self, base: Base, part: Is) -> bool:
        """Whether what an expression says of a decision is true in other cases than in the law as it is."""
        head, _, held = part.variable.rstrip("]").partition("[")
        name, _, rated = head.partition(".")
        options = {held} if held else part.options
        for place in self.moved:
            if place[0] == name and place[1] in ((rated,) if rated else ("", "recommend")):
                was, now = self.space.false, self.space.false
                for option in options:
                    was = was | base.law.becomes.get(place, {}).get(option, self.space.false)
                    now = now | self.becomes[place].get(option, self.space.false)
                if was != now:
                    return True
        return False

    def defect(self) -> str:
        """Whether some case that makes sense is left open (``gap``) or comes to two things (``clash``) where it did not."""
        for place in self.moved:
            if self.guidance.decisions[place[0]].kind is Kind.MANY:
                continue
            covered = self.space.false
            for cases in self.becomes[place].values():
                if (covered & cases & self.within).satisfiable():
                    return "clash"
                covered = covered | cases
            if (self.within & ~covered).satisfiable():
                return "gap"
        return ""


class _Ends(Ground):
    def ends(self, invariant: Invariant) -> tuple[Diagram, ...]:
        return tuple(self.among(invariant, e) for e in (invariant.never, invariant.start, invariant.to) if e is not None)


class Near(_Ends):
    """A mutant's law, asked only for what breaks a promise there and not in the law as it is."""

    def __init__(self, law: Varied, base: Base) -> None:
        super().__init__(law)
        self.base = base
        self.fresh: tuple[Diagram, ...] = ()

    def broken(self, invariant: Invariant) -> Broken | None:
        """The cases that break a promise now and did not before, if any."""
        self.fresh = tuple(c & ~was for c, was in zip(self.ends(invariant), self.base.ends_of(invariant), strict=True))
        return super().broken(invariant) if any(f.satisfiable() for f in self.fresh) else None

    def _moves(self, start: Diagram, end: Diagram, step: Step) -> Diagram:
        fresh = super()._moves(start & self.fresh[0], end, step)
        return fresh | super()._moves(start, end & self.fresh[1], step)


def affected(old: Ordered | None, new: Ordered) -> set[tuple[str, str]]:
    """The rules that are different or gone, that have others above them, or that stand below a different one."""
    was = {(r.id, r.about): (r, old.above[r.id]) for r in old.rules} if old is not None else {}
    now = {(r.id, r.about): (r, new.above[r.id]) for r in new.rules}
    found = {k for k in was.keys() | now.keys() if _unlike(was.get(k), now.get(k))}
    ids = {k[0] for k in found}
    return found | {k for k, (_, above) in (was | now).items() if ids.intersection(above)}


def _unlike(first: tuple[Rule, Collection[str]] | None, second: tuple[Rule, Collection[str]] | None) -> bool:
    if first is None or second is None:
        return True
    (one, above), (other, over) = first, second
    return set(above) != set(over) or (one is not other and (one.when, one.conclude) != (other.when, other.conclude))
