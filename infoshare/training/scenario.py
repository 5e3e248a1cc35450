"""A case of the library told in stages: the story, then the facts in small groups, then the whole advice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import TypeVar

from ..reasoning.advise import Advice, advise
from ..reasoning.case import Answer, Case, CaseError, read_case
from ..reasoning.guidance import Fact, Guidance, ListOf, Question
from .difference import Change, compare

MOST_TOGETHER = 3
"""No more questions than this are answered in one stage: a room can talk about three facts, not about ten."""

WORKED, TRAPS, PUBLISHED, SHORT = "worked", "traps", "published", "edges"
SHELVES = (WORKED, TRAPS, PUBLISHED)
"""The shelves that come first: worked cases, traps and published cases. Short cases follow, a shelf for each topic."""

Thing = TypeVar("Thing")


class Kind(StrEnum):
    """What comes out at a stage."""

    STORY = "story"
    FACTS = "facts"
    ADVICE = "advice"


@dataclass(frozen=True)
class Stage:
    """One moment of a scenario.

    Attributes:
        kind: the story, the answers to some questions, or the whole advice.
        questions: those whose answers come out, at a stage of kind ``facts``.
        case: all that is known once they have.
    """

    kind: Kind
    questions: tuple[Question, ...]
    case: Case


@dataclass(frozen=True)
class Changed:
    """What one different answer does to the advice.

    Attributes:
        fact: what was changed.
        before: the answer in the case; ``None`` when it has none.
        after: the answer put in its place; ``None`` when it was taken back.
        advice_before: the advice on the case as it was.
        advice_after: the advice on the case with the other answer.
        changes: what differs and why.
        shelved: facts whose answers no longer count, because their question no longer applies.
        revived: facts whose answers count now and did not before.
    """

    fact: Fact
    before: Answer | None
    after: Answer | None
    advice_before: Advice
    advice_after: Advice
    changes: tuple[Change, ...]
    shelved: tuple[str, ...]
    revived: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Scenario:
    """A case of the library, ready to be told.

    Attributes:
        story: what happened, as a practitioner would tell it.
        case: everything that comes out by the end.
        nation: whose law applies.
        on: the day whose law applies.
        expect: what the library says must come out, as written there.
        published: who published the case, their answer and their outcome, and where ours differs; empty for a case of our own.
    """

    id: str
    title: str
    story: str
    case: Case
    nation: str
    on: date
    expect: Mapping[str, object]
    guidance: Guidance
    published: Mapping[str, object] = field(default_factory=dict)
    _advice: dict[int, Advice] = field(default_factory=dict, repr=False)

    @classmethod
    def of(cls, guidance: Guidance, name: str) -> Scenario:
        """The scenario of a case.

        Raises:
            KeyError: the library holds no such case.
            CaseError: the case cannot be read, or does not say its nation and its day.
        """
        data = guidance.cases[name]
        case = read_case(data, guidance, str(data.get("file", name)))
        if case.nation is None or case.on is None:
            raise CaseError("missing-date", f"Case `{name}` must say its `nation` and the day it is decided on (`on`).")
        expect = data.get("expect")
        story = str(data.get("story") or "").strip()
        given = data.get("published")
        published = given if isinstance(given, Mapping) else {}
        return cls(name, case.title, story, case, case.nation, case.on, expect if isinstance(expect, Mapping) else {}, guidance, published)

    @cached_property
    def stages(self) -> tuple[Stage, ...]:
        """The story, every question that the case answers in the order of asking, and the advice.

        Answers come out together until one of them moves the advice, three at most.
        """
        return tuple(self._stages())

    def _stages(self) -> Iterator[Stage]:
        told = self.case
        asked = [q for q in sorted(self.guidance.questions, key=lambda q: q.ask != "first") if not q.by_page]
        later = {name for q in asked for name in _names(q)}
        out = {
            name for part in (told.facts, told.lists, told.texts) for name in part
        } - later  # no question asks these: known from the start
        known = _only(told, out)
        yield Stage(Kind.STORY, (), known)
        group: list[Question] = []
        for question in asked:
            new = set(_names(question)).intersection((*told.facts, *told.lists, *told.texts))
            if not new:
                continue
            out |= new
            before, known = known, _only(told, out)
            group.append(question)
            if len(group) == MOST_TOGETHER or self._comes_to(before) != self._comes_to(known):
                yield Stage(Kind.FACTS, tuple(group), known)
                group = []
        if group:
            yield Stage(Kind.FACTS, tuple(group), known)
        yield Stage(Kind.ADVICE, (), told)

    def _comes_to(self, case: Case) -> list[tuple[str, str, str]]:
        advice = advise(case, self.guidance, on=self.on, nation=self.nation)
        things = (*advice.decided.items(), *advice.rated.items())
        return [(decision, s.about, s.candidate.id) for decision, settled in things for s in settled]

    def advice(self, stage: int) -> Advice:
        """The advice at a stage, worked out once."""
        if stage not in self._advice:
            self._advice[stage] = advise(self.stages[stage].case, self.guidance, on=self.on, nation=self.nation)
        return self._advice[stage]

    def changes(self, stage: int) -> tuple[Change, ...]:
        """What a stage changed in the advice of the stage before it; nothing at the first."""
        return compare(self.advice(stage - 1), self.advice(stage), self.guidance) if stage else ()

    def change(self, fact: str, answer: Answer | None) -> Changed:
        """What one different answer does to the advice at the end. Raises `CaseError` for an answer that is not an option."""
        return change(self.case, fact, answer, self.guidance, on=self.on, nation=self.nation)


def change(
    case: Case, fact: str, answer: Answer | None, guidance: Guidance, *, on: date | None = None, nation: str | None = None
) -> Changed:
    """What one different answer does to the advice on a case, and which rules spoke before and after.

    Args:
        case: as it is now.
        fact: whose answer to change.
        answer: the answer to put in its place; ``None`` takes it back.
        guidance: the guidance to use.
        on: the day whose law applies; the case's own day when left out.
        nation: whose law applies; the case's own nation when left out.

    Raises:
        CaseError: there is no such fact, or the answer is none of its options.
        ValueError: nobody says the day or the nation.
    """
    on = on or case.on
    if on is None:
        raise ValueError("Say which day's law applies: give a day.")
    checked = read_case({"facts": {fact: _readable(answer)}}, guidance)
    other = case.with_facts({fact: checked.facts.get(fact)})
    before = advise(case, guidance, on=on, nation=nation)
    after = advise(other, guidance, on=on, nation=nation)
    return Changed(
        fact=guidance.facts[fact],
        before=case.facts.get(fact),
        after=checked.facts.get(fact),
        advice_before=before,
        advice_after=after,
        changes=compare(before, after, guidance),
        shelved=tuple(f for f in after.set_aside if f not in before.set_aside and f != fact),
        revived=tuple(f for f in before.set_aside if f not in after.set_aside and f != fact),
    )


def shelves(guidance: Guidance) -> dict[str, tuple[str, ...]]:
    """The cases that have a story, by the folder or file they stand in: worked cases first, short ones by their topic."""
    found: dict[str, list[str]] = {}
    for name, data in guidance.cases.items():
        if data.get("story"):
            folders = str(data["file"]).removesuffix(".yaml").split("/")[1:]
            shelf = folders[-1] if folders[0] == SHORT else folders[0] if len(folders) > 1 else WORKED
            found.setdefault(shelf, []).append(name)
    order = sorted(found, key=lambda shelf: (SHELVES.index(shelf) if shelf in SHELVES else len(SHELVES), shelf))
    return {shelf: tuple(found[shelf]) for shelf in order}


def library(guidance: Guidance, shelf: str = WORKED) -> tuple[Scenario, ...]:
    """The cases of one shelf that have a story to tell."""
    return tuple(Scenario.of(guidance, name) for name in shelves(guidance).get(shelf, ()))


def _names(question: Question) -> tuple[str, ...]:
    """Everything that a question asks for: facts, lists and words."""
    return tuple(f.id if isinstance(f, ListOf) else f.name for f in question.fields)


def _only(case: Case, names: set[str]) -> Case:
    def kept(held: Mapping[str, Thing]) -> dict[str, Thing]:
        return {k: v for k, v in held.items() if k in names}

    return replace(case, facts=kept(case.facts), lists=kept(case.lists), texts=kept(case.texts))


def _readable(answer: Answer | None) -> object:
    return answer if answer is None or isinstance(answer, str) else list(answer)
