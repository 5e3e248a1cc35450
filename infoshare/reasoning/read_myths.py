"""Myths about sharing, each with its correction, and the questions where people stumble on it."""

from __future__ import annotations

from dataclasses import dataclass

from .document import Text
from .guidance import Citation, Question, Span
from .reader import Shelf

FILE = "myths.yaml"


@dataclass(frozen=True)
class Myth:
    """Something untrue that people say about sharing, with its correction. ``questions``: keys of those where they stumble on it."""

    id: str
    number: int
    myth: str
    truth: str
    sources: tuple[Citation, ...]
    in_force: Span
    nations: tuple[str, ...]
    questions: tuple[str, ...]


_KEYS = ("id", "number", "myth", "truth", "sources", "in_force", "nations", "questions")


def read_myths(shelf: Shelf, questions: tuple[Question, ...]) -> tuple[Myth, ...]:
    """Every myth of ``myths.yaml``, by number; none where there is no such file."""
    if FILE not in shelf.documents:
        return ()
    reader, document = shelf.document(FILE)
    reader.keys(document, ("myths",))
    keys = [q.key for q in questions]
    found: dict[str, Myth] = {}
    for block in reader.blocks(document.get("myths"), "myths"):
        reader.keys(block, _KEYS)
        name, number = reader.text(block, "id"), reader.text(block, "number")
        if name in found:
            reader.problem("said-twice", block.line, f"Two myths are called `{name}`.")
        if not number.isdigit():
            reader.problem("bad-number", block.lines.get("number", block.line), f"`number` of `{name}` must be a whole number.")
        block.setdefault("id", Text(name, block.line))
        found[name] = Myth(
            id=name,
            number=int(number) if number.isdigit() else 0,
            myth=reader.text(block, "myth", sentence=True),
            truth=reader.text(block, "truth", sentence=True),
            sources=reader.citations(block, shelf.sources),
            in_force=reader.span(block),
            nations=reader.names(block, "nations", shelf.nations, "nation", required=True),
            questions=reader.names(block, "questions", keys, "question", required=True),
        )
    return tuple(sorted(found.values(), key=lambda m: m.number))
