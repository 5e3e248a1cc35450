"""One nation's law of one day with some rules changed, as diagrams: only what turns out different is drawn anew."""

from __future__ import annotations

from collections.abc import Mapping
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
        self.within = law.within
        self.truths = dict(base.truths)
        self.moved: set[Place] = set()
        self.touched: set[tuple[str, str]] = set()
        order = list(guidance.decisions)
        for place in sorted(self.rules, key=lambda p: order.index(p[0])):
            if place in changed or (onward and base.reads[place[0]] & {p[0] for p in self.moved}):
                self._again(base, place)

    def _again(self, base: Base, place: Place) -> None:
        """Draw one place anew, only among the cases in which some rule holds, or ranks, otherwise than it did."""
        decision, new, old = self.guidance.decisions[place[0]], self.rules[place], base.law.rules.get(place) or Ordered(())
        was = {(r.id, r.about): r for r in old.rules}
        unlike = different(old, new) if new is not old else {}
        within = self._truths_again(base, place, was, unlike)
        changed = {k for k in unlike.keys() | self.truths.keys() if k in unlike or self.truths[k] is not base.truths.get(k)}
        ids = {k[0] for k in changed}
        again = {was[k].conclude for k in changed & was.keys()}
        touched = [r for r in new.rules if (r.id, r.about) in changed or ids.intersection(new.above[r.id])]
        for rule in touched:
            key = (rule.id, rule.about)
            again.add(rule.conclude)
            speaks = self.truths[key] & within
            for above in new.above[rule.id] if speaks.satisfiable() else ():
                speaks = speaks & ~self.truths[above, rule.about]
            self.holds[key] = base.law.holds.get(key, self.space.false) & ~within | speaks
        self.touched |= {(r.id, r.about) for r in touched}
        becomes = dict(self.becomes.get(place, {}))
        for candidate in again:
            cases = becomes.get(candidate, self.space.false) & ~within
            for rule in new.rules:
                if rule.conclude == candidate:
                    cases = cases | self.holds[rule.id, rule.about] & within
            becomes[candidate] = cases
        if becomes != self.becomes.get(place):
            self.moved.add(place)
            self.becomes[place] = becomes
            if decision.kind is Kind.MANY:
                self.defined.update({f"{decision.id}[{c}]": {YES: cases, NO: ~cases} for c, cases in becomes.items()})
            elif not decision.per and place[1] in ("", "recommend"):
                self.defined[decision.id] = becomes

    def _truths_again(self, base: Base, place: Place, was: Mapping[Key, Rule], unlike: Mapping[Key, bool]) -> Diagram:
        """Draw the conditions that may hold otherwise; gives the cases in which some rule does, or ranks otherwise."""
        moved = {p[0] for p in self.moved}
        nothing = self.space.false
        within = nothing
        for rule in self.rules[place].rules:
            key, names = (rule.id, rule.about), names_in(rule.when)
            if was.get(key) is not rule:
                self.reads[place] = self.reads.get(place, frozenset()) | self._facts_behind(names)
            if was.get(key) is not rule or any(n.split("[")[0] in moved for n in names):
                truth, before = self.space.truth(rule.when, self.defined)[0], base.truths.get(key, nothing)
                if truth != before:
                    self.truths[key] = truth
                    within = within | (truth ^ before)
        for key, ranks in unlike.items():
            if ranks:
                within = within | base.truths.get(key, nothing) | self.truths.get(key, nothing)
        return within

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


def affected(old: Ordered | None, new: Ordered) -> set[Key]:
    """The rules that are different or gone, that have others above them, or that stand below a different one."""
    found = different(old, new)
    ids = {k[0] for k in found}
    rules = {(r.id, r.about): o.above[r.id] for o in (old, new) if o is not None for r in o.rules}
    return found.keys() | {k for k, above in rules.items() if ids.intersection(above)}


def different(old: Ordered | None, new: Ordered) -> dict[Key, bool]:
    """The rules that are not what they were: whether more than the condition is different."""
    was = {(r.id, r.about): (r, old.above[r.id]) for r in old.rules} if old is not None else {}
    now = {(r.id, r.about): (r, new.above[r.id]) for r in new.rules}
    found: dict[Key, bool] = {}
    for key in was.keys() | now.keys():
        if key not in was or key not in now:
            found[key] = True
            continue
        (one, above), (other, over) = was[key], now[key]
        if set(above) != set(over) or one.conclude != other.conclude:
            found[key] = True
        elif one is not other and one.when != other.when:
            found[key] = False
    return found
