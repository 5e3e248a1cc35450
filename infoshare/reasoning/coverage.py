"""What serves what: ten steps by golden rules by questions by rules by cases, with every gap named."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from ..logic.expression import Expression, names_in
from .exact import variables_of
from .guidance import Citation, Guidance, Mark, Marker, Question, Rule
from .load import quantified
from .read_cases import BESIDE

_NUMBERS = re.compile(r"\d+")


@dataclass(frozen=True)
class Serves:
    """What serves a step, a golden rule, or one of each: names of questions, rules and cases."""

    questions: tuple[str, ...]
    rules: tuple[str, ...]
    cases: tuple[str, ...]

    @property
    def lacks(self) -> tuple[str, ...]:
        """What there is none of."""
        return tuple(part for part in ("questions", "rules", "cases") if not getattr(self, part))


@dataclass(frozen=True)
class Law:
    """How many rules a decision has in a nation: shared with England, or the nation's own."""

    shared: int
    own: int


@dataclass(frozen=True)
class Gap:
    """Something that nothing serves. ``kind`` is short and stable, ``name`` says which thing, ``lacks`` what it lacks."""

    kind: str
    name: str
    lacks: tuple[str, ...] = ()


class Coverage:
    """What serves what in one guidance.

    A question serves the step it names, and any step or golden rule it cites. A rule serves those it cites. A case serves those of the
    rules that it names under ``because``. A golden rule or step is cited through its own source (that of its marker, or the edition before
    or after it), at a place that ends in its number, such as "golden rule 3" or "steps 2 and 5".

    Args:
        guidance: what to look at.
    """

    def __init__(self, guidance: Guidance) -> None:
        self.guidance = guidance
        self.named: Mapping[str, tuple[str, ...]] = {name: _because(data) for name, data in guidance.cases.items() if BESIDE not in data}
        self._readers = _readers(guidance)

    @cached_property
    def steps(self) -> dict[str, Serves]:
        """What serves each step."""
        return {m.id: self._serves(m, step=m.number) for m in self.guidance.steps}

    @cached_property
    def golden_rules(self) -> dict[str, Serves]:
        """What serves each golden rule."""
        return {m.id: self._serves(m) for m in self.guidance.golden_rules}

    @cached_property
    def cells(self) -> dict[tuple[str, str], Serves]:
        """What serves both a step and a golden rule."""
        return {(s, g): _both(one, other) for s, one in self.steps.items() for g, other in self.golden_rules.items()}

    @cached_property
    def questions(self) -> dict[str, Serves]:
        """For each question (by its id): the rules that read its facts and lists, and the cases that name those rules."""
        found = {}
        for question in self.guidance.questions:
            rules = tuple(r for r in self.guidance.rules if self._reads(question, r))
            found[question.id] = Serves((question.id,), rules, self._cases(rules))
        return found

    @cached_property
    def marks(self) -> Counter[Mark]:
        """How many sources there are of each evidence mark."""
        return Counter(s.mark for s in self.guidance.sources.values())

    @cached_property
    def nations(self) -> dict[str, dict[str, Law]]:
        """For each decision and nation, how many rules it has."""
        first = next(iter(self.guidance.nations))
        return {d.id: {n: _law(d.all_rules(), n, first) for n in self.guidance.nations} for d in self.guidance.decisions.values()}

    @cached_property
    def gaps(self) -> tuple[Gap, ...]:
        """Every gap, in a fixed order."""
        return tuple(self._gaps())

    def _gaps(self) -> Iterator[Gap]:
        for kind, table in (("step", self.steps), ("golden_rule", self.golden_rules)):
            for name, serves in table.items():
                if serves.lacks:
                    yield Gap(kind, name, serves.lacks)
        leading = {r.id for d in self.guidance.decisions.values() if d.leads for r in d.all_rules()}
        for question in self.guidance.questions:
            closed = question.facts or question.lists
            if closed and question.ask != "record" and not question.by_page and not leading.intersection(self.questions[question.id].rules):
                yield Gap("question", question.id, ("rules",))
        spoken = {name for names in self.named.values() for name in names}
        for name, rule in self.guidance.rules.items():
            if name not in spoken and rule.in_force.first is not None:  # what has not started cannot speak in any case
                yield Gap("rule", name, ("cases",))
        cited = {c.source for c in _citations(self.guidance)}
        for source in self.guidance.sources:
            if source not in cited:
                yield Gap("source", source, ("citations",))
        for decision, by_nation in self.nations.items():
            for nation, law in by_nation.items():
                if not law.shared + law.own and not self.guidance.nations[nation].signpost:
                    yield Gap("nation", f"{decision}, {nation}", ("rules",))

    def _serves(self, marker: Marker, step: int = 0) -> Serves:
        own = [(c.source, n, _what(c.at)) for c in marker.sources for n in _numbers(c.at)]
        questions = tuple(q.id for q in self.guidance.questions if (step and q.step == step) or self._cite(q.sources, own))
        rules = tuple(dict.fromkeys(r.id for r in self._rules() if self._cite(r.sources, own)))
        return Serves(questions, rules, self._cases(rules))

    def _rules(self) -> Iterator[Rule]:
        return (r for d in self.guidance.decisions.values() for r in d.all_rules())

    def _cite(self, citations: Iterable[Citation], own: list[tuple[str, int, str]]) -> bool:
        """Whether one of some citations names the same numbered thing in the same source, or in the edition before or after it."""
        for citation in citations:
            for source, number, what in own:
                if what == _what(citation.at) and number in _numbers(citation.at) and self._alike(source, citation.source):
                    return True
        return False

    def _alike(self, first: str, second: str) -> bool:
        sources = self.guidance.sources
        return first == second or sources[first].replaced_by == second or sources[second].replaced_by == first

    def _cases(self, rules: Iterable[str]) -> tuple[str, ...]:
        wanted = set(rules)
        return tuple(name for name, named in self.named.items() if wanted.intersection(named))

    def _reads(self, question: Question, rule: str) -> bool:
        return rule in self._readers.get(question.id, ())


