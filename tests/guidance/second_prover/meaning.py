"""What expressions mean, in z3: each is true, false or neither, and "neither" spreads as in Kleene's strong logic."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

import z3

from .reading import Fact, Knowledge, Listed

UNKNOWN = "not_sure"


@dataclass(frozen=True)
class Three:
    """A truth value: the formula for "true" and the one for "false"; at most one of them holds."""

    yes: z3.BoolRef
    no: z3.BoolRef


@dataclass(frozen=True)
class Answer:
    """One answer out of some: a formula for each, and one for not knowing."""

    options: Mapping[str, z3.BoolRef]
    unknown: z3.BoolRef

    def among(self, names: Iterable[str]) -> z3.BoolRef:
        return z3.Or([self.unknown if n == UNKNOWN else self.options[n] for n in names])

    @property
    def known(self) -> z3.BoolRef:
        return z3.Not(self.unknown)

    def same(self, other: Answer) -> z3.BoolRef:
        return z3.And(self.unknown == other.unknown, *(a == other.options[o] for o, a in self.options.items()))


NEVER = z3.BoolVal(False)
ALWAYS = z3.BoolVal(True)


def subjects(node: ast.expr) -> Iterator[str]:
    """What an expression speaks of, by its dotted names; options are not among them, nor what is said of the rows of a list."""
    if isinstance(node, ast.BoolOp):
        for value in node.values:
            yield from subjects(value)
    elif isinstance(node, ast.UnaryOp):
        yield from subjects(node.operand)
    elif isinstance(node, ast.Compare):
        member = isinstance(node.ops[0], (ast.In, ast.NotIn)) and not isinstance(node.comparators[0], ast.List)
        yield ast.unparse(node.comparators[0] if member else node.left)
    elif not isinstance(node, ast.Call):
        yield ast.unparse(node)


def decision_of(name: str, known: Knowledge) -> str:
    """The decision that a name stands for, or whose rating it is; empty for anything else."""
    head, _, candidate = name.partition(".")
    if name in known.facts or head not in known.decisions or (candidate and candidate not in known.decisions[head].candidates):
        return ""
    return head


class Answers:
    """The raw answers of one case: a free choice for every fact, as far as somebody can choose so. ``rules`` says how far that is."""

    def __init__(self, known: Knowledge, rows: Mapping[str, int], tag: str) -> None:
        self.tag = tag
        self.rules: list[z3.BoolRef] = []
        self.ones = {f.name: self._one(f.name, f.options) for f in known.facts.values() if not f.several}
        self.sets = {f.name: self._set(f) for f in known.facts.values() if f.several}
        self.listed = {name: z3.Bool(f"{tag}{name} known") for name in known.lists}
        self.there = {name: [z3.Bool(f"{tag}{name} {at} there") for at in range(rows[name])] for name in known.lists}
        self.rows = {
            name: [{f.name: self._one(f"{name} {at} {f.name}", f.options) for f in listed.facts} for at in range(rows[name])]
            for name, listed in known.lists.items()
        }

    def _one(self, name: str, options: tuple[str, ...]) -> Answer:
        width = len(options).bit_length()
        code = z3.BitVec(f"{self.tag}{name}", width)
        self.rules.append(z3.ULE(code, len(options)))
        return Answer({o: code == at for at, o in enumerate(options)}, code == len(options))

    def _set(self, fact: Fact) -> dict[str, Answer]:
        """Options are picked, and the rest of them are all "no" or all not known."""
        picked = {o: z3.Bool(f"{self.tag}{fact.name} {o}") for o in fact.options}
        rest_open = z3.Bool(f"{self.tag}{fact.name} rest")
        return {o: Answer({"yes": p, "no": z3.Not(z3.Or(p, rest_open))}, z3.And(z3.Not(p), rest_open)) for o, p in picked.items()}


@dataclass
class World:
    """One case under one law: what names mean. Decisions are added one by one, each once those it reads are there.

    Attributes:
        row: for each list, which row is looked at (the first) when facts of a row are named outside `any` and `all`.
    """

    known: Knowledge
    raw: Answers
    ones: dict[str, Answer] = field(default_factory=dict)
    sets: dict[str, dict[str, Answer]] = field(default_factory=dict)
    decided: dict[str, Answer] = field(default_factory=dict)
    held: dict[str, dict[str, Answer]] = field(default_factory=dict)
    trees: dict[str, ast.expr] = field(default_factory=dict)
    done: dict[str, Three] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for fact in self.known.facts.values():  # in the order asked: what a question waits for is known before it
            off = self.truth(fact.only_when).no if fact.only_when else NEVER
            if fact.several:
                self.sets[fact.name] = {o: _off(a, off) for o, a in self.raw.sets[fact.name].items()}
            else:
                self.ones[fact.name] = _off(self.raw.ones[fact.name], off)
        for listed in self.known.lists.values():
            self.ones.update(self.raw.rows[listed.name][0])

    def truth(self, text: str) -> Three:
        """The value of an expression, as it stands in a file. Remembered only if no decision has a part in it."""
        if text not in self.trees:
            self.trees[text] = ast.parse(" ".join(text.split()), mode="eval").body
        return self.value(self.trees[text])

    def value(self, node: ast.expr, row: tuple[Listed, int] | None = None) -> Three:
        key = f"{row} {ast.dump(node)}" if row else ast.dump(node)
        if (found := self.done.get(key)) is not None:
            return found
        found = self._value(node, row)
        if not any(decision_of(name, self.known) for name in subjects(node)):
            self.done[key] = found
        return found

    def _value(self, node: ast.expr, row: tuple[Listed, int] | None) -> Three:
        if isinstance(node, ast.BoolOp):
            parts = [self.value(v, row) for v in node.values]
            every, some = [p.yes for p in parts], [p.no for p in parts]
            if isinstance(node.op, ast.And):
                return Three(z3.And(every), z3.Or(some))
            return Three(z3.Or(every), z3.And(some))
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            return _turned(self.value(node.operand, row))
        if isinstance(node, ast.Call):
            return self._quantified(node)
        if isinstance(node, ast.Compare):
            return self._compared(node.left, node.ops[0], node.comparators[0], row)
        name = ast.unparse(node)
        if name == "always":
            return Three(ALWAYS, NEVER)
        if name in self.known.terms:
            return self.truth(self.known.terms[name])
        return _picked(self._answer(name, row), {"yes"})

    def _compared(self, left: ast.expr, op: ast.cmpop, right: ast.expr, row: tuple[Listed, int] | None) -> Three:
        if isinstance(op, (ast.NotEq, ast.NotIn)):
            return _turned(self._compared(left, ast.Eq() if isinstance(op, ast.NotEq) else ast.In(), right, row))
        if isinstance(op, ast.In) and not isinstance(right, ast.List):
            members = {**self.sets, **self.held}[ast.unparse(right)]
            return _picked(members[ast.unparse(left)], {"yes"})
        answer = self._answer(ast.unparse(left), row)
        if isinstance(op, (ast.Eq, ast.In)):
            return _picked(answer, {ast.unparse(r) for r in (right.elts if isinstance(right, ast.List) else [right])})
        order = list(answer.options)
        at = order.index(ast.unparse(right))
        compare: Callable[[int], bool] = {
            ast.Lt: lambda i: i < at,
            ast.LtE: lambda i: i <= at,
            ast.Gt: lambda i: i > at,
            ast.GtE: lambda i: i >= at,
        }[type(op)]
        return _picked(answer, {o for i, o in enumerate(order) if compare(i)})

    def _quantified(self, node: ast.Call) -> Three:
        assert isinstance(node.func, ast.Name)
        listed = self.known.lists[ast.unparse(node.args[0])]
        there, known = self.raw.there[listed.name], self.raw.listed[listed.name]
        values = [self.value(node.args[1], (listed, at)) for at in range(len(there))]
        some = node.func.id == "any"
        holds = [v.yes if some else v.no for v in values]
        fails = [v.no if some else v.yes for v in values]
        found = z3.And(known, z3.Or([z3.And(t, h) for t, h in zip(there, holds, strict=True)]))
        none = z3.And(known, *(z3.Implies(t, f) for t, f in zip(there, fails, strict=True)))
        return Three(found, none) if some else Three(none, found)

    def _answer(self, name: str, row: tuple[Listed, int] | None) -> Answer:
        if row is not None and name.split(".")[0] == row[0].each:
            return self.raw.rows[row[0].name][row[1]][name]
        return self.decided[name] if name in self.decided else self.ones[name]


def _off(answer: Answer, off: z3.BoolRef) -> Answer:
    """An answer that does not count where its question does not apply."""
    on = z3.Not(off)
    return Answer({o: z3.And(a, on) for o, a in answer.options.items()}, z3.Or(answer.unknown, off))


def _turned(value: Three) -> Three:
    return Three(value.no, value.yes)


def _picked(answer: Answer, names: set[str]) -> Three:
    """Whether an answer is one of some. Naming ``not_sure`` is the only way to speak of what is not known."""
    yes = [a for o, a in answer.options.items() if o in names] + ([answer.unknown] if UNKNOWN in names else [])
    return Three(z3.Or(yes), z3.Or([a for o, a in answer.options.items() if o not in names]))
