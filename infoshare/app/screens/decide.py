"""The decision: follow the advice or decide differently, with reasons; then the record on the page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from ...reasoning.guidance import Fact, FreeText, Guidance, ListOf, Question
from ..answers import Problems, by_field, shown
from ..blocks import (
    Block,
    Button,
    Buttons,
    Choice,
    Details,
    Download,
    Form,
    Link,
    Option,
    Page,
    Print,
    Text,
    TextArea,
    TextInput,
    Warning,
)
from ..draft import Draft
from ..walk import DECIDE, closing_questions
from .ask import options
from .frame import back, framed

FIRST = ("decision.reason", "review.change_mind")
"""Words that a record should not lack; everything else can wait."""


def page(draft: Draft, data: Mapping[str, Any], guidance: Guidance, today: date, problems: Problems) -> Page:
    """What was decided and why. An override needs an outcome and a reason of its own."""
    w = guidance.word
    typed = draft.typed(DECIDE)
    errors = by_field(problems)

    def area(field: str, label: str, hint: str = "", rows: int = 3) -> TextArea:
        return TextArea(field, label, hint, str(typed.get(field, "")), errors.get(field, ""), rows)

    blocks: list[Block] = []
    if draft.follows is False:
        candidates = guidance.decisions[guidance.primary].candidates
        others = [Option(c.id, c.label, c.text) for c in candidates.values() if c.id != data[guidance.primary]["outcome"]]
        blocks.append(Choice("outcome", w("decide.outcome"), others, typed.get("outcome", ""), error=errors.get("outcome", "")))
        blocks.append(area("override", w("decide.override"), w("decide.override.hint")))
    more: list[Block] = []
    for question in closing_questions(draft, guidance):
        for field in question.fields:
            if isinstance(field, ListOf):  # a list is sorted on a page of its own, which the advice leads to
                continue
            first = isinstance(field, FreeText) and field.name in FIRST
            (blocks if first else more).append(_field(draft, question, field, area, alone=len(question.fields) == 1))
    review = TextInput(
        "review_on", w("decide.review"), w("decide.review.hint"), str(typed.get("review_on", "")), errors.get("review_on", ""), "date"
    )
    name = TextInput("by_name", w("decide.by"), w("decide.by.hint"), str(typed.get("by_name", "")))
    role = TextInput("by_role", w("decide.role"), "", str(typed.get("by_role", "")))
    if data.get("telling"):
        more.append(area("told", w("decide.told"), w("decide.told.hint")))
    blocks += [review, name, role, Details(w("decide.more"), more, open=draft.acted)]
    lead = w("decide.following" if draft.follows else "decide.differing").format(outcome=data[guidance.primary]["label"])
    form = Form(DECIDE, blocks, Button(w("decide.button"), "keep"), (back(guidance),))
    return framed(draft, data, guidance, w("decide.title"), [Text(lead, "lead"), form], key="decide", problems=problems)


def _field(draft: Draft, question: Question, field: Fact | FreeText, area: Callable[[str, str, str], TextArea], *, alone: bool) -> Block:
    label, hint = (question.title, question.hint) if alone else (field.label, field.hint)
    if isinstance(field, FreeText):
        return area(field.name, label, hint)
    return Choice(field.name, label or question.title, options(field, draft.nation), shown(draft, field, DECIDE), field.several)


def kept_page(draft: Draft, data: Mapping[str, Any], guidance: Guidance, blocks: list[Block], *, again: bool) -> Page:
    """The finished record, with ways to print it and take it away; the more urgently where it could not be kept here."""
    w = guidance.word
    files: list[Button | Link | Print | Download] = [
        Print(w("record.print")),
        Download(w("record.as_html"), "file", "html"),
        Download(w("record.as_json"), "file", "json"),
    ]
    if draft.at != "record":
        files += [Button(w("record.unsaved_again"), "keep", kind="quiet")] if again else []
        unsaved: list[Block] = [Warning(w("record.unsaved")), Buttons(files), *blocks]
        page = framed(draft, data, guidance, w("record.unsaved_title"), unsaved, key="record-unsaved", linked=False)
        return replace(page, announce=w("record.unsaved"))
    home = Link(w("record.home"), "index.ipynb", "quiet")
    lead = Text(w("record.kept").format(id=draft.record_id), "lead")
    blocks = [lead, Buttons([*files, home]), *blocks]
    page = framed(draft, data, guidance, w("record.page_title"), blocks, key="record", linked=False)
    return replace(page, address=f"?record={draft.record_id}")
