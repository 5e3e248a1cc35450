"""Every sentence of advice leads to a rule and to a paragraph: looked up in the advice itself, as it leaves the reasoner."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from infoshare.reasoning.advise import advise
from infoshare.reasoning.case import read_case
from infoshare.reasoning.load import standard
from infoshare.reasoning.present import as_data
from infoshare.training.scenario import SHELVES, shelves

GUIDANCE = standard()
NAMES = [name for shelf in SHELVES for name in shelves(GUIDANCE)[shelf]]
REASONS = ("because", "against", "outweighed")


def told(data: object) -> Iterator[dict[str, Any]]:
    """Everything in an advice that says a sentence, reasons apart."""
    if isinstance(data, dict):
        if "text" in data and "rule" not in data:
            yield data
        for key, value in data.items():
            if key not in REASONS:
                yield from told(value)
    elif isinstance(data, list):
        for item in data:
            yield from told(item)


def reasons(data: object) -> Iterator[dict[str, Any]]:
    """Every reason in an advice."""
    if isinstance(data, dict):
        if "rule" in data:
            yield data
        for value in data.values():
            yield from reasons(value)
    elif isinstance(data, list):
        for item in data:
            yield from reasons(item)


@pytest.mark.parametrize("name", NAMES)
def test_every_sentence_of_an_advice_leads_to_a_rule_and_a_paragraph(name: str) -> None:
    case = read_case(GUIDANCE.cases[name], GUIDANCE)
    assert case.on is not None
    data = as_data(advise(case, GUIDANCE, on=case.on), GUIDANCE, exact=False)
    for reason in reasons(data):
        assert reason["rule"] in GUIDANCE.rules, reason
        assert reason["sources"], reason
        assert all(s["at"] and s["source"] in GUIDANCE.sources for s in reason["sources"]), reason
    for sentence in told(data):
        assert sentence.get("because") or sentence.get("sources"), sentence
    assert sum(1 for _ in reasons(data)) >= 5


def test_every_detail_of_what_is_advised_rests_on_a_source() -> None:
    bare = [
        f"{decision.id}: {candidate.id}"
        for decision in GUIDANCE.decisions.values()
        for candidate in decision.candidates.values()
        if not candidate.sources and any(" " in text for text in candidate.details.values())
    ]
    assert not bare


def test_every_detail_has_words_on_the_page() -> None:
    flags = {"needs_review"}
    keys = {k for d in GUIDANCE.decisions.values() for c in d.candidates.values() for k in c.details} - flags
    assert not [key for key in sorted(keys) if f"detail.{key}" not in GUIDANCE.words]
