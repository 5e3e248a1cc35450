"""The decision: follow the advice or decide differently, with reasons; then the record on the page."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from ...reasoning.guidance import FreeText, Guidance
from ..answers import Problems
from ..blocks import (
    Block,
    Button,
    Buttons,
    Choice,
    Download,
    Form,
    Link,
    Option,
    Page,
    Print,
    Text,
    TextArea,
    TextInput,
)
from ..draft import Draft
from ..walk import DECIDE, closing_questions
from .frame import back, framed


def page(draft: Draft, data: Mapping[str, Any], guidance: Guidance, today: date, problems: Problems) -> Page:
    """What was decided and why. An override needs an outcome and a reason of its own."""
    w = guidance.word
    typed = draft.typed(DECIDE)
    errors = dict(problems)

    def area(field: str, label: str, hint: str = "", rows: int = 3) -> TextArea:
        return TextArea(field, label, hint, str(typed.get(field, "")), errors.get(field, ""), rows)

    blocks: list[Block] = []
    if draft.follows is False:
        candidates = guidance.decisions[guidance.primary].candidates
        options = [Option(c.id, c.label, c.text) for c in candidates.values() if c.id != data[guidance.primary]["outcome"]]
        blocks.append(Choice("outcome", w("decide.outcome"), options, typed.get("outcome", ""), error=errors.get("outcome", "")))
        blocks.append(area("override", w("decide.override"), w("decide.override.hint")))
    for question in closing_questions(guidance):
        for field in question.fields:
            if isinstance(field, FreeText):
                alone = len(question.fields) == 1
                blocks.append(area(field.name, question.title if alone else field.label, question.hint if alone else field.hint))
    if data.get("telling"):
        blocks.append(area("told", w("decide.told"), w("decide.told.hint")))
    review = TextInput(
        "review_on",
        w("decide.review"),
        w("decide.review.hint"),
        str(typed.get("review_on", "")),
        errors.get("review_on", ""),
        "date",
    )
    name = TextInput("by_name", w("decide.by"), w("decide.by.hint"), str(typed.get("by_name", "")))
    role = TextInput("by_role", w("decide.role"), "", str(typed.get("by_role", "")))
    blocks += [review, name, role]
    lead = w("decide.following" if draft.follows else "decide.differing").format(outcome=data[guidance.primary]["label"])
    form = Form(DECIDE, blocks, Button(w("decide.button"), "keep"), (back(guidance),))
    return framed(draft, data, guidance, w("decide.title"), [Text(lead, "lead"), form], key="decide", problems=problems)


def kept_page(draft: Draft, data: Mapping[str, Any], guidance: Guidance, blocks: list[Block]) -> Page:
    """The finished record, with ways to print it and take it away."""
    w = guidance.word
    files: list[Button | Link | Print | Download] = [
        Print(w("record.print")),
        Download(w("record.as_html"), "file", "html"),
        Download(w("record.as_json"), "file", "json"),
    ]
    again = Link(w("record.home"), "index.ipynb", "quiet")
    lead = Text(w("record.kept").format(id=draft.record_id), "lead")
    return framed(draft, data, guidance, w("record.page_title"), [lead, Buttons([*files, again]), *blocks], key="record")
