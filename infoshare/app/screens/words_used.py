"""Terms of art explained where they stand: under a question, and inside each section of the advice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass, replace

from ...reasoning.glossary import used
from ...reasoning.guidance import Guidance
from ..blocks import Block, Details, Section, Summary, SummaryRow, Text, Verdict
from .frame import cited

_WORDS = ("text", "title", "summary", "legend", "label", "hint", "key", "caption", "head", "outweighed_by")
"""Fields of blocks that hold words to read."""
_INSIDE = ("blocks", "options", "columns", "items", "rows", "values")
"""Fields of blocks that hold further blocks, or words in a list."""
_NOT_EXPLAINED = ("caption", "typed")
"""Tones of text that is a source, or was written by the person."""


def words_used(texts: Iterable[str], guidance: Guidance, nation: str | None) -> list[Block]:
    """The terms that some texts use, with their meaning, to open on demand; nothing when they use none.

    Before it is known whose law applies, only terms that every nation uses are explained.
    """
    entries = [e for e in used(texts, guidance.glossary, nation) if nation is not None or set(e.nations) >= set(guidance.nations)]
    if not entries:
        return []
    rows = [SummaryRow(e.term, [Text(e.means), *(Text(c, "caption") for c in cited(e.sources, guidance, nation))]) for e in entries]
    return [Details(guidance.word("glossary.title"), [Summary(rows)])]


def explained(blocks: Sequence[Block], guidance: Guidance, nation: str | None) -> list[Block]:
    """The blocks of a page, with the terms that a section uses explained at its end."""
    found: list[Block] = []
    for block in blocks:
        if isinstance(block, Section | Details | Verdict) and (words := words_used(said(block), guidance, nation)):
            found.append(replace(block, blocks=[*block.blocks, *words]))
        else:
            found.append(block)
    return found


def said(block: object) -> Iterator[str]:
    """The words that a block shows, in reading order; not its sources, and not what a person wrote."""
    if isinstance(block, str):
        yield block
    elif isinstance(block, Sequence):
        for item in block:
            yield from said(item)
    elif is_dataclass(block) and not isinstance(block, Mapping) and getattr(block, "tone", "") not in _NOT_EXPLAINED:
        for field in fields(block):
            if field.name in _WORDS or field.name in _INSIDE:
                yield from said(getattr(block, field.name))
