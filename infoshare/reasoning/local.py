"""What an area sets for itself: its own times, channels and names of contacts. Details of what is advised, never rules."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

from .document import Block, Items, Problem, Text, Unreadable, parse, read
from .guidance import Candidate, Decision, Guidance
from .reader import Reader, near

MORE = "more"
"""A further sentence for the text of a candidate; every part may have one."""
SET_BY = "set_by"
"""The detail that says who set something, shown beside it."""
SETTABLE = "settable.yaml"
CONTACT = "contact"
"""Whom to tell about trouble with the pages: a phone number, an address, a form. Shown on the accessibility statement."""
_WHOSE = ("area", "checked", CONTACT)


class LocalError(Exception):
    """A local file that must not be used. ``problems`` lists everything found, each with file, line and what exists."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(str(p) for p in problems))
        self.problems = problems


@dataclass(frozen=True)
class Local:
    """Whose own times and contacts are used, and the day on which somebody last checked them."""

    area: str
    checked: date


@dataclass(frozen=True)
class _Part:
    """One part of a local file, such as its clocks: which details of which decision it may set."""

    decision: Decision
    details: tuple[str, ...]
    never: tuple[str, ...]


def with_local(guidance: Guidance, path: Path) -> Guidance:
    """The guidance with the details that an area sets for itself; rules, and everything that is proved of them, stay as they are.

    Args:
        guidance: what the area's file names are looked up in. Its ``settable.yaml`` says what may be set.
        path: the area's own file, such as ``local.yaml``.

    Raises:
        LocalError: with the line and what exists, for every name or detail that cannot be set.
    """
    problems: list[Problem] = []
    reader = Reader(path.name, problems)
    document = _read(path)
    parts = _parts(guidance)
    reader.keys(document, (*_WHOSE, *parts))
    local = Local(reader.text(document, "area"), reader.day(document, "checked"))
    reader.text(document, CONTACT, default="")
    decisions = dict(guidance.decisions)
    said = guidance.words["local.set_by"].format(area=local.area, on=_long(local.checked))
    for name, part in parts.items():
        changed = dict(_changed(reader, document, name, part, said))
        decisions[part.decision.id] = replace(part.decision, candidates={**part.decision.candidates, **changed})
    if problems:
        raise LocalError(problems)
    return replace(guidance, decisions=decisions, local=local)


def local_contact(path: Path) -> str:
    """Whom an area's own file names for trouble with the pages; "" where it names nobody or cannot be read."""
    try:
        return Reader(path.name, []).text(_read(path), CONTACT, default="")
    except LocalError:
        return ""


def local_notes(guidance: Guidance, on: date, stale_after: timedelta) -> Iterator[str]:
    """What to say about an area's own details on a day: that they are used, and whether they were checked too long ago."""
    if guidance.local is None:
        return
    old = on - guidance.local.checked > stale_after
    name = "local.stale" if old else "local.note"
    yield guidance.words[name].format(area=guidance.local.area, on=_long(guidance.local.checked))


def _read(path: Path) -> Block:
    try:
        document = read(path, path.name)
    except Unreadable as error:
        raise LocalError([error.problem]) from None
    except (OSError, UnicodeDecodeError):
        text = "This file cannot be read. It must be text in UTF-8 that you are allowed to open."
        raise LocalError([Problem("local-unreadable", path.name, 1, text)]) from None
    if not isinstance(document, Block):
        raise LocalError([Problem("not-a-block", path.name, 1, "The file must hold `name: value` lines, such as `area: Exampleshire`.")])
    return document


def _parts(guidance: Guidance) -> dict[str, _Part]:
    """What this guidance lets an area set; nothing, where it does not say."""
    document = parse(guidance.origin.get(SETTABLE, ""), SETTABLE)
    entries = document.get("settable") if isinstance(document, Block) else None
    found = {}
    for name, block in entries.items() if isinstance(entries, Block) else []:
        if isinstance(block, Block):
            found[name] = _Part(guidance.decisions[str(block["decision"])], _names(block, "details"), _names(block, "never"))
    return found


def _names(block: Block, key: str) -> tuple[str, ...]:
    value = block.get(key)
    return tuple(str(v) for v in value) if isinstance(value, Items) else ()


def _changed(reader: Reader, document: Block, name: str, part: _Part, said: str) -> Iterator[tuple[str, Candidate]]:
    entries = document.get(name)
    if entries is None:
        return
    if not isinstance(entries, Block):
        reader.problem("not-a-block", document.lines[name], f"`{name}` must hold names, each with what is set for it.")
        return
    for key, block in entries.items():
        line = entries.lines[key]
        allowed = [c for c in part.decision.candidates if c not in part.never]
        if key in part.never:
            reader.problem("local-fixed", line, f"`{key}` is the same everywhere and cannot be set.")
        elif key not in allowed:
            there_are = f"{near(key, allowed)}. There are: {', '.join(allowed)}"
            reader.problem("local-unknown", line, f"None of `{name}` is called `{key}`{there_are}.")
        elif not isinstance(block, Block):
            reader.problem("not-a-block", line, f"`{key}` must hold what is set for it, such as `{part.details[-1]}: ...`.")
        else:
            yield key, _set(reader, block, part.decision.candidates[key], part.details, said)


def _set(reader: Reader, block: Block, candidate: Candidate, details: tuple[str, ...], said: str) -> Candidate:
    allowed = [d for d in details if d == "label" or d in candidate.details]
    texts: dict[str, str] = {}
    for key, value in block.items():
        if key not in (*allowed, MORE):
            can = ", ".join((*allowed, MORE))
            reader.problem("local-detail", block.lines[key], f"`{key}` of `{candidate.id}` cannot be set. You can set: {can}.")
        elif not isinstance(value, Text):
            reader.problem("local-detail", block.lines[key], f"`{key}` of `{candidate.id}` must be text.")
        else:
            texts[key] = reader.text(block, key, sentence=key == MORE)
    text = f"{candidate.text} {texts.pop(MORE)}" if MORE in texts else candidate.text
    label = texts.pop("label", candidate.label)
    return replace(candidate, label=label, text=text, details={**candidate.details, **texts, SET_BY: said})


def _long(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
