"""The home page: what this is, for whom, what it is not; carry on with a draft, or open a record."""

from __future__ import annotations

from collections.abc import Sequence

from ...reasoning.guidance import Guidance
from ...records.protocol import DraftSummary, RecordSummary
from ..blocks import Block, Bullets, Button, Cell, Columns, Details, Link, Page, Section, Table, Text, Warning
from .frame import day, moment

WALK = "share.ipynb"


def page(guidance: Guidance, drafts: Sequence[DraftSummary], records: Sequence[RecordSummary], problem: str = "") -> Page:
    """One screen. Drafts and records show no word of any case."""
    w = guidance.word
    blocks: list[Block] = [Text(w("home.lead"), "lead")]
    if problem:
        blocks.append(Warning(problem))
    blocks.append(Link(w("home.start"), WALK, "primary"))
    if drafts:
        rows: list[list[Cell]] = [
            [
                moment(d.started_at),
                w(f"stage.{d.stage}"),
                [Link(w("home.carry_on").format(when=moment(d.started_at)), f"{WALK}?draft={d.id}"), _drop(d, guidance)],
            ]
            for d in drafts
        ]
        head = [w("home.drafts.started"), w("home.drafts.stage"), w("home.drafts.do")]
        blocks.append(Section(w("home.drafts"), 2, [Table(w("home.drafts.caption"), head, rows)]))
    if records:
        blocks.append(Section(w("home.records"), 2, [_records(records, guidance)]))
    blocks.append(
        Columns(
            [
                Section(w("home.what"), 2, [Bullets(_lines(guidance, "home.what"))]),
                Section(w("home.not"), 2, [Bullets(_lines(guidance, "home.not"))]),
            ]
        )
    )
    blocks.append(Section(w("home.whom"), 2, [Text(w("home.whom.text"))]))
    rules = [f"{m.title}. {m.text}" for m in guidance.golden_rules]
    blocks.append(Details(w("home.rules"), [Bullets(rules, ordered=True)]))
    blocks.append(Details(w("home.sources"), [Text(w("home.licence")), Text(w("advice.edition").format(edition=guidance.edition))]))
    return Page(title=w("home.title"), blocks=blocks, key="home")


def _drop(draft: DraftSummary, guidance: Guidance) -> Button:
    w = guidance.word
    return Button(
        w("home.drop"),
        "drop",
        draft.id,
        kind="plain",
        hidden=w("home.drop.hidden").format(when=moment(draft.started_at)),
    )


def _records(records: Sequence[RecordSummary], guidance: Guidance) -> Table:
    w = guidance.word
    candidates = guidance.decisions[guidance.primary].candidates
    rows: list[list[Cell]] = [
        [
            Link(r.id, f"{WALK}?record={r.id}"),
            moment(r.kept_at),
            candidates[r.outcome].label if r.outcome in candidates else "",
            day(r.review_on),
        ]
        for r in records
    ]
    head = [w("home.records.id"), w("home.records.kept"), w("home.records.outcome"), w("home.records.review")]
    return Table(w("home.records.caption"), head, rows)


def _lines(guidance: Guidance, stem: str) -> list[str]:
    found: list[str] = []
    while (key := f"{stem}.{len(found) + 1}") in guidance.words:
        found.append(guidance.word(key))
    return found
