"""The case library: read when somebody first looks at it, so that a practitioner's page never waits for stories it does not tell.

One story may stand for several cases. ``same_for`` lists answers that change nothing: with each of them alone the same must come out.
``not_for`` lists answers with which the first rule named under ``because`` does not hold. So both sides of a condition fit in one place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from .document import Block, Items, Problem, Text, Unreadable, Value, parse
from .guidance import ListOf
from .reader import Reader

Data = Mapping[str, object]
SAME, OTHER = "same_for", "not_for"
BESIDE = "beside"
"""Under this key, a case that was made from a story names it."""


class Library(Mapping[str, Data]):
    """All cases by id; those that one story stands for follow it.

    Args:
        texts: the files that hold them, by name.
        lists: the lists of rows that cases may have, by id.
        refuse: makes the error to raise of the problems found.
    """

    def __init__(self, texts: Mapping[str, str], lists: Mapping[str, ListOf], refuse: Callable[[list[Problem]], Exception]) -> None:
        self._texts, self._lists, self._refuse = dict(texts), lists, refuse
        self._cases: dict[str, Data] | None = None

    def _read(self) -> dict[str, Data]:
        if self._cases is None:
            problems: list[Problem] = []
            found: dict[str, Data] = {}
            for name, data, line in self._each(problems):
                if name in found:
                    problems.append(Problem("said-twice", str(data["file"]), line, f"Two cases are called `{name}`."))
                found[name] = data
            if problems:
                raise self._refuse(problems)
            self._cases = found
        return self._cases

    def _each(self, problems: list[Problem]) -> Iterator[tuple[str, Data, int]]:
        for file, text in sorted(self._texts.items()):
            reader = Reader(file, problems)
            try:
                document = parse(text, file)
            except Unreadable as error:
                problems.append(error.problem)
                continue
            several = document.get("cases") if isinstance(document, Block) else None
            for block in reader.blocks(several, "cases") if several is not None else [document]:
                if not isinstance(block, Block):
                    reader.problem("not-a-block", 1, "The file must hold `name: value` lines.")
                    continue
                name = reader.text(block, "id")
                data = {k: v for k, v in block.items() if k not in (SAME, OTHER)}
                data["file"] = Text(file, block.line)
                yield name, data, block.line
                for what, beside in self._beside(block, data, reader):
                    yield f"{name} ({what})", {**beside, BESIDE: name}, block.line

    def _beside(self, block: Block, data: dict[str, Value], reader: Reader) -> Iterator[tuple[str, dict[str, Value]]]:
        """The cases that a story also stands for, each with what is different in it."""
        expect = data.get("expect")
        told = expect.get("because") if isinstance(expect, Block) else None
        first = told[0] if isinstance(told, Items) and told else None
        for key in (SAME, OTHER):
            changes = block.get(key)
            if changes is None:
                continue
            if not isinstance(changes, Block) or (key == OTHER and first is None):
                text = f"`{key}` must hold lines like `fact: [answer, answer]`, beside an `expect` that names rules as `because`."
                reader.problem("bad-neighbours", block.lines[key], text)
                continue
            kept = {k: v for k, v in data.items() if k not in ("story", "published", "expect")}
            kept["expect"] = expect if key == SAME else _expect(str(first), block.line)
            for fact, answers in changes.items():
                for answer in answers if isinstance(answers, Items) else [answers]:
                    yield f"{fact} is {_said(answer)}", {**kept, **self._changed(data, fact, answer)}

    def _changed(self, data: Mapping[str, Value], fact: str, answer: Value) -> dict[str, Value]:
        """What becomes of a case with one answer changed: nation, day, a fact, or a fact of the first row of its list."""
        if fact in ("nation", "on"):
            return {fact: answer}
        each, _, field = fact.partition(".")
        listed = next((name for name, one in self._lists.items() if one.each == each), None)
        rows = data.get(listed) if listed else None
        if listed and isinstance(rows, Items) and rows and isinstance(rows[0], Block):
            return {listed: _items([_with(rows[0], field, answer, instead=fact), *rows[1:]], rows.line)}
        facts = data.get("facts")
        return {"facts": _with(facts, fact, answer) if isinstance(facts, Block) else _block({fact: answer}, 1)}

    def __getitem__(self, name: str) -> Data:
        """One case. Raises what ``refuse`` makes of problems, if some case cannot be read."""
        return self._read()[name]

    def __iter__(self) -> Iterator[str]:
        """The ids, in the order of the files."""
        return iter(self._read())

    def __len__(self) -> int:
        """How many cases there are."""
        return len(self._read())


def _with(block: Block, key: str, answer: Value, *, instead: str = "") -> Block:
    """A block with one value changed, and another name for the same thing left out."""
    new = Block({**{k: v for k, v in block.items() if k != instead}, key: answer})
    new.line, new.lines = block.line, {**block.lines, key: getattr(answer, "line", block.line)}
    return new


def _items(values: list[Value], line: int) -> Items:
    made = Items(values)
    made.line = line
    return made


def _block(values: dict[str, Value], line: int) -> Block:
    made = Block(values)
    made.line, made.lines = line, dict.fromkeys(values, line)
    return made


def _expect(rule: str, line: int) -> Block:
    """That one rule does not hold."""
    return _block({"not_because": _items([Text(rule, line)], line)}, line)


def _said(answer: Value) -> str:
    return " and ".join(str(a) for a in answer) if isinstance(answer, Items) else str(answer)
