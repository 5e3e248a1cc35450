"""How long advice takes. Run with ``pytest tests/benchmarks --benchmark-only``; nothing here passes or fails by the clock."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from infoshare.reasoning.advise import advise
from infoshare.reasoning.case import Case, read_case
from infoshare.reasoning.edition import edition
from infoshare.reasoning.exact import Exact
from infoshare.reasoning.guidance import Guidance
from infoshare.reasoning.load import guidance_folder, load, standard
from infoshare.reasoning.present import as_data

TODAY = date(2026, 11, 23)


@pytest.fixture(scope="module")
def guidance() -> Guidance:
    return standard()


@pytest.mark.parametrize("name", ["mc01", "mc04", "mc11"])
def test_advice_with_explanation_on_a_whole_case(benchmark: Any, guidance: Guidance, name: str) -> None:
    case = read_case(guidance.cases[name], guidance)
    as_data(advise(case, guidance, on=TODAY), guidance)
    benchmark(lambda: as_data(advise(case, guidance, on=TODAY), guidance))


def test_the_next_question_on_a_case_that_has_just_begun(benchmark: Any, guidance: Guidance) -> None:
    case = Case({"danger.now": "no", "org.kind": "school_state"}, nation="england")
    assert advise(case, guidance, on=TODAY).next
    benchmark(lambda: advise(case, guidance, on=TODAY).next)


def test_everything_that_matters_on_an_empty_case(benchmark: Any, guidance: Guidance) -> None:
    case = Case(nation="england")
    assert advise(case, guidance, on=TODAY).unknown
    benchmark.pedantic(lambda: advise(case, guidance, on=TODAY).unknown, rounds=5)


def test_loading_the_guidance(benchmark: Any) -> None:
    benchmark.pedantic(lambda: load(guidance_folder()), rounds=5)


def test_compiling_one_edition(benchmark: Any, guidance: Guidance) -> None:
    law = edition(guidance, "england", TODAY)
    benchmark.pedantic(lambda: Exact(law), rounds=3)
