"""What leads to an advice, as one structure from which both the list of reasons and the picture of them are made."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from ...reasoning.advise import Advice
from ...reasoning.guidance import Guidance
from ...reasoning.present import as_data
from ..blocks import Argument, Arguments
from .frame import cites

Part = Literal["because", "against", "outweighed"]
PARTS: tuple[Part, ...] = ("because", "against", "outweighed")


@dataclass(frozen=True)
class Reason:
    """One reason.

    Attributes:
        number: counted over all reasons, in the order in which they are shown.
        side: which side it speaks for; empty for a rule that takes none.
        part: whether it carries the advice, pulls another way, or is outweighed.
        facts: the answers it rests on.
        outweighed_by: numbers of the reasons that outweigh it.
    """

    number: int
    rule: str
    text: str
    side: str
    part: Part
    facts: tuple[str, ...]
    sources: tuple[str, ...]
    outweighed_by: tuple[int, ...] = ()


@dataclass(frozen=True)
class Side:
    """The reasons of one side under its title. ``column`` is the same for sides that pull the same way."""

    title: str
    reasons: tuple[Reason, ...]
    column: int


@dataclass(frozen=True)
class ArgumentMap:
    """An advice and all that speaks for and against it."""

    outcome: str
    text: str
    sides: tuple[Side, ...]

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """Every reason, by number."""
        return tuple(reason for side in self.sides for reason in side.reasons)


def argument_map(data: Mapping[str, Any], guidance: Guidance) -> ArgumentMap:
    """The reasons of an advice (see `present.as_data`, best with ``grounds``), by side and numbered."""
    decision = guidance.decisions[guidance.primary]
    found = data[guidance.primary]
    stances = list(dict.fromkeys(decision.sides.values()))
    given = [(part, reason) for part in PARTS for reason in found[part]]
    ordered = [(side, part, r) for side in ("", *decision.sides) for part, r in given if r.get("side", "") == side]
    numbers = {reason["rule"]: number for number, (_, _, reason) in enumerate(ordered, 1)}
    sides = []
    for side in ("", *decision.sides):
        mine = tuple(_reason(s, part, r, numbers, guidance) for s, part, r in ordered if s == side)
        title = guidance.word(f"side.{side}" if side else "advice.because")
        if mine or side:
            sides.append(Side(title, mine, stances.index(decision.sides[side]) if side else 0))
    return ArgumentMap(found["label"], found["text"], tuple(sides))


def _reason(side: str, part: Part, reason: Mapping[str, Any], numbers: Mapping[str, int], guidance: Guidance) -> Reason:
    by = sorted(numbers[rule] for rule in reason.get("outweighed_by", ()) if rule in numbers) if part == "outweighed" else ()
    facts = tuple(reason.get("rests_on", ()))
    return Reason(numbers[reason["rule"]], reason["rule"], reason["text"], side, part, facts, cites(reason["sources"], guidance), tuple(by))


def as_lists(pictured: ArgumentMap, guidance: Guidance, *, empty: bool = True) -> Iterator[Arguments]:
    """The reasons of each side as a list. ``empty``: also the sides for which there is none."""
    for side in pictured.sides:
        if side.reasons or empty:
            yield Arguments(side.title, [as_argument(r, guidance) for r in side.reasons], guidance.word("side.empty"))


def as_argument(reason: Reason, guidance: Guidance) -> Argument:
    """One reason of a list, with what it rests on and what outweighs it."""
    rests_on = guidance.word("scales.rests_on").format(facts="; ".join(reason.facts)) if reason.facts else ""
    return Argument(reason.text, reason.sources, outweighed_in_words(reason, guidance), reason.number, rests_on)


def outweighed_in_words(reason: Reason, guidance: Guidance) -> str | None:
    """Which reasons outweigh a reason; ``None`` when none does."""
    if not reason.outweighed_by:
        return None
    several = "scales.outweighed.many" if len(reason.outweighed_by) > 1 else "scales.outweighed"
    return guidance.word(several).format(numbers=", ".join(map(str, reason.outweighed_by)))


def draw_reasons(advice: Advice, guidance: Guidance) -> str:
    """The picture of an advice as the text of an SVG file, for a notebook or a slide."""
    from .picture import as_svg, picture

    return as_svg(picture(argument_map(as_data(advice, guidance, exact=False, grounds=True), guidance), guidance))
