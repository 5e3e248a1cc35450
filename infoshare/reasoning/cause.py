"""Why two laws advise differently on one case: the rules that speak under one only, and what keeps them silent under the other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from ..logic.expression import NO, YES, member, names_in, truth
from .case import Case, known
from .decide import decide
from .edition import Ordered, edition
from .fit import fitted
from .guidance import Decision, Guidance, Kind, Rule

BEFORE, AFTER = "before", "after"


class How(StrEnum):
    """What keeps a rule silent under the other law; the last two where the other law is only known by what a record kept of it."""

    NOT_YET = "not_yet"
    ENDED = "ended"
    DATES = "dates_changed"
    NATION = "nation_changed"
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "condition_changed"
    RANK = "rank_changed"
    QUESTION = "question_changed"
    SILENT_NOW = "silent_now"
    SILENT_THEN = "silent_then"


@dataclass(frozen=True)
class Cause:
    """One root of a difference.

    Attributes:
        rule: the rule that speaks on one side only; for `How.QUESTION` the fact whose answer counts on one side only.
        how: what keeps it silent on the other side.
        speaks: the side on which it speaks, before or after.
        day: the day on which it starts, or from which it no longer holds, where a day is the reason.
    """

    rule: str
    how: How
    speaks: str
    day: date | None = None


@dataclass(frozen=True)
class Point:
    """One thing an advice settles: a decision, with the candidate that is rated or held, or the row it is about (counted from 0)."""

    decision: str
    about: str = ""
    row: int | None = None


class Weighed:
    """One case, advised by one nation's law of one day.

    Attributes:
        case: the case as this guidance can read it.
        aside: facts and lists whose answers this guidance does not know.
        outcomes: what each point came to; of many candidates, yes or no for each.
    """

    def __init__(self, case: Case, guidance: Guidance, day: date, nation: str) -> None:
        self.case, self.aside = fitted(case, guidance)
        self.guidance, self.day, self.nation = guidance, day, nation
        self.law = edition(guidance, nation, day)
        self.outcomes: dict[Point, str] = {}
        facts = known(self.case, guidance)
        self._answers: dict[str, str] = dict(facts.answers)
        for (name, group), found in decide(self.law, facts.answers, self.case.lists).items():
            decision = guidance.decisions[name]
            if isinstance(found, str):
                self.outcomes[Point(name, "" if group == "recommend" else group)] = found
            elif decision.per:
                self.outcomes.update({Point(name, row=at): each for at, each in enumerate(found)})
            else:
                self.outcomes.update({Point(name, c): YES if c in found else NO for c in decision.candidates})
        for point, outcome in self.outcomes.items():
            if point.row is None:
                self._answers[member(point.decision, point.about) if point.about else point.decision] = outcome
        self._rows = {n: [facts.row(guidance, n, row) for row in rows] for n, rows in self.case.lists.items()}

    def answers(self, point: Point) -> Mapping[str, str]:
        """What the rules of a point read."""
        if point.row is None:
            return self._answers
        return {**self._rows[self.guidance.decisions[point.decision].per][point.row], **self._answers}

    def ordered(self, point: Point) -> Ordered:
        """The rules in force that settle a point, with their ranks."""
        rated = self.guidance.decisions[point.decision].kind is Kind.RATED
        return self.law.rules.get((point.decision, (point.about or "recommend") if rated else ""), Ordered(()))

    def speaking(self, point: Point) -> list[Rule]:
        """The rules that hold and that nothing above them silences."""
        ordered = self.ordered(point)
        holding = {r.id for r in ordered.rules if self.holds(r, point)}
        speaking = [r for r in ordered.rules if r.id in holding and not holding.intersection(ordered.above[r.id])]
        many = self.guidance.decisions[point.decision].kind is Kind.MANY
        return [r for r in speaking if not many or r.conclude == point.about]

    def holds(self, rule: Rule, point: Point) -> bool:
        """Whether a rule's condition is true in this case."""
        return truth(rule.when, self.answers(point)) is True

    def rule(self, point: Point, name: str) -> Rule | None:
        """A rule of a point by its name, in force or not."""
        decision = self.guidance.decisions.get(point.decision)
        return next((r for r in _rules(decision, point) if r.id == name), None) if decision else None


def _rules(decision: Decision, point: Point) -> Iterator[Rule]:
    if decision.kind is not Kind.RATED:
        yield from decision.rules
    elif point.about:
        yield from (r for r in decision.rules if r.about == point.about)
    else:
        yield from decision.recommend


def causes(point: Point, before: Weighed, after: Weighed) -> tuple[Cause, ...]:
    """Every root of a difference at one point; empty when both sides speak alike."""
    return tuple(dict.fromkeys(_causes(point, before, after)))


def _causes(point: Point, before: Weighed, after: Weighed) -> Iterator[Cause]:
    spoke = [{(r.id, r.conclude): r for r in side.speaking(point)} for side in (before, after)]
    for here, there, mine, theirs, side in (
        (before, after, spoke[0], spoke[1], BEFORE),
        (after, before, spoke[1], spoke[0], AFTER),
    ):
        for key, rule in mine.items():
            if key not in theirs:
                yield from _why(rule, point, here, there, side)


def _why(rule: Rule, point: Point, here: Weighed, there: Weighed, side: str) -> Iterator[Cause]:
    """What keeps a rule that holds here from speaking there; ``side`` is where it speaks."""
    other = there.rule(point, rule.id)
    opposite = AFTER if side == BEFORE else BEFORE
    if other is None:
        yield Cause(rule.id, How.REMOVED if side == BEFORE else How.ADDED, side)
    elif not other.speaks_in(there.nation, there.day):
        yield _not_in_force(rule, other, there, side)
    elif (other.when, other.conclude) != (rule.when, rule.conclude):
        yield Cause(rule.id, How.CHANGED, side)
    elif there.holds(other, point):  # it holds there too, and something above it silences it
        ordered = there.ordered(point)
        for above in (r for r in ordered.rules if r.id in ordered.above[rule.id] and there.holds(r, point)):
            known_here = here.rule(point, above.id)
            if known_here and known_here.speaks_in(here.nation, here.day) and here.holds(known_here, point):
                yield Cause(rule.id, How.RANK, side)
            else:
                yield from _why(above, point, there, here, opposite)
    else:  # the same condition; what it reads came out differently
        for name in sorted(names_in(rule.when)):
            decision, _, option = name.removesuffix("]").partition("[")
            read = Point(decision, option)
            if decision in here.guidance.decisions:
                if here.outcomes.get(read) != there.outcomes.get(read):
                    yield from causes(read, here, there) if side == BEFORE else causes(read, there, here)
            elif here.answers(point).get(name) != there.answers(point).get(name):
                yield Cause(name, How.QUESTION, side)


def _not_in_force(rule: Rule, other: Rule, there: Weighed, side: str) -> Cause:
    """Why a rule does not speak there: its nations, or its dates, in themselves or because they were changed."""
    if there.nation not in other.nations:
        return Cause(rule.id, How.NATION, side)
    first, last = other.in_force.first, other.in_force.last
    early = first is None or there.day < first
    day = first if early else last + timedelta(days=1)
    if rule.in_force != other.in_force:
        return Cause(rule.id, How.DATES, side, day)
    return Cause(rule.id, How.NOT_YET if early else How.ENDED, side, day)
