"""How blocks become the plain tree that travels to the browser."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any


def to_tree(block: Any) -> dict[str, Any]:
    """Turn a page or block into plain dicts, lists and strings, with each block's name under ``block``."""
    tree: dict[str, Any] = {"block": type(block).__name__}
    for field in fields(block):
        tree[field.name] = _plain(getattr(block, field.name))
    if tree["block"] == "Page":
        tree["draws_h1"] = not _holds_h1(tree)
    return tree


def _plain(value: Any) -> Any:
    if hasattr(value, "__dataclass_fields__"):
        return to_tree(value)
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value


def _holds_h1(tree: Any) -> bool:
    if isinstance(tree, dict):
        if tree.get("page_heading") is True or (tree.get("block") == "Heading" and tree.get("level") == 1):
            return True
        return any(_holds_h1(item) for item in tree.values())
    return isinstance(tree, list) and any(_holds_h1(item) for item in tree)
