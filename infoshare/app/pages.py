"""What the notebooks call: one function for each page. Each returns the widget that is the page."""

from __future__ import annotations

import os
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from urllib.parse import parse_qs

from ..reasoning.guidance import Guidance
from ..reasoning.load import standard
from ..reasoning.local import LocalError, with_local
from ..records.errors import StoreError
from ..records.memory import MemoryStore
from ..records.place import local_path
from ..records.protocol import Store
from ..records.store import default_path, default_store
from .interview import NATION_SETTING, Interview
from .screens import home as home_screen
from .widget import Event, PageWidget


def asked(name: str) -> str | None:
    """A word of the page's address, such as the id of a draft. Addresses never hold anything of a case."""
    found = parse_qs(os.environ.get("QUERY_STRING", "")).get(name)
    return found[0] if found else None


def place() -> tuple[Store, str]:
    """Where drafts and records go; a place for this session only, and why, when theirs cannot be used."""
    try:
        store = default_store()
        store.drafts()
    except StoreError as error:
        return MemoryStore(), str(error)
    return store, ""


def area_guidance() -> tuple[Guidance, str]:
    """The guidance with the area's own times and contacts; the usual ones, and a warning, when the area's cannot be used."""
    guidance, path = standard(), local_path()
    try:
        return (_area(path, path.read_bytes()) if path.is_file() else guidance), ""
    except LocalError:
        return guidance, guidance.word("local.not_used")


def usual_nation(guidance: Guidance) -> str:
    """The nation whose law was chosen last on this computer; the guidance's first where none was."""
    first = next(iter(guidance.nations))
    if not default_path().is_file():
        return first
    with suppress(StoreError):
        nation = default_store().setting(NATION_SETTING) or first
        return nation if nation in guidance.nations else first
    return first


@lru_cache(maxsize=1)
def _area(path: Path, content: bytes) -> Guidance:
    """Read an area's file once for each content that it has: what was made ready for it can be used by every page."""
    return with_local(standard(), path)


def home() -> PageWidget:
    """The home page."""
    store, problem = place()
    guidance = standard()
    widget = PageWidget(home_screen.page(guidance, store.drafts(), store.records(), problem))

    def on_event(event: Event) -> None:
        if event.name == "drop" and isinstance(event.arg, str):
            store.discard_draft(event.arg)
            widget.show(home_screen.page(guidance, store.drafts(), store.records(), problem))

    widget.on_event(on_event)
    return widget


def share() -> Interview:
    """The walk from a worry to a record."""
    store, problem = place()
    guidance, warning = area_guidance()
    told = " ".join(filter(None, (problem, warning)))
    return Interview(guidance=guidance, store=store, draft_id=asked("draft"), record_id=asked("record"), warning=told)


def train() -> PageWidget:
    """Practice cases to learn with."""
    from .train import Training

    return Training(case=asked("case"), step=asked("step"))
