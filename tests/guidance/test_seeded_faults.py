"""Faults put into the guidance on purpose, one at a time: each must be noticed, with a message that says where.

What is tried, spread evenly over all files: rules removed, options misspelt where they are defined, dates deleted. A fault is noticed when
loading refuses it, or when `infoshare check` finds a lint or a case that comes out differently. The proofs over all cases would only find
more; `infoshare prove --mutants` tries every rule, and its conditions too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from infoshare.reasoning.check import cases_that_differ, lints
from infoshare.reasoning.load import GuidanceError, build, standard

GUIDANCE = standard()
TEXTS = dict(GUIDANCE.origin)
STAGES = GUIDANCE.facts["walk.stage"].ids
Fault = tuple[str, str, str]
TRIED = 12
"""How many faults of a kind are tried: each means reading the whole guidance again."""


def noticed(file: str, text: str) -> bool:
    try:
        guidance = build({**TEXTS, file: text})
        return any(True for _ in lints(guidance)) or any(True for _ in cases_that_differ(guidance))
    except GuidanceError as error:
        return all(p.file and p.line and p.message for p in error.problems)


def without_rules() -> Iterator[Fault]:
    for file, text in TEXTS.items():
        if file.startswith("decisions/"):
            for block in re.finditer(r"^  - id: (\w+)\n(?:(?:    .*|\s*)\n)*", text, re.MULTILINE):
                yield file, text.replace(block.group(0), "", 1), f"{block.group(1)} removed"


def misspelt_options() -> Iterator[Fault]:
    for file, text in TEXTS.items():
        if file.startswith("questions/"):
            for option in re.finditer(r"- \{id: \"?(\w+)\"?,", text):
                if option.group(1) in STAGES:  # tests/app/test_walk.py holds these to the page that sets them
                    continue
                wrong = option.group(0).replace(option.group(1), f"{option.group(1)}x", 1)
                yield file, text[: option.start()] + wrong + text[option.end() :], f"{option.group(1)} misspelt in {file}"


def deleted_dates() -> Iterator[Fault]:
    for file, text in TEXTS.items():
        if not file.startswith("words"):
            for day in re.finditer(r"\d{4}-\d\d-\d\d(, )?|(?<=, )open(?=\])", text):
                before = text[text.rfind("\n", 0, day.start()) : day.start()]
                if "note:" not in before and "#" not in before and "because:" not in before and "'" not in before and "story" not in before:
                    yield file, text[: day.start()] + text[day.end() :], f"{day.group(0)} deleted after `{before.strip()[-40:]}` in {file}"


def test_without_a_fault_there_is_nothing_to_notice() -> None:
    assert not noticed("sources.yaml", TEXTS["sources.yaml"])


def missed(faults: list[Fault]) -> list[str]:
    """The faults, out of some spread over all, that nothing notices."""
    assert len(faults) > TRIED
    return [what for file, text, what in faults[:: len(faults) // TRIED] if not noticed(file, text)]


@pytest.mark.slow
def test_a_rule_that_is_removed_is_missed() -> None:
    faults = list(without_rules())
    assert len(faults) >= len(GUIDANCE.rules)
    assert not missed(faults)


@pytest.mark.slow
def test_an_option_that_is_misspelt_is_noticed() -> None:
    faults = list(misspelt_options())
    assert len(faults) >= sum(len(f.options) for f in GUIDANCE.facts.values() if f.name != "walk.stage")
    assert not missed(faults)


@pytest.mark.slow
def test_a_date_that_is_deleted_is_noticed() -> None:
    faults = list(deleted_dates())
    assert len(faults) >= 2 * len(GUIDANCE.rules)
    assert not missed(faults)
