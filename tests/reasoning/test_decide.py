"""Outcomes alone are the outcomes that advice gives: one case at a time and as columns, half known and whole."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from infoshare.logic.expression import truth
from infoshare.reasoning.advise import advise
from infoshare.reasoning.case import known, read_case
from infoshare.reasoning.decide import Outcomes, Uncovered, decide, decide_all, decide_one
from infoshare.reasoning.edition import Edition, days_of_change, edition
from infoshare.reasoning.exact import variables_of
from infoshare.reasoning.guidance import Guidance, Kind
from infoshare.reasoning.load import build, load, standard

from .random_cases import random_case, random_columns, row_of

MINI = load(Path(__file__).parent / "mini")
LAST = date(2026, 11, 23)


def advised(case: object, guidance: Guidance, nation: str, on: date) -> Outcomes:
    """The outcomes of the whole advice, in the form that `decide` gives."""
    advice = advise(case, guidance, on=on, nation=nation)  # type: ignore[arg-type]
    found: Outcomes = {}
    for decision in guidance.decisions.values():
        each = tuple(s.candidate.id for s in advice.decided[decision.id])
        if decision.kind is Kind.RATED:
            found |= {(decision.id, s.candidate.id): s.about for s in advice.rated[decision.id]}
            found[(decision.id, "recommend")] = each[0]
        else:
            found[(decision.id, "")] = each if decision.per or decision.kind is Kind.MANY else each[0]
    return found


@pytest.mark.parametrize("guidance", [MINI, standard()], ids=["mini", "standard"])
def test_deciding_gives_what_advice_gives_for_every_nation_and_day(guidance: Guidance) -> None:
    days = days_of_change(guidance)
    nations = list(guidance.nations)
    for seed in range(240):
        case = random_case(guidance, seed, known=(seed % 5) / 4, unsure=0.15)
        nation, day = nations[seed % len(nations)], days[seed % len(days)]
        law = edition(guidance, nation, day)
        assert decide(law, known(case, guidance).answers, case.lists) == advised(case, guidance, nation, day)


def test_every_case_of_the_library_is_decided_as_it_is_advised() -> None:
    guidance = standard()
    for data in guidance.cases.values():
        case = read_case(data, guidance)
        assert case.nation
        assert case.on
        law = edition(guidance, case.nation, case.on)
        answers = known(case, guidance).answers
        found = decide(law, answers, case.lists)
        assert found == advised(case, guidance, case.nation, case.on)
        assert decide_one(law, (guidance.primary, ""), answers) == found[(guidance.primary, "")]


@pytest.mark.parametrize("unknown", [0.0, 0.3])
@pytest.mark.parametrize("guidance", [MINI, standard()], ids=["mini", "standard"])
def test_columns_give_what_one_case_at_a_time_gives(guidance: Guidance, unknown: float) -> None:
    law = edition(guidance, next(iter(guidance.nations)), LAST)
    rows = 1003  # no multiple of eight
    columns = random_columns(guidance, rows, 7, unknown=unknown)
    found = decide_all(law, columns, rows)
    assert set(found) == {place for place in law.rules if not guidance.decisions[place[0]].per}
    names = {place: outcome.names() for place, outcome in found.items() if guidance.decisions[place[0]].kind is not Kind.MANY}
    for row in range(0, rows, 5):
        one = decide(law, counted(guidance, row_of(guidance, columns, row)))
        for place, outcome in found.items():
            if place in names:
                assert names[place][row] == one[place]
            else:
                assert tuple(c for c in outcome.packed if outcome.held(c)[row]) == one[place]


def counted(guidance: Guidance, answers: Mapping[str, str]) -> dict[str, str]:
    """Answers without those whose question does not apply."""
    kept = dict(answers)
    for question in guidance.questions:
        if question.only_when is not None and truth(question.only_when, kept) is False:
            for name in (v for f in question.facts for v in variables_of(guidance, f.name)):
                kept.pop(name, None)
    return kept


def test_a_case_that_no_rule_settles_is_said_so_and_has_no_column() -> None:
    texts = dict(MINI.origin)
    texts["decisions/lending.yaml"] = texts["decisions/lending.yaml"].replace("when: always", "when: ladder.falling")
    gap = build(texts)
    law = Edition(gap, "town", LAST)
    with pytest.raises(Uncovered, match="No rule settles `lending`"):
        decide(law, {"ladder.wear": "some"})
    found = decide_all(law, {"ladder.wear": np.array([1, 2], np.int8)}, 2)
    assert list(found["lending", ""].names()) == [None, "keep"]


def test_deciding_one_case_loads_no_numpy() -> None:
    code = "import sys, infoshare.reasoning.decide; sys.exit('numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
