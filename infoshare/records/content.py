"""How what a person typed becomes bytes and comes back exactly, whatever characters it holds."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from .errors import StoreError


def to_bytes(content: Mapping[str, Any]) -> bytes:
    """Write content as JSON in UTF-8.

    A browser may send half of a surrogate pair, which strict UTF-8 refuses. ``surrogatepass`` keeps each half as it
    came, also two halves side by side, which JSON's own escapes would silently join.

    Raises:
        StoreError: ``store-bad-content`` when a value is not plain data.
    """
    try:
        text = json.dumps(dict(content), ensure_ascii=False, allow_nan=False, separators=(",", ":"))
        return text.encode("utf-8", "surrogatepass")
    except (TypeError, ValueError, RecursionError):
        pass  # raised below, outside this block, so that no traceback holds the case
    raise StoreError("store-bad-content")


def from_bytes(data: bytes) -> dict[str, Any]:
    """Read content back.

    Raises:
        StoreError: ``store-damaged`` when the bytes are not what was written.
    """
    try:
        content = json.loads(data.decode("utf-8", "surrogatepass"))
        if isinstance(content, dict):
            return content
    except (AttributeError, ValueError, RecursionError):
        pass
    raise StoreError("store-damaged")
