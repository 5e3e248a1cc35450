"""A case: what is known so far about one situation. Reading one refuses what cannot be understood and names the field."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from ..logic.expression import NO, NOT_SURE, YES, member, over_rows, truth
from .document import Block, Items, Text, Unreadable, read
from .guidance import Fact, Guidance
from .load import quantified
from .reader import near

Answer = str | tuple[str, ...]
Row = Mapping[str, str]
_FIELDS = ("id", "title", "story", "on", "nation", "facts", "texts", "expect", "same_for", "not_for", "beside", "published", "file")


class CaseError(ValueError):
    """A case that cannot be read. The message names file, line, field and what is allowed; never what the case says.

    Attributes:
        code: short and stable.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"{message} [{code}]")
        self.code = code


@dataclass(frozen=True)
class Case:
    """Facts, lists of people, and words, as far as they are known.

    Attributes:
        facts: answers by fact: one option, or several. A missing fact has not been asked; ``not_sure`` has been asked and is not known.
        lists: rows by list, such as ``people``; a missing list was not asked, an empty one has no rows. Rows hold ``name`` and answers.
        texts: words for the record; no rule reads them.
        nation: whose law applies; ``None`` when nobody has said.
        on: the day of the decision, if the case fixes one.
        title: a sentence that names the case, for libraries and tables.
    """

    facts: Mapping[str, Answer] = field(default_factory=dict)
    lists: Mapping[str, tuple[Row, ...]] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)
    nation: str | None = None
    on: date | None = None
    title: str = ""

    def with_facts(self, facts: Mapping[str, Answer | None]) -> Case:
        """The same case with some answers changed; ``None`` takes an answer back."""
        merged = {**self.facts, **facts}
        return replace(self, facts={k: v for k, v in merged.items() if v is not None})

    @classmethod
    def of(cls, guidance: Guidance, **facts: str | Iterable[str]) -> Case:
        """A case from keyword answers, ``__`` standing for the dot: ``Case.of(guidance, harm__level="perceived")``."""
        return read_case({"facts": {k.replace("__", "."): v if isinstance(v, str) else list(v) for k, v in facts.items()}}, guidance)


def load_case(path: Path, guidance: Guidance) -> Case:
    """Read a case file.

    Raises:
        CaseError: with file, line, field and the allowed answers.
    """
    try:
        document = read(path, path.name)
    except FileNotFoundError:
        raise CaseError("no-case-file", f"{path.name}: there is no such file.") from None
    except OSError as error:
        raise CaseError("case-unreadable", f"{path.name}: the file cannot be read ({error.strerror}).") from None
    except UnicodeDecodeError:
        raise CaseError("case-unreadable", f"{path.name}: the file is not text in UTF-8.") from None
    except Unreadable as error:
        raise CaseError(error.problem.code, f"{error.problem.file}:{error.problem.line}: {error.problem.message}") from None
    if not isinstance(document, Block):
        raise CaseError("case-unreadable", f"{path.name}:1: a case holds `name: value` lines, such as `facts:`.")
    return read_case(document, guidance, path.name)


def read_case(data: Mapping[str, object], guidance: Guidance, file: str = "case") -> Case:
    """A case from a mapping, checked against the guidance's facts and options. Raises `CaseError`."""
    reader = _CaseReader(data, guidance, file)
    return reader.case()


