"""Enough to act: what is settled, what can still matter and how many cases hang on it, held against the diagrams and against brute force."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

import pytest

from infoshare.logic.expression import NOT_SURE
from infoshare.reasoning.advise import Advice, advise
from infoshare.reasoning.ask import Standing, reach
from infoshare.reasoning.case import Case, known, read_case
from infoshare.reasoning.edition import Edition, edition
from infoshare.reasoning.guidance import Guidance, Kind
from infoshare.reasoning.load import load, standard
from infoshare.reasoning.matter import Matter, matter_of
from infoshare.reasoning.present import as_data
from infoshare.reasoning.reach import reach_of

from .random_cases import random_case

MINI = load(Path(__file__).parent / "mini")
TODAY = date(2026, 11, 23)


def standing(case: Case, law: Edition) -> Standing:
    """What is known of a case, for all that is not settled by row, and for the rest with any row."""
    return Standing(law, known(case, law.guidance).answers, list(law.rules))


def by_diagram(law: Edition, here: Standing) -> dict[tuple[tuple[str, str], str], tuple[str, ...]]:
    """What everything can still come to, looked up on the diagrams one by one."""
    found = {}
    for spot in reach_of(law).spots:
        cases = [(o, reach_of(law).diagram(spot, o)) for o in spot.bits]
        found[spot.place, spot.candidate] = tuple(o for o, diagram in cases if (diagram & here.cases).satisfiable())
    return found


def held_against_diagrams(case: Case, law: Edition) -> None:
    here = standing(case, law)
    for (place, candidate), outcomes in by_diagram(law, here).items():
        assert here.view.outcomes(place, candidate) == outcomes, (place, candidate)
    still = {spot.place for spot in here.view.open()}
    assert here.settled() == {place: place not in still for place in law.rules}


def walk(data: Mapping[str, object], guidance: Guidance) -> Iterator[tuple[Case, Advice]]:
    """A library case as the interview would learn it: from nothing known, one question after the other."""
    whole = read_case(data, guidance)
    assert whole.on
    facts, lists, seen = {}, {}, set[str]()
    while True:
        case = Case(dict(facts), dict(lists), nation=whole.nation)
        advice = advise(case, guidance, on=whole.on, seen=frozenset(seen))
        yield case, advice
        if advice.asking is None:
            return
        seen.add(advice.asking.question.key)
        for name in advice.asking.names:
            if name in guidance.lists:
                lists[name] = whole.lists.get(name, ())
            else:
                facts[name] = whole.facts.get(name, NOT_SURE)


def test_what_can_come_out_of_half_known_cases_is_what_the_diagrams_say() -> None:
    guidance = standard()
    law = edition(guidance, "england", TODAY)
    for seed in range(40):
        held_against_diagrams(random_case(guidance, seed, known=(seed % 8) / 7, unsure=0.1), law)


def test_it_is_so_at_every_answer_of_a_walk() -> None:
    guidance = standard()
    for name in ("mc01", "mc04", "mc09", "mc13"):
        for case, advice in walk(guidance.cases[name], guidance):
            held_against_diagrams(case, edition(guidance, advice.nation, advice.on))


def test_what_was_found_before_changes_no_answer() -> None:
    guidance = MINI
    for seed in range(60):
        case = random_case(guidance, seed, known=(seed % 4) / 4, unsure=0.2)
        fresh = Edition(guidance, "town", TODAY)
        assert standing(case, fresh).view.possible == standing(case, edition(guidance, "town", TODAY)).view.possible


@pytest.mark.parametrize(("guidance", "seeds"), [(MINI, 60), (standard(), 4)], ids=["mini", "standard"])
def test_a_fact_matters_exactly_when_the_diagrams_say_so(guidance: Guidance, seeds: int) -> None:
    law = edition(guidance, next(iter(guidance.nations)), TODAY)
    for seed in range(seeds):
        here = standing(random_case(guidance, seed, known=0.4 + 0.5 * (seed % 5) / 4, unsure=0.1), law)
        for question in guidance.questions:
            names = {v for f in (*question.facts, *question.lists) for v in reach(guidance, f.name if f in question.facts else f.id)}
            found = set(matter_of(law).changes(here.view, names, list(here.view.open())))
            assert found == {
                place[0]
                for place, becomes in law.exact.becomes.items()
                if any(law.exact.space.can_change(cases, here.cases, names) for cases in becomes.values())
            }


WHOLE = {
    "ladder.falling": ("no", "yes", NOT_SURE),
    "ladder.wear": ("none_seen", "some", "broken", NOT_SURE),
    "borrower.asked": ("no", "yes", NOT_SURE),
}


@pytest.mark.parametrize(
    "facts",
    [{}, {"ladder.falling": "no"}, {"borrower.asked": "no"}, {"ladder.falling": "no", "ladder.wear": "some"}, {"ladder.wear": NOT_SURE}],
)
def test_the_cases_that_hang_on_a_question_are_counted_exactly(facts: dict[str, str]) -> None:
    """On that day what is said of uses and helpers changes nothing for lending: it multiplies both counts alike."""
    advice = advise(Case(facts), MINI, on=date(2024, 6, 1), nation="village")
    counted = [u for u in advice.unknown if u.facts[0] in WHOLE and u.decisions[0] == "lending"]
    assert counted
    for unknown in counted:
        (name,) = unknown.facts
        open_ = [n for n in WHOLE if facts.get(n, NOT_SURE) == NOT_SURE]
        ways = [{**facts, **dict(zip(open_, values, strict=True))} for values in itertools.product(*(WHOLE[n] for n in open_))]
        hang = [way for way in ways if len({outcome({**way, name: value}) for value in WHOLE[name]}) > 1]
        weight = {tuple(way.items()): cases_behind(way) for way in ways}
        assert unknown.of == sum(weight.values())
        assert unknown.cases == sum(weight[tuple(way.items())] for way in hang)


def outcome(facts: Mapping[str, str]) -> str:
    return advise(Case(facts), MINI, on=date(2024, 6, 1), nation="village").outcome("lending")


def cases_behind(facts: Mapping[str, str]) -> int:
    """How many cases answer these facts so: uses count only where somebody asked; helpers in all ways that fit together."""
    law = edition(MINI, "village", date(2024, 6, 1))
    space = law.exact.space
    here = law.exact.within & space.once
    for name, value in facts.items():
        here = here & space.case_of(name, value)
    return space.count(here)


def test_the_advice_says_how_many_cases_hang_on_a_question_when_asked() -> None:
    case = Case({"ladder.falling": "no"}, nation="town")
    told = as_data(advise(case, MINI, on=TODAY), MINI, counts=True)["unknown_that_matter"]
    assert told
    assert all(0 < each["cases"] <= each["of"] for each in told)
    assert "cases" not in as_data(advise(case, MINI, on=TODAY), MINI)["unknown_that_matter"][0]


def test_what_is_remembered_does_not_grow_without_end() -> None:
    law = edition(MINI, "town", TODAY)
    matter = Matter(law)
    for seed in range(300):
        view = standing(random_case(MINI, seed, known=0.5), law).view
        names = reach(MINI, "ladder.wear")
        list(matter.changes(view, names, list(view.open())))
    assert all(len(pairs) <= 201 for pairs in matter._pairs.values())
    assert len(reach_of(law).witnesses) <= 800


def test_kinds_of_decisions_are_all_settled_or_open() -> None:
    law = edition(standard(), "england", TODAY)
    settled = standing(Case({"danger.now": "yes"}), law).settled()
    assert settled[law.guidance.primary, ""] is True
    assert not all(settled.values())
    assert {law.guidance.decisions[place[0]].kind for place in settled} == set(Kind)
