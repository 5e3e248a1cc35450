"""One decision of the guidance as a decision table for `zen-engine`, the peer that evaluation is measured beside.

The rules become rows in the order of their rank, and the first row that fits decides, which is how zen is meant to be used. What a rule
asks of one fact is a cell in that fact's column; the rest of it stands in one column of expressions. "Not sure" is an answer like others.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

import zen

from infoshare.logic.expression import NOT_SURE, Always, And, Exists, Expression, Is, Not, Or, names_in
from infoshare.reasoning.edition import Edition
from infoshare.reasoning.guidance import Rule


class Table:
    """A decision table in zen, with the answers put as zen reads them."""

    def __init__(self, law: Edition, decision: str) -> None:
        self._guidance = law.guidance
        ordered = law.rules[(decision, "")]
        rules = sorted(ordered.rules, key=lambda r: len(ordered.above[r.id]))
        self.facts = sorted({n for r in rules for n in names_in(r.when)})
        self._table = zen.ZenEngine().create_decision(json.dumps(self._document(rules)))

    def asked(self, answers: Mapping[str, str]) -> dict[str, str]:
        """A case as zen takes it."""
        return {_field(name): answers.get(name, NOT_SURE) for name in self.facts}

    def evaluate(self, asked: dict[str, str]) -> str:
        """What the table comes to."""
        return str(self._table.evaluate(asked)["result"]["outcome"])

    def _document(self, rules: list[Rule]) -> dict[str, Any]:
        rows = [dict(self._cells(rule)) for rule in rules]
        used = [n for n in self.facts if any(_field(n) in row for row in rows)]
        inputs = [{"id": _field(n), "name": n, "field": _field(n)} for n in used]
        inputs.append({"id": "rest", "name": "rest"})
        ids = [i["id"] for i in inputs]
        table = {
            "hitPolicy": "first",
            "inputs": inputs,
            "outputs": [{"id": "outcome", "name": "outcome", "field": "outcome"}],
            "rules": [
                {"_id": r.id, **{i: row.get(i, "") for i in ids}, "outcome": f'"{r.conclude}"'} for r, row in zip(rules, rows, strict=True)
            ],
        }
        nodes = [
            {"id": "in", "name": "in", "type": "inputNode"},
            {"id": "table", "name": "table", "type": "decisionTableNode", "content": table},
            {"id": "out", "name": "out", "type": "outputNode"},
        ]
        edges = [{"id": "1", "sourceId": "in", "targetId": "table"}, {"id": "2", "sourceId": "table", "targetId": "out"}]
        return {"nodes": nodes, "edges": edges}

    def _cells(self, rule: Rule) -> Iterator[tuple[str, str]]:
        picked: dict[str, set[str]] = {}
        rest: list[str] = []
        for part, wanted in _together(rule.when, True):
            if isinstance(part, Is | Exists):
                name, values = self._values(part, wanted)
                picked[name] = picked[name] & values if name in picked else values
            elif not isinstance(part, Always):
                rest.append(self._text(part, wanted))
        for name, values in picked.items():
            yield _field(name), ", ".join(f'"{v}"' for v in sorted(values))
        if rest:
            yield "rest", " and ".join(f"({r})" for r in rest)

    def _values(self, part: Is | Exists, wanted: bool) -> tuple[str, set[str]]:
        if isinstance(part, Exists):
            return part.name, {"yes" if wanted else "no"}
        values = {o for o in self._guidance.names.variables[part.variable].options if (o in part.options) is wanted}
        return part.variable, values | ({NOT_SURE} if part.or_unknown and wanted else set())

    def _text(self, part: Expression, wanted: bool) -> str:
        match part:
            case Always():
                return "true" if wanted else "false"
            case Not(item):
                return self._text(item, not wanted)
            case And(items) | Or(items):
                word = " and " if isinstance(part, And) is wanted else " or "
                return word.join(f"({self._text(i, wanted)})" for i in items)
        name, values = self._values(part, wanted)
        return f"{_field(name)} in [{', '.join(repr(v) for v in sorted(values))}]"


def _together(part: Expression, wanted: bool) -> Iterator[tuple[Expression, bool]]:
    match part:
        case Not(item):
            yield from _together(item, not wanted)
        case And(items) | Or(items) if isinstance(part, And) is wanted:
            for item in items:
                yield from _together(item, wanted)
        case _:
            yield part, wanted


def _field(name: str) -> str:
    return re.sub(r"\W+", "_", name).strip("_")
