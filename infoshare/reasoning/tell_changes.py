"""Comparisons and replays as plain text for a terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from textwrap import wrap

from .cause import Cause, How, Point
from .compare import Change, Comparison, Law
from .guidance import Guidance, Kind
from .replay import Replay
from .whole import Whole

WIDTH = 100
Words = Mapping[str, str]


def comparison_as_text(found: Comparison, words: Words) -> str:
    """What changes between two laws, grouped by cause, and how much of the whole space of cases."""
    return "\n".join(_comparison(found, _Teller(words, (found.before.guidance, found.after.guidance))))


def replay_as_text(found: Replay, guidance: Guidance, words: Words) -> str:
    """A record decided again: only names, facts and outcomes, no words that a person typed."""
    return "\n".join(_replay(found, guidance, _Teller(words, (guidance,))))


class _Teller:
    """Puts names into the words of one of some guidances."""

    def __init__(self, words: Words, known: Sequence[Guidance]) -> None:
        self.words, self.known = words, known

    def __call__(self, key: str, **values: object) -> str:
        return self.words[key].format(**values)

    def title(self, point: Point) -> str:
        """What is settled: the decision's title, with the row or the rated candidate."""
        decision = next((g.decisions[point.decision] for g in self.known if point.decision in g.decisions), None)
        if decision is None:
            return point.decision
        if point.row is not None:
            return f"{decision.title} {self('compare.row', row=point.row + 1)}"
        return f"{decision.title} {self.outcome(Point(point.decision), point.about)}:" if point.about else decision.title

    def outcome(self, point: Point, outcome: str) -> str:
        """An outcome in words; its name where nobody has words for it."""
        for guidance in self.known:
            decision = guidance.decisions.get(point.decision)
            if decision is None:
                continue
            if point.about:
                rating = self.words.get(f"rating.{outcome}") if decision.kind is Kind.RATED else self.words.get(f"compare.{outcome}")
                return rating or outcome or self("compare.nothing")
            if outcome in decision.candidates:
                return decision.candidates[outcome].label
        return outcome or self("compare.nothing")

    def cause(self, cause: Cause) -> str:
        """One cause as a sentence."""
        key = "cause.never" if cause.how is How.NOT_YET and cause.day is None else f"cause.{cause.how.value}"
        return self(key, rule=cause.rule, day=_long(cause.day) if cause.day else "")

    def because(self, cause: Cause) -> str:
        """The rule's own sentence; empty when the cause is no rule that somebody knows."""
        return next((g.rules[cause.rule].because for g in reversed(self.known) if cause.rule in g.rules), "")


def _comparison(found: Comparison, tell: _Teller) -> Iterator[str]:
    for key, law in (("compare.before", found.before), ("compare.after", found.after)):
        yield tell(key, law=_law(law, tell))
    if found.same:
        yield tell("compare.same", cases=found.cases)
        return
    changed = len(found.changed)
    yield tell("compare.count", changed=changed, cases=found.cases) if changed else tell("compare.none", cases=found.cases)
    for key, decisions in (("compare.only_before", found.gone), ("compare.only_after", found.new)):
        if decisions:
            yield tell(key, decisions=", ".join(decisions))
    titles = {c.case: c.title for c in found.changed}
    for group in found.groups:
        yield ""
        yield from _causes(group.causes, tell)
        alike: dict[tuple[str, str, str], dict[str, None]] = {}
        for name, change in group.changes:
            told = _outcomes(change, tell)
            alike.setdefault((tell.title(change.point), *told), {})[name] = None
        for (title, before, after), names in alike.items():
            yield from _lines(tell("compare.cases", title=title, before=before, after=after, count=len(names)), 2)
            for name in names:
                yield from _lines(f"{name}: {titles[name]}", 6)
    for case in found.changed:
        if case.aside:
            yield from _lines(tell("compare.aside", case=case.case, facts=", ".join(case.aside)))
    if found.wholes:
        yield f"\n{tell('compare.whole')}"
    for whole in found.wholes:
        yield from _whole(whole, tell, found.before.guidance)


