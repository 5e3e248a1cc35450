"""Random cases of a guidance, half known or complete, one by one and as columns; the same every time for a seed."""

from __future__ import annotations

import random
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from infoshare.logic.expression import NO, NOT_SURE, YES, over_rows
from infoshare.reasoning.case import Answer, Case, Row, row_answers
from infoshare.reasoning.exact import variables_of
from infoshare.reasoning.guidance import Fact, Guidance
from infoshare.reasoning.load import quantified


def random_case(guidance: Guidance, seed: int, *, known: float = 1.0, unsure: float = 0.0) -> Case:
    """A case in which each fact and list is answered with the chance ``known``, and then with "not sure" with the chance ``unsure``."""
    draw = random.Random(seed)
    facts: dict[str, Answer] = {f.name: _answer(draw, f, unsure) for f in guidance.facts.values() if draw.random() < known}
    lists = {name: _rows(draw, guidance, name, unsure) for name in guidance.lists if draw.random() < known}
    return Case(facts, lists, nation=next(iter(guidance.nations)))


def _answer(draw: random.Random, fact: Fact, unsure: float) -> Answer:
    if fact.several:
        picked = tuple(o for o in fact.ids if draw.random() < 0.3)
        return (*picked, NOT_SURE) if draw.random() < unsure else picked
    return NOT_SURE if draw.random() < unsure else draw.choice(fact.ids)


def _rows(draw: random.Random, guidance: Guidance, name: str, unsure: float) -> tuple[Row, ...]:
    listed = guidance.lists[name]
    prefix = f"{listed.each}."
    rows = range(draw.randint(0, 3))
    return tuple(
        {"name": f"{name} {i}"} | {f.name.removeprefix(prefix): str(_answer(draw, f, unsure)) for f in listed.fields} for i in rows
    )


def random_columns(guidance: Guidance, rows: int, seed: int, *, unknown: float = 0.0) -> dict[str, NDArray[np.int8]]:
    """Columns of random cases, in which each answer is unknown with the chance ``unknown``; rows of lists come out of a thousand lists."""
    draw = np.random.default_rng(seed)
    found: dict[str, NDArray[np.int8]] = {}
    for fact in guidance.facts:
        for name in variables_of(guidance, fact):
            options = len(guidance.names.variables[name].options)
            column = draw.integers(0, options, rows, dtype=np.int8)
            if unknown:
                column[draw.random(rows) < unknown] = -1
            found[name] = column
    for name in guidance.lists:
        lists = [_rows(random.Random(f"{seed}{i}"), guidance, name, unknown) for i in range(1000)]
        picked = draw.integers(0, len(lists), rows)
        for exists in quantified(guidance).values():
            if exists.list == name:
                values = [over_rows(exists, [row_answers(guidance, name, r) for r in each]) for each in lists]
                found[exists.name] = np.array([{NO: 0, YES: 1, NOT_SURE: -1}[v] for v in values], np.int8)[picked]
    return found


def row_of(guidance: Guidance, columns: Mapping[str, NDArray[np.int8]], row: int) -> dict[str, str]:
    """One row of columns as answers by variable, before any are set aside."""
    found = {}
    for name, column in columns.items():
        options = guidance.names.variables[name].options if name in guidance.names.variables else (NO, YES)
        if column[row] >= 0:
            found[name] = options[column[row]]
    return found
