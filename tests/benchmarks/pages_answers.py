"""One person answers: how long from pressing Continue until the next question stands on the page."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import cycle

from playwright.sync_api import Browser, Page

from infoshare.reasoning.load import standard
from tests.browser.driver import Walk
from tests.browser.hands import Pointer

from .pages_browser import opened
from .pages_servers import Site

CASES = tuple(f"mc{number:02}" for number in range(1, 16))
SCRIPT = """(() => {
  const steps = (window.steps = []);
  const heading = () => document.querySelector("main h1")?.textContent.trim();
  let before = null, began = 0;
  const look = () => {
    if (before === null) return;
    const now = heading();
    if (!now || now === before) { requestAnimationFrame(look); return; }
    const step = { before, after: now, began };
    before = null;
    const channel = new MessageChannel(); // handled once this frame is painted
    channel.port1.onmessage = () => steps.push({ before: step.before, after: step.after, ms: performance.now() - step.began });
    requestAnimationFrame(() => channel.port2.postMessage(0));
  };
  addEventListener("click", (event) => {
    if (!event.target.closest?.("main button")) return;
    before = heading();
    began = event.timeStamp;
    requestAnimationFrame(look);
  }, true);
})();"""


@dataclass(frozen=True)
class Step:
    """One press of a button that led on: the headings before and after it, and the milliseconds between.

    ``question``: what was answered is a question, and not the check or the advice.
    """

    before: str
    after: str
    ms: float
    question: bool


def answer(browser: Browser, site: Site, *, at_least: int) -> list[Step]:
    """Walk worked cases to their advice, each on a page of its own, until so many questions have been answered."""
    steps: list[Step] = []
    for case in cycle(CASES):
        with opened(browser, site) as (page, _):
            steps += _walk(page, site, case)
        if sum(step.question for step in steps) >= at_least:
            return steps
    raise AssertionError("unreachable")


def _walk(page: Page, site: Site, case: str) -> list[Step]:
    page.set_default_timeout(30_000)
    page.add_init_script(SCRIPT)
    walk = Walk.of(Pointer(page), standard(), case)
    walk.open(site.link)
    if walk.case.facts.get("danger.now") != "yes":  # else the advice comes at once, and no question after it
        walk.to_check()
        walk.to_advice()
    page.wait_for_timeout(200)
    return [Step(**step, question=step["before"] in walk.asked) for step in page.evaluate("() => steps")]
