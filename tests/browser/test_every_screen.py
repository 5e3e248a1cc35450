"""Every screen that can be drawn, for everyone: axe, names, narrow, large, spaced, forced colours, still, on paper, by keys."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from infoshare.app.frame import template_resources
from infoshare.reasoning.guidance import Guidance
from tests.browser.conftest import OpenPage, Watch
from tests.browser.driver import Walk
from tests.browser.gallery import Gallery, screens
from tests.browser.hands import MOST_TABS, Keys, Pointer
from tests.browser.look import SMALLEST, Look, measure
from tests.browser.server import Server, start

TABBED = {
    "home-with-drafts-and-records", "question-start", "question-people", "question-harm_how-errors", "check", "advice-share",
    "advice-at-once", "decide", "differ-errors", "record", "train-library", "train-change",
}  # fmt: skip
"""One screen of each kind."""


@pytest.fixture
def gallery(page: Page, tmp_path: Path) -> Iterator[Gallery]:
    Gallery.fill(tmp_path)
    (tmp_path / "data").mkdir()
    server = start(tmp_path / "data", notebooks=tmp_path)
    page.goto(server.page("share"))
    yield Gallery(page, tmp_path)
    page.goto("about:blank")  # leaving ends the kernel
    server.stop()


@pytest.mark.slow
def test_every_screen_is_for_everyone(gallery: Gallery, page: Page, guidance: Guidance) -> None:
    look = Look(page, "screen")
    for name, tree in screens(guidance):
        gallery.hang(tree)
        look(name)
    assert len(set(look.seen)) == len(look.seen)
    assert not look.found, "\n".join(look.found)


@pytest.mark.slow
def test_the_tab_key_comes_to_everything_and_what_it_comes_to_is_seen(gallery: Gallery, page: Page, guidance: Guidance) -> None:
    page.set_viewport_size(SMALLEST)
    tabbed, found = set(), []
    for name, tree in screens(guidance):
        if name in TABBED:
            gallery.hang(tree)
            tabbed.add(name)
            found += [f"{name}: {line}" for line in tab_through(page)]
    assert tabbed == TABBED
    assert not found, "\n".join(found)


def tab_through(page: Page) -> list[str]:
    """Tab from the top of the page to its end. `Keys` holds that each stop is seen, in view and not behind anything."""
    keys = Keys(page)
    page.evaluate(
        "() => { document.querySelectorAll('[data-reached]').forEach(one => delete one.dataset.reached); document.activeElement.blur(); scrollTo(0, 0); }"
    )
    page.mouse.click(1, 1)  # the next Tab begins at the top
    for _ in range(MOST_TABS):
        if keys.tab() is None:
            return measure(page, "unreached")
        page.evaluate("() => { document.activeElement.dataset.reached = ''; }")
    return ["the Tab key never leaves the page"]


def test_the_frame_is_for_everyone_while_it_waits_when_it_lost_its_kernel_and_when_there_is_no_page(
    server: Server, open_page: OpenPage, watch: Watch
) -> None:
    watch.expected += ["Failed to load resource"]  # what is held back and what is not there, on purpose
    page = open_page()
    look = Look(page, "frame")
    page.route("**/voila/templates/infoshare/static/*.js", lambda route: route.abort())
    page.goto(server.page("share"))
    look("waiting")
    page.evaluate("() => document.dispatchEvent(new CustomEvent('infoshare:lost'))")
    expect(page.get_by_role("alert").filter(has_text=template_resources()["words"]["lost_title"])).to_be_visible()
    look("lost")
    page.goto(server.page("nothing-here"))
    look("missing")
    stranger = open_page()
    stranger.goto(server.link.partition("?")[0])
    look.page = stranger
    look("no-key")
    assert not look.found, "\n".join(look.found)


def test_each_change_is_announced(server: Server, page: Page, guidance: Guidance) -> None:
    page.add_init_script("""
      window.said = [];
      document.addEventListener('infoshare:drawn', () => {
        const live = document.querySelector('.infoshare [role=status].live');
        if (live && !live.heard) { live.heard = new MutationObserver(() => live.textContent && window.said.push(live.textContent)); live.heard.observe(live, { childList: true, characterData: true, subtree: true }); }
      });
    """)
    walk = Walk.of(Pointer(page), guidance, "mc01")

    def says(words: str) -> None:
        page.wait_for_function("words => window.said.includes(words)", arg=words)

    walk.open(server.page("share"))
    says(walk.heading)
    walk.hands.press(guidance.word("button.continue"))
    says(guidance.word("error.announce"))
    walk.answer_until(guidance.question("people").title)  # every step on the way takes the focus to its heading
    listed, word = guidance.question("people").lists[0], walk.word("row.person")
    walk.hands.press(listed.add)
    says(f"{word} 1 added")
    page.get_by_role("button", name=f"{walk.word('row.remove')} {word} 1").click()
    says(f"{word} 1 removed")
