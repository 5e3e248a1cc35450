"""Tabs that are closed in every way that a tab can end leave nothing behind: no process, no file, no connection."""

from __future__ import annotations

import http.client
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

import psutil
import pytest
from playwright.sync_api import Browser, Page
from playwright.sync_api import Error as BrowserError

from tests.browser.server import Server

TABS = 200
AT_ONCE = 8
IDLE = 20
LONGEST = 120
SERVER_MAY_GROW = 60_000_000
"""Bytes that the server itself may keep after all tabs: caches of its libraries, not 0.3 MB for each tab."""


@pytest.fixture
def temporary() -> Iterator[Path]:
    """A folder whose name is short enough for sockets."""
    with tempfile.TemporaryDirectory(prefix="tabs") as folder:
        yield Path(folder)


def connection(server: Server) -> http.client.HTTPConnection:
    """A request for a page, as some other program sends it; its answer is not read yet."""
    parts = urlsplit(server.page("share"))
    asking = http.client.HTTPConnection(parts.netloc, timeout=LONGEST)
    asking.request("GET", f"{parts.path}?{parts.query}")
    return asking


def closed(page: Page) -> None:
    page.close(run_before_unload=True)


def left_for_another(page: Page) -> None:
    page.goto("about:blank")
    page.close()


def target_closed(page: Page) -> None:
    page.close()


def crashed(page: Page) -> None:
    with suppress(BrowserError):
        page.goto("chrome://crash", timeout=3_000)
    page.close()


def closed_without_a_word(page: Page) -> None:
    nothing = {"offline": True, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}  # for this tab alone
    page.context.new_cdp_session(page).send("Network.emulateNetworkConditions", nothing)
    page.close()


ENDS = (closed, left_for_another, target_closed, crashed, closed_without_a_word)


def held(server: Server, temporary: Path) -> tuple[int, int, int, int]:
    """What the server holds: processes, files, open files and connections, bytes."""
    process = psutil.Process(server.process.pid)
    return len(process.children(recursive=True)), len(list(temporary.rglob("*"))), process.num_fds(), process.memory_info().rss


def at_rest(server: Server, temporary: Path, most: tuple[int, int] | None = None) -> tuple[int, int, int, int]:
    """The same once no page's kernel is left, or once it is clear that some are."""
    until = time.monotonic() + LONGEST
    while time.monotonic() < until:
        now = held(server, temporary)
        if not server.kernels() and (most is None or now[:2] <= most):
            break
        time.sleep(0.5)
    return held(server, temporary)


@pytest.mark.slow
def test_two_hundred_tabs_that_were_opened_and_closed_leave_nothing_behind(
    start_server: Callable[..., Server], chromium: Browser, tmp_path: Path, temporary: Path
) -> None:
    server = start_server(tmp_path / "data", idle_seconds=IDLE, temporary=temporary)
    with connection(server).getresponse() as answer:  # what is made once, for the first page, is there now
        answer.read()
    before = at_rest(server, temporary)

    context = chromium.new_context()
    most = 0
    for first in range(0, TABS, AT_ONCE):
        pages: list[Page] = []
        for number in range(first, first + AT_ONCE):
            if number % 10 == 8:  # fetched and never joined
                with connection(server).getresponse() as answer:
                    answer.read()
            elif number % 10 == 9:  # given up while the page is still being made
                connection(server).close()
            else:
                pages.append(context.new_page())
                pages[-1].goto(server.page("share"), wait_until="commit")
        most = max(most, len(server.kernels()))
        for number, page in enumerate(pages, first):
            if number % 3:  # of the others, the tab is closed before its page is drawn
                page.locator("#waiting").wait_for(state="detached", timeout=LONGEST * 1000)
            ENDS[number % len(ENDS)](page)
    context.close()

    after = at_rest(server, temporary, before[:2])
    assert most > 1, "the tabs started no kernels, so nothing was tried"
    assert server.kernels() == []
    assert after[0] <= before[0], "processes are left"
    assert after[1] <= before[1], f"files are left: {sorted(temporary.rglob('*'))}"
    assert after[2] <= before[2] + 3, "open files or connections are left"
    assert after[3] <= before[3] + SERVER_MAY_GROW, "the server keeps memory of closed tabs"
