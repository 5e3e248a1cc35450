"""When things fail: the steps for someone in danger stay readable, and the page says what is safe."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from infoshare.app.frame import PAGES, template_resources
from infoshare.app.server import find_notebooks
from infoshare.reasoning.guidance import Guidance
from tests.browser.conftest import OpenPage
from tests.browser.driver import REASON, Walk, expected, outcome_label, see
from tests.browser.hands import Pointer
from tests.browser.server import Server

WORDS = template_resources()["words"]
NAMES = [name for name in PAGES if (find_notebooks() / f"{name}.ipynb").is_file()]


def test_without_javascript_the_steps_for_danger_are_readable_on_every_page(
    server: Server, open_page: OpenPage, guidance: Guidance
) -> None:
    page = open_page(java_script_enabled=False, viewport={"width": 320, "height": 700})
    for name in NAMES:
        page.goto(server.page(name), wait_until="commit")
        box = page.get_by_role("region", name=guidance.emergency.title)
        for sentence in (*guidance.emergency.steps, guidance.emergency.consent, guidance.emergency.after):
            expect(box.get_by_text(sentence)).to_be_visible()
        expect(page.get_by_role("heading", name=WORDS["no_script_title"])).to_be_visible()


def test_where_nothing_can_be_saved_the_page_says_so_and_the_walk_still_ends_in_a_record_to_take_away(
    start_server: Callable[[Path], Server], page: Page, guidance: Guidance, tmp_path: Path
) -> None:
    in_the_way = tmp_path / "data"
    in_the_way.write_text("a file where the folder should be")  # root, as in containers, may write into any folder
    walk = Walk.of(Pointer(page), guidance, "mc13")
    walk.open(start_server(in_the_way).page("share"))
    walk.answer()
    see(page, guidance.word("error.store"))
    walk.to_check()
    walk.to_advice()
    assert walk.verdict == outcome_label(guidance, expected(guidance, "mc13")["sharing"])
    walk.go(guidance.word("advice.follow"))
    walk.give_reasons()
    walk.go(guidance.word("decide.button"))
    assert walk.at("record.unsaved_title")
    see(page, guidance.word("record.unsaved"))
    see(page, guidance.word("state.not_recorded"))
    record = walk.record()
    assert record["decision"]["reasons"] == [REASON]

    in_the_way.unlink()
    walk.go(guidance.word("record.unsaved_again"))
    assert walk.at("record.page_title")
    assert walk.record() == record
