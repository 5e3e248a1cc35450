"""What a true expression rests on is enough to make it true, and nothing else is named."""

from __future__ import annotations

import pytest

from infoshare.logic.expression import parse, truth
from infoshare.logic.grounds import grounds
from infoshare.reasoning.advise import advise
from infoshare.reasoning.case import read_case
from infoshare.reasoning.guidance import Guidance
from infoshare.reasoning.load import standard


@pytest.fixture(scope="module")
def guidance() -> Guidance:
    return standard()


def test_of_several_ways_the_first_counts_and_a_conjunction_needs_all(guidance: Guidance) -> None:
    expression = parse("(danger.now == yes or harm.level == significant) and not (agreement.status == agreed)", guidance.names)
    answers = {"danger.now": "no", "harm.level": "significant", "agreement.status": "refused"}
    assert grounds(expression, answers) == ("harm.level", "agreement.status")
    assert grounds(expression, {**answers, "danger.now": "yes"}) == ("danger.now", "agreement.status")


def test_the_opposite_of_a_choice_rests_on_every_part_of_it(guidance: Guidance) -> None:
    expression = parse("not (danger.now == yes or harm.level == significant)", guidance.names)
    assert grounds(expression, {"danger.now": "no", "harm.level": "none"}) == ("danger.now", "harm.level")


def test_what_is_not_true_rests_on_nothing(guidance: Guidance) -> None:
    with pytest.raises(ValueError, match="only what is true"):
        grounds(parse("danger.now == yes", guidance.names), {})


def test_in_the_library_each_reason_holds_by_what_it_rests_on_alone(guidance: Guidance) -> None:
    looked_at = 0
    for case_id in list(guidance.cases)[::5]:
        case = read_case(guidance.cases[case_id], guidance)
        if case.nation is None or case.on is None:
            continue
        advice = advise(case, guidance, on=case.on)
        found = advice.decided[guidance.primary][0]
        for reason in (*found.because, *found.against, *found.outweighed):
            when = guidance.rules[reason.rule].when
            names = grounds(when, advice.answers)
            alone = {name: advice.answers[name] for name in names if name in advice.answers}
            assert truth(when, alone) is True, (case_id, reason.rule)
            looked_at += 1
    assert looked_at > 100
