"""What became of the mutants, as text for those who look after the guidance, and survivors as case files that would catch them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace

import yaml

from .advise import Advice, advise
from .case import read_case
from .check import all_reasons, cases_that_differ, on_side, reasons
from .counter_case import case_answers
from .differ import Differing
from .guidance import Decision, Guidance, Kind
from .mutate import Fate, MutationResult


def report(result: MutationResult) -> Iterator[str]:
    """Every survivor with the smallest case that tells it apart, what was proved to change nothing and why, and the score."""
    for fate in result.survivors:
        yield f"{fate.mutant} [survived]"
        yield f"    {fate.mutant.id}"
        yield f"    {_differs(fate)}"
        if fate.harmless:
            yield f"    Held to be harmless: {fate.harmless}"
    for why, fates in _by_reason(result).items():
        yield f"Proved to change no advice, since {why}:"
        yield from (f"    {fate.mutant}" for fate in fates)
    yield from (f"harmless.yaml: `{name}` is no mutant, or something catches it. Take it out." for name in result.idle)
    caught = Counter(f.caught.split()[0] for f in result.caught)
    yield f"Caught {len(result.caught)}: {', '.join(f'{count} by {what}' for what, count in caught.most_common())}."
    kinds = Counter(f.mutant.kind for f in result.survivors)
    told = f" ({', '.join(f'{count} {kind}' for kind, count in kinds.most_common())})" if kinds else ""
    yield f"Survived {len(result.survivors)}{told}. Proved to change nothing {len(result.equivalent)}."
    yield f"Score {result.score:.1%} of {len(result.fates) - len(result.equivalent)}, out of {result.made} mutants made."


def case_files(result: MutationResult, guidance: Guidance) -> Iterator[str]:
    """For each survivor that no case before it catches, a case that does: to read, to put right and to keep."""
    kept: dict[str, dict[str, Mapping[str, object]]] = {}
    for fate in result.survivors:
        if (told := fate.differs) is None:
            continue
        cases = kept.setdefault(told.decision, {})
        if not _catch(fate, cases, guidance) and (text := case_file(fate, told, guidance)) is not None:
            name = f"{told.decision} {len(cases)}"
            cases[name] = {**yaml.load(text, Loader=yaml.BaseLoader), "file": name}  # noqa: S506 - BaseLoader makes only text
            yield text


def _catch(fate: Fate, cases: Mapping[str, Mapping[str, object]], guidance: Guidance) -> bool:
    """Whether some of the cases come out differently with a mutant."""
    try:
        return any(p.code == "case-differs" for p in cases_that_differ(replace(fate.mutant.of(guidance), cases=cases)))
    except IndexError:  # no rule speaks at all
        return True


def case_file(fate: Fate, told: Differing, guidance: Guidance) -> str | None:
    """A case that comes out differently with a mutant: with what the guidance says of it now. ``None`` where no rows can be found for it.

    It says what the guidance does, not what it should do: a person must agree with it before it is kept.
    """
    decision = guidance.decisions[told.decision]
    try:
        data = case_answers(guidance, dict(told.answers), {decision.per} - {""})
    except LookupError:
        return None
    case = read_case(data, guidance)
    changed = fate.mutant.of(guidance)
    now = advise(case, guidance, on=told.day, nation=told.nation)
    then = advise(case, changed, on=told.day, nation=told.nation)
    said, other = set(reasons(now)), set(reasons(then))
    expect, stands = _expected(decision, now), _stands(now, then)
    if expect == _expected(decision, then) and said == other and not stands:
        return None
    own = {r.id for r in decision.all_rules()}
    because = {"because": sorted(said & own - other) or [r for r in dict.fromkeys(reasons(now)) if r in own][:1]}
    gone = {"not_because": sorted(other & own - said), **stands}
    head = {"id": f"catches_{fate.mutant.name.replace('/', '_').removesuffix('.yaml')}", "title": f"{fate.mutant}"}
    document = {**head, "on": told.day.isoformat(), "nation": told.nation, **data}
    document["expect"] = {**expect, **{k: v for k, v in {**because, **gone}.items() if v}}
    return yaml.safe_dump(document, sort_keys=False, allow_unicode=True, default_flow_style=None, width=130)


def _stands(now: Advice, then: Advice) -> dict[str, object]:
    """The rules and arguments that stand against the advice, or are outweighed, where they would not otherwise; and whose side differs."""
    found: dict[str, object] = {}
    for where in ("against", "outweighed"):
        here, there = ({r.rule for r in on_side(advice, where)} for advice in (now, then))
        found[where] = sorted(here - there)
    ours, theirs = ({r.rule: r.side for r in all_reasons(advice)} for advice in (now, then))
    found["sides"] = {name: side for name, side in ours.items() if name in theirs and side != theirs[name]}
    return {key: value for key, value in found.items() if value}


def _expected(decision: Decision, advice: Advice) -> dict[str, object]:
    settled = advice.decided[decision.id]
    if decision.per:
        return {decision.id: {s.about: s.candidate.id for s in settled}}
    if decision.kind is Kind.MANY:
        return {decision.key: sorted(s.candidate.id for s in settled)}
    if decision.kind is Kind.RATED:
        ratings = {s.candidate.id: s.about for s in advice.rated[decision.id]}
        return {decision.id: {"recommended": settled[0].candidate.id, **ratings}}
    return {decision.id: settled[0].candidate.id}


def _differs(fate: Fate) -> str:
    told = fate.differs
    if told is None:
        return "The advice differs only in cases that nobody can answer so."
    what = f"{told.before or 'not held'} becomes {told.after or 'not held'}" if told.before or told.after else "other reasons are given"
    answers = ", ".join(f"{name} is {value}" for name, value in told.answers.items()) or "nothing is known"
    return f"{told.nation} from {told.day}, {told.decision}: {what} when {answers}"


def _by_reason(result: MutationResult) -> dict[str, list[Fate]]:
    found: dict[str, list[Fate]] = {}
    for fate in result.equivalent:
        found.setdefault(fate.equivalent, []).append(fate)
    return found
