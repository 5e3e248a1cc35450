"""Advice as plain data: one JSON object, the same for the command, records and notebooks."""

from __future__ import annotations

from typing import Any

from ..logic.expression import YES
from .advise import Advice, Reason, Settled, Status
from .ask import Asking, Unknown
from .flips import as_data as flip_as_data
from .grounds import rests_on, settled_by
from .guidance import Citation, Decision, Guidance, Kind


def as_data(
    advice: Advice,
    guidance: Guidance,
    *,
    exact: bool = True,
    unknown: bool = True,
    counts: bool = False,
    flips: bool = False,
    grounds: bool = False,
) -> dict[str, Any]:
    """The whole advice as JSON-ready data; every reason carries its rule, its text and its sources.

    Args:
        advice: what to present.
        guidance: for the words.
        exact: say also what is settled, what could still change it, and what to ask next. Without it nothing waits for the diagrams.
        unknown: list the unknowns that matter; ``None`` stands in their place otherwise. Early in a walk they are many and take longest.
        counts: say of each unknown how many of the cases that are still possible hang on it; early in a walk this takes seconds.
        flips: say under each decision with one answer what would change it.
        grounds: say under each reason for the primary decision which answers make it hold.
    """
    found: dict[str, Any] = {"edition": advice.edition, "on": advice.on.isoformat(), "nation": advice.nation}
    for decision in guidance.decisions.values():
        settled = advice.decided[decision.id]
        if decision.per:
            found[decision.key] = [{"name": _row_name(advice, decision, i), **_one(s, guidance, exact)} for i, s in enumerate(settled)]
        elif decision.kind is Kind.MANY:
            found[decision.key] = [_held(s, guidance, exact) for s in settled]
        elif decision.kind is Kind.RATED:
            rated = [_rated(s, guidance, exact) for s in advice.rated[decision.id]]
            one = _one(settled[0], guidance, exact)
            found[decision.key] = {"recommended": one.pop("outcome"), **one, "rated": rated}
        else:
            found[decision.key] = _one(settled[0], guidance, exact)
        if flips and decision.kind is not Kind.MANY:
            rows = found[decision.key] if decision.per else [found[decision.key]]
            for row, one in enumerate(rows):
                one["would_change"] = [flip_as_data(f, decision, guidance) for f in advice.would_change(decision.id, row)]
    if grounds:
        for part in ("because", "against", "outweighed"):
            for one in found[guidance.primary][part]:
                one["rests_on"] = list(rests_on(guidance.rules[one["rule"]], advice.answers, guidance))
    found["golden_rules"] = [_status(s, guidance, exact) for s in advice.golden_rules]
    found["steps"] = [_status(s, guidance, exact) for s in advice.steps]
    found["unknown_that_matter"] = [_unknown(u, counts) for u in advice.unknown] if exact and unknown else None
    found["next_question"] = _next(advice.asking) if exact else None
    found["notes"] = list(advice.notes)
    found["stale"] = advice.stale
    found["set_aside"] = list(advice.set_aside)
    nation = guidance.nations[advice.nation]
    found["signpost"] = {"text": nation.signpost, "sources": cite(nation.sources, guidance)} if nation.signpost else None
    return found


def _row_name(advice: Advice, decision: Decision, index: int) -> str:
    return advice.decided[decision.id][index].about


def _one(settled: Settled, guidance: Guidance, exact: bool) -> dict[str, Any]:
    return {
        "outcome": settled.candidate.id,
        "label": settled.candidate.label,
        "text": settled.candidate.text,
        **settled.candidate.details,
        **_certain(settled, exact),
        "because": [reason(r, guidance) for r in settled.because],
        "against": [reason(r, guidance) for r in settled.against],
        "outweighed": [reason(r, guidance) for r in settled.outweighed],
    }


def _held(settled: Settled, guidance: Guidance, exact: bool) -> dict[str, Any]:
    candidate = settled.candidate
    because = [reason(r, guidance) for r in settled.because]
    return {
        "id": candidate.id,
        "label": candidate.label,
        "text": candidate.text,
        **candidate.details,
        **({"settled": settled.possible == (YES,)} if exact else {}),
        "because": because,
    }


def _rated(settled: Settled, guidance: Guidance, exact: bool) -> dict[str, Any]:
    candidate = settled.candidate
    because = [reason(r, guidance) for r in settled.because]
    rating = {
        "rating": settled.about,
        **_certain(settled, exact),
        "because": because,
    }
    return {"basis": candidate.id, "label": candidate.label, **candidate.details, **rating}


def _certain(settled: Settled, exact: bool) -> dict[str, Any]:
    return {"settled": settled.settled, "possible": list(settled.possible)} if exact else {}


def _unknown(unknown: Unknown, counts: bool) -> dict[str, Any]:
    question = unknown.question
    told = {"facts": list(unknown.facts), "decisions": list(unknown.decisions), "unsure": unknown.unsure}
    told |= {"cases": unknown.cases, "of": unknown.of} if counts else {}
    return {"question": question.id, "key": question.key, "title": question.title, **told}


def _next(asking: Asking | None) -> dict[str, Any] | None:
    if asking is None:
        return None
    question = asking.question
    facts = [f.name for f in question.facts if f.name in asking.names]
    return {"id": question.id, "key": question.key, "title": question.title, "facts": facts}


def _status(status: Status, guidance: Guidance, exact: bool) -> dict[str, Any]:
    marker = status.marker
    found = {
        "id": marker.id,
        "number": marker.number,
        "title": marker.title,
        "status": "not_applicable" if exact and status.ruled_out else status.status,
        "tag": status.tag,
        "text": marker.text,
    }
    if marker.practitioner:
        found |= {"practitioner": marker.practitioner, "organisation": marker.organisation}
    return {**found, "settled_by": settled_by(marker, guidance), "sources": cite(marker.sources, guidance)}


def reason(given: Reason, guidance: Guidance) -> dict[str, Any]:
    """One reason with its rule, text and sources."""
    found: dict[str, Any] = {"rule": given.rule, "text": given.text, "sources": cite(given.sources, guidance)}
    if given.side:
        found["side"] = given.side
    if given.beaten_by:
        found["outweighed_by"] = list(given.beaten_by)
    return found


def cite(citations: tuple[Citation, ...], guidance: Guidance) -> list[dict[str, str]]:
    """Sources with their titles, paragraphs and evidence marks."""
    found = []
    for citation in citations:
        source = guidance.sources[citation.source]
        found.append(
            {
                "source": source.id,
                "title": source.title,
                "at": citation.at,
                "mark": citation.mark.value,
                "status": source.status,
                "url": source.url,
                "note": source.note,
            }
        )
    return found
