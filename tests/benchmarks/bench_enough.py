"""Enough to act: how long it takes, answer by answer, to say what is settled, what to ask next and what would change the advice.

Run with ``pytest tests/benchmarks/bench_enough.py -s``. Times are printed in milliseconds as p50, p95 and worst, in a process that has just
begun, as a kernel's is; the diagrams of one law are made before. Nothing passes or fails by the clock.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from datetime import date

import pytest

from infoshare.logic.expression import NOT_SURE
from infoshare.reasoning.advise import Advice, advise
from infoshare.reasoning.case import Case, CaseError, read_case
from infoshare.reasoning.edition import edition
from infoshare.reasoning.flips import flips
from infoshare.reasoning.load import standard
from infoshare.reasoning.reach import reach_of
from tests.reasoning.random_cases import random_case

TODAY = date(2026, 11, 23)


def figures(name: str, times: list[float]) -> None:
    """Print p50, p95 and worst."""
    times.sort()
    p50, p95, worst = (1000 * times[int(part * (len(times) - 1))] for part in (0.5, 0.95, 1.0))
    print(f"\n{name}: p50 {p50:.2f} ms, p95 {p95:.2f} ms, worst {worst:.2f} ms, {len(times)} times", end="")


def timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def settled(advice: Advice) -> object:
    """Whether each part of an advice is settled, and all it could still become."""
    return [s.possible for each in (*advice.decided.values(), *advice.rated.values()) for s in each]


def walks(names: list[str]) -> Iterator[tuple[Case, Advice, dict[str, float]]]:
    """Library cases as the interview learns them, with the time that each part took."""
    guidance = standard()
    for name in names:
        try:
            whole = read_case(guidance.cases[name], guidance)
        except CaseError:
            continue
        if whole.nation != "england" or whole.on is None or whole.on < date(2026, 10, 1):
            continue
        facts, lists, seen = {}, {}, set[str]()
        while True:
            case = Case(dict(facts), dict(lists), nation="england")
            start = time.perf_counter()
            advice = advise(case, guidance, on=TODAY, seen=frozenset(seen))
            taken = {"advice": time.perf_counter() - start}
            taken["settled"] = timed(lambda a=advice: settled(a))
            taken["next"] = timed(lambda a=advice: a.asking)
            yield case, advice, taken
            if advice.asking is None:
                break
            seen.add(advice.asking.question.key)
            for asked in advice.asking.names:
                if asked in guidance.lists:
                    lists[asked] = whole.lists.get(asked, ())
                else:
                    facts[asked] = whole.facts.get(asked, NOT_SURE)


@pytest.fixture(autouse=True)
def just_begun() -> None:
    law = edition(standard(), "england", TODAY)
    start = time.perf_counter()
    assert law.exact
    made = time.perf_counter()
    reach_of.cache_clear()
    assert reach_of(law).small
    print(f"\ndiagrams {1000 * (made - start):.0f} ms, the rest {1000 * (time.perf_counter() - made):.0f} ms", end="")


def test_along_walks() -> None:
    names = list(standard().cases)
    random.Random(1).shuffle(names)
    found = [taken for _, _, taken in walks(names[:60])]
    for part in ("advice", "settled", "next"):
        figures(f"walks, {part}", [taken[part] for taken in found])


def test_what_matters_along_walks() -> None:
    names = list(standard().cases)
    random.Random(2).shuffle(names)
    figures("walks, all that still matters", [timed(lambda a=advice: a.unknown) for _, advice, _ in walks(names[:25])])


def test_on_random_half_known_cases() -> None:
    guidance = standard()
    cases = [random_case(guidance, seed, known=random.Random(seed).random()) for seed in range(200)]
    advices = [advise(case, guidance, on=TODAY, nation="england") for case in cases]
    figures("half-known cases, settled", [timed(lambda a=advice: settled(a)) for advice in advices])


def test_on_the_empty_case() -> None:
    guidance = standard()
    figures("empty case, settled", [timed(lambda: settled(advise(Case(), guidance, on=TODAY, nation="england"))) for _ in range(20)])


def test_what_would_change_the_advice() -> None:
    guidance = standard()
    law = edition(guidance, "england", TODAY)
    cases = [read_case(data, guidance) for name, data in guidance.cases.items() if name.startswith("mc")]
    figures("what would change it", [timed(lambda c=case: flips(c, law, guidance.primary)) for case in cases])
