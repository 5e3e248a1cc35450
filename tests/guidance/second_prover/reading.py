"""The guidance as it stands in its files, read with nothing but a YAML parser that keeps every value as text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import yaml

FIRST_DAY = date(2024, 5, 1)
Texts = Mapping[str, str]


@dataclass(frozen=True)
class Fact:
    name: str
    options: tuple[str, ...]
    several: bool
    only_when: str = ""


@dataclass(frozen=True)
class Listed:
    name: str
    each: str
    facts: tuple[Fact, ...]


@dataclass(frozen=True)
class Rule:
    """One rule of one group: the decision itself, one candidate's rating, or the recommendation."""

    id: str
    group: str
    when: str
    conclude: str
    over: tuple[str, ...]
    under: tuple[str, ...]
    first: date | None
    last: date
    nations: tuple[str, ...]

    def speaks(self, nation: str, day: date) -> bool:
        return nation in self.nations and self.first is not None and self.first <= day <= self.last


@dataclass
class Decision:
    name: str
    kind: str = "one"
    per: str = ""
    candidates: tuple[str, ...] = ()
    rules: list[Rule] = field(default_factory=list)
    days: set[date] = field(default_factory=set)


@dataclass
class Knowledge:
    facts: dict[str, Fact] = field(default_factory=dict)
    lists: dict[str, Listed] = field(default_factory=dict)
    terms: dict[str, str] = field(default_factory=dict)
    decisions: dict[str, Decision] = field(default_factory=dict)
    nations: tuple[str, ...] = ()
    promises: list[dict[str, Any]] = field(default_factory=list)

    def days(self) -> list[date]:
        """Every day on which the law changes, from the first that is covered."""
        days = {day for decision in self.decisions.values() for day in decision.days} | {FIRST_DAY}
        return sorted(day for day in days if day >= FIRST_DAY)

    def texts(self) -> Iterator[str]:
        """Every expression, terms last."""
        for fact in self.facts.values():
            yield fact.only_when
        for decision in self.decisions.values():
            yield from (rule.when for rule in decision.rules)
        for promise in self.promises:
            yield from (str(promise[k]) for k in ("never", "among", "from", "to") if k in promise)
        yield from self.terms.values()


def read(texts: Texts) -> Knowledge:
    """All that the second prover needs, from the texts of the files by their names."""
    files = {name: yaml.load(text, Loader=yaml.BaseLoader) for name, text in sorted(texts.items())}
    known = Knowledge(nations=tuple(files["nations.yaml"]["nations"]))
    for name, file in files.items():
        if name.startswith("questions/"):
            for key, block in file.get("lists", {}).items():
                known.lists[key] = Listed(key, block["each"], tuple(_fact(f, "") for f in block["fields"]))
            for question in file.get("questions", ()):
                facts = [_fact(f, question.get("only_when", "")) for f in question.get("fields", ()) if "fact" in f]
                known.facts.update({f.name: f for f in facts})
        elif name.startswith("terms"):
            known.terms.update({key: block["when"] for key, block in file["terms"].items()})
        elif name.startswith("invariants/"):
            known.promises += file["invariants"]
    for name, file in files.items():
        if name.startswith("decisions/") and "kind" in file:
            candidates = tuple(file["candidates"])
            known.decisions[file["decision"]] = Decision(file["decision"], file["kind"], file.get("per", ""), candidates)
    for name, file in files.items():
        if name.startswith("decisions/"):
            _rules(known.decisions[file["decision"]], file)
    return known


def folder(path: Path) -> Texts:
    return {str(p.relative_to(path)): p.read_text(encoding="utf-8") for p in path.rglob("*.yaml")}


def _fact(block: Mapping[str, Any], only_when: str) -> Fact:
    return Fact(block["fact"], tuple(o["id"] for o in block["options"]), block["kind"] == "any", only_when)


def _rules(decision: Decision, file: Mapping[str, Any]) -> None:
    for part in ("rules", "recommend", "arguments"):
        for block in file.get(part, ()):
            first, last = block["in_force"]
            begins = None if first == "not_yet" else date.fromisoformat(first)
            ends = date.max if last == "open" else date.fromisoformat(last)
            if begins is not None:
                decision.days |= {begins} | ({ends + timedelta(days=1)} if ends < date.max else set())
            if part == "arguments":
                continue
            nations = tuple(block.get("nations", file.get("nations", ())))
            over, under = _names(block.get("overrides")), _names(block.get("yields_to"))
            rates = block["rate"].items() if "rate" in block else [(part if part == "recommend" else "", block["conclude"])]
            decision.rules += [Rule(block["id"], g, block["when"], c, over, under, begins, ends, nations) for g, c in rates]


def _names(value: Any) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value or ())
