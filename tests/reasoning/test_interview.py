"""What the interview asks, held against brute force: every half-known case of the small guidance, and many walks through the whole one."""

from __future__ import annotations

import itertools
import random
from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from infoshare.logic.expression import NOT_SURE, truth
from infoshare.reasoning.advise import advise
from infoshare.reasoning.case import Answer, Case, Row, known
from infoshare.reasoning.edition import days_of_change
from infoshare.reasoning.guidance import Fact, Guidance, Kind, ListOf
from infoshare.reasoning.load import load, standard

MINI = load(Path(__file__).parent / "mini")
TODAY = date(2026, 11, 23)
ABSENT = None
Value = Answer | tuple[Row, ...] | None
STRONG, WEAK, MAYBE = ({"name": "Ana", "strong": "yes"},), ({"name": "Bo", "strong": "no"},), ({"name": "Cy"},)
DIMENSIONS: dict[str, list[Value]] = {
    "ladder.falling": ["no", "yes", NOT_SURE],
    "ladder.wear": ["none_seen", "some", "broken", NOT_SURE],
    "borrower.asked": ["no", "yes", NOT_SURE],
    "borrower.use": [(), ("roof",), ("tree",), ("roof", "tree"), (NOT_SURE,), ("roof", NOT_SURE), ("tree", NOT_SURE)],
    "helpers": [ABSENT, (), STRONG, WEAK, MAYBE],
}
NAMES = list(DIMENSIONS)
Point = tuple[int, ...]
"""The place of each answer in its list; -1 stands for a question that was not answered."""


def case_at(point: Point) -> Case:
    given = {name: values[at] for (name, values), at in zip(DIMENSIONS.items(), point, strict=True) if at >= 0}
    helpers = given.pop("helpers", ABSENT)
    return Case(given, {"helpers": helpers} if helpers is not ABSENT else {})  # type: ignore[arg-type, dict-item]


@cache
def outcomes(nation: str, point: Point) -> dict[str, object]:
    """What every decision comes to when nothing more will be known; `place` only where there is a helper to place."""
    advice = advise(case_at(point), MINI, on=TODAY, nation=nation)
    found: dict[str, object] = {}
    for decision in MINI.decisions.values():
        held = tuple(s.candidate.id for s in advice.decided[decision.id])
        if not decision.per or held:
            rated = tuple((s.candidate.id, s.about) for s in advice.rated.get(decision.id, ()))
            found[decision.id] = held, rated
    return found


def could_turn_out(name: str, at: int) -> list[int]:
    """The answers that may prove right where this one was given: any, where nothing was said."""
    values = DIMENSIONS[name]
    value = values[at]
    if at < 0 or value in (NOT_SURE, ABSENT):
        return list(range(len(values)))
    if name == "borrower.use" and isinstance(value, tuple) and NOT_SURE in value:
        return [i for i, v in enumerate(values) if isinstance(v, tuple) and set(value) - {NOT_SURE} <= set(v)]
    if value == MAYBE:
        return [values.index(v) for v in (STRONG, WEAK, MAYBE)]
    return [at]


def ways(point: Point) -> list[Point]:
    return list(itertools.product(*(could_turn_out(n, at) for n, at in zip(NAMES, point, strict=True))))


def could_change(nation: str, every: list[Point], names: set[str]) -> set[str]:
    """The decisions that differ between two ways in which only the named things differ, and what is asked only because of them."""
    if "borrower.asked" in names:
        names = names | {"borrower.use"}
    rest = [i for i, n in enumerate(NAMES) if n not in names]
    seen: dict[tuple[object, ...], object] = {}
    found: set[str] = set()
    for way in every:
        for decision, outcome in outcomes(nation, way).items():
            if seen.setdefault((decision, *(way[i] for i in rest)), outcome) != outcome:
                found.add(decision)
    return found


def half_known() -> Iterator[Point]:
    sizes = [range(-1, len(v)) for n, v in DIMENSIONS.items() if n != "helpers"]
    yield from itertools.product(*sizes, (-1, 1, 2, 3, 4))  # an absent list is one that was not answered


QUESTIONS = [(q, [f.name for f in q.facts] + [x.id for x in q.lists]) for q in MINI.questions]


def applies(point: Point, key: str) -> bool:
    only_when = MINI.question(key).only_when
    return only_when is None or truth(only_when, known(case_at(point), MINI).answers) is not False


@pytest.mark.parametrize("nation", MINI.nations)
def test_the_next_question_is_the_first_that_can_matter_and_there_is_none_exactly_when_none_can(nation: str) -> None:
    asked: set[str | None] = set()
    for point in half_known():
        unanswered = {n for n, at in zip(NAMES, point, strict=True) if at < 0}
        case = case_at(point)
        got = advise(case, MINI, on=TODAY, nation=nation, acted=True).next
        every = ways(point)
        for question, names in QUESTIONS:
            if (
                unanswered & set(names)
                and applies(point, question.key)
                and (question.ask == "first" or could_change(nation, every, set(names)))
            ):
                assert got is not None, case
                assert got.key == question.key, case
                break
        else:
            assert got is None, case
        asked.add(got.key if got else None)
    assert asked == {*(q.key for q, _ in QUESTIONS), None}


