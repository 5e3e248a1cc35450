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
from tests.browser.hands import Keys, Pointer
from tests.browser.server import Server

WORDS = template_resources()["words"]
TOLD_MS = 5_000
SAVED_MS = 900
"""A little longer than the page waits before it saves by itself."""
IDLE = 6
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


def test_a_press_that_nobody_heard_is_still_there_after_going_on(server: Server, page: Page, guidance: Guidance) -> None:
    walk = at_concern(page, server, guidance)
    walk.fill(guidance.question("concern"))
    server.kill_kernel(kernel_of(page))
    page.get_by_role("button", name=guidance.word("button.continue")).click()  # before anybody knows
    expect(banner(page)).to_be_visible(timeout=TOLD_MS)
    carry_on(page)
    expect(page.get_by_role("textbox")).to_have_value(walk.case.texts["concern.words"])
    walk.go(guidance.word("button.continue"))
    walk.to_check()


@pytest.mark.slow
def test_a_server_that_was_closed_is_told_and_its_successor_offers_the_draft_where_it_was(
    start_server: Callable[..., Server], open_page: OpenPage, guidance: Guidance, tmp_path: Path
) -> None:
    page = open_page()
    first = start_server(tmp_path)
    walk = at_concern(page, first, guidance)
    page.get_by_role("textbox").fill("Typed before the end")
    page.wait_for_timeout(SAVED_MS)
    first.process.kill()
    expect(banner(page)).to_be_visible(timeout=TOLD_MS)
    see(page, WORDS["lost_away"])
    page.get_by_role("textbox").press_sequentially(", and after it")
    banner(page).get_by_role("button", name=WORDS["lost_again"]).click()
    see(page, WORDS["lost_away"])
    expect(page.get_by_role("textbox")).to_have_value("Typed before the end, and after it")

    walk = Walk.of(Pointer(open_page()), guidance, "mc01")
    walk.open(start_server(tmp_path).link)
    walk.page.get_by_role("link", name="Carry on").click()
    walk.page.wait_for_url("**/share.ipynb*")
    walk.drawn()
    assert walk.heading == guidance.question("concern").title
    expect(walk.page.get_by_role("textbox")).to_have_value("Typed before the end")
    walk.answer()
    walk.to_check()


@pytest.mark.slow
def test_a_server_started_again_on_the_same_port_says_that_the_new_link_is_needed_and_then_carries_on(
    start_server: Callable[..., Server], page: Page, guidance: Guidance, tmp_path: Path
) -> None:
    first = start_server(tmp_path)
    walk = at_concern(page, first, guidance)
    page.get_by_role("textbox").fill("Typed before the end")
    first.stop()
    page.get_by_role("textbox").press_sequentially(", and after it")
    second = start_server(tmp_path, port=first.port)
    see(page, WORDS["lost_key"])
    banner(page).get_by_role("button", name=WORDS["lost_again"]).click()
    see(page, WORDS["lost_key"])

    other = page.context.new_page()
    other.goto(second.link)
    other.close()
    expect(banner(page).get_by_text(WORDS["lost"])).to_be_visible()
    carry_on(page)
    assert walk.heading == guidance.question("concern").title
    expect(page.get_by_role("textbox")).to_have_value("Typed before the end, and after it")
    walk.answer()


def test_where_nothing_could_be_saved_the_banner_does_not_say_that_it_was(
    start_server: Callable[..., Server], page: Page, guidance: Guidance, tmp_path: Path
) -> None:
    in_the_way = tmp_path / "data"
    in_the_way.write_text("a file where the folder should be")
    server = start_server(in_the_way)
    walk = Walk.of(Pointer(page), guidance, "mc01")
    walk.open(server.page("share"))
    walk.answer()
    server.kill_kernel(kernel_of(page))
    expect(banner(page)).to_be_visible(timeout=TOLD_MS)
    see(page, WORDS["lost_unsaved"])
    expect(page.get_by_text(WORDS["lost"])).to_have_count(0)


