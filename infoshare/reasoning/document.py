"""YAML that remembers where everything stood, so that a refusal can name file and line. Scalars stay text: ``no`` is the word "no"."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import yaml

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Text(str):
    """A scalar, as written, with its line (counted from 1)."""

    __slots__ = ("line",)
    line: int

    def __new__(cls, value: str, line: int) -> Text:
        """Keep the line beside the text."""
        text = super().__new__(cls, value)
        text.line = line
        return text


class Items(list["Value"]):
    """A list, with its line."""

    line: int = 1


class Block(dict[str, "Value"]):
    """A mapping, with its line and the line of every key."""

    line: int = 1
    lines: dict[str, int]


Value = Text | Items | Block | None


@dataclass(frozen=True)
class Problem:
    """One thing wrong in a file.

    Attributes:
        code: short and stable, for looking up.
        file: the file's name, relative to the folder that was read.
        line: counted from 1.
        message: what is wrong and what to do.
    """

    code: str
    file: str
    line: int
    message: str

    def __str__(self) -> str:
        """The problem as one line of a report."""
        return f"{self.file}:{self.line}: {self.message} [{self.code}]"


class Unreadable(Exception):
    """A file that is not YAML, or says the same thing twice."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


def read(path: Path, name: str) -> Value:
    """Read one YAML document.

    Raises:
        Unreadable: with the file's name and line.
    """
    return parse(path.read_text(encoding="utf-8"), name)


def parse(text: str, name: str) -> Value:
    """Read one YAML document from text; ``name`` is what its problems call it."""
    try:
        return _value(yaml.compose(text, Loader=_Loader), name)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise Unreadable(Problem("not-yaml", name, line, f"This is not YAML: {error.problem}. Check the indent and the quotes.")) from None
    except yaml.YAMLError:
        raise Unreadable(Problem("not-yaml", name, 1, "This is not YAML: it holds a character that YAML does not allow.")) from None


def _value(node: yaml.Node | None, name: str) -> Value:
    match node:
        case None:
            return None
        case yaml.ScalarNode():
            if node.tag == "tag:yaml.org,2002:null" and not node.value:
                return None
            return Text(node.value, node.start_mark.line + 1)
        case yaml.SequenceNode():
            items = Items(_value(n, name) for n in node.value)
            items.line = node.start_mark.line + 1
            return items
        case yaml.MappingNode():
            block = Block()
            block.line, block.lines = node.start_mark.line + 1, {}
            for key, value in node.value:
                line = key.start_mark.line + 1
                if not isinstance(key, yaml.ScalarNode):
                    raise Unreadable(Problem("not-a-name", name, line, "A key must be a plain name."))
                if key.value in block:
                    raise Unreadable(Problem("said-twice", name, line, f"`{key.value}` is said twice here. Keep one."))
                block[key.value] = _value(value, name)
                block.lines[key.value] = line
            return block
    raise Unreadable(Problem("not-yaml", name, node.start_mark.line + 1, "This kind of YAML is not used here."))
