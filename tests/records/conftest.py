"""A record to start from, words for its page, and stores of both kinds."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from infoshare.records.export import words_needed
from infoshare.records.store import MemoryStore, SqliteStore, Store

from .samples import NEEDED


@pytest.fixture
def needed() -> dict[str, Any]:
    """Give what every record needs and nothing more."""
    return dict(NEEDED)


@pytest.fixture(scope="session")
def words() -> dict[str, str]:
    """Give a word for every key, easy to spot in a page."""
    return {key: f"«{key}»" for key in words_needed()}


@pytest.fixture(params=["memory", "sqlite"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    """Give an empty store; every test that asks for one runs with each kind."""
    return MemoryStore() if request.param == "memory" else SqliteStore(tmp_path / "data" / "records.sqlite3")
