"""The browser's own back and forward buttons: a step of the walk for each press, nothing lost, no trap, and nothing personal kept by the browser."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from infoshare.reasoning.guidance import Guidance
from tests.browser.conftest import OpenPage
from tests.browser.driver import Walk, see
from tests.browser.hands import Pointer
from tests.browser.server import Server

WORDS = "What did you see, hear or receive?"


def to_concern(page: Page, link: str, guidance: Guidance) -> tuple[Walk, list[str]]:
    """From the home page to the first question with free words: the walk, and the headings that were passed."""
    walk = Walk.of(Pointer(page), guidance, "mc01")
    walk.open(link)
    walk.start()
    walk.answer_until(guidance.question("concern").title)
    return walk, [*walk.asked, walk.heading]


def step(walk: Walk, move: Callable[[], object], heading: str) -> None:
    """Go by the browser's own button to a step of the same document: its heading has the focus, the tab its title."""
    walk.page.evaluate("window.sameDocument = true")
    move()
    walk.page.locator("h1:focus").filter(has_text=re.compile(rf"^\s*{re.escape(heading)}\s*$")).wait_for()
    assert walk.page.title() == f"{heading} · infoshare"
    assert walk.page.evaluate("window.sameDocument")


def test_back_and_forward_go_from_step_to_step_and_lose_nothing(server: Server, page: Page, guidance: Guidance) -> None:
    walk, passed = to_concern(page, server.link, guidance)
    walk.hands.write(WORDS, "Typed and not sent")
    back, forward = page.go_back, page.go_forward
    for heading in reversed(passed[:-1]):
        step(walk, back, heading)
    expect(page.get_by_role("radio", checked=True)).to_have_count(1)
    for heading in passed[1:]:
        step(walk, forward, heading)
    expect(page.get_by_role("textbox")).to_have_value("Typed and not sent")
    walk.answer()
    assert walk.heading not in passed

    kept = page.evaluate("JSON.stringify([history.state, localStorage.length, sessionStorage.length])")
    assert re.fullmatch(r'\[\{"step":\d+,"floor":\d+\},0,0\]', kept)
    assert re.fullmatch(r".*/share\.ipynb\?draft=[0-9a-f]{12}", page.url)


def test_back_from_the_first_step_leaves_the_walk_and_forward_comes_back_to_it(server: Server, page: Page, guidance: Guidance) -> None:
    walk, passed = to_concern(page, server.link, guidance)
    for heading in reversed(passed[:-1]):
        step(walk, page.go_back, heading)
    page.go_back()
    walk.drawn()
    assert walk.at("home.title")
    page.go_forward()
    walk.drawn()
    assert walk.heading == passed[0]
    step(walk, page.go_forward, passed[1])


def test_the_pages_own_back_button_and_the_browsers_agree(server: Server, page: Page, guidance: Guidance) -> None:
    walk, passed = to_concern(page, server.link, guidance)
    entries = page.evaluate("history.length")
    walk.go(guidance.word("button.back"))
    walk.go(guidance.word("button.back"))
    assert walk.heading == passed[-3]
    assert page.evaluate("history.length") == entries
    step(walk, page.go_forward, passed[-2])
    step(walk, page.go_back, passed[-3])
    walk.go(guidance.word("button.continue"))
    step(walk, page.go_back, passed[-3])
    assert page.evaluate("history.length") < entries, "a new step takes the place of those that lay ahead"


def test_back_and_forward_work_after_a_reload_and_over_other_pages(server: Server, page: Page, guidance: Guidance) -> None:
    walk, passed = to_concern(page, server.link, guidance)
    walk.hands.write(WORDS, "Typed and not sent")
    page.reload()
    walk.drawn()
    assert walk.heading == passed[-1]
    step(walk, page.go_back, passed[-2])
    step(walk, page.go_forward, passed[-1])
    expect(page.get_by_role("textbox")).to_have_value("Typed and not sent")

    walk.open(server.page("index"))
    page.evaluate("history.go(-2)")  # over the step that the draft stands on, to the one before it
    page.wait_for_url("**/share.ipynb*")
    walk.drawn()
    expect(walk.h1).to_have_text(passed[-2])
    step(walk, page.go_forward, passed[-1])


@pytest.mark.slow
def test_a_kept_record_stays_kept_whatever_the_browser_goes_back_to(server: Server, page: Page, guidance: Guidance) -> None:
    walk = Walk.of(Pointer(page), guidance, "mc13")
    walk.open(server.page("share"))
    walk.to_check()
    walk.to_advice()
    walk.decide()
    record = walk.record()
    assert page.url.endswith(f"?record={record['record_id']}")
    step(walk, page.go_back, guidance.word("decide.title"))
    step(walk, page.go_forward, guidance.word("record.page_title"))
    page.reload()
    walk.drawn()
    assert walk.record() == record
    walk.open(server.page("index"))
    expect(page.get_by_role("table", name=guidance.word("home.drafts.caption"))).to_have_count(0)
    see(page, record["record_id"])


def test_a_lesson_has_its_steps_in_the_browsers_history_too(server: Server, page: Page, guidance: Guidance) -> None:
    walk = Walk.of(Pointer(page), guidance, "mc01")
    walk.open(server.page("train"))
    library = walk.heading
    page.get_by_role("table").get_by_role("button").first.click()
    walk.arrive(library)
    first = walk.heading
    page.get_by_role("button", name=guidance.word("train.next")).click()
    page.wait_for_url("**step=1")
    step(walk, page.go_back, first)
    page.reload()
    walk.drawn()
    assert walk.heading == first
    page.go_back()
    expect(walk.h1).to_have_text(library)


@pytest.mark.slow
def test_two_tabs_on_one_draft_take_each_other_in_and_say_so(server: Server, open_page: OpenPage, guidance: Guidance) -> None:
    page = open_page()
    walk, passed = to_concern(page, server.link, guidance)
    walk.hands.write(WORDS, "From the first tab")
    page.wait_for_timeout(900)
    other = Walk.of(Pointer(page.context.new_page()), guidance, "mc01")
    other.open(page.url)
    assert other.heading == passed[-1]
    other.fill(guidance.question("concern"))
    other.hands.write(WORDS, "From the second tab")
    other.go(guidance.word("button.continue"))

    walk.go(guidance.word("button.back"))
    see(page, guidance.word("elsewhere.changed"))
    walk.go(guidance.word("button.continue"))
    assert walk.heading not in passed, "the answer from the second tab counts here"
    walk.to_check()
    expect(page.get_by_text("From the second tab")).to_be_visible()

    other.open(server.link)
    other.page.get_by_role("button", name=re.compile(rf"^{guidance.word('home.drop')}")).click()
    expect(other.page.get_by_role("table", name=guidance.word("home.drafts.caption"))).to_have_count(0)
    walk.hands.press(guidance.word("check.to_view"))
    see(page, guidance.word("elsewhere.gone"))