def _whole(whole: Whole, tell: _Teller, guidance: Guidance) -> Iterator[str]:
    nation = guidance.nations[whole.nation].label
    share = _share(whole.changed, whole.of, tell)
    yield from _lines(tell("compare.whole_decision", nation=nation, title=tell.title(Point(whole.decision)), share=share), 2)
    yield from _lines(tell("compare.whole_exact", changed=whole.changed, of=whole.of), 6)
    for move in whole.moves:
        point = Point(whole.decision, move.about)
        about = f"{tell.outcome(Point(whole.decision), move.about)}:" if move.about else ""
        told = [tell.outcome(point, move.before), tell.outcome(point, move.after)]
        text = tell("compare.move", about=about, before=told[0], after=told[1], share=_share(move.cases, whole.of, tell))
        yield from _lines(text.strip(), 6)
    if whole.in_library:
        yield from _lines(tell("compare.in_library"), 6)
    elif whole.smallest is not None:
        answers = ", ".join(f"{name} is {value}" for name, value in whole.smallest.items())
        yield from _lines(tell("compare.smallest", answers=answers), 6)


def _replay(found: Replay, guidance: Guidance, tell: _Teller) -> Iterator[str]:
    yield tell("replay.record", id=found.record, day=_long(found.law_of), nation=guidance.nations[found.nation].label)
    yield from _lines(tell(f"replay.edition_{found.same_edition}", made=found.made_with, edition=found.edition))
    for key, names in (("replay.unknown", found.unknown), ("replay.since", found.since)):
        if names:
            yield from _lines(tell(key, decisions=", ".join(names)))
    if found.aside:
        yield from _lines(tell("replay.aside", facts=", ".join(found.aside)))
    yield tell("replay.differs" if found.differences else "replay.reproduced")
    for change in found.differences:
        before, after = _outcomes(change, tell)
        yield from _lines(tell("replay.change", title=tell.title(change.point), before=before, after=after), 2)
        yield from _causes(change.causes, tell, 4)
    if found.altered:
        yield from _lines(tell("replay.altered"))
    if found.other is not None and found.other_day is not None:
        head = tell("replay.other_day", day=_long(found.other_day))
        yield f"\n{head}" if found.other else f"\n{head} {tell('replay.other_day_same')}"
        for change in found.other:
            before, after = _outcomes(change, tell)
            yield from _lines(f"{tell.title(change.point)} {before} -> {after}", 2)
            yield from _causes(change.causes, tell, 4)


def _causes(causes: Sequence[Cause], tell: _Teller, indent: int = 0) -> Iterator[str]:
    for cause in causes:
        yield from _lines(tell.cause(cause), indent)
        if because := tell.because(cause):
            yield from _lines(f'"{because}"', indent + 4)
    if not causes:
        yield from _lines(tell("compare.unexplained"), indent)


def _outcomes(change: Change, tell: _Teller) -> tuple[str, str]:
    return tell.outcome(change.point, change.before), tell.outcome(change.point, change.after)


def _law(law: Law, tell: _Teller) -> str:
    day = _long(law.day) if law.day else tell("compare.own_days")
    return tell("compare.law", edition=law.guidance.edition, day=day)


def _share(part: int, whole: int, tell: Callable[..., str]) -> str:
    """A part of a whole in percent. The counts are far larger than a float may hold, so the division is exact."""
    percent = Fraction(100 * part, whole)
    return f"{float(percent):.1f} %" if percent >= Fraction(1, 10) else tell("compare.small")


def _lines(text: str, indent: int = 0) -> list[str]:
    return wrap(text, WIDTH, initial_indent=" " * indent, subsequent_indent=" " * (indent + 4), break_long_words=False)


def _long(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
