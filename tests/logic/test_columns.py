"""Masks and columns read expressions as `truth` does: point by point, for every case, unknown answers included."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from infoshare.logic.columns import Columns
from infoshare.logic.compiled import Masks, holds
from infoshare.logic.expression import NOT_SURE, Always, And, Exists, Expression, Is, Not, Or, Variable, truth

SIZE = Variable("size", ("small", "middling", "large"), ordered=True)
WET = Variable("wet", ("no", "yes"))
NEAR = Variable("near", ("no", "yes"))
FACTS = (SIZE, WET, NEAR)
SOME = Exists("rows", Is("row.big", frozenset({"yes"})), "any(rows, row.big)")
ANSWERS = {**{v.name: v.options for v in FACTS}, SOME.name: ("no", "yes")}
CASES = [dict(zip(ANSWERS, values, strict=True)) for values in itertools.product(*([*options, NOT_SURE] for options in ANSWERS.values()))]


def columns() -> Columns:
    answers = {
        name: np.array([options.index(case[name]) if case[name] != NOT_SURE else -1 for case in CASES], np.int8)
        for name, options in ANSWERS.items()
    }
    return Columns(FACTS, [SOME.name], answers, len(CASES))


MASKS, COLUMNS = Masks(FACTS, [SOME.name]), columns()

leaves = st.one_of(
    st.just(Always()),
    st.just(SOME),
    st.builds(
        lambda v, picked, unknown: Is(v.name, frozenset(picked), unknown),
        st.sampled_from(FACTS),
        st.lists(st.sampled_from(("small", "middling", "large", "no", "yes")), max_size=3),
        st.booleans(),
    ),
)
expressions: st.SearchStrategy[Expression] = st.recursive(
    leaves,
    lambda inner: st.one_of(
        inner.map(Not),
        st.lists(inner, min_size=1, max_size=3).map(lambda items: And(tuple(items))),
        st.lists(inner, min_size=1, max_size=3).map(lambda items: Or(tuple(items))),
    ),
    max_leaves=12,
)


@given(expressions)
@settings(max_examples=300, deadline=None)
def test_a_condition_holds_exactly_where_its_expression_is_true_or_false(expression: Expression) -> None:
    true, false = MASKS.condition(expression), MASKS.condition(expression, wanted=False)
    for case in CASES:
        value, mask = truth(expression, case), MASKS.case(case)
        assert holds(true, mask) is (value is True)
        assert holds(false, mask) is (value is False)


@given(expressions)
@settings(max_examples=300, deadline=None)
def test_a_column_is_true_exactly_where_its_expression_is(expression: Expression) -> None:
    for wanted in (True, False):
        found = np.unpackbits(COLUMNS.where(expression, wanted=wanted), count=len(CASES))
        assert list(found) == [truth(expression, case) is wanted for case in CASES]


def test_what_does_not_apply_is_set_aside() -> None:
    table = columns()
    table.set_aside(["size"], Is("wet", frozenset({"yes"})))
    large = np.unpackbits(table.where(Is("size", frozenset({"large"}))), count=len(CASES))
    unknown = np.unpackbits(table.where(Is("size", frozenset(), True)), count=len(CASES))
    assert list(large) == [case["size"] == "large" and case["wet"] != "no" for case in CASES]
    assert list(unknown) == [case["size"] == NOT_SURE or case["wet"] == "no" for case in CASES]


def test_the_first_rule_that_holds_concludes_and_a_case_without_one_has_no_name() -> None:
    rules = [("stop", Is("wet", frozenset({"yes"}))), ("go", Is("near", frozenset({"yes"})))]
    outcome = COLUMNS.first(["go", "stop"], rules)
    expected = ["stop" if c["wet"] == "yes" else "go" if c["near"] == "yes" else None for c in CASES]
    assert list(outcome.names()) == expected
    assert [{0: "go", 1: "stop", 255: None}[p] for p in outcome.positions.tolist()] == expected


def test_of_many_each_holds_unless_a_rule_above_it_does() -> None:
    wet, near = Is("wet", frozenset({"yes"})), Is("near", frozenset({"yes"}))
    outcome = COLUMNS.each(["hat", "boots"], [("boots", wet, []), ("hat", near, [0]), ("hat", And((wet, near)), [])])
    assert list(outcome.held("boots")) == [c["wet"] == "yes" for c in CASES]
    assert list(outcome.held("hat")) == [c["near"] == "yes" for c in CASES]


@pytest.mark.parametrize(
    ("column", "told"),
    [
        (np.array([0, 1], np.int8), "`wet` must hold 3 whole numbers"),
        (np.array([0.0, 1.0, 1.0]), "`wet` must hold 3 whole numbers"),
        (np.array([0, 1, 2], np.int8), "`wet` holds a position that no option has; its options are no, yes"),
    ],
)
def test_a_column_that_cannot_be_read_is_refused(column: np.ndarray, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        Columns(FACTS, [], {"wet": column}, 3)
