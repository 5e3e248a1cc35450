"""Drafts and records in one SQLite file that only its owner can open."""

from __future__ import annotations

import hashlib
import random
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, TypeVar

from .content import from_bytes, to_bytes
from .errors import StoreError
from .ids import is_record_id, new_record_id, plain_name_or_nothing
from .place import code_of, is_there, make_safe
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

SCHEMA_VERSION = 1
_OURS = 0x696E6673  # "infs", SQLite's application_id: tells our file from any other

_SCHEMA = """
CREATE TABLE draft (
    id TEXT PRIMARY KEY, started_at TEXT NOT NULL, saved_at TEXT NOT NULL, stage TEXT NOT NULL,
    saves INTEGER NOT NULL, content BLOB NOT NULL, digest BLOB NOT NULL
) STRICT;
CREATE TABLE record (
    id TEXT PRIMARY KEY, draft_id TEXT UNIQUE, kept_at TEXT NOT NULL, outcome TEXT NOT NULL,
    review_on TEXT, practice INTEGER NOT NULL
) STRICT;
CREATE TABLE record_version (
    record_id TEXT NOT NULL REFERENCES record (id), version INTEGER NOT NULL, kept_at TEXT NOT NULL,
    content BLOB NOT NULL, digest BLOB NOT NULL, PRIMARY KEY (record_id, version)
) STRICT;
CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
"""

_CODES = {
    sqlite3.SQLITE_BUSY: "store-locked",
    sqlite3.SQLITE_LOCKED: "store-locked",
    sqlite3.SQLITE_PROTOCOL: "store-locked",
    sqlite3.SQLITE_FULL: "store-full",
    sqlite3.SQLITE_READONLY: "store-read-only",
    sqlite3.SQLITE_PERM: "store-read-only",
    sqlite3.SQLITE_AUTH: "store-read-only",
    sqlite3.SQLITE_IOERR: "store-unreachable",
    sqlite3.SQLITE_CANTOPEN: "store-unreachable",
    sqlite3.SQLITE_NOMEM: "store-unreachable",
    sqlite3.SQLITE_TOOBIG: "store-bad-content",
}

T = TypeVar("T")

# One at a time in this process: making the file safe and opening it must not interleave between threads.
_TURN = threading.RLock()


