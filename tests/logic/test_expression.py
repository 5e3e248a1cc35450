"""The rule language: what it reads, what it refuses, and that "not sure" is never "no"."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infoshare.logic.expression import (
    NOT_SURE,
    And,
    Exists,
    Expression,
    ExpressionError,
    Is,
    Not,
    Or,
    Variable,
    Vocabulary,
    over_rows,
    parse,
    truth,
)

NAMES = Vocabulary()
NAMES.variables.update(
    {
        "danger.now": Variable("danger.now", ("no", "yes")),
        "harm.level": Variable("harm.level", ("none", "some", "grave"), ordered=True),
        "person.known": Variable("person.known", ("no", "yes")),
        "outcome": Variable("outcome", ("act", "wait"), open=False),
    }
)
NAMES.add_set("duties", ("court", "police"))
NAMES.lists["people"] = "person"

ANSWERS = st.fixed_dictionaries(
    {},
    optional={
        "danger.now": st.sampled_from(["no", "yes", NOT_SURE]),
        "harm.level": st.sampled_from(["none", "some", "grave", NOT_SURE]),
        "duties[court]": st.sampled_from(["no", "yes", NOT_SURE]),
    },
)


@st.composite
def expressions(draw: st.DrawFn, depth: int = 3) -> Expression:
    if depth == 0 or draw(st.booleans()):
        name = draw(st.sampled_from(["danger.now", "harm.level", "duties[court]"]))
        options = NAMES.variables[name].options
        return Is(name, frozenset(draw(st.sets(st.sampled_from(options)))), draw(st.booleans()))
    inner = expressions(depth=depth - 1)
    match draw(st.sampled_from("nao")):
        case "n":
            return Not(draw(inner))
        case "a":
            return And(tuple(draw(st.lists(inner, min_size=1, max_size=3))))
        case _:
            return Or(tuple(draw(st.lists(inner, min_size=1, max_size=3))))


def without_unknown(expression: Expression) -> Expression:
    match expression:
        case Is(name, options):
            return Is(name, options)
        case Not(item):
            return Not(without_unknown(item))
        case And(items):
            return And(tuple(without_unknown(i) for i in items))
        case Or(items):
            return Or(tuple(without_unknown(i) for i in items))
    return expression


@pytest.mark.parametrize(
    ("text", "answers", "value"),
    [
        ("danger.now == yes", {"danger.now": "yes"}, True),
        ("danger.now", {"danger.now": "no"}, False),
        ("danger.now", {}, None),
        ("not danger.now == yes", {}, None),
        ("danger.now != yes", {"danger.now": NOT_SURE}, None),
        ("danger.now == not_sure", {}, True),
        ("danger.now == not_sure", {"danger.now": NOT_SURE}, True),
        ("danger.now in [yes, not_sure]", {"danger.now": "no"}, False),
        ("harm.level >= some", {"harm.level": "grave"}, True),
        ("harm.level > some", {"harm.level": "some"}, False),
        ("harm.level < some", {"harm.level": "none"}, True),
        ("harm.level <= some", {"harm.level": "grave"}, False),
        ("court in duties", {"duties[court]": "yes"}, True),
        ("court not in duties", {"duties[court]": "no"}, True),
        ("court in duties or danger.now", {"danger.now": "yes"}, True),
        ("court in duties and danger.now", {"danger.now": "no"}, False),
        ("any(people, person.known)", {"any(people, person.known)": "yes"}, True),
        ("outcome == act", {"outcome": "act"}, True),
        ("always", {}, True),
    ],
)
def test_an_expression_has_its_value(text: str, answers: dict[str, str], value: bool | None) -> None:
    assert truth(parse(text, NAMES), answers) is value


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("danger.nwo", "no fact or decision is called `danger.nwo`; did you mean `danger.now`"),
        ("danger.now == maybe", "`maybe` is not an option of `danger.now`; its options are no, yes, not_sure"),
        ("danger.now >= yes", "`danger.now` has no order, so it cannot be compared with < or >; use == or in"),
        ("harm.level", "`harm.level` needs a comparison, for example `harm.level == none`"),
        ("fraud in duties", "`fraud` is not an option of `duties`; its options are court, police"),
        ("duties == court", "`duties` holds several answers; write `option in duties`"),
        ("outcome == not_sure", "`outcome` is always decided, it is never not_sure"),
        ("any(persons, person.known)", "`persons` is not a list here; the lists are people"),
        ("any(people, danger.now)", "no fact or decision is called `danger.now`"),
        ("danger.now == yes and", "cannot be read: invalid syntax"),
        ("danger.now + 1", "`danger.now + 1` is not part of the rule language"),
        ("__import__('os')", "`__import__('os')` is not part of the rule language"),
        ("no < harm.level < grave", "`no < harm.level < grave` is not part of the rule language"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_a_reason(text: str, message: str) -> None:
    with pytest.raises(ExpressionError) as error:
        parse(text, NAMES)
    assert str(error.value).startswith(message)


@given(expressions(), ANSWERS, ANSWERS)
def test_learning_more_never_turns_true_into_false(expression: Expression, known: dict[str, str], more: dict[str, str]) -> None:
    """Unless a rule names not_sure, what is true of a half-known case stays true however the rest turns out."""
    plain = without_unknown(expression)
    fuller = {**more, **{k: v for k, v in known.items() if v != NOT_SURE}}
    before = truth(plain, known)
    if before is not None:
        assert truth(plain, fuller) is before


@given(expressions(), ANSWERS)
def test_a_negation_is_true_exactly_when_its_item_is_false(expression: Expression, known: dict[str, str]) -> None:
    value = truth(expression, known)
    assert truth(Not(expression), known) is (None if value is None else not value)


def test_all_rows_is_the_opposite_of_some_row_not() -> None:
    every = parse("all(people, person.known)", NAMES)
    assert isinstance(every, Not)
    assert isinstance(every.item, Exists)
    assert over_rows(every.item, [{"person.known": "yes"}, {"person.known": "yes"}]) == "no"
    assert over_rows(every.item, [{"person.known": "yes"}, {}]) == NOT_SURE
    assert over_rows(every.item, [{"person.known": "no"}, {}]) == "yes"
    assert over_rows(every.item, []) == "no"
    assert over_rows(every.item, None) == NOT_SURE
