"""A case from one guidance or time, fitted to another: answers that it does not know are set aside and named."""

from __future__ import annotations

from dataclasses import replace

from ..logic.expression import NOT_SURE
from .case import Answer, Case, Row
from .guidance import Fact, Guidance


def fitted(case: Case, guidance: Guidance) -> tuple[Case, tuple[str, ...]]:
    """The case as a guidance can read it, and the names of the facts and lists whose answers it does not know.

    An answer it does not know is left out, so it counts as not known, never as "no".
    """
    facts, lists = guidance.facts, guidance.lists
    kept = {name: answer for name, answer in case.facts.items() if name in facts and fits(facts[name], answer)}
    aside = [name for name in case.facts if name not in kept]
    rows: dict[str, tuple[Row, ...]] = {}
    for name, given in case.lists.items():
        if name not in lists:
            aside.append(name)
            continue
        each = f"{lists[name].each}."
        own = {f.name.removeprefix(each): f for f in lists[name].fields}
        rows[name] = tuple({k: v for k, v in row.items() if k == "name" or (k in own and fits(own[k], v))} for row in given)
        aside += [f"{each}{k}" for row, left in zip(given, rows[name], strict=True) for k in row if k not in left]
    return replace(case, facts=kept, lists=rows), tuple(dict.fromkeys(aside))


def fits(fact: Fact, answer: Answer) -> bool:
    """Whether an answer is one that the fact can have."""
    allowed = {*fact.ids, NOT_SURE}
    return answer in allowed if isinstance(answer, str) else fact.several and set(answer) <= allowed
