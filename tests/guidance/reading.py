"""Every sentence of the guidance that a practitioner reads, and how old a reader must be to follow it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache

import textstat

from infoshare.reasoning.document import Block, Items, Text, Value, parse
from infoshare.reasoning.glossary import Entry, without_terms

NOT_READ = (
    *("id", "key", "code", "file", "url", "mark", "source", "at", "in_law"),
    *("when", "only_when", "applied_when", "attention_when", "never", "among", "from", "to", "start", "change"),
    *("facts", "expect", "published"),
)
"""Keys whose values no practitioner reads as our prose: names (of laws too), citations, conditions, what a case file says and expects in
names, and what the publisher of a case said of it."""
WHOLE_FILES_NOT_READ = ("edition.yaml", "sources", "order.yaml", "settable.yaml", "harmless")
"""Sources are titles of documents, which are not ours to word; their notes are read below. The others hold names only."""
PLAIN = "thing"
"""The plain word that stands for what is explained in place, or is a name."""
_PART = r"(?:[A-Z][\w'’-]*|\([A-Z][\w ]*\))"
LAW = re.compile(
    rf"""
    \b{_PART}(?:(?:[ ,]+(?:and|of|the|for|to|in))*[ ,]+{_PART})*[ ](?:Act|Order|Regulations|Rules|Code)\b(?:[ ]\d{{4}})?
    | \b(?i:articles?|sections?|schedules?|paragraphs?|chapters?|parts?|regulations?)[ ]\d+\w*(?:\(\w+\))*
      (?:(?:,[ ]|[ ]and[ ]|[ ]or[ ]|[ ]to[ ])\d+\w*(?:\(\w+\))*)*
    | \b(?:UK[ ])?GDPR\b
    """,
    re.VERBOSE,
)
"""Names of laws, such as Data (Use and Access) Act 2025, and of their parts, such as sections 47(9) and 48."""
NAMES = re.compile(
    r"\b(?:Equality Advisory and Support Service|Equality Commission for Northern\ Ireland|Equality and Human Rights Commission|"
    r"January|February|March|April|June|July|August|September|October|November|December|England|Wales|Scotland|"
    r"Northern\ Ireland|United\ Kingdom|Edinburgh|Manchester|Birmingham)\b"
)


def read_by_practitioners(origin: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Each block of text of some files as it is written, with the file and line where it stands."""
    for file, text in sorted(origin.items()):
        if file.startswith(WHOLE_FILES_NOT_READ):
            if file.startswith("sources"):
                yield from _notes(parse(text, file), file)
            continue
        for line, words in _texts(parse(text, file), file.startswith("words")):
            yield f"{file}:{line}", words


def _notes(value: Value, file: str) -> Iterator[tuple[str, str]]:
    assert isinstance(value, Block)
    sources = value["sources"]
    assert isinstance(sources, Block)
    for source in sources.values():
        assert isinstance(source, Block)
        replaced = source.get("replaced")
        for block in (source, replaced):
            if isinstance(block, Block) and isinstance(note := block.get("note"), Text):
                yield f"{file}:{note.line}", " ".join(note.split())


def _texts(value: Value, every: bool) -> Iterator[tuple[int, str]]:
    """Texts with a space in them, or all of a file of words; a value without a space elsewhere is a name."""
    if isinstance(value, Block):
        for key, item in value.items():
            if key not in NOT_READ:
                yield from _texts(item, every)
    elif isinstance(value, Items):
        for item in value:
            yield from _texts(item, every)
    elif isinstance(value, Text) and (every or " " in value) and re.search(r"[a-z]{2}", value):
        yield value.line, " ".join(value.split())


def plainly(text: str, glossary: Mapping[str, Entry]) -> str:
    """A text as it is measured: places to fill in, names of laws and their paragraphs, months, nations and explained terms are plain words."""
    filled = re.sub(r"\{\w+\}", PLAIN, text)
    return without_terms(NAMES.sub(PLAIN, LAW.sub(PLAIN, filled)), glossary, PLAIN)


def reading_age(text: str) -> float:
    """The age in years of a reader who can follow a text: its Flesch-Kincaid grade, a school year in the US, and five."""
    return float(textstat.flesch_kincaid_grade(text)) + 5


def words(text: str) -> list[str]:
    """The words of a text."""
    return re.findall(r"[A-Za-z][A-Za-z'’]*", text)


@cache
def syllables(word: str) -> int:
    """How many syllables a word has."""
    return int(textstat.syllable_count(word))


def sentences(text: str) -> list[str]:
    """The sentences of a text."""
    return [s for s in re.split(r"(?<=[.?!])\s+", text) if s]
