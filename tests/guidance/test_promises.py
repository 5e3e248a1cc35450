"""The promises about advice, proved over every case by the diagrams, for every nation and every day on which the law changes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from infoshare.logic.diagram import Diagram
from infoshare.logic.expression import NOT_SURE, parse
from infoshare.reasoning.edition import days_of_change, edition
from infoshare.reasoning.exact import Exact, readable, variables_of
from infoshare.reasoning.load import standard

GUIDANCE = standard()
SHARING = ("share_now", "share", "share_limited", "share_anonymised", "redirect")
LAWS = [(n, d) for n in GUIDANCE.nations for d in days_of_change(GUIDANCE)]


@pytest.fixture(params=LAWS, ids=lambda law: f"{law[0]}-{law[1]}", scope="module")
def law(request: pytest.FixtureRequest) -> Exact:
    nation, day = request.param
    return Exact(edition(GUIDANCE, nation, day))


def cases(law: Exact, expression: str) -> Diagram:
    """The cases in which an expression is true."""
    return law.space.truth(parse(expression, GUIDANCE.names), law.defined)[0]


def sharing(law: Exact, *outcomes: str) -> Diagram:
    found = law.space.false
    for outcome in outcomes:
        found = found | law.becomes[("sharing", "")][outcome]
    return found & law.within


def never(law: Exact, broken: Diagram, what: str = "") -> None:
    sample = law.space.sample(broken, law.within)
    assert sample is None, f"{what} broken when {readable(sample or {})}"


def moved(law: Exact, fact: str, before: str, after: str, start: Diagram, end: Diagram) -> Diagram:
    """Cases, apart from one fact's answer, that lie in ``start`` with one answer and in ``end`` with another."""
    return law.space.without(start & law.space.case_of(fact, before), [fact]) & law.space.without(
        end & law.space.case_of(fact, after), [fact]
    )


def answers() -> Iterator[tuple[str, str]]:
    for fact in GUIDANCE.facts:
        for variable in variables_of(GUIDANCE, fact):
            for option in GUIDANCE.names.variables[variable].options:
                yield variable, option


def test_immediate_danger_always_yields_share_now(law: Exact) -> None:
    never(law, cases(law, "danger.now == yes") & ~sharing(law, "share_now") & law.within)


@pytest.mark.parametrize("status", ["refused", "not_asked", NOT_SURE])
def test_missing_or_refused_agreement_alone_never_turns_sharing_into_not_sharing_for_a_child_at_risk(law: Exact, status: str) -> None:
    at_risk = cases(law, "harm.level in [perceived, significant] and (child in who.at_risk or unborn_child in who.at_risk)")
    start, end = sharing(law, *SHARING) & at_risk, sharing(law, "do_not_share") & at_risk
    never(law, moved(law, "agreement.status", "agreed", status, start, end))


def test_not_sure_never_moves_advice_from_sharing_to_not_sharing(law: Exact) -> None:
    start, end = sharing(law, *SHARING), sharing(law, "do_not_share")
    for variable, option in answers():
        never(law, moved(law, variable, option, NOT_SURE, start, end), f"{variable}: {option} to not sure,")


def test_more_serious_harm_never_moves_advice_from_sharing_to_not_sharing(law: Exact) -> None:
    levels = GUIDANCE.names.variables["harm.level"].options
    start, end = sharing(law, *SHARING), sharing(law, "do_not_share")
    for at, level in enumerate(levels):
        for worse in levels[at + 1 :]:
            never(law, moved(law, "harm.level", level, worse, start, end), f"{level} to {worse},")


def test_nothing_goes_to_someone_without_a_role(law: Exact) -> None:
    """Except what a court orders. In danger the advice is to tell those who can act, whoever asked."""
    no_role = cases(law, "recipient.has_role == no or recipient.kind in [press, suspected_person]")
    never(law, no_role & sharing(law, "share") & ~cases(law, "court_order in duties"))


def test_nobody_who_may_be_the_source_of_harm_is_told_first(law: Exact) -> None:
    first = law.becomes[("telling", "")]["before"]
    never(law, first & law.space.case_of("person.suspected", "yes") & law.within)


def test_agreement_is_never_the_lawful_basis_where_the_sharing_would_go_ahead_anyway(law: Exact) -> None:
    consent = law.becomes[("lawful_basis", "recommend")]["consent"]
    never(law, consent & cases(law, "harm.level in [perceived, significant] or danger.now == yes or court_order in duties") & law.within)


def test_advice_to_seek_advice_always_says_whom_to_ask_and_by_when(law: Exact) -> None:
    ask = sharing(law, "seek_advice")
    advised, timed = law.space.false, law.space.false
    for held in law.becomes[("adviser", "")].values():
        advised = advised | held
    for held in law.becomes[("clock", "")].values():
        timed = timed | held
    never(law, ask & ~advised)
    never(law, ask & ~timed)


def test_a_decision_not_to_share_always_has_a_day_to_look_again(law: Exact) -> None:
    never(law, sharing(law, "do_not_share") & ~law.becomes[("clock", "")]["review_decision"])


def test_no_basis_is_an_exemption_and_no_rule_outside_its_dates_speaks() -> None:
    assert set(GUIDANCE.decisions["lawful_basis"].candidates) <= {
        *("consent", "contract", "legal_obligation", "vital_interests", "public_task"),
        *("recognised_legitimate_interest", "legitimate_interests", "not_needed", "none_yet"),
    }
    for nation, day in LAWS:
        for rules in edition(GUIDANCE, nation, day).rules.values():
            assert all(r.in_force.covers(day) and nation in r.nations for r in rules.rules)
