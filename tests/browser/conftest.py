"""A browser, a server and pages that tell on themselves: nothing leaves this computer, nothing fails unseen.

Everything is scoped to this package, not to the session: while Playwright runs, the thread has a running event loop, and
tests elsewhere that call `asyncio.run` would fail.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from infoshare.reasoning.guidance import Guidance
from infoshare.reasoning.load import standard
from tests.browser.chromium import NAMES, OURS, QUIET, WIDE
from tests.browser.server import Server, start
from tests.guard.sealed import sealed

PATIENCE_MS = 15_000


@pytest.fixture(scope="package")
def chromium_path() -> str:
    """Where Chromium is. Without one the browser tests are skipped on a developer's computer, and fail in CI."""
    found = os.environ.get("INFOSHARE_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        why = f"no Chromium: set INFOSHARE_CHROMIUM, or install one of {', '.join(NAMES)}"
        if os.environ.get("CI"):
            pytest.fail(why)
        pytest.skip(why)
    return found


@pytest.fixture(scope="package")
def chromium(chromium_path: str) -> Iterator[Browser]:
    with sealed() as seal, sync_playwright() as playwright:
        # Root, as in containers, cannot have Chromium's sandbox; nothing but our own pages is opened.
        browser = playwright.chromium.launch(executable_path=chromium_path, args=["--no-sandbox", *QUIET, *seal])
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def running(chromium_path: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One server for all tests of this package."""
    server = start(tmp_path_factory.mktemp("data"))
    yield server
    server.stop()


@pytest.fixture
def server(running: Server) -> Server:
    """The server, with an empty data folder."""
    running.forget()
    return running


@pytest.fixture
def start_server(chromium_path: str) -> Iterator[Callable[..., Server]]:
    """Starts servers of a test's own, on data folders of its choice; takes what `start` takes."""
    started: list[Server] = []

    def begin(data: Path, **options: Any) -> Server:
        started.append(start(data, **options))
        return started[-1]

    yield begin
    for server in started:
        server.stop()


@pytest.fixture(scope="session")
def guidance() -> Guidance:
    return standard()


@dataclass
class Watch:
    """What went wrong on the pages of one test without anybody looking: requests to elsewhere, and errors."""

    elsewhere: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    expected: list[str] = field(default_factory=list)
    """Patterns of errors that a test brings about on purpose."""

    def request(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("data", "blob", "file", "about") and parts.hostname != OURS:
            self.elsewhere.append(url)

    def unexpected(self) -> list[str]:
        return [error for error in self.errors if not any(re.search(pattern, error) for pattern in self.expected)]

    def over(self, page: Page) -> None:
        page.on("console", lambda message: self.errors.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: self.errors.append(f"uncaught: {error}"))
        page.on("websocket", lambda socket: self.request(socket.url))


@pytest.fixture
def watch() -> Iterator[Watch]:
    watching = Watch()
    yield watching
    assert not watching.elsewhere, f"the page called other computers: {watching.elsewhere}"
    assert not watching.unexpected(), f"errors in the browser: {watching.unexpected()}"


OpenPage = Callable[..., Page]


@pytest.fixture
def open_page(chromium: Browser, watch: Watch) -> Iterator[OpenPage]:
    """Opens pages, each as a browser of its own; takes Playwright's options for a context."""
    contexts: list[BrowserContext] = []

    def begin(**options: Any) -> Page:
        context = chromium.new_context(**{"viewport": WIDE, "locale": "en-GB", **options})
        context.set_default_timeout(PATIENCE_MS)
        context.on("request", lambda request: watch.request(request.url))
        context.on("page", watch.over)
        contexts.append(context)
        return context.new_page()

    yield begin
    for context in contexts:
        for page in context.pages:
            if not page.is_closed():
                page.goto("about:blank")  # leaving ends the page's kernel; closing the context would not
        context.close()


@pytest.fixture
def page(open_page: OpenPage) -> Page:
    return open_page()
