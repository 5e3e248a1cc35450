"""Every screen that can be drawn, for everyone: axe, names, narrow, large, spaced, forced colours, still, on paper."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page

from infoshare.reasoning.guidance import Guidance
from tests.browser.gallery import Gallery, screens
from tests.browser.look import Look
from tests.browser.server import start


@pytest.fixture
def gallery(page: Page, tmp_path: Path):
    Gallery.fill(tmp_path)
    (tmp_path / "data").mkdir()
    server = start(tmp_path / "data", notebooks=tmp_path)
    page.goto(server.page("share"))
    page.get_by_text("Gallery").first.wait_for()
    yield Gallery(page, tmp_path)
    page.goto("about:blank")
    server.stop()


@pytest.mark.slow
def test_every_screen_is_for_everyone(gallery: Gallery, page: Page, guidance: Guidance) -> None:
    look = Look(page, "screen")
    for name, tree in screens(guidance):
        gallery.hang(tree)
        look(name)
    assert len(set(look.seen)) == len(look.seen)
    assert not look.found, "\n".join(look.found)
