"""What every screen of the walk shares: the walls beside it, errors above it, sources and words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from ...reasoning.guidance import Citation, Guidance
from ..answers import Problems
from ..blocks import Block, Bullets, Button, Details, Errors, Page, Tag, Text, Wall, WallItem
from ..draft import Draft


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
) -> Page:
    """A page of the walk with the rules and steps beside it."""
    w = guidance.word
    recorded = draft.at == "record"
    return Page(
        title=title,
        blocks=blocks,
        key=key,
        caption=caption,
        aside=(
            Tag(w("state.recorded" if recorded else "state.not_recorded"), "go" if recorded else "care"),
            *walls(data, guidance),
        ),
        aside_label=w("aside.label"),
        errors=Errors(w("error.title"), problems) if problems else None,
        announce=w("error.announce") if problems else "",
        address=f"?draft={draft.id}",
    )


def walls(data: Mapping[str, Any], guidance: Guidance) -> tuple[Block, ...]:
    """The seven rules and the ten steps, each with how it stands."""
    w = guidance.word
    found: list[Block] = []
    for part in ("golden_rules", "steps"):
        if data[part]:
            items = [WallItem(m["number"], m["title"], m["status"], _standing(m, guidance)) for m in data[part]]
            found.append(Wall(w(f"wall.{part}"), items))
            found.append(Details(w(f"wall.{part}.more"), (Bullets([_told(m, guidance) for m in data[part]], ordered=True),)))
    return tuple(found)


def _standing(marker: Mapping[str, Any], guidance: Guidance) -> str:
    state = guidance.word(f"state.{marker['status']}")
    return f"{state}: {marker['tag']}" if marker["tag"] and marker["tag"] != state else state


def _told(marker: Mapping[str, Any], guidance: Guidance) -> str:
    if "practitioner" not in marker:
        return f"{marker['title']}. {marker['text']}"
    w = guidance.word
    return f"{marker['title']}. {w('step.practitioner')} {marker['practitioner']} {w('step.organisation')} {marker['organisation']}"


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
