"""The door to keeping: the interface, its two keepers, and where records live unless told otherwise."""

from __future__ import annotations

from .errors import StoreError
from .ids import new_draft_id, new_record_id
from .memory import MemoryStore
from .place import default_path
from .protocol import DraftSummary, RecordSummary, Store
from .sqlite import SqliteStore

__all__ = [
    "DraftSummary",
    "MemoryStore",
    "RecordSummary",
    "SqliteStore",
    "Store",
    "StoreError",
    "default_path",
    "default_store",
    "new_draft_id",
    "new_record_id",
]


def default_store() -> Store:
    """Give the store of this user on this machine; the folder in INFOSHARE_DATA takes its place when set."""
    return SqliteStore(default_path())
