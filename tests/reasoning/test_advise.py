"""Advice, held against brute force on the small guidance: settled is exact, and a question is asked exactly while it can matter."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from infoshare.logic.expression import NOT_SURE
from infoshare.reasoning.advise import advise
from infoshare.reasoning.case import Case
from infoshare.reasoning.edition import NotInForce
from infoshare.reasoning.load import load
from infoshare.reasoning.present import as_data

MINI = load(Path(__file__).parent / "mini")
TODAY = date(2026, 11, 23)
VALUES: dict[str, list[str]] = {
    "ladder.falling": ["no", "yes", NOT_SURE],
    "ladder.wear": ["none_seen", "some", "broken", NOT_SURE],
    "borrower.asked": ["no", "yes", NOT_SURE],
}
USES: list[tuple[str, ...]] = [
    (),
    ("roof",),
    ("tree",),
    ("roof", "tree"),
    (NOT_SURE,),
    ("roof", NOT_SURE),
    ("tree", NOT_SURE),
]
HELPERS: list[tuple[dict[str, str], ...]] = [
    (),
    ({"name": "Ana", "strong": "yes"},),
    ({"name": "Bo", "strong": "no"},),
    ({"name": "Cy"},),
]


def outcome(case: Case, decision: str = "lending") -> str:
    return advise(case, MINI, on=TODAY, nation="town").outcome(decision)


def ways(case: Case) -> Iterator[Case]:
    """Every way of filling in what is not known."""
    open_ = [n for n in VALUES if case.facts.get(n, NOT_SURE) == NOT_SURE]
    uses = [u for u in USES if _agrees(case.facts.get("borrower.use", (NOT_SURE,)), u)]
    rows = [case.lists["helpers"]] if "helpers" in case.lists and case.lists["helpers"] != HELPERS[3] else HELPERS
    if case.lists.get("helpers") == HELPERS[3]:
        rows = list(HELPERS[1:])
    for values in itertools.product(*(VALUES[n] for n in open_)):
        for use, helpers in itertools.product(uses, rows):
            yield Case({**case.facts, **dict(zip(open_, values, strict=True)), "borrower.use": use}, {"helpers": helpers})


def _agrees(known: object, use: tuple[str, ...]) -> bool:
    picked = set(known) if isinstance(known, tuple) else {known}
    sure = picked - {NOT_SURE}
    if NOT_SURE not in picked:
        return set(use) == picked
    return sure <= set(use)


@st.composite
def cases(draw: st.DrawFn) -> Case:
    facts: dict[str, str | tuple[str, ...]] = {}
    for name, values in VALUES.items():
        if draw(st.booleans()):
            facts[name] = draw(st.sampled_from(values))
    if draw(st.booleans()):
        facts["borrower.use"] = draw(st.sampled_from(USES))
    return Case(facts, {"helpers": draw(st.sampled_from(HELPERS))} if draw(st.booleans()) else {})


@given(cases())
@settings(max_examples=60, deadline=None)
def test_what_is_possible_is_exactly_what_some_way_of_finding_out_gives(case: Case) -> None:
    settled = advise(case, MINI, on=TODAY, nation="town").decided["lending"][0]
    assert set(settled.possible) == {outcome(way) for way in ways(case)}
    assert settled.settled is (len(settled.possible) == 1)
    assert settled.candidate.id in settled.possible


@given(cases())
@settings(max_examples=60, deadline=None)
def test_when_nothing_is_asked_any_more_nothing_can_change(case: Case) -> None:
    """Run the interview to its end with the answers at hand; then no unasked fact may change the decision."""
    full = next(iter(ways(case)))
    known = Case(case.facts, case.lists)
    for _ in range(10):
        question = advise(known, MINI, on=TODAY, nation="town").next
        if question is None:
            break
        facts = {f.name: full.facts[f.name] for f in question.facts}
        known = Case({**known.facts, **facts}, {**known.lists, **{x.id: full.lists[x.id] for x in question.lists}})
    else:
        pytest.fail("the interview does not end")
    if known.facts["ladder.falling"] != "yes":
        assert outcome(known) == outcome(Case({**full.facts, **case.facts}, {**full.lists, **case.lists}))


def test_not_sure_is_not_asked_again_but_named_as_unknown() -> None:
    advice = advise(
        Case({"ladder.falling": NOT_SURE, "ladder.wear": NOT_SURE, "borrower.asked": "no"}),
        MINI,
        on=TODAY,
        nation="town",
    )
    assert advice.next is None
    assert [(u.question.key, u.unsure) for u in advice.unknown] == [("falling", True), ("state", True)]


def test_what_must_come_first_is_asked_first() -> None:
    question = advise(Case({"borrower.asked": "no"}), MINI, on=TODAY, nation="town").next
    assert question is not None
    assert question.key == "falling"


def test_after_an_answer_that_cannot_wait_nothing_more_is_asked() -> None:
    case = Case({"ladder.falling": "yes"})
    assert advise(case, MINI, on=TODAY, nation="town").next is None
    after = advise(case, MINI, on=TODAY, nation="town", acted=True).next
    assert after is not None
    assert after.key == "state"  # whom to tell still turns on it
    assert outcome(case) == "run"


def test_an_answer_whose_question_does_not_apply_any_more_is_set_aside() -> None:
    case = Case({"ladder.wear": "some", "borrower.asked": "no", "borrower.use": ("roof",)})
    advice = advise(case, MINI, on=TODAY, nation="town")
    assert advice.set_aside == ("borrower.use",)
    assert "borrower.use" in case.facts


def test_reasons_that_lose_are_shown_as_outweighed_and_by_what() -> None:
    case = Case({"ladder.falling": "no", "ladder.wear": "broken", "borrower.asked": "yes", "borrower.use": ("tree",)})
    lending = as_data(advise(case, MINI, on=TODAY, nation="town"), MINI)["lending"]
    assert [r["rule"] for r in lending["because"]] == ["broken_ladder_is_kept"]
    assert [(r["rule"], r["outweighed_by"]) for r in lending["outweighed"]] == [("tree_is_worth_it", ["broken_ladder_is_kept"])]
    assert lending["against"] == []


def test_the_law_is_the_law_of_the_day() -> None:
    case = Case({"ladder.wear": "some", "borrower.asked": "yes", "borrower.use": ("roof",)}, {"helpers": ()})
    assert advise(case, MINI, on=date(2024, 12, 31), nation="town").outcome("lending") == "lend"
    assert advise(case, MINI, on=date(2025, 1, 1), nation="town").outcome("lending") == "keep"


def test_a_day_before_the_law_is_refused_and_not_guessed() -> None:
    with pytest.raises(NotInForce, match="2024-05-01"):
        advise(Case(), MINI, on=date(2024, 4, 30), nation="town")


def test_a_nation_has_only_its_own_rules() -> None:
    case = Case({"ladder.wear": "broken"})
    assert [s.candidate.id for s in advise(case, MINI, on=TODAY, nation="town").decided["tell"]] == ["library"]
    assert advise(case, MINI, on=TODAY, nation="village").decided["tell"] == ()
    assert advise(case, MINI, on=TODAY, nation="village").golden_rules == ()


def test_no_nation_is_an_error_and_never_a_default() -> None:
    with pytest.raises(ValueError, match="nation"):
        advise(Case(), MINI, on=TODAY)


def test_replaced_and_stale_sources_are_said() -> None:
    notes = advise(Case({"ladder.wear": "some", "borrower.asked": "yes"}), MINI, on=TODAY, nation="town").notes
    assert notes == (
        "What neighbours do was replaced on 1 January 2026. The code took its place.",
        "What neighbours do was last checked on 1 May 2024.",
    )


def test_each_row_is_decided_for_itself() -> None:
    case = Case(
        {"ladder.wear": "some", "borrower.asked": "yes"},
        {"helpers": ({"name": "Ana", "strong": "yes"}, {"name": "Bo"})},
    )
    rows = advise(case, MINI, on=TODAY, nation="town").decided["place"]
    assert [(r.about, r.candidate.id, r.settled) for r in rows] == [("Ana", "below", False), ("Bo", "away", False)]


def test_ratings_carry_their_reason() -> None:
    data = as_data(advise(Case(), MINI, on=TODAY, nation="town"), MINI)["ground"]
    assert data["recommended"] == "kindness"
    assert [(r["basis"], r["rating"], r["because"][0]["text"]) for r in data["rated"]] == [
        ("kindness", "cannot_say", "It depends."),
        ("trade", "cannot_say", "It depends."),
    ]
