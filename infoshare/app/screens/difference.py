"""What differs between two pieces of advice, as blocks: outcomes side by side, then the rules that started, stopped or turned."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ...reasoning.advise import Reason, Settled
from ...reasoning.guidance import Guidance, Kind
from ...training.difference import Change
from ..blocks import Argument, Arguments, Block, Details, Table, Text
from .frame import cited


def differences(changes: Sequence[Change], guidance: Guidance) -> list[Block]:
    """What changed, and the rules behind the main change; those behind all else, of which there are many, open on demand."""
    w = guidance.word
    main = [c for c in changes if c.decision.id == guidance.primary]
    others = [c for c in changes if c.decision.id != guidance.primary and not c.rates]
    ratings = [c for c in changes if c.rates]
    if not changes:
        return [Text(w("train.same"))]
    blocks = [*_outcomes([*main, *others], w("train.changed.caption"), guidance), *_rules(main, guidance)]
    if behind := _rules(others, guidance):
        blocks.append(Details(w("train.others"), behind))
    if ratings:
        blocks.append(Details(w("train.ratings"), [*_outcomes(ratings, w("train.ratings"), guidance), *_rules(ratings, guidance)]))
    return blocks


def _outcomes(changes: Sequence[Change], caption: str, guidance: Guidance) -> list[Block]:
    w = guidance.word
    rows = [[_what(c), _came_to(c, c.before, guidance), _came_to(c, c.after, guidance)] for c in changes if _shows(c)]
    head = [w("train.changed.what"), w("train.before"), w("train.after")]
    return [Table(caption, head, rows) if rows else Text(w("train.only_reasons"))]


def _rules(changes: Sequence[Change], guidance: Guidance) -> list[Block]:
    found: list[Block] = []
    for part in ("started", "stopped", "turned"):
        reasons = _once(r for c in changes for r in getattr(c, part))
        if reasons:
            found.append(Arguments(guidance.word(f"train.{part}"), [_argument(r, guidance) for r in reasons]))
    return found


def _shows(change: Change) -> bool:
    return change.outcome_changed or (change.settled_changed and change.decision.kind is not Kind.MANY)


def _what(change: Change) -> str:
    decision = change.decision
    if change.rates:
        return decision.candidates[change.about].label
    return f"{decision.title} {change.about}" if decision.per else decision.title


def _came_to(change: Change, settled: Settled | None, guidance: Guidance) -> str:
    w = guidance.word
    if settled is None:
        return w("train.none")
    told = w(f"rating.{settled.about}") if change.rates else settled.candidate.label
    sure = change.settled_changed and change.before is not None and change.after is not None  # said only where it differs
    return w("train.settled" if settled.settled else "train.open").format(outcome=told) if sure else told


def _once(reasons: Iterable[Reason]) -> list[Reason]:
    return list({r.rule: r for r in reasons}.values())


def _argument(reason: Reason, guidance: Guidance) -> Argument:
    w = guidance.word
    by = guidance.rules[reason.beaten_by[0]].because if reason.beaten_by else ""
    return Argument(reason.text, cited(reason.sources, guidance), w("advice.outweighed").format(by=by) if by else None)
