"""Every page for everyone: axe-clean, named, described, narrow without sideways scrolling."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from infoshare.reasoning.guidance import Guidance
from tests.browser.accessible import open_everything, problems
from tests.browser.driver import Walk
from tests.browser.hands import Pointer
from tests.browser.server import Server


def test_every_page_of_the_walk_is_accessible_wide_and_narrow(server: Server, page: Page, guidance: Guidance) -> None:
    walk = Walk.of(Pointer(page), guidance, "mc01")
    found: list[str] = []

    def look(at: str) -> None:
        open_everything(page)
        found.extend(f"{at}: {problem}" for problem in problems(page))

    walk.open(server.link)
    look("home")
    walk.start()
    look("radio buttons")
    walk.hands.press(guidance.word("button.continue"))
    expect(page.get_by_role("alert", name=guidance.word("error.title"))).to_be_focused()
    look("radio buttons with an error")
    walk.answer_until(guidance.question("who_at_risk").title)
    look("tick boxes")
    walk.answer_until(guidance.question("concern").title)
    look("text and tick boxes")
    walk.answer_until(guidance.question("people").title)
    walk.fill(guidance.question("people"))
    look("people")
    walk.go(guidance.word("button.continue"))
    walk.to_check()
    look("check")
    walk.go(guidance.word("check.to_view"))
    look("own view")
    walk.hands.press(guidance.word("view.button"))
    expect(page.get_by_role("alert", name=guidance.word("error.title"))).to_be_focused()
    look("own view with errors")
    walk.hands.choose(guidance.word("view.outcome"), guidance.word("view.not_sure"))
    walk.hands.choose(guidance.word("view.confidence"), guidance.word("confidence.sure"))
    walk.go(guidance.word("view.button"))
    look("advice")
    walk.go(guidance.word("advice.differ"))
    walk.hands.press(guidance.word("decide.button"))
    expect(page.get_by_role("alert", name=guidance.word("error.title"))).to_be_focused()
    look("decision with errors")
    walk.go(guidance.word("button.back"))
    walk.decide()
    look("record")
    walk.open(server.page("index"))
    look("home with a record")
    assert not found, "\n".join(found)


def test_the_pages_for_an_emergency_and_for_learning_are_accessible_too(server: Server, page: Page, guidance: Guidance) -> None:
    walk = Walk.of(Pointer(page), guidance, "mc01")
    walk.open(server.page("share"))
    walk.hands.choose(guidance.question("danger_now").title, "Yes")
    walk.go(guidance.word("button.continue"))
    open_everything(page)
    found = [f"act now: {problem}" for problem in problems(page)]
    walk.open(server.page("train"))
    found += [f"library: {problem}" for problem in problems(page)]
    for step in (1, 99):
        walk.open(server.page("train", f"case=mc01&step={step}"))
        open_everything(page)
        found += [f"case, step {step}: {problem}" for problem in problems(page)]
    assert not found, "\n".join(found)


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
