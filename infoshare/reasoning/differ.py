"""Mutants held against the diagrams of every nation and day: what is a defect, what breaks a promise, and what changes no advice at all."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, replace
from datetime import date

from ..logic.diagram import Diagram, Space
from ..logic.expression import NO, NOT_SURE, YES, Always, names_in
from .document import Block
from .document import parse as parse_yaml
from .edition import Edition, Ordered, days_of_change, in_force
from .exact import Exact
from .guidance import Decision, Guidance, Kind, Rule
from .invariants import Invariant, read_invariants
from .load import quantified
from .mutants import CONDITION, Mutant
from .prove_law import Broken, Ground, Step
from .reader import Shelf

Place = tuple[str, str]
ONWARD = 2
"""In how many laws a mutant is followed to the decisions that read what it changes. More would find little and take long."""
NO_LAW = "no law of any nation and day comes out differently: other rules and dates say the same"
SAME_CASES = "the condition holds in the same cases: what is left of it, or what can be answered, decides it already"
SAME_ORDER = "the two never hold together, or come to the same with the same reasons"
UNSEEN = "where it differs, rules above it speak and the same reasons are shown"


@dataclass(frozen=True)
class Differing:
    """A small case in which a mutant changes the advice: of one decision, from one outcome to another, or only in the reasons given."""

    nation: str
    day: date
    decision: str
    before: str
    after: str
    answers: Mapping[str, str]


@dataclass(frozen=True)
class Verdict:
    """What came of one mutant: caught by something, proved to change nothing (and why), or neither."""

    caught: str = ""
    equivalent: str = ""
    differs: Differing | None = None


def hunt(guidance: Guidance, mutants: Sequence[Mutant]) -> list[Verdict]:
    """Hold mutants against the diagrams of every nation and day. The guidance itself must be sound."""
    trials = [_Trial(guidance, mutant) for mutant in mutants]
    base = _knowing(guidance, mutants)
    days = days_of_change(guidance)
    reads = {n: decisions_read(d, guidance) for n, d in guidance.decisions.items()}
    last: _Base | None = None
    for nation in guidance.nations:
        for day, end in zip(days, [*days[1:], date.max], strict=True):
            ground = _Base(Exact(Edition(base, nation, day)), reads, last)
            for number, trial in enumerate(trials):
                if not trial.caught:
                    trial.under(ground, day, end)
                if number % 200 == 0:
                    ground.law.space.tidy()
            last, ground.last = ground, None
    return [trial.verdict() for trial in trials]


def decisions_read(decision: Decision, guidance: Guidance) -> frozenset[str]:
    """The other decisions that a decision's rules read."""
    names = {n.split("[")[0] for r in decision.all_rules() for n in names_in(r.when)}
    return frozenset(names & guidance.decisions.keys())


def _knowing(guidance: Guidance, mutants: Sequence[Mutant]) -> Guidance:
    """The guidance with what only mutants say of lists, so that their diagrams find it. No rule is different."""
    known = quantified(guidance)
    extra: list[Rule] = []
    for mutant in mutants:
        for decision in mutant.decisions.values():
            ours = {(r.id, r.about): r for r in guidance.decisions[decision.id].all_rules()}
            for rule in decision.all_rules():
                if ours.get((rule.id, rule.about)) is not rule and names_in(rule.when) - known.keys() - guidance.names.variables.keys():
                    extra.append(rule)
    if not extra:
        return guidance
    first = next(iter(guidance.decisions.values()))
    silent = [replace(r, nations=(), outweighed_by=()) for r in extra]
    return replace(guidance, decisions={**guidance.decisions, first.id: replace(first, arguments=(*first.arguments, *silent))})


class _Base:
    """The law as it is, for one nation and day, with what every mutant needs to know of it.

    Attributes:
        same: the places whose rules hold in the same cases as in the law looked at before this one.
    """

    def __init__(self, law: Exact, reads: Mapping[str, frozenset[str]], last: _Base | None) -> None:
        self.law, self.reads, self.last = law, reads, last
        self.truths = {(r.id, r.about): law.space.truth(r.when, law.defined)[0] for o in law.rules.values() for r in o.rules}
        self.silent = {(r.id, r.about) for r in law.silent()}
        self.same = {place for place, ordered in law.rules.items() if last is not None and self._as_in(last, place, ordered)}
        self.ends: dict[str, tuple[Diagram, ...]] = {}

    def _as_in(self, last: _Base, place: Place, ordered: Ordered) -> bool:
        old = last.law.rules.get(place)
        keys = [(r.id, r.about) for r in ordered.rules]
        return old is not None and keys == [(r.id, r.about) for r in old.rules] and all(self.truths[k] == last.truths[k] for k in keys)

    def ends_of(self, invariant: Invariant) -> tuple[Diagram, ...]:
        """What a promise must not lead from, and to (of one about single cases: what must never be), as the law is."""
        if invariant.id not in self.ends:
            self.ends[invariant.id] = _Ends(self.law).ends(invariant)
        return self.ends[invariant.id]


