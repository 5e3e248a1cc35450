"""Advice for a draft, as plain data; before the nation is known, only what holds in every nation."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from ..reasoning.advise import Advice, advise
from ..reasoning.ask import act_now
from ..reasoning.guidance import Guidance, Kind, Question
from ..reasoning.present import as_data
from .draft import Draft


def weigh(draft: Draft, guidance: Guidance, today: date) -> dict[str, Any]:
    """The advice on a draft (see `present.as_data`), by the law of ``today``."""
    if draft.nation is not None:
        return as_data(_advise(draft, guidance, today), guidance)
    every = [as_data(_advise(replace(draft, nation=n), guidance, today), guidance) for n in guidance.nations]
    common = every[0]
    for decision in guidance.decisions.values():
        if decision.kind is Kind.MANY:
            ids = set.intersection(*({x["id"] for x in data[decision.key]} for data in every))
            common[decision.key] = [x for x in common[decision.key] if x["id"] in ids]
    for part in ("golden_rules", "steps"):
        ids = set.intersection(*({x["id"] for x in data[part]} for data in every))
        common[part] = [x for x in common[part] if x["id"] in ids]
    return {**common, "nation": None, "signpost": None, "notes": []}


def next_for(draft: Draft, guidance: Guidance, today: date) -> Question | None:
    """The question to ask next; ``None`` when there is none left, or the advice must not wait."""
    anywhere = draft if draft.nation else replace(draft, nation=next(iter(guidance.nations)))
    return _advise(anywhere, guidance, today).next


def urgent(draft: Draft, guidance: Guidance) -> bool:
    """Whether an answer was given after which the advice must not wait, and nobody has acted yet."""
    return not draft.acted and act_now(draft.case(), guidance)


def _advise(draft: Draft, guidance: Guidance, today: date) -> Advice:
    return advise(draft.case(), guidance, on=today, seen=frozenset(draft.seen), acted=draft.acted)
