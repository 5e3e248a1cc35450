"""What differs between two pieces of advice, as blocks: outcomes side by side, then the rules that started, stopped or turned."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ...reasoning.advise import Reason, Settled
from ...reasoning.guidance import Guidance
from ...training.difference import Change
from ..blocks import Argument, Arguments, Block, Details, Table, Text
from .frame import cited


def differences(changes: Sequence[Change], guidance: Guidance) -> list[Block]:
    """What changed and why; ratings, of which there are many, open on demand."""
    w = guidance.word
    if not changes:
        return [Text(w("train.same"))]
    main = [c for c in changes if not c.rates]
    ratings = [c for c in changes if c.rates]
    blocks: list[Block] = _told(main, guidance) if main else [Text(w("train.same"))]
    if ratings:
        blocks.append(Details(w("train.ratings"), _told(ratings, guidance)))
    return blocks


def _told(changes: Sequence[Change], guidance: Guidance) -> list[Block]:
    w = guidance.word
    differ = [c for c in changes if c.outcome_changed or c.settled_changed]
    rows = [[_what(c), _came_to(c, c.before, guidance), _came_to(c, c.after, guidance)] for c in differ]
    head = [w("train.changed.what"), w("train.before"), w("train.after")]
    blocks: list[Block] = [Table(w("train.changed.caption"), head, rows) if rows else Text(w("train.only_reasons"))]
    for part in ("started", "stopped", "turned"):
        reasons = _once(r for c in changes for r in getattr(c, part))
        if reasons:
            blocks.append(Arguments(w(f"train.{part}"), [_argument(r, guidance) for r in reasons]))
    return blocks


def _what(change: Change) -> str:
    decision = change.decision
    if not change.about:
        return decision.title
    candidate = decision.candidates.get(change.about)
    return f"{decision.title} {candidate.label if candidate and not decision.per else change.about}"


def _came_to(change: Change, settled: Settled | None, guidance: Guidance) -> str:
    w = guidance.word
    if settled is None:
        return w("train.none")
    told = w(f"rating.{settled.about}") if change.rates else settled.candidate.label
    return w("train.settled" if settled.settled else "train.open").format(outcome=told) if change.settled_changed else told


def _once(reasons: Iterable[Reason]) -> list[Reason]:
    return list({r.rule: r for r in reasons}.values())


def _argument(reason: Reason, guidance: Guidance) -> Argument:
    w = guidance.word
    by = guidance.rules[reason.beaten_by[0]].because if reason.beaten_by else ""
    return Argument(reason.text, cited(reason.sources, guidance), w("advice.outweighed").format(by=by) if by else None)
