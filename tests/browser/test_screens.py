"""Pictures of every page, narrow and wide, in tests/browser/screens (not kept in git), for people to look at."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page, expect

from infoshare.reasoning.guidance import Guidance
from tests.browser.driver import Walk
from tests.browser.hands import Pointer
from tests.browser.server import Server

SCREENS = Path(__file__).parent / "screens"
SIZES = {"wide": {"width": 1280, "height": 900}, "narrow": {"width": 360, "height": 800}}


def test_a_walk_leaves_a_picture_of_every_page(server: Server, page: Page, guidance: Guidance) -> None:
    SCREENS.mkdir(exist_ok=True)
    for old in SCREENS.glob("*.png"):
        old.unlink()
    walk = Walk.of(Pointer(page), guidance, "mc01")
    taken: list[str] = []

    def take(name: str) -> None:
        taken.append(f"{len(taken):02}-{name}")
        for width, size in SIZES.items():
            page.set_viewport_size(size)  # type: ignore[arg-type]
            page.screenshot(path=SCREENS / f"{taken[-1]}-{width}.png", full_page=True)

    walk.open(server.link)
    take("home")
    walk.start()
    take("danger")
    walk.hands.press(guidance.word("button.continue"))
    expect(page.get_by_role("alert", name=guidance.word("error.title"))).to_be_focused()
    take("error")
    while not walk.at("check.title"):
        if (question := walk.question()) is not None:
            walk.fill(question)
            take(question.key)
            walk.go(guidance.word("button.continue"))
        else:
            take("nation")
            walk.answer()
    take("check")
    walk.go(guidance.word("check.to_view"))
    take("view")
    walk.hands.choose(guidance.word("view.outcome"), guidance.word("view.not_sure"))
    walk.hands.choose(guidance.word("view.confidence"), guidance.word("confidence.unsure"))
    walk.go(guidance.word("view.button"))
    take("advice")
    walk.go(guidance.word("advice.differ"))
    take("differ")
    walk.go(guidance.word("button.back"))
    walk.go(guidance.word("advice.follow"))
    take("decide")
    walk.give_reasons()
    walk.keep()
    take("record")
    walk.open(server.page("index"))
    take("home-with-record")
    walk.open(server.page("share"))
    walk.hands.choose(guidance.question("danger_now").title, "Yes")
    walk.go(guidance.word("button.continue"))
    take("act-now")
    walk.hands.open(guidance.emergency.title)
    take("danger-open")
    walk.open(server.page("train"))
    take("train")
    walk.open(server.page("train", "case=mc01&step=99"))
    take("train-advice")
    assert len(list(SCREENS.glob("*.png"))) == 2 * len(taken)
