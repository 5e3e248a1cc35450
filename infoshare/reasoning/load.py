"""Loading guidance from its folder. What cannot be trusted is refused here, with file, line and what to do."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

from ..logic.expression import RESERVED, Exists, Expression, parts
from .document import Block, Problem, Text, Unreadable, parse
from .glossary import read_glossary
from .guidance import Decision, Emergency, Guidance, Mark, Marker, Nation, Source, Term
from .hazards import read_hazards, read_scales
from .invariants import read_invariants
from .read_cases import Library
from .read_decisions import RATINGS, read_decisions
from .read_myths import read_myths
from .read_questions import read_lists, read_questions
from .reader import Reader, Shelf

NEEDED = ("edition.yaml", "nations.yaml", "sources.yaml", "golden_rules.yaml", "steps.yaml", "emergency.yaml")
CASES = "cases/"
NOT_ADVICE = (CASES, "words", "order", "glossary", "invariants/", "hazards", "harmless", "frame", "pages/")
"""Files that change nothing of the advice, and so not the edition."""


class GuidanceError(Exception):
    """Guidance that must not be used. ``problems`` lists everything found, each with file, line and what to do."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(str(p) for p in problems))
        self.problems = problems


def guidance_folder() -> Path:
    """Where the guidance that came with infoshare lies."""
    return Path(str(files("infoshare") / "guidance"))


@lru_cache(maxsize=1)
def standard() -> Guidance:
    """The guidance that came with infoshare, loaded once. Its cases are read when first looked at."""
    return build(_texts(guidance_folder()))


def load(folder: Path, *, more: Mapping[str, str] | None = None) -> Guidance:
    """Load a folder of guidance.

    Args:
        folder: holds ``sources.yaml``, ``questions/``, ``decisions/``, ``cases/`` and the rest.
        more: further files by name (relative to the folder) with their text, such as an analyst's own rule; they add to what is there.

    Raises:
        GuidanceError: with every problem found.
    """
    if not folder.is_dir():
        raise GuidanceError([Problem("no-guidance", folder.name, 1, "There is no such folder.")])
    if not (folder / "sources.yaml").is_file():
        raise GuidanceError([Problem("no-guidance", folder.name, 1, "This folder holds no sources.yaml, so it is not guidance.")])
    guidance = build({**_texts(folder), **(more or {})})
    len(guidance.cases)  # read now, so that what is wrong with them is found
    return guidance


def _texts(folder: Path) -> dict[str, str]:
    return {str(p.relative_to(folder)): _text(p, folder) for p in sorted(folder.rglob("*.yaml"))}