def _both(first: Serves, second: Serves) -> Serves:
    def common(part: str) -> tuple[str, ...]:
        return tuple(name for name in getattr(first, part) if name in getattr(second, part))

    return Serves(common("questions"), common("rules"), common("cases"))


def _because(data: Mapping[str, object]) -> tuple[str, ...]:
    expect = data.get("expect")
    named = expect.get("because") if isinstance(expect, Mapping) else None
    return tuple(str(n) for n in named) if isinstance(named, list) else (str(named),) if named else ()


def _what(at: str) -> str:
    """What a citation counts in: "golden rule" of "golden rules 1 and 3", "step" of "step 9"."""
    words = _NUMBERS.split(at)[0].strip().lower()
    return words[:-1] if words.endswith("s") else words


def _numbers(at: str) -> set[int]:
    """The numbers a citation names; "1 to 3" is all three."""
    found = {int(n) for n in _NUMBERS.findall(at)}
    for first, last in re.findall(r"(\d+) to (\d+)", at):
        found |= set(range(int(first), int(last) + 1))
    return found


def _readers(guidance: Guidance) -> dict[str, set[str]]:
    """The rules that read each question's facts, by the question's id; what a list's rows say is read through any and all."""
    owner = {v: q.id for q in guidance.questions for f in q.facts for v in variables_of(guidance, f.name)}
    owner |= {f.name: q.id for q in guidance.questions for listed in q.lists for f in listed.fields}
    lists = {listed.id: q.id for q in guidance.questions for listed in q.lists}
    owner |= {e.name: lists[e.list] for e in quantified(guidance).values() if e.list in lists}
    found: dict[str, set[str]] = {}

    def note(expression: Expression, rule: str) -> None:
        for name in names_in(expression):
            if name in owner:
                found.setdefault(owner[name], set()).add(rule)

    for decision in guidance.decisions.values():
        for rule in decision.all_rules():
            note(rule.when, rule.id)
            if decision.per in lists:
                found.setdefault(lists[decision.per], set()).add(rule.id)
    for question in guidance.questions:  # a question that only opens another one serves whatever reads that one
        if question.only_when is not None:
            for name in names_in(question.only_when):
                if name in owner:
                    found.setdefault(owner[name], set()).update(found.get(question.id, ()))
    return found


def _law(rules: Iterable[Rule], nation: str, first: str) -> Law:
    mine = {r.id: r for r in rules if nation in r.nations}
    own = sum(1 for r in mine.values() if first not in r.nations)
    return Law(len(mine) - own, own)


def _citations(guidance: Guidance) -> Iterator[Citation]:
    for question in guidance.questions:
        yield from question.sources
    for decision in guidance.decisions.values():
        for rule in decision.all_rules():
            yield from rule.sources
        for candidate in decision.candidates.values():
            yield from candidate.sources
    for marker in (*guidance.golden_rules, *guidance.steps):
        yield from marker.sources
    for nation in guidance.nations.values():
        yield from nation.sources
    for term in guidance.terms.values():
        yield from term.sources
    for entry in guidance.glossary.values():
        yield from entry.sources
