"""Promises about the guidance's own text: nothing to count, only to look at every rule, candidate and sentence."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from .advise import advise
from .case import Case
from .edition import FIRST_DAY, days_of_change, edition
from .guidance import OPEN, Citation, Guidance, Rule, Source
from .invariants import Invariant, Proves


def broken_text(guidance: Guidance, invariant: Invariant) -> Iterator[str]:
    """What breaks a promise about the text, one finding each; nothing when it holds."""
    match invariant.kind:
        case Proves.APART:
            yield from _apart(guidance, invariant)
        case Proves.ONLY:
            yield from _only(guidance, invariant)
        case Proves.SOURCED:
            yield from _sourced(guidance)
        case Proves.DATED:
            yield from _dated(guidance)
        case Proves.OWN_NATION:
            yield from _own_nation(guidance, invariant)
        case Proves.WITHIN_ANSWERS:
            yield from _within_answers(guidance, invariant)


def looked_at(guidance: Guidance, invariant: Invariant) -> int:
    """How many things a promise about the text was held against."""
    match invariant.kind:
        case Proves.APART:
            return sum(len(guidance.decisions[d].candidates) for d in invariant.names)
        case Proves.ONLY:
            return len(guidance.decisions[invariant.names[0]].candidates)
        case Proves.SOURCED:
            return sum(1 for _ in _sentences(guidance))
        case Proves.DATED:
            return sum(1 for _ in _rules_of_the_day(guidance))
        case Proves.OWN_NATION:
            return sum(1 for _ in _cited(guidance, invariant))
    return len(laws(guidance))


def laws(guidance: Guidance) -> list[tuple[str, date]]:
    """Every nation with every day on which the law changes."""
    return [(nation, day) for nation in guidance.nations for day in days_of_change(guidance)]


def _apart(guidance: Guidance, invariant: Invariant) -> Iterator[str]:
    for one, other in itertools.combinations(invariant.names, 2):
        first, second = guidance.decisions[one].candidates, guidance.decisions[other].candidates
        for name in sorted(first.keys() & second.keys()):
            yield f"`{name}` is a candidate of `{one}` and of `{other}`."
        labels = {c.label.casefold(): n for n, c in first.items()}
        for name, candidate in second.items():
            if candidate.label.casefold() in labels and name not in first:
                yield f"`{labels[candidate.label.casefold()]}` of `{one}` and `{name}` of `{other}` are called the same."


def _only(guidance: Guidance, invariant: Invariant) -> Iterator[str]:
    decision, *allowed = invariant.names
    for name in guidance.decisions[decision].candidates:
        if name not in allowed:
            yield f"`{decision}` has a candidate `{name}`."


def _sentences(guidance: Guidance) -> Iterator[tuple[str, str, tuple[Citation, ...]]]:
    """Everything that advice can say, with what it rests on: the file, its name, its paragraphs."""
    for decision in guidance.decisions.values():
        for rule in decision.all_rules():
            yield rule.file, rule.id, rule.sources
        for candidate in decision.candidates.values():
            if any(" " in told for told in candidate.details.values()):  # a code or a flag says nothing
                yield decision.file, f"{decision.id}: {candidate.id}", candidate.sources
    for marker in (*guidance.golden_rules, *guidance.steps):
        yield "golden_rules.yaml, steps.yaml", marker.id, marker.sources
    for term in guidance.terms.values():
        yield term.file, term.id, term.sources
    for question in guidance.questions:
        yield question.file, question.id, question.sources
    for nation in guidance.nations.values():
        if nation.signpost:
            yield "nations.yaml", nation.id, nation.sources


def _sourced(guidance: Guidance) -> Iterator[str]:
    for file, name, sources in _sentences(guidance):
        if not sources:
            yield f"{file}: `{name}` rests on no source."
        for citation in sources:
            if citation.source not in guidance.sources or not citation.at.strip():
                yield f"{file}: `{name}` cites `{citation.source}` without a paragraph that exists."


def _rules_of_the_day(guidance: Guidance) -> Iterator[tuple[str, date, str, bool]]:
    for nation, day in laws(guidance):
        for ordered in edition(guidance, nation, day).rules.values():
            for rule in ordered.rules:
                yield nation, day, rule.id, rule.speaks_in(nation, day)


def _dated(guidance: Guidance) -> Iterator[str]:
    for nation, day, name, speaks in _rules_of_the_day(guidance):
        if not speaks:
            yield f"`{name}` speaks for {nation} on {day}, outside its dates or nations."
    for decision in guidance.decisions.values():
        for rule in decision.all_rules():
            yield from out_of_step(rule, guidance)


def out_of_step(rule: Rule, guidance: Guidance) -> Iterator[str]:
    """What is wrong with a rule's days: it starts when this guidance or one of its sources does, and ends with one or as a law starts."""
    cited = [guidance.sources[c.source] for c in rule.sources]
    starts = {FIRST_DAY, *_beginnings(cited)}
    ends = {OPEN, *(s.in_force.last for s in cited), *(d - timedelta(days=1) for d in _beginnings(guidance.sources.values()))}
    first, last = rule.in_force.first, rule.in_force.last
    if first is not None and first not in starts:
        yield f"{rule.file}:{rule.line}: `{rule.id}` starts on {first}, on which none of its sources does."
    if last not in ends:
        yield f"{rule.file}:{rule.line}: `{rule.id}` ends on {last}, but none of its sources ends then and no law starts the day after."


