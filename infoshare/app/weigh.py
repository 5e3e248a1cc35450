"""Advice for a draft, as plain data; before the nation is known, only what holds in every nation."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from ..reasoning.advise import Advice, advise
from ..reasoning.ask import Asking, act_now
from ..reasoning.guidance import Guidance, Kind
from ..reasoning.present import as_data
from .draft import Draft


def weigh(draft: Draft, guidance: Guidance, today: date) -> dict[str, Any]:
    """The advice on a draft (see `present.as_data`), by the law of ``today``.

    An emergency waits for nothing: there only the rules speak, and what could still change is left out.
    """
    now = urgent(draft, guidance)
    if draft.nation is not None:
        return as_data(
            _advise(draft, guidance, today),
            guidance,
            exact=not now,
            unknown=draft.at == "advice",  # no other screen tells them, and they take longest
            flips=draft.at == "advice" and not now,
            grounds=draft.at == "advice" and not now,
        )
    every = [as_data(_advise(replace(draft, nation=n), guidance, today), guidance, exact=False) for n in guidance.nations]
    common = every[0]
    for decision in guidance.decisions.values():
        if decision.kind is Kind.MANY:
            ids = set.intersection(*({x["id"] for x in data[decision.key]} for data in every))
            common[decision.key] = [x for x in common[decision.key] if x["id"] in ids]
    for part in ("golden_rules", "steps"):
        ids = set.intersection(*({x["id"] for x in data[part]} for data in every))
        common[part] = [x for x in common[part] if x["id"] in ids]
    return {**common, "nation": None, "signpost": None, "notes": [], "stale": ""}


def next_for(draft: Draft, guidance: Guidance, today: date) -> Asking | None:
    """What to ask next; ``None`` when there is nothing left to ask, or the advice must not wait."""
    if draft.nation is None:  # until we know whose law it is, only what comes first can be asked
        first = (q for q in guidance.questions if q.ask == "first" and q.key not in draft.seen)
        question = None if urgent(draft, guidance) else next(first, None)
        return Asking(question, tuple(f.name for f in question.facts)) if question else None
    return _advise(draft, guidance, today).asking


def urgent(draft: Draft, guidance: Guidance) -> bool:
    """Whether an answer was given after which the advice must not wait, and nobody has acted yet."""
    return not draft.acted and act_now(draft.case(), guidance)


def _advise(draft: Draft, guidance: Guidance, today: date) -> Advice:
    """The advice; the last one once more where nothing that it rests on has changed, with all that was worked out of it since.

    A step asks twice: what to ask next, then what to show beside that question.
    """
    asked = guidance, today, draft.case(), draft.seen, draft.acted
    for before, advice in _last:
        if before == asked:
            return advice
    advice = advise(asked[2], guidance, on=today, seen=frozenset(draft.seen), acted=draft.acted)
    _last[:] = [(asked, advice)]
    return advice


_last: list[tuple[tuple[object, ...], Advice]] = []
"""What was asked last of this process, which serves one person, and the answer."""
