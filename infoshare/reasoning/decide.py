"""Outcomes alone, fast: every decision of one case in some microseconds, or of a million cases at once as columns.

The same rules as `advise`, read the same way; no reasons, no unknowns. For replaying, comparing and analysing many cases.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING

from ..logic.compiled import Masks, can_hold, holds, must_hold
from ..logic.expression import NO, YES, Variable, member
from .case import Row, row_answers
from .edition import Edition, Ordered
from .exact import variables_of
from .guidance import Decision, Kind, Rule
from .load import RATINGS, quantified

if TYPE_CHECKING:
    from numpy import integer
    from numpy.typing import NDArray

    from ..logic.columns import Outcome

Place = tuple[str, str]
"""A decision and one of its groups (see `edition.groups`)."""
Outcomes = dict[Place, str | tuple[str, ...]]
"""What each place came to: one candidate or rating; all that hold, of many; one a row, for what is settled by row."""


class Uncovered(LookupError):
    """No rule settles a decision for a case. Guidance that passed `infoshare check` has no such case."""

    code = "uncovered"


def decide(law: Edition, answers: Mapping[str, str], lists: Mapping[str, tuple[Row, ...]] | None = None) -> Outcomes:
    """What every decision of one case comes to when all that is not known stays unknown, as `advise` has it.

    Args:
        law: one nation's law of one day.
        answers: by variable, as `case.known` gives them; what is missing is unknown.
        lists: the case's lists, for decisions that are settled by row.

    Raises:
        Uncovered: no rule settles a decision.
    """
    decider = decider_of(law)
    masks, case, rows = decider.masks, decider.masks.case(answers), lists or {}
    found: Outcomes = {}
    for step in decider.steps:
        if isinstance(step, One) and step.per:
            own = (row_answers(law.guidance, step.per, row) for row in rows.get(step.per, ()))
            found[step.place] = tuple(step.of(masks.case(row, case))[0] for row in own)
        else:
            found[step.place], case = step.of(case)
    return found


def decide_one(law: Edition, place: Place, answers: Mapping[str, str]) -> str | tuple[str, ...]:
    """What one decision comes to, for a decision that reads no other (see `decide`)."""
    decider = decider_of(law)
    return decider.step[place].of(decider.masks.case(answers))[0]


def decide_all(law: Edition, columns: Mapping[str, NDArray[integer]], rows: int) -> dict[Place, Outcome]:
    """What every decision that is not settled by row comes to, for many cases at once.

    Args:
        law: one nation's law of one day.
        columns: for each variable the position of each case's answer among its options; less than 0, or no column, is unknown. Quantified
            parts (see `load.quantified`) are columns of 0 for no and 1 for yes. Answers that do not apply are set aside.
        rows: how many cases.

    Returns:
        By place: columns of positions among its candidates or ratings, or a yes-or-no column for each of many candidates.
    """
    from ..logic.columns import Columns

    guidance = law.guidance
    table = Columns(guidance.names.variables.values(), quantified(guidance), columns, rows)
    for question in guidance.questions:
        if question.only_when is not None:
            table.set_aside([v for f in question.facts for v in variables_of(guidance, f.name)], question.only_when)
    found: dict[Place, Outcome] = {}
    for (name, group), ordered in law.rules.items():
        decision = guidance.decisions[name]
        if decision.per:
            continue
        rules = in_rank(ordered)
        if decision.kind is Kind.MANY:
            at = {rule.id: i for i, rule in enumerate(rules)}
            outcome = table.each(decision.candidates, [(r.conclude, r.when, [at[a] for a in ordered.above[r.id]]) for r in rules])
            for candidate, cases in outcome.packed.items():
                table.define(member(name, candidate), {YES: cases, NO: ~cases})
        else:
            outcome = table.first(candidates_of(decision, group), [(r.conclude, r.when) for r in rules])
            if group in ("", "recommend"):
                table.define(name, outcome.packed)
        found[(name, group)] = outcome
    return found


def candidates_of(decision: Decision, group: str) -> tuple[str, ...]:
    """What a place can come to."""
    return RATINGS if decision.kind is Kind.RATED and group != "recommend" else tuple(decision.candidates)


def in_rank(ordered: Ordered) -> list[Rule]:
    """The rules so that what outranks a rule comes before it; the first one that holds is then one that speaks."""
    return sorted(ordered.rules, key=lambda rule: len(ordered.above[rule.id]))


@lru_cache(maxsize=8)
def decider_of(law: Edition) -> Decider:
    """The law of one nation and day, compiled to masks; once."""
    return Decider(law)


class Decider:
    """The law of one nation and day, compiled to masks.

    Attributes:
        masks: the bits of all answers and of all that decisions can come to (see `One` and `Many` for their names).
        steps: what settles each place, in an order in which none reads a later one.
    """

    def __init__(self, law: Edition) -> None:
        kinds = {(name, group): law.guidance.decisions[name] for name, group in law.rules}
        outcomes = [Variable(told(d, g), candidates_of(d, g), open=False) for (_, g), d in kinds.items() if d.kind is not Kind.MANY]
        names = law.guidance.names.variables
        self.masks = Masks([*names.values(), *(o for o in outcomes if o.name not in names)], quantified(law.guidance))
        self.steps = [
            (Many if d.kind is Kind.MANY else One)(self.masks, d, group, law.rules[(name, group)]) for (name, group), d in kinds.items()
        ]
        self.step = {step.place: step for step in self.steps}


def told(decision: Decision, group: str) -> str:
    """The name under which others read what a place came to, or one that nobody reads."""
    return decision.id if not decision.per and group in ("", "recommend") else f"{decision.id}/{group}"


class One:
    """A place with one outcome: that of the highest rule that holds. The load proved that all that speak agree.

    Attributes:
        outcomes: the bit of each.
        every: all bits of outcomes.
        conditions: what a case must meet for each rule, in rank.
        per: the list by whose rows it is settled, or nothing.
    """

    def __init__(self, masks: Masks, decision: Decision, group: str, ordered: Ordered) -> None:
        self.place, self.per = (decision.id, group), decision.per
        name = told(decision, group)
        self.outcomes = {c: (masks.bit(name, c),) for c in candidates_of(decision, group)}
        self.every = masks.every[name]
        self.conditions = [masks.condition(r.when) for r in in_rank(ordered)]
        self._to = [(r.conclude, self.outcomes[r.conclude][0]) for r in in_rank(ordered)]

    def of(self, case: int) -> tuple[str, int]:
        """The outcome, and the case with it."""
        for condition, (to, bit) in zip(self.conditions, self._to, strict=True):
            if not case & condition[0] and holds(condition, case):
                return to, case | bit
        raise Uncovered(f"No rule settles `{self.place[0]}` for this case. Run `infoshare check`: it names the case.")

    def reached(self, case: int) -> int:
        """The bit of the outcome; none where no rule settles it."""
        for condition, (_, bit) in zip(self.conditions, self._to, strict=True):
            if not case & condition[0] and holds(condition, case):
                return bit
        return 0

    def bounds(self, cases: int) -> int:
        """The bits of all that it may come to in cases of which only a part is known; perhaps more than it can."""
        found = 0
        for condition, (_, bit) in zip(self.conditions, self._to, strict=True):
            if can_hold(condition, cases):
                found |= bit
                if must_hold(condition, cases):
                    break
        return found


class Many:
    """A place of which any number of candidates hold: those of every rule that speaks.

    Attributes:
        outcomes: the bits for "holds" and "does not hold" of each.
        every: all bits of outcomes.
        conditions: what a case must meet for each rule, in rank.
    """

    def __init__(self, masks: Masks, decision: Decision, group: str, ordered: Ordered) -> None:
        self.place = (decision.id, group)
        rules = in_rank(ordered)
        at = {rule.id: i for i, rule in enumerate(rules)}
        names = {c: member(decision.id, c) for c in decision.candidates}
        self.outcomes = {c: (masks.bit(name, YES), masks.bit(name, NO)) for c, name in names.items()}
        self.every = sum(masks.every[name] for name in names.values())
        self.conditions = [masks.condition(r.when) for r in rules]
        self._to = [(r.conclude, self.outcomes[r.conclude][0], tuple(at[a] for a in ordered.above[r.id])) for r in rules]

    def of(self, case: int) -> tuple[tuple[str, ...], int]:
        """The candidates that hold, and the case with them."""
        reached = self.reached(case)
        return tuple(c for c, (yes, _) in self.outcomes.items() if reached & yes), case | reached

    def reached(self, case: int) -> int:
        """The bits of what holds and of what does not."""
        holding = [holds(condition, case) for condition in self.conditions]
        found = 0
        for held, (_, bit, above) in zip(holding, self._to, strict=True):
            if held and not found & bit and not any(holding[a] for a in above):
                found |= bit
        for yes, no in self.outcomes.values():
            if not found & yes:
                found |= no
        return found

    def bounds(self, cases: int) -> int:
        """The bits of all that it may come to in cases of which only a part is known; perhaps more than it can."""
        can = [can_hold(condition, cases) for condition in self.conditions]
        must = [able and must_hold(condition, cases) for able, condition in zip(can, self.conditions, strict=True)]
        may = sure = 0
        for i, (_, bit, above) in enumerate(self._to):
            if can[i] and not any(must[a] for a in above):
                may |= bit
                if must[i] and not any(can[a] for a in above):
                    sure |= bit
        found = may
        for yes, no in self.outcomes.values():
            found |= 0 if sure & yes else no
        return found
