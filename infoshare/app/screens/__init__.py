"""Screens as pure functions: a draft and its advice in, a page of semantic blocks out."""

from __future__ import annotations

from datetime import date
from typing import Any

from ...reasoning.guidance import Guidance
from ..answers import Problems
from ..blocks import Page
from ..draft import Draft
from . import advice, ask, check, decide


def draw(draft: Draft, data: dict[str, Any], guidance: Guidance, today: date, problems: Problems = ()) -> Page:
    """The page for where a draft stands.

    Args:
        draft: what was said so far.
        data: the advice on it (see `weigh.weigh`).
        guidance: for the words.
        today: the local day.
        problems: what was missing when the last form was sent.
    """
    match draft.at:
        case "nation":
            return ask.nation_page(draft, data, guidance, problems)
        case "check":
            return check.page(draft, data, guidance)
        case "view":
            return ask.view_page(draft, data, guidance, problems)
        case "advice":
            return advice.page(draft, data, guidance, today)
        case "decide":
            return decide.page(draft, data, guidance, today, problems)
    return ask.question_page(draft, data, guidance, problems)
