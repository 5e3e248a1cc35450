"""The advice: what to do, with whom, by when; what speaks for and against, each with its source; what could still change it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Literal

from ...logic.expression import NOT_SURE
from ...reasoning.guidance import Decision, Guidance, Kind
from ..blocks import (
    Argument,
    Arguments,
    Block,
    Bullets,
    Button,
    Buttons,
    Cell,
    Columns,
    Details,
    Inset,
    Page,
    Section,
    Summary,
    SummaryRow,
    Table,
    Text,
    Verdict,
    Warning,
)
from ..draft import Draft
from ..pictures import Drawing
from ..weigh import urgent
from .argument_map import Reason, argument_map, as_lists
from .frame import back, cites, day, framed
from .picture import picture
from .words_used import explained

AT_ONCE = 4
"""How many answers of one decision are in sight at once; the others open on demand."""
IN_SIGHT = ("recipient", "clock", "adviser")
"""Decisions with sections of their own; the others are for those who ask on what ground."""


def page(draft: Draft, data: Mapping[str, Any], guidance: Guidance, today: date) -> Page:
    """The whole advice on one screen, the verdict first."""
    w = guidance.word
    now = urgent(draft, guidance)
    blocks: list[Block] = [verdict(data, guidance, emergency=now)]
    blocks += [Inset((Text(data["signpost"]["text"]), *_captions(data["signpost"]["sources"], guidance)))] if data["signpost"] else []
    blocks += [Warning(data["stale"])] if data["stale"] else []
    if now:
        change = Button(w("advice.wrong_answer"), "change", draft.seen[-1], kind="quiet")
        blocks.append(Buttons([Button(w("advice.acted"), "acted"), change]))
    blocks += held(data, guidance, "recipient")
    blocks += held(data, guidance, "clock")
    if now:
        blocks += scales(data, guidance, empty=False)
        blocks = explained(blocks, guidance, data["nation"])
        return framed(draft, data, guidance, w("advice.now_title"), blocks, key="advice-now", caption=w("advice.now_caption"))
    blocks += by_row(data, guidance)
    blocks.append(Buttons([Button(w("advice.items"), "change", "items", kind="quiet")]))
    blocks += scales(data, guidance)
    blocks += could_change(data, guidance)
    blocks += still_open(data, guidance)
    advisers = held(data, guidance, "adviser")
    blocks += folded(advisers) if goes_ahead(data, guidance) else advisers
    blocks += folded([Section(w("advice.law"), 2, [*law(data, guidance), *notes(data, guidance)])])
    blocks.append(Buttons([Button(w("advice.follow"), "follow"), Button(w("advice.differ"), "differ", kind="quiet"), back(guidance)]))
    caption = w("advice.caption").format(
        view=view_in_words(draft, guidance), day=day(today.isoformat()), nation=guidance.nations[data["nation"]].label
    )
    return framed(draft, data, guidance, w("advice.title"), explained(blocks, guidance, data["nation"]), key="advice", caption=caption)


def verdict(data: Mapping[str, Any], guidance: Guidance, *, emergency: bool = False) -> Block:
    """What to do, in one frame."""
    w = guidance.word
    found = data[guidance.primary]
    tone: Literal["go", "care", "stop"] = "stop" if emergency else "go" if goes_ahead(data, guidance) else "care"
    blocks: list[Block] = [Text(found["text"])]
    if tone == "go" and data.get("recipients"):
        blocks.append(Text(w("advice.with").format(names="; ".join(r["label"] for r in data["recipients"])), "strong"))
    if emergency:
        told = guidance.emergency
        blocks += [Bullets(list(told.steps), ordered=True), Text(told.consent, "strong"), Text(told.after)]
    elif found.get("settled", True):
        blocks.append(Text(w("advice.settled")))
    else:
        others = [guidance.decisions[guidance.primary].candidates[p].label for p in found["possible"] if p != found["outcome"]]
        blocks.append(Text(w("advice.open").format(others="; ".join(others))))
    return Verdict(found["label"], blocks, tone)


def goes_ahead(data: Mapping[str, Any], guidance: Guidance) -> bool:
    """Whether the advice takes the first of the two stances: it says to act."""
    decision = guidance.decisions[guidance.primary]
    stance = decision.sides.get(decision.candidates[data[guidance.primary]["outcome"]].side)
    return stance == next(iter(decision.sides.values()), None)


def folded(sections: Sequence[Section]) -> list[Block]:
    """Sections that open on demand: for those who ask, out of the way of what to do."""
    return [Details(section.title, section.blocks) for section in sections]


def scales(data: Mapping[str, Any], guidance: Guidance, *, empty: bool = True) -> list[Block]:
    """What decides the advice and what stands against it; to open, every reason with what it rests on, and the same as a picture.

    Args:
        data: the advice.
        guidance: for the words.
        empty: list also the sides for which there is no reason.
    """
    w = guidance.word
    pictured = argument_map(data, guidance)
    outcome = guidance.decisions[guidance.primary].candidates[data[guidance.primary]["outcome"]]
    decides = next(r for r in pictured.reasons if r.rule == data[guidance.primary]["because"][0]["rule"])
    stands = [r for r in pictured.reasons if r.part == "against"] if outcome.side else []
    shown: list[Block] = [Arguments(w("scales.decides"), [_in_short(decides)])]
    shown += [Arguments(w("scales.stands"), [_in_short(r) for r in stands])] if stands else []
    every = Columns([*as_lists(pictured, guidance, empty=empty)])
    blocks: list[Block] = [Columns(shown), Details(w("scales.all").format(count=len(pictured.reasons)), [every])]
    if any(r.facts for r in pictured.reasons):
        drawing = Drawing(picture(pictured, guidance), picture(pictured, guidance, narrow=True))
        blocks.append(Details(w("map.summary"), [drawing]))
    return [Section(w("advice.scales"), 2, blocks)]


def _in_short(reason: Reason) -> Argument:
    return Argument(reason.text, reason.sources)


def _argument(reason: Mapping[str, Any], guidance: Guidance) -> Argument:
    by = [guidance.rules[r].because for r in reason.get("outweighed_by", [])[:1]]
    outweighed = guidance.word("advice.outweighed").format(by=by[0]) if by else None
    return Argument(reason["text"], cites(reason["sources"], guidance), outweighed)


def held(data: Mapping[str, Any], guidance: Guidance, name: str) -> list[Section]:
    """One decision with any number of answers: each with what to act on in sight, the rest of its details and why to open."""
    decision = guidance.decisions[name]
    rows = [_held_row(one, decision, guidance) for one in data[decision.key]]
    first, later = rows[:AT_ONCE], rows[AT_ONCE:]
    if len(later) == 1:
        first, later = rows, []
    blocks: list[Block] = [Summary(first)] if first else []
    blocks += [Details(guidance.word("advice.later").format(count=len(later)), [Summary(later)])] if later else []
    return [Section(decision.title, 2, blocks)] if rows else []


def _held_row(one: Mapping[str, Any], decision: Decision, guidance: Guidance) -> SummaryRow:
    w = guidance.word
    details = [Text(w(f"detail.{d}").format(text=one[d])) for d in decision.candidates[one["id"]].details]
    more = Details(w("head.more" if details[1:] else "head.why"), [*details[1:], *_why(one["because"], guidance)])
    return SummaryRow(one["label"], [Text(one["text"]), *details[:1], more])


def _why(reasons: Sequence[Mapping[str, Any]], guidance: Guidance) -> Sequence[Block]:
    found: list[Block] = []
    for reason in reasons:
        found.append(Text(reason["text"]))
        found += _captions(reason["sources"], guidance)
    return found


def _captions(sources: Sequence[Mapping[str, str]], guidance: Guidance) -> list[Block]:
    return [Text(c, "caption") for c in cites(sources, guidance)]


def by_row(data: Mapping[str, Any], guidance: Guidance) -> list[Block]:
    """What is decided for each person, or for each part of what would be shared; those with the same answer stand together."""
    found: list[Block] = []
    for decision in sorted(guidance.decisions.values(), key=lambda d: not d.leads):
        if not decision.per:
            continue
        alike: dict[str, list[Mapping[str, Any]]] = {}
        for one in data[decision.key]:
            alike.setdefault(one["outcome"], []).append(one)
        rows = [_alike(same, guidance) for same in alike.values()]
        found += [Section(decision.title, 2, [Summary(rows)])] if rows else []
    return found


def _alike(same: Sequence[Mapping[str, Any]], guidance: Guidance) -> SummaryRow:
    """Rows that came to the same; their reasons are told apart where they differ."""
    first = same[0]
    why: list[Block] = []
    if all(one["because"] == first["because"] for one in same):
        why += _why(first["because"], guidance)
    else:
        for one in same:
            why += [Text(one["name"], "strong"), *_why(one["because"], guidance)]
    names = ", ".join(one["name"] for one in same)
    return SummaryRow(names, [Text(first["label"], "strong"), Text(first["text"]), Details(guidance.word("head.why"), why)])


def law(data: Mapping[str, Any], guidance: Guidance) -> list[Block]:
    """Every other decision as one line, its question with its answer, to open: what it means, and on what ground."""
    w = guidance.word
    found: list[Block] = []
    for decision in guidance.decisions.values():
        if decision.id == guidance.primary or decision.id in IN_SIGHT or decision.per:
            continue
        one = data[decision.key]
        if decision.kind is Kind.MANY:
            found += folded(held(data, guidance, decision.id))
            continue
        told: list[Block] = [Text(one["text"])]
        if decision.kind is Kind.RATED:
            reasons, more = one["because"], [_rated(decision, one, guidance)]
        else:
            told += [Text(w(f"detail.{d}").format(text=one[d])) for d in decision.candidates[one["outcome"]].details]
            reasons, more = [r for part in ("because", "against", "outweighed") for r in one[part]], []
        argued = Arguments(w("advice.because"), [_argument(r, guidance) for r in reasons])
        found.append(Details(f"{decision.title} {one['label']}", [*told, argued, *more]))
    return found


def _rated(decision: Decision, one: Mapping[str, Any], guidance: Guidance) -> Block:
    w = guidance.word
    head = [w(f"{decision.id}.head"), w("head.rating"), w("head.why")]
    rows: list[list[Cell]] = [[r["label"], w(f"rating.{r['rating']}"), _why(r["because"], guidance)] for r in one["rated"]]
    return Details(w(f"{decision.id}.all"), [Table(w(f"{decision.id}.caption"), head, rows)])


def still_open(data: Mapping[str, Any], guidance: Guidance) -> list[Block]:
    """What is not known and could still change something: things to find out."""
    w = guidance.word
    asked = [u for u in data["unknown_that_matter"] or () if guidance.primary in u["decisions"]]
    if not asked:
        return []
    return [Details(w("advice.unknown"), [Text(w("advice.unknown.text")), Bullets([u["title"] for u in asked])])]


def could_change(data: Mapping[str, Any], guidance: Guidance) -> list[Block]:
    """The nearest changes of fact after which the advice would be another: things to find out, never answers to alter."""
    w = guidance.word
    found = [flip["text"] for flip in data[guidance.primary].get("would_change", ())]
    return [Details(w("flips.title"), [Text(w("flips.text")), Bullets(found)])] if found else []


def notes(data: Mapping[str, Any], guidance: Guidance) -> list[Block]:
    """Which edition this is, and what to know about its sources."""
    w = guidance.word
    told = [Text(n) for n in data["notes"]]
    return [
        Details(
            w("advice.sources"),
            [Text(w("advice.edition").format(edition=data["edition"])), *told, Text(w("advice.marks"))],
        )
    ]


def view_in_words(draft: Draft, guidance: Guidance) -> str:
    """The person's own view, as one short phrase."""
    w = guidance.word
    if draft.view is None:
        return w("view.none")
    candidates = guidance.decisions[guidance.primary].candidates
    outcome = draft.view["outcome"]
    said = w("view.not_sure") if outcome == NOT_SURE else candidates[outcome].label
    return w("view.said").format(outcome=said, confidence=w(f"confidence.{draft.view['confidence']}").lower())
