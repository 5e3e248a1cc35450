"""The smallest case that breaks a promise, as a case file to run, with the rules that produced what it came to."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

import yaml

from ..logic.diagram import Diagram
from ..logic.expression import NO, NOT_SURE, YES, Exists, names_in, truth
from ..logic.least import least
from .advise import Advice, advise
from .case import known, read_case, row_answers
from .exact import variables_of
from .guidance import Decision, Guidance, Kind
from .invariants import Invariant
from .load import quantified
from .prove_law import Broken

Said = dict[str, str]
"""Answers by variable; what is missing is not known."""


@dataclass(frozen=True)
class CounterCase:
    """One case that breaks a promise, told so that it can be run.

    Attributes:
        answers: how many answers the case gives.
        differs: where two cases differ: the fact, its answer in the first, and in this one (as a case file writes them).
        outcomes: what the decisions that the promise reads come to: in the first case (when there are two), and in this one.
        rules: the rules that produced it.
        text: the case file. ``infoshare advise`` gives the same outcome.
    """

    invariant: str
    nation: str
    on: str
    answers: int
    differs: tuple[str, str, str] | None
    outcomes: tuple[Mapping[str, str], ...]
    rules: tuple[str, ...]
    text: str


def counter_case(broken: Broken) -> CounterCase:
    """The smallest case that breaks a promise: fewest answers, everything else left unknown."""
    guidance, law, step = broken.ground.guidance, broken.ground.law, broken.step
    space = broken.ground.space
    first = least(space, _left_open(broken, broken.cases)) or {}
    said = first
    if step is not None and broken.end is not None:
        here = _agreeing(broken, first, skip=step.names)
        said = least(space, broken.end & here & step.onward(space, first)) or {}
    data = _as_file(broken, said, broken.cases if step is None else broken.end)
    title = guidance.words.get("proof.case", "{sentence}").format(sentence=broken.invariant.sentence)
    head = {"id": f"breaks_{broken.invariant.id}", "title": title}
    head |= {"on": law.day.isoformat(), "nation": law.nation}
    decisions = decisions_read(broken.invariant, guidance)
    come = [_advice(broken, data)]
    differs = None
    if step is not None:
        before = _as_file(broken, first, broken.cases)
        come.insert(0, _advice(broken, before))
        differs = _difference(before, data)
    expect: dict[str, object] = {}
    for decision in decisions:
        expect.update(_expected(decision, broken.invariant, come[-1]))
    rules = tuple(dict.fromkeys(r for d in decisions for r in _rules(d, broken.invariant, come[-1])))
    outcomes = tuple({d.id: _outcome(d, broken.invariant, advice) for d in decisions} for advice in come)
    document = {**head, **data, "expect": {**expect, "because": list(rules)}}
    text = yaml.safe_dump(document, sort_keys=False, allow_unicode=True, default_flow_style=None, width=130)
    answered = len({n.split("[")[0] for n in said})
    return CounterCase(broken.invariant.id, law.nation, law.day.isoformat(), answered, differs, outcomes, rules, text)


def _left_open(broken: Broken, cases: Diagram) -> Diagram:
    """The cases in which nothing is known that the promise does not turn on, as far as that can be; and what a step changes."""
    space, names = broken.ground.space, broken.step.names if broken.step else ()
    reads = broken.ground.reads(broken.invariant) - set(names)
    unread = [space.case_of(name, NOT_SURE) for name in space.values if name not in reads]
    together = space.true
    for unknown in unread:
        together = together & unknown
    if (alone := cases & together).satisfiable():
        return alone
    for unknown in unread:
        if (without := cases & unknown).satisfiable():
            cases = without
    return cases


def _agreeing(broken: Broken, said: Said, skip: Iterable[str]) -> Diagram:
    """The one case with these answers and no others, whatever the skipped variables are."""
    space, left = broken.ground.space, set(skip)
    found = space.true
    for name in space.values:
        if name not in left:
            found = found & space.case_of(name, said.get(name, NOT_SURE))
    return found


def _as_file(broken: Broken, said: Said, cases: Diagram | None) -> dict[str, object]:
    """Answers as a case file writes them, with as few rows as leave the case among those that break the promise.

    Raises:
        LookupError: no rows of a list are so.
    """
    guidance, looked_at = broken.ground.guidance, broken.ground.rows_of(broken.invariant)
    found = case_answers(guidance, said, looked_at)
    if cases is not None and not (_read_back(broken, found) & cases).satisfiable():
        found = case_answers(guidance, said, looked_at, every=True)
    return found


def case_answers(guidance: Guidance, said: Said, looked_at: Collection[str], *, every: bool = False) -> dict[str, object]:
    """Answers by variable as a case file writes them: facts, and rows of which all is true that was said of the lists.

    Args:
        guidance: whose facts and lists they are.
        said: answers by variable; what is missing is not known.
        looked_at: lists of which the facts of a row were said.
        every: whether rows must also leave open what was not said.

    Raises:
        LookupError: no rows of a list are so.
    """
    found: dict[str, object] = {"facts": _facts(guidance, said)}
    for name in guidance.lists:
        rows = _rows(guidance, name, said, looked_at=name in looked_at, every=every)
        if rows is not None:
            found[name] = rows
    return found


def _read_back(broken: Broken, data: Mapping[str, object]) -> Diagram:
    """The one case that a file is read as."""
    guidance = broken.ground.guidance
    case = read_case(data, guidance)
    answers = dict(known(case, guidance).answers)
    for name in broken.ground.rows_of(broken.invariant):
        answers |= row_answers(guidance, name, case.lists[name][0])
    return _agreeing(broken, answers, ())


def _facts(guidance: Guidance, said: Said) -> dict[str, object]:
    facts: dict[str, object] = {}
    for name, fact in guidance.facts.items():
        own = {v: said[v] for v in variables_of(guidance, name) if v in said}
        if own and not fact.several:
            facts[name] = own[name]
        elif own:
            picked = [o for o in fact.ids if own.get(f"{name}[{o}]") == YES]
            unknown = NO not in own.values() and len(picked) < len(fact.ids)
            facts[name] = [*picked, NOT_SURE] if unknown else picked or "none"
    return facts


def _rows(guidance: Guidance, name: str, said: Said, *, looked_at: bool, every: bool) -> list[dict[str, str]] | None:
    """Rows of a list of which all is true that was said of it; ``None`` when nothing was. ``every``: also what must stay unknown.

    Raises:
        LookupError: no rows fit.
    """
    listed = guidance.lists[name]
    own = {f.name: said[f.name] for f in listed.fields if f.name in said}
    told = {e: said.get(e.name, NOT_SURE) for e in quantified(guidance).values() if e.list == name}
    if not own and not looked_at and set(told.values()) <= {NOT_SURE}:
        return None
    rows = [own] if own or looked_at else []
    for exists, value in told.items():
        if (value == YES or (every and value == NOT_SURE)) and not any(_fits(exists, value, row) for row in rows):
            rows.append(_row(guidance, name, exists, value, told))
    prefix = f"{listed.each}."
    return [
        {"name": f"{listed.each.capitalize()} {at}"} | {k.removeprefix(prefix): v for k, v in row.items()} for at, row in enumerate(rows, 1)
    ]


def _fits(exists: Exists, value: str, row: Mapping[str, str]) -> bool:
    return truth(exists.item, row) is {YES: True, NO: False, NOT_SURE: None}[value]


def _row(guidance: Guidance, name: str, exists: Exists, value: str, told: Mapping[Exists, str]) -> Said:
    """A row that makes one statement of a list what it shall be, and no other statement more than it shall be."""
    read = sorted({n for e in told for n in names_in(e.item)})
    fields = [f for f in guidance.lists[name].fields if f.name in read]
    for answers in itertools.product(*([NOT_SURE, *f.ids] for f in fields)):
        row = {f.name: a for f, a in zip(fields, answers, strict=True) if a != NOT_SURE}
        if _fits(exists, value, row) and all(_allows(v, truth(e.item, row)) for e, v in told.items()):
            return row
    raise LookupError(exists.name)


def _allows(value: str, row: bool | None) -> bool:
    """Whether a row may be there when a statement about some row has a value."""
    return row is False or value == YES or (value == NOT_SURE and row is None)


def _advice(broken: Broken, data: Mapping[str, object]) -> Advice:
    law = broken.ground.law
    return advise(read_case(data, broken.ground.guidance), broken.ground.guidance, on=law.day, nation=law.nation)


def decisions_read(invariant: Invariant, guidance: Guidance) -> list[Decision]:
    """The decisions that a promise reads, in the order of the guidance."""
    read = {n for e in invariant.expressions() for n in names_in(e)}
    told = {f"{d.id}.{c}" for d in guidance.decisions.values() for c in d.candidates if d.kind is Kind.RATED}
    read = {n.split(".")[0] if n in told else n.split("[")[0] for n in read}
    return [d for d in guidance.decisions.values() if d.id in read]


def _read(invariant: Invariant, decision: Decision) -> list[str]:
    """The candidates that a promise names, of a decision with many or with ratings."""
    read = {n for e in invariant.expressions() for n in names_in(e)}
    return [c for c in decision.candidates if f"{decision.id}[{c}]" in read or f"{decision.id}.{c}" in read]


def _expected(decision: Decision, invariant: Invariant, advice: Advice) -> dict[str, object]:
    settled = advice.decided[decision.id]
    read = _read(invariant, decision)
    if decision.per:
        return {decision.id: {s.about: s.candidate.id for s in settled}}
    if decision.kind is Kind.MANY:
        held = {s.candidate.id for s in settled}
        told = {"include": [c for c in read if c in held], "exclude": [c for c in read if c not in held]}
        return {f"{decision.key}_{how}": names for how, names in told.items() if names}
    if decision.kind is Kind.RATED:
        ratings = {s.candidate.id: s.about for s in advice.rated[decision.id]}
        return {decision.id: {"recommended": settled[0].candidate.id, **{c: ratings[c] for c in read if c in ratings}}}
    return {decision.id: settled[0].candidate.id}


def _outcome(decision: Decision, invariant: Invariant, advice: Advice) -> str:
    told = _expected(decision, invariant, advice)
    return "; ".join(_say(v) if k == decision.id else f"{k.removeprefix(f'{decision.key}_')}: {_say(v)}" for k, v in told.items())


def _rules(decision: Decision, invariant: Invariant, advice: Advice) -> Iterator[str]:
    """The rules that speak, those that decide first."""
    read = _read(invariant, decision)
    own = {x.id for x in (*decision.rules, *decision.recommend)}
    for settled in (*advice.decided[decision.id], *advice.rated.get(decision.id, ())):
        if settled.candidate.id in read or not read:
            yield from (r.rule for r in settled.because if r.rule in own)


def _difference(before: Mapping[str, object], after: Mapping[str, object]) -> tuple[str, str, str]:
    """The one entry in which two case files differ."""
    for part in dict.fromkeys((*before, *after)):
        one, other = before.get(part), after.get(part)
        if one != other:
            if isinstance(one, Mapping) and isinstance(other, Mapping):
                return _difference(one, other)
            return str(part), _say(one), _say(other)
    raise LookupError("no difference")


def _say(value: object) -> str:
    if value is None:
        return NOT_SURE
    if isinstance(value, list):
        return "; ".join(_say(v) for v in value) or "none"
    return ", ".join(f"{k}: {v}" for k, v in value.items()) if isinstance(value, Mapping) else str(value)
