"""A page with the keys alone: nothing is clicked, and the focus is always to be seen. Whole cases: test_everyone.py."""

from __future__ import annotations

from playwright.sync_api import Page

from infoshare.reasoning.guidance import Guidance
from tests.browser.driver import Walk
from tests.browser.hands import Keys
from tests.browser.server import Server


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
