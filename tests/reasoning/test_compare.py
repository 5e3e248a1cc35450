"""Two laws held side by side: which cases change, why, and how many of all cases there could be, counted by hand as well."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from infoshare.logic.expression import NOT_SURE, truth
from infoshare.reasoning.case import Case
from infoshare.reasoning.cause import Cause, How, Point
from infoshare.reasoning.compare import Comparison, Law, as_data, compare_laws
from infoshare.reasoning.edition import NotInForce, edition
from infoshare.reasoning.fit import fitted
from infoshare.reasoning.guidance import Guidance
from infoshare.reasoning.load import build, load
from infoshare.reasoning.tell_changes import comparison_as_text
from infoshare.reasoning.whole import Whole

from .words import our_words

FOLDER = Path(__file__).parent / "mini"
MINI = load(FOLDER)
EVE, DAY = date(2024, 12, 31), date(2025, 1, 1)
"""The day before `roof_needs_a_strong_helper` starts, and the day on which it does."""
TODAY = date(2026, 11, 23)


def other(file: str, was: str, becomes: str) -> Guidance:
    """The small guidance with one change to one file."""
    texts = {str(p.relative_to(FOLDER)): p.read_text() for p in FOLDER.rglob("*.yaml")}
    assert texts[file].count(was) == 1
    return build({**texts, file: texts[file].replace(was, becomes)})


def days(before: date, after: date, nation: str | None = None) -> Comparison:
    return compare_laws(Law(MINI, before, TODAY), Law(MINI, after, TODAY), nation)


def against(guidance: Guidance, on: date | None = TODAY) -> Comparison:
    return compare_laws(Law(MINI, on, TODAY), Law(guidance, on, TODAY))


def changes(found: Comparison) -> dict[tuple[str, Point], tuple[str, str, tuple[Cause, ...]]]:
    return {(c.case, x.point): (x.before, x.after, x.causes) for c in found.changed for x in c.changes}


def test_nothing_changes_while_no_rule_starts_or_ends() -> None:
    found = days(DAY, TODAY)
    assert found.same
    assert (found.cases, found.changed, found.groups, found.wholes) == (6, (), (), ())


def test_a_rule_that_starts_is_the_cause_of_all_that_follows_from_it() -> None:
    found = days(EVE, DAY)
    starts = (Cause("roof_needs_a_strong_helper", How.NOT_YET, "after", DAY),)
    assert changes(found) == {
        ("weak", Point("lending")): ("lend", "keep", starts),
        ("weak", Point("tell", "owner")): ("yes", "no", starts),
        ("weak", Point("ground", "kindness")): ("suits", "cannot_say", starts),
        ("weak", Point("ground", "trade")): ("does_not_suit", "cannot_say", starts),
    }
    assert [(g.causes, {name for name, _ in g.changes}) for g in found.groups] == [(starts, {"weak"})]


def test_backwards_the_same_rule_speaks_before() -> None:
    starts = (Cause("roof_needs_a_strong_helper", How.NOT_YET, "before", DAY),)
    assert changes(days(DAY, EVE))[("weak", Point("lending"))] == ("keep", "lend", starts)


def test_a_rule_that_ends_is_named_with_the_first_day_without_it() -> None:
    rule = (
        "    because: The owner likes to know.\n    sources: [{source: ladder-code, at: page 7, mark: seen}]\n    in_force: [2024-05-01, "
    )
    guidance = other("decisions/tell.yaml", f"{rule}open]", f"{rule}2025-12-31]")
    found = compare_laws(Law(guidance, date(2025, 12, 31), TODAY), Law(guidance, date(2026, 1, 1), TODAY))
    ended = (Cause("owner_when_lent", How.ENDED, "before", date(2026, 1, 1)),)
    assert changes(found) == {("roof", Point("tell", "owner")): ("yes", "no", ended)}


LENDING = "decisions/lending.yaml"


@pytest.mark.parametrize(
    ("file", "was", "becomes", "case", "cause"),
    [
        (
            LENDING,
            "when: ladder.wear == broken",
            "when: ladder.wear == broken and borrower.asked",
            "broken-in-town",
            Cause("broken_ladder_is_kept", How.CHANGED, "before"),
        ),
        (
            LENDING,
            "conclude: keep\n    overrides: [not_known_yet]",
            "conclude: run\n    overrides: [not_known_yet]",
            "broken",
            Cause("broken_ladder_is_kept", How.CHANGED, "before"),
        ),
        (
            LENDING,
            "    when: ladder.wear == broken\n    because: A broken ladder is never lent.\n"
            "    sources: [{source: ladder-code, at: page 2, mark: seen}]\n    in_force: [2024-05-01, open]",
            "    when: ladder.wear == broken\n    because: A broken ladder is never lent.\n"
            "    sources: [{source: ladder-code, at: page 2, mark: seen}]\n    in_force: [2027-01-01, open]",
            "broken",
            Cause("broken_ladder_is_kept", How.DATES, "before", date(2027, 1, 1)),
        ),
        (
            LENDING,
            "    when: ladder.wear == broken\n",
            "    when: ladder.wear == broken\n    nations: [town]\n",
            "broken",
            Cause("broken_ladder_is_kept", How.NATION, "before"),
        ),
        (
            "questions/1-the-ladder.yaml",
            "only_when: borrower.asked\n    fields:\n      - fact: borrower.use",
            "only_when: ladder.falling\n    fields:\n      - fact: borrower.use",
            "weak",
            Cause("borrower.use[roof]", How.QUESTION, "before"),
        ),
        (
            LENDING,
            "    overrides: [sound_ladder_is_lent]\n    when: roof",
            "    yields_to: [sound_ladder_is_lent]\n    when: roof",
            "weak",
            Cause("roof_needs_a_strong_helper", How.RANK, "before"),
        ),
    ],
    ids=["condition", "conclusion", "dates", "nation", "question", "rank"],
)
def test_a_change_of_text_is_traced_to_the_rule_and_what_was_done_to_it(file: str, was: str, becomes: str, case: str, cause: Cause) -> None:
    found = against(other(file, was, becomes))
    assert cause in {c for (name, _), (_, _, causes) in changes(found).items() if name == case for c in causes}


def test_a_rule_that_is_put_in_place_of_another_is_added_and_the_other_removed() -> None:
    renamed = {n: t.replace("broken_ladder_is_kept", "broken_ladder_is_dropped") for n, t in MINI.origin.items()}
    renamed[LENDING] = renamed[LENDING].replace(
        "conclude: keep\n    overrides: [not_known_yet]", "conclude: run\n    overrides: [not_known_yet]"
    )
    both = (Cause("broken_ladder_is_kept", How.REMOVED, "before"), Cause("broken_ladder_is_dropped", How.ADDED, "after"))
    assert changes(against(build(renamed)))[("broken", Point("lending"))] == ("keep", "run", both)


def test_an_answer_the_other_side_does_not_know_is_set_aside_and_named() -> None:
    texts = {
        n: t.replace("{id: some, label: Some}, ", "").replace("<= some", "== none_seen").replace("none_seen, some", "none_seen")
        for n, t in MINI.origin.items()
    }
    found = against(build({n: t.replace("wear: some", "wear: none_seen") for n, t in texts.items()}))
    assert next(c.aside for c in found.changed if c.case == "roof") == ("ladder.wear",)
    case = Case(
        {"ladder.wear": "some", "borrower.use": ("roof", "moon"), "gone": "yes"},
        {"helpers": ({"name": "Ana", "strong": "very"},), "cats": ()},
    )
    kept, aside = fitted(case, MINI)
    assert (kept.facts, kept.lists) == ({"ladder.wear": "some"}, {"helpers": ({"name": "Ana"},)})
    assert aside == ("borrower.use", "gone", "helper.strong", "cats")


def test_a_decision_that_only_one_side_settles_is_named_once_and_no_case_changes_by_it() -> None:
    texts = {n: t for n, t in MINI.origin.items() if not n.startswith(("decisions/place", "cases/"))}
    found = against(build({**texts, "cases/one.yaml": "id: one\ntitle: One.\non: 2026-11-23\nnation: town\nexpect: {}\n"}))
    assert (found.gone, found.new, found.changed, found.same) == (("place",), (), (), False)
    assert found.cases == 7


def test_without_a_day_each_case_is_read_on_its_own() -> None:
    assert against(MINI, None).same
    assert Law(MINI, None, TODAY).on(Case(on=EVE)) == EVE
    assert Law(MINI, None, TODAY).on(Case()) == TODAY


def test_law_before_the_first_day_is_refused() -> None:
    with pytest.raises(NotInForce):
        days(date(2023, 1, 1), TODAY)


def every_case() -> Iterator[dict[str, str]]:
    """Every case there could be of the small guidance, with one helper looked at, by hand."""
    three = ("no", "yes", NOT_SURE)
    strong = "any(helpers, helper.strong)"
    for falling, asked, helper, any_strong in itertools.product(three, repeat=4):
        if (helper == "yes" and any_strong != "yes") or (any_strong == "no" and helper == "yes"):
            continue
        for wear in ("none_seen", "some", "broken", NOT_SURE):
            for roof, tree in itertools.product(three, repeat=2) if asked != "no" else [(NOT_SURE, NOT_SURE)]:
                yield {
                    "ladder.falling": falling,
                    "borrower.asked": asked,
                    "helper.strong": helper,
                    strong: any_strong,
                    "ladder.wear": wear,
                    "borrower.use[roof]": roof,
                    "borrower.use[tree]": tree,
                }


def lending(case: dict[str, str], day: date) -> str:
    ordered = edition(MINI, "town", day).rules[("lending", "")]
    holding = {r.id for r in ordered.rules if truth(r.when, case) is True}
    return next(r.conclude for r in ordered.rules if r.id in holding and not holding.intersection(ordered.above[r.id]))


def lending_in(found: Comparison) -> Whole:
    return next(w for w in found.wholes if (w.nation, w.decision) == ("town", "lending"))


def test_the_count_over_the_whole_space_is_that_of_counting_every_case() -> None:
    cases = list(every_case())
    moves = Counter((lending(c, EVE), lending(c, DAY)) for c in cases)
    whole = lending_in(days(EVE, DAY))
    assert whole.of == len(cases)
    assert whole.changed == sum(count for (was, becomes), count in moves.items() if was != becomes) > 0
    assert {(m.before, m.after): m.cases for m in whole.moves} == {move: count for move, count in moves.items() if move[0] != move[1]}
    assert whole.in_library


def test_two_guidances_are_counted_in_one_space() -> None:
    reworded = other("decisions/lending.yaml", "A broken ladder is never lent.", "Never lend a broken ladder.")
    found = compare_laws(Law(MINI, EVE, TODAY), Law(reworded, DAY, TODAY))
    one, two = lending_in(found), lending_in(days(EVE, DAY))
    assert (one.changed, one.of, one.moves) == (two.changed, two.of, two.moves)


def test_a_change_that_no_case_of_the_library_shows_comes_with_a_small_case_that_does() -> None:
    texts = {n: t for n, t in MINI.origin.items() if not n.startswith("cases/")}
    bare = build(
        {**texts, "cases/one.yaml": "id: one\ntitle: One.\non: 2026-11-23\nnation: town\nfacts: {ladder.falling: yes}\nexpect: {}\n"}
    )
    found = compare_laws(Law(bare, EVE, TODAY), Law(bare, DAY, TODAY), "town")
    assert not found.changed
    assert not found.same
    smallest = lending_in(found).smallest
    assert smallest is not None
    assert lending(dict(smallest), EVE) != lending(dict(smallest), DAY) == "keep"
    for left_out in smallest:
        rest = {k: v for k, v in smallest.items() if k != left_out}
        assert lending(rest, EVE) == lending(rest, DAY)


def test_the_text_names_causes_before_cases_and_fits_the_terminal() -> None:
    text = comparison_as_text(days(EVE, DAY), our_words())
    lines = text.splitlines()
    assert "1 of 6 cases in the library change." in lines
    cause = lines.index("roof_needs_a_strong_helper starts on 1 January 2025.")
    assert lines[cause + 1] == '    "Nobody strong will hold it."'
    assert lines.index("  Should the ladder be lent? Lend it -> Keep it (1)") < lines.index("      weak: Nobody strong holds it.")
    assert max(map(len, lines)) <= 100
    assert "No advice changes" in comparison_as_text(days(DAY, TODAY), our_words())


def test_the_same_is_told_as_plain_data() -> None:
    data = as_data(days(EVE, DAY))
    causes = data["causes"]
    assert isinstance(causes, list)
    assert causes[0]["causes"] == [{"rule": "roof_needs_a_strong_helper", "how": "not_yet", "speaks": "after", "day": "2025-01-01"}]
    assert causes[0]["changes"][0] == {
        "case": "weak",
        "title": "Nobody strong holds it.",
        "nation": "town",
        "decision": "lending",
        "before": "lend",
        "after": "keep",
    }
