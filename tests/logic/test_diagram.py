"""Diagrams say of every case what the point-by-point reading says."""

from __future__ import annotations

import itertools
import os
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from infoshare.logic.diagram import Space, TooLarge
from infoshare.logic.expression import NOT_SURE, And, Expression, Is, Or, Variable, truth

from .test_expression import NAMES, expressions

FACTS = [NAMES.variables[n] for n in ("danger.now", "harm.level", "duties[court]")]
SPACE = Space(FACTS, ["any(people, person.known)"])
CASES = [dict(zip([v.name for v in FACTS], point, strict=True)) for point in itertools.product(*[(*v.options, NOT_SURE) for v in FACTS])]


@given(expressions())
@settings(max_examples=200, deadline=None)
def test_a_diagram_agrees_with_the_reading_of_every_case(expression: Expression) -> None:
    yes, no = SPACE.truth(expression)
    for case in CASES:
        point = SPACE.true
        for name, value in case.items():
            point = point & SPACE.answer(name, value)
        value = truth(expression, case)
        assert (yes & point).satisfiable() is (value is True)
        assert (no & point).satisfiable() is (value is False)


@given(expressions(), st.sampled_from([v.name for v in FACTS]))
@settings(max_examples=200, deadline=None)
def test_a_fact_can_change_a_diagram_exactly_when_two_cases_differ_by_it_alone(expression: Expression, name: str) -> None:
    yes, _ = SPACE.truth(expression)
    by_hand = False
    for case in CASES:
        values = {truth(expression, {**case, name: v}) is True for v in SPACE.values[name]}
        by_hand = by_hand or len(values) == 2
    assert SPACE.can_change(yes, SPACE.true, [name]) is by_hand


def test_a_sample_is_a_case_of_the_diagram() -> None:
    yes, _ = SPACE.truth(And((Is("danger.now", frozenset({"no"})), Is("harm.level", frozenset({"grave"})))))
    assert SPACE.sample(yes) == {"danger.now": "no", "harm.level": "grave"}
    assert SPACE.sample(SPACE.false) is None


def test_a_guidance_that_explodes_is_refused_and_not_endured() -> None:
    names = [f"fact{i}" for i in range(40)]
    space = Space([Variable(n, ("no", "yes")) for n in names], nodes=1 << 10)
    pairs = [And((Is(names[i], frozenset({"yes"})), Is(names[i + 20], frozenset({"yes"})))) for i in range(20)]
    with pytest.raises(TooLarge):
        space.truth(Or(tuple(pairs)))


def test_a_forked_process_never_fills_up_with_what_nobody_holds() -> None:
    space = Space([Variable(f"v{at}", ("no", "yes"), open=True) for at in range(40)], nodes=1 << 20)
    names = list(space.values)
    child = os.fork()
    if child == 0:
        try:
            chance = random.Random(7)
            made = 0
            while made < 4 << 20:  # several times the room there is
                cases = space.true
                for _ in range(12):
                    one, other = chance.sample(names, 2)
                    cases = cases ^ (space.case({one: "yes"}) & space.case({other: "no"}))
                made += cases.node_count()
            os._exit(0)
        except TooLarge:
            os._exit(1)
        finally:
            os._exit(2)
    _, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) == 0