def _text(path: Path, folder: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        text = "This file cannot be read. It must be text in UTF-8 that you are allowed to open."
        raise GuidanceError([Problem("unreadable-file", str(path.relative_to(folder)), 1, text)]) from error


def build(texts: Mapping[str, str]) -> Guidance:
    """Guidance from the texts of its files, by name. Raises `GuidanceError`."""
    shelf = _open(texts)
    _nations(shelf)
    _sources(shelf)
    read_lists(shelf)
    questions = read_questions(shelf)
    terms = _terms(shelf)
    decisions = read_decisions(shelf)
    scales = read_scales(shelf)
    guidance = Guidance(
        edition=_edition(shelf, texts),
        sources=shelf.sources,
        questions=questions,
        lists=shelf.lists,
        decisions=decisions,
        golden_rules=_markers(shelf, "golden_rules"),
        steps=_markers(shelf, "steps"),
        nations=shelf.nations,
        emergency=_emergency(shelf),
        words=_words(shelf),
        glossary=read_glossary(shelf),
        terms=terms,
        cases=Library({n: t for n, t in texts.items() if n.startswith(CASES)}, shelf.lists, GuidanceError),
        names=shelf.names,
        primary=_primary(shelf, decisions),
        order=_order(shelf),
        origin=dict(texts),
        invariants=read_invariants(shelf, decisions),
        hazards=read_hazards(shelf, scales),
        scales=scales,
        myths=read_myths(shelf, questions),
    )
    if shelf.problems:
        raise GuidanceError(shelf.problems)
    return guidance


def _open(texts: Mapping[str, str]) -> Shelf:
    shelf = Shelf({}, [])
    for name, text in texts.items():
        if name.startswith(CASES):
            continue
        try:
            value = parse(text, name)
        except Unreadable as error:
            shelf.problems.append(error.problem)
            continue
        if isinstance(value, Block):
            shelf.documents[name] = value
        else:
            shelf.problems.append(Problem("not-a-block", name, 1, "The file must hold `name: value` lines."))
    for name in NEEDED:
        if name not in texts:
            shelf.problems.append(Problem("missing-file", name, 1, "This file is missing. Guidance cannot be used without it."))
    if shelf.problems:  # what a broken file leaves out would only be reported over and over
        raise GuidanceError(shelf.problems)
    return shelf


def _edition(shelf: Shelf, texts: Mapping[str, str]) -> str:
    reader, block = shelf.document("edition.yaml")
    rules = [t for n, t in sorted(texts.items()) if not n.startswith(NOT_ADVICE)]
    return f"{reader.text(block, 'edition', default='')}+{hashlib.sha256(chr(0).join(rules).encode()).hexdigest()[:8]}"


def _primary(shelf: Shelf, decisions: Mapping[str, Decision]) -> str:
    reader, block = shelf.document("edition.yaml")
    reader.keys(block, ("edition", "primary"))
    primary = reader.text(block, "primary")
    reader.known(primary, decisions, "decision", block.line)
    return primary


def _order(shelf: Shelf) -> tuple[str, ...]:
    """The order that a maintainer's tool found; a name that is gone, or new, is no problem."""
    if "order.yaml" not in shelf.documents:
        return ()
    reader, block = shelf.document("order.yaml")
    return tuple(str(t) for t in reader.texts(block, "order", required=True))


def _nations(shelf: Shelf) -> None:
    reader, document = shelf.document("nations.yaml")
    entries = document.get("nations")
    for name, block in entries.items() if isinstance(entries, Block) else []:
        if isinstance(block, Block):
            reader.keys(block, ("label", "signpost", "sources"))
            sources = shelf.documents.get("sources.yaml", Block()).get("sources")
            known = sources if isinstance(sources, Block) else ()
            cited = reader.citations(block, known) if "signpost" in block else ()
            shelf.nations[name] = Nation(name, reader.text(block, "label"), reader.text(block, "signpost", default=""), cited)


def _sources(shelf: Shelf) -> None:
    for file in sorted(n for n in shelf.documents if n.startswith("sources")):  # sources-my-team.yaml adds to sources.yaml
        _sources_in(shelf, file)


def _sources_in(shelf: Shelf, file: str) -> None:
    reader, document = shelf.document(file)
    entries = document.get("sources")
    for name, block in entries.items() if isinstance(entries, Block) else []:
        if not isinstance(block, Block):
            continue
        if name in shelf.sources:
            reader.problem("said-twice", block.line, f"Two sources are called `{name}`.")
        reader.keys(block, (*_SOURCE_KEYS, "note", "replaced"))
        block.setdefault("id", Text(name, block.line))
        replaced = block.get("replaced")
        by, on, why = "", None, ""
        if isinstance(replaced, Block):
            reader.keys(replaced, ("by", "on", "note"))
            by, on, why = (
                reader.text(replaced, "by"),
                reader.day(replaced, "on"),
                reader.text(replaced, "note", sentence=True),
            )
            reader.known(by, entries.keys() if isinstance(entries, Block) else (), "source", replaced.line)
        mark = reader.text(block, "mark")
        shelf.sources[name] = Source(
            id=name,
            title=reader.text(block, "title"),
            publisher=reader.text(block, "publisher"),
            edition=reader.text(block, "edition"),
            status=reader.text(block, "status"),
            published=reader.day(block, "published"),
            in_force=reader.span(block),
            url=reader.text(block, "url", default=""),
            last_checked=reader.day(block, "last_checked"),
            mark=_mark(reader, mark, block.line),
            nations=reader.names(block, "nations", shelf.nations, "nation", required=True),
            note=reader.text(block, "note", default=""),
            replaced_by=by,
            replaced_on=on,
            replaced_note=why,
        )


def _terms(shelf: Shelf) -> dict[str, Term]:
    found: dict[str, Term] = {}
    for file in sorted(n for n in shelf.documents if n.startswith("terms")):
        reader, document = shelf.document(file)
        entries = document.get("terms")
        for name, block in entries.items() if isinstance(entries, Block) else []:
            if not isinstance(block, Block):
                continue
            reader.keys(block, ("means", "when", "sources"))
            if name in shelf.names.terms or name in shelf.names.variables or name in RESERVED or not name.isidentifier():
                reader.problem("bad-name", block.line, f"`{name}` cannot name a term: it is taken, or a word of the rule language.")
            block.setdefault("id", Text(name, block.line))
            means, when = reader.text(block, "means", sentence=True), reader.expression(block, "when", shelf.names)
            found[name] = Term(name, means, when, reader.citations(block, shelf.sources), file, block.line)
            shelf.names.terms[name] = when
    return found


def _markers(shelf: Shelf, part: str) -> tuple[Marker, ...]:
    reader, document = shelf.document(f"{part}.yaml")
    found = []
    for block in reader.blocks(document.get(part), part):
        reader.keys(block, _MARKER_KEYS)
        number = reader.text(block, "number")
        marker = Marker(
            id=reader.text(block, "id"),
            number=int(number) if number.isdigit() else 0,
            title=reader.text(block, "title"),
            text=reader.text(block, "text", default=""),
            applied_when=reader.expression(block, "applied_when", shelf.names),
            attention_when=reader.expression(block, "attention_when", shelf.names),
            applied=reader.text(block, "applied"),
            attention=reader.text(block, "attention"),
            sources=reader.citations(block, shelf.sources),
            in_force=reader.span(block),
            nations=reader.names(block, "nations", shelf.nations, "nation", required=True),
            practitioner=reader.text(block, "practitioner", default=""),
            organisation=reader.text(block, "organisation", default=""),
            question=reader.text(block, "question", default=""),
        )
        found.append(marker)
    return tuple(sorted(found, key=lambda m: m.number))


def _emergency(shelf: Shelf) -> Emergency:
    reader, block = shelf.document("emergency.yaml")
    steps = tuple(str(t) for t in reader.texts(block, "steps", required=True))
    return Emergency(
        reader.text(block, "title"),
        steps,
        reader.text(block, "consent", sentence=True),
        reader.text(block, "after", sentence=True),
        reader.citations(block, shelf.sources),
    )


def _words(shelf: Shelf) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, document in sorted(shelf.documents.items()):
        entries = document.get("words") if name.startswith("words") else None
        if isinstance(entries, Block):
            found.update((k, str(v)) for k, v in entries.items())
    return found


def _mark(reader: Reader, mark: str, line: int) -> Mark:
    if mark not in set(Mark):
        reader.problem("unknown-mark", line, f"`mark: {mark}` is not one of {', '.join(Mark)}.")
        return Mark.INFERENCE
    return Mark(mark)


@lru_cache(maxsize=8)
def quantified(guidance: Guidance) -> dict[str, Exists]:
    """Every ``any(...)`` and ``all(...)`` in the guidance, by name."""
    expressions: list[Expression] = [r.when for d in guidance.decisions.values() for r in d.all_rules()]
    expressions += [e for m in (*guidance.golden_rules, *guidance.steps) for e in (m.applied_when, m.attention_when)]
    expressions += [q.only_when for q in guidance.questions if q.only_when is not None]
    expressions += [e for i in guidance.invariants for e in i.expressions()]
    return {p.name: p for e in expressions for p in parts(e) if isinstance(p, Exists)}


_SOURCE_KEYS = (
    "id",
    "title",
    "publisher",
    "edition",
    "status",
    "published",
    "in_force",
    "url",
    "last_checked",
    "mark",
    "nations",
)
_MARKER_KEYS = (
    *("id", "number", "title", "text", "practitioner", "organisation", "question"),
    *("applied_when", "attention_when", "applied", "attention", "sources", "in_force", "nations"),
)
__all__ = ["RATINGS", "GuidanceError", "build", "guidance_folder", "load", "quantified", "standard"]
