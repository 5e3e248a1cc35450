"""The picture of the reasons and the walls of rules and steps, as people meet them: by keyboard, small, large, in spaced-out letters."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from infoshare.reasoning.guidance import Guidance
from tests.browser.driver import Walk
from tests.browser.hands import Keys, Pointer
from tests.browser.server import Server

SPACED = ".infoshare * { letter-spacing: .12em !important; word-spacing: .16em !important; line-height: 1.5 !important }"
STICKING_OUT = """() => [...document.querySelectorAll('.drawing svg')].filter(svg => svg.getClientRects().length).flatMap(svg =>
  [...svg.querySelectorAll('g')].flatMap(group => {
    const box = group.querySelector('rect').getBoundingClientRect();
    return [...group.querySelectorAll('tspan')].filter(line => {
      const words = line.getBoundingClientRect();
      return words.left < box.left - 1 || words.right > box.right + 1 || words.top < box.top - 1 || words.bottom > box.bottom + 1;
    }).map(line => line.textContent);
  }))"""
DRAWN = """() => [...document.querySelectorAll('.drawing svg')].filter(svg => svg.getClientRects().length).map(svg =>
  [...svg.querySelectorAll('.says')].map(says => [...says.children].map(line => line.textContent).join(' ')))"""
LISTED = (
    "() => [...document.querySelectorAll('.arguments li > p:first-child')].map(p => p.textContent).filter(text => /^\\d+\\. /.test(text))"
)


@pytest.mark.parametrize("width", [320, 1280])
def test_the_picture_of_the_reasons_opens_by_keyboard_says_what_the_list_says_and_stays_in_its_boxes(
    server: Server, page: Page, guidance: Guidance, width: int
) -> None:
    walk = Walk.of(Pointer(page), guidance, "mc01")
    walk.open(server.page("train", "case=mc01&step=99"))
    page.set_viewport_size({"width": width, "height": 800})
    keys = Keys(page)
    keys.open(guidance.word("scales.all").partition("(")[0])
    keys.open(guidance.word("map.summary"))
    picture = page.get_by_role("img", name=guidance.word("map.title").partition("{")[0])
    expect(picture).to_have_count(1)
    expect(picture).to_be_visible()
    expect(picture).to_have_accessible_description(guidance.word("map.about"))
    [drawn] = page.evaluate(DRAWN)
    listed = page.evaluate(LISTED)
    assert len(listed) > 5
    assert drawn == listed
    assert page.evaluate(STICKING_OUT) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")

    page.add_style_tag(content=SPACED)
    keys.key("Enter")
    keys.key("Enter")
    expect(picture).to_be_visible()
    page.wait_for_function(f"() => ({STICKING_OUT})().length === 0")


def test_the_walls_are_folded_where_there_is_no_room_and_lead_to_what_settles_a_step(
    server: Server, open_page: object, guidance: Guidance
) -> None:
    page: Page = open_page(viewport={"width": 390, "height": 800})  # type: ignore[operator]
    walk = Walk.of(Keys(page), guidance, "mc01")
    walk.open(server.page("share"))
    walk.answer()
    walk.answer()
    second = walk.heading
    steps = page.get_by_role("region", name=guidance.word("wall.steps"), exact=True)
    expect(steps.get_by_role("list")).to_be_hidden()
    expect(steps.get_by_text(guidance.word("wall.tally.applied").format(count=2))).to_be_visible()
    walk.hands.open(guidance.word("wall.steps"))
    expect(steps.locator("[aria-current=step]")).to_have_count(1)
    emergency = next(step for step in guidance.steps if step.id == "ico9")
    walk.hands.open(emergency.title)
    question = guidance.question("danger_now")
    walk.go(guidance.word("wall.question").format(question=question.short))
    assert walk.heading == question.title
    expect(page.get_by_role("radio", name="No", exact=True)).to_be_checked()
    walk.go(guidance.word("button.continue"))
    assert walk.heading == second


def test_beside_a_wide_page_the_walls_stand_open(server: Server, page: Page, guidance: Guidance) -> None:
    walk = Walk.of(Pointer(page), guidance, "mc01")
    walk.open(server.page("share"))
    walk.answer()
    walk.answer()
    steps = page.get_by_role("region", name=guidance.word("wall.steps"), exact=True)
    expect(steps.get_by_role("listitem").first).to_be_visible()
    for step in guidance.steps:
        expect(steps.get_by_text(step.title)).to_be_visible()
