"""Between a form's values and a case's answers, in both directions. What comes from the browser is checked here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from ..logic.expression import NOT_SURE
from ..reasoning.case import Answer, Row
from ..reasoning.guidance import Fact, Field, FreeText, Guidance, ListOf, Question
from .draft import Draft

NONE = "none"
Problems = tuple[tuple[str, str], ...]


def take(draft: Draft, question: Question, values: Mapping[str, Any], guidance: Guidance) -> tuple[Draft, Problems]:
    """The draft with a question's answers, and what is missing: pairs of a message and the field it belongs to."""
    facts: dict[str, Answer] = dict(draft.facts)
    texts, lists = dict(draft.texts), dict(draft.lists)
    problems: list[tuple[str, str]] = []
    for field in asked(draft, question):
        match field:
            case Fact():
                answer = _answer(field, values.get(field.name))
                if answer is None:
                    message = guidance.word("error.choose_any" if field.several else "error.choose_one")
                    problems.append((message, field.name))
                else:
                    facts[field.name] = answer
            case FreeText():
                texts[field.name] = _text(values.get(field.name))
            case ListOf():
                lists[field.id] = _rows(field, values.get(field.id))
    return replace(draft, facts=facts, texts=texts, lists=lists), tuple(problems)


def asked(draft: Draft, question: Question) -> tuple[Field, ...]:
    """The fields of a question that are shown: words, what was answered before, and what can still matter. All, if that is nothing."""
    names = {*draft.facts, *draft.lists, *draft.asking}
    closed = [f for f in question.fields if not isinstance(f, FreeText)]
    kept = {n for f in closed if (n := f.id if isinstance(f, ListOf) else f.name) in names}
    if not kept:
        return question.fields
    return tuple(f for f in question.fields if isinstance(f, FreeText) or (f.id if isinstance(f, ListOf) else f.name) in kept)


def by_field(problems: Problems) -> dict[str, str]:
    """What is missing, by the field it belongs to: the first message of each."""
    return {field: message for message, field in reversed(problems)}


def take_some(draft: Draft, questions: Sequence[Question], values: Mapping[str, Any]) -> Draft:
    """The draft with whatever a form that demands nothing says."""
    facts, texts = dict(draft.facts), dict(draft.texts)
    for field in (f for q in questions for f in q.fields):
        if isinstance(field, Fact) and (answer := _answer(field, values.get(field.name))) is not None:
            facts[field.name] = answer
        elif isinstance(field, FreeText):
            texts[field.name] = _text(values.get(field.name))
    return replace(draft, facts=facts, texts=texts)


def _answer(fact: Fact, value: object) -> Answer | None:
    if not fact.several:
        return value if isinstance(value, str) and (value in fact.ids or value == NOT_SURE) else None
    picked = [v for v in value if isinstance(v, str)] if isinstance(value, list | tuple) else []
    if NONE in picked:
        return ()
    known = tuple(v for v in dict.fromkeys(picked) if v in fact.ids or v == NOT_SURE)
    return known or None


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _rows(listed: ListOf, value: object) -> tuple[Row, ...]:
    rows: list[Row] = []
    for row in value if isinstance(value, list | tuple) else []:
        if not isinstance(row, Mapping):
            continue
        kept = {"name": _text(row.get("name"))}
        for fact in listed.fields:
            key = fact.name.removeprefix(f"{listed.each}.")
            answer = _answer(fact, row.get(key))
            if isinstance(answer, str):
                kept[key] = answer
        if kept["name"].strip() or len(kept) > 1:
            rows.append({**kept, "name": kept["name"] if kept["name"].strip() else f"{listed.each} {len(rows) + 1}"})
    return tuple(rows)


def shown(draft: Draft, field: Fact | FreeText | ListOf, form: str) -> Any:
    """The value to show in a field: what is typed and not sent, else the answer given before."""
    typed = draft.typed(form)
    if isinstance(field, ListOf):
        return list(typed.get(field.id, draft.lists.get(field.id, ())))
    if field.name in typed:
        return typed[field.name]
    if isinstance(field, FreeText):
        return draft.texts.get(field.name, "")
    answer = draft.facts.get(field.name)
    if field.several:
        return [] if answer is None else [NONE] if answer == () else list(answer)
    return answer or ""


def in_words(draft: Draft, field: Fact | FreeText | ListOf) -> tuple[str, ...]:
    """An answer in the words of the page; empty when there is none."""
    if isinstance(field, FreeText):
        text = draft.texts.get(field.name, "")
        return (text,) if text.strip() else ()
    if isinstance(field, ListOf):
        return tuple(_row_in_words(field, row) for row in draft.lists.get(field.id, ()))
    answer = draft.facts.get(field.name)
    if answer is None:
        return ()
    return (label(field, answer),) if isinstance(answer, str) else tuple(label(field, a) for a in answer) or (field.none,)


def label(fact: Fact, answer: str) -> str:
    """The label of one option."""
    return next((o.label for o in fact.options if o.id == answer), fact.unsure)


def beside(asked: str, answer: str) -> str:
    """What was asked and the answer, in one line."""
    return f"{asked}{'' if asked.endswith('?') else ':'} {answer}"


def _row_in_words(listed: ListOf, row: Row) -> str:
    return ". ".join([row["name"], *said_of(listed, row)])


def said_of(listed: ListOf, row: Row) -> list[str]:
    """What was said of one row, such as a person, apart from its name."""
    keys = {fact.name.removeprefix(f"{listed.each}."): fact for fact in listed.fields}
    return [beside(fact.label or fact.name, label(fact, row[key])) for key, fact in keys.items() if key in row]
