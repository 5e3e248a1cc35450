"""What is shown beside a question rests on the same advice that chose the question; a change of anything asks anew."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from unittest.mock import patch

from infoshare.app import weigh
from infoshare.app.draft import Draft
from infoshare.reasoning.load import standard

TODAY = date(2026, 11, 24)
DRAFT = Draft("d", "2026-11-24T09:00:00+00:00", nation="england", facts={"danger.now": "no"}, seen=("danger_now",))


def times(*drafts: Draft, days: tuple[date, ...] = (TODAY,)) -> int:
    """How often the reasoner is asked."""
    weigh._last.clear()
    with patch.object(weigh, "advise", wraps=weigh.advise) as asked:
        for draft in drafts:
            for day in days:
                weigh.next_for(draft, standard(), day)
                weigh.weigh(draft, standard(), day)
    return int(asked.call_count)


def test_one_step_asks_the_reasoner_once() -> None:
    assert times(DRAFT, replace(DRAFT, question="who_at_risk"), replace(DRAFT, pending={"x": {"y": "typed"}})) == 1


def test_whatever_the_advice_rests_on_asks_anew() -> None:
    others = [
        replace(DRAFT, facts={"danger.now": "not_sure"}),
        replace(DRAFT, seen=("danger_now", "who_at_risk")),
        replace(DRAFT, acted=True),
        replace(DRAFT, nation="wales"),
        replace(DRAFT, at="check"),
    ]
    assert times(DRAFT, *others) == 1 + len(others)
    assert times(DRAFT, days=(TODAY, TODAY + timedelta(days=1))) == 2