@pytest.mark.parametrize("nation", MINI.nations)
def test_what_is_possible_settled_and_unknown_is_what_every_filling_gives(nation: str) -> None:
    for point in list(half_known())[::3]:
        advice = advise(case_at(point), MINI, on=TODAY, nation=nation)
        every = ways(point)
        comes: dict[str, set[object]] = defaultdict(set)
        for way in every:
            for decision, outcome in outcomes(nation, way).items():
                comes[decision].add(outcome)
        for decision in MINI.decisions.values():
            if decision.kind is Kind.ONE and not decision.per:
                (settled,) = advice.decided[decision.id]
                assert {((p,), ()) for p in settled.possible} == comes[decision.id], case_at(point)
                assert settled.settled is (len(comes[decision.id]) == 1)
        missing = {n for n, at in zip(NAMES, point, strict=True) if len(could_turn_out(n, at)) > 1}
        expected = []
        for question, names in QUESTIONS:
            gone = set(names) & missing - ({"helpers"} if point[-1] >= 0 else set())
            if gone and applies(point, question.key) and (decisions := could_change(nation, every, gone)):
                expected.append((question.key, decisions))
        assert [(u.question.key, set(u.decisions)) for u in advice.unknown] == expected, case_at(point)


def some_answer(fact: Fact, chance: random.Random) -> Answer:
    if not fact.several:
        return chance.choice([*fact.ids, *fact.ids, NOT_SURE])
    picked = tuple(o for o in fact.ids if chance.random() < 0.2)
    return (*picked, NOT_SURE) if chance.random() < 0.2 else picked


def some_rows(listed: ListOf, chance: random.Random) -> tuple[Row, ...]:
    each = f"{listed.each}."
    return tuple(
        {"name": f"{listed.each} {at}", **{f.name.removeprefix(each): str(some_answer(f, chance)) for f in listed.fields}}
        for at in range(chance.randrange(3))
    )


def interview(guidance: Guidance, nation: str, on: date, chance: random.Random) -> Case:
    """Answer whatever is asked until nothing is, at random."""
    case = Case()
    for _ in range(3 * len(guidance.questions)):
        asking = advise(case, guidance, on=on, nation=nation, acted=True).asking
        if asking is None:
            return case
        assert asking.names, "a question with nothing to ask"
        facts: dict[str, Answer] = {f.name: some_answer(f, chance) for f in asking.question.facts if f.name in asking.names}
        lists = {x.id: some_rows(x, chance) for x in asking.question.lists if x.id in asking.names}
        case = Case({**case.facts, **facts}, {**case.lists, **lists})
    raise AssertionError("the interview does not end")


def filled(case: Case, guidance: Guidance, chance: random.Random) -> Case:
    """The case with everything that was not asked answered at random."""
    page = {f.name for q in guidance.questions if q.by_page for f in q.facts}
    facts = {n: some_answer(f, chance) for n, f in guidance.facts.items() if n not in case.facts and n not in page}
    lists = {n: some_rows(x, chance) for n, x in guidance.lists.items() if n not in case.lists}
    return Case({**facts, **case.facts}, {**lists, **case.lists})


def leading(case: Case, guidance: Guidance, nation: str, on: date, lists: Mapping[str, object]) -> dict[str, object]:
    """What the decisions come to that the interview asks for; those settled row by row only for rows that were given."""
    advice = advise(case, guidance, on=on, nation=nation)
    return {
        d.id: ([s.candidate.id for s in advice.decided[d.id]], [(s.candidate.id, s.about) for s in advice.rated.get(d.id, ())])
        for d in guidance.decisions.values()
        if d.leads and (not d.per or d.per in lists)
    }


@pytest.mark.parametrize("seed", range(12))
def test_when_the_interview_stops_nothing_unanswered_changes_a_decision_that_it_asks_for(seed: int) -> None:
    guidance, chance = standard(), random.Random(seed)
    nation = list(guidance.nations)[seed % len(guidance.nations)]
    on = days_of_change(guidance)[-1 - seed // 8]
    case = interview(guidance, nation, on, chance)
    told = leading(case, guidance, nation, on, case.lists)
    for _ in range(40):
        more = filled(case, guidance, chance)
        assert leading(more, guidance, nation, on, case.lists) == told, more


def test_from_nothing_at_most_three_answers_lead_to_share_now_whatever_else_is_answered() -> None:
    guidance = standard()
    fact = guidance.facts["danger.now"]
    for nation, on in itertools.product(guidance.nations, days_of_change(guidance)):
        cases = [Case()]
        for answers in range(4):
            going = []
            for case in cases:
                advice = advise(case, guidance, on=on, nation=nation)
                if case.facts.get(fact.name) == "yes":
                    assert advice.outcome("sharing") == "share_now"
                    assert advice.asking is None
                    continue
                assert answers < 3
                assert advice.asking is not None
                name = advice.asking.names[0]
                choices = ("yes",) if name == fact.name else (*guidance.facts[name].ids, NOT_SURE)
                going += [case.with_facts({name: c}) for c in choices]
            cases = going
        assert not cases
