"""From the home page to the kept record, in a real browser, as practitioners would walk it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from infoshare.reasoning.guidance import Guidance
from infoshare.records.record import SCHEMA
from tests.browser.driver import LOOK_AGAIN, REASON, Walk, expected, outcome_label, see
from tests.browser.hands import Pointer
from tests.browser.server import Server


@pytest.mark.parametrize("case_id", ["mc01", "mc04", "mc05"])
def test_a_case_is_walked_from_the_home_page_to_a_kept_record(server: Server, page: Page, guidance: Guidance, case_id: str) -> None:
    walk = Walk.of(Pointer(page), guidance, case_id)
    outcome = expected(guidance, case_id)["sharing"]
    walk.open(server.link)
    walk.start()
    walk.to_check()
    walk.to_advice()
    assert walk.verdict == outcome_label(guidance, outcome)
    see(page, guidance.word("state.not_recorded"))
    walk.decide()
    see(page, guidance.word("state.recorded"))
    see(page, REASON)

    record = walk.record()
    assert record["schema"] == SCHEMA
    assert record["decision"]["outcome"] == record["advice"]["sharing"]["outcome"] == outcome
    assert record["decision"]["followed"] is True
    assert record["decision"]["reasons"] == [REASON]
    assert record["nation"]["id"] == walk.case.nation
    assert record["own_view"]["outcome"] == "not_sure"
    assert record["review_on"] == LOOK_AGAIN
    assert record["set_aside"] == []
    with_answers = {q.title for q in guidance.questions if q.facts}
    assert sorted(a["question"] for a in record["answers"]) == sorted(title for title in walk.asked if title in with_answers)
    if guidance.question("people").title in walk.asked:
        assert [p["name"] for p in record["people"]] == [row["name"] for row in walk.case.lists.get("people", ())]
    page_text = walk.saved("record.as_html").decode("utf-8")
    assert record["record_id"] in page_text
    assert outcome_label(guidance, outcome) in page_text


def test_the_advice_can_be_overruled_with_a_reason_of_ones_own(server: Server, page: Page, guidance: Guidance) -> None:
    walk = Walk.of(Pointer(page), guidance, "mc14")
    advised = expected(guidance, "mc14")["sharing"]
    chosen = next(c for c in ("seek_advice", "share_limited") if c != advised)
    walk.open(server.page("share"))
    walk.to_check()
    walk.to_advice(chosen)
    walk.go(guidance.word("advice.differ"))
    walk.hands.press(guidance.word("decide.button"))
    problems = page.get_by_role("alert", name=guidance.word("error.title"))
    expect(problems).to_be_focused()
    expect(problems.get_by_role("link")).to_have_count(3)
    assert page.title().startswith("Error:")
    walk.hands.choose(guidance.word("decide.outcome"), outcome_label(guidance, chosen))
    walk.hands.write(guidance.word("decide.override"), "I know this family, and a call can wait for my manager.")
    walk.give_reasons()
    walk.keep()
    decision = walk.record()["decision"]
    assert decision["outcome"] == chosen
    assert decision["followed"] is False
    assert decision["override_reason"] == "I know this family, and a call can wait for my manager."
    assert decision["reasons"] == [REASON]
    see(page, guidance.word("record.not_followed"))


def test_in_an_emergency_three_inputs_from_a_cold_home_page_say_whom_to_call(server: Server, page: Page, guidance: Guidance) -> None:
    walk = Walk.of(Pointer(page), guidance, "mc01")
    danger = guidance.question("danger_now")
    walk.case = walk.case.with_facts({"danger.now": "yes"})
    walk.open(server.link)
    walk.start()
    walk.hands.choose(danger.title, "Yes")
    walk.go(guidance.word("button.continue"))
    assert walk.hands.inputs <= 3
    assert walk.verdict == outcome_label(guidance, "share_now")
    frame = page.get_by_role("main").get_by_role("region", name=walk.verdict)
    for sentence in (*guidance.emergency.steps, guidance.emergency.consent):
        expect(frame.get_by_text(sentence)).to_be_in_viewport()

    walk.go(guidance.word("advice.acted"))
    walk.to_check()
    walk.go(guidance.word("check.to_advice"))
    assert walk.at("advice.title")
    assert guidance.word("view.none") in page.get_by_role("main").inner_text()
    walk.decide()
    record = walk.record()
    assert record["retrospective"]["acted_at"]
    assert record["decision"]["outcome"] == "share_now"
    assert record["own_view"] is None
    assert guidance.word("record.retrospective") in page.get_by_role("main").inner_text()


def test_a_kept_record_opens_again_from_the_home_page_and_a_draft_can_be_deleted(server: Server, page: Page, guidance: Guidance) -> None:
    walk = Walk.of(Pointer(page), guidance, "mc13")
    walk.open(server.page("share"))
    walk.to_check()
    walk.to_advice()
    walk.decide()
    record = walk.record()
    walk.open(server.page("share"))
    walk.answer()
    walk.open(server.page("index"))
    page.get_by_role("button", name=re.compile(rf"^{guidance.word('home.drop')}")).click()
    expect(page.get_by_role("table", name=guidance.word("home.drafts.caption"))).to_have_count(0)
    walk.hands.follow(record["record_id"])
    page.wait_for_url("**/share.ipynb*")
    walk.drawn()
    assert walk.at("record.page_title")
    see(page, REASON)
    assert walk.record() == record
