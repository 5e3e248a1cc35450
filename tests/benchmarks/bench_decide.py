"""Outcomes alone, beside the peer and beside each other. What is asserted is a ratio within one run, never a time.

Run with ``pytest tests/benchmarks/bench_decide.py -s``.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from infoshare.reasoning.advise import advise
from infoshare.reasoning.case import Case, known
from infoshare.reasoning.decide import decide, decide_all, decide_one
from infoshare.reasoning.edition import Edition, edition
from infoshare.reasoning.guidance import Guidance, Kind
from infoshare.reasoning.load import standard
from tests.reasoning.random_cases import random_case, random_columns

from .zen import Table

TODAY = date(2026, 11, 23)
MILLION = 1_000_000
SHARING = ("sharing", "")


@pytest.fixture(scope="module")
def law() -> Edition:
    return edition(standard(), "england", TODAY)


@pytest.fixture(scope="module")
def cases() -> list[Case]:
    return [random_case(standard(), seed, known=0.6 + 0.4 * (seed % 2), unsure=0.1) for seed in range(200)]


def rate(work: Callable[[], object], per: int) -> float:
    """How many a second: the best of some rounds."""
    best = min(_timed(work) for _ in range(5))
    return per / best


def _timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


@pytest.mark.benchmark(group="one decision, 200 cases")
def test_one_decision_in_zen(benchmark: Any, law: Edition, cases: list[Case]) -> None:
    table = Table(law, "sharing")
    asked = [table.asked(known(c, law.guidance).answers) for c in cases]
    benchmark(lambda: [table.evaluate(a) for a in asked])


@pytest.mark.benchmark(group="one decision, 200 cases")
def test_one_decision_here(benchmark: Any, law: Edition, cases: list[Case]) -> None:
    answers = [known(c, law.guidance).answers for c in cases]
    benchmark(lambda: [decide_one(law, SHARING, a) for a in answers])


def test_one_decision_is_at_least_three_times_as_fast_as_in_zen(law: Edition, cases: list[Case]) -> None:
    table = Table(law, "sharing")
    answers = [known(c, law.guidance).answers for c in cases]
    asked = [table.asked(a) for a in answers]
    assert [table.evaluate(a) for a in asked] == [decide_one(law, SHARING, a) for a in answers]
    theirs = rate(lambda: [table.evaluate(a) for a in asked], len(cases))
    ours = rate(lambda: [decide_one(law, SHARING, a) for a in answers], len(cases))
    rows, columns = len(law.rules[SHARING].rules), len(table.facts)
    print(f"\none decision, {rows} rules over {columns} facts: {ours:,.0f} a second here, {theirs:,.0f} in zen, {ours / theirs:.1f} times")
    assert ours >= 3 * theirs


@pytest.mark.benchmark(group="all decisions")
def test_all_decisions_of_one_case(benchmark: Any, law: Edition, cases: list[Case]) -> None:
    answers = known(cases[1], law.guidance).answers
    benchmark(lambda: decide(law, answers))


@pytest.mark.benchmark(group="all decisions")
def test_all_decisions_of_a_million_cases(benchmark: Any, law: Edition) -> None:
    columns = random_columns(law.guidance, MILLION, 1)
    benchmark.pedantic(lambda: _whole(law, columns), rounds=3)


def test_columns_are_at_least_a_hundred_times_as_fast_as_one_case_at_a_time(law: Edition) -> None:
    guidance = law.guidance
    complete = [random_case(guidance, seed) for seed in range(200)]
    answers = [known(c, guidance).answers for c in complete]
    one = rate(lambda: [decide(law, a) for a in answers], len(answers))
    whole = rate(lambda: [advise(c, guidance, on=TODAY, nation="england") for c in complete[:40]], 40)
    columns = random_columns(guidance, MILLION, 1)
    all_ = rate(lambda: _whole(law, columns), MILLION)
    print(f"\nall decisions: {all_:,.0f} cases a second as columns, {one:,.0f} one by one ({all_ / one:.0f} times)", end="")
    print(f", {whole:,.0f} as advice with reasons ({all_ / whole:,.0f} times)")
    assert all_ >= 100 * one


def _whole(law: Edition, columns: Any) -> list[Any]:
    """Every outcome of a million cases in a form to work with: positions of candidates, or a column for each of many."""
    guidance: Guidance = law.guidance
    return [
        [outcome.held(c) for c in outcome.packed] if guidance.decisions[place[0]].kind is Kind.MANY else outcome.positions
        for place, outcome in decide_all(law, columns, MILLION).items()
    ]
