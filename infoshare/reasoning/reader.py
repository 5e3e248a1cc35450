"""Reading checked values out of YAML blocks, gathering every problem on the way instead of stopping at the first."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import date

from ..logic.expression import Always, Expression, ExpressionError, Vocabulary, parse
from .document import Block, Items, Problem, Text, Value
from .guidance import OPEN, Citation, ListOf, Mark, Nation, Source, Span


class Reader:
    """One file being read.

    Args:
        file: its name, for problems.
        problems: where problems go; shared between files.
    """

    def __init__(self, file: str, problems: list[Problem]) -> None:
        self.file, self.problems = file, problems

    def problem(self, code: str, line: int, message: str) -> None:
        """Note one problem."""
        self.problems.append(Problem(code, self.file, line, message))

    def blocks(self, value: Value, what: str) -> Iterator[Block]:
        """The mappings of a list; anything else in it is a problem."""
        for item in value if isinstance(value, Items) else []:
            if isinstance(item, Block):
                yield item
            else:
                self.problem("not-a-block", getattr(item, "line", 1), f"Each of {what} must be a block of `name: value` lines.")
        if value is not None and not isinstance(value, Items):
            self.problem("not-a-list", getattr(value, "line", 1), f"`{what}` must be a list: start each entry with a dash.")

    def keys(self, block: Block, allowed: Collection[str]) -> None:
        """Refuse keys that nobody reads: most are misspelt."""
        for key in block:
            if key not in allowed:
                self.problem(
                    "unknown-key",
                    block.lines[key],
                    f"`{key}` is not used here{near(key, allowed)} (allowed: {', '.join(allowed)}).",
                )

    def text(self, block: Block, key: str, *, default: str | None = None, sentence: bool = False) -> str:
        """A text; a missing one without default is a problem."""
        value = block.get(key)
        if value is None and default is not None:
            return default
        if not isinstance(value, Text) or not value.strip():
            name = f" of `{block['id']}`" if isinstance(block.get("id"), Text) else ""
            self.problem(
                f"missing-{key.replace('_', '-')}",
                block.lines.get(key, block.line),
                f"`{key}`{name} is missing. Add it as text.",
            )
            return default or ""
        text = " ".join(value.split())
        if sentence and text[-1] not in ".?!":
            self.problem("no-full-stop", value.line, f"`{key}` is read by a practitioner: end it with a full stop.")
        return text

    def texts(self, block: Block, key: str, *, required: bool = False) -> tuple[Text, ...]:
        """A list of texts; one text alone counts as a list of one."""
        value = block.get(key)
        if isinstance(value, Text):
            return (value,)
        if isinstance(value, Items) and all(isinstance(v, Text) for v in value):
            return tuple(v for v in value if isinstance(v, Text))
        if value is not None or required:
            self.problem(f"missing-{key}", block.lines.get(key, block.line), f"`{key}` must be a list of names, like [a, b].")
        return ()

    def names(self, block: Block, key: str, known: Collection[str], what: str, *, required: bool = False) -> tuple[str, ...]:
        """A list of names that must exist."""
        found = self.texts(block, key, required=required)
        for name in found:
            self.known(name, known, what, name.line)
        return tuple(str(n) for n in found)

    def known(self, name: str, known: Collection[str], what: str, line: int) -> None:
        """Refuse a name that does not exist, with the nearest that do."""
        if name not in known:
            self.problem(f"unknown-{what.replace(' ', '-')}", line, f"No {what} is called `{name}`{near(name, known)}.")

    def day(self, block: Block, key: str) -> date:
        """A date, always required: a missing date is an error, never a default."""
        value = block.get(key)
        if isinstance(value, Text):
            try:
                return date.fromisoformat(value)
            except ValueError:
                self.problem("bad-date", value.line, f"`{key}: {value}` is not a date. Write it as 2024-05-01.")
                return date.min
        name = f" of `{block['id']}`" if isinstance(block.get("id"), Text) else ""
        self.problem(
            "missing-date",
            block.line,
            f"`{key}`{name} is missing. Every source and rule carries its dates, like 2024-05-01.",
        )
        return date.min

    def span(self, block: Block, key: str = "in_force") -> Span:
        """The first and last day of something: ``[2024-05-01, open]``, or ``[not_yet, open]`` for law that has not started."""
        value = block.get(key)
        ends = [str(v) for v in value if isinstance(v, Text)] if isinstance(value, Items) else []
        if len(ends) != 2:
            name = f" of `{block['id']}`" if isinstance(block.get("id"), Text) else ""
            line = block.lines.get(key, block.line)
            self.problem(
                "missing-date",
                line,
                f"`{key}`{name} needs two days, first and last, like [2024-05-01, open]. It has {len(ends)}.",
            )
            return Span(None, OPEN)
        line = block.lines[key]
        try:
            first = None if ends[0] == "not_yet" else date.fromisoformat(ends[0])
            last = OPEN if ends[1] == "open" else date.fromisoformat(ends[1])
        except ValueError:
            self.problem("bad-date", line, f"`{key}: [{', '.join(ends)}]` is not two days. Write them like [2024-05-01, open].")
            return Span(None, OPEN)
        if first is not None and first > last:
            self.problem("dates-reversed", line, f"`{key}` ends on {last} before it starts on {first}. Swap the days.")
        return Span(first, last)

    def citations(self, block: Block, sources: Collection[str]) -> tuple[Citation, ...]:
        """Sources down to the paragraph, each with how well it was verified. None at all is a problem."""
        found = []
        for item in self.blocks(block.get("sources"), "sources"):
            self.keys(item, ("source", "at", "mark"))
            source, at = self.text(item, "source"), self.text(item, "at")
            if source:
                self.known(source, sources, "source", item.line)
            mark = self.text(item, "mark", default=Mark.INFERENCE.value)
            if mark not in set(Mark):
                self.problem("unknown-mark", item.line, f"`mark: {mark}` is not one of {', '.join(Mark)}.")
                mark = Mark.INFERENCE.value
            found.append(Citation(source, at, Mark(mark)))
        if not found:
            name = f" of `{block['id']}`" if isinstance(block.get("id"), Text) else ""
            self.problem(
                "missing-source",
                block.line,
                f"`sources`{name} is missing. Say which document and paragraph it rests on.",
            )
        return tuple(found)

    def expression(self, block: Block, key: str, names: Vocabulary) -> Expression:
        """A parsed expression; a problem stands for itself as ``always`` so that reading goes on."""
        value = block.get(key)
        if not isinstance(value, Text):
            self.text(block, key)
            return Always()
        try:
            return parse(" ".join(value.split()), names)
        except ExpressionError as error:
            owner = f"`{block['id']}`: " if isinstance(block.get("id"), Text) else ""
            self.problem("bad-expression", value.line, f"{owner}`{key}` cannot be used: {error}.")
            return Always()


@dataclass
class Shelf:
    """All files being read together, and what has been read so far.

    Attributes:
        documents: the files' blocks by name.
        problems: everything found wrong.
        names: what rules may read.
    """

    documents: dict[str, Block]
    problems: list[Problem]
    names: Vocabulary = field(default_factory=Vocabulary)
    nations: dict[str, Nation] = field(default_factory=dict)
    sources: dict[str, Source] = field(default_factory=dict)
    lists: dict[str, ListOf] = field(default_factory=dict)

    def document(self, name: str) -> tuple[Reader, Block]:
        """One file and a reader for it."""
        return Reader(name, self.problems), self.documents[name]

    def each(self, folder: str) -> list[tuple[Reader, Block]]:
        """The files of a folder, in the order of their names."""
        return [(Reader(n, self.problems), d) for n, d in sorted(self.documents.items()) if n.startswith(f"{folder}/")]


def near(name: str, known: Collection[str]) -> str:
    """A hint at the names that were probably meant."""
    close = difflib.get_close_matches(name, list(known), n=3, cutoff=0.6)
    return f"; did you mean {' or '.join(f'`{c}`' for c in close)}" if close else ""
