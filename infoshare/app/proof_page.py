"""A proof as one page for a safety officer: no script, no picture, no address to call."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from infoshare.reasoning.guidance import Guidance, Mark
from infoshare.reasoning.tell_proof import readable_count

if TYPE_CHECKING:
    from jinja2 import Environment

    from infoshare.reasoning.proof import Proof

_HERE = Path(__file__).parent
_STYLES = _HERE.parent / "records" / "templates"
"""The page looks like a record: both share one style sheet."""


def proof_page(proof: Proof, words: Mapping[str, str], when: datetime) -> str:
    """Write a proof as one page that needs nothing else.

    Args:
        proof: what was proved and what was found.
        words: every sentence of the page by its key (`words-proof.yaml`).
        when: the moment of the proof, with its time zone.
    """
    guidance = proof.guidance
    months = words["page.months"].split()

    def long(day: date) -> str:
        return f"{day.day} {months[day.month - 1]} {day.year}"

    environment = _environment().overlay()
    environment.filters |= {"long": long, "long_iso": lambda iso: long(date.fromisoformat(iso)), "readable": _superscript}
    return environment.get_template("proof.html.j2").render(
        proof=proof,
        w=words.__getitem__,
        when=when,
        long_time=f"{long(when.date())}, {when:%H:%M} {when:%Z}",
        verdict=_verdict(proof, words),
        laws=[(nation.label, [d for n, d in proof.laws if n == nation.id]) for nation in guidance.nations.values()],
        broken=list(proof.broken()),
        scales=guidance.scales,
        names={level.level: level.name for level in guidance.scales.risk},
        limits=list(_limits(guidance, words)),
    )


def _verdict(proof: Proof, words: Mapping[str, str]) -> str:
    if proof.proved:
        return words["page.proved"]
    return words["page.not_proved"].format(broken=sum(1 for _ in proof.broken()), problems=len(proof.problems))


def _superscript(count: int) -> str:
    told, _, power = readable_count(count).partition("^")
    return told + power.translate(str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹"))


def _limits(guidance: Guidance, words: Mapping[str, str]) -> Iterator[str]:
    """What no proof over the rules can show, and what this guidance has not read or not started."""
    for number in range(1, 7):
        yield words[f"page.limit_{number}"]
    marks = [c.mark for d in guidance.decisions.values() for r in d.all_rules() for c in r.sources]
    yield words["page.limit_marks"].format(read=marks.count(Mark.SEEN), all=len(marks))
    unstarted = sorted({r.id for d in guidance.decisions.values() for r in d.all_rules() if r.in_force.first is None})
    if unstarted:
        yield words["page.limit_unstarted"].format(rules=", ".join(unstarted))


@cache
def _environment() -> Environment:
    import jinja2  # here, so that only who writes a page pays for it

    return jinja2.Environment(
        autoescape=True,
        loader=jinja2.FileSystemLoader([_HERE / "templates", _STYLES]),
        undefined=jinja2.StrictUndefined,
    )