class _Ends(Ground):
    def ends(self, invariant: Invariant) -> tuple[Diagram, ...]:
        return tuple(self.among(invariant, e) for e in (invariant.never, invariant.start, invariant.to) if e is not None)


class _Near(_Ends):
    """A mutant's law, asked only for what breaks a promise there and not in the law as it is."""

    def __init__(self, law: Varied, base: _Base) -> None:
        super().__init__(law)
        self.base = base
        self.fresh: tuple[Diagram, ...] = ()

    def broken(self, invariant: Invariant) -> Broken | None:
        self.fresh = tuple(c & ~was for c, was in zip(self.ends(invariant), self.base.ends_of(invariant), strict=True))
        return super().broken(invariant) if any(f.satisfiable() for f in self.fresh) else None

    def _moves(self, start: Diagram, end: Diagram, step: Step) -> Diagram:
        fresh = super()._moves(start & self.fresh[0], end, step)
        return fresh | super()._moves(start, end & self.fresh[1], step)


class Varied(Exact):
    """One law with some places changed. Only those rules that are not what they were are drawn anew.

    Args:
        onward: whether to go on to the decisions that read what moved.

    Attributes:
        truths: by rule, the cases in which its condition holds.
        moved: the places that come out differently.
        touched: the rules that may speak in other cases than they did.
    """

    def __init__(self, base: _Base, guidance: Guidance, day: date, changed: Mapping[Place, Ordered], *, onward: bool = False) -> None:
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

    def _again(self, base: _Base, place: Place) -> None:
        """Draw one place anew, as far as it is not what it was."""
        decision, new, old = self.guidance.decisions[place[0]], self.rules[place], base.law.rules.get(place) or Ordered(())
        moved = {p[0] for p in self.moved}
        was = {(r.id, r.about): r for r in old.rules}
        touched = _touched(old, new) if new is not old else set()
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