class SqliteStore:
    """Keeps drafts and records in a file.

    Each call opens the file and closes it again. So nothing is held between calls, threads need no care, a file that
    was moved or removed is noticed, and between calls there is one file only, in which discarded text is wiped.
    Nothing is made on disk before the first write.
    """

    def __init__(self, path: Path | str, *, clock: Clock = utc_now, wait: float = 5.0) -> None:
        """Name the file.

        Args:
            path: the file; its folder should hold nothing else.
            clock: gives the time.
            wait: seconds to wait for another window that is writing.
        """
        self.path = Path(path).expanduser().absolute()
        self._clock = clock
        self._wait = wait

    def save_draft(self, draft_id: str, content: Mapping[str, Any]) -> None:
        """Keep a draft."""
        data, stage = to_bytes(content), summary_of_draft(content)
        checked_name(draft_id)

        def save(file: sqlite3.Connection) -> None:
            now = stamp(self._clock)
            file.execute(
                "INSERT INTO draft VALUES (?1, ?2, ?2, ?3, (SELECT coalesce(max(saves), 0) + 1 FROM draft), ?4, ?5) "
                "ON CONFLICT (id) DO UPDATE SET saved_at = excluded.saved_at, stage = excluded.stage, "
                "saves = excluded.saves, content = excluded.content, digest = excluded.digest",
                (draft_id, now, stage, data, _digest(data)),
            )

        self._write(save)

    def draft(self, draft_id: str) -> dict[str, Any] | None:
        """Give a draft back."""
        rows = self._read("SELECT content, digest FROM draft WHERE id = ?", checked_name(draft_id))
        return _unharmed(*rows[0]) if rows else None

    def drafts(self) -> list[DraftSummary]:
        """List drafts, last saved first."""
        rows = self._read("SELECT id, started_at, saved_at, stage FROM draft ORDER BY saves DESC")
        return [DraftSummary(*row) for row in rows]

    def discard_draft(self, draft_id: str) -> None:
        """Remove a draft."""
        checked_name(draft_id)
        if self._read("SELECT 1 FROM draft WHERE id = ?", draft_id):
            self._write(lambda file: file.execute("DELETE FROM draft WHERE id = ?", (draft_id,)))

    def keep_record(self, record: Mapping[str, Any]) -> str:
        """Keep a record and give its id."""
        draft_id, given = record.get("draft_id"), plain_name_or_nothing(record.get("record_id"))
        known_by = ("id", given) if draft_id is None else ("draft_id", checked_name(draft_id))
        to_bytes(record)  # refuse what cannot be written before the file is made

        def keep(file: sqlite3.Connection) -> str:
            found = _one(file, f"SELECT id FROM record WHERE {known_by[0]} = ?", known_by[1])  # noqa: S608 (two names of ours)
            record_id = found[0] if found else _free_id(file, given)
            data = to_bytes({**record, "record_id": record_id})
            kept, now = from_bytes(data), stamp(self._clock)
            version = 1
            if found:
                last = _one(
                    file,
                    "SELECT version, content, digest FROM record_version WHERE record_id = ? ORDER BY version DESC LIMIT 1",
                    record_id,
                )
                if last and same_substance(_unharmed(last[1], last[2]), kept):
                    return str(record_id)
                version = last[0] + 1 if last else 1
            file.execute(
                "INSERT INTO record VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET "
                "outcome = excluded.outcome, review_on = excluded.review_on, practice = excluded.practice",
                (record_id, draft_id, now, *summary_of_record(kept)),
            )
            file.execute("INSERT INTO record_version VALUES (?, ?, ?, ?, ?)", (record_id, version, now, data, _digest(data)))
            return str(record_id)

        return self._write(keep)

    def record(self, record_id: str) -> dict[str, Any] | None:
        """Give a record as it was last kept."""
        versions = self.history(record_id)
        return versions[-1] if versions else None

    def history(self, record_id: str) -> list[dict[str, Any]]:
        """Give every version of a record, first to last."""
        rows = self._read("SELECT content, digest FROM record_version WHERE record_id = ? ORDER BY version", checked_name(record_id))
        return [_unharmed(*row) for row in rows]

    def records(self) -> list[RecordSummary]:
        """List records, last kept first."""
        rows = self._read("SELECT id, kept_at, outcome, review_on, practice FROM record ORDER BY rowid DESC")
        return [RecordSummary(i, kept, out, review, practice == 1) for i, kept, out, review, practice in rows]

    def setting(self, name: str) -> str | None:
        """Give a preference."""
        rows = self._read("SELECT value FROM setting WHERE name = ?", checked_name(name))
        return str(rows[0][0]) if rows else None

    def set_setting(self, name: str, value: str) -> None:
        """Keep a preference."""
        pair = (checked_name(name), checked_name(value))
        self._write(lambda file: file.execute("INSERT OR REPLACE INTO setting VALUES (?, ?)", pair))

    def _read(self, query: str, *values: str) -> list[tuple[Any, ...]]:
        def read(file: sqlite3.Connection) -> list[tuple[Any, ...]]:
            if not _is_set_up(file):
                return []
            return list(file.execute(query, values))

        def look() -> list[tuple[Any, ...]]:
            if not is_there(self.path):
                return []
            make_safe(self.path)
            with self._open() as file:
                return read(file)

        return self._plainly(look)

    def _write(self, change: Callable[[sqlite3.Connection], T]) -> T:
        def write() -> T:
            make_safe(self.path)
            with self._open() as file:
                if not _is_set_up(file):
                    # Kept in the file from here on. SQLite itself falls back where a disk cannot do it.
                    file.execute("PRAGMA journal_mode = WAL")
                file.execute("BEGIN IMMEDIATE")
                with file:  # commits, or rolls back when anything fails
                    if not _is_set_up(file):
                        _set_up(file)
                    return change(file)

        return self._plainly(write)

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        address = self.path.as_uri() + "?mode=rw"  # never makes the file: make_safe does, with the right permissions
        with closing(sqlite3.connect(address, uri=True, timeout=self._wait, isolation_level=None)) as file:
            for pragma in (
                "synchronous = FULL",  # what was acknowledged survives a power cut
                "fullfsync = ON",  # macOS: through the disk's own cache too
                "foreign_keys = ON",
                "secure_delete = ON",  # wipe discarded text
                "trusted_schema = OFF",
                "cell_size_check = ON",
            ):
                file.execute(f"PRAGMA {pragma}")
            yield file

    def _plainly(self, act: Callable[[], T]) -> T:
        """Do it, once more while another window is in the way, and turn any failure into a plain one.

        The error is raised outside ``except`` so that it carries no other error, and with it no case text, along.
        """
        until = time.monotonic() + self._wait
        while True:
            try:
                with _TURN:
                    return act()
            except sqlite3.Error as error:
                code = _code_of(error)
            except OSError as error:
                code = code_of(error)
            # SQLite does not wait for a window that is just closing or recovering the file (sqlite.org/wal.html, 8).
            if code != "store-locked" or time.monotonic() >= until:
                raise StoreError(code)
            time.sleep(random.uniform(0.005, 0.03))  # noqa: S311 (not a secret)


def _is_set_up(file: sqlite3.Connection) -> bool:
    """Say whether the tables are there; refuse a file that is not ours or is newer than we can read."""
    version = file.execute("PRAGMA user_version").fetchone()[0]
    ours = bool(file.execute("PRAGMA application_id").fetchone()[0] == _OURS)
    if not ours and (version or file.execute("SELECT 1 FROM sqlite_schema LIMIT 1").fetchone()):
        raise StoreError("store-damaged")
    if version > SCHEMA_VERSION:
        raise StoreError("store-newer")
    return ours


def _set_up(file: sqlite3.Connection) -> None:
    for statement in _SCHEMA.split(";"):
        file.execute(statement)
    file.execute(f"PRAGMA application_id = {_OURS}")
    file.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")


def _digest(data: bytes) -> bytes:
    return hashlib.blake2b(data, digest_size=16).digest()


def _unharmed(data: bytes, digest: bytes) -> dict[str, Any]:
    """Read content back, unless the disk changed it: SQLite checks its own structure, not what it holds."""
    if _digest(data) != digest:
        raise StoreError("store-damaged")
    return from_bytes(data)


def _one(file: sqlite3.Connection, query: str, *values: object) -> tuple[Any, ...] | None:
    row: tuple[Any, ...] | None = file.execute(query, values).fetchone()
    return row


def _free_id(file: sqlite3.Connection, given: str) -> str:
    record_id = given if is_record_id(given) else new_record_id()
    while _one(file, "SELECT 1 FROM record WHERE id = ?", record_id):
        record_id = new_record_id()
    return record_id


def _code_of(error: sqlite3.Error) -> str:
    number = getattr(error, "sqlite_errorcode", None)
    if number is None:
        return "store-damaged"  # text that is not text, or a value of a kind we never write
    return _CODES.get(number & 0xFF, "store-damaged")  # the low byte is the family of the error
