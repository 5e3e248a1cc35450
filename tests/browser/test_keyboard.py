"""The whole walk with the keyboard alone: nothing is clicked, and the focus is always to be seen."""

from __future__ import annotations

from playwright.sync_api import Page

from infoshare.reasoning.guidance import Guidance
from tests.browser.driver import LOOK_AGAIN, REASON, Walk, expected, outcome_label
from tests.browser.hands import Keys
from tests.browser.server import Server


def test_a_case_is_walked_from_the_home_page_to_the_record_by_keyboard_alone(server: Server, page: Page, guidance: Guidance) -> None:
    walk = Walk.of(Keys(page), guidance, "mc02")
    outcome = expected(guidance, "mc02")["sharing"]
    walk.open(server.link)
    walk.start()
    walk.to_check()  # after each step the heading of the next must have the focus: see Walk.arrive
    walk.to_advice()
    assert walk.verdict == outcome_label(guidance, outcome)
    walk.decide()
    record = walk.record()
    assert record["decision"]["outcome"] == outcome
    assert record["decision"]["reasons"] == [REASON]
    assert record["review_on"] == LOOK_AGAIN
    assert [p["name"] for p in record["people"]] == [row["name"] for row in walk.case.lists["people"]]
    who = {f.label: f for f in guidance.question("people").lists[0].fields}
    said = {d["label"]: d["text"] for d in record["people"][0]["details"]}
    assert said.keys() == who.keys()
    assert said[next(iter(who))] == "Mother"


def test_the_keys_go_through_a_page_and_all_the_way_back(server: Server, page: Page, guidance: Guidance) -> None:
    walk = Walk.of(Keys(page), guidance, "mc02")
    keys = walk.hands
    assert isinstance(keys, Keys)
    walk.open(server.page("share"))
    walk.answer_until(guidance.question("concern").title)
    walk.fill(guidance.question("concern"))
    onward, back = [], []
    while (at := keys.tab()) is not None:
        onward.append(at["name"])
    while (at := keys.tab(back=True)) is not None:
        back.append(at["name"])
    assert onward[-1] == back[0]
    assert back[-1] == guidance_skip(page)
    assert back[: len(onward)] == onward[::-1]


def guidance_skip(page: Page) -> str:
    return page.locator("a").first.inner_text()
