"""The case library on the bench: does some case come out differently with a mutant? Only cases that it could touch are run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from ..logic.expression import NO, YES, Exists, over_rows, parts, truth
from .advise import advise
from .case import Case, CaseError, known, read_case, row_answers
from .check import cases_that_differ, lints
from .edition import Ordered, edition, in_force
from .guidance import Decision, Guidance, Kind, Rule
from .invariants import Proves
from .load import quantified
from .mutants import CONDITION, Mutant, mutants
from .prove_text import out_of_step

TOLD = ("because", "not_because", "against", "outweighed", "sides")
"""Where a case names rules and arguments."""


class Bench:
    """The guidance's cases, with what each comes to, ready to be held against mutants."""

    def __init__(self, guidance: Guidance) -> None:
        self.guidance = guidance
        self.mutants = mutants(guidance)
        self.known = {str(p) for p in (*lints(guidance), *cases_that_differ(guidance))}
        self.cases = [one for name, data in guidance.cases.items() if (one := _Told.of(name, data, guidance)) is not None]

    def by_cases(self, mutant: Mutant) -> str:
        """What notices a mutant before any diagram is drawn; empty when nothing does."""
        changed = mutant.of(self.guidance)
        if mutant.kind == "date" and (promise := self.promise_of_days(mutant)):
            return promise
        reach = _Reach(mutant, self.guidance)
        touched = [c for c in self.cases if c.touched(reach, self.guidance)]
        touched.sort(key=lambda c: mutant.name not in c.named)
        again = replace(changed, cases={c.name: c.data for c in touched})
        try:
            for problem in cases_that_differ(again):
                if problem.code == "case-differs" and str(problem) not in self.known:
                    return "case"
        except IndexError:  # no rule speaks at all
            return "gap"
        if mutant.kind not in CONDITION | {"conclude", "remove"}:  # what rules read and conclude is as it was
            return ""
        return next((f"lint {p.code}" for p in lints(changed) if str(p) not in self.known), "")

    def promise_of_days(self, mutant: Mutant) -> str:
        """The promise about dates that a mutant breaks: none of its sources starts or ends on such a day."""
        promised = next((i.id for i in self.guidance.invariants if i.kind is Proves.DATED), "")
        rules = [r for d in mutant.decisions.values() for r in d.all_rules() if r.id == mutant.name]
        return f"invariant {promised}" if promised and any(True for r in rules for _ in out_of_step(r, self.guidance)) else ""


@dataclass(frozen=True)
class _Told:
    """One case of the library: as written, and as rules read it, decisions included; one set of answers for each row of each list."""

    name: str
    data: Mapping[str, object]
    nation: str
    on: date
    regime: date
    case: Case
    answers: Mapping[str, str]
    named: frozenset[str]
    holding: dict[str, list[dict[tuple[str, str], Rule]]] = field(default_factory=dict)

    @classmethod
    def of(cls, name: str, data: Mapping[str, object], guidance: Guidance) -> _Told | None:
        try:
            case = read_case(data, guidance)
        except CaseError:
            return None
        if case.nation is None or case.on is None:
            return None
        advice = advise(case, guidance, on=case.on)
        answers = dict(known(case, guidance).answers)
        for decision in guidance.decisions.values():
            held = [s.candidate.id for s in advice.decided[decision.id]]
            if decision.kind is Kind.MANY:
                answers.update({f"{decision.id}[{c}]": YES if c in held else NO for c in decision.candidates})
            elif not decision.per:
                answers[decision.id] = held[0]
        expect = data.get("expect")
        told = [expect.get(k) for k in TOLD] if isinstance(expect, Mapping) else []
        regime = edition(guidance, case.nation, case.on).day
        return cls(name, data, case.nation, case.on, regime, case, answers, frozenset(str(b) for names in told for b in names or ()))

    def touched(self, reach: _Reach, guidance: Guidance) -> bool:
        """Whether a mutant could make a difference here: a decision comes to something else, or a reason that is told of comes or goes."""
        for decision, pairs in reach.under(self):
            old = guidance.decisions[decision.id]
            for row, held in enumerate(self._held(old, guidance)) if pairs else ():
                answers = {**self._rows(old, guidance)[row], **self._more(reach, guidance)}
                now = dict(held)
                for was, new in pairs:
                    if was is not None:
                        now.pop((was.id, was.about), None)
                    if new is not None and truth(new.when, answers) is True:
                        now[new.id, new.about] = new
                if reach.condition and now.keys() == held.keys():
                    continue
                first, second = _speaking(held, old.orders), _speaking(now, old.orders if reach.condition else decision.orders)
                if {s[1:] for s in first} != {s[1:] for s in second} or self.named & {s[0] for s in first ^ second}:
                    return True
                if {n for n, _ in held.keys() ^ now.keys()} & self.named:
                    return True
                if not reach.condition and any(r is not None and r.id in self.named for pair in pairs for r in pair):  # who outweighs it
                    return True
        return False

    def _more(self, reach: _Reach, guidance: Guidance) -> dict[str, str]:
        """What a mutant says of the rows of a list that no rule says."""
        rows: dict[str, list[Mapping[str, str]]] = {
            e.list: [row_answers(guidance, e.list, r) for r in self.case.lists.get(e.list, ())] for e in reach.more
        }
        return {e.name: over_rows(e, rows[e.list] if e.list in self.case.lists else None) for e in reach.more}

    def _rows(self, decision: Decision, guidance: Guidance) -> list[Mapping[str, str]]:
        if not decision.per:
            return [self.answers]
        return [{**self.answers, **row_answers(guidance, decision.per, r)} for r in self.case.lists.get(decision.per, ())]

    def _held(self, decision: Decision, guidance: Guidance) -> list[dict[tuple[str, str], Rule]]:
        """The rules whose conditions hold in this case as the guidance is, once for each row."""
        if decision.id not in self.holding:
            rules = [r for r in decision.all_rules() if r.speaks_in(self.nation, self.on)]
            found = [{(r.id, r.about): r for r in rules if truth(r.when, a) is True} for a in self._rows(decision, guidance)]
            self.holding[decision.id] = found
        return self.holding[decision.id]


