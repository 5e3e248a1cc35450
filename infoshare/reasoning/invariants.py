"""Promises as data: what must hold in every case, under every law. Reading them, and the names they may use."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from ..logic.expression import NOT_SURE, Expression, Variable, Vocabulary, member
from .document import Block, Text
from .guidance import OPEN, Decision, Kind, Span
from .read_decisions import RATINGS
from .reader import Reader, Shelf

EVERY = "every"
"""Every fact, as the one that changes."""
KNOWN = "known"
"""Every answer but "not sure"."""
EVER = Span(date.min, OPEN)
"""A promise is kept on every day unless it says otherwise."""


class Proves(StrEnum):
    """How a promise is proved. The first two on the diagrams, over all cases; the others on the guidance's own text.

    ``never``: no case makes an expression true. ``moves``: no two cases that differ in one answer go from one expression to another.
    ``within_answers``: the interview comes to an answer after a few, and then asks nothing more. ``apart``: decisions share no candidate.
    ``only``: a decision has no other candidates. ``sourced``: every sentence has its paragraph. ``dated``: only the law of the day speaks.
    ``own_nation``: a nation's rules rest on that nation's sources. ``interview``: questions are asked exactly while they can matter.
    """

    NEVER = "never"
    MOVES = "moves"
    WITHIN_ANSWERS = "within_answers"
    APART = "apart"
    ONLY = "only"
    SOURCED = "sourced"
    DATED = "dated"
    OWN_NATION = "own_nation"
    INTERVIEW = "interview"

    @property
    def exact(self) -> bool:
        """Whether the diagrams prove it, over every case."""
        return self in (Proves.NEVER, Proves.MOVES)


@dataclass(frozen=True)
class Change:
    """The one answer that differs between two cases.

    Attributes:
        fact: a fact, or ``every``. Of a fact with several answers, each may change from or to ``yes``, ``no`` or not sure.
        before: answers it may have in the first case; ``known`` stands for all but "not sure".
        after: answers it may have in the second.
        upward: instead of both: from each option of an ordered fact to each higher one.
    """

    fact: str
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    upward: bool = False


@dataclass(frozen=True)
class Invariant:
    """One promise.

    Attributes:
        promise: its number on the list of promises, or 0 for one more.
        among: the cases it speaks of; all when ``None``. For ``moves`` both cases must be among them.
        start: for ``moves``, where the first case must not lead from (`from` in the file).
        to: for ``moves``, where the second case must not come to.
        answers: for ``within_answers``, how many are allowed.
        names: decisions (``apart``), or a decision and its only candidates (``only``).
    """

    id: str
    promise: int
    sentence: str
    kind: Proves
    never: Expression | None = None
    among: Expression | None = None
    change: Change | None = None
    start: Expression | None = None
    to: Expression | None = None
    fact: str = ""
    option: str = ""
    answers: int = 0
    names: tuple[str, ...] = ()
    nations: tuple[str, ...] = ()
    in_force: Span = EVER
    because: str = ""
    file: str = ""
    line: int = 1

    def speaks_in(self, nation: str, day: date) -> bool:
        """Whether the promise is made for a nation on a day."""
        return nation in self.nations and self.in_force.covers(day)

    def expressions(self) -> Iterator[Expression]:
        """Everything it reads."""
        yield from (e for e in (self.never, self.among, self.start, self.to) if e is not None)


_COMMON = ("id", "promise", "sentence", "kind", "nations", "in_force", "because")
_KEYS: Mapping[Proves, tuple[str, ...]] = {
    Proves.NEVER: ("never", "among"),
    Proves.MOVES: ("change", "among", "from", "to"),
    Proves.WITHIN_ANSWERS: ("fact", "option", "answers"),
    Proves.APART: ("decisions",),
    Proves.ONLY: ("decision", "candidates"),
}


def words_for_proof(names: Vocabulary, decisions: Mapping[str, Decision]) -> Vocabulary:
    """What a promise may read: all that rules may, decisions settled for each row, and ratings, as ``decision.candidate``."""
    variables, sets = dict(names.variables), dict(names.sets)
    more = replace(names, variables=variables, sets=sets)
    for decision in decisions.values():
        if decision.per and decision.kind is Kind.MANY:
            more.add_set(decision.id, tuple(decision.candidates), open_=False)
        elif decision.per:
            variables[decision.id] = Variable(decision.id, tuple(decision.candidates), open=False)
        elif decision.kind is Kind.RATED:
            rated = (f"{decision.id}.{c}" for c in decision.candidates)
            variables.update({name: Variable(name, RATINGS, open=False) for name in rated})
    return more


def read_invariants(shelf: Shelf, decisions: Mapping[str, Decision]) -> tuple[Invariant, ...]:
    """Every promise in ``invariants/``, in the order of the files."""
    words = words_for_proof(shelf.names, decisions)
    found: dict[str, Invariant] = {}
    for reader, document in shelf.each("invariants"):
        reader.keys(document, ("invariants",))
        for block in reader.blocks(document.get("invariants"), "invariants"):
            invariant = _Reading(shelf, reader, block, words, decisions).invariant()
            if invariant.id in found:
                reader.problem("said-twice", block.line, f"Two promises are called `{invariant.id}`.")
            found[invariant.id] = invariant
    return tuple(found.values())


class _Reading:
    """One promise being read."""

    def __init__(self, shelf: Shelf, reader: Reader, block: Block, words: Vocabulary, decisions: Mapping[str, Decision]) -> None:
        self.shelf, self.reader, self.block, self.words, self.decisions = shelf, reader, block, words, decisions

    def invariant(self) -> Invariant:
        reader, block = self.reader, self.block
        kind = self.kind()
        reader.keys(block, (*_COMMON, *_KEYS.get(kind, ())))
        common = Invariant(
            id=reader.text(block, "id"),
            promise=self.number("promise"),
            sentence=reader.text(block, "sentence", sentence=True),
            kind=kind,
            nations=reader.names(block, "nations", self.shelf.nations, "nation") or tuple(self.shelf.nations),
            in_force=reader.span(block) if "in_force" in block else EVER,
            because=reader.text(block, "because", default="", sentence="because" in block),
            file=reader.file,
            line=block.line,
        )
        match kind:
            case Proves.NEVER:
                return replace(common, never=self.expression("never"), among=self.maybe("among"))
            case Proves.MOVES:
                start, to = self.expression("from"), self.expression("to")
                return replace(common, change=self.change(), among=self.maybe("among"), start=start, to=to)
            case Proves.WITHIN_ANSWERS:
                fact, option = reader.text(block, "fact"), reader.text(block, "option")
                self.options(fact, (option,), block.line)
                return replace(common, fact=fact, option=option, answers=self.number("answers"))
            case Proves.APART:
                return replace(common, names=reader.names(block, "decisions", self.decisions, "decision", required=True))
            case Proves.ONLY:
                decision = reader.text(block, "decision")
                reader.known(decision, self.decisions, "decision", block.line)
                return replace(common, names=(decision, *(str(t) for t in reader.texts(block, "candidates", required=True))))
        return common

    def kind(self) -> Proves:
        told = self.reader.text(self.block, "kind")
        if told not in set(Proves):
            self.reader.problem(
                "unknown-kind", self.block.lines.get("kind", self.block.line), f"`kind: {told}` is not one of {', '.join(Proves)}."
            )
            return Proves.SOURCED
        return Proves(told)

    def number(self, key: str) -> int:
        told = self.reader.text(self.block, key)
        if not told.isdigit():
            self.reader.problem("not-a-number", self.block.lines.get(key, self.block.line), f"`{key}` must be a number, such as 3.")
            return 0
        return int(told)

    def expression(self, key: str) -> Expression:
        return self.reader.expression(self.block, key, self.words)

    def maybe(self, key: str) -> Expression | None:
        return self.expression(key) if key in self.block else None

    def change(self) -> Change:
        reader, block = self.reader, self.block.get("change")
        if not isinstance(block, Block):
            reader.text(self.block, "change")
            return Change(EVERY, (KNOWN,), (NOT_SURE,))
        reader.keys(block, ("fact", "before", "after", "upward"))
        fact = reader.text(block, "fact")
        if "upward" in block:
            variable = self.words.variables.get(fact)
            if variable is None or not variable.ordered:
                reader.problem("no-order", block.line, f"`{fact}` has no order, so nothing is upward. Give `before` and `after`.")
            return Change(fact, upward=True)
        before, after = reader.texts(block, "before", required=True), reader.texts(block, "after", required=True)
        if fact != EVERY:
            self.options(fact, (*before, *after), block.line)
        return Change(fact, tuple(str(b) for b in before), tuple(str(a) for a in after))

    def options(self, fact: str, options: tuple[str, ...], line: int) -> None:
        """Refuse a fact that does not exist, and answers that it does not have."""
        asked = self.words.sets.get(fact, ())  # of a fact with several answers, each may change
        variable = self.words.variables.get(member(fact, asked[0]) if asked else fact)
        if variable is None or not variable.open:
            self.reader.known(fact, [v.name for v in self.words.variables.values() if v.open], "fact", line)
            return
        for option in options:
            at = option.line if isinstance(option, Text) else line
            self.reader.known(str(option), (*variable.options, NOT_SURE, KNOWN), "answer", at)
