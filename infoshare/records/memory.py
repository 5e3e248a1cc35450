"""A store that forgets: for notebooks, training and tests."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from typing import Any

from .content import from_bytes, to_bytes
from .ids import is_record_id, new_record_id, plain_name_or_nothing
from .protocol import (
    Clock,
    DraftSummary,
    RecordSummary,
    checked_name,
    same_substance,
    stamp,
    summary_of_draft,
    summary_of_record,
    utc_now,
)


class MemoryStore:
    """Keeps everything in this process; behaves like ``SqliteStore``, down to giving copies back."""

    def __init__(self, clock: Clock = utc_now) -> None:
        """Start empty."""
        self._clock = clock
        self._lock = threading.RLock()
        self._drafts: dict[str, tuple[DraftSummary, bytes]] = {}
        self._records: dict[str, tuple[RecordSummary, list[bytes]]] = {}
        self._kept_from: dict[str, str] = {}
        self._settings: dict[str, str] = {}

    def save_draft(self, draft_id: str, content: Mapping[str, Any]) -> None:
        """Keep a draft."""
        data, now = to_bytes(content), stamp(self._clock)
        with self._lock:
            before = self._drafts.pop(checked_name(draft_id), None)
            started_at = before[0].started_at if before else now
            self._drafts[draft_id] = DraftSummary(draft_id, started_at, now, summary_of_draft(content)), data

    def draft(self, draft_id: str) -> dict[str, Any] | None:
        """Give a draft back."""
        found = self._drafts.get(checked_name(draft_id))
        return from_bytes(found[1]) if found else None

    def drafts(self) -> list[DraftSummary]:
        """List drafts, last saved first."""
        return [summary for summary, _ in reversed(self._drafts.values())]

    def discard_draft(self, draft_id: str) -> None:
        """Remove a draft."""
        self._drafts.pop(checked_name(draft_id), None)

    def keep_record(self, record: Mapping[str, Any]) -> str:
        """Keep a record and give its id."""
        draft_id, given = record.get("draft_id"), plain_name_or_nothing(record.get("record_id"))
        with self._lock:
            record_id = given if draft_id is None else self._kept_from.get(checked_name(draft_id))
            if record_id not in self._records:
                free = is_record_id(given) and given not in self._records
                record_id = given if free else new_record_id()
            data = to_bytes({**record, "record_id": record_id})
            kept = from_bytes(data)
            summary, versions = self._records.get(record_id, (None, []))
            if versions and same_substance(from_bytes(versions[-1]), kept):
                return record_id
            kept_at = summary.kept_at if summary else stamp(self._clock)
            self._records[record_id] = RecordSummary(record_id, kept_at, *summary_of_record(kept)), [*versions, data]
            if draft_id is not None:
                self._kept_from[draft_id] = record_id
            return record_id

    def record(self, record_id: str) -> dict[str, Any] | None:
        """Give a record as it was last kept."""
        versions = self.history(record_id)
        return versions[-1] if versions else None

    def history(self, record_id: str) -> list[dict[str, Any]]:
        """Give every version of a record, first to last."""
        found = self._records.get(checked_name(record_id))
        return [from_bytes(data) for data in found[1]] if found else []

    def records(self) -> list[RecordSummary]:
        """List records, last kept first."""
        return [summary for summary, _ in reversed(self._records.values())]

    def setting(self, name: str) -> str | None:
        """Give a preference."""
        return self._settings.get(checked_name(name))

    def set_setting(self, name: str, value: str) -> None:
        """Keep a preference."""
        self._settings[checked_name(name)] = checked_name(value)
