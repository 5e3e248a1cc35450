"""What differs between two pieces of advice: what they come to, how sure it is, and which rules speak."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ..reasoning.advise import Advice, Reason, Settled
from ..reasoning.guidance import Decision, Guidance, Kind


@dataclass(frozen=True)
class Change:
    """How one thing that is decided differs.

    Attributes:
        decision: what is decided.
        about: name of the row, or id of the candidate that is rated or held; empty for a decision that comes to one thing.
        rates: whether this is about the rating of one candidate.
        before: what it came to; ``None`` when it was not there.
        after: what it comes to; ``None`` when it is not there any more.
        started: reasons that speak now and did not before.
        stopped: reasons that spoke before and do not now.
        turned: reasons that speak both times, but decide, stand against or are outweighed where they did not before.
    """

    decision: Decision
    about: str
    rates: bool
    before: Settled | None
    after: Settled | None
    started: tuple[Reason, ...]
    stopped: tuple[Reason, ...]
    turned: tuple[Reason, ...]

    @property
    def outcome_changed(self) -> bool:
        """Whether it comes to something else, and not only to the same for other reasons."""
        return self.outcome(self.before) != self.outcome(self.after)

    @property
    def settled_changed(self) -> bool:
        """Whether it became settled, or open."""
        return (self.before is not None and self.before.settled) != (self.after is not None and self.after.settled)

    def outcome(self, settled: Settled | None) -> str:
        """The candidate that holds, or the rating that it has; empty when there is none."""
        if settled is None:
            return ""
        return settled.about if self.rates else settled.candidate.id


def compare(before: Advice, after: Advice, guidance: Guidance) -> tuple[Change, ...]:
    """Everything that differs, in the order of the guidance. Both pieces of advice rest on the same guidance."""
    return tuple(c for d in guidance.decisions.values() for c in _compare(d, before, after))


def _compare(decision: Decision, before: Advice, after: Advice) -> Iterator[Change]:
    yield from _pairs(decision, _things(decision, before.decided), _things(decision, after.decided), rates=False)
    if decision.kind is Kind.RATED:
        yield from _pairs(decision, _rated(decision, before.rated), _rated(decision, after.rated), rates=True)


Things = Mapping[tuple[str, int], Settled]
"""What was settled, by its name; rows that share a name are told apart by their number."""


def _things(decision: Decision, decided: Mapping[str, tuple[Settled, ...]]) -> Things:
    settled = decided[decision.id]
    if decision.per:
        return _numbered((s.about, s) for s in settled)
    if decision.kind is Kind.MANY:
        return _numbered((s.candidate.id, s) for s in settled)
    return _numbered(("", s) for s in settled)


def _rated(decision: Decision, rated: Mapping[str, tuple[Settled, ...]]) -> Things:
    return _numbered((s.candidate.id, s) for s in rated[decision.id])


def _numbered(named: Iterator[tuple[str, Settled]]) -> Things:
    found: dict[tuple[str, int], Settled] = {}
    for name, settled in named:
        found[(name, sum(1 for n, _ in found if n == name))] = settled
    return found


def _pairs(decision: Decision, before: Things, after: Things, *, rates: bool) -> Iterator[Change]:
    order = [*decision.candidates] if decision.kind is not Kind.ONE else []
    names = dict.fromkeys([*before, *after])
    for name in sorted(names, key=lambda n: order.index(n[0]) if n[0] in order else 0):
        old, new = before.get(name), after.get(name)
        spoke, speaks = _voices(old), _voices(new)
        change = Change(
            decision=decision,
            about=name[0],
            rates=rates,
            before=old,
            after=new,
            started=tuple(r for rule, (r, _) in speaks.items() if rule not in spoke),
            stopped=tuple(r for rule, (r, _) in spoke.items() if rule not in speaks),
            turned=tuple(r for rule, (r, part) in speaks.items() if rule in spoke and spoke[rule][1] != part),
        )
        if change.outcome_changed or change.settled_changed or change.started or change.stopped or change.turned:
            yield change


def _voices(settled: Settled | None) -> dict[str, tuple[Reason, str]]:
    if settled is None:
        return {}
    parts = (("because", settled.because), ("against", settled.against), ("outweighed", settled.outweighed))
    return {r.rule: (r, part) for part, reasons in parts for r in reasons}