class _Reach:
    """The rules that a mutant changes, before and after, for each law. Those whose rank changes count as changed."""

    def __init__(self, mutant: Mutant, guidance: Guidance) -> None:
        self.mutant, self.guidance = mutant, guidance
        self.condition = mutant.kind in CONDITION
        self._found: dict[tuple[str, date], list[tuple[Decision, list[Pair]]]] = {}
        self._decisions = list(mutant.decisions.values())
        self._pairs = {d.id: list(_pairs(_all(guidance.decisions[d.id]), _all(d))) for d in self._decisions if self.condition}
        rules = [r for d in self._decisions for r in d.all_rules()] if mutant.kind in CONDITION else []
        known = quantified(guidance)
        self.more = [p for r in rules for p in parts(r.when) if isinstance(p, Exists) and p.name not in known]

    def under(self, case: _Told) -> list[tuple[Decision, list[Pair]]]:
        """By decision, the rules in force for a case that are not what they were."""
        key = (case.nation, case.regime if self.mutant.kind != "date" else case.on)
        if key not in self._found:
            self._found[key] = [(d, list(self._of(d, *key))) for d in self._decisions]
        return self._found[key]

    def _of(self, decision: Decision, nation: str, on: date) -> Iterator[Pair]:
        if self.condition:
            yield from ((a, b) for a, b in self._pairs[decision.id] if a is not None and a.speaks_in(nation, on))
            return
        was, now = _ranked(self.guidance.decisions[decision.id], nation, on), _ranked(decision, nation, on)
        for key in was.keys() | now.keys():
            if was.get(key) != now.get(key):
                yield was[key][0] if key in was else None, now[key][0] if key in now else None


def _speaking(held: Mapping[tuple[str, str], Rule], ranks: Mapping[str, Ordered]) -> set[tuple[str, str, str]]:
    """Of the rules that hold, arguments apart, those that nothing above silences: with what each rates and concludes."""
    ids = {n for n, _ in held}
    found = set()
    for (name, about), rule in held.items():
        if not rule.side and not ids.intersection((ranks.get(about) or ranks["recommend"]).above[name]):
            found.add((name, about, rule.conclude))
    return found


Pair = tuple[Rule | None, Rule | None]


def _all(decision: Decision) -> dict[tuple[str, str], Rule]:
    return {(r.id, r.about): r for r in decision.all_rules()}


def _pairs(was: Mapping[tuple[str, str], Rule], now: Mapping[tuple[str, str], Rule]) -> Iterator[Pair]:
    for key in was.keys() | now.keys():
        if was.get(key) is not now.get(key):
            yield was.get(key), now.get(key)


def _ranked(decision: Decision, nation: str, on: date) -> dict[tuple[str, str], tuple[Rule, tuple[str, ...]]]:
    """The rules in force, each with those above it."""
    laws = [in_force(ordered, nation, on) for ordered in decision.orders.values()]
    found = {(r.id, r.about): (r, tuple(sorted(o.above[r.id]))) for o in laws for r in o.rules}
    return {**found, **{(a.id, ""): (a, ()) for a in decision.arguments if a.speaks_in(nation, on)}}
