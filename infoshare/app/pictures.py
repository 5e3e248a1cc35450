"""Blocks that show at a glance: the walls of rules and steps, and drawings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from .blocks import Block

Status = Literal["applied", "attention", "not_reached", "not_applicable"]
Shape: TypeAlias = tuple[str, Mapping[str, str | float], Sequence["Shape | str"]]
"""One SVG element: its tag, its attributes, and what is inside it. The browser draws only the tags and attributes that it knows."""


@dataclass(frozen=True)
class Drawing:
    """A picture in two layouts, one for wide windows and one for narrow. Words near it must say the same."""

    wide: Shape
    narrow: Shape


@dataclass(frozen=True)
class WallItem:
    """One golden rule or step and how it stands; ``label`` says the status in words, ``blocks`` open on demand."""

    number: int
    title: str
    status: Status
    label: str
    blocks: Sequence[Block] = ()
    current: bool = False
    """Whether the question on this page belongs to it."""


@dataclass(frozen=True)
class Wall:
    """Numbered rules or steps with their state, under a heading of level 2; folded behind their ``tally`` where the window is narrow."""

    title: str
    items: Sequence[WallItem]
    tally: str = ""
