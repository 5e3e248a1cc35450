"""Every case there could be, under two laws: how many come to something else, counted exactly, and the smallest that does."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from ..logic.diagram import NODES, Diagram, Space
from ..logic.expression import NOT_SURE, Variable
from ..logic.least import least
from .document import Problem
from .edition import Edition, Ordered, edition
from .exact import Exact, order_of, rows_fit, space_of, variables_of
from .guidance import Guidance
from .load import GuidanceError, quantified

Side = tuple[Guidance, date]


@dataclass(frozen=True)
class Move:
    """Cases that go from one outcome to another; ``about`` names the candidate that is rated or held, if there is one."""

    about: str
    before: str
    after: str
    cases: int


@dataclass(frozen=True)
class Whole:
    """One decision that changes somewhere, for one nation.

    Attributes:
        changed, of: how many cases change, out of how many. A case gives every fact an answer, or "not sure", and looks at one row.
        moves: the same by outcome, most cases first. A case of many or rated candidates can be in several.
        in_library: whether some case of the library shows the change.
        smallest: the answers of a small case that changes, where the library has none.
    """

    nation: str
    decision: str
    changed: int
    of: int
    moves: tuple[Move, ...]
    in_library: bool
    smallest: Mapping[str, str] | None


def whole(before: Side, after: Side, nation: str, shown: Collection[tuple[str, str]]) -> Iterator[Whole]:
    """The decisions that change anywhere in the whole space, for one nation.

    Args:
        before: the one guidance and day.
        after: the other.
        nation: whose law is compared.
        shown: pairs of nation and decision that some case of the library shows already.

    Raises:
        NotInForce: one side has no law for its day.
        GuidanceError: the two together are too large to compare.
    """
    laws = [edition(guidance, nation, day) for guidance, day in (before, after)]
    if before[0].edition == after[0].edition and _same(laws[0], laws[1]):
        return
    try:
        yield from _wholes(laws[0], laws[1], shown)
    except MemoryError as error:
        text = "The two guidances together are too large to compare over every case. Compare them at fewer changes at a time."
        raise GuidanceError([Problem("too-large", "edition.yaml", 1, text)]) from error


def _wholes(first: Edition, second: Edition, shown: Collection[tuple[str, str]]) -> Iterator[Whole]:
    nation = first.nation
    space, mine, theirs = _sides(first, second)
    within = mine.within & theirs.within & _fit(space, first.guidance, second.guidance)
    every = within & _once(space, (mine.space, theirs.space))
    of = space.count(every)
    for decision in first.guidance.decisions:
        places = [p for p in mine.becomes if p[0] == decision and p in theirs.becomes]
        differing = space.false
        moves: list[tuple[Move, Diagram]] = []
        for place in places:
            for move, cases in _moves(space, mine, theirs, place, every):
                differing = differing | cases
                moves.append((move, cases))
        if not moves:
            continue
        moves.sort(key=lambda m: -m[0].cases)
        in_library = (nation, decision) in shown
        small = [] if in_library else [s for _, cases in moves if (s := least(space, cases)) is not None]
        smallest = min(small, key=len, default=None)
        yield Whole(nation, decision, space.count(differing), of, tuple(m for m, _ in moves), in_library, smallest)


def _moves(space: Space, mine: Exact, theirs: Exact, place: tuple[str, str], every: Diagram) -> Iterator[tuple[Move, Diagram]]:
    decision, group = place
    was, becomes = mine.becomes[place], theirs.becomes[place]
    held = {c: f"{decision}[{c}]" for c in was} if f"{decision}[{next(iter(was), '')}]" in mine.defined else {}
    if held:  # each candidate holds or does not
        for candidate in (c for c in was if c in becomes):
            for before, after, cases in (
                ("no", "yes", becomes[candidate] & ~was[candidate]),
                ("yes", "no", was[candidate] & ~becomes[candidate]),
            ):
                if (found := cases & every).satisfiable():
                    yield Move(candidate, before, after, space.count(found)), found
        return
    about = "" if group in ("", "recommend") else group
    for before, first in was.items():
        gone = first & every & ~becomes.get(before, space.false)
        if not gone.satisfiable():
            continue
        for after, second in becomes.items():
            if after != before and (found := gone & second).satisfiable():
                yield Move(about, before, after, space.count(found)), found


def _same(first: Edition, second: Edition) -> bool:
    """Whether two editions of one guidance have the same rules in force."""

    def told(ordered: Ordered) -> tuple[tuple[str, str], ...]:
        return tuple((r.id, r.about) for r in ordered.rules)

    return {p: told(o) for p, o in first.rules.items()} == {p: told(o) for p, o in second.rules.items()}


def _sides(first: Edition, second: Edition) -> tuple[Space, Exact, Exact]:
    """Both laws as diagrams over one space."""
    if first.guidance is second.guidance:
        return space_of(first.guidance), first.exact, second.exact
    both = (first.guidance, second.guidance)
    variables = [_merged(name, both) for name in _order(*both)]
    space = Space(variables, {**quantified(both[0]), **quantified(both[1])}, nodes=2 * NODES)
    exacts = [Exact(law, _reading(space, law.guidance)) for law in (first, second)]
    return space, exacts[0], exacts[1]


def _order(first: Guidance, second: Guidance) -> list[str]:
    """The order of the first, with what only the second knows after what stands before it there."""
    found = order_of(first)
    at = 0
    for name in order_of(second):
        if name in found:
            at = found.index(name) + 1
        else:
            found.insert(at, name)
            at += 1
    return found


def _merged(name: str, both: tuple[Guidance, Guidance]) -> Variable:
    known = [g.names.variables[name] for g in both if name in g.names.variables]
    return Variable(name, tuple(dict.fromkeys(o for v in known for o in v.options)), open=any(v.open for v in known))


def _reading(space: Space, guidance: Guidance) -> Space:
    """The shared space as one guidance reads it: with its own options, and its own conditions under which a question applies."""
    reading = space.reading({name: v.options for name, v in guidance.names.variables.items()})
    for question in guidance.questions:
        if question.only_when is not None:
            reading.restrict([v for f in question.facts for v in variables_of(guidance, f.name)], question.only_when)
    return reading


def _once(space: Space, readings: tuple[Space, Space]) -> Diagram:
    """Every case in one spelling only; an answer that counts on neither side is not given."""
    found = space.once
    for name, values in space.values.items():
        for value in (v for v in values if v != NOT_SURE and readings[0] is not readings[1]):
            counts = space.false
            for reading in readings:
                if value in reading.answers(name):
                    counts = counts | reading.answer(name, value)
            found = found & space.case_of(name, value).imp(counts)
    return found


def _fit(space: Space, first: Guidance, second: Guidance) -> Diagram:
    """What must hold between statements about rows that only one side makes."""
    if first is second:
        return space.true
    every = {**quantified(first), **quantified(second)}
    return rows_fit(list(every.values()), {**first.lists, **second.lists}, space)
