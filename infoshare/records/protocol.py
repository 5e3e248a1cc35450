"""The interface behind which drafts and records are kept; a sealed keeper can take its place unseen by screens."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Protocol

from .errors import StoreError
from .ids import is_plain_name, plain_name_or_nothing

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class DraftSummary:
    """What a list of drafts shows: nothing of the case."""

    id: str
    started_at: str
    saved_at: str
    stage: str


@dataclass(frozen=True, slots=True)
class RecordSummary:
    """What a list of records shows: nothing of the case."""

    id: str
    kept_at: str
    outcome: str
    review_on: str | None
    practice: bool = False


class Store(Protocol):
    """Keeps drafts, records and a few preferences of one person on one machine.

    Every time is UTC, ISO 8601 with its offset. Every method raises ``StoreError`` when the place fails. When a method
    returns, what it was given is safe, also if the machine stops at that moment.
    """

    def save_draft(self, draft_id: str, content: Mapping[str, Any]) -> None:
        """Keep a draft, in place of what was saved under this id; ``content["stage"]`` goes into its summary."""
        ...

    def draft(self, draft_id: str) -> dict[str, Any] | None:
        """Give a draft back exactly as it was saved, or None."""
        ...

    def drafts(self) -> list[DraftSummary]:
        """List drafts, last saved first."""
        ...

    def discard_draft(self, draft_id: str) -> None:
        """Remove a draft and wipe its bytes; a draft that is not there is no error."""
        ...

    def keep_record(self, record: Mapping[str, Any]) -> str:
        """Keep a record and give its id.

        ``record["draft_id"]`` says which draft it came from. The same draft kept again gives the same id and no double;
        when it says something else the second time, that becomes the record and the first stays in ``history``.
        """
        ...

    def record(self, record_id: str) -> dict[str, Any] | None:
        """Give a record as it was last kept, with its ``record_id``, or None."""
        ...

    def history(self, record_id: str) -> list[dict[str, Any]]:
        """Give every version of a record that was kept, first to last."""
        ...

    def records(self) -> list[RecordSummary]:
        """List records, last kept first."""
        ...

    def setting(self, name: str) -> str | None:
        """Give a small preference, such as the nation, or None."""
        ...

    def set_setting(self, name: str, value: str) -> None:
        """Keep a small preference: a machine name, never free text."""
        ...


def utc_now() -> datetime:
    """Give the time now in UTC."""
    return datetime.now(UTC)


def stamp(clock: Clock) -> str:
    """Write the clock's time as UTC, ISO 8601, in thousandths of a second."""
    return clock().astimezone(UTC).isoformat(timespec="milliseconds")


def checked_name(text: str) -> str:
    """Let a machine name through.

    Raises:
        StoreError: ``store-bad-name`` for anything that could be free text.
    """
    if not is_plain_name(text):
        raise StoreError("store-bad-name")
    return text


def summary_of_draft(content: Mapping[str, Any]) -> str:
    """Read the stage off a draft; anything but a machine name is left out, so that no case text reaches a list."""
    return plain_name_or_nothing(content.get("stage"))


def summary_of_record(record: Mapping[str, Any]) -> tuple[str, str | None, bool]:
    """Read outcome, review day and practice mark off a record, leaving out anything that could be free text."""
    decision = record.get("decision")
    outcome = decision.get("outcome") if isinstance(decision, Mapping) else None
    review_on: str | None = None
    with suppress(ValueError):
        review_on = date.fromisoformat(str(record.get("review_on"))).isoformat()
    return plain_name_or_nothing(outcome), review_on, record.get("practice") is True


def same_substance(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Say whether two records say the same, apart from when and under which id they were made."""
    passing = {"record_id", "made_at"}
    return {k: v for k, v in one.items() if k not in passing} == {k: v for k, v in other.items() if k not in passing}
