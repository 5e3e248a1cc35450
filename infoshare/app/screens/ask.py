"""Asking: one question or one short group at a time, where the person works, and their own view before the advice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from ...logic.expression import NOT_SURE
from ...reasoning.guidance import Fact, FreeText, Guidance, ListOf, Question
from ..answers import NONE, Problems, asked, by_field, shown
from ..blocks import Block, Button, Choice, Details, Form, Inset, Option, Page, Rows, Select, Text, TextArea, TextInput, Warning
from ..draft import Draft
from ..walk import CONFIDENCE, NATION, VIEW
from .frame import back, cited, framed, why
from .words_used import said, words_used

MANY_OPTIONS = 5
"""In a row of a list, more options than this become a drop-down."""


def question_page(draft: Draft, data: Mapping[str, Any], guidance: Guidance, problems: Problems) -> Page:
    """One question, with why it is asked and where that comes from."""
    question = guidance.question(draft.question)
    w = guidance.word
    shown_fields = asked(draft, question)
    alone = len(question.fields) == 1
    fields = [_field(draft, f, question, guidance, by_field(problems), alone=alone) for f in shown_fields]
    fields.insert(len(fields), why(question.why, question.sources, guidance, draft.nation))
    if question.hint and not alone:
        fields.insert(0, Text(question.hint, "hint"))
    buttons = (back(guidance),) if draft.seen else ()
    form = Form(question.key, fields, Button(w("button.continue"), "answer", question.key), buttons)
    blocks: list[Block] = [form, *myths(question, data, guidance), *words_used(said([question.title, *fields]), guidance, draft.nation)]
    if question.ask != "first" and unsure_at_first(draft, guidance):
        blocks.insert(0, Warning(w("danger.unsure")))
    primary = data[guidance.primary]
    if primary.get("settled") and draft.nation and not draft.acted:
        see = Button(w("enough.button"), "check", kind="quiet")
        blocks.append(Inset((Text(w("enough.title"), "strong"), Text(w("enough.text")), see)))
    step = next((s for s in guidance.steps if s.number == question.step), None)
    caption = w("question.caption").format(number=step.number, title=step.title) if step else ""
    return framed(
        draft,
        data,
        guidance,
        question.title,
        blocks,
        key=f"question-{question.key}",
        caption=caption,
        problems=problems,
    )


def myths(question: Question, data: Mapping[str, Any], guidance: Guidance) -> list[Block]:
    """What people wrongly say where this is asked, with what is true; only once it is known whose law applies."""
    nation = data["nation"]
    found = guidance.myths_for(question.key, nation, date.fromisoformat(data["on"])) if nation else ()
    told: list[Block] = []
    for myth in found:
        told += [Text(guidance.word("myth.said").format(myth=myth.myth), "strong"), Text(myth.truth)]
        told += [Text(c, "caption") for c in cited(myth.sources, guidance, nation)]
    return [Details(guidance.word("myth.title"), told)] if told else []


def _field(
    draft: Draft,
    field: Fact | FreeText | ListOf,
    question: Question,
    guidance: Guidance,
    errors: Mapping[str, str],
    *,
    alone: bool,
) -> Block:
    value = shown(draft, field, question.key)
    if isinstance(field, FreeText):
        label, hint = (question.title, question.hint) if alone else (field.label, field.hint)
        return TextArea(field.name, label, hint, value, errors.get(field.name, ""), page_heading=alone)
    if isinstance(field, ListOf):
        w = guidance.word
        columns = [TextInput("name", field.name_label, field.name_hint), *(_column(field, f, w("row.choose")) for f in field.fields)]
        label = question.title if alone else question.short
        row = w(f"row.{field.each}")
        remove = w("row.remove")
        return Rows(field.id, label, columns, value, row, field.add, remove, question.hint if alone else "", page_heading=alone)
    legend, hint = (question.title, question.hint) if alone else (field.label or question.title, field.hint)
    return Choice(
        field.name, legend, options(field, draft.nation), value, field.several, hint, errors.get(field.name, ""), page_heading=alone
    )


def options(fact: Fact, nation: str | None = None) -> list[Option]:
    """A fact's answers, with "none of these" where several can be chosen, and always "not sure"."""
    found = [Option(o.id, o.label, o.hint, group=o.group) for o in fact.options if not o.nations or nation in (None, *o.nations)]
    if fact.several:
        found.append(Option(NONE, fact.none, exclusive=True))
    return [*found, Option(NOT_SURE, fact.unsure)]


def _column(listed: ListOf, fact: Fact, choose: str) -> Choice | Select:
    name, answers = fact.name.removeprefix(f"{listed.each}."), options(fact)
    if len(answers) > MANY_OPTIONS:
        return Select(name, fact.label, [Option("", choose), *answers], hint=fact.hint)
    return Choice(name, fact.label, answers, hint=fact.hint)


def unsure_at_first(draft: Draft, guidance: Guidance) -> bool:
    """Whether the person does not know the answer to what comes before all else."""
    return not draft.acted and any(draft.facts.get(f.name) == NOT_SURE for q in guidance.questions if q.ask == "first" for f in q.facts)


def nation_page(draft: Draft, data: Mapping[str, Any], guidance: Guidance, problems: Problems) -> Page:
    """Where the person works: the law differs."""
    w = guidance.word
    nations = [Option(n.id, n.label) for n in guidance.nations.values()]
    value = draft.typed(NATION).get("nation", draft.nation or "")
    choice = Choice(
        "nation",
        w("nation.title"),
        nations,
        value,
        hint=w("nation.hint"),
        error=by_field(problems).get("nation", ""),
        page_heading=True,
    )
    form = Form(NATION, [choice], Button(w("button.continue"), "nation"), (back(guidance),))
    blocks: list[Block] = [Warning(w("danger.unsure")), form] if unsure_at_first(draft, guidance) else [form]
    return framed(draft, data, guidance, w("nation.title"), blocks, key="nation", problems=problems)


def view_page(draft: Draft, data: Mapping[str, Any], guidance: Guidance, problems: Problems) -> Page:
    """The person's own view and how sure they are, before the advice."""
    w = guidance.word
    decision = guidance.decisions[guidance.primary]
    errors = by_field(problems)
    typed: Mapping[str, Any] = {**(draft.view or {}), **draft.typed(VIEW)}
    outcomes = [Option(c.id, c.label, c.text) for c in decision.candidates.values()]
    outcomes.append(Option(NOT_SURE, w("view.not_sure")))
    sure = [Option(c, w(f"confidence.{c}")) for c in CONFIDENCE]
    blocks: Sequence[Block] = (
        Choice("outcome", w("view.outcome"), outcomes, typed.get("outcome", ""), error=errors.get("outcome", "")),
        Choice("confidence", w("view.confidence"), sure, typed.get("confidence", ""), error=errors.get("confidence", "")),
    )
    form = Form(VIEW, blocks, Button(w("view.button"), "view"), (back(guidance),))
    lead = Text(w("view.lead"), "lead")
    return framed(draft, data, guidance, w("view.title"), [lead, form], key="view", problems=problems)
