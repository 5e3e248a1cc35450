"""Every page for everyone: axe-clean, named, described, narrow without sideways scrolling. Leaves pictures of them all."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from infoshare.reasoning.guidance import Guidance
from tests.browser.driver import Walk
from tests.browser.hands import Pointer
from tests.browser.look import Look
from tests.browser.server import Server


@pytest.mark.slow
def test_every_page_of_the_walk_is_accessible_wide_and_narrow(server: Server, page: Page, guidance: Guidance) -> None:
    walk, look = Walk.of(Pointer(page), guidance, "mc01"), Look(page, "walk")
    go_on, errors = guidance.word("button.continue"), page.get_by_role("alert", name=guidance.word("error.title"))
    looked_at = {guidance.question(key).title: key for key in ("who_at_risk", "concern", "harm_how", "people")}

    walk.open(server.link)
    look("home")
    walk.start()
    look("danger")
    walk.hands.press(go_on)
    expect(errors).to_be_focused()
    look("error")
    walk.answer()
    look("nation")
    walk.answer()
    while not walk.at("check.title"):
        question = walk.question()
        assert question is not None
        walk.fill(question)
        if name := looked_at.pop(walk.heading, ""):
            look(name)
        walk.go(go_on)
    assert not looked_at
    look("check")
    walk.go(guidance.word("check.to_view"))
    walk.hands.press(guidance.word("view.button"))
    expect(errors).to_be_focused()
    look("view")
    walk.hands.choose(guidance.word("view.outcome"), guidance.word("view.not_sure"))
    walk.hands.choose(guidance.word("view.confidence"), guidance.word("confidence.unsure"))
    walk.go(guidance.word("view.button"))
    look("advice")
    walk.go(guidance.word("advice.differ"))
    walk.hands.press(guidance.word("decide.button"))
    expect(errors).to_be_focused()
    look("differ")
    walk.go(guidance.word("button.back"))
    walk.go(guidance.word("advice.follow"))
    look("decide")
    walk.give_reasons()
    walk.keep()
    look("record")
    walk.open(server.page("index"))
    look("home-with-record")
    assert not look.found, "\n".join(look.found)


def test_the_pages_for_an_emergency_and_for_learning_are_accessible_too(server: Server, page: Page, guidance: Guidance) -> None:
    walk, look = Walk.of(Pointer(page), guidance, "mc01"), Look(page, "others")
    walk.open(server.page("share"))
    walk.hands.choose(guidance.question("danger_now").title, "Yes")
    walk.go(guidance.word("button.continue"))
    look("act-now")
    walk.open(server.page("train"))
    look("library")
    walk.go(walk.case.title)
    walk.go(guidance.word("train.next"))
    look("case")
    walk.open(server.page("train", "case=mc01&step=99"))
    look("case-advice")
    assert not look.found, "\n".join(look.found)


def test_an_error_is_said_where_it_is_and_its_link_leads_there(server: Server, page: Page, guidance: Guidance) -> None:
    walk = Walk.of(Pointer(page), guidance, "mc01")
    danger, problem = guidance.question("danger_now"), guidance.word("error.choose_one")
    walk.open(server.page("share"))
    walk.hands.press(guidance.word("button.continue"))
    summary = page.get_by_role("alert", name=guidance.word("error.title"))
    expect(summary).to_be_focused()
    expect(page.get_by_role("group", name=danger.title, exact=True)).to_have_accessible_description(f"{danger.hint} Error: {problem}")
    assert page.title() == f"Error: {danger.title} · infoshare"
    summary.get_by_role("link", name=problem).click()
    expect(page.get_by_role("radio").first).to_be_focused()
    walk.answer()
    expect(summary).to_have_count(0)
