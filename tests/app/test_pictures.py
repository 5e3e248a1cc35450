"""The list of reasons and the picture of them say the same; the walls stand as the reasoner says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any
from xml.etree import ElementTree

import pytest

from infoshare.app.blocks import Arguments
from infoshare.app.pictures import Shape, Wall
from infoshare.app.screens.argument_map import argument_map, as_lists, draw_reasons
from infoshare.app.screens.frame import walls
from infoshare.app.screens.picture import as_svg, picture
from infoshare.reasoning.advise import advise
from infoshare.reasoning.case import Case, read_case
from infoshare.reasoning.guidance import Guidance
from infoshare.reasoning.load import standard
from infoshare.reasoning.present import as_data

DAY = date(2026, 11, 23)
GUIDANCE = standard()
SOME = [case_id for case_id, case in GUIDANCE.cases.items() if case.get("nation")][::40]
SVG = "{http://www.w3.org/2000/svg}"
Reasons = dict[int, tuple[str, tuple[str, ...], frozenset[str]]]
"""By number: the sentence, the answers it rests on, its sources."""


@pytest.fixture(scope="module")
def guidance() -> Guidance:
    return GUIDANCE


def weighed(case_id: str) -> dict[str, Any]:
    case = read_case(GUIDANCE.cases[case_id], GUIDANCE)
    return as_data(advise(case, GUIDANCE, on=case.on or DAY), GUIDANCE, exact=False, grounds=True)


def read_list(lists: list[Arguments]) -> tuple[Reasons, dict[str, list[int]], set[tuple[int, int]]]:
    """What a reader learns from the list: reasons, the side of each, and who outweighs whom."""
    reasons: Reasons = {}
    sides: dict[str, list[int]] = {}
    outweighs: set[tuple[int, int]] = set()
    for side in lists:
        for one in side.items:
            facts = tuple(one.rests_on.removeprefix("Rests on: ").removesuffix(".").split("; ")) if one.rests_on else ()
            reasons[one.number] = (one.text, facts, frozenset(one.cites))
            sides.setdefault(side.title, []).append(one.number)
            outweighs |= {(int(by), one.number) for by in re.findall(r"\d+", one.outweighed_by or "")}
    return reasons, sides, outweighs


class Drawn:
    """What a viewer sees in a picture: only what is written, and where boxes and lines are."""

    def __init__(self, svg: str) -> None:
        self.root = ElementTree.fromstring(svg)
        self.boxes: dict[int, tuple[float, float, float, float]] = {}
        self.reasons: Reasons = {}
        self.by_words: set[tuple[int, int]] = set()
        key = dict(words.split(". ", 1) for words in self.texts(self.root, "key"))
        for group in self.root.iter(f"{SVG}g"):
            box = group.find(f"{SVG}rect")
            assert box is not None
            place = tuple(float(box.attrib[a]) for a in ("x", "y", "width", "height"))
            if "advice" in group.attrib["class"]:
                self.advice, self.advice_words = place, [*self.texts(group, "outcome"), *self.texts(group, "text")]
                continue
            number, says = next(self.texts(group, "says")).split(". ", 1)
            letters = next(self.texts(group, "source")).split(": ", 1)[1].split(", ")
            facts = tuple(fact.removeprefix("• ") for fact in self.texts(group, "fact"))
            self.reasons[int(number)] = (says, facts, frozenset(key[letter] for letter in letters))
            self.boxes[int(number)] = place  # type: ignore[assignment]
            self.by_words |= {(int(by), int(number)) for words in self.texts(group, "by") for by in re.findall(r"\d+", words)}

    @staticmethod
    def texts(inside: ElementTree.Element, kind: str) -> Iterator[str]:
        for text in inside.iter(f"{SVG}text"):
            if kind in text.attrib["class"].split():
                yield " ".join(line.text or "" for line in text)

    def touched(self, x: float, y: float) -> int | str:
        """What stands where a line begins or ends."""
        for name, (left, top, width, height) in [("advice", self.advice), *self.boxes.items()]:
            if left - 1 <= x <= left + width + 1 and top - 1 <= y <= top + height + 2:
                return name
        raise AssertionError(f"a line leads to nothing at {x}, {y}")

    def edges(self) -> set[tuple[str, int | str, int | str]]:
        """Every line: its kind, and what its ends touch."""
        found = set()
        for path in self.root.iter(f"{SVG}path"):
            kind = path.attrib["class"].split()
            if kind[0] != "edge":
                continue
            start = re.match(r"M([\d.]+) ([\d.]+)", path.attrib["d"])
            assert start
            x, y = float(start[1]), float(start[2])
            origin = self.touched(x, y)
            for axis, value in re.findall(r"([HV])([\d.]+)", path.attrib["d"]):
                x, y = (float(value), y) if axis == "H" else (x, float(value))
            if kind[1] == "outweighs":  # the head is beyond the end of the line
                last = re.findall(r"H([\d.]+)", path.attrib["d"])
                x += 8 if float(last[1]) > float(last[0]) else -8
            else:
                y -= 9
            found.add((kind[1], origin, self.touched(x, y)))
        return found


@pytest.mark.parametrize("narrow", [False, True], ids=["wide", "narrow"])
@pytest.mark.parametrize("case_id", SOME)
def test_every_part_and_line_of_the_picture_is_in_the_list_and_the_other_way_round(case_id: str, narrow: bool) -> None:
    data = weighed(case_id)
    pictured = argument_map(data, GUIDANCE)
    reasons, sides, outweighs = read_list([*as_lists(pictured, GUIDANCE, empty=False)])
    drawn = Drawn(as_svg(picture(pictured, GUIDANCE, narrow=narrow)))
    assert drawn.reasons == reasons
    assert drawn.advice_words == [data["sharing"]["label"], data["sharing"]["text"]]
    assert [*drawn.texts(drawn.root, "side")] == [*sides]
    assert drawn.by_words == outweighs
    beaten = {number for _, number in outweighs}
    because = {GUIDANCE.rules[r["rule"]].because for r in data["sharing"]["because"]}
    lines = {("outweighs", by, number) for by, number in outweighs}
    lines |= {("carries" if reasons[n][0] in because else "pulls", n, "advice") for n in reasons if n not in beaten}
    assert drawn.edges() == lines


@pytest.mark.parametrize("case_id", SOME[::2])
def test_the_map_holds_every_reason_of_the_advice_and_all_that_outweighs_it(case_id: str) -> None:
    found = weighed(case_id)["sharing"]
    pictured = argument_map(weighed(case_id), GUIDANCE)
    names = {r.number: r.rule for r in pictured.reasons}
    given = {part: {r["rule"] for r in found[part]} for part in ("because", "against", "outweighed")}
    assert {part: {r.rule for r in pictured.reasons if r.part == part} for part in given} == given
    for one in found["outweighed"]:
        mine = next(r for r in pictured.reasons if r.rule == one["rule"])
        assert {names[n] for n in mine.outweighed_by} == set(one["outweighed_by"]), "a reason outweighs, and is not shown"


def test_boxes_do_not_overlap_and_nothing_is_drawn_outside_the_picture() -> None:
    for case_id in SOME[::4]:
        for narrow in (False, True):
            drawn = Drawn(as_svg(picture(argument_map(weighed(case_id), GUIDANCE), GUIDANCE, narrow=narrow)))
            width, height = float(drawn.root.attrib["width"]), float(drawn.root.attrib["height"])
            places = [drawn.advice, *drawn.boxes.values()]
            for at, (x, y, w, h) in enumerate(places):
                assert min(x, y) >= 0
                assert x + w <= width
                assert y + h <= height
                assert all(x + w <= a or a + c <= x or y + h <= b or b + d <= y for a, b, c, d in places[at + 1 :])


def test_words_from_the_guidance_stay_words_in_a_file(guidance: Guidance) -> None:
    shape: Shape = ("svg", {"viewBox": "0 0 1 1"}, [("text", {"class": 'a"b'}, ["<script>alert(1)</script> & so on"])])
    root = ElementTree.fromstring(as_svg(shape))
    assert [e.tag for e in root.iter()] == [f"{SVG}svg", f"{SVG}style", f"{SVG}text"]


def test_an_analyst_gets_the_picture_of_an_advice_as_one_svg(guidance: Guidance) -> None:
    advice = advise(Case.of(guidance, harm__level="significant"), guidance, on=DAY, nation="england")
    drawn = Drawn(draw_reasons(advice, guidance))
    assert drawn.advice_words[0] == advice.decided["sharing"][0].candidate.label


def standing(case: Case, guidance: Guidance, nation: str = "england") -> dict[str, str]:
    data = as_data(advise(case, guidance, on=DAY, nation=nation), guidance, unknown=False)
    return {m["id"]: m["status"] for m in (*data["golden_rules"], *data["steps"])}


def test_a_rule_does_not_apply_only_when_nothing_left_open_can_make_it(guidance: Guidance) -> None:
    harmless = {"danger__now": "no", "harm__level": "none"}
    assert standing(Case.of(guidance, **harmless), guidance)["gr3"] == "not_applicable"
    assert standing(Case.of(guidance, danger__now="no"), guidance)["gr3"] == "not_reached"
    assert standing(Case.of(guidance, danger__now="no", harm__level="not_sure"), guidance)["gr3"] == "not_reached"
    assert standing(Case.of(guidance, danger__now="no", harm__level="significant", who__at_risk="child"), guidance)["gr3"] == "applied"


def test_what_the_page_still_sets_never_rules_a_step_out(guidance: Guidance) -> None:
    case = Case.of(guidance, danger__now="no", harm__level="none", walk__stage="answering")
    assert standing(case, guidance)["gr7"] == "not_reached"


def test_a_tile_says_its_state_in_words_and_leads_to_what_settles_it(guidance: Guidance) -> None:
    data = as_data(advise(Case.of(guidance, danger__now="no"), guidance, on=DAY, nation="england"), guidance, unknown=False)
    question = guidance.question("harm_level")
    rules, steps = (wall for wall in walls(data, guidance, asked=question, linked=True) if isinstance(wall, Wall))
    assert (len(rules.items), len(steps.items)) == (7, 10)
    assert [item.number for item in steps.items if item.current] == [question.step]
    for item in (*rules.items, *steps.items):
        assert guidance.word(f"state.{item.status}") in item.label or item.label == guidance.word("state.now")
        assert item.blocks
    counted = sum(int(n) for n in re.findall(r"\d+", steps.tally))
    assert counted == 10


def test_where_no_golden_rules_are_law_there_is_no_wall_of_them(guidance: Guidance) -> None:
    data = as_data(advise(Case.of(guidance, danger__now="no"), guidance, on=DAY, nation="wales"), guidance, unknown=False)
    assert [wall.title for wall in walls(data, guidance) if isinstance(wall, Wall)] == [guidance.word("wall.steps")]
