"""What every screen of the walk shares: the walls beside it, errors above it, sources and words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from ...reasoning.guidance import Citation, Guidance, Question
from ..answers import Problems
from ..blocks import Block, Bullets, Button, Details, Errors, Page, Tag, Text
from ..draft import Draft
from ..pictures import Wall, WallItem

STATUSES = ("applied", "attention", "not_reached", "not_applicable")


def framed(
    draft: Draft,
    data: Mapping[str, Any],
    guidance: Guidance,
    title: str,
    blocks: Sequence[Block],
    *,
    key: str,
    caption: str = "",
    problems: Problems = (),
    linked: bool = True,
) -> Page:
    """A page of the walk with the rules and steps beside it; ``linked``: they lead to the questions that settle them."""
    w = guidance.word
    asked = next((q for q in guidance.questions if draft.at == "question" and q.key == draft.question), None)
    recorded = draft.at == "record"
    return Page(
        title=title,
        blocks=blocks,
        key=key,
        caption=caption,
        aside=(
            Tag(w("state.recorded" if recorded else "state.not_recorded"), "go" if recorded else "care"),
            *walls(data, guidance, asked=asked, linked=linked),
        ),
        aside_label=w("aside.label"),
        errors=Errors(w("error.title"), problems) if problems else None,
        announce=w("error.announce") if problems else "",
        address=f"?draft={draft.id}",
    )


def walls(data: Mapping[str, Any], guidance: Guidance, *, asked: Question | None = None, linked: bool = False) -> tuple[Block, ...]:
    """The seven rules and the ten steps, each with how it stands, and to open: what it means and what settles it.

    Args:
        data: the advice.
        guidance: for the words.
        asked: the question on the page; what it belongs to is marked.
        linked: lead to the questions that settle a rule or step.
    """
    w = guidance.word
    found: list[Block] = []
    for part in ("golden_rules", "steps"):
        if not data[part]:
            continue
        items = []
        for m in data[part]:
            settling = [q["key"] for q in m["settled_by"]["questions"]] if part == "golden_rules" else []
            now = asked is not None and (asked.key in settling or (part == "steps" and asked.step == m["number"]))
            tile = (*_told(m, guidance), *_settled_by(m, guidance, linked))
            items.append(WallItem(m["number"], m["title"], m["status"], _standing(m, now, guidance), tile, now))
        counts = Counter(m["status"] for m in data[part])
        tally = w("wall.and").join(w(f"wall.tally.{s}").format(count=counts[s]) for s in STATUSES if counts[s])
        found.append(Wall(w(f"wall.{part}"), items, tally))
    return tuple(found)


def _standing(marker: Mapping[str, Any], now: bool, guidance: Guidance) -> str:
    w = guidance.word
    if now and marker["status"] == "not_reached":
        return w("state.now")
    state = w(f"state.{marker['status']}")
    standing = f"{state}: {marker['tag']}" if marker["tag"] and marker["tag"] != state else state
    return w("state.and_now").format(standing=standing) if now else standing


def _told(marker: Mapping[str, Any], guidance: Guidance) -> Iterator[Block]:
    w = guidance.word
    if "practitioner" in marker:
        yield Text(f"{w('step.practitioner')} {marker['practitioner']}")
        yield Text(f"{w('step.organisation')} {marker['organisation']}")
    else:
        yield Text(marker["text"])
    yield from (Text(c, "caption") for c in cites(marker["sources"], guidance))


def _settled_by(marker: Mapping[str, Any], guidance: Guidance, linked: bool) -> Iterator[Block]:
    w = guidance.word
    settling: list[str | Block] = []
    for question in marker["settled_by"]["questions"]:
        if question["by_page"]:
            settling.append(w("wall.by_page"))
        elif linked:
            settling.append(Button(w("wall.question").format(question=question["short"]), "change", question["key"], "plain"))
        else:
            settling.append(question["title"])
    settling += [w("wall.decision").format(decision=d["title"]) for d in marker["settled_by"]["decisions"]]
    if settling:
        yield Text(w("wall.settled_by"), "strong")
        yield Bullets(settling)


def cites(sources: Sequence[Mapping[str, str]], guidance: Guidance) -> tuple[str, ...]:
    """Sources as short lines: document, paragraph, and how well it was verified where that is less than seen."""
    return tuple(_cite(s["title"], s["at"], s["mark"], guidance) for s in sources)


def cited(citations: Sequence[Citation], guidance: Guidance, nation: str | None = None) -> tuple[str, ...]:
    """The same for citations straight from the guidance; with a nation, only sources that are meant for it."""
    meant = [c for c in citations if nation is None or nation in guidance.sources[c.source].nations]
    return tuple(_cite(guidance.sources[c.source].title, c.at, c.mark.value, guidance) for c in meant)


def _cite(title: str, at: str, mark: str, guidance: Guidance) -> str:
    verified = "" if mark == "seen" else f" · {guidance.word('mark.' + mark)}"
    return f"{title}, {at}{verified}"


def why(question_why: str, sources: Sequence[Citation], guidance: Guidance, nation: str | None) -> Block:
    """Why a question is asked, and where that comes from."""
    return Details(guidance.word("why.summary"), (Text(question_why), *(Text(c, "caption") for c in cited(sources, guidance, nation))))


def back(guidance: Guidance) -> Button:
    """One step back, keeping what is typed."""
    return Button(guidance.word("button.back"), "back", kind="quiet")


def day(text: str | None) -> str:
    """A day as people write it; empty when there is none."""
    if not text:
        return ""
    found = date.fromisoformat(text)
    return f"{found.day} {found:%B %Y}"


def moment(text: str) -> str:
    """A moment (ISO 8601 with its offset) as people write it, in local time."""
    found = datetime.fromisoformat(text).astimezone()
    return f"{found.day} {found:%B %Y, %H:%M}"
