"""Every screen there is, as the widget would draw it: each stage, each question with and without errors, each outcome, each lesson.

A table of what exists (stages, questions, outcomes) makes it, so that a new one is looked at without anybody thinking of it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import nbformat
from nbformat.v4 import new_code_cell, new_notebook
from playwright.sync_api import Page

from infoshare import Interview
from infoshare.app.draft import STAGES, Draft
from infoshare.app.screens import home
from infoshare.app.train import Training
from infoshare.app.tree import to_tree
from infoshare.logic.expression import NOT_SURE
from infoshare.reasoning.case import read_case
from infoshare.reasoning.guidance import Guidance
from infoshare.records.errors import StoreError
from infoshare.records.memory import MemoryStore
from infoshare.training.lesson import NONE

Tree = dict[str, Any]
STARTED = "2026-11-23T10:00:00+00:00"
DAY = date(2026, 11, 23)
LONG_CASE, SHORT_CASE = "mc05", "mc01"
REASON = "They are safer when the school knows.\n\nTwo more lines,\nas people write."
NOTEBOOK = """
import asyncio, json
from pathlib import Path
from infoshare.app.widget import PageWidget
widget, order = PageWidget(), Path("order.json")
async def obey():
    done = ""
    while True:
        if order.is_file() and (said := order.read_text()) != done:
            done = said
            widget.view = {**json.loads(said), "answers": widget._answering}
        await asyncio.sleep(0.02)
