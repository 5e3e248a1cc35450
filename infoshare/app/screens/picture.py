"""The picture of the reasons for an advice: boxes and lines laid out here, drawn by page.js or written as an SVG file.

Lines of text are broken by the widths of a wide font, so that in any usual font they stay inside their boxes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from string import ascii_uppercase

from ...reasoning.guidance import Guidance
from ..pictures import Shape
from .argument_map import ArgumentMap, Reason, outweighed_in_words

WIDE, NARROW = 640.0, 280.0
PAD, RAIL, GAP = 10.0, 18.0, 12.0
CARRIES, PULLS = 6.0, 13.0
"""How far from the edge the lines to the advice run: of reasons that carry it, and of those that pull another way."""
LANE = 9.0
_WIDTHS = {
    "ijlIJ'": 0.3, "ft!(),-./:;[\\]| ’·": 0.4, 'r"*_`–§': 0.5, "cksvxyzFL?“”•": 0.6,
    "ABCEKPRSTVXYZ${}£": 0.7, "DGHNOQU&": 0.79, "wM#+<=>^~": 0.87, "mW%@": 1.0,
}  # fmt: skip
_WIDTH = {letter: width for letters, width in _WIDTHS.items() for letter in letters}
_BOLD = 1.12
STYLE = """
text{font-family:system-ui,-apple-system,"Segoe UI",Roboto,Arial,Helvetica,sans-serif;fill:#16191c}
.strong{font-weight:700}.small{fill:#47525a}.paper{fill:#fff}.box{fill:#fff;stroke:#66727b}
.advice .box{fill:#ebf4f8;stroke:#0b5a78;stroke-width:3}.outweighed .box{stroke-dasharray:5 4}
.edge{fill:none;stroke:#0b5a78;stroke-width:2}.head{fill:#0b5a78}
.pulls{stroke:#774800;stroke-dasharray:6 4}.pulls+.head{fill:#774800}.outweighs{stroke:#47525a;stroke-width:1.5}
.outweighs+.head{fill:#47525a}
"""
"""The looks of a file of its own; on a page the page's own style sheet gives them."""


@dataclass(frozen=True)
class _Line:
    """Words of one kind: their letter size, the height of each line, the space before, and how far all lines but the first are set in."""

    kind: str
    text: str
    size: float
    height: float
    bold: bool = False
    before: float = 0.0
    hang: float = 0.0

    def broken(self, room: float) -> list[str]:
        """Its lines, each no wider than the room; a word that is wider still is cut."""
        scale = self.size * (_BOLD if self.bold else 1)
        lines = [""]
        for word in self.text.split():
            for piece in _pieces(word, (room - self.hang) / scale):
                joined = f"{lines[-1]} {piece}".strip()
                if lines[-1] and _wide(joined) * scale > room - (self.hang if lines[1:] else 0):
                    lines.append(piece)
                else:
                    lines[-1] = joined
        return lines


def _wide(text: str) -> float:
    return sum(_WIDTH.get(letter, 0.64) for letter in text)


def _pieces(word: str, room: float) -> Iterator[str]:
    piece = ""
    for letter in word:
        if piece and _wide(piece + letter) > room:
            yield piece
            piece = ""
        piece += letter
    yield piece


@dataclass(frozen=True)
class _Box:
    """A laid-out reason: where it stands."""

    reason: Reason
    column: int
    x: float
    y: float
    width: float
    height: float


def picture(pictured: ArgumentMap, guidance: Guidance, *, narrow: bool = False) -> Shape:
    """The picture as a tree of SVG elements; ``narrow`` puts everything in one column."""
    return _Picture(pictured, guidance, NARROW if narrow else WIDE, 1 if narrow else 2).draw()


class _Picture:
    def __init__(self, pictured: ArgumentMap, guidance: Guidance, width: float, columns: int) -> None:
        self.map, self.guidance, self.width, self.columns = pictured, guidance, width, columns
        self.sources = list(dict.fromkeys(s for r in pictured.reasons for s in r.sources))
        beaters = sorted({n for r in pictured.reasons for n in r.outweighed_by})
        self.lane = {number: place for place, number in enumerate(beaters)}
        self.gutter = (24.0 if columns > 1 else 8.0) + min(LANE * len(beaters), 60.0)
        self.step = (self.gutter - 14) / max(len(beaters), 1)
        rails = RAIL * columns
        self.column_width = (width - rails - self.gutter) / columns

    def draw(self) -> Shape:
        w = self.guidance.word
        advice = [_Line("outcome", self.map.outcome, 18, 24, bold=True), _Line("text", self.map.text, 14, 19)]
        shapes: list[Shape] = []
        floor = self.box("advice", 1.5, 1.5, self.width - 3, advice, shapes) + 1.5
        tops = [floor + 30.0] * self.columns
        boxes: list[_Box] = []
        for side in self.map.sides:
            if not side.reasons:
                continue
            column = side.column if self.columns > 1 else 0
            x = RAIL if column == 0 else self.width - RAIL - self.column_width
            tops[column] = self.text(_Line("side", side.title, 15, 20, bold=True), x, tops[column], self.column_width, shapes) + 6
            for reason in side.reasons:
                lines = list(self.lines(reason))
                bottom = self.box(f"reason {reason.part}", x, tops[column], self.column_width, lines, shapes, reason.number)
                boxes.append(_Box(reason, column, x, tops[column], self.column_width, bottom - tops[column]))
                tops[column] = bottom + GAP
            tops[column] += GAP
        edges = [*self.to_advice(boxes, floor), *self.outweighing(boxes)]
        end = self.text(_Line("heading", w("map.sources"), 14, 20, bold=True), 0, max(tops), self.width, shapes)
        for letter, source in zip(_letters(), self.sources, strict=False):
            end = self.text(_Line("key", f"{letter}. {source}", 12.5, 17, before=3, hang=18), 0, end, self.width, shapes)
        end = self.text(_Line("reading", w("map.reading"), 12.5, 17, before=14), 0, end, self.width, shapes) + 6
        title: Shape = ("title", {}, [w("map.title").format(outcome=self.map.outcome)])
        desc: Shape = ("desc", {}, [w("map.about")])
        paper: Shape = ("rect", {"class": "paper", "width": self.width, "height": end}, [])
        size = {"viewBox": f"0 0 {self.width:g} {end:g}", "role": "img", "class": "narrow" if self.columns == 1 else "wide"}
        return ("svg", size, [title, desc, paper, *edges, *shapes])

    def lines(self, reason: Reason) -> Iterator[_Line]:
        w = self.guidance.word
        yield _Line("says", f"{reason.number}. {reason.text}", 14, 19)
        if (by := outweighed_in_words(reason, self.guidance)) is not None:
            yield _Line("by", by, 12.5, 17, bold=True, before=5)
        if reason.facts:
            yield _Line("heading", w("map.rests_on"), 12.5, 17, bold=True, before=5)
        for fact in reason.facts:
            yield _Line("fact", f"• {fact}", 12.5, 17, hang=10)
        letters = dict(zip(self.sources, _letters(), strict=False))
        yield _Line("source", f"{w('map.sources')}: {', '.join(letters[s] for s in reason.sources)}", 12.5, 17, before=5, hang=10)

    def box(self, kind: str, x: float, y: float, width: float, lines: Sequence[_Line], shapes: list[Shape], number: int = 0) -> float:
        """Draw a box around some lines; gives its bottom."""
        inside: list[Shape] = []
        end = y + PAD
        for line in lines:
            end = self.text(line, x + PAD, end, width - 2 * PAD, inside)
        end += PAD
        frame: Shape = ("rect", {"class": "box", "x": x, "y": y, "width": width, "height": end - y, "rx": 6}, [])
        shapes.append(("g", {"class": kind, **({"data-reason": number} if number else {})}, [frame, *inside]))
        return end

    def text(self, line: _Line, x: float, y: float, room: float, shapes: list[Shape]) -> float:
        """Write some words; gives where the next begin."""
        y += line.before
        parts: list[Shape] = []
        for place, words in enumerate(line.broken(room)):
            parts.append(("tspan", {"x": x + (line.hang if place else 0), "y": y + line.height * (place + 0.75)}, [words]))
        look = line.kind + (" strong" if line.bold else "") + (" small" if line.size < 14 else "")
        shapes.append(("text", {"class": look, "font-size": line.size, "data-room": room}, parts))
        return y + line.height * len(parts)

    def to_advice(self, boxes: Sequence[_Box], floor: float) -> Iterator[Shape]:
        """A line from each reason that nothing outweighs, along the outer edge, up to the advice."""
        for box in boxes:
            if box.reason.part == "outweighed":
                continue
            kind, inset = ("carries", CARRIES) if box.reason.part == "because" else ("pulls", PULLS)
            left = box.column == 0
            x, start = (inset, box.x) if left else (self.width - inset, box.x + box.width)
            path = f"M{start:g} {box.y + 18:g}H{x:g}V{floor + 9:g}"
            yield ("path", {"class": f"edge {kind}", "d": path, "data-from": box.reason.number}, [])
            yield ("path", {"class": "head", "d": f"M{x:g} {floor + 1:g}l-5 9h10z"}, [])

    def outweighing(self, boxes: Sequence[_Box]) -> Iterator[Shape]:
        """A line from each reason to each that it outweighs, through a lane of its own between the columns."""
        by_number = {box.reason.number: box for box in boxes}
        for box in boxes:
            for place, number in enumerate(box.reason.outweighed_by):
                start, end = by_number[number], box
                lane = RAIL + self.column_width + 8 + self.step * (self.lane[number] + 0.5)
                room = min(9.0, (end.height - 34) / len(end.reason.outweighed_by))
                y, into = end.y + 26 + room * place, 1 if end.column else -1
                tip = end.x if end.column else end.x + end.width
                out = start.x if start.column else start.x + start.width
                path = f"M{out:g} {start.y + 18:g}H{lane:g}V{y:g}H{tip - 7 * into:g}"
                yield ("path", {"class": "edge outweighs", "d": path, "data-from": number, "data-to": end.reason.number}, [])
                yield ("path", {"class": "head", "d": f"M{tip:g} {y:g}l{-8 * into:g} -4v8z"}, [])


def _letters() -> Iterator[str]:
    for first in ("", *ascii_uppercase):
        for letter in ascii_uppercase:
            yield first + letter


def as_svg(shape: Shape) -> str:
    """A picture as the text of a file that stands alone."""
    tag, attributes, inside = shape
    width, height = str(attributes["viewBox"]).split()[2:]
    own = {"xmlns": "http://www.w3.org/2000/svg", "width": width, "height": height, **attributes}
    return _written((tag, own, [("style", {}, [STYLE]), *inside]))


def _written(shape: Shape | str) -> str:
    if isinstance(shape, str):
        return escape(shape, quote=False)
    tag, attributes, inside = shape
    return f"<{tag}{_attributes(attributes)}>{''.join(map(_written, inside))}</{tag}>"


def _attributes(attributes: Mapping[str, str | float]) -> str:
    return "".join(f' {name}="{escape(f"{v:g}" if isinstance(v, float) else str(v))}"' for name, v in attributes.items())
