"""Nothing moves under the reader while a page comes: the frame stands still, the first question takes the place that was kept for it."""

from __future__ import annotations

import pytest

from tests.browser.conftest import OpenPage
from tests.browser.server import Server

SHIFTS = """window.shifts = [];
new PerformanceObserver((list) => window.shifts.push(...list.getEntries().map((entry) => entry.value))).observe({ type: "layout-shift", buffered: true });"""
MOST = 0.02


@pytest.mark.parametrize("size", [(1280, 900), (390, 844), (320, 640)], ids=str)
def test_a_page_that_comes_does_not_move(server: Server, open_page: OpenPage, size: tuple[int, int]) -> None:
    page = open_page(viewport={"width": size[0], "height": size[1]})
    page.add_init_script(SHIFTS)
    page.goto(server.page("share"))
    page.locator("#waiting").wait_for(state="detached")
    page.wait_for_timeout(700)
    assert "layout-shift" in page.evaluate("PerformanceObserver.supportedEntryTypes")
    assert sum(page.evaluate("shifts")) < MOST
    page.evaluate("document.querySelector('main').style.paddingTop = '200px'")  # the measure itself works
    page.wait_for_timeout(300)
    assert sum(page.evaluate("shifts")) > MOST
