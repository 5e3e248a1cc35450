"""A kept record as blocks: the same things as the printed file, on the page; what lies behind the decision opens on demand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ...reasoning.guidance import Guidance
from ..answers import beside
from ..blocks import Block, Bullets, Cell, Details, Section, Summary, SummaryRow, Table, Text
from .advice import folded
from .frame import day, moment


def record_blocks(record: Mapping[str, Any], guidance: Guidance) -> list[Block]:
    """What was decided and why first, then what it rests on."""
    w = guidance.word
    decision = record["decision"]
    glance = [
        SummaryRow(w("record.decision"), [decision["label"]]),
        SummaryRow(w("record.reasons"), [Text(r, "typed") for r in decision["reasons"]]),
        SummaryRow(w("advice.short"), [w("record.followed" if decision["followed"] else "record.not_followed")]),
    ]
    if decision["override_reason"]:
        glance.append(SummaryRow(w("record.override_reason"), [Text(decision["override_reason"], "typed")]))
    maker = record["decided_by"] or {}
    by = ", ".join(x for x in (maker.get("name"), maker.get("position")) if x)
    view = record["own_view"]
    rows = [
        (w("record.decided_at"), moment(record["decided_at"])),
        (w("record.decided_by"), by),
        (w("record.law"), f"{day(record['law_of'])}, {record['nation']['label']}"),
        (w("record.own_view"), f"{view['label']}. {view['confidence_label']}." if view else w("record.no_own_view")),
        (w("record.review_on"), day(record["review_on"])),
        (w("record.would_change"), record["would_change"]),
        *((w("record.follow_up"), text) for text in record["follow_up"]),
    ]
    glance += [SummaryRow(key, [Text(value, "typed")]) for key, value in rows if value]
    blocks: list[Block] = [Summary(glance)]
    if record["retrospective"]:
        blocks.append(Text(f"{w('record.retrospective')} {w('record.acted_at')} {moment(record['retrospective']['acted_at'])}.", "strong"))
    blocks += _concern(record["texts"], guidance)
    behind = [
        *_rows(record["people"], "people", "person", guidance),
        *_rows(record["items"], "items", "item", guidance),
        *_answers(record["answers"], "record.answers", guidance),
        *_answers(record["set_aside"], "record.set_aside", guidance),
        Section(w("record.advice"), 2, [_advised(a, guidance) for a in record["advice_shown"]]),
    ]
    return [*blocks, *folded(behind)]  # on paper all of it is open


def _concern(texts: Sequence[Mapping[str, str]], guidance: Guidance) -> list[Block]:
    w = guidance.word
    rows = [SummaryRow(t["label"], [Text(w(f"record.kind.{t['kind']}"), "caption"), Text(t["text"], "typed")]) for t in texts]
    return [Section(w("record.concern"), 2, [Summary(rows)])] if rows else []


def _rows(rows: Sequence[Mapping[str, Any]], title: str, each: str, guidance: Guidance) -> list[Section]:
    w = guidance.word
    cells: list[list[Cell]] = [[Text(r["name"], "typed"), ". ".join(beside(d["label"], d["text"]) for d in r["details"])] for r in rows]
    table = Table(w(f"record.{title}.caption"), [w(f"record.{each}"), w("record.known")], cells)
    return [Section(w(f"record.{title}"), 2, [table])] if rows else []


def _answers(answers: Sequence[Mapping[str, Any]], title: str, guidance: Guidance) -> list[Section]:
    rows = [SummaryRow(a["question"], list(a["answers"])) for a in answers]
    return [Section(guidance.word(title), 2, [Summary(rows)])] if rows else []


def _advised(advised: Mapping[str, Any], guidance: Guidance) -> Block:
    why = []
    for reason in advised["reasons"]:
        side = f"{reason['side']}: " if reason["side"] else ""
        why.append(f"{side}{reason['text']} ({'; '.join(reason['sources'])}; {guidance.word('record.rule')} {reason['rule']})")
    return Details(f"{advised['title']} {advised['answer']}", [Text(advised["text"]), Bullets(why)])
