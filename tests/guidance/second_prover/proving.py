"""The promises, asked of z3: is there a case, or a pair of cases, that breaks one?"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import reduce

import z3

from .meaning import NEVER, UNKNOWN, Answer, Answers, World, decision_of, subjects
from .reading import Decision, Knowledge, Rule

EXACT = ("never", "moves")
Promise = Mapping[str, object]


@dataclass(frozen=True)
class Break:
    """A promise that does not hold, with the answers of a case that breaks it (of the first case, where there are two)."""

    promise: str
    nation: str
    day: date
    case: Mapping[str, str]


class Prover:
    """All promises of some guidance, for one law after the other."""

    def __init__(self, known: Knowledge) -> None:
        self.known = known
        rows = _rows_needed(known)
        self.before, self.after = Answers(known, rows, "a "), Answers(known, rows, "b ")
        self.facts = {tag: World(known, raw) for tag, raw in (("a", self.before), ("b", self.after))}
        self.asked = 0

    def laws(self) -> Iterator[tuple[str, date]]:
        """A nation and day for every law that differs from those before it."""
        seen: set[object] = set()
        for nation in self.known.nations:
            for day in self.known.days():
                rules = tuple(r.id for d in self.known.decisions.values() for r in d.rules if r.speaks(nation, day))
                promises = tuple(str(p["id"]) for p in self.known.promises if _made(p, nation, day))
                if (rules, promises) not in seen:
                    seen.add((rules, promises))
                    yield nation, day

    def breaks(self, nation: str, day: date, promises: list[Promise] | None = None) -> Iterator[Break]:
        """Every promise that some case breaks under one law."""
        todo = [p for p in (promises or self.known.promises) if p["kind"] in EXACT and _made(p, nation, day)]
        worlds = {tag: self.decided(tag, nation, day) for tag in ("a", "b")} if todo else {}
        for promise in todo:
            self.asked += 1
            solver = z3.SolverFor("QF_FD")
            solver.add(*self.before.rules)
            looked_at = self._looked_at(promise)
            solver.add(self._row_there(self.before, looked_at))
            if promise["kind"] == "never":
                solver.add(_all_true(worlds["a"], promise, "never", "among"))
            else:
                solver.add(*self.after.rules, self._row_there(self.after, looked_at))
                solver.add(_all_true(worlds["a"], promise, "from", "among"), _all_true(worlds["b"], promise, "to", "among"))
                solver.add(self._step(promise))
            if solver.check() != z3.unsat:
                yield Break(str(promise["id"]), nation, day, self._told(solver.model()))

    def decided(self, tag: str, nation: str, day: date) -> World:
        """One case with every decision settled by the law of a day."""
        base = self.facts[tag]
        world = World.__new__(World)
        world.__dict__.update({**base.__dict__, "decided": {}, "held": {}})
        for decision in _in_order(self.known):
            _settle(world, decision, nation, day)
        return world

    def _looked_at(self, promise: Promise) -> set[str]:
        """The lists of which a promise speaks of one row: by a fact of it, or a decision that is settled row by row."""
        names = {n for k in ("never", "among", "from", "to") if k in promise for n in _subjects(str(promise[k]))}
        decided = {decision_of(n, self.known) for n in names}
        per = {d.per for d in self.known.decisions.values() if d.per and d.name in decided}
        return per | {listed.name for listed in self.known.lists.values() if names & {f.name for f in listed.facts}}

    def _row_there(self, raw: Answers, looked_at: set[str]) -> z3.BoolRef:
        return z3.And([z3.And(raw.listed[name], raw.there[name][0]) for name in looked_at])

    def _step(self, promise: Promise) -> z3.BoolRef:
        """The two cases differ in one answer, in the way that a promise names."""
        change = promise["change"]
        assert isinstance(change, Mapping)
        items = self._items()
        name = str(change["fact"])
        if name == "every":
            assert list(change["before"]) == ["known"]
            assert list(change["after"]) == [UNKNOWN]
            moves = {key: forgets for key, (_, forgets) in items.items()}
        elif "upward" in change:
            first, second = self.before.ones[name], self.after.ones[name]
            order = list(first.options)
            up = [z3.And(first.options[low], second.options[high]) for at, low in enumerate(order) for high in order[at + 1 :]]
            moves = {name: z3.Or(up)}
        else:
            moves = {name: self._goes(name, list(change["before"]), list(change["after"]))}
        which = z3.BitVec("which answer differs", len(items).bit_length() + 1)
        chosen = {key: which == at for at, key in enumerate(items)}
        differ = [z3.If(chosen[key], moves.get(key, NEVER), same) for key, (same, _) in items.items()]
        return z3.And(z3.Or([chosen[key] for key in moves]), *differ)

    def _goes(self, name: str, before: list[str], after: list[str]) -> z3.BoolRef:
        """One answer goes from some values to others; of a fact with several answers, that of one option."""
        first, second = (
            {**raw.ones, **{f: a for row in raw.rows.values() for f, a in row[0].items()}} for raw in (self.before, self.after)
        )
        if name in first:
            return z3.And(_allowed(first[name], before), _allowed(second[name], after))
        options, others = self.before.sets[name], self.after.sets[name]
        return z3.Or(
            [
                z3.And(_allowed(one, before), _allowed(others[o], after), *(a.same(others[p]) for p, a in options.items() if p != o))
                for o, one in options.items()
            ]
        )

    def _items(self) -> dict[str, tuple[z3.BoolRef, z3.BoolRef]]:
        """Everything that can be answered by itself: when both cases agree on it, and when the second no longer knows what the first knew."""
        a, b = self.before, self.after
        found = {name: _pair([(one, b.ones[name])]) for name, one in a.ones.items()}
        found |= {name: _pair([(one, b.sets[name][o]) for o, one in options.items()]) for name, options in a.sets.items()}
        for name, rows in a.rows.items():
            there = [x == y for x, y in zip(a.there[name], b.there[name], strict=True)]
            agree = z3.And(a.listed[name] == b.listed[name], *there)
            found[f"{name}:"] = agree, z3.And(a.listed[name], z3.Not(b.listed[name]), *there)
            for at, row in enumerate(rows):
                looked = {f: _pair([(one, b.rows[name][at][f])]) for f, one in row.items()}
                found |= {f if at == 0 else f"{f} {at}": pair for f, pair in looked.items()}
        return found

    def _told(self, model: z3.ModelRef) -> dict[str, str]:
        def told(answer: Answer) -> str:
            return next((o for o, a in answer.options.items() if z3.is_true(model.eval(a, model_completion=True))), UNKNOWN)

        found = {name: told(one) for name, one in self.before.ones.items()}
        found |= {f"{name}: {o}": told(one) for name, options in self.before.sets.items() for o, one in options.items()}
        for name, rows in self.before.rows.items():
            for at, row in enumerate(rows):
                if z3.is_true(model.eval(self.before.there[name][at])):
                    found |= {f"{name} {at}: {f}": told(one) for f, one in row.items()}
        return {name: value for name, value in found.items() if value != UNKNOWN}


def _allowed(answer: Answer, names: list[str]) -> z3.BoolRef:
    known = [answer.known] if "known" in names else []
    return z3.Or([answer.among([n for n in names if n != "known"]), *known])


def _pair(answers: list[tuple[Answer, Answer]]) -> tuple[z3.BoolRef, z3.BoolRef]:
    same = z3.And([one.same(other) for one, other in answers])
    forgets = z3.And([z3.Or(one.same(other), other.unknown) for one, other in answers])
    return same, z3.And(forgets, z3.Not(same))


def _settle(world: World, decision: Decision, nation: str, day: date) -> None:
    """Add what a decision comes to: a rule speaks when it holds and no rule above it, through whatever lies between, holds."""
    groups: dict[str, list[Rule]] = {}
    for rule in decision.rules:
        groups.setdefault(rule.group, []).append(rule)
    for group, rules in groups.items():
        above = _above(rules)
        live = [r for r in rules if r.speaks(nation, day)]
        holds = {r.id: world.truth(r.when).yes for r in live}
        comes: dict[str, list[z3.BoolRef]] = {}
        for rule in live:
            silenced = [holds[name] for name in above[rule.id] if name in holds]
            comes.setdefault(rule.conclude, []).append(z3.And(holds[rule.id], *(z3.Not(h) for h in silenced)))
        outcome = {c: z3.Or(comes.get(c, [])) for c in (decision.candidates if group in ("", "recommend") else RATINGS)}
        if decision.kind == "many":
            world.held[decision.name] = {c: Answer({"yes": held, "no": z3.Not(held)}, NEVER) for c, held in outcome.items()}
        else:
            name = decision.name if group in ("", "recommend") else f"{decision.name}.{group}"
            world.decided[name] = Answer(outcome, NEVER)
    for candidate in decision.candidates if decision.kind == "rated" else ():
        world.decided.setdefault(f"{decision.name}.{candidate}", Answer(dict.fromkeys(RATINGS, NEVER), NEVER))


RATINGS = ("suits", "does_not_suit", "cannot_say")


def _above(rules: list[Rule]) -> dict[str, set[str]]:
    """By rule, all that outrank it; rank goes through rules of other days and nations too."""
    direct: dict[str, set[str]] = {r.id: set() for r in rules}
    for rule in rules:
        for lower in rule.over:
            if lower in direct:
                direct[lower].add(rule.id)
        direct[rule.id].update(n for n in rule.under if n in direct)
    found: dict[str, set[str]] = {}

    def climb(name: str) -> set[str]:
        if name not in found:
            found[name] = reduce(set.union, (climb(up) for up in direct[name]), set(direct[name]))
        return found[name]

    return {name: climb(name) for name in direct}


def _in_order(known: Knowledge) -> list[Decision]:
    """Decisions so that each comes after those that it reads."""
    reads = {d.name: {decision_of(n, known) for r in d.rules for n in _subjects(r.when)} - {"", d.name} for d in known.decisions.values()}
    ordered: list[str] = []
    while len(ordered) < len(reads):
        ordered += [next(n for n in reads if n not in ordered and reads[n] <= set(ordered))]
    return [known.decisions[n] for n in ordered]


def _subjects(text: str) -> Iterator[str]:
    return subjects(ast.parse(" ".join(text.split()), mode="eval").body)


def _all_true(world: World, promise: Promise, *keys: str) -> z3.BoolRef:
    return z3.And([world.truth(str(promise[k])).yes for k in keys if k in promise])


def _made(promise: Promise, nation: str, day: date) -> bool:
    nations, span = promise.get("nations"), promise.get("in_force")
    if nations and nation not in nations:  # type: ignore[operator]
        return False
    if not span:
        return True
    first, last = span  # type: ignore[misc]
    return date.fromisoformat(first) <= day and (last == "open" or day <= date.fromisoformat(last))


def _rows_needed(known: Knowledge) -> dict[str, int]:
    """For each list, so many rows that every combination of statements about it can come true.

    One row witnesses each statement, one is looked at, and one is the row in which two cases differ: what the other rows say is then the same.
    """
    statements: dict[str, set[str]] = {name: set() for name in known.lists}
    for text in filter(None, known.texts()):
        for node in ast.walk(ast.parse(" ".join(text.split()), mode="eval")):
            if isinstance(node, ast.Call):
                statements[ast.unparse(node.args[0])].add(ast.unparse(node))
    return {name: len(said) + 2 for name, said in statements.items()}