def test_what_has_the_focus_is_never_behind_the_banner(server: Server, open_page: OpenPage, guidance: Guidance) -> None:
    page = open_page(viewport={"width": 320, "height": 640})
    walk = Walk.of(Keys(page), guidance, "mc01")
    walk.open(server.page("share"))
    server.kill_kernel(kernel_of(page))
    expect(banner(page)).to_be_visible(timeout=TOLD_MS)
    page.get_by_role("main").get_by_role("heading", level=1).focus()
    found = walk.hands.seek("the footer", lambda one: one["tag"] == "a" and "Licence" in one["name"])  # each stop on the way is looked at
    assert found
    walk.hands.press(WORDS["lost_go_on"])
    expect(banner(page)).to_be_hidden(timeout=30_000)


def test_without_a_network_the_page_says_so_and_finds_its_kernel_again_by_itself(server: Server, page: Page, guidance: Guidance) -> None:
    walk = at_concern(page, server, guidance)
    kernel = kernel_of(page)
    page.context.set_offline(True)
    expect(banner(page)).to_be_visible(timeout=TOLD_MS)
    see(page, WORDS["lost_away"])
    page.context.set_offline(False)
    expect(banner(page)).to_be_hidden()
    assert kernel_of(page) == kernel
    walk.answer()
    walk.to_check()


@pytest.mark.slow
def test_a_server_that_hangs_is_told_within_five_seconds(
    start_server: Callable[..., Server], page: Page, guidance: Guidance, tmp_path: Path
) -> None:
    server = start_server(tmp_path)
    at_concern(page, server, guidance)
    os.kill(server.process.pid, signal.SIGSTOP)
    try:
        expect(banner(page)).to_be_visible(timeout=TOLD_MS)
    finally:
        os.kill(server.process.pid, signal.SIGCONT)
    expect(banner(page)).to_be_hidden()


@pytest.mark.slow
@pytest.mark.parametrize("how", ["frozen", "offline"])
def test_a_computer_that_slept_longer_than_its_kernel_lived_goes_on_with_one_press(
    start_server: Callable[..., Server], page: Page, guidance: Guidance, tmp_path: Path, how: str
) -> None:
    server = start_server(tmp_path, idle_seconds=IDLE)
    walk = at_concern(page, server, guidance)
    box = page.get_by_role("textbox")
    box.fill("Typed long before")
    page.wait_for_timeout(SAVED_MS)
    box.press_sequentially(", and just before")  # sooner than the page saves by itself
    control = page.context.new_cdp_session(page)
    if how == "frozen":
        control.send("Page.setWebLifecycleState", {"state": "frozen"})
    else:
        page.context.set_offline(True)
    until = time.monotonic() + 40
    while server.kernels() and time.monotonic() < until:
        time.sleep(0.2)
    assert not server.kernels(), "the kernel of a sleeping computer is not ended"
    if how == "frozen":
        control.send("Page.setWebLifecycleState", {"state": "active"})
    else:
        page.context.set_offline(False)
    expect(banner(page).get_by_text(WORDS["lost"])).to_be_visible(timeout=TOLD_MS)
    carry_on(page)
    assert walk.heading == guidance.question("concern").title
    expect(box).to_have_value("Typed long before, and just before")


@pytest.mark.slow
def test_what_was_saved_by_itself_outlives_an_ended_kernel_also_when_the_tab_is_gone(
    start_server: Callable[..., Server], page: Page, guidance: Guidance, tmp_path: Path
) -> None:
    server = start_server(tmp_path, idle_seconds=IDLE)
    walk = at_concern(page, server, guidance)
    page.get_by_role("textbox").fill("Typed and never sent")
    until = time.monotonic() + 40
    while server.kernels() and time.monotonic() < until:
        page.wait_for_timeout(200)
    assert not server.kernels()
    address = page.url
    page.goto("about:blank")
    walk.open(address)
    assert walk.heading == guidance.question("concern").title
    expect(page.get_by_role("textbox")).to_have_value("Typed and never sent")
