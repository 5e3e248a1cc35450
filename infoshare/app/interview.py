"""The interview as a widget: a walk, its store and its screens joined. The one place where something is saved or drawn."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import traitlets

from ..reasoning.case import Case
from ..reasoning.guidance import Guidance
from ..reasoning.load import standard
from ..records.errors import RecordError, StoreError
from ..records.memory import MemoryStore
from ..records.protocol import Store
from ..records.record import as_mapping, build_record, from_mapping
from .answers import Problems
from .blocks import Danger, Page, Text, Warning
from .draft import Draft
from .recording import missing, missing_for, record_fields
from .screens import draw
from .screens.decide import kept_page
from .screens.record import record_blocks
from .walk import DECIDE, Walk
from .weigh import weigh
from .widget import Event, PageWidget

NATION_SETTING = "nation"
FORM_FIELD = {"review_on": "review_on", "would_change": "review.change_mind", "decision.override_reason": "override"}
"""Where on the page something stands that a record misses."""
CHANGED, GONE = "elsewhere.changed", "elsewhere.gone"
"""What another tab did with the same draft, as the key of a sentence."""


class Interview(PageWidget):
    """Asks, advises and records, as a widget to use beside any other.

    Attributes:
        case: what is known so far (a `Case`); assign one to start from it.
        advice: the advice on it as plain data; observe it to follow along.

    Args:
        case: a case to start from.
        guidance: the guidance to use; the one that came with infoshare when left out.
        store: where drafts and records go; nowhere beyond this session when left out.
        draft_id: a draft to carry on with.
        record_id: a kept record to show instead of a walk.
        warning: a sentence to show on every screen, such as that nothing can be saved here.
        clock: gives the moment (UTC).
        today: gives the local day, whose law applies.
    """

    case = traitlets.Instance(Case, args=())
    advice = traitlets.Dict()

    def __init__(
        self,
        case: Case | None = None,
        *,
        guidance: Guidance | None = None,
        store: Store | None = None,
        draft_id: str | None = None,
        record_id: str | None = None,
        warning: str = "",
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        today: Callable[[], date] = date.today,
    ) -> None:
        super().__init__()
        self.guidance = guidance or standard()
        self.store: Store = store or MemoryStore()
        self.clock, self.today = clock, today
        self.practice = bool(os.environ.get("INFOSHARE_PRACTICE"))
        self.warning = warning
        self._record = self.store.record(record_id) if record_id else None
        self._drawing = False
        self._elsewhere = ""
        self._saved = not isinstance(self.store, MemoryStore)
        self.draft = self._open(draft_id, case)
        if self._record is not None:
            self.draft = replace(self.draft, at="record", record_id=str(self._record["record_id"]), trail=(), step=0)
        self.draft = self.draft.entered()
        self.on_event(self._on_event)
        self.on_error(self._on_error)
        self.observe(self._case_given, "case")
        self._draw()

    def __repr__(self) -> str:
        """Say the same in every run, so that notebooks can be compared."""
        return "Interview()"

    def _open(self, draft_id: str | None, case: Case | None) -> Draft:
        saved = self.store.draft(draft_id) if draft_id else None
        if saved is not None:
            return self._walk().fit(Draft.from_data(saved))
        draft = Draft(secrets.token_hex(6), self.clock().isoformat(timespec="seconds"))
        nation = self.store.setting(NATION_SETTING)
        draft = replace(draft, nation=nation if nation in self.guidance.nations else None)
        remembered: dict[str, Any] = {}
        for question in self.guidance.questions:
            for fact in question.facts if question.remember else ():
                if (value := self.store.setting(f"fact.{fact.name}")) in fact.ids:
                    remembered[fact.name] = value
        return self._start(replace(draft, facts=remembered), case)

    def _start(self, draft: Draft, case: Case | None) -> Draft:
        if case is not None:
            asked = {q.key: q for q in self.guidance.questions if any(f.name in case.facts for f in q.facts)}
            draft = replace(
                draft,
                facts=case.facts,
                lists=case.lists,
                texts=case.texts,
                nation=case.nation or draft.nation,
                seen=tuple(asked),
            )
        return self._walk().onward(draft)

    def _walk(self) -> Walk:
        return Walk(self.guidance, self.today(), self.clock())

    def _case_given(self, change: Mapping[str, Any]) -> None:
        if not self._drawing:
            self.draft = self._start(Draft(secrets.token_hex(6), self.clock().isoformat(timespec="seconds")), change["new"]).entered()
            self._draw()

    def _on_event(self, event: Event) -> None:
        if event.name == "file":
            self._send_file(event.arg)
            return
        typing, told, elsewhere = event.name == "typing", self._elsewhere, self._catch_up()
        if elsewhere or not typing:  # a warning stays until the next step
            self._elsewhere = elsewhere
        if event.name == "keep":
            if self._record is None:
                self._keep(event.values)
            else:
                self._keep_record(self._record)
            return
        draft, problems = self._walk().do(self.draft, event.name, event.arg, event.values)
        changed = draft != self.draft
        self.draft = draft
        self._record = self.store.record(draft.record_id) if draft.at == "record" else None
        # Neither an autosave nor looking back at what is recorded brings back a draft that is gone.
        if changed and not (typing and elsewhere == GONE) and not (event.name == "visit" and draft.record_id):
            self._save()
            self._remember(self.draft)
        if not typing or self._elsewhere != told:
            self._draw(problems)

    def _save(self) -> None:
        draft = replace(self.draft, saves=self.draft.saves + 1)
        self._saved = False
        self.store.save_draft(draft.id, draft.as_data())
        self._saved = not isinstance(self.store, MemoryStore)
        self.draft = draft

    def _catch_up(self) -> str:
        """Take in what another tab made of the same draft since this one saved it; say what it did. Where this tab stands stays."""
        if not self.draft.saves or self.draft.record_id:
            return ""
        with suppress(StoreError):  # saving says so
            saved = self.store.draft(self.draft.id)
            if saved is None:
                return GONE
            if saved.get("saves") != self.draft.saves:
                self.draft = self.draft.joined(self._walk().fit(Draft.from_data(saved)))
                return CHANGED
        return ""

    def _remember(self, draft: Draft) -> None:
        if draft.nation and self.store.setting(NATION_SETTING) != draft.nation:
            self.store.set_setting(NATION_SETTING, draft.nation)
        for question in self.guidance.questions:
            for fact in question.facts if question.remember else ():
                value = draft.facts.get(fact.name)
                if isinstance(value, str) and value in fact.ids and self.store.setting(f"fact.{fact.name}") != value:
                    self.store.set_setting(f"fact.{fact.name}", value)

    def _keep(self, values: Mapping[str, Any]) -> None:
        draft = replace(self.draft, pending={**self.draft.pending, DECIDE: dict(values)})
        data = weigh(draft, self.guidance, self.today())
        problems = missing(draft, values, self.guidance)
        outcome = str(values.get("outcome")) if draft.follows is False else data[self.guidance.primary]["outcome"]
        if not problems:
            problems = missing_for(outcome, values, self.guidance)
        self.draft = draft
        with suppress(StoreError):  # a place that cannot be written to must not keep anyone from their record
            self._save()
        if problems:
            self._draw(problems)
            return
        fields = record_fields(draft, data, values, self.guidance, self.clock(), practice=self.practice)
        try:
            record = as_mapping(build_record(**fields))
        except RecordError as error:
            self._draw(((str(error), FORM_FIELD.get(error.field, "decision.reason")),))
            return
        self._keep_record(record)

    def _keep_record(self, record: Mapping[str, Any]) -> None:
        """Keep a record; where that fails, show it all the same, so that the person can save or print it."""
        try:
            record_id = self.store.keep_record(record)
            self._record = self.store.record(record_id)
            self.store.discard_draft(self.draft.id)
            self.draft = replace(self.draft, at="decide" if self.warning else "record", record_id=record_id).entered()
        except StoreError:
            self._record = dict(record)
        self._draw()

    def _send_file(self, kind: object) -> None:
        from ..records.export import record_files

        if self._record is None:
            return
        for file in record_files(from_mapping(self._record), self.guidance.words):
            if file.name.endswith(f".{kind}"):
                self.download(file.name, file.mime, file.content.decode("utf-8"))

    def page(self, data: dict[str, Any], problems: Problems = ()) -> Page:
        """The page for where the walk stands, with the advice as it stands."""
        if self._record is not None:
            page = kept_page(self.draft, data, self.guidance, record_blocks(self._record, self.guidance), again=not self.warning)
        else:
            page = draw(self.draft, data, self.guidance, self.today(), problems)
        emergency = self.guidance.emergency
        danger = Danger(emergency.title, emergency.steps, emergency.consent, emergency.after)
        elsewhere = self.guidance.word(self._elsewhere) if self._elsewhere else ""
        warnings = [Warning(text) for text in (self.warning, elsewhere) if text]
        page = replace(page, danger=danger, blocks=(*warnings, *page.blocks), announce=elsewhere or page.announce)
        return replace(page, step=self.draft.step, saved=self._saved)

    def _draw(self, problems: Problems = ()) -> None:
        self._drawing = True
        try:
            data = weigh(self.draft, self.guidance, self.today())
            self.show(self.page(data, problems))
            self.case = self.draft.case()
            self.advice = data
        finally:
            self._drawing = False

    def _on_error(self, event: Event, kind: str) -> None:
        page = self.page(weigh(self.draft, self.guidance, self.today()))
        store = (StoreError.__name__, RecordError.__name__)
        told = self.guidance.word("error.store" if kind in store else "error.handler")
        code = Text(self.guidance.word("error.code").format(code=kind), "hint")
        self.show(replace(page, blocks=(Warning(told), code, *page.blocks), announce=told))
