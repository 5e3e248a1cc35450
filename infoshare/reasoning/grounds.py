"""What reasons and markers rest on, in words: for a reason the answers that make it hold, for a rule or step what settles it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from ..logic.expression import NO, NOT_SURE, names_in
from ..logic.grounds import grounds
from .guidance import Guidance, Marker, Rule
from .load import quantified

MOST_NOTS = 2
"""More answers than this that were not ticked on one question are told as a number: a list of what is not so hides what is."""


def rests_on(rule: Rule, answers: Mapping[str, str], guidance: Guidance) -> tuple[str, ...]:
    """The answers that make a rule or argument hold in a case, each as one short line; it would hold whatever else were different."""
    names = grounds(rule.when, answers)
    ruled_out = Counter(_whole(name, guidance) for name in names if "[" in name and answers.get(name) == NO)
    lines = []
    for name in names:
        whole, answer = _whole(name, guidance), answers.get(name, NOT_SURE)
        if answer == NO and ruled_out[whole] > MOST_NOTS:
            lines.append(guidance.word("grounds.none").format(asked=_asked(whole, guidance), count=ruled_out[whole]).replace("?:", "?"))
        else:
            lines.append(_line(name, answer, guidance))
    return tuple(dict.fromkeys(lines))


def settled_by(marker: Marker, guidance: Guidance) -> dict[str, list[dict[str, Any]]]:
    """What a rule or step is read from: questions, and decisions of this advice, each with a title."""
    names = names_in(marker.applied_when) | names_in(marker.attention_when)
    read = {_whole(name, guidance) for name in names}
    asked = [q for q in guidance.questions if read.intersection([*(f.name for f in q.facts), *(each.id for each in q.lists)])]
    decided = [d for d in guidance.decisions.values() if d.id in read]
    return {
        "questions": [{"key": q.key, "short": q.short, "title": q.title, "by_page": q.by_page} for q in asked],
        "decisions": [{"id": d.id, "title": d.title} for d in decided],
    }


def _whole(name: str, guidance: Guidance) -> str:
    exists = quantified(guidance).get(name)
    return exists.list if exists else name.partition("[")[0]


def _line(name: str, answer: str, guidance: Guidance) -> str:
    word = guidance.word
    whole, _, rest = name.partition("[")
    if exists := quantified(guidance).get(name):
        listed = guidance.lists[exists.list]
        question = next(q for q in guidance.questions if listed in q.lists)
        read = names_in(exists.item)
        about = "; ".join(f.label.rstrip("?:.") for f in listed.fields if f.name in read)
        return word(f"grounds.rows.{answer}").format(list=question.short, facts=about)
    if decision := guidance.decisions.get(whole):
        labels = {c.id: c.label for c in decision.candidates.values()}
    else:
        fact = guidance.facts[whole]
        labels = {o.id: o.label for o in fact.options} | {NOT_SURE: fact.unsure}
    told = word(f"grounds.{answer}" if rest else "grounds.is").format(asked=_asked(whole, guidance), answer=labels[rest[:-1] or answer])
    return told.replace("?:", "?")


def _asked(name: str, guidance: Guidance) -> str:
    if name in guidance.decisions:
        return guidance.decisions[name].title
    question, fact = next((q, f) for q in guidance.questions for f in q.facts if f.name == name)
    return (question.short if len(question.facts) == 1 else fact.label or question.short).rstrip(":.")
