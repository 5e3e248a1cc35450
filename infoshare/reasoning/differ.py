"""Mutants held against the diagrams of every nation and day: what is a defect, what breaks a promise, and what changes no advice at all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, replace
from datetime import date

from ..logic.diagram import Diagram
from ..logic.expression import Is, names_in, parts
from .document import Block
from .document import parse as parse_yaml
from .edition import Edition, Ordered, days_of_change, in_force
from .exact import Exact
from .guidance import Decision, Guidance, Kind, Rule
from .invariants import Invariant, read_invariants
from .load import quantified
from .mutants import CONDITION, Mutant
from .reader import Shelf
from .shown import argues, sayable, shown, smallest
from .varied import Base, Key, Near, Place, Varied, affected

ONWARD = 1
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
    last: Base | None = None
    spoke: set[Key] = set()
    for nation in guidance.nations:
        for day, end in zip(days, [*days[1:], date.max], strict=True):
            ground = Base(Exact(Edition(base, nation, day)), reads, last)
            for number, trial in enumerate(trials):
                if not trial.caught:
                    trial.under(ground, day, end)
                if number % 200 == 0:
                    ground.law.space.tidy()
            last, ground.last = ground, None
            spoke |= ground.truths.keys() - ground.silent
    return [trial.verdict(spoke) for trial in trials]


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

    def verdict(self, spoke: set[Key]) -> Verdict:
        """What came of it, given the rules that can speak in some law as it is."""
        if self.caught:
            return Verdict(caught=self.caught)
        if self.touched & spoke - self.spoke:
            return Verdict(caught="never-speaks")
        if self.differs is not None:
            return Verdict(differs=self.differs)
        condition = self.mutant.kind in CONDITION
        unseen = UNSEEN if self.elsewhere else SAME_CASES if condition else SAME_ORDER
        return Verdict(equivalent=unseen if self.different else NO_LAW)

    def under(self, base: Base, day: date, end: date) -> None:
        """Hold the mutant against the law from a day on; where it has days of change of its own before the end, on each of them."""
        for on in (day, *(d for d in self.days if day < d < end)):
            if not self.caught:
                self._on(base, on)

    def _on(self, base: Base, day: date) -> None:
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

    def _changed(self, base: Base, day: date) -> Iterator[tuple[Place, Ordered]]:
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
                if affected(old, new):
                    yield (decision.id, group), new

    def _argued(self, base: Base, day: date) -> Iterator[tuple[Decision, Rule | None, Rule | None]]:
        """The arguments that are not what they were: before and after."""
        for decision in self.mutant.decisions.values():
            was = {a.id: a for a in self.base.decisions[decision.id].arguments if a.speaks_in(base.law.nation, base.law.day)}
            now = {a.id: a for a in decision.arguments if a.speaks_in(base.law.nation, day)}
            for name in was.keys() | now.keys():
                if was.get(name) is not now.get(name):
                    yield decision, was.get(name), now.get(name)

    def _weigh(
        self, base: Base, law: Varied, changed: Mapping[Place, Ordered], argued: list[tuple[Decision, Rule | None, Rule | None]]
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

    def _breaks(self, base: Base, law: Varied, *, onward: bool = False) -> bool:
        """Whether a promise is broken that the moved decisions have a part in. Those that read decisions further on need these drawn."""
        moved = {p[0] for p in law.moved}
        stale: set[str] = set()
        for name, reads in base.reads.items() if not onward else ():
            if name not in moved and reads & (moved | stale):
                stale.add(name)
        near = Near(law, base)
        for invariant in self.invariants:
            told = [p for e in invariant.expressions() for p in parts(e) if isinstance(p, Is) and p.variable not in law.space.values]
            if not invariant.kind.exact or not invariant.speaks_in(law.nation, law.day) or stale & {_decision(p.variable) for p in told}:
                continue
            if any(law.tells_otherwise(base, p) for p in told) and near.broken(invariant) is not None:
                self.caught = f"invariant {invariant.id}"
                return True
        return False

    def _outcomes(self, base: Base, law: Varied) -> Iterator[Differing]:
        """Small cases that come to something else."""
        for place in law.moved:
            was, now = base.law.becomes.get(place, {}), law.becomes[place]
            if self.guidance.decisions[place[0]].kind is Kind.MANY:
                for name, cases in now.items():
                    old = was.get(name, law.space.false)
                    for says, differ in ((("", name), cases & ~old), ((name, ""), old & ~cases)):
                        if (said := sayable(law, place, differ)).satisfiable():
                            yield self._differing(law, place, *says, said)
                continue
            for before, first in was.items():
                gone = sayable(law, place, first & ~now.get(before, law.space.false))
                for after, second in now.items() if gone.satisfiable() else ():
                    if after != before and (gone & second).satisfiable():
                        yield self._differing(law, place, before, after, gone & second)

    def _reasons(
        self, base: Base, law: Varied, changed: Mapping[Place, Ordered], argued: list[tuple[Decision, Rule | None, Rule | None]]
    ) -> Iterator[Differing]:
        """Small cases that come to the same, with other reasons."""
        for place, new in changed.items():
            old = base.law.rules.get(place) or Ordered(())
            decision = self.guidance.decisions[place[0]]
            ranks = [{(r.id, r.about): (r, o.above[r.id]) for r in o.rules} for o in (old, new)]
            moved = {k[0] for k in law.truths if base.truths.get(k) is not law.truths[k]}
            for key in sorted(affected(old, new), key=lambda k: base.truths.get(k) == law.truths.get(k)):
                above = [set(rank[key][1]) if key in rank else set[str]() for rank in ranks]
                if base.truths.get(key) == law.truths.get(key):  # only what is above it can show it otherwise
                    above = [names & (moved | above[0] ^ above[1]) for names in above]
                before, after = (
                    dict(shown(one, place, decision, rank[key][0], names)) if key in rank else {}
                    for one, rank, names in zip((base.law, law), ranks, above, strict=True)
                )
                yield from self._apart(law, place, before, after)
                first, second = base.truths.get(key, law.space.false), law.truths.get(key, law.space.false)
                self.elsewhere = self.elsewhere or (first != second and sayable(law, place, first ^ second).satisfiable())
        for decision, was, now in argued:
            place = (decision.id, "")
            law.reads[place] |= law._facts_behind({n for a in (was, now) if a is not None for n in names_in(a.when)})
            yield from self._apart(law, place, argues(base.law, decision, was), argues(law, decision, now))

    def _apart(self, law: Varied, place: Place, was: Mapping[object, Diagram], now: Mapping[object, Diagram]) -> Iterator[Differing]:
        for key in was.keys() | now.keys():
            differ = was.get(key, law.space.false) ^ now.get(key, law.space.false)
            if (said := sayable(law, place, differ)).satisfiable():
                yield self._differing(law, place, "", "", said)

    def _differing(self, law: Varied, place: Place, before: str, after: str, cases: Diagram) -> Differing:
        about = "" if place[1] in ("", "recommend") else f"{place[1]}: "
        return Differing(law.nation, law.day, place[0], about + before, about + after, smallest(law.space, cases))


def _decision(name: str) -> str:
    return name.split("[")[0].split(".")[0]


def _promises(guidance: Guidance, mutant: Mutant) -> Sequence[Invariant]:
    """The promises, in the words that the mutant leaves them: they speak in terms too."""
    if mutant.names is None:
        return guidance.invariants
    documents = {n: d for n, t in guidance.origin.items() if n.startswith("invariants/") and isinstance(d := parse_yaml(t, n), Block)}
    shelf = Shelf(documents, [], mutant.names, dict(guidance.nations), dict(guidance.sources), dict(guidance.lists))
    return read_invariants(shelf, guidance.decisions)
