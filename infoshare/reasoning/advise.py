"""Advice on one case: what the rules in force conclude, why, what stands against it, and what could still change it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property, partial

from ..logic.expression import NO, YES, Always, truth
from .ask import Asking, Standing, Unknown, next_question, unknowns
from .case import Case, Known, known, row_answers
from .edition import Edition, Ordered, edition
from .flips import Flip, flips
from .guidance import Candidate, Citation, Decision, Guidance, Kind, Marker, Question, Rule
from .local import local_notes

STALE_AFTER = timedelta(days=90)
"""A source that nobody has looked at for longer than this before the decision is shown as stale."""


@dataclass(frozen=True)
class Reason:
    """Why: a sentence, the rule it comes from, and the paragraphs that rule rests on. ``beaten_by`` names the rules that outweigh it."""

    rule: str
    text: str
    sources: tuple[Citation, ...]
    side: str = ""
    beaten_by: tuple[str, ...] = ()


@dataclass(frozen=True)
class Settled:
    """What one question came to.

    Attributes:
        candidate: what holds if everything unknown stays unknown.
        because: the reasons that decide it, then those on the same side.
        against: reasons on the other side that nothing outweighs.
        outweighed: reasons on the other side that something outweighs.
    """

    candidate: Candidate
    _possible: Callable[[], tuple[str, ...]]
    because: tuple[Reason, ...]
    against: tuple[Reason, ...] = ()
    outweighed: tuple[Reason, ...] = ()
    about: str = ""

    @cached_property
    def possible(self) -> tuple[str, ...]:
        """All it could still become (for one of many candidates: yes, no); worked out on the diagrams when first looked at."""
        return self._possible()

    @property
    def settled(self) -> bool:
        """Whether every way of finding out the unknowns gives the same."""
        return len(self.possible) == 1


@dataclass(frozen=True)
class Status:
    """A golden rule or step, and how it stands: ``applied``, ``attention`` or ``not_reached``."""

    marker: Marker
    status: str
    tag: str
    _ruled_out: Callable[[], bool]

    @cached_property
    def ruled_out(self) -> bool:
        """Whether nothing that is still to be found out can make it apply; worked out when first looked at."""
        return self.status == "not_reached" and self._ruled_out()


@dataclass(frozen=True)
class Advice:
    """All that is advised on a case for one nation and day.

    Attributes:
        decided: by decision; one entry for a decision that comes to one thing, one a row for those settled by row, any number for others.
        rated: by decision with ratings: each candidate's rating.
        notes: sources that were replaced or not looked at for long, in words.
        stale: a warning, if some source had not been looked at for long before the day of the decision; empty otherwise.
        set_aside: facts whose answers do not count in this case any more.
        answers: what the rules read of the case as a whole: what is known, and what each decision came to.
    """

    nation: str
    on: date
    edition: str
    decided: Mapping[str, tuple[Settled, ...]]
    rated: Mapping[str, tuple[Settled, ...]]
    golden_rules: tuple[Status, ...]
    steps: tuple[Status, ...]
    notes: tuple[str, ...]
    stale: str
    set_aside: tuple[str, ...]
    answers: Mapping[str, str]
    _unknown: Callable[[], Iterator[Unknown]]
    _next: Callable[[], Asking | None]
    _flips: Callable[[str, int], list[Flip]]

    @cached_property
    def unknown(self) -> tuple[Unknown, ...]:
        """Questions whose answers are not known and could still change something; worked out when first looked at."""
        return tuple(self._unknown())

    @cached_property
    def asking(self) -> Asking | None:
        """What is most worth asking now; ``None`` when nothing more can matter or the advice must not wait."""
        return self._next()

    @property
    def next(self) -> Question | None:
        """The question to ask now (see `asking`)."""
        return self.asking.question if self.asking else None

    def would_change(self, decision: str, row: int = 0) -> list[Flip]:
        """The nearest changes of fact that flip a decision with one answer (see `flips`); for one settled by row, of that row."""
        return self._flips(decision, row)

    def outcome(self, decision: str) -> str:
        """What a decision with one answer came to."""
        return self.decided[decision][0].candidate.id


def advise(
    case: Case,
    guidance: Guidance,
    *,
    on: date,
    nation: str | None = None,
    seen: frozenset[str] = frozenset(),
    acted: bool = False,
) -> Advice:
    """Weigh a case against the guidance in force on a day.

    Unknown facts stay unknown: a decision that they could still change is not settled, and says what it could become.

    Args:
        case: facts, people and words known so far.
        guidance: the loaded rules; every nation and edition.
        on: the day whose law applies (local date of the decision, not of the reading).
        nation: whose law applies; the case's own nation when not given.
        seen: keys of questions that have been shown and need not be asked again.
        acted: whether what could not wait has been done, so that the remaining questions may be asked.

    Raises:
        NotInForce: no edition of the guidance covers ``on``.
        ValueError: neither the case nor the caller names a nation.
    """
    nation = nation or case.nation
    if nation is None:
        raise ValueError("Say whose law applies: give a nation.")
    law = edition(guidance, nation, on)
    facts = known(case, guidance)
    decided: dict[str, tuple[Settled, ...]] = {}
    rated: dict[str, tuple[Settled, ...]] = {}
    answers = dict(facts.answers)
    here = Standing(law, facts.answers, [p for p in law.rules if guidance.decisions[p[0]].per not in case.lists])
    for decision in guidance.decisions.values():
        if decision.per:
            rows = case.lists.get(decision.per, ())
            decided[decision.id] = tuple(_row(law, decision, facts, answers, row, here) for row in rows)
            continue
        weigher = _Weigher(law, decision, answers, here)
        if decision.kind is Kind.MANY:
            found = tuple(weigher.many())
            answers.update({f"{decision.id}[{c}]": NO for c in decision.candidates})
            answers.update({f"{decision.id}[{s.candidate.id}]": YES for s in found})
        elif decision.kind is Kind.RATED:
            rated[decision.id] = tuple(weigher.ratings())
            found = (weigher.one("recommend"),)
            answers[decision.id] = found[0].candidate.id
        else:
            found = (weigher.one(""),)
            answers[decision.id] = found[0].candidate.id
        decided[decision.id] = found
    lasting = partial(_lasting, guidance, facts, decided)
    return Advice(
        nation=nation,
        on=on,
        edition=guidance.edition,
        decided=decided,
        rated=rated,
        golden_rules=tuple(_status(m, answers, lasting) for m in guidance.golden_rules if nation in m.nations and m.in_force.covers(on)),
        steps=tuple(_status(m, answers, lasting) for m in guidance.steps if nation in m.nations and m.in_force.covers(on)),
        notes=(*local_notes(guidance, on, STALE_AFTER), *_notes(guidance, cited(decided) | cited(rated), on)),
        stale=_stale(guidance, cited(decided) | cited(rated), on),
        set_aside=facts.set_aside,
        answers=answers,
        _unknown=lambda: unknowns(facts, law, here),
        _next=lambda: next_question(case, facts, law, here, seen, acted=acted),
        _flips=partial(flips, case, law),
    )


class _Weigher:
    """Settles one decision for one case."""

    def __init__(self, law: Edition, decision: Decision, answers: Mapping[str, str], here: Standing) -> None:
        self.law, self.decision, self.answers, self.here = law, decision, answers, here

    def possible(self, group: str) -> tuple[str, ...]:
        return self.here.view.outcomes((self.decision.id, group))

    def held(self, name: str) -> tuple[str, ...]:
        return self.here.view.outcomes((self.decision.id, ""), name)

    def weigh(self, ordered: Ordered) -> tuple[list[Rule], list[tuple[Rule, tuple[str, ...]]]]:
        holding = [r for r in ordered.rules if truth(r.when, self.answers) is True]
        ids = {r.id for r in holding}
        speaking = [r for r in holding if not ids.intersection(ordered.above[r.id])]
        beaten = [(r, tuple(a for a in ordered.above[r.id] if a in ids)) for r in holding if ids.intersection(ordered.above[r.id])]
        return speaking, beaten

    def one(self, group: str, about: str = "") -> Settled:
        decision = self.decision
        speaking, beaten = self.weigh(self.law.rules[(decision.id, group)])
        outcome = speaking[0].conclude  # the load proved: at least one speaks, and all that speak agree
        candidate = decision.candidates[outcome]
        stance = decision.sides.get(candidate.side)
        because = [_reason(r, candidate.side) for r in speaking]
        against: list[Reason] = []
        outweighed: list[Reason] = []
        for rule, by in beaten:
            if isinstance(rule.when, Always):  # the general rule under all others says nothing about this case
                continue
            side = decision.candidates[rule.conclude].side
            same = rule.conclude == outcome or (stance is not None and decision.sides.get(side) == stance)
            (because if same else outweighed).append(_reason(rule, side, () if same else by))
        spoke = {r.id for r in speaking} | {r.id for r, _ in beaten}
        for argument in decision.arguments:
            if not argument.speaks_in(self.law.nation, self.law.day) or truth(argument.when, self.answers) is not True:
                continue
            by = tuple(b for b in argument.outweighed_by if b in spoke)
            if stance is not None and decision.sides[argument.side] == stance:
                because.append(_reason(argument, argument.side))
            elif by and stance is not None:
                outweighed.append(_reason(argument, argument.side, by))
            else:
                against.append(_reason(argument, argument.side))
        return Settled(candidate, lambda: self.possible(group), tuple(because), tuple(against), tuple(outweighed), about)

    def ratings(self) -> Iterator[Settled]:
        for name, candidate in self.decision.candidates.items():
            if (self.decision.id, name) not in self.law.rules:
                continue
            speaking, _ = self.weigh(self.law.rules[(self.decision.id, name)])
            because = tuple(_reason(r) for r in speaking)
            yield Settled(candidate, partial(self.possible, name), because, about=speaking[0].conclude)

    def many(self) -> Iterator[Settled]:
        speaking, beaten = self.weigh(self.law.rules[(self.decision.id, "")])
        for name, candidate in self.decision.candidates.items():
            because = [_reason(r) for r in speaking if r.conclude == name]
            if because:
                more = [_reason(r) for r, _ in beaten if r.conclude == name]
                yield Settled(candidate, partial(self.held, name), (*because, *more))


def _row(law: Edition, decision: Decision, facts: Known, answers: Mapping[str, str], row: Mapping[str, str], whole: Standing) -> Settled:
    own = facts.row(law.guidance, decision.per, row)
    here = Standing(law, row_answers(law.guidance, decision.per, row), [(decision.id, "")], whole)
    whole.rows.append(here)
    return _Weigher(law, decision, {**answers, **own}, here).one("", row["name"])


def _reason(rule: Rule, side: str = "", beaten_by: tuple[str, ...] = ()) -> Reason:
    return Reason(rule.id, rule.because, rule.sources, side, beaten_by)


def _status(marker: Marker, answers: Mapping[str, str], lasting: Callable[[], Mapping[str, str]]) -> Status:
    def ruled_out() -> bool:
        known = lasting()
        return truth(marker.attention_when, known) is False and truth(marker.applied_when, known) is False

    if truth(marker.attention_when, answers) is True:
        return Status(marker, "attention", marker.attention, ruled_out)
    if truth(marker.applied_when, answers) is True:
        return Status(marker, "applied", marker.applied, ruled_out)
    return Status(marker, "not_reached", "", ruled_out)


def _lasting(guidance: Guidance, facts: Known, decided: Mapping[str, tuple[Settled, ...]]) -> dict[str, str]:
    """What is known and stays so: not what the page itself sets as the walk goes on, nor decisions that could still come out otherwise."""
    passing = {f.name for q in guidance.questions if q.by_page for f in q.facts}
    single = (d for d in guidance.decisions.values() if not d.per and d.kind is not Kind.MANY)
    settled = {d.id: decided[d.id][0].candidate.id for d in single if decided[d.id][0].settled}
    return {name: answer for name, answer in facts.answers.items() if name not in passing} | settled


def cited(decided: Mapping[str, tuple[Settled, ...]]) -> set[str]:
    """The sources that some advice rests on."""
    reasons = (r for each in decided.values() for s in each for r in (*s.because, *s.against, *s.outweighed))
    return {c.source for r in reasons for c in r.sources}


def _notes(guidance: Guidance, names: set[str], on: date) -> Iterator[str]:
    for source in (guidance.sources[n] for n in sorted(names)):
        if source.replaced_on is not None and source.replaced_on <= on:
            yield guidance.words["source.replaced"].format(title=source.title, on=_long(source.replaced_on), note=source.replaced_note)
        if on - source.last_checked > STALE_AFTER:
            yield guidance.words["source.stale"].format(title=source.title, on=_long(source.last_checked))


def _stale(guidance: Guidance, names: set[str], on: date) -> str:
    """One sentence for all of them: a banner of thirty titles would not be read."""
    old = [guidance.sources[n].last_checked for n in names if on - guidance.sources[n].last_checked > STALE_AFTER]
    return guidance.words["source.stale_banner"].format(count=len(old), on=_long(min(old))) if old else ""


def _long(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
