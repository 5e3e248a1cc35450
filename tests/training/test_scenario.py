"""A case is told in stages, and one fact can be changed."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from infoshare.logic.expression import NOT_SURE
from infoshare.reasoning.advise import advise
from infoshare.reasoning.case import Answer, Case, CaseError
from infoshare.reasoning.load import load
from infoshare.reasoning.present import as_data
from infoshare.training.scenario import Kind, Scenario, change, library

from .ladders import MINI, ladders


def told() -> Scenario:
    return Scenario.of(ladders(), "told")


def test_the_library_holds_the_cases_that_have_a_story() -> None:
    assert [s.id for s in library(ladders())] == ["told", "alone", "twins", "falls"]


def test_a_scenario_has_what_the_case_file_says() -> None:
    scenario = told()
    assert scenario.title == "A neighbour wants the ladder for the roof."
    assert scenario.story.splitlines()[1] == "Ana, who is strong, would hold it."
    assert (scenario.nation, scenario.on.isoformat()) == ("town", "2026-11-23")
    assert scenario.expect == {"lending": "lend"}


def test_the_story_comes_first_then_facts_in_the_order_of_the_questions_then_the_advice() -> None:
    stages = told().stages
    assert [s.kind for s in stages] == [Kind.STORY, Kind.FACTS, Kind.FACTS, Kind.ADVICE]
    assert [q.key for s in stages for q in s.questions] == ["falling", "state", "borrower", "use", "helpers"]
    assert stages[0].case.facts == {}
    assert stages[0].case.lists == {}


def test_a_group_of_facts_ends_where_the_advice_moves() -> None:
    scenario = Scenario.of(ladders(), "falls")
    assert [[q.key for q in s.questions] for s in scenario.stages] == [[], ["falling"], ["state", "borrower", "use"], ["helpers"], []]


def test_the_last_stage_knows_the_whole_case() -> None:
    scenario = told()
    assert scenario.stages[-1].case == scenario.case
    assert as_data(scenario.advice(3), ladders()) == as_data(advise(scenario.case, ladders(), on=scenario.on), ladders())


def test_a_question_that_the_case_does_not_answer_does_not_come_out() -> None:
    assert [q.key for s in Scenario.of(ladders(), "twins").stages for q in s.questions] == ["state", "borrower", "helpers"]


def test_the_advice_of_each_stage_follows_the_facts() -> None:
    scenario = Scenario.of(ladders(), "alone")
    assert [scenario.advice(n).outcome("lending") for n in range(4)] == ["ask", "lend", "keep", "keep"]


def test_a_stage_says_which_rules_started_and_stopped() -> None:
    [lending] = [c for c in Scenario.of(ladders(), "alone").changes(2) if c.decision.id == "lending"]
    assert [r.rule for r in lending.started] == ["roof_needs_a_strong_helper"]
    assert [r.rule for r in lending.turned] == ["sound_ladder_is_lent"]
    assert lending.outcome_changed


def test_the_first_and_the_last_stage_change_nothing() -> None:
    assert told().changes(0) == ()
    assert told().changes(3) == ()


def test_changing_one_fact_says_what_the_advice_becomes_and_why() -> None:
    found = told().change("ladder.wear", "broken")
    assert (found.before, found.after) == ("some", "broken")
    assert found.advice_before.outcome("lending") == "lend"
    assert found.advice_after.outcome("lending") == "keep"
    [lending] = [c for c in found.changes if c.decision.id == "lending"]
    assert [r.rule for r in lending.started] == ["broken_ladder_is_kept"]
    assert [r.rule for r in lending.stopped] == ["sound_ladder_is_lent"]
    assert {c.about for c in found.changes if c.decision.id == "tell"} == {"library", "owner"}


def test_an_answer_can_be_taken_back() -> None:
    found = told().change("ladder.wear", None)
    assert (found.before, found.after) == ("some", None)
    assert found.advice_after.outcome("lending") == "ask"


def test_answers_whose_question_no_longer_applies_are_named() -> None:
    found = told().change("borrower.asked", "no")
    assert found.shelved == ("borrower.use",)
    back = change(told().case.with_facts({"borrower.asked": "no"}), "borrower.asked", "yes", ladders())
    assert back.revived == ("borrower.use",)


@pytest.mark.parametrize(
    ("fact", "answer"), [("ladder.colour", "red"), ("ladder.colour", None), ("ladder.wear", "eaten"), ("borrower.use", ("well",))]
)
def test_what_is_no_fact_or_no_option_is_refused(fact: str, answer: Answer | None) -> None:
    with pytest.raises(CaseError):
        told().change(fact, answer)


def test_a_change_needs_a_day() -> None:
    with pytest.raises(ValueError, match="day"):
        change(Case(nation="town"), "ladder.wear", "some", ladders())


def test_a_case_without_its_day_cannot_be_told() -> None:
    undated = load(MINI, more={"cases/undated.yaml": "{id: undated, title: Some day., story: Some day., nation: town}"})
    with pytest.raises(CaseError, match="undated"):
        Scenario.of(undated, "undated")


def answers() -> st.SearchStrategy[tuple[str, Answer]]:
    def of(name: str) -> st.SearchStrategy[tuple[str, Answer]]:
        fact = ladders().facts[name]
        several = st.sets(st.sampled_from([*fact.ids, NOT_SURE])).map(lambda picked: tuple(sorted(picked)))
        one: st.SearchStrategy[Answer] = st.sampled_from([*fact.ids, NOT_SURE])
        return st.tuples(st.just(name), several if fact.several else one)

    return st.sampled_from(sorted(ladders().facts)).flatmap(of)


@given(answers())
@settings(max_examples=60, deadline=None)
def test_changing_a_fact_and_back_is_the_same_story_backwards(changed: tuple[str, Answer]) -> None:
    scenario = told()
    there = scenario.change(*changed)
    back = change(scenario.case.with_facts({changed[0]: changed[1]}), changed[0], there.before, ladders())
    assert as_data(back.advice_after, ladders()) == as_data(there.advice_before, ladders())
    assert [(c.started, c.stopped) for c in back.changes] == [(c.stopped, c.started) for c in there.changes]
    assert (back.shelved, back.revived) == (there.revived, there.shelved)


@given(st.dictionaries(st.sampled_from(sorted(ladders().facts)), st.none()), st.booleans())
@settings(max_examples=40, deadline=None)
def test_every_stage_knows_more_than_the_one_before(left_out: dict[str, None], no_helpers: bool) -> None:
    whole = told()
    case = whole.case.with_facts(left_out)
    if no_helpers:
        case = Case(case.facts, {}, nation=case.nation, on=case.on)
    scenario = Scenario(whole.id, whole.title, whole.story, case, whole.nation, whole.on, {}, ladders())
    for before, after in zip(scenario.stages, scenario.stages[1:], strict=False):
        assert before.case.facts.items() <= after.case.facts.items()
        assert set(before.case.lists) <= set(after.case.lists)
        assert (before.case == after.case) is (after.kind is Kind.ADVICE)
    assert scenario.stages[-1].case == case
