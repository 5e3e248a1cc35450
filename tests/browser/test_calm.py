"""A shared office: the page hides at once and comes back whole, and nothing of a case is left where others look."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from infoshare.app.frame import ABOUT, STOCK, template_resources
from infoshare.reasoning.guidance import FreeText, Guidance
from infoshare.records.sqlite import SqliteStore
from tests.browser.conftest import OpenPage, Watch
from tests.browser.driver import Walk
from tests.browser.hands import Pointer
from tests.browser.look import Look
from tests.browser.server import Server

WORDS = template_resources()["words"]
NAME = "Quillfeather"
TYPED = "Blue Whale said so\n" * 30
OTHER_KEYS = [
    "Shift+A Shift+B Shift+C Shift+D",  # capitals
    "Shift a Shift b Shift c Shift d",  # capitals with sticky keys: a press of its own, then the letter
    "Shift+Tab Shift+Tab Shift+Tab Shift+Tab",
    "Control+Shift Control+Shift Control+Shift",  # changes the keyboard's language on Windows
    "Alt+Shift Alt+Shift Alt+Shift",
    "Shift+ArrowLeft Shift+ArrowLeft Shift+ArrowLeft",
    "Shift Shift Escape Shift",
    "Escape Escape Escape",
]


def press(page: Page, keys: str) -> None:
    for key in keys.split():
        page.keyboard.press(key)


def expect_hidden(page: Page) -> None:
    """Nothing but a neutral screen: to look at, to listen to, in the tab, on paper."""
    expect(page.get_by_role("dialog", name=WORDS["hidden_title"])).to_be_visible()
    expect(page.get_by_role("button", name=WORDS["hidden_show"])).to_be_focused()
    assert page.title() == WORDS["hidden_title"]
    screen = [WORDS[name] for name in ("hidden_title", "hidden", "hidden_show", "hidden_key")]
    assert [line for line in page.locator("body").inner_text().split("\n") if line.strip()] == screen
    nodes = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")["nodes"]
    heard = {n["name"]["value"] for n in nodes if not n["ignored"] and n["role"]["value"] == "StaticText" and n["name"]["value"].strip()}
    assert heard == set(screen)
    page.emulate_media(media="print")
    expect(page.get_by_role("main", include_hidden=True)).to_have_css("display", "none")
    page.emulate_media(media="screen")


def test_shift_three_times_hides_the_page_and_it_comes_back_as_it_was(server: Server, page: Page, guidance: Guidance) -> None:
    walk = Walk.of(Pointer(page), guidance, "mc01")
    walk.open(server.page("share"))
    walk.answer_until(guidance.question("concern").title)
    page.set_viewport_size({"width": 700, "height": 500})
    box, title = page.get_by_role("textbox"), page.title()
    box.fill(TYPED)
    box.evaluate("box => { box.setSelectionRange(5, 9); box.scrollTop = 40; scrollTo(0, 120); }")
    at = "() => { const a = document.activeElement; return [a.value, a.selectionStart, a.selectionEnd, a.scrollTop, scrollY]; }"
    before = page.evaluate(at)
    assert before[0] == TYPED

    press(page, "Shift Shift Shift")
    expect_hidden(page)
    (draft,) = SqliteStore(server.data / "records.sqlite3").drafts()
    page.wait_for_timeout(1500)  # longer than the page waits before it saves
    assert "Blue Whale" in str(SqliteStore(server.data / "records.sqlite3").draft(draft.id)), "hiding holds back what was typed"
    press(page, "Escape Escape Shift Shift Shift")
    expect_hidden(page)

    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert page.title() == title
    assert page.evaluate(at) == before
    walk.answer()


def test_the_button_hides_the_page_from_the_first_moment_and_while_it_is_drawn(server: Server, page: Page, guidance: Guidance) -> None:
    page.goto(server.page("share"), wait_until="commit")
    page.get_by_role("button", name=WORDS["hide"]).click()
    expect_hidden(page)
    page.locator("#waiting").wait_for(state="detached")
    page.locator("main h1").wait_for(state="attached")
    page.wait_for_timeout(300)
    expect_hidden(page)
    page.get_by_role("button", name=WORDS["hidden_show"]).click()
    heading = page.get_by_role("main").get_by_role("heading", level=1)
    expect(heading).to_be_focused()
    assert page.title() == f"{heading.inner_text()} · infoshare"


def test_a_pointer_on_the_button_leaves_the_focus_in_the_field(server: Server, page: Page, guidance: Guidance) -> None:
    walk = Walk.of(Pointer(page), guidance, "mc01")
    walk.open(server.page("share"))
    walk.answer_until(guidance.question("concern").title)
    page.get_by_role("textbox").fill("Blue Whale")
    page.get_by_role("button", name=WORDS["hide"]).click()
    expect_hidden(page)
    page.keyboard.press("Space")
    expect(page.get_by_role("textbox")).to_be_focused()


@pytest.mark.parametrize("keys", OTHER_KEYS)
def test_no_other_use_of_shift_hides_the_page(server: Server, page: Page, keys: str) -> None:
    page.goto(server.link.replace("?", "privacy?"))
    page.evaluate("() => { const box = document.createElement('textarea'); document.querySelector('main').append(box); box.focus(); }")
    press(page, keys)
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.mouse.click(5, 300)
    press(page, "Shift Shift")
    page.mouse.click(5, 300)  # a click between presses: these were for something else
    press(page, "Shift Shift")
    expect(page.get_by_role("status").first).to_have_text(WORDS["hide_once"])
    press(page, "Shift")
    expect(page.get_by_role("dialog")).to_be_visible()


def test_every_page_can_be_hidden(server: Server, page: Page, watch: Watch) -> None:
    watch.expected.append("Failed to load resource")  # the page that is not there
    for link in [server.page(name) for name in ("index", "share", "train")] + [
        server.link.replace("?", f"{name}?") for name in (*ABOUT, "nothing")
    ]:
        page.goto(link)
        page.get_by_role("button", name=WORDS["hide"]).click()
        expect_hidden(page)


@pytest.mark.slow
def test_a_page_on_voilas_own_front_end_can_be_hidden_too(
    start_server: Callable[[Path], Server], page: Page, guidance: Guidance, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(STOCK, "1")
    walk = Walk.of(Pointer(page), guidance, "mc01")
    walk.open(start_server(tmp_path).page("share"))
    press(page, "Shift Shift Shift")
    expect_hidden(page)
    page.keyboard.press("Enter")
    walk.answer()


def test_the_pages_about_infoshare_and_the_hidden_page_are_accessible(server: Server, page: Page, watch: Watch) -> None:
    watch.expected.append("Failed to load resource")
    look = Look(page, "calm")
    for name in (*ABOUT, "nothing"):
        page.goto(server.link.replace("?", f"{name}?"))
        look(name)
    press(page, "Shift Shift Shift")
    look("hidden")
    wrong = [line for line in look.found if not line.startswith("hidden, on paper")]  # a hidden page is not to be on paper
    assert not wrong, "\n".join(wrong)


def test_the_pages_about_infoshare_are_readable_without_javascript_and_have_no_dead_button(server: Server, open_page: OpenPage) -> None:
    page = open_page(java_script_enabled=False, viewport={"width": 320, "height": 700})
    for name in ABOUT:
        page.goto(server.link.partition("?")[0] + name)
        assert len(page.get_by_role("main").inner_text()) > 2000
        expect(page.get_by_role("button")).to_have_count(0)


def test_an_area_s_own_contact_is_on_the_statement(server: Server, page: Page) -> None:
    (server.data / "local.yaml").write_text("area: Exampleshire\nchecked: 2026-10-01\ncontact: <b>Digital team</b>, 00000 000000\n")
    page.goto(server.link.partition("?")[0] + "accessibility")
    expect(page.get_by_role("main")).to_contain_text("<b>Digital team</b>, 00000 000000")


STORED = """async () => [
  localStorage.length, sessionStorage.length, (await indexedDB.databases()).length, (await caches.keys()).length,
  (await navigator.serviceWorker.getRegistrations()).length,
]"""
PRIVATE = {"autocomplete": "off", "spellcheck": "false", "autocorrect": "off", "writingsuggestions": "false", "translate": "no"}
WATCH_TITLE = "addEventListener('DOMContentLoaded', () => new MutationObserver(() => tellTitle(document.title)).observe(document.head, {childList: true, characterData: true, subtree: true}))"


def test_a_whole_walk_leaves_nothing_of_the_case_in_address_title_or_storage_and_only_the_cookies_that_the_privacy_page_names(
    server: Server, page: Page, guidance: Guidance
) -> None:
    shown: list[str] = []
    page.expose_function("tellTitle", lambda title: shown.append(title))
    page.add_init_script(WATCH_TITLE)
    page.on("framenavigated", lambda frame: shown.append(frame.url))
    walk = Walk.of(Pointer(page), guidance, "mc01")
    texts = {field.name: f"{NAME} told us" for question in guidance.questions for field in question.fields if isinstance(field, FreeText)}
    lists = {name: tuple({**row, "name": NAME} for row in rows) for name, rows in walk.case.lists.items()}
    walk.case = replace(walk.case, texts=texts, lists=lists)
    fields = 0

    def look() -> None:
        nonlocal fields
        for box in page.locator("textarea, input[type=text], input[type=date]").all():
            fields += 1
            assert {name: box.get_attribute(name) for name in PRIVATE} == PRIVATE
        assert page.evaluate(STORED) == [0, 0, 0, 0, 0]

    walk.open(server.link)
    walk.start()
    while not walk.at("check.title"):
        look()
        walk.answer()
    walk.to_advice()
    look()
    walk.go(guidance.word("advice.follow"))
    look()
    walk.give_reasons(f"{NAME} asked for it")
    walk.keep()
    look()
    assert fields >= 5

    assert NAME in page.get_by_role("main").inner_text()
    assert len({line for line in shown if line.startswith("http")}) > 2
    assert len({line for line in shown if not line.startswith("http")}) > 10
    assert not [line for line in shown if NAME.lower() in line.lower()]

    cookies = {cookie["name"] for cookie in page.context.cookies()}  # type: ignore[typeddict-item]
    page.get_by_role("link", name=WORDS["about_privacy"]).click()
    section = page.get_by_role("heading", name="Cookies").locator("xpath=following-sibling::dl[1]")
    assert set(section.locator("dt").all_inner_texts()) == cookies
    assert page.evaluate(STORED) == [0, 0, 0, 0, 0]
