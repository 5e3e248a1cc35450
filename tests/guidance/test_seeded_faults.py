"""Faults put into the guidance on purpose, one at a time: each must be noticed, with a message that says where.

What is tried: rules removed, options misspelt where they are defined, every date deleted. Each rule or option takes half a second, so one in four is
tried, always the same ones: whether one is depends on its own name, not on what else is edited. INFOSHARE_ALL_FAULTS=1 tries all of them. A fault is noticed when loading refuses it, or
when `infoshare check` finds a lint or a case that comes out differently. The proofs over all cases would only find more; `infoshare prove
--mutants` tries every rule, and its conditions too.

Thousands of faults are looked for in the likeliest place first: at their own line, in their own story, in the cases that name the rule. What is
noticed there would be noticed by all of `infoshare check`; only what is missed there is held against all of it.
"""

from __future__ import annotations

import os
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from itertools import product
from zlib import crc32

import pytest
import yaml

from infoshare.reasoning.check import cases_that_differ, lints
from infoshare.reasoning.edition import days_of_change, edition
from infoshare.reasoning.exact import Exact
from infoshare.reasoning.guidance import Guidance
from infoshare.reasoning.load import CASES, GuidanceError, build, standard
from infoshare.reasoning.read_cases import OTHER, SAME, Library

GUIDANCE = standard()
TEXTS = dict(GUIDANCE.origin)
STAGES = GUIDANCE.facts["walk.stage"].ids
TOLD = ("because", "not_because", "against", "outweighed", "sides")


@dataclass(frozen=True)
class Fault:
    """A slip in one file: what stands instead of the characters from ``start`` to ``end``. ``name`` is the rule or the option that it hits."""

    file: str
    start: int
    end: int
    what: str
    instead: str = ""
    name: str = ""

    @property
    def line(self) -> int:
        return TEXTS[self.file].count("\n", 0, self.start) + 1


def with_faults(file: str, faults: Iterable[Fault], first: int = 0, last: int | None = None) -> str:
    """A file, or a part of it, with some faults."""
    text = TEXTS[file][:last]
    for fault in sorted(faults, key=lambda f: f.start, reverse=True):
        text = text[: fault.start] + fault.instead + text[fault.end :]
    return text[first:]


def without_rules() -> Iterator[Fault]:
    for file, text in TEXTS.items():
        if file.startswith("decisions/"):
            for block in re.finditer(r"^  - id: (\w+)\n(?:(?:    .*|\s*)\n)*", text, re.MULTILINE):
                yield Fault(file, *block.span(), f"{block.group(1)} removed", name=block.group(1))


def misspelt_options() -> Iterator[Fault]:
    for file, text in TEXTS.items():
        if file.startswith("questions/"):
            for option in re.finditer(r"- \{id: \"?(\w+)\"?,", text):
                name = option.group(1)
                if name not in STAGES:  # tests/app/test_walk.py holds these to the page that sets them
                    yield Fault(file, option.start(1), option.end(1), f"{name} misspelt in {file}", f"{name}x", name)


def deleted_dates() -> Iterator[Fault]:
    for file, text in TEXTS.items():
        if not file.startswith("words"):
            fewer = [span for _, _, spans in stories(file) for span in spans] if file.startswith(CASES) else []
            for day in re.finditer(r"\d{4}-\d\d-\d\d(, )?|(?<=, )open(?=\])", text):
                before = text[text.rfind("\n", 0, day.start()) : day.start()]
                told = "note:" in before or "#" in before or "because:" in before or "'" in before or "story" in before
                if not told and not any(first < day.start() < last for first, last in fewer):
                    yield Fault(file, *day.span(), f"{day.group(0)} deleted after `{before.strip()[-40:]}` in {file}")


@cache
def stories(file: str) -> list[tuple[int, int, list[tuple[int, int]]]]:
    """Where each case of a file stands, and in it the lists of answers with which the same comes out, or something else.

    To leave an answer out of such a list is no fault: it only asks for one case fewer.
    """
    root = yaml.compose(TEXTS[file], Loader=yaml.CSafeLoader)
    several = next((value.value for key, value in root.value if key.value == "cases"), [root])
    return [(one.start_mark.index, one.end_mark.index, list(_neighbours(one))) for one in several]


def _neighbours(case: yaml.MappingNode) -> Iterator[tuple[int, int]]:
    for key, value in case.value:
        for _, answers in value.value if key.value in (SAME, OTHER) and isinstance(value, yaml.MappingNode) else ():
            if isinstance(answers, yaml.SequenceNode):
                yield answers.start_mark.index, answers.end_mark.index


def noticed(fault: Fault) -> bool:
    """Whether anything notices a fault, and says where."""
    try:
        if fault.file.startswith(CASES):
            return noticed_in(replace(GUIDANCE, cases=its_story(fault))) or noticed_in(rebuilt(fault), whole=True)
        guidance = rebuilt(fault)
        naming = {name: GUIDANCE.cases[name] for name in cases_by_rule().get(fault.name, ())}
        try:
            return noticed_in(replace(guidance, cases=naming)) or noticed_in(guidance, whole=True)
        except IndexError:  # no rule speaks in some case; `infoshare check` looks for that before it reads any
            return leaves_a_gap(guidance, fault.name)
    except GuidanceError as error:
        return all(p.file and p.line and p.message for p in error.problems)