obeying = asyncio.ensure_future(obey())
widget
"""


class Gallery:
    """A page on which any screen can be hung: a real server, kernel and widget, told by a file what to draw."""

    def __init__(self, page: Page, folder: Path) -> None:
        self.page, self.folder = page, folder
        self._hung = 0

    @staticmethod
    def fill(folder: Path) -> None:
        """Put the notebook into a folder that a server then serves."""
        nbformat.write(new_notebook(cells=[new_code_cell(NOTEBOOK)], metadata={"title": "Gallery"}), folder / "share.ipynb")

    def hang(self, tree: Tree) -> None:
        """Draw one screen, and wait until it is there."""
        self._hung += 1
        self.page.evaluate(
            "() => { window.drawn = false; document.addEventListener('infoshare:drawn', () => { window.drawn = true; }, { once: true }); }"
        )
        new = self.folder / "new.json"
        new.write_text(json.dumps({**tree, "key": f"{tree['key']}-{self._hung}", "address": None}), encoding="utf-8")
        new.replace(self.folder / "order.json")
        self.page.wait_for_function("() => window.drawn")


def screens(guidance: Guidance) -> Iterator[tuple[str, Tree]]:
    """Every screen by a name that can name a picture."""
    yield from _home(guidance)
    yield from _questions(guidance)
    yield from _stages(guidance)
    yield from _outcomes(guidance)
    yield from _failures(guidance)
    yield from _lessons(guidance)


def _interview(guidance: Guidance, **draft: Any) -> Interview:
    """A walk of an invented case that stands somewhere."""
    case = read_case(guidance.cases[LONG_CASE], guidance)
    facts = {name: (NOT_SURE,) if fact.several else NOT_SURE for name, fact in guidance.facts.items()}
    start = Draft("a1b2c3d4e5f6", STARTED, nation=case.nation, facts={**facts, **case.facts}, lists=case.lists, texts=case.texts)
    store = MemoryStore()
    saved = replace(start, seen=tuple(q.key for q in guidance.questions if not q.by_page and q.ask != "record"), **draft)
    store.save_draft(start.id, saved.as_data())
    return Interview(guidance=guidance, store=store, draft_id=start.id, clock=lambda: datetime.fromisoformat(STARTED), today=lambda: DAY)


def _send(widget: Interview | Training, name: str, arg: object = None, values: Mapping[str, Any] | None = None) -> Tree:
    widget._receive({"event": name, "arg": arg, "values": dict(values or {}), "form": "", "key": ""})
    return dict(widget.view)


def _home(guidance: Guidance) -> Iterator[tuple[str, Tree]]:
    store = MemoryStore(clock=lambda: datetime(2026, 11, 23, 10, 0, tzinfo=UTC))
    yield "home", to_tree(home.page(guidance, store.drafts(), store.records()))
    for number, stage in enumerate(set(STAGES.values()) - {"recorded"}):
        store.save_draft(f"draft{number}", {**Draft(f"draft{number}", STARTED).as_data(), "stage": stage})
    for _ in range(2):
        store.keep_record(dict(_kept(guidance)._record or {}))
    yield "home-with-drafts-and-records", to_tree(home.page(guidance, store.drafts(), store.records(), guidance.word("error.store")))


def _questions(guidance: Guidance) -> Iterator[tuple[str, Tree]]:
    for question in (q for q in guidance.questions if not q.by_page):
        blank = _interview(guidance, at="question", question=question.key)
        yield f"question-{question.key}", dict(blank.view)
        if question.facts:
            blank.draft = replace(blank.draft, facts={})
            yield f"question-{question.key}-errors", _send(blank, "answer", question.key)
    newcomer = Interview(guidance=guidance, today=lambda: DAY)
    yield "first-question", dict(newcomer.view)
    first = next(q for q in guidance.questions if q.ask == "first")
    _send(newcomer, "answer", first.key, {f.name: NOT_SURE for f in first.facts})
    yield "nation-errors", _send(newcomer, "nation")


def _stages(guidance: Guidance) -> Iterator[tuple[str, Tree]]:
    for stage in STAGES:
        if stage in ("question", "record"):  # in the questions, and below
            continue
        walk = _interview(guidance, at=stage, follows=True)
        yield stage, dict(walk.view)
        if stage == "view":
            yield "view-errors", _send(walk, "view")
        if stage == "decide":
            yield "decide-errors", _send(walk, "keep")
    differs = _interview(guidance, at="decide", follows=False)
    yield "differ", dict(differs.view)
    yield "differ-errors", _send(differs, "keep", None, {"review_on": "some day"})
    yield "record", dict(_kept(guidance).view)


def _kept(guidance: Guidance) -> Interview:
    walk = _interview(guidance, at="decide", follows=True)
    _send(walk, "keep", None, {"decision.reason": REASON, "review.change_mind": "A word from the school.", "review_on": "2027-03-03"})
    assert walk.draft.at == "record"
    return walk


def _outcomes(guidance: Guidance) -> Iterator[tuple[str, Tree]]:
    """The advice for each outcome, and in an emergency before anything else is asked."""
    found: dict[str, Tree] = {}
    for case_id in guidance.cases:
        said = guidance.cases[case_id].get("expect", {})
        outcome = said.get(guidance.primary) if isinstance(said, Mapping) else None
        if isinstance(outcome, str) and outcome not in found and guidance.cases[case_id].get("story"):
            case = read_case(guidance.cases[case_id], guidance)
            walk = _interview(
                guidance,
                at="advice",
                facts=case.facts,
                lists=case.lists,
                nation=case.nation,
                view={"outcome": NOT_SURE, "confidence": "unsure"},
            )
            if walk.draft.at == "advice" and walk.advice[guidance.primary]["outcome"] == outcome:
                found[outcome] = dict(walk.view)
    assert found.keys() == guidance.decisions[guidance.primary].candidates.keys(), "an outcome that no told case has"
    yield from ((f"advice-{outcome}", tree) for outcome, tree in found.items())
    newcomer = Interview(guidance=guidance, today=lambda: DAY)
    first = next(q for q in guidance.questions if q.ask == "first")
    yield "advice-at-once", _send(newcomer, "answer", first.key, {"danger.now": "yes"})


class _Full(MemoryStore):
    """A store on a full disk."""

    def save_draft(self, draft_id: str, content: Mapping[str, Any]) -> None:
        raise StoreError("store-full")

    def keep_record(self, record: Mapping[str, Any]) -> str:
        raise StoreError("store-full")


def _failures(guidance: Guidance) -> Iterator[tuple[str, Tree]]:
    walk = _interview(guidance, at="decide", follows=True)
    walk.store = _Full()
    yield (
        "record-unsaved",
        _send(walk, "keep", None, {"decision.reason": REASON, "review.change_mind": "A word.", "review_on": "2027-03-03"}),
    )
    assert walk.draft.at == "decide"
    typing = _interview(guidance, at="question", question="concern")
    typing.store = _Full()
    yield "failed", _send(typing, "typing", "concern", {"concern.words": "x"})


def _lessons(guidance: Guidance) -> Iterator[tuple[str, Tree]]:
    yield "train-library", dict(Training(guidance=guidance).view)
    lesson = Training(SHORT_CASE, guidance=guidance)
    yield "train-story", dict(lesson.view)
    yield "train-fact", _send(lesson, "next")
    last = Training(SHORT_CASE, "99", guidance=guidance)
    yield "train-advice", dict(last.view)
    yield "train-change", _send(last, "change")
    fact = next(name for name in read_case(guidance.cases[SHORT_CASE], guidance).facts if guidance.facts[name].several)
    yield "train-answer", _send(last, "fact", fact)
    yield "train-answer-errors", _send(last, "answer")
    yield "train-changed", _send(last, "answer", None, {fact: [NONE]})
