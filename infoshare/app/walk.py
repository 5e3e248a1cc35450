"""Walking from a worry to a record: what each thing a person does makes of their draft. Pure; nothing is saved or drawn here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from ..logic.expression import truth
from ..reasoning.case import known
from ..reasoning.fit import fits
from ..reasoning.guidance import Guidance, Question
from .answers import Problems, take
from .draft import STAGES, Draft
from .weigh import next_for, urgent

NATION, VIEW, DECIDE = "nation", "view", "decide"
CONFIDENCE = ("sure", "fairly", "unsure")


class Walk:
    """The moves of one walk.

    Args:
        guidance: what is asked and advised.
        today: the local day, whose law applies.
        now: the moment (UTC), for the time an emergency was acted on.
    """

    def __init__(self, guidance: Guidance, today: date, now: datetime) -> None:
        self.guidance, self.today, self.now = guidance, today, now

    def fit(self, draft: Draft) -> Draft:
        """A saved draft, fitted to the guidance of today: answers that it does not know any more are asked again."""
        known_facts = self.guidance.facts
        kept = {k: v for k, v in draft.facts.items() if k in known_facts and fits(known_facts[k], v)}
        lists = {k: v for k, v in draft.lists.items() if k in self.guidance.lists}
        fitted = replace(draft, facts=kept, lists=lists, nation=draft.nation if draft.nation in self.guidance.nations else None)
        asks_nothing = draft.at == "question" and self._question(draft.question) is None
        return self.onward(fitted) if asks_nothing or len(kept) < len(draft.facts) else fitted

    def onward(self, draft: Draft) -> Draft:
        """To the next question that can matter; else to the advice if it must not wait, else to the check."""
        if urgent(draft, self.guidance):
            return replace(draft, at="advice", question="")
        following = next_for(draft, self.guidance, self.today)
        if draft.nation is None and (following is None or following.question.ask != "first"):
            return replace(draft, at=NATION, question="")
        if following is not None:
            return replace(draft, at="question", question=following.question.key, asking=following.names)
        return replace(draft, at="check", question="")

    def do(self, draft: Draft, name: str, arg: object, values: Mapping[str, Any]) -> tuple[Draft, Problems]:
        """What one event makes of a draft, and what is missing from its form. An event that fits nothing changes nothing."""
        move = getattr(self, f"_{name}", None)
        if move is None or name not in MOVES:
            return draft, ()
        after, problems = move(draft, arg, values)
        return after.entered(back=name == "back"), problems

    def _typing(self, draft: Draft, arg: object, values: Mapping[str, Any]) -> tuple[Draft, Problems]:
        forms = {NATION, VIEW, DECIDE, *(q.key for q in self.guidance.questions)}
        return (replace(draft, pending={**draft.pending, arg: dict(values)}) if isinstance(arg, str) and arg in forms else draft), ()

    def _answer(self, draft: Draft, arg: object, values: Mapping[str, Any]) -> tuple[Draft, Problems]:
        question = self._question(arg)
        if question is None:
            return draft, ()
        taken, problems = take(draft, question, values, self.guidance)
        if problems:
            return replace(draft, pending={**draft.pending, question.key: dict(values)}), problems
        seen = (*(s for s in taken.seen if s != question.key), question.key)
        return self.onward(replace(taken, seen=seen, follows=None).without_pending(question.key)), ()

    def _nation(self, draft: Draft, arg: object, values: Mapping[str, Any]) -> tuple[Draft, Problems]:
        nation = values.get("nation")
        if nation not in self.guidance.nations:
            return draft, ((self.guidance.word("error.choose_one"), "nation"),)
        return self.onward(replace(draft, nation=str(nation)).without_pending(NATION)), ()

    def _back(self, draft: Draft, arg: object, values: Mapping[str, Any]) -> tuple[Draft, Problems]:
        kept = self._typing(draft, draft.question or draft.at, values)[0] if values else draft
        order = {"view": "check", "advice": "view", "decide": "advice"}
        if draft.at == "advice" and (draft.view is None or urgent(draft, self.guidance)):
            return self._to_last_question(kept), ()
        if draft.at in order:
            return replace(kept, at=order[draft.at]), ()
        return self._to_last_question(kept), ()

    def _to_last_question(self, draft: Draft) -> Draft:
        earlier = draft.seen[: draft.seen.index(draft.question)] if draft.question in draft.seen else draft.seen
        known = [key for key in earlier if self._question(key)]
        return replace(draft, at="question", question=known[-1]) if known else draft

    def _visit(self, draft: Draft, arg: object, values: Mapping[str, Any]) -> tuple[Draft, Problems]:
        """To a step of the trail, as the browser's own back and forward buttons go."""
        if type(arg) is not int or not 0 <= arg < len(draft.trail):
            return draft, ()
        place = draft.trail[arg]
        if self._question(place):
            return replace(draft, at="question", question=place, step=arg), ()
        return (replace(draft, at=place, question="", step=arg) if place in STAGES else draft), ()

    def _change(self, draft: Draft, arg: object, values: Mapping[str, Any]) -> tuple[Draft, Problems]:
        if arg == NATION:
            return replace(draft, at=NATION, question=""), ()
        question = self._question(arg)
        return (replace(draft, at="question", question=question.key) if question else draft), ()

    def _check(self, draft: Draft, arg: object, values: Mapping[str, Any]) -> tuple[Draft, Problems]:
        return replace(draft, at=NATION if draft.nation is None else "check", question=""), ()

    def _checked(self, draft: Draft, arg: object, values: Mapping[str, Any]) -> tuple[Draft, Problems]:
        return replace(draft, at="view" if draft.view is None and not draft.acted else "advice"), ()

    def _view(self, draft: Draft, arg: object, values: Mapping[str, Any]) -> tuple[Draft, Problems]:
        decision = self.guidance.primary
        outcome, confidence = values.get("outcome"), values.get("confidence")
        allowed = (*self.guidance.decisions[decision].candidates, "not_sure")
        problems = []
        if outcome not in allowed:
            problems.append((self.guidance.word("error.choose_one"), "outcome"))
        if confidence not in CONFIDENCE:
            problems.append((self.guidance.word("error.confidence"), "confidence"))
        if problems:
            return replace(draft, pending={**draft.pending, VIEW: dict(values)}), tuple(problems)
        view = {"outcome": str(outcome), "confidence": str(confidence)}
        return replace(draft, view=view, at="advice").without_pending(VIEW), ()

    def _acted(self, draft: Draft, arg: object, values: Mapping[str, Any]) -> tuple[Draft, Problems]:
        return self.onward(replace(draft, acted=True, acted_at=self.now.isoformat(timespec="seconds"))), ()

    def _follow(self, draft: Draft, arg: object, values: Mapping[str, Any]) -> tuple[Draft, Problems]:
        return replace(draft, follows=True, at="decide"), ()

    def _differ(self, draft: Draft, arg: object, values: Mapping[str, Any]) -> tuple[Draft, Problems]:
        return replace(draft, follows=False, at="decide"), ()

    def _question(self, key: object) -> Question | None:
        return next((q for q in self.guidance.questions if q.key == key and not q.by_page), None)


MOVES = frozenset({"typing", "answer", "nation", "back", "visit", "change", "check", "checked", "view", "acted", "follow", "differ"})


def closing_questions(draft: Draft, guidance: Guidance) -> tuple[Question, ...]:
    """Questions that only the record needs and that apply to this case, asked when the decision is made."""
    facts = known(draft.case(), guidance).answers
    asked = (q for q in guidance.questions if q.ask == "record" and not q.by_page and q.key not in draft.seen)
    return tuple(q for q in asked if q.only_when is None or truth(q.only_when, facts) is not False)
