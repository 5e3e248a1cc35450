"""Check your answers before the advice, with a way to change each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...reasoning.guidance import Fact, Guidance, ListOf, Question
from ..answers import beside, in_words, said_of
from ..blocks import Block, Bullets, Button, Buttons, Details, Page, Summary, SummaryRow, Text
from ..draft import Draft
from ..walk import NATION
from .frame import back, framed


def page(draft: Draft, data: Mapping[str, Any], guidance: Guidance) -> Page:
    """All answers that count, those set aside, and what is still open."""
    w = guidance.word
    aside = set(data["set_aside"])
    rows = [
        SummaryRow(
            w("nation.short"),
            [guidance.nations[draft.nation].label if draft.nation else w("check.nothing")],
            w("check.change"),
            "change",
            NATION,
        )
    ]
    shelved = []
    for question in guidance.questions:
        if question.by_page or question.ask == "record":
            continue
        values = answered(draft, question, guidance)
        if any(f.name in aside for f in question.facts):
            shelved.append(SummaryRow(question.short, values))
        elif values or question.key in draft.seen:
            rows.append(SummaryRow(question.short, values or [w("check.nothing")], w("check.change"), "change", question.key))
    blocks: list[Block] = [Text(w("check.lead"), "lead"), Summary(rows)]
    if shelved:
        blocks.append(Details(w("check.set_aside"), (Text(w("check.set_aside.text")), Summary(shelved))))
    following = data["next_question"]
    if following:
        more = Button(w("check.more"), "change", following["key"], kind="quiet")
        blocks += [Text(w("check.open")), more]
    next_step = "check.to_advice" if draft.view is not None or draft.acted else "check.to_view"
    blocks.append(Buttons([Button(w(next_step), "checked"), back(guidance)]))
    return framed(draft, data, guidance, w("check.title"), blocks, key="check")


def answered(draft: Draft, question: Question, guidance: Guidance) -> list[str | Block]:
    """A question's answers in words, what the person typed kept as they typed it."""
    found: list[str | Block] = []
    for field in question.fields:
        if isinstance(field, ListOf):
            for row in draft.lists.get(field.id, ()):
                found += [Text(row["name"], "typed"), Bullets(said_of(field, row))]
            continue
        for text in in_words(draft, field):
            several = isinstance(field, Fact) and field.label and len(question.facts) > 1
            found.append(Text(text, "typed") if not isinstance(field, Fact) else beside(field.label, text) if several else text)
    return found
