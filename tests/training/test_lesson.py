"""A lesson moves as the trainer asks, and junk from the browser moves nothing."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from infoshare.app.screens.train import draw
from infoshare.training.lesson import Lesson, begin, do
from infoshare.training.scenario import Scenario

from .ladders import ladders


def after(*events: tuple[Any, ...], start: Lesson | None = None) -> Lesson:
    lesson = start or Lesson()
    for name, *rest in events:
        arg, values = [*rest, None, {}][:2] if len(rest) < 2 else rest
        lesson = do(lesson, name, arg, values or {}, ladders())
    return lesson


TOLD = ("pick", "told")
CHANGE = (TOLD, *[("next",)] * 3, ("change",))


def test_a_case_is_picked_and_told_step_by_step() -> None:
    assert after(TOLD) == Lesson(at="step", case="told")
    assert after(TOLD, ("next",), ("next",)).step == 2
    assert after(TOLD, ("next",), ("next",), ("back",)).step == 1


def test_the_last_step_has_no_next() -> None:
    assert after(TOLD, *[("next",)] * 20).step == 3


def test_back_from_the_story_leads_to_the_library() -> None:
    assert after(TOLD, ("back",)) == Lesson()


def test_the_advice_stays_hidden_in_the_next_case_too() -> None:
    assert after(TOLD, ("show",), ("library",), ("pick", "falls")) == Lesson(at="step", case="falls", shown=False)


@pytest.mark.parametrize("case", ["roof", "none", "", None, 7, ["told"]])
def test_only_cases_with_a_story_can_be_picked(case: object) -> None:
    assert after(("pick", case)) == Lesson()


def test_another_answer_is_chosen_for_one_fact() -> None:
    lesson = after(*CHANGE, ("fact", "ladder.wear"), ("answer", "ladder.wear", {"ladder.wear": "broken"}))
    assert (lesson.at, lesson.fact, lesson.answer) == ("changed", "ladder.wear", "broken")


def test_several_answers_are_kept_in_the_order_of_the_options() -> None:
    lesson = after(*CHANGE, ("fact", "borrower.use"), ("answer", "", {"borrower.use": ["not_sure", "tree", "roof", "moon"]}))
    assert lesson.answer == ("roof", "tree", "not_sure")


def test_none_of_these_is_an_answer() -> None:
    assert after(*CHANGE, ("fact", "borrower.use"), ("answer", "", {"borrower.use": ["none"]})).answer == ()


@pytest.mark.parametrize(
    ("fact", "value", "problem"),
    [
        ("ladder.wear", None, "error.choose_one"),
        ("ladder.wear", "eaten", "error.choose_one"),
        ("ladder.wear", "some", "train.error.same"),
        ("borrower.use", [], "error.choose_any"),
        ("borrower.use", ["roof"], "train.error.same"),
    ],
)
def test_an_answer_that_changes_nothing_is_asked_again(fact: str, value: object, problem: str) -> None:
    lesson = after(*CHANGE, ("fact", fact), ("answer", fact, {fact: value}))
    assert (lesson.at, lesson.problem) == ("answer", problem)


def test_back_from_a_change_leads_to_the_whole_advice() -> None:
    changed = after(*CHANGE, ("fact", "ladder.wear"), ("answer", "", {"ladder.wear": "broken"}))
    steps = [changed]
    for _ in range(3):
        steps.append(after(("back",), start=steps[-1]))
    assert [s.at for s in steps] == ["changed", "answer", "change", "step"]
    assert steps[-1].step == 3


@pytest.mark.parametrize(
    ("case", "step", "at", "number"),
    [
        ("told", "2", "step", 2),
        ("told", "99999999999", "step", 3),
        ("told", "-1", "step", 0),
        ("told", None, "step", 0),
        ("x", "3", "library", 0),
        (None, None, "library", 0),
    ],
)
def test_an_address_opens_a_step_that_exists(case: str | None, step: str | None, at: str, number: int) -> None:
    lesson = begin(ladders(), case, step)
    assert (lesson.at, lesson.step) == (at, number)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)
EVENTS = st.tuples(
    st.sampled_from(["library", "pick", "next", "back", "show", "change", "fact", "answer", "typing", "nonsense"]),
    st.sampled_from(["told", "twins", "falls", *ladders().facts]) | JSON,
    st.dictionaries(
        st.sampled_from(list(ladders().facts)),
        st.sampled_from(["some", "yes", "broken", "not_sure", ["roof"], ["tree"], []]) | JSON,
        max_size=3,
    ),
)


@given(st.lists(EVENTS, max_size=12))
@settings(max_examples=150, deadline=None)
def test_whatever_the_browser_sends_the_lesson_can_be_drawn(events: list[tuple[str, Any, dict[str, Any]]]) -> None:
    lesson = Lesson()
    for name, arg, values in events:
        lesson = do(lesson, name, arg, values, ladders())
        page = draw(lesson, ladders(), lambda case: Scenario.of(ladders(), case))
        assert page.title
