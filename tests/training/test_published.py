"""Published cases: each says who published it and what they answered, and argues where the tool comes out otherwise."""

from __future__ import annotations

from typing import Any

import pytest

from infoshare.reasoning.load import standard
from infoshare.training.scenario import PUBLISHED, TRAPS, Scenario, shelves

GUIDANCE = standard()
CASES = shelves(GUIDANCE)[PUBLISHED]
SAME = {"depends": "seek_advice"}
"""What a publisher calls "it depends" is, for a tool that must say what to do now, to take advice."""


def differs(told: Scenario) -> bool:
    outcome = str(told.published["outcome"])
    return told.advice(len(told.stages) - 1).outcome(GUIDANCE.primary) != SAME.get(outcome, outcome)


@pytest.mark.parametrize("name", CASES)
def test_a_published_case_names_its_publisher_and_argues_every_difference(name: str) -> None:
    told = Scenario.of(GUIDANCE, name)
    given: dict[str, Any] = dict(told.published)
    assert given.keys() >= {"publisher", "title", "url", "outcome", "answer"}
    assert bool(given.get("differs")) == differs(told)


def test_at_least_twenty_eight_of_the_thirty_published_cases_come_out_as_published() -> None:
    assert len(CASES) >= 30
    assert sum(differs(Scenario.of(GUIDANCE, name)) for name in CASES) <= 2


def test_every_trap_of_the_list_has_a_story() -> None:
    assert set(shelves(GUIDANCE)[TRAPS]) == {f"t{number:02}" for number in range(1, 56)}