def rebuilt(fault: Fault) -> Guidance:
    return build({**TEXTS, fault.file: with_faults(fault.file, [fault])})


def its_story(fault: Fault) -> Library:
    """The case that a fault stands in."""
    first, last, _ = next(story for story in stories(fault.file) if story[0] <= fault.start < story[1])
    indent = first - (TEXTS[fault.file].rfind("\n", 0, first) + 1)
    head = f"cases:\n{' ' * (indent - 2)}- " if indent else ""
    return Library({fault.file: head + with_faults(fault.file, [fault], first, last)}, GUIDANCE.lists, GuidanceError)


def noticed_in(guidance: Guidance, *, whole: bool = False) -> bool:
    """Whether some case comes out differently. That no case names a rule says something only of the whole library, as lints do."""
    return (whole and any(True for _ in lints(guidance))) or any(whole or p.code != "untold-rule" for p in cases_that_differ(guidance))


def leaves_a_gap(guidance: Guidance, rule: str) -> bool:
    """Whether the diagrams find cases that nothing settles, now that a rule is gone."""
    decision = next(d.id for d in GUIDANCE.decisions.values() if any(r.id == rule for r in d.all_rules()))
    for nation, day in product(guidance.nations, days_of_change(guidance)):
        law = Exact(edition(guidance, nation, day))
        if any(p.code == "gap" and p.file for p in law.defects([place for place in law.rules if place[0] == decision])):
            return True
    return False


@cache
def cases_by_rule() -> dict[str, list[str]]:
    found = defaultdict(list)
    for name, data in GUIDANCE.cases.items():
        expect = data.get("expect")
        for rule in {str(r) for key in TOLD for r in (expect.get(key) if isinstance(expect, dict) else None) or ()}:
            found[rule].append(name)
    return dict(found)


def refused_at_their_lines(faults: list[Fault]) -> set[Fault]:
    """Those of some faults that are reported at their own line when many are made at once: in one file, and one on each line, at a time."""
    waves: dict[tuple[str, int], list[Fault]] = defaultdict(list)
    seen: dict[tuple[str, int], int] = defaultdict(int)
    for fault in faults:
        waves[fault.file, seen[fault.file, fault.line]].append(fault)
        seen[fault.file, fault.line] += 1
    found = set()
    for (file, _), wave in waves.items():
        try:
            build({**TEXTS, file: with_faults(file, wave)})
        except GuidanceError as error:
            told = {p.line for p in error.problems if p.file == file and p.message}
            found |= {fault for fault in wave if fault.line in told}
    return found


def some(faults: list[Fault]) -> list[Fault]:
    """One in four, each by its own name."""
    return faults if os.environ.get("INFOSHARE_ALL_FAULTS") else [f for f in faults if crc32(f.name.encode()) % 4 == 0]


def missed(faults: Iterable[Fault]) -> list[str]:
    """The faults that nothing notices."""
    return [fault.what for fault in faults if not noticed(fault)]


def test_without_a_fault_there_is_nothing_to_notice() -> None:
    nothing = Fault("sources.yaml", 0, 0, "nothing")
    assert not noticed(nothing)
    assert not refused_at_their_lines([nothing])
    story = next(file for file in TEXTS if file.startswith(CASES))
    assert not noticed_in(replace(GUIDANCE, cases=its_story(Fault(story, stories(story)[0][0], stories(story)[0][0], "nothing"))))


def test_an_answer_less_with_which_the_same_comes_out_is_no_fault_and_any_other_date_of_a_case_is() -> None:
    file = "cases/one.yaml"
    case = "  - id: a\n    on: 2026-01-01\n    same_for: {nation: [wales], on: [2025-01-01, 2025-06-01]}\n    not_for: {on: 2024-01-01}\n"
    TEXTS[file] = "cases:\n" + case
    try:
        assert [TEXTS[f.file][f.start : f.end] for f in deleted_dates() if f.file == file] == ["2026-01-01", "2024-01-01"]
    finally:
        del TEXTS[file]
        stories.cache_clear()


@pytest.mark.slow
def test_a_rule_that_is_removed_is_missed() -> None:
    faults = list(without_rules())
    assert len(faults) >= len(GUIDANCE.rules)
    assert len(some(faults)) > len(faults) / 6
    assert not missed(some(faults))


@pytest.mark.slow
def test_an_option_that_is_misspelt_is_noticed() -> None:
    faults = list(misspelt_options())
    assert len(faults) >= sum(len(f.options) for f in GUIDANCE.facts.values() if f.name != "walk.stage")
    assert len(some(faults)) > len(faults) / 6
    assert not missed(some(faults))


@pytest.mark.slow
def test_a_date_that_is_deleted_is_noticed() -> None:
    faults = list(deleted_dates())
    assert len(faults) >= 2 * len(GUIDANCE.rules)
    refused = refused_at_their_lines([f for f in faults if not f.file.startswith(CASES)])
    assert len(refused) >= 2 * len(GUIDANCE.rules)  # the days of each rule
    assert not missed(f for f in faults if f not in refused)