def _beginnings(sources: Iterable[Source]) -> set[date]:
    return {d for s in sources for d in (s.in_force.first, s.replaced_on) if d is not None}


def _cited(guidance: Guidance, invariant: Invariant) -> Iterator[tuple[str, str, Iterable[str], tuple[Citation, ...]]]:
    asked = set(invariant.nations)
    for decision in guidance.decisions.values():
        for rule in decision.all_rules():
            if nations := asked.intersection(rule.nations):
                yield rule.file, rule.id, sorted(nations), rule.sources
    for marker in (*guidance.golden_rules, *guidance.steps):
        if nations := asked.intersection(marker.nations):
            yield "golden_rules.yaml, steps.yaml", marker.id, sorted(nations), marker.sources
    for nation in guidance.nations.values():
        if nation.signpost and nation.id in asked:
            yield "nations.yaml", nation.id, [nation.id], nation.sources


def _own_nation(guidance: Guidance, invariant: Invariant) -> Iterator[str]:
    for file, name, nations, sources in _cited(guidance, invariant):
        for nation in nations:
            for citation in sources:
                if nation not in guidance.sources[citation.source].nations:
                    yield f"{file}: `{name}` speaks for {nation} and rests on `{citation.source}`, which does not."


def _within_answers(guidance: Guidance, invariant: Invariant) -> Iterator[str]:
    """By what always comes first, whatever is answered; and by walking there, in every law, with nothing known."""
    before = 0
    for question in (q for q in guidance.questions if q.ask == "first" and not q.by_page):
        if question.only_when is None:
            before += len(question.fields)
            if invariant.fact in {f.name for f in question.facts}:
                break
    else:
        yield f"`{invariant.fact}` is not asked first in every case."
        return
    if before > invariant.answers:
        yield f"`{invariant.fact}` is asked only with answer {before}."
    options = {o.id: o for o in guidance.facts[invariant.fact].options}
    if not options[invariant.option].act_now:
        yield f"The answer `{invariant.option}` to `{invariant.fact}` does not end the questions (`act_now`)."
    for nation, day in laws(guidance):
        facts: dict[str, str] = {}
        for _ in range(invariant.answers):
            asked = advise(Case(facts), guidance, on=day, nation=nation).next
            if asked is None or invariant.fact in facts:
                break
            facts |= {f.name: invariant.option if f.name == invariant.fact else "not_sure" for f in asked.facts}
        if invariant.fact not in facts:
            yield f"For {nation} on {day} the interview does not reach `{invariant.fact}`."
        elif (more := advise(Case(facts), guidance, on=day, nation=nation).next) is not None:
            yield f"For {nation} on {day} the interview goes on to `{more.key}`."