class _CaseReader:
    def __init__(self, data: Mapping[str, object], guidance: Guidance, file: str) -> None:
        self.data, self.guidance, self.file = data, guidance, file

    def error(self, code: str, place: object, key: str, message: str) -> CaseError:
        line = place.lines.get(key, place.line) if isinstance(place, Block) else getattr(place, "line", None)
        return CaseError(code, f"{self.file}{f':{line}' if line else ''}: `{key}`: {message}")

    def case(self) -> Case:
        lists = self.guidance.lists
        for key in self.data:
            if key not in _FIELDS and key not in lists:
                allowed = [*(f for f in _FIELDS if f not in ("file", "beside")), *lists]
                raise self.error(
                    "unknown-field",
                    self.data,
                    str(key),
                    f"is not a field of a case{near(str(key), allowed)}. Allowed: {', '.join(allowed)}.",
                )
        nation = self.data.get("nation")
        if nation is not None and nation not in self.guidance.nations:
            raise self.error("unknown-nation", self.data, "nation", f"is not known. Allowed: {', '.join(self.guidance.nations)}.")
        return Case(
            facts=self.facts(),
            lists={name: self.rows(name) for name in lists if self.data.get(name) is not None},
            texts={str(k): str(v) for k, v in self.mapping("texts").items()},
            nation=str(nation) if nation is not None else None,
            on=self.day(),
            title=str(self.data.get("title") or ""),
        )

    def mapping(self, key: str) -> Mapping[str, object]:
        value = self.data.get(key)
        if value is None:
            return {}
        if not isinstance(value, Mapping):
            raise self.error("not-a-block", self.data, key, "must hold `name: value` lines.")
        return value

    def day(self) -> date | None:
        value = self.data.get("on")
        try:
            return None if value is None else value if isinstance(value, date) else date.fromisoformat(str(value))
        except ValueError:
            raise self.error("bad-date", self.data, "on", "is not a date. Write it as 2026-11-23.") from None

    def facts(self) -> dict[str, Answer]:
        block = self.mapping("facts")
        known = self.guidance.facts
        found: dict[str, Answer] = {}
        for name, value in block.items():
            if name not in known:
                raise self.error(
                    "unknown-fact",
                    block,
                    name,
                    f"no such fact{near(name, list(known))}. `infoshare questions` lists them all.",
                )
            if value is not None:
                found[name] = self.answer(known[name], value, block, name)
        return found

    def answer(self, fact: Fact, value: object, block: Mapping[str, object], key: str) -> Answer:
        if not fact.several:
            if isinstance(value, (str, Text)) and (value in fact.ids or value == NOT_SURE):
                return str(value)
            raise self.error(
                "unknown-answer",
                block,
                key,
                f"that answer is not one of its options. Allowed: {', '.join(fact.ids)}, {NOT_SURE}.",
            )
        values = [value] if isinstance(value, str) else value
        if not isinstance(values, (list, tuple, Items)):
            raise self.error("unknown-answer", block, key, f"must be a list. Allowed: {', '.join(fact.ids)}, none, {NOT_SURE}.")
        picked = [str(v) for v in values if v != "none"]
        if any(v not in fact.ids and v != NOT_SURE for v in picked):
            raise self.error(
                "unknown-answer",
                block,
                key,
                f"one of its answers is not an option. Allowed: {', '.join(fact.ids)}, none, {NOT_SURE}.",
            )
        if picked and "none" in values:
            raise self.error("unknown-answer", block, key, "`none` cannot stand beside other answers.")
        return tuple(dict.fromkeys(picked))

    def rows(self, name: str) -> tuple[Row, ...]:
        listed = self.guidance.lists[name]
        facts = {f.name.removeprefix(f"{listed.each}."): f for f in listed.fields}
        value = self.data[name]
        if not isinstance(value, (list, tuple)):
            raise self.error("not-a-list", self.data, name, "must be a list, one entry for each row.")
        found: list[Row] = []
        for row in value:
            if not isinstance(row, Mapping):
                raise self.error("not-a-block", self.data, name, "each entry must hold `name: value` lines.")
            kept = {"name": str(row.get("name") or f"{listed.each} {len(found) + 1}")}
            for raw, answer in row.items():
                key = raw.removeprefix(f"{listed.each}.")
                if key == "name" or answer is None:
                    continue
                if key not in facts:
                    raise self.error("unknown-fact", row, raw, f"is not known of {name}. Allowed: name, {', '.join(facts)}.")
                kept[key] = str(self.answer(facts[key], answer, row, raw))
            found.append(kept)
        return tuple(found)


@dataclass(frozen=True)
class Known:
    """A case as the rule language reads it.

    Attributes:
        answers: by variable; what is unknown is missing.
        asked: facts and lists that have an answer, "not sure" included.
        set_aside: facts whose answer does not count, because their question no longer applies.
    """

    answers: Mapping[str, str]
    asked: frozenset[str]
    set_aside: tuple[str, ...]

    def row(self, guidance: Guidance, name: str, row: Row) -> dict[str, str]:
        """The answers with one row of a list beside them."""
        return {**self.answers, **row_answers(guidance, name, row)}


def row_answers(guidance: Guidance, name: str, row: Row) -> dict[str, str]:
    """One row's answers by variable."""
    each = guidance.lists[name].each
    return {f"{each}.{k}": v for k, v in row.items() if k != "name" and v != NOT_SURE}


def known(case: Case, guidance: Guidance) -> Known:
    """What a case says, with answers set aside whose question does not apply any more."""
    answers: dict[str, str] = {}
    asked: set[str] = set()
    aside: list[str] = []
    for name, rows in case.lists.items():
        asked.add(name)
        for exists in quantified(guidance).values():
            if exists.list == name and (value := over_rows(exists, [row_answers(guidance, name, r) for r in rows])) != NOT_SURE:
                answers[exists.name] = value
    for question in guidance.questions:
        off = question.only_when is not None and truth(question.only_when, answers) is False
        for fact in question.facts:
            if fact.name not in case.facts:
                continue
            if off:
                aside.append(fact.name)
                continue
            asked.add(fact.name)
            answers.update(variables(fact, case.facts[fact.name]))
    return Known(answers, frozenset(asked), tuple(aside))


def variables(fact: Fact, answer: Answer) -> dict[str, str]:
    """What an answer says of the variables behind a fact; what is not known is missing."""
    if not fact.several:
        return {fact.name: str(answer)} if answer != NOT_SURE else {}
    picked = set((answer,) if isinstance(answer, str) else answer)
    rest = {} if NOT_SURE in picked else {member(fact.name, o): NO for o in fact.ids if o not in picked}
    return {**rest, **{member(fact.name, o): YES for o in fact.ids if o in picked}}
