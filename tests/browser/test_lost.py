"""A lost kernel, a lost server, a computer that slept: the page says what is safe, and going on loses nothing."""

from __future__ import annotations

import json
import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from infoshare.app.frame import template_resources, widget_words
from infoshare.reasoning.guidance import Guidance
from tests.browser.conftest import OpenPage, Watch
from tests.browser.driver import Walk, see
from tests.browser.hands import Pointer
from tests.browser.server import Server

WORDS = template_resources()["words"]
TOLD_MS = 5_000
SAVED_MS = 900
"""A little longer than the page waits before it saves by itself."""
NO_CONNECTION = (r"WebSocket", r"Failed to load resource", r"Kernel", r"Connection", r"Canceled", r"ERR_")
"""What the browser and the kernel client themselves log once nobody is there."""


@pytest.fixture(autouse=True)
def expect_a_loss(watch: Watch) -> None:
    watch.expected += NO_CONNECTION


def kernel_of(page: Page) -> str:
    found: str = json.loads(page.locator("#jupyter-config-data").text_content() or "")["kernelId"]
    return found


def banner(page: Page) -> Locator:
    return page.get_by_role("alert").filter(has_text=WORDS["lost_title"])


def at_concern(page: Page, server: Server, guidance: Guidance) -> Walk:
    """A walk that has come to the first question with free words."""
    walk = Walk.of(Pointer(page), guidance, "mc01")
    walk.open(server.page("share"))
    walk.answer_until(guidance.question("concern").title)
    return walk


def carry_on(page: Page) -> None:
    banner(page).get_by_role("button", name=WORDS["lost_go_on"]).click()
    expect(banner(page)).to_be_hidden(timeout=30_000)


def announced(page: Page) -> None:
    """The banner is an alert in the accessibility tree, with its words."""
    tree = page.locator("body").aria_snapshot()
    assert "alert" in tree
    assert WORDS["lost_title"] in tree


def test_a_killed_kernel_is_told_within_five_seconds_and_going_on_keeps_every_word(server: Server, page: Page, guidance: Guidance) -> None:
    walk = at_concern(page, server, guidance)
    box = page.get_by_role("textbox")
    box.fill("Typed before the end")
    page.wait_for_timeout(SAVED_MS)
    address = page.url

    lost = kernel_of(page)
    server.kill_kernel(lost)
    expect(banner(page)).to_be_visible(timeout=TOLD_MS)
    see(page, WORDS["lost"])
    announced(page)
    walk.hands.open(guidance.emergency.title)
    for sentence in (*guidance.emergency.steps, guidance.emergency.consent):
        expect(page.get_by_role("region", name=guidance.emergency.title).get_by_text(sentence)).to_be_visible()

    box.press_sequentially(", and after it")
    page.get_by_role("checkbox").first.check()
    page.get_by_role("button", name=guidance.word("button.continue")).click()  # nobody would hear it: the page says so at once
    expect(banner(page).get_by_role("button")).to_be_focused()
    page.evaluate("window.sameDocument = true")
    carry_on(page)
    assert page.evaluate("window.sameDocument")
    assert kernel_of(page) != lost
    assert walk.heading == guidance.question("concern").title
    expect(box).to_have_value("Typed before the end, and after it")
    expect(page.get_by_role("checkbox").first).to_be_checked()
    see_announced = page.get_by_role("status").filter(has_text=widget_words()["resumed"])
    expect(see_announced).to_be_attached()
    assert page.evaluate("document.activeElement !== document.body"), "going on loses the focus"
    assert page.url == address
    assert page.evaluate("JSON.stringify([localStorage, sessionStorage])") == "[{},{}]"
    assert "Typed" not in page.evaluate("JSON.stringify(history.state)") + page.title()

    page.wait_for_timeout(SAVED_MS)
    page.reload()  # what was carried over is saved, too
    walk.drawn()
    expect(box).to_have_value("Typed before the end, and after it")
    walk.answer()
    walk.to_check()
