"""A whole case, home to record, as people live with the web: keys alone, a small phone, high contrast, a slow line, all of it at once."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page

from infoshare.reasoning.guidance import Guidance
from tests.browser.conftest import OpenPage
from tests.browser.driver import LOOK_AGAIN, REASON, Walk, expected, outcome_label
from tests.browser.hands import Keys, Pointer
from tests.browser.look import SMALLEST
from tests.browser.server import Server

WALKED = "mc02"
SLOW_4G = {"offline": False, "latency": 150, "downloadThroughput": 200_000, "uploadThroughput": 200_000}


def never_sideways(page: Page) -> None:
    """Nobody should have to push a page to and fro to read a line."""
    across = page.evaluate("() => [document.documentElement.scrollWidth, innerWidth]")
    assert across[0] <= across[1], f"{across[0]} px of content in a window of {across[1]}: {page.title()}"


def slow_line(page: Page) -> None:
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", SLOW_4G)


ALL_BUT_THE_LINE = "keys small contrast"


def slowly(way: str) -> Any:
    return pytest.param(way, marks=pytest.mark.slow)


@pytest.mark.parametrize("ways", [ALL_BUT_THE_LINE, *map(slowly, ["keys", "small", "contrast", "slow", f"{ALL_BUT_THE_LINE} slow"])])
def test_a_whole_case_passes_from_the_home_page_to_the_record(server: Server, open_page: OpenPage, guidance: Guidance, ways: str) -> None:
    options: dict[str, Any] = {}
    if "small" in ways:
        options["viewport"] = SMALLEST
    if "contrast" in ways:
        options["forced_colors"] = "active"
    page = open_page(**options)
    if "slow" in ways:
        slow_line(page)
    walk = Walk.of(Keys(page) if "keys" in ways else Pointer(page), guidance, WALKED)
    if "small" in ways:
        walk.check_each.append(never_sideways)
    from_home_to_record(walk, server)


def from_home_to_record(walk: Walk, server: Server) -> None:
    walk.open(server.link)
    walk.start()
    from_question_to_record(walk)


def from_question_to_record(walk: Walk) -> None:
    """After each step the heading of the next must have the focus: see `Walk.arrive`."""
    outcome = expected(walk.guidance, WALKED)["sharing"]
    walk.to_check()
    walk.to_advice()
    assert walk.verdict == outcome_label(walk.guidance, outcome)
    walk.decide()
    record = walk.record()
    assert record["decision"]["outcome"] == outcome
    assert record["decision"]["reasons"] == [REASON]
    assert record["review_on"] == LOOK_AGAIN
    assert [p["name"] for p in record["people"]] == [row["name"] for row in walk.case.lists["people"]]
    who = {f.label: f for f in walk.guidance.question("people").lists[0].fields}
    said = {d["label"]: d["text"] for d in record["people"][0]["details"]}
    assert said.keys() == who.keys()
    assert said[next(iter(who))] == "Mother"
