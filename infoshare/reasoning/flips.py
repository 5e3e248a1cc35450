"""What would change this: the nearest changes of fact with which a decision comes out otherwise, as things to find out.

Found on the decision's diagram. What is not known, or not sure, comes before what was answered. What the guidance keeps out of this
(``flips.yaml``), what the page itself sets, and the rows of lists stay as they are; for what is settled by row that row's facts may change.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from ..logic.expression import NO, NOT_SURE, YES, member, truth
from ..logic.near import Changes, nearest
from .case import Case, Row, known, row_answers, variables
from .decide import Outcomes, decide
from .document import Block, parse
from .edition import Edition
from .exact import variables_of
from .guidance import Decision, Fact, Guidance, Kind

MOST, ENOUGH = 3, 5
"""How many facts a change may touch, and how many changes are given."""


@dataclass(frozen=True)
class Change:
    """One fact that would be otherwise.

    Attributes:
        fact: its name.
        before: what is known of it: an option, ``not_sure``, or yes, no or ``not_sure`` for one option of several.
        after: what it would be.
        option: which option, for a fact that takes several.
    """

    fact: str
    before: str
    after: str
    option: str = ""

    @property
    def unknown(self) -> bool:
        """Whether it is something still to be found out."""
        return self.before == NOT_SURE


@dataclass(frozen=True)
class Flip:
    """Changes of which none can be left out, what the decision would then come to, and the rules that would then speak."""

    changes: tuple[Change, ...]
    outcome: str
    rules: tuple[str, ...]


def flips(case: Case, law: Edition, decision: str, row: int = 0, *, enough: int = ENOUGH) -> list[Flip]:
    """The nearest changes that flip a decision with one answer: fewest facts first, and of these what is not known before what is.

    Of changes that touch the same facts and lead to the same outcome, one is given.

    Args:
        case: what is known.
        law: one nation's law of one day.
        decision: of kind ``one``, or rated (then its recommendation).
        row: for a decision that is settled by row: the position of the row.
        enough: how many at most.
    """
    settles = law.guidance.decisions[decision]
    return Nearest(case, law, settles, case.lists[settles.per][row] if settles.per else None).best(enough)


class Nearest:
    """What is near to one case, for one decision."""

    def __init__(self, case: Case, law: Edition, decision: Decision, row: Row | None = None) -> None:
        guidance = law.guidance
        self.guidance, self.law, self.decision = guidance, law, decision
        self.place = (decision.id, "recommend" if decision.kind is Kind.RATED else "")
        self.case, self.row = case, row
        listed = {n: v for n, v in known(case, guidance).answers.items() if n not in guidance.names.variables}
        own = row_answers(guidance, decision.per, row) if row is not None else {}
        told = {n: v for name, fact in guidance.facts.items() if name in case.facts for n, v in variables(fact, case.facts[name]).items()}
        self.point = {**listed, **told, **own}
        self.now = self.outcome(self.point)
        self.free = self._free()
        self.rank = {name: at for at, name in enumerate(self.free)}

    def _free(self) -> dict[str, tuple[Fact, str]]:
        """The variables that may change, each with its fact, and its option if it is one of several; in the order of the questions."""
        kept = fixed(self.guidance)
        facts = [f for q in self.guidance.questions if not q.by_page for f in q.facts]
        if self.decision.per:
            facts += self.guidance.lists[self.decision.per].fields
        found: dict[str, tuple[Fact, str]] = {}
        for fact in facts:
            if fact.name not in kept:
                found |= {member(fact.name, o): (fact, o) for o in fact.ids} if fact.several else {fact.name: (fact, "")}
        return found

    def may(self, name: str, value: str) -> bool:
        """Whether a variable may be changed to an answer: it may change, and the answer is offered in this nation."""
        if name not in self.free:
            return False
        fact, option = self.free[name]
        offered = next(o.nations for o in fact.options if o.id == (option or value))
        return not offered or self.law.nation in offered

    def all(self, enough: int) -> Iterator[Changes]:
        """Every smallest set of changes, the fewest first, until there are enough."""
        exact = self.law.exact
        return nearest(exact.space, ~exact.becomes[self.place][self.now], self.point, self.may, MOST, enough)

    def best(self, enough: int) -> list[Flip]:
        """The flips to show."""
        found: dict[tuple[frozenset[str], str], Flip] = {}
        for changes in sorted(self.all(enough), key=self._merit):
            outcome = self.outcome({**self.point, **dict(changes)})
            names = frozenset(self.free[name][0].name for name, _ in changes)
            if (names, outcome) not in found and outcome != self.now:
                found[names, outcome] = self._flip(changes, outcome)
                if len(found) == enough:
                    break
        return list(found.values())

    def _merit(self, changes: Changes) -> tuple[int, int, list[int], list[str]]:
        answered = sum(name in self.point for name, _ in changes)
        ordered = sorted(changes, key=lambda change: self.rank[change[0]])
        return len(changes), answered, [self.rank[n] for n, _ in ordered], [v for _, v in ordered]

    def _flip(self, changes: Changes, outcome: str) -> Flip:
        ordered = sorted(changes, key=lambda change: self.rank[change[0]])
        told = tuple(Change(self.free[n][0].name, self.point.get(n, NOT_SURE), v, self.free[n][1]) for n, v in ordered)
        return Flip(told, outcome, tuple(self._speaking({**self.point, **dict(changes)})))

    def outcome(self, answers: Mapping[str, str]) -> str:
        """What the decision comes to with some answers, set aside what does not apply."""
        found = self._decided(answers)[0][self.place]
        return found if isinstance(found, str) else found[0]

    def _decided(self, answers: Mapping[str, str]) -> tuple[Outcomes, dict[str, str]]:
        """What every decision comes to, and the answers that count, with what was decided."""
        counted, rows = dict(answers), dict(self.case.lists)
        if self.row is not None:  # a row that changes may change what is said of its list
            each = f"{self.guidance.lists[self.decision.per].each}."
            mine = {"name": self.row["name"]} | {n.removeprefix(each): v for n, v in answers.items() if n.startswith(each)}
            rows[self.decision.per] = tuple(mine if r is self.row else r for r in rows[self.decision.per])
            counted = {n: v for n, v in counted.items() if n in self.guidance.names.variables and not n.startswith(each)}
            counted |= known(Case(lists=rows), self.guidance).answers
            rows = {self.decision.per: (mine,)}
        for question in self.guidance.questions:
            if question.only_when is not None and truth(question.only_when, counted) is False:
                for name in (v for f in question.facts for v in variables_of(self.guidance, f.name)):
                    counted.pop(name, None)
        return decide(self.law, counted, rows), counted

    def _speaking(self, answers: Mapping[str, str]) -> Iterator[str]:
        found, counted = self._decided(answers)
        for (name, group), outcome in found.items():
            decision = self.guidance.decisions[name]
            if decision.kind is Kind.MANY:
                counted.update({member(name, c): YES if c in outcome else NO for c in decision.candidates})
            elif isinstance(outcome, str) and group in ("", "recommend"):
                counted[name] = outcome
        if self.row is not None:
            counted |= {n: v for n, v in answers.items() if n.startswith(f"{self.guidance.lists[self.decision.per].each}.")}
        ordered = self.law.rules[self.place]
        holding = {r.id for r in ordered.rules if truth(r.when, counted) is True}
        yield from (r.id for r in ordered.rules if r.id in holding and not holding.intersection(ordered.above[r.id]))


def as_data(flip: Flip, decision: Decision, guidance: Guidance) -> dict[str, Any]:
    """One flip for a page: its changes with their words, the outcome with its label, the rules with their reasons, and one sentence."""
    changes = [_change(change, guidance) for change in flip.changes]
    label = decision.candidates[flip.outcome].label
    sentence = "flips.unknown" if all(change.unknown for change in flip.changes) else "flips.known"
    return {
        "outcome": flip.outcome,
        "label": label,
        "changes": changes,
        "rules": [{"rule": name, "text": guidance.rules[name].because} for name in flip.rules],
        "text": guidance.word(sentence).format(label=label, changes=guidance.word("flips.and").join(c["text"] for c in changes)),
    }


def _change(change: Change, guidance: Guidance) -> dict[str, Any]:
    title, fact = next(
        (title, f)
        for title, facts in [
            *((q.title, q.facts) for q in guidance.questions),
            *((li.name_label, li.fields) for li in guidance.lists.values()),
        ]
        for f in facts
        if f.name == change.fact
    )
    labels = {o.id: o.label for o in fact.options}
    question = fact.label or title
    if change.option:
        text = guidance.word(f"flips.{change.after}").format(question=question, option=labels[change.option])
    else:
        text = guidance.word("flips.change").format(question=question, answer=labels[change.after])
    told = {"fact": change.fact, "from": change.before, "to": change.after, "unknown": change.unknown, "text": text}
    return {**told, "option": change.option} if change.option else told


@lru_cache(maxsize=4)
def fixed(guidance: Guidance) -> frozenset[str]:
    """Facts that are never something to find out so that the advice comes out otherwise: who people are, and what is theirs to say."""
    document = parse(guidance.origin.get("flips.yaml", ""), "flips.yaml")
    names = document.get("fixed") if isinstance(document, Block) else None
    return frozenset(str(name) for name in names) if isinstance(names, list) else frozenset()
