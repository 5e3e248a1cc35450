"""Advice and questions as plain text for a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..logic.expression import NOT_SURE
from .guidance import Fact, Guidance, ListOf
from .local import SET_BY


def as_text(data: dict[str, Any], guidance: Guidance) -> str:
    """The advice (see `present.as_data`) as text to read."""
    return "\n".join(_lines(data, guidance))


def _lines(data: dict[str, Any], guidance: Guidance) -> Iterator[str]:
    word = guidance.word
    for note in data["notes"]:
        yield f"! {note}"
    if data["signpost"]:
        yield f"! {data['signpost']['text']}"
    for decision in guidance.decisions.values():
        found = data[decision.key]
        yield f"\n{decision.title}"
        for each in found if isinstance(found, list) else [found]:
            name = f"{each['name']}: " if decision.per else ""
            yield f"  {name}{each['label']}. {each['text']}"
            if SET_BY in each:
                candidate = decision.candidates[each.get("id") or each["outcome"]]
                yield from (f"    {word(f'detail.{d}').format(text=each[d])}" for d in candidate.details)
            if not each["settled"] and "possible" in each:
                yield f"    {word('tell.open')} {', '.join(decision.candidates[p].label for p in each['possible'])}"
            for part in ("because", "against", "outweighed"):
                for reason in each.get(part, []):
                    cites = "; ".join(f"{s['title']}, {s['at']} ({word('mark.' + s['mark'])})" for s in reason["sources"])
                    yield f"    {word('tell.' + part)} {reason['text']} [{reason['rule']}: {cites}]"
    if data["next_question"]:
        yield f"\n{word('tell.next')} {data['next_question']['id']} {data['next_question']['title']}"
    yield f"\n{word('tell.edition')} {data['edition']}, {data['on']}, {guidance.nations[data['nation']].label}"


def questions_as_text(guidance: Guidance) -> str:
    """Every question, its facts, and the answers they can have."""
    lines = []
    for question in guidance.questions:
        lines.append(f"{question.id} {question.title}")
        for field in question.fields:
            if isinstance(field, Fact):
                lines.append(f"    {_fact(field)}")
            elif isinstance(field, ListOf):
                lines += [f"    {field.id}, each with a name and:", *(f"        {_fact(f)}" for f in field.fields)]
            else:
                lines.append(f"    {field.name}: free text, for the record")
    return "\n".join(lines)


def _fact(fact: Fact) -> str:
    several = " (any of)" if fact.several else " (least to most)" if fact.ordered else ""
    return f"{fact.name}{several}: {', '.join([*fact.ids, *(['none'] if fact.several else []), NOT_SURE])}"
