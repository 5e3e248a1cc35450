"""Mutants: the guidance with one thing in it changed for the worse. Each says where it could be made by hand, and how."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import partial
from typing import Any

from ..logic.expression import Expression, Vocabulary, parse
from .document import Block, Items, Text
from .document import parse as parse_yaml
from .edition import FIRST_DAY
from .guidance import OPEN, Decision, Guidance, Rule, Span, Term
from .read_decisions import RATINGS
from .variants import same_as, variants

PARTS = ("rules", "recommend", "arguments")
CONDITION = frozenset({"negate", "drop", "not", "option", "quantifier"})
"""The kinds of change that touch what rules say of a case, and leave their order, days and nations alone."""


@dataclass(frozen=True)
class Mutant:
    """One change.

    Attributes:
        id: the same from run to run while the rule is not rewritten; `harmless.yaml` lists mutants by it.
        kind: negate, drop, not, option, quantifier, override, conclude, date, nation or remove.
        name: of the rule or term, or of the file when its nations are changed.
        file: where it would be made by hand, with `line` (from 1).
        says: what was changed.
        decisions: the decisions that are different now, by id.
        terms: the terms that are different now, with the `names` that rules would be read with.
    """

    id: str
    kind: str
    name: str
    file: str
    line: int
    says: str
    decisions: Mapping[str, Decision]
    terms: Mapping[str, Term] = field(default_factory=dict)
    names: Vocabulary | None = None

    def of(self, guidance: Guidance) -> Guidance:
        """The guidance with this change made."""
        return replace(
            guidance,
            decisions={**guidance.decisions, **self.decisions},
            terms={**guidance.terms, **self.terms},
            names=self.names or guidance.names,
        )

    def __str__(self) -> str:
        """The change, with where to make it."""
        return f"{self.file}:{self.line}: `{self.name}`: {self.says}"


def mutants(guidance: Guidance) -> list[Mutant]:
    """Every mutant of some guidance, file by file; what only writes the same thing differently is left out."""
    found: list[Mutant] = []
    taken: dict[str, int] = {}
    for mutant in _all(guidance):
        times = taken[mutant.id] = taken.get(mutant.id, 0) + 1
        found.append(mutant if times == 1 else replace(mutant, id=f"{mutant.id} #{times}"))
    return found


def _all(guidance: Guidance) -> Iterator[Mutant]:
    documents = {n: d for n, t in guidance.origin.items() if isinstance(d := parse_yaml(t, n), Block)}
    blocks: dict[str, Block] = {}
    for file, document in sorted(documents.items()):
        if file.startswith("decisions/"):
            maker = _Maker(guidance, guidance.decisions[str(document["decision"])], file)
            if "nations" in document:
                yield from maker.nations_of_file(document)
            for part in PARTS:
                for block in _blocks(document, part):
                    blocks[str(block["id"])] = block
                    yield from maker.mutants(block)
    yield from _terms(guidance, documents, blocks)


def _blocks(document: Block, part: str) -> Iterator[Block]:
    listed = document.get(part)
    yield from (b for b in (listed if isinstance(listed, Items) else ()) if isinstance(b, Block))


def _texts(block: Block, key: str) -> list[str]:
    value = block.get(key)
    return [str(value)] if isinstance(value, Text) else [str(v) for v in value or ()] if isinstance(value, Items) else []


@dataclass
class _Maker:
    guidance: Guidance
    decision: Decision
    file: str

    def mutants(self, block: Block) -> Iterator[Mutant]:
        rules = [r for r in self.decision.all_rules() if r.id == str(block["id"])]
        yield from self.conditions(block, rules[0])
        for key in ("overrides", "yields_to", "outweighed_by"):
            for name in _texts(block, key):
                yield self.made(block, key, "override", name, f"left out `{name}` from `{key}`", partial(_unlisted, key=key, name=name))
        for rule in rules:
            yield from self.conclusions(block, rule)
        yield from self.days(block, rules[0].in_force)
        for nation in _texts(block, "nations"):
            says = f"left out `{nation}` from `nations`"
            yield self.made(block, "nations", "nation", nation, says, partial(_unlisted, key="nations", name=nation))
        yield self.removed(block)

    def conditions(self, block: Block, rule: Rule) -> Iterator[Mutant]:
        names = self.guidance.names
        seen = {same_as(rule.when, names)}
        for variant in variants(" ".join(str(block["when"]).split()), names):
            new = parse(variant.text, names)
            if (key := same_as(new, names)) not in seen:
                seen.add(key)
                yield self.made(block, "when", variant.kind, variant.what, variant.what, partial(replace, when=new))

    def conclusions(self, block: Block, rule: Rule) -> Iterator[Mutant]:
        key = "side" if rule.side else "conclude"
        options = tuple(self.decision.sides) if rule.side else RATINGS if rule.about else tuple(self.decision.candidates)
        at = options.index(getattr(rule, key))
        if len(options) < 2:
            return
        other = options[at + 1] if at + 1 < len(options) else options[at - 1]
        about = f"{rule.about}: " if rule.about else ""
        says = f"wrote `{about}{other}` for `{about}{options[at]}`"

        def change(one: Rule) -> Rule:
            if one.about != rule.about:
                return one
            return replace(one, side=other) if rule.side else replace(one, conclude=other)

        yield self.made(block, "rate" if rule.about else key, "conclude", f"{about}{other}", says, change)

    def days(self, block: Block, span: Span) -> Iterator[Mutant]:
        shifted: list[tuple[str, Span]] = []
        if span.first is None:
            shifted.append((f"wrote {FIRST_DAY} for `not_yet`", Span(FIRST_DAY, span.last)))
        else:
            shifted += [(f"moved the first day to {d}", Span(d, span.last)) for d in _beside(span.first) if d <= span.last]
        if span.last < OPEN:
            shifted += [(f"moved the last day to {d}", Span(span.first, d)) for d in _beside(span.last) if span.first and d >= span.first]
        for says, new in shifted:
            yield self.made(block, "in_force", "date", says, says, partial(replace, in_force=new))

    def removed(self, block: Block) -> Mutant:
        name = str(block["id"])

        def unnamed(rule: Rule) -> Rule | None:
            for key in ("overrides", "yields_to", "outweighed_by"):
                rule = _unlisted(rule, key=key, name=name)
            return None if rule.id == name else rule

        changed = {d.id: new for d in self.guidance.decisions.values() if (new := _with(d, unnamed)) != d}
        says = "taken out, with every mention of it"
        return Mutant(f"{name} remove", "remove", name, self.file, block.line, says, changed)

    def made(self, block: Block, key: str, kind: str, what: str, says: str, change: Callable[[Rule], Rule]) -> Mutant:
        name = str(block["id"])
        new = _with(self.decision, lambda r: change(r) if r.id == name else r)
        line = block.lines.get(key, block.line)
        return Mutant(f"{name} {kind} {what}", kind, name, self.file, line, says, {self.decision.id: new})

    def nations_of_file(self, document: Block) -> Iterator[Mutant]:
        own = {str(b["id"]) for part in PARTS for b in _blocks(document, part) if "nations" not in b}
        for nation in _texts(document, "nations"):

            def change(rule: Rule, nation: str = nation) -> Rule:
                return _unlisted(rule, key="nations", name=nation) if rule.id in own else rule

            says = f"left out `{nation}` from the `nations` of the whole file"
            changed = {self.decision.id: _with(self.decision, change)}
            yield Mutant(f"{self.file} nation {nation}", "nation", self.file, self.file, document.lines["nations"], says, changed)


def _with(decision: Decision, change: Callable[[Rule], Rule | None]) -> Decision:
    """A decision with its rules changed; those that become ``None`` are taken out."""

    def changed(rules: tuple[Rule, ...]) -> tuple[Rule, ...]:
        return tuple(new for r in rules if (new := change(r)) is not None)

    return replace(decision, rules=changed(decision.rules), recommend=changed(decision.recommend), arguments=changed(decision.arguments))


def _unlisted(rule: Rule, *, key: str, name: str) -> Rule:
    """A rule without one name in one of its lists; the same one if it is not there."""
    names = getattr(rule, key)
    left: dict[str, Any] = {key: tuple(n for n in names if n != name)}
    return replace(rule, **left) if name in names else rule


def _beside(day: date) -> list[date]:
    years = [day.replace(year=day.year + by, day=28 if (day.month, day.day) == (2, 29) else day.day) for by in (-1, 1)]
    return [day - timedelta(days=1), day + timedelta(days=1), *years]


def _terms(guidance: Guidance, documents: Mapping[str, Block], rules: Mapping[str, Block]) -> Iterator[Mutant]:
    """Mutants of terms: every rule that says the name means something else."""
    written = {t: b for d in documents.values() for t, b in _entries(d.get("terms")) if t in guidance.terms}
    for name, block in written.items():
        names = guidance.names
        seen = {same_as(guidance.terms[name].when, names)}
        for variant in variants(" ".join(str(block["when"]).split()), names):
            changed = replace(names, terms={})
            for other, entry in written.items():
                text = variant.text if other == name else str(entry["when"])
                changed.terms[other] = parse(" ".join(text.split()), changed)
            if (key := same_as(changed.terms[name], names)) in seen:
                continue
            seen.add(key)
            moved = {t: e for t, e in changed.terms.items() if e != guidance.terms[t].when}
            yield Mutant(
                f"{name} {variant.kind} {variant.what}",
                variant.kind,
                name,
                guidance.terms[name].file,
                block.lines["when"],
                variant.what,
                _reread(guidance, rules, changed, moved),
                {t: replace(guidance.terms[t], when=e) for t, e in moved.items()},
                changed,
            )


def _entries(value: object) -> Iterator[tuple[str, Block]]:
    if isinstance(value, Block):
        yield from ((k, v) for k, v in value.items() if isinstance(v, Block))


def _reread(guidance: Guidance, rules: Mapping[str, Block], names: Vocabulary, moved: Mapping[str, Expression]) -> dict[str, Decision]:
    mention = re.compile(rf"\b({'|'.join(moved)})\b")

    def change(rule: Rule) -> Rule:
        text = " ".join(str(rules[rule.id]["when"]).split())
        return replace(rule, when=parse(text, names)) if mention.search(text) else rule

    return {d.id: new for d in guidance.decisions.values() if (new := _with(d, change)) != d}


__all__ = ["CONDITION", "Mutant", "mutants"]
