"""From the home page to the kept record, in a real browser, as practitioners would walk it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from infoshare.records.record import SCHEMA
from infoshare.reasoning.guidance import Guidance
from tests.browser.driver import REASON, Walk, expected, outcome_label, see
from tests.browser.hands import Pointer
from tests.browser.server import Server


@pytest.mark.parametrize("case_id", ["mc01", "mc04", "mc05", "mc06", "mc14"])
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
    asked = [title for title in walk.asked if title != guidance.word("nation.title") and guidance_facts(guidance, title)]
    assert sorted(a["question"] for a in record["answers"]) == sorted(asked)
    assert record["people"] == [] or [p["name"] for p in record["people"]] == [row["name"] for row in walk.case.lists["people"]]
    page_text = walk.saved("record.as_html").decode("utf-8")
    assert record["record_id"] in page_text
    assert outcome_label(guidance, outcome) in page_text


def guidance_facts(guidance: Guidance, title: str) -> bool:
    return any(q.facts for q in guidance.questions if q.title == title)
