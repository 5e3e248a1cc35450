"""Terms of art with their meaning, and where a text uses them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from .document import Block, Text
from .guidance import Citation
from .reader import Reader, Shelf

FILE = "glossary"


@dataclass(frozen=True)
class Entry:
    """A term of art.

    Attributes:
        term: the words that are explained.
        also: other words for it, such as its plural or its short form.
        means: one plain sentence.
        nations: where it is used.
    """

    id: str
    term: str
    also: tuple[str, ...]
    means: str
    sources: tuple[Citation, ...]
    nations: tuple[str, ...]


def read_glossary(shelf: Shelf) -> dict[str, Entry]:
    """Every entry of ``glossary*.yaml``, by its id; none where there is no such file."""
    found: dict[str, Entry] = {}
    said: dict[str, str] = {}
    for file in sorted(n for n in shelf.documents if n.startswith(FILE)):
        reader, document = shelf.document(file)
        reader.keys(document, (FILE,))
        entries = document.get(FILE)
        for name, block in entries.items() if isinstance(entries, Block) else []:
            if isinstance(block, Block):
                found[name] = _entry(shelf, reader, name, block)
                for words in (found[name].term, *found[name].also):
                    if said.setdefault(words, name) != name:
                        reader.problem(
                            "said-twice", block.line, f"`{words}` is explained twice, by `{said[words]}` and `{name}`. Keep one."
                        )
            else:
                reader.problem("not-a-block", getattr(block, "line", 1), f"`{name}` must hold `term:`, `means:` and `sources:`.")
    return found


def _entry(shelf: Shelf, reader: Reader, name: str, block: Block) -> Entry:
    reader.keys(block, ("term", "also", "means", "sources", "nations"))
    block.setdefault("id", Text(name, block.line))
    return Entry(
        id=name,
        term=reader.text(block, "term"),
        also=tuple(str(t) for t in reader.texts(block, "also")),
        means=reader.text(block, "means", sentence=True),
        sources=reader.citations(block, shelf.sources),
        nations=reader.names(block, "nations", shelf.nations, "nation") or tuple(shelf.nations),
    )


def used(texts: Iterable[str], glossary: Mapping[str, Entry], nation: str | None = None) -> list[Entry]:
    """The entries whose terms some texts use, in the order of their first use.

    Longer terms win: "recognised legitimate interest" does not use "legitimate interest". A term with a capital letter is found only as it
    is written. An entry of other nations is not found.
    """
    if not glossary:
        return []
    pattern, owner = _pattern(tuple(glossary.values()))
    found: dict[str, Entry] = {}
    for text in texts:
        for match in pattern.finditer(text):
            entry = glossary[owner[match.lastgroup or ""]]
            if nation is None or nation in entry.nations:
                found.setdefault(entry.id, entry)
    return list(found.values())


def without_terms(text: str, glossary: Mapping[str, Entry], instead: str) -> str:
    """A text with one plain word in place of every term, as a reader sees it who looked the terms up."""
    return _pattern(tuple(glossary.values()))[0].sub(instead, text) if glossary else text


@lru_cache(maxsize=8)
def _pattern(entries: tuple[Entry, ...]) -> tuple[re.Pattern[str], dict[str, str]]:
    words = sorted(((w, e.id) for e in entries for w in (e.term, *e.also)), key=lambda pair: -len(pair[0]))
    owner = {f"t{at}": name for at, (_, name) in enumerate(words)}
    parts = (f"(?P<t{at}>{re.escape(w) if w != w.lower() else f'(?i:{re.escape(w)})'})" for at, (w, _) in enumerate(words))
    return re.compile(rf"(?<![\w-])(?:{'|'.join(parts)})(?![\w-])"), owner
