"""What to ask next. Nobody routes by hand: a question is worth asking while its answer can still change an open decision."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache, partial

from ..logic.diagram import Diagram
from ..logic.expression import NOT_SURE, names_in, truth
from .case import Case, Known
from .edition import Edition
from .exact import variables_of
from .guidance import Guidance, Question
from .load import quantified
from .matter import matter_of
from .reach import Place, Spot, View, reach_of


class Standing:
    """What is known of a case, against one law. Diagrams are made when first needed.

    Args:
        law: one nation's law of one day.
        answers: what is known, by variable; of a row, only the row's own.
        places: what is to be settled.
        whole: for what is settled by row: the case itself.

    Attributes:
        rows: the same for each row by which something is settled.
    """

    def __init__(self, law: Edition, answers: Mapping[str, str], places: Collection[Place], whole: Standing | None = None) -> None:
        self._law, self._answers, self._places, self._whole = law, answers, places, whole
        self.rows: list[Standing] = []

    @cached_property
    def cases(self) -> Diagram:
        """The cases that agree with what is known."""
        exact = self._law.exact
        return exact.standing(self._answers) if self._whole is None else self._whole.cases & exact.space.case(self._answers)

    @cached_property
    def view(self) -> View:
        """What can still come of it."""
        whole = self._whole.view if self._whole else None
        return reach_of(self._law).view(self._answers, lambda: self.cases, self._places, whole)

    def settled(self) -> dict[Place, bool]:
        """For each place whether every way of finding out the unknowns gives the same."""
        open_ = {spot.place for spot in self.view.open()}
        return {place: place not in open_ for place in self._places}


@dataclass(frozen=True)
class Unknown:
    """A question whose answer is not known and could still change some decisions. ``unsure``: asked, and not known."""

    question: Question
    facts: tuple[str, ...]
    decisions: tuple[str, ...]
    unsure: bool
    _count: Callable[[str], tuple[int, int]] = field(repr=False, compare=False)

    @cached_property
    def cases(self) -> int:
        """In how many of the cases still possible another answer would change the first of the decisions. Exact; counted when asked."""
        return self._count(self.decisions[0])[0]

    @cached_property
    def of(self) -> int:
        """How many cases are still possible. Exact; "not sure" is one of the answers, and what does not apply is not told apart."""
        return self._count(self.decisions[0])[1]


def unknowns(facts: Known, law: Edition, here: Standing) -> Iterator[Unknown]:
    """Every question that could still change a decision, in the order of the guidance."""
    open_ = _open(law, here)
    for question in law.guidance.questions:
        if question.by_page or _off(question, facts):
            continue
        missing = _missing(question, facts)
        found = set(_changes(law, open_, missing)) if missing else set()
        if decisions := tuple(d for d in law.guidance.decisions if d in found):
            asked = all(f in facts.asked for f in missing)
            yield Unknown(question, missing, decisions, asked, partial(_counted, law, open_, missing))


@dataclass(frozen=True)
class Asking:
    """The question to ask, and which of its facts and lists: those that can still matter, or all that must be asked."""

    question: Question
    names: tuple[str, ...]


def next_question(case: Case, facts: Known, law: Edition, here: Standing, seen: frozenset[str], *, acted: bool = False) -> Asking | None:
    """The first question that must be asked or can still matter; ``None`` when the advice can be given, or must not wait.

    Only decisions that lead make the interview ask. Of a question's facts only those are asked that can change one of them; what is
    always asked is asked whole.
    """
    if not acted and act_now(case, law.guidance):
        return None
    open_: _Open | None = None
    questions = [q for q in law.guidance.questions if not q.by_page and q.ask != "record"]
    for question in sorted(questions, key=lambda q: q.ask != "first"):
        if _off(question, facts):
            continue
        names = [f.name for f in question.facts] + [lst.id for lst in question.lists]
        unasked = tuple(n for n in names if n not in facts.asked)
        if not unasked and (names or question.key in seen):
            continue
        if question.ask in ("first", "always"):
            return Asking(question, unasked)
        open_ = _open(law, here, leading=True) if open_ is None else open_
        if matter := tuple(n for n in unasked if any(_changes(law, open_, (n,)))):
            return Asking(question, matter)
    return None


def act_now(case: Case, guidance: Guidance) -> bool:
    """Whether an answer was given after which the advice must not wait for anything."""
    for name, fact in guidance.facts.items():
        answer = case.facts.get(name, ())
        picked = (answer,) if isinstance(answer, str) else answer
        if any(o.act_now and o.id in picked for o in fact.options):
            return True
    return False


def _off(question: Question, facts: Known) -> bool:
    return question.only_when is not None and truth(question.only_when, facts.answers) is False


def _missing(question: Question, facts: Known) -> tuple[str, ...]:
    unknown = [f.name for f in question.facts if any(_unknown(v, facts) for v in _own(f.name, f.several, f.ids))]
    return (*unknown, *(lst.id for lst in question.lists if lst.id not in facts.asked))


def _own(name: str, several: bool, options: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(f"{name}[{o}]" for o in options) if several else (name,)


def _unknown(variable: str, facts: Known) -> bool:
    return facts.answers.get(variable, NOT_SURE) == NOT_SURE


_Open = list[tuple[View, list[Spot]]]
"""For each row, and for what is not settled by row: what is known, and what is not settled."""


def _open(law: Edition, here: Standing, *, leading: bool = False) -> _Open:
    views = [standing.view for standing in (here, *here.rows)]
    return [(view, [s for s in view.open() if not leading or law.guidance.decisions[s.place[0]].leads]) for view in views]


def _changes(law: Edition, open_: _Open, facts: tuple[str, ...]) -> Iterator[str]:
    """The decisions that the answers to some facts or lists could still change."""
    names = {v for f in facts for v in reach(law.guidance, f)}
    found: set[str] = set()
    for view, spots in open_:
        for decision in matter_of(law).changes(view, names, [s for s in spots if s.place[0] not in found]):
            found.add(decision)
            yield decision


def _counted(law: Edition, open_: _Open, facts: tuple[str, ...], decision: str) -> tuple[int, int]:
    """How many cases hang on some facts for a decision, and of how many; by row, for the first row for which any do."""
    names = {v for f in facts for v in reach(law.guidance, f)}
    found = 0, 0
    for view, spots in open_:
        if own := [s for s in spots if s.place[0] == decision]:
            found = matter_of(law).count(view, names, own)
            if found[0]:
                break
    return found


@lru_cache(maxsize=512)
def reach(guidance: Guidance, name: str) -> frozenset[str]:
    """The variables that open up with a fact or list: its own, and those of questions that are asked only because of its answer."""
    if name in guidance.lists:
        each = f"{guidance.lists[name].each}."
        rows = [f.name for f in guidance.lists[name].fields if f.name.startswith(each)]
        return frozenset([*rows, *(e.name for e in quantified(guidance).values() if e.list == name)])
    own = set(variables_of(guidance, name))
    found = set(own)
    for question in guidance.questions:
        if question.only_when is not None and own & names_in(question.only_when):
            for fact in question.facts:
                if fact.name != name:
                    found |= reach(guidance, fact.name)
    return frozenset(found)
