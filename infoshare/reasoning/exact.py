"""The law of one nation and day as decision diagrams: what a half-known case can still become, what can change it, gaps and clashes."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import lru_cache

from ..logic.diagram import Diagram, Space, TooLarge
from ..logic.expression import NO, NOT_SURE, YES, Exists, names_in
from ..logic.order import arranged
from .document import Problem
from .edition import Edition, Ordered
from .guidance import Decision, Guidance, Kind, ListOf, Rule
from .load import RATINGS, GuidanceError, quantified


class Exact:
    """One nation's law of one day as diagrams.

    Attributes:
        becomes: for each decision and group (see `edition.groups`), a diagram for each candidate: the cases that come to it.
        reads: for each decision and group, the variables that its rules read, also through other decisions.
        within: the cases that make sense: what is said of the rows of a list fits together.

    Args:
        law: the edition.
        space: the cases to speak of, when they are shared with another guidance; the guidance's own when left out.
    """

    def __init__(self, law: Edition, space: Space | None = None) -> None:
        self.guidance, self.nation, self.day, self.rules = law.guidance, law.nation, law.day, law.rules
        self.space = space or space_of(law.guidance)
        self.becomes: dict[tuple[str, str], dict[str, Diagram]] = {}
        self.reads: dict[tuple[str, str], frozenset[str]] = {}
        self.defined: dict[str, dict[str, Diagram]] = {}
        self.holds: dict[tuple[str, str], Diagram] = {}
        self.within = rows_fit(list(quantified(law.guidance).values()), law.guidance.lists, self.space)
        for (name, group), ordered in law.rules.items():
            decision = law.guidance.decisions[name]
            try:
                self._compile(decision, group, ordered)
            except (TooLarge, MemoryError) as error:
                text = f"The rules of `{name}` make the guidance too large to prove. Simplify their conditions."
                raise GuidanceError([Problem("too-large", decision.file, 1, text)]) from error
        self.space.tidy()

    def _compile(self, decision: Decision, group: str, ordered: Ordered) -> None:
        place = (decision.id, group)
        speaks: dict[str, list[Diagram]] = {}
        holds: dict[str, Diagram] = {}
        reads: set[str] = set()
        for rule in ordered.rules:
            holds[rule.id] = self.space.holds(rule.when, self.defined)
            reads |= names_in(rule.when)
        for rule in ordered.rules:
            cases = holds[rule.id]
            for above in ordered.above[rule.id]:
                cases = cases & ~holds[above]
            self.holds[(rule.id, rule.about)] = cases
            speaks.setdefault(rule.conclude, []).append(cases)
        candidates = RATINGS if decision.kind is Kind.RATED and group != "recommend" else tuple(decision.candidates)
        self.becomes[place] = {}
        for candidate in candidates:
            found = self.space.false
            for cases in speaks.get(candidate, ()):
                found = found | cases
            self.becomes[place][candidate] = found
        self.reads[place] = self._facts_behind(reads)
        if decision.kind is Kind.MANY:
            for candidate, cases in self.becomes[place].items():
                self.defined[f"{decision.id}[{candidate}]"] = {YES: cases, NO: ~cases}
        elif not decision.per and group in ("", "recommend"):
            self.defined[decision.id] = self.becomes[place]

    def standing(self, answers: Mapping[str, str]) -> Diagram:
        """The cases that agree with what is known."""
        return self.within & self.space.case(answers)

    def _any_but(self, becomes: Mapping[str, Diagram], candidate: str) -> Diagram:
        found = self.space.false
        for other, cases in becomes.items():
            if other != candidate:
                found = found | cases
        return found

    def _facts_behind(self, names: set[str]) -> frozenset[str]:
        found: set[str] = set()
        for name in names:
            decision = name.split("[")[0]
            if decision in self.guidance.decisions:
                for place, reads in self.reads.items():
                    if place[0] == decision:
                        found |= reads
            else:
                found.add(name)
        return frozenset(found)

    def defects(self, places: Collection[tuple[str, str]] | None = None) -> Iterator[Problem]:
        """Cases that no rule covers, and pairs of rules that clash, each with a readable case; in some places, or in all."""
        for (name, group), ordered in self.rules.items():
            decision = self.guidance.decisions[name]
            if decision.kind is Kind.MANY or (places is not None and (name, group) not in places):
                continue
            what = f"`{name}`" + (f" ({group})" if group else "")
            covered = self.space.false
            for cases in self.becomes[(name, group)].values():
                covered = covered | cases
            if (gap := self.space.sample(~covered, self.within)) is not None:
                text = f"No rule settles {what} for {self.nation} on {self.day} when {readable(gap)}."
                text += " Add a rule, or a general one with `when: always`."
                yield Problem("gap", ordered.rules[0].file if ordered.rules else decision.file, 1, text)
            becomes = self.becomes[(name, group)]
            overlap = [c for c in becomes if (becomes[c] & self._any_but(becomes, c) & self.within).satisfiable()]
            rules = [r for r in ordered.rules if r.conclude in overlap]
            for at, first in enumerate(rules):
                for second in rules[at + 1 :]:
                    if first.conclude == second.conclude:
                        continue
                    both = self.holds[(first.id, first.about)] & self.holds[(second.id, second.about)]
                    if (clash := self.space.sample(both, self.within)) is not None:
                        text = f"`{first.id}` and `{second.id}` clash over {what} for {self.nation} on {self.day} when {readable(clash)}"
                        yield Problem("clash", second.file, second.line, f"{text}. Say which one overrides the other.")

    def silent(self, places: Collection[tuple[str, str]] | None = None) -> Iterator[Rule]:
        """Rules in force that can never speak; in some places, or in all."""
        for place, ordered in self.rules.items():
            for rule in ordered.rules if places is None or place in places else ():
                if not (self.holds[(rule.id, rule.about)] & self.within).satisfiable():
                    yield rule


def readable(case: Mapping[str, str]) -> str:
    """A case as a list of answers, for a message."""
    return ", ".join(f"{name} is {value}" for name, value in case.items()) or "anything is answered"


def rows_fit(every: Sequence[Exists], lists: Mapping[str, ListOf], space: Space) -> Diagram:
    """What must hold between statements about one list: if some row is an X, and every X is a Y, then some row is a Y."""
    found = space.true
    for exists in every:
        yes, no = space.truth(exists.item)
        nobody = _no_row(lists[exists.list].each, space)
        found = found & (~yes | space.answer(exists.name, YES) | nobody)  # a row that per-row decisions look at is in the list
        found = found & (no | ~space.answer(exists.name, NO) | nobody)
        for other in every:
            if other.list == exists.list and other is not exists:
                other_yes, other_no = space.truth(other.item)
                if not (yes & ~other_yes).satisfiable():
                    found = found & (~space.answer(exists.name, YES) | space.answer(other.name, YES))
                if not (other_no & ~no).satisfiable():
                    found = found & (~space.answer(other.name, NO) | space.answer(exists.name, NO))
    return found


def _no_row(each: str, space: Space) -> Diagram:
    """Cases in which the row's own facts are all unknown: no row is being looked at."""
    found = space.true
    for name in space.values:
        if name.startswith(f"{each}."):
            found = found & space.answer(name, NOT_SURE)
    return found


def variables_of(guidance: Guidance, fact: str) -> tuple[str, ...]:
    """The variables behind a fact: itself, or one for each option when it takes several."""
    if fact in guidance.names.sets:
        return tuple(f"{fact}[{o}]" for o in guidance.names.sets[fact])
    return (fact,)


def order_of(guidance: Guidance) -> list[str]:
    """The variables of a guidance in the order of its diagrams: what rules read together stands together, rows of lists come last."""
    read = [names_in(r.when) for d in guidance.decisions.values() for r in d.all_rules()]
    names = [v for fact in guidance.facts for v in variables_of(guidance, fact)]
    found = [n for n in guidance.order if n in names]
    order = found if len(found) == len(names) else [*found, *(n for n in arranged(names, read) if n not in found)]
    return [*order, *(f.name for listed in guidance.lists.values() for f in listed.fields)]


@lru_cache(maxsize=4)
def space_of(guidance: Guidance) -> Space:
    """The space of all cases a guidance can speak about."""
    space = Space([guidance.names.variables[name] for name in order_of(guidance)], quantified(guidance))
    for question in guidance.questions:
        if question.only_when is not None:
            space.restrict([v for f in question.facts for v in variables_of(guidance, f.name)], question.only_when)
    return space
