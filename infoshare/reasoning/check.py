"""Is the guidance sound? No gap or clash, no rule that cannot speak, no fact that nobody reads, every case as its story says."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from ..logic.expression import NOT_SURE, Is, names_in, parts
from .advise import Advice, Reason, advise
from .case import Case, CaseError, read_case
from .document import Problem
from .edition import days_of_change, edition
from .exact import Exact, variables_of
from .guidance import Guidance, Kind
from .load import GuidanceError, quantified


def check(guidance: Guidance) -> list[Problem]:
    """Everything found wrong with loaded guidance, for all nations and days."""
    try:
        problems = list(_defects(guidance))
    except GuidanceError as error:  # too large to prove
        return error.problems
    problems += lints(guidance)
    if not problems:
        problems += cases_that_differ(guidance)
    return problems


def lints(guidance: Guidance) -> Iterator[Problem]:
    """Facts, options and conclusions that nothing uses: dead, or misspelt."""
    yield from _unread(guidance)
    yield from _unreached(guidance)


@dataclass(frozen=True)
class Found:
    """What the diagrams find in one nation's law of one day: gaps and clashes, the rules in force, and those that can speak."""

    problems: tuple[Problem, ...]
    live: frozenset[str]
    speaks: frozenset[str]


def found_in(law: Exact, places: Collection[tuple[str, str]] | None = None) -> Found:
    """Look through one law, or some places of it. A rule that rates several candidates can speak when it can of one of them."""
    live = {(rule.id, rule.about) for place, ordered in law.rules.items() if places is None or place in places for rule in ordered.rules}
    speaks = live - {(rule.id, rule.about) for rule in law.silent(places)}
    return Found(tuple(law.defects(places)), frozenset(r for r, _ in live), frozenset(r for r, _ in speaks))


def merged(found: Iterable[Found], guidance: Guidance) -> Iterator[Problem]:
    """The findings of all laws, each told once. A rule that is silent in some laws only is no defect."""
    said: set[tuple[str, str, int]] = set()
    silent: set[str] = set()
    speaks: set[str] = set()
    for each in found:
        for problem in each.problems:
            if (problem.code, problem.file, problem.line) not in said:
                said.add((problem.code, problem.file, problem.line))
                yield problem
        silent |= each.live
        speaks |= each.speaks
    for name in sorted(silent - speaks):
        rule = guidance.rules[name]
        text = f"`{name}` can never speak: what outranks it holds whenever it does, or its facts exclude each other."
        yield Problem("never-speaks", rule.file, rule.line, text)


def _defects(guidance: Guidance) -> Iterator[Problem]:
    laws = ((nation, day) for nation in guidance.nations for day in days_of_change(guidance))
    yield from merged((found_in(Exact(edition(guidance, *law))) for law in laws), guidance)  # one law at a time: all at once would be large


def _unread(guidance: Guidance) -> Iterator[Problem]:
    expressions = [r.when for d in guidance.decisions.values() for r in d.all_rules()]
    expressions += [e for m in (*guidance.golden_rules, *guidance.steps) for e in (m.applied_when, m.attention_when)]
    expressions += [q.only_when for q in guidance.questions if q.only_when is not None]
    expressions += [e.item for e in quantified(guidance).values()]
    read = {n for e in expressions for n in names_in(e)}
    answers = {(p.variable, o) for e in expressions for p in parts(e) if isinstance(p, Is) for o in p.options}
    for question in guidance.questions:
        for fact in question.facts:
            for name in variables_of(guidance, fact.name):
                if name not in read:
                    yield Problem(
                        "never-matters",
                        question.file,
                        question.line,
                        f"No rule reads `{name}`, so asking it cannot matter. Use it, or take it out.",
                    )
    yield from _untold_options(guidance, answers)


def _untold_options(guidance: Guidance, answers: set[tuple[str, str]]) -> Iterator[Problem]:
    """Options that no rule reads and no case gives: most are misspelt."""
    told: set[tuple[str, str]] = set()
    for data in guidance.cases.values():
        facts = data.get("facts")
        told |= {(str(k), str(v)) for k, v in facts.items()} if isinstance(facts, Mapping) else set()
        for name, listed in guidance.lists.items():
            rows = data.get(name)
            for row in rows if isinstance(rows, list) else ():
                told |= {(f"{listed.each}.{k}", str(v)) for k, v in row.items()} if isinstance(row, Mapping) else set()
    asked = [(f, q.file, q.line) for q in guidance.questions for f in q.facts if not q.by_page]
    asked += [(f, "questions/lists.yaml", 1) for listed in guidance.lists.values() for f in listed.fields]
    for fact, file, line in asked:
        for option in () if fact.several else fact.ids:
            if (fact.name, option) not in answers | told:
                text = (
                    f"No rule reads and no case gives the answer `{option}` to `{fact.name}`. Is it misspelt? If not, add a case with it."
                )
                yield Problem("untold-option", file, line, text)


def _unreached(guidance: Guidance) -> Iterator[Problem]:
    for decision in guidance.decisions.values():
        concluded = {r.conclude for r in (*decision.rules, *decision.recommend)} | {r.about for r in decision.rules}
        for candidate in decision.candidates:
            if candidate not in concluded:
                yield Problem(
                    "never-concluded", decision.file, 1, f"No rule of `{decision.id}` concludes `{candidate}`. Add one, or take it out."
                )


