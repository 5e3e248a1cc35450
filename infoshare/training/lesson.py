"""A lesson: which case is on the screen and how far it is told, and what each thing a trainer does makes of it. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from ..logic.expression import NOT_SURE
from ..reasoning.case import Answer
from ..reasoning.guidance import Fact, Guidance
from .scenario import WORKED, Scenario, shelves

NONE = "none"
"""The id that a form sends for "None of these"."""


@dataclass(frozen=True)
class Lesson:
    """Where a lesson stands.

    Attributes:
        at: the screen: library, step, change (choose a fact), answer (choose another answer) or changed (see what it does).
        case: id of the case.
        step: number of the stage on the screen.
        shown: whether the advice is shown before the last stage; a trainer hides it to ask the room first.
        fact: the fact to change.
        answer: its other answer.
        shelf: which cases the library shows.
        problem: what is wrong with the answer that was sent, as the key of a sentence.
    """

    at: str = "library"
    case: str = ""
    step: int = 0
    shown: bool = True
    fact: str = ""
    answer: Answer | None = None
    shelf: str = WORKED
    problem: str = ""


def begin(guidance: Guidance, case: str | None, step: str | None) -> Lesson:
    """A lesson from an address: on a case and a stage of it where they exist, else in the library."""
    lesson = _pick(Lesson(), case, guidance)
    if lesson.at == "step" and step is not None and step.isdecimal():
        return _step(lesson, min(int(step[:6]), _last(lesson, guidance)))
    return lesson


def do(lesson: Lesson, name: str, arg: object, values: Mapping[str, Any], guidance: Guidance) -> Lesson:
    """What one event makes of a lesson. An event that fits nothing changes nothing."""
    if name == "library":
        return Lesson(shown=lesson.shown, shelf=lesson.shelf)
    if name == "shelf":
        return Lesson(shown=lesson.shown, shelf=arg) if isinstance(arg, str) and arg in shelves(guidance) else lesson
    if name == "pick":
        return _pick(lesson, arg, guidance)
    if not lesson.case:
        return lesson
    match name:
        case "next":
            return _step(lesson, min(lesson.step + 1, _last(lesson, guidance)))
        case "back":
            return _back(lesson)
        case "show":
            return replace(lesson, shown=not lesson.shown)
        case "change":
            return replace(lesson, at="change", fact="", answer=None, problem="")
        case "fact" if isinstance(arg, str) and arg in guidance.facts:
            return replace(lesson, at="answer", fact=arg, answer=None, problem="")
        case "answer" if lesson.fact:
            return _answer(lesson, values, guidance)
    return lesson


def _pick(lesson: Lesson, case: object, guidance: Guidance) -> Lesson:
    known = isinstance(case, str) and bool(guidance.cases.get(case, {}).get("story"))
    return Lesson(at="step", case=str(case), shown=lesson.shown, shelf=lesson.shelf) if known else lesson


def _last(lesson: Lesson, guidance: Guidance) -> int:
    return len(Scenario.of(guidance, lesson.case).stages) - 1


def _step(lesson: Lesson, step: int) -> Lesson:
    return replace(lesson, at="step", step=step, fact="", answer=None, problem="")


def _back(lesson: Lesson) -> Lesson:
    if lesson.at == "changed":
        return replace(lesson, at="answer", problem="")
    if lesson.at == "answer":
        return replace(lesson, at="change", problem="")
    if lesson.at == "change":
        return _step(lesson, lesson.step)
    return _step(lesson, lesson.step - 1) if lesson.step else Lesson(shown=lesson.shown, shelf=lesson.shelf)


def _answer(lesson: Lesson, values: Mapping[str, Any], guidance: Guidance) -> Lesson:
    fact = guidance.facts[lesson.fact]
    answer = _read(fact, values.get(fact.name))
    if answer is None:
        return replace(lesson, at="answer", answer=None, problem="error.choose_any" if fact.several else "error.choose_one")
    if _same(answer, Scenario.of(guidance, lesson.case).case.facts.get(fact.name)):
        return replace(lesson, at="answer", answer=answer, problem="train.error.same")
    return replace(lesson, at="changed", answer=answer, problem="")


def _read(fact: Fact, value: object) -> Answer | None:
    if not fact.several:
        return value if isinstance(value, str) and (value in fact.ids or value == NOT_SURE) else None
    picked = [v for v in value if isinstance(v, str)] if isinstance(value, list | tuple) else []
    if NONE in picked:
        return ()
    return tuple(v for v in (*fact.ids, NOT_SURE) if v in picked) or None


def _same(answer: Answer, told: Answer | None) -> bool:
    if isinstance(answer, str) or isinstance(told, str) or told is None:
        return answer == told
    return set(answer) == set(told)
