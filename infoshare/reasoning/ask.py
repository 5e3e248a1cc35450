"""What to ask next. Nobody routes by hand: a question is worth asking while its answer can still change an open decision."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

from ..logic.diagram import Diagram
from ..logic.expression import NOT_SURE, names_in, truth
from .case import Case, Known, row_answers
from .edition import Edition
from .exact import variables_of
from .guidance import Guidance, Question
from .load import quantified


class Standing:
    """What is known of a case, against one law. Its diagram is made when first needed."""

    def __init__(self, law: Edition, answers: Mapping[str, str]) -> None:
        self._law, self._answers = law, answers

    @cached_property
    def cases(self) -> Diagram:
        """The cases that agree with what is known."""
        return self._law.exact.standing(self._answers)


@dataclass(frozen=True)
class Unknown:
    """A question whose answer is not known and could still change some decisions. ``unsure``: asked, and not known."""

    question: Question
    facts: tuple[str, ...]
    decisions: tuple[str, ...]
    unsure: bool


def unknowns(case: Case, facts: Known, law: Edition, here: Standing) -> Iterator[Unknown]:
    """Every question that could still change a decision, in the order of the guidance."""
    open_ = _open(case, law, here)
    for question in law.guidance.questions:
        if question.by_page or _off(question, facts):
            continue
        missing = _missing(question, facts)
        if missing and (decisions := _changes(law, open_, missing)):
            asked = all(f in facts.asked for f in missing)
            yield Unknown(question, missing, decisions, asked)


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
    open_: list[_Open] | None = None
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
        open_ = _open(case, law, here, leading=True) if open_ is None else open_
        if matter := tuple(n for n in unasked if _changes(law, open_, (n,))):
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


@dataclass(frozen=True)
class _Open:
    """One thing not settled: the cases it is open for, and the diagrams that can still go either way."""

    place: tuple[str, str]
    here: Diagram
    live: tuple[Diagram, ...]


def _open(case: Case, law: Edition, here: Standing, *, leading: bool = False) -> list[_Open]:
    found = []
    for place in law.exact.becomes:
        if leading and not law.guidance.decisions[place[0]].leads:
            continue
        per = law.guidance.decisions[place[0]].per
        heres = [here.cases]
        if per and per in case.lists:  # decided for the rows there are, not for any that there might be
            heres = [here.cases & law.exact.space.case(row_answers(law.guidance, per, row)) for row in case.lists[per]]
        for one in heres:
            live = tuple(cases for cases, rest in law.exact.either_way(place) if (cases & one).satisfiable() and (rest & one).satisfiable())
            if live:
                found.append(_Open(place, one, live))
    return found


def _changes(law: Edition, open_: list[_Open], facts: tuple[str, ...]) -> tuple[str, ...]:
    """The decisions that the answers to some facts or lists could still change."""
    names = {v for f in facts for v in _reach(law.guidance, f)}
    found: list[str] = []
    for one in open_:
        decision = one.place[0]
        if (
            decision not in found
            and names & law.exact.reads[one.place]
            and any(law.exact.space.can_change(c, one.here, names) for c in one.live)
        ):
            found.append(decision)
    return tuple(found)


@lru_cache(maxsize=512)
def _reach(guidance: Guidance, name: str) -> frozenset[str]:
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
                    found |= _reach(guidance, fact.name)
    return frozenset(found)
