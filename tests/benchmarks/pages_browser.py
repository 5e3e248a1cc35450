"""Pages opened in Chromium as if for the first time: when they can be read and used, and what travels."""

from __future__ import annotations

import base64
import json
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, CDPSession, Page, sync_playwright

from infoshare.reasoning.load import standard
from tests.browser.chromium import NAMES, OURS, QUIET, WIDE

from .pages_servers import Site, proportional, resident

SCRIPT = Path(__file__).with_name("pages_script.js").read_text(encoding="utf-8")
SLOW_4G = {"offline": False, "latency": 150, "downloadThroughput": 1_600_000 / 8, "uploadThroughput": 750_000 / 8}
"""As Chromium's own "slow 4G". It holds up websockets, too, but for their bytes only, not for the 150 ms."""
PATIENCE_MS = 180_000
QUIET_SECONDS = 1.0
LOST_SECONDS = 6.0
KERNEL = "() => JSON.parse(document.getElementById('jupyter-config-data').textContent).kernelId"
STATIC = ("Script", "Stylesheet", "Font", "Image")


@contextmanager
def chromium() -> Iterator[Browser]:
    """The browser that the browser tests take. Names of other computers lead nowhere, and at once: stock Voilà asks a far-away
    server for two style sheets before it draws anything, and is not to be called slow for what this computer's network does."""
    path = os.environ.get("INFOSHARE_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    nowhere = f"--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE {OURS}"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", nowhere, *QUIET])
        yield browser
        browser.close()


@dataclass
class Traffic:
    """What goes over the network for one page: what HTTP bodies and headers took on the way, and what was said by websocket."""

    requests: int = 0
    external: list[str] = field(default_factory=list)
    http: float = 0
    static: float = 0
    websocket: float = 0
    last: float = field(default_factory=time.monotonic)
    _kinds: dict[str, str] = field(default_factory=dict)

    @property
    def bytes(self) -> float:
        return self.http + self.websocket

    def over(self, session: CDPSession) -> None:
        session.send("Network.enable")
        session.on("Network.requestWillBeSent", self._request)
        session.on("Network.responseReceived", lambda event: self._kinds.update({event["requestId"]: event["type"]}))
        session.on("Network.loadingFinished", self._finished)
        session.on("Network.webSocketCreated", lambda event: self._called(event["url"]))
        session.on("Network.webSocketFrameSent", self._frame)
        session.on("Network.webSocketFrameReceived", self._frame)

    def _request(self, event: dict[str, Any]) -> None:
        self._called(event["request"]["url"])
        self.http += event.get("redirectResponse", {}).get("encodedDataLength", 0)

    def _called(self, url: str) -> None:
        self.last = time.monotonic()
        parts = urlsplit(url)
        if parts.scheme in ("data", "blob"):
            return
        self.requests += 1
        if parts.hostname != OURS:
            self.external.append(url)

    def _finished(self, event: dict[str, Any]) -> None:
        self.last = time.monotonic()
        self.http += event["encodedDataLength"]
        if self._kinds.get(event["requestId"]) in STATIC:
            self.static += event["encodedDataLength"]

    def _frame(self, event: dict[str, Any]) -> None:
        self.last = time.monotonic()
        frame = event["response"]
        data = frame["payloadData"]
        self.websocket += len(base64.b64decode(data)) if frame["opcode"] == 2 else len(data.encode())


@dataclass(frozen=True)
class Times:
    """Milliseconds from the start of the navigation.

    Attributes:
        words: when the first words had been painted (ten letters or more), whatever they were; ``words_said`` has them.
        text: when the first words of the page itself had been: those of its waiting sign are not counted.
        shown: when the first question had been painted and a click would have reached it.
        answered: when it was answered at that very moment: Python's answer to it had been painted.
    """

    words: float
    words_said: str
    text: float
    text_said: str
    shown: float
    answered: float


@dataclass(frozen=True)
class Weight:
    """What one page costs while its first question shows: on the network, and in memory (MB)."""

    traffic: Traffic
    kernel_pss: float
    kernel_rss: float
    kernels_pss: float
    """All processes below the server, such as one kept warm for the next page."""
    server_pss: float


@contextmanager
def opened(browser: Browser, site: Site) -> Iterator[tuple[Page, CDPSession]]:
    """A page of a browser that was never here: nothing cached. When it is left, its kernel ends."""
    context = browser.new_context(viewport=WIDE, locale="en-GB")
    if site.name == "stock":
        # Stock Voilà never sets the cookie without which it refuses a closed tab's message, and its kernels would pile up.
        context.add_cookies([{"name": "_xsrf", "value": "aa", "url": site.link}])
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    yield page, context.new_cdp_session(page)
    kernel = page.evaluate(KERNEL)
    page.goto("about:blank")
    site.rest(kernel)  # before the context closes: it would take the message that ends the kernel with it
    context.close()


def load(page: Page, site: Site, *, press: bool) -> None:
    """Open the page; wait until its first question shows or, if it is to be answered, has been."""
    parts = {"waiting": site.waiting, "radio": site.radio, "button": site.button, "answer": site.answer, "press": press}
    page.add_init_script(f"({SCRIPT})({json.dumps(parts)})")
    page.goto(site.link, wait_until="commit")
    wait(page, "answered" if press else "shown")


def wait(page: Page, moment: str) -> None:
    page.wait_for_function(f"() => window.measured?.{moment}", polling=200)


def time_page(browser: Browser, site: Site, *, slow: bool) -> Times:
    with opened(browser, site) as (page, session):
        if slow:
            session.send("Network.enable")
            session.send("Network.emulateNetworkConditions", SLOW_4G)
        load(page, site, press=True)
        return Times(**page.evaluate("() => measured"))


def weigh_page(browser: Browser, site: Site) -> Weight:
    with opened(browser, site) as (page, session):
        traffic = Traffic()
        traffic.over(session)
        load(page, site, press=False)
        settle(page, traffic)
        kernel = site.kernel(page.evaluate(KERNEL))
        assert kernel is not None, f"no process below the server of {site.name} runs the page's kernel"
        below = sum(map(proportional, site.below()))
        return Weight(traffic, proportional(kernel), resident(kernel), below, proportional(site.process))


def settle(page: Page, traffic: Traffic) -> None:
    """Wait until nothing travels any more."""
    while time.monotonic() - traffic.last < QUIET_SECONDS:
        page.wait_for_timeout(100)


@dataclass(frozen=True)
class Again:
    """A second visit, and a visit that loses its network."""

    requests: int
    bytes: float
    static: float
    readable: bool


def visit_again(browser: Browser, site: Site) -> Again:
    """Open a page, open it once more, then cut the network off: which static bytes travel twice, and can the danger text be read?"""
    steps = [*standard().emergency.steps, standard().emergency.consent]
    with opened(browser, site) as (page, session):
        first, second = Traffic(), Traffic()
        first.over(session)
        load(page, site, press=False)
        settle(page, first)
        second.over(session)
        page.reload(wait_until="commit")
        wait(page, "shown")
        settle(page, second)
        session.send("Network.emulateNetworkConditions", {**SLOW_4G, "offline": True})
        page.wait_for_timeout(LOST_SECONDS * 1000)  # by now the page knows, and has said so
        page.locator("header ~ section details.danger > summary").click()
        danger = page.locator("header ~ section details.danger")
        readable = all(danger.get_by_text(step, exact=True).is_visible() for step in steps)
        session.send("Network.emulateNetworkConditions", {**SLOW_4G, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1})
        return Again(second.requests, second.bytes, second.static, readable)