class _Trial:
    """One mutant on its way through all laws."""

    def __init__(self, guidance: Guidance, mutant: Mutant) -> None:
        self.mutant, self.base = mutant, guidance
        self.guidance = mutant.of(guidance)
        self.days = days_of_change(self.guidance) if mutant.kind in ("date", "remove") else []
        self.invariants = _promises(guidance, mutant)
        self.caught = ""
        self.differs: Differing | None = None
        self.different = self.elsewhere = False  # some law has other rules; some condition holds in other cases
        self.touched: set[tuple[str, str]] = set()
        self.spoke: set[tuple[str, str]] = set()
        self.onward = ONWARD
        self.before: tuple[object, set[tuple[str, str]], set[tuple[str, str]]] | None = None

    def verdict(self) -> Verdict:
        if self.caught:
            return Verdict(caught=self.caught)
        if self.touched - self.spoke:
            return Verdict(caught="never-speaks")
        if self.differs is not None:
            return Verdict(differs=self.differs)
        condition = self.mutant.kind in CONDITION
        unseen = UNSEEN if self.elsewhere else SAME_CASES if condition else SAME_ORDER
        return Verdict(equivalent=unseen if self.different else NO_LAW)

    def under(self, base: _Base, day: date, end: date) -> None:
        """Hold the mutant against the law from a day on; where it has days of change of its own before the end, on each of them."""
        for on in (day, *(d for d in self.days if day < d < end)):
            if not self.caught:
                self._on(base, on)

    def _on(self, base: _Base, day: date) -> None:
        changed = dict(self._changed(base, day))
        argued = list(self._argued(base, day))
        touched, speak = set[tuple[str, str]](), set[tuple[str, str]]()
        if changed or argued:
            self.different = True
            told = [(p, [(r.id, r.about) for r in o.rules], o.above) for p, o in changed.items()], [(b, a) for _, b, a in argued]
            reads = {(d.id, "") for d, _, _ in argued} | changed.keys()
            if self.before is not None and reads <= base.same and told == self.before[0]:
                _, touched, speak = self.before  # the law looked at before this one says the same of it
            else:
                law = Varied(base, self.guidance, day, changed)
                touched, speak = law.touched, {k for k in law.touched if (law.holds[k] & law.within).satisfiable()}
                self.touched |= touched
                self._weigh(base, law, changed, argued)
            self.before = told, touched, speak
        self.spoke |= (base.truths.keys() - base.silent - touched) | speak

    def _changed(self, base: _Base, day: date) -> Iterator[tuple[Place, Ordered]]:
        """The places whose rules, or order, are not what they were."""
        for decision in self.mutant.decisions.values():
            if self.mutant.kind in CONDITION:
                now = {(r.id, r.about): r for r in (*decision.rules, *decision.recommend)}
                for place, was in base.law.rules.items():
                    if place[0] == decision.id and any(now[(r.id, r.about)] is not r for r in was.rules):
                        new = copy(was)
                        new.rules = tuple(now[(r.id, r.about)] for r in was.rules)
                        yield place, new
                continue
            for group, ordered in decision.orders.items():
                new = in_force(ordered, base.law.nation, day)
                old = base.law.rules.get((decision.id, group))
                if _touched(old, new):
                    yield (decision.id, group), new

    def _argued(self, base: _Base, day: date) -> Iterator[tuple[Decision, Rule | None, Rule | None]]:
        """The arguments that are not what they were: before and after."""
        for decision in self.mutant.decisions.values():
            was = {a.id: a for a in self.base.decisions[decision.id].arguments if a.speaks_in(base.law.nation, base.law.day)}
            now = {a.id: a for a in decision.arguments if a.speaks_in(base.law.nation, day)}
            for name in was.keys() | now.keys():
                if was.get(name) is not now.get(name):
                    yield decision, was.get(name), now.get(name)

    def _weigh(
        self, base: _Base, law: Varied, changed: Mapping[Place, Ordered], argued: list[tuple[Decision, Rule | None, Rule | None]]
    ) -> None:
        if defect := law.defect():
            self.caught = defect
            return
        if self._breaks(base, law):
            return
        if law.moved and self.onward:
            self.onward -= 1
            further = Varied(base, self.guidance, law.day, changed, onward=True)
            if defect := further.defect():
                self.caught = defect
                return
            if further.moved != law.moved and self._breaks(base, further, onward=True):
                return
        if self.differs is None:
            self.differs = next(self._outcomes(base, law), None) or next(self._reasons(base, law, changed, argued), None)

    def _breaks(self, base: _Base, law: Varied, *, onward: bool = False) -> bool:
        """Whether a promise is broken that the moved decisions have a part in. Those that read decisions further on need these drawn."""
        moved = {p[0] for p in law.moved}
        stale: set[str] = set()
        for name, reads in base.reads.items() if not onward else ():
            if name not in moved and reads & (moved | stale):
                stale.add(name)
        near = _Near(law, base)
        for invariant in self.invariants:
            heads = {_decision(n) for e in invariant.expressions() for n in names_in(e)}
            concerned = invariant.kind.exact and heads & moved and not heads & stale
            if concerned and invariant.speaks_in(law.nation, law.day) and near.broken(invariant) is not None:
                self.caught = f"invariant {invariant.id}"
                return True
        return False

    def _outcomes(self, base: _Base, law: Varied) -> Iterator[Differing]:
        """Small cases that come to something else."""
        for place in law.moved:
            was, now = base.law.becomes.get(place, {}), law.becomes[place]
            if self.guidance.decisions[place[0]].kind is Kind.MANY:
                for name, cases in now.items():
                    old = was.get(name, law.space.false)
                    for says, differ in ((("", name), cases & ~old), ((name, ""), old & ~cases)):
                        if (said := _sayable(law, place, differ)).satisfiable():
                            yield self._differing(law, place, *says, said)
                continue
            for before, first in was.items():
                gone = _sayable(law, place, first & ~now.get(before, law.space.false))
                for after, second in now.items() if gone.satisfiable() else ():
                    if after != before and (gone & second).satisfiable():
                        yield self._differing(law, place, before, after, gone & second)

    def _reasons(
        self, base: _Base, law: Varied, changed: Mapping[Place, Ordered], argued: list[tuple[Decision, Rule | None, Rule | None]]
    ) -> Iterator[Differing]:
        """Small cases that come to the same, with other reasons."""
        for place, new in changed.items():
            old = base.law.rules.get(place) or Ordered(())
            ids = _touched(old, new)
            decision = self.guidance.decisions[place[0]]
            yield from self._apart(law, place, _shown(base.law, place, decision, old, ids), _shown(law, place, decision, new, ids))
            for key in ids:
                before, after = (next((r for r in o.rules if (r.id, r.about) == key), None) for o in (old, new))
                if before is not None and after is not None and before.when is not after.when:
                    differ = base.law.space.truth(before.when, base.law.defined)[0] ^ law.space.truth(after.when, law.defined)[0]
                    self.elsewhere = self.elsewhere or (_sayable(law, place, differ)).satisfiable()
        for decision, was, now in argued:
            place = (decision.id, "")
            law.reads[place] |= law._facts_behind({n for a in (was, now) if a is not None for n in names_in(a.when)})
            yield from self._apart(law, place, _argues(base.law, decision, was), _argues(law, decision, now))

    def _apart(self, law: Varied, place: Place, was: Mapping[object, Diagram], now: Mapping[object, Diagram]) -> Iterator[Differing]:
        for key in was.keys() | now.keys():
            differ = was.get(key, law.space.false) ^ now.get(key, law.space.false)
            if (said := _sayable(law, place, differ)).satisfiable():
                yield self._differing(law, place, "", "", said)

    def _differing(self, law: Varied, place: Place, before: str, after: str, cases: Diagram) -> Differing:
        about = "" if place[1] in ("", "recommend") else f"{place[1]}: "
        return Differing(law.nation, law.day, place[0], about + before, about + after, smallest(law.space, cases))


