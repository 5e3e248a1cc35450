"""What differs between two pieces of advice is told once, with the rules behind it."""

from __future__ import annotations

from datetime import date

from infoshare.reasoning.advise import Advice, advise
from infoshare.reasoning.case import Case, read_case
from infoshare.training.difference import compare
from infoshare.training.scenario import Scenario

from .ladders import ladders

DAY = date(2026, 11, 23)


def weighed(**facts: str | list[str]) -> Advice:
    return advise(Case.of(ladders(), **facts), ladders(), on=DAY, nation="town")


def test_equal_advice_has_no_difference() -> None:
    assert compare(weighed(ladder__wear="some"), weighed(ladder__wear="some"), ladders()) == ()


def test_a_candidate_that_comes_and_one_that_goes_are_told_apart() -> None:
    lent, broken = weighed(ladder__wear="some", borrower__asked="yes"), weighed(ladder__wear="broken")
    found = {c.about: (c.outcome(c.before), c.outcome(c.after)) for c in compare(lent, broken, ladders()) if c.decision.id == "tell"}
    assert found == {"library": ("", "library"), "owner": ("owner", "")}


def test_ratings_are_compared_by_their_rating() -> None:
    lent, broken = weighed(ladder__wear="some", borrower__asked="yes"), weighed(ladder__wear="broken")
    found = {c.about: (c.outcome(c.before), c.outcome(c.after)) for c in compare(lent, broken, ladders()) if c.rates}
    assert found == {"kindness": ("suits", "cannot_say"), "trade": ("does_not_suit", "cannot_say")}


def test_becoming_settled_is_a_difference() -> None:
    [lending] = [c for c in compare(weighed(), weighed(ladder__falling="yes"), ladders()) if c.decision.id == "lending"]
    assert lending.settled_changed
    assert lending.outcome_changed


def test_the_same_outcome_for_other_reasons_is_a_difference() -> None:
    weak = Scenario.of(ladders(), "alone")
    [lending] = [c for c in weak.change("ladder.wear", "broken").changes if c.decision.id == "lending"]
    assert not lending.outcome_changed
    assert "broken_ladder_is_kept" in {r.rule for r in lending.started}


def test_rows_that_share_a_name_are_compared_one_by_one() -> None:
    twins = Scenario.of(ladders(), "twins")
    after = advise(read_case({**ladders().cases["twins"], "facts": {"ladder.wear": "broken"}}, ladders()), ladders(), on=DAY)
    found = [c for c in compare(twins.advice(len(twins.stages) - 1), after, ladders()) if c.decision.id == "place"]
    assert [(c.about, c.outcome(c.before), c.outcome(c.after)) for c in found] == [("Al", "below", "away")]
