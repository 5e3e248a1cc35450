"""From a walk to a decision record: a person's words, the advice they saw, and what they decided, as plain data."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from .. import __version__
from ..logic.expression import NOT_SURE
from ..reasoning.guidance import Fact, FreeText, Guidance, Kind
from .answers import Problems, beside, in_words, label, take_some
from .draft import Draft
from .walk import closing_questions

OWN_PLACE = ("decision.reason", "review.change_mind", "followup.receipt")
"""Texts that have a place of their own in the record."""
TEXT_KINDS = {
    "concern.words": "fact",
    "concern.meaning": "opinion",
    "child.words": "child_words",
    "request.need": "third_party",
}
"""What kind of words a text holds, so that facts are told apart from opinion; all others are notes."""


def record_fields(
    draft: Draft,
    data: Mapping[str, Any],
    values: Mapping[str, Any],
    guidance: Guidance,
    now: datetime,
    *,
    practice: bool,
) -> dict[str, Any]:
    """The fields of a record (see `records.record.build_record`) for a finished walk."""
    decision = guidance.decisions[guidance.primary]
    advised = data[guidance.primary]
    outcome = advised["outcome"] if draft.follows else str(values.get("outcome", ""))
    said = take_some(draft, closing_questions(draft, guidance), values)
    closing = said.texts
    followed = draft.follows is True
    nation = draft.nation or ""
    return {
        "draft_id": draft.id,
        "practice": practice,
        "made_at": now.isoformat(timespec="seconds"),
        "decided_at": now.isoformat(timespec="seconds"),
        "tool_version": __version__,
        "guidance_edition": data["edition"],
        "law_of": data["on"],
        "nation": {"id": nation, "label": guidance.nations[nation].label},
        "mode": _choice(draft, guidance, "start"),
        "organisation": _choice(draft, guidance, "org.kind"),
        "decided_by": {"name": _said(values, "by_name"), "position": _said(values, "by_role")},
        "answers": [*_answers(said, guidance, data["set_aside"], aside=False)],
        "set_aside": [*_answers(draft, guidance, data["set_aside"], aside=True)],
        "texts": [*_texts(said, guidance)],
        "people": [*_rows(draft, guidance, "people")],
        "items": [*_rows(draft, guidance, "items")],
        "own_view": _view(draft, guidance),
        "advice": dict(data),
        "case": _case(draft),
        "advice_shown": [*_shown(data, guidance)],
        "decision": {
            "outcome": outcome,
            "label": decision.candidates[outcome].label if outcome in decision.candidates else "",
            "followed": followed,
            "reasons": [closing.get("decision.reason", "")],
            "override_reason": "" if followed else _said(values, "override"),
        },
        "telling": [_told(p) for p in data.get("telling", [])],
        "recipients": [
            {"id": r["id"], "label": r["label"], "why": " ".join(x["text"] for x in r["because"])} for r in data.get("recipients", [])
        ],
        "lawful_basis": _basis(data, guidance),
        "review_on": _day(values.get("review_on")),
        "would_change": closing.get("review.change_mind", ""),
        "follow_up": [t for t in (closing.get("followup.receipt", ""), _said(values, "told")) if t],
        "retrospective": {"acted_at": draft.acted_at, "what": advised["label"]} if draft.acted else None,
    }


def missing(draft: Draft, values: Mapping[str, Any], guidance: Guidance) -> Problems:
    """What a record can never lack and was not given, as messages and fields."""
    w = guidance.word
    problems = []
    candidates = guidance.decisions[guidance.primary].candidates
    if draft.follows is False:
        if values.get("outcome") not in candidates:
            problems.append((w("error.choose_one"), "outcome"))
        if not _said(values, "override").strip():
            problems.append((w("error.override"), "override"))
    if not _said(values, "decision.reason").strip():
        problems.append((w("error.reason"), "decision.reason"))
    if values.get("review_on") and _day(values["review_on"]) is None:
        problems.append((w("error.day"), "review_on"))
    return tuple(problems)


def missing_for(outcome: str, values: Mapping[str, Any], guidance: Guidance) -> Problems:
    """What deciding not to share needs besides: a day to look again and what would change it."""
    if guidance.decisions[guidance.primary].candidates[outcome].details.get("needs_review") != "yes":
        return ()
    w = guidance.word
    found = []
    if _day(values.get("review_on")) is None:
        found.append((w("error.review"), "review_on"))
    if not _said(values, "review.change_mind").strip():
        found.append((w("error.change_mind"), "review.change_mind"))
    return tuple(found)


def _said(values: Mapping[str, Any], field: str) -> str:
    value = values.get(field)
    return value if isinstance(value, str) else ""


def _day(value: object) -> str | None:
    try:
        return date.fromisoformat(value).isoformat() if isinstance(value, str) and value else None
    except ValueError:
        return None


def _choice(draft: Draft, guidance: Guidance, name: str) -> dict[str, str]:
    fact, answer = guidance.facts.get(name), draft.facts.get(name)
    if fact is None or not isinstance(answer, str):
        return {"id": NOT_SURE, "label": guidance.word("record.not_said")}
    return {"id": answer, "label": label(fact, answer)}


def _answers(draft: Draft, guidance: Guidance, set_aside: list[str], *, aside: bool) -> Any:
    for question in guidance.questions:
        facts = [f for f in question.facts if (f.name in set_aside) is aside and f.name in draft.facts and not question.by_page]
        if facts:
            said = [(f.label if len(question.facts) > 1 else "", "; ".join(in_words(draft, f))) for f in facts]
            told = [beside(asked, answer) if asked else answer for asked, answer in said]
            note = guidance.word("record.set_aside_note") if aside else ""
            yield {"id": question.id, "question": question.title, "answers": told, "note": note}


def _texts(draft: Draft, guidance: Guidance) -> Any:
    for question in guidance.questions:
        for field in question.fields:
            if isinstance(field, FreeText) and field.name not in OWN_PLACE and draft.texts.get(field.name, "").strip():
                label_ = field.label if len(question.fields) > 1 else question.title
                yield {
                    "id": field.name,
                    "label": label_,
                    "text": draft.texts[field.name],
                    "kind": TEXT_KINDS.get(field.name, "other"),
                }


def _rows(draft: Draft, guidance: Guidance, name: str) -> Any:
    listed = guidance.lists.get(name)
    facts: dict[str, Fact] = {f.name.removeprefix(f"{listed.each}."): f for f in listed.fields} if listed else {}
    for row in draft.lists.get(name, ()):
        details = [{"label": f.label or f.name, "text": label(f, row[k])} for k, f in facts.items() if k in row]
        yield {"name": row["name"], "details": details}


def _view(draft: Draft, guidance: Guidance) -> dict[str, str] | None:
    if draft.view is None:
        return None
    candidates = guidance.decisions[guidance.primary].candidates
    outcome, confidence = draft.view["outcome"], draft.view["confidence"]
    said = candidates[outcome].label if outcome in candidates else guidance.word("view.not_sure")
    return {
        "outcome": outcome,
        "label": said,
        "confidence": confidence,
        "confidence_label": guidance.word(f"confidence.{confidence}"),
    }


def _shown(data: Mapping[str, Any], guidance: Guidance) -> Any:
    for decision in sorted(guidance.decisions.values(), key=lambda d: (d.id != guidance.primary, not d.leads)):
        found = data[decision.key]
        if decision.kind is Kind.MANY:
            for held in found:
                yield {
                    "title": decision.title,
                    "answer": held["label"],
                    "text": held["text"],
                    "reasons": [_why(r, guidance) for r in held["because"]],
                }
            continue
        for one in found if decision.per else [found]:
            answer = f"{one['name']}: {one['label']}" if decision.per else one["label"]
            reasons = [_why(r, guidance) for part in ("because", "against", "outweighed") for r in one[part]]
            yield {"title": decision.title, "answer": answer, "text": one["text"], "reasons": reasons}


def _why(reason: Mapping[str, Any], guidance: Guidance) -> dict[str, Any]:
    side = guidance.word(f"side.{reason['side']}") if reason.get("side") else ""
    sources = [f"{s['title']}, {s['at']} ({guidance.word('mark.' + s['mark'])})" for s in reason["sources"]]
    return {"text": reason["text"], "side": side, "rule": reason["rule"], "sources": sources}


def _case(draft: Draft) -> dict[str, Any]:
    """The closed answers that the advice rests on. Names of rows stay out: they stand in the record once, and no rule reads them."""
    case = draft.case()
    lists = {name: [{k: v for k, v in row.items() if k != "name"} for row in rows] for name, rows in case.lists.items()}
    return {"facts": dict(case.facts), "lists": lists}


def _told(person: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "person": person["name"],
        "outcome": person["outcome"],
        "label": person["label"],
        "reasons": [r["text"] for r in person["because"]],
    }


def _basis(data: Mapping[str, Any], guidance: Guidance) -> dict[str, Any] | None:
    found = next((data[d.key] for d in guidance.decisions.values() if d.kind is Kind.RATED), None)
    if found is None:
        return None
    return {"id": found["recommended"], "label": found["label"], "reasons": [r["text"] for r in found["because"]]}