def _decision(name: str) -> str:
    return name.split("[")[0].split(".")[0]


def _touched(old: Ordered | None, new: Ordered) -> set[tuple[str, str]]:
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


def _sayable(law: Exact, place: Place, cases: Diagram) -> Diagram:
    """Those of the cases that make sense and that somebody can answer so."""
    inside = cases & law.within
    return Ground(law).can_be_said(inside, law.reads[place]) if inside.satisfiable() else inside


def smallest(space: Space, cases: Diagram) -> dict[str, str]:
    """A case out of a diagram in which as much as can be is left unknown."""
    said: dict[str, str] = {}
    kept = []
    for name in space.values:
        without = cases & space.case_of(name, NOT_SURE)
        if without.satisfiable():
            cases = without
        else:
            kept.append(name)
    for name in kept:
        for value in space.values[name]:
            if (with_it := cases & space.case_of(name, value)).satisfiable():
                cases, said[name] = with_it, value
                break
    return said


def _shown(law: Exact, place: Place, decision: Decision, ordered: Ordered, keys: set[tuple[str, str]]) -> dict[object, Diagram]:
    """For some rules, the cases in which the advice shows each as a reason, and those in which it shows it as outweighed, and by what."""
    found: dict[object, Diagram] = {}
    rules = {(r.id, r.about): r for r in ordered.rules}
    needed = {k for k in rules if k in keys} | {(a, "") for k in keys & rules.keys() if not k[1] for a in ordered.above[k[0]]}
    truths = {k: law.space.truth(rules[k].when, law.defined)[0] for k in needed}
    becomes = law.becomes.get(place, {})
    for key in keys & rules.keys():
        rule = rules[key]
        if decision.kind is Kind.MANY:
            found[key, rule.conclude] = truths[key] & becomes[rule.conclude]
            continue
        speaks = law.holds[key]
        if rule.about or isinstance(rule.when, Always):
            found[key, rule.conclude] = speaks
            continue
        side = decision.sides.get(decision.candidates[rule.conclude].side)
        same = law.space.false
        for name, cases in becomes.items():
            stance = decision.sides.get(decision.candidates[name].side)
            if name == rule.conclude or (stance is not None and stance == side):
                same = same | cases
        found[key, rule.conclude] = speaks | truths[key] & same
        for above in ordered.above[rule.id]:
            found[key, rule.conclude, above] = truths[key] & truths[above, ""] & ~same
    return found


def _argues(law: Exact, decision: Decision, argument: Rule | None) -> dict[object, Diagram]:
    """The cases in which the advice shows an argument, and those in which it shows it as outweighed, and by what."""
    if argument is None:
        return {}
    holds = law.space.truth(argument.when, law.defined)[0]
    found: dict[object, Diagram] = {argument.side: holds}
    other = law.space.false
    for name, cases in law.becomes[(decision.id, "")].items():
        stance = decision.sides.get(decision.candidates[name].side)
        if stance is not None and stance != decision.sides[argument.side]:
            other = other | cases
    rules = {r.id: r for r in law.rules[(decision.id, "")].rules}
    for name in argument.outweighed_by:
        if name in rules:
            found[argument.side, name] = holds & other & law.space.truth(rules[name].when, law.defined)[0]
    return found


def _promises(guidance: Guidance, mutant: Mutant) -> Sequence[Invariant]:
    """The promises, in the words that the mutant leaves them: they speak in terms too."""
    if mutant.names is None:
        return guidance.invariants
    documents = {n: d for n, t in guidance.origin.items() if n.startswith("invariants/") and isinstance(d := parse_yaml(t, n), Block)}
    shelf = Shelf(documents, [], mutant.names, dict(guidance.nations), dict(guidance.sources), dict(guidance.lists))
    return read_invariants(shelf, guidance.decisions)