@dataclass
class _Expecting:
    """One case's expectations held against the advice."""

    name: str
    file: str
    line: int
    found: list[Problem]

    def same(self, what: str, expected: object, got: object) -> None:
        if expected != got:
            self.found.append(
                Problem(
                    "case-differs",
                    self.file,
                    self.line,
                    f"Case `{self.name}`: {what} should be {_say(expected)}, but is {_say(got)}.",
                )
            )

    def holds(self, what: str, names: Iterable[str], got: Iterable[str], *, absent: bool = False) -> None:
        for name in names:
            if (name in set(got)) is absent:
                verb = "should not hold" if absent else "should hold"
                self.found.append(
                    Problem(
                        "case-differs",
                        self.file,
                        self.line,
                        f"Case `{self.name}`: {what} {verb} `{name}`; it holds {_say(got)}.",
                    )
                )


def _say(value: object) -> str:
    return ", ".join(sorted(str(v) for v in value)) or "nothing" if isinstance(value, (set, list, tuple, frozenset)) else str(value)


def cases_that_differ(guidance: Guidance) -> Iterator[Problem]:
    """Cases that do not come out as their story says, and rules that no case tells of."""
    named: set[str] = set()
    for name, data in guidance.cases.items():
        file, line = str(data["file"]), getattr(data["file"], "line", 1)
        try:
            case = read_case(data, guidance, file)
        except CaseError as error:
            yield Problem(error.code, file, line, str(error))
            continue
        expecting = _Expecting(name, file, line, [])
        if case.nation is None or case.on is None:
            yield Problem("missing-date", file, line, f"Case `{name}` must say its `nation` and the day it is decided on (`on`).")
            continue
        expect = data.get("expect")
        advice = advise(case, guidance, on=case.on)
        named |= compare(expect if isinstance(expect, Mapping) else {}, advice, case, guidance, expecting)
        yield from expecting.found
    for rule in guidance.rules.values():
        if rule.id not in named and rule.in_force.first is not None:
            yield Problem(
                "untold-rule",
                rule.file,
                rule.line,
                f"No case names `{rule.id}` under `because`. Add a case in which it speaks.",
            )


def compare(expect: Mapping[str, object], advice: Advice, case: Case, guidance: Guidance, expecting: _Expecting) -> set[str]:
    """Hold one case's ``expect`` against the advice; returns the rules it names."""
    named: set[str] = set()
    for key, value in expect.items():
        base = key.removesuffix("_include").removesuffix("_exclude")
        decision = next((d for d in guidance.decisions.values() if base in (d.id, d.key)), None)
        if key in ("because", "not_because"):
            spoken = set(reasons(advice))
            names = _list(value)
            named |= set(names) if key == "because" else set()
            expecting.holds("reasons", names, sorted(spoken), absent=key == "not_because")
        elif key in ("against", "outweighed"):
            names = _list(value)
            named |= set(names)
            expecting.holds(key, names, sorted({r.rule for r in on_side(advice, key)}))
        elif key == "sides":
            wanted = {str(k): str(v) for k, v in value.items()} if isinstance(value, Mapping) else {}
            named |= set(wanted)
            expecting.same(key, _pairs(wanted), _pairs({r.rule: r.side for r in all_reasons(advice) if r.rule in wanted}))
        elif decision is None:
            expecting.found.append(
                Problem(
                    "unknown-decision",
                    expecting.file,
                    expecting.line,
                    f"Case `{expecting.name}` expects `{key}`, which is no decision.",
                )
            )
        elif decision.per:
            wanted = {str(k): str(v) for k, v in value.items()} if isinstance(value, Mapping) else {}
            got = {s.about: s.candidate.id for s in advice.decided[decision.id] if s.about in wanted}
            expecting.same(key, _pairs(wanted), _pairs(got))
        elif decision.kind is Kind.MANY:
            got_ids = [s.candidate.id for s in advice.decided[decision.id]]
            if key == base:
                expecting.same(key, sorted(_list(value)), sorted(got_ids))
            else:
                expecting.holds(key, _list(value), got_ids, absent=key.endswith("_exclude"))
        elif isinstance(value, Mapping):
            ratings = {s.candidate.id: s.about for s in advice.rated[decision.id]}
            for about, rating in value.items():
                expecting.same(
                    f"{key} ({about})",
                    str(rating),
                    advice.outcome(decision.id) if about == "recommended" else ratings.get(about),
                )
        else:
            expecting.same(key, str(value), advice.outcome(decision.id))
    return named


def reasons(advice: Advice) -> Iterator[str]:
    """Every rule and argument that is part of an advice."""
    yield from (r.rule for r in all_reasons(advice))


def all_reasons(advice: Advice) -> Iterator[Reason]:
    """Whatever speaks for, against, or is outweighed, in all decisions."""
    for side in ("because", "against", "outweighed"):
        yield from on_side(advice, side)


def on_side(advice: Advice, side: str) -> Iterator[Reason]:
    """What speaks for what is advised, stands against it, or is outweighed."""
    for each in (*advice.decided.values(), *advice.rated.values()):
        for settled in each:
            yield from getattr(settled, side)


def _pairs(value: Mapping[str, str]) -> list[str]:
    return sorted(f"{k} {v}" for k, v in value.items())


def _list(value: object) -> list[str]:
    return [str(v) for v in value] if isinstance(value, (list, tuple)) else [str(value)] if value else []


__all__ = ["NOT_SURE", "all_reasons", "check", "compare", "date", "on_side", "reasons"]
