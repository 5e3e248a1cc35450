"""What would change the advice, held against brute force: on the small guidance all of it, on ours one and two changes of sampled cases."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

import pytest

from infoshare.logic.expression import NOT_SURE
from infoshare.reasoning.advise import advise
from infoshare.reasoning.case import Case, read_case
from infoshare.reasoning.edition import edition
from infoshare.reasoning.flips import Nearest, fixed, flips
from infoshare.reasoning.guidance import Guidance
from infoshare.reasoning.load import load, standard
from infoshare.reasoning.present import as_data

from .random_cases import random_case

MINI = load(Path(__file__).parent / "mini")
TODAY = date(2026, 11, 23)
Assigned = frozenset[tuple[str, str]]


def singles(near: Nearest, guidance: Guidance) -> list[tuple[str, str]]:
    """Every single change that may be suggested."""
    return [
        (name, value)
        for name in near.free
        for value in guidance.names.variables[name].options
        if value != near.point.get(name, NOT_SURE) and near.may(name, value)
    ]


def by_hand(near: Nearest, guidance: Guidance, most: int) -> set[Assigned]:
    """All smallest sets of changes that flip the decision, tried one by one."""
    found: set[Assigned] = set()
    for size in range(1, most + 1):
        for changes in itertools.combinations(singles(near, guidance), size):
            picked = frozenset(changes)
            if len(dict(changes)) < size or any(known <= picked for known in found):
                continue
            if near.outcome({**near.point, **dict(changes)}) != near.now:
                found.add(picked)
    return found


@pytest.mark.parametrize("known", [0.0, 0.5, 1.0])
@pytest.mark.parametrize(("decision", "nation"), [("lending", "town"), ("lending", "village"), ("ground", "town")])
def test_on_the_small_guidance_every_smallest_flip_is_found(decision: str, nation: str, known: float) -> None:
    law = edition(MINI, nation, TODAY)
    for seed in range(25):
        near = Nearest(random_case(MINI, seed, known=known, unsure=0.2), law, MINI.decisions[decision])
        assert {frozenset(changes) for changes in near.all(10**6)} == by_hand(near, MINI, 3)


def sampled() -> Iterator[Case]:
    guidance = standard()
    for name in ("mc02", "mc04", "mc09"):
        whole = read_case(guidance.cases[name], guidance)
        yield whole
        yield Case(dict(list(whole.facts.items())[:6]), whole.lists, nation=whole.nation)


@pytest.mark.parametrize("case", list(sampled()), ids=range(6))
def test_on_our_guidance_every_single_change_that_flips_is_found(case: Case) -> None:
    guidance = standard()
    law = edition(guidance, "england", TODAY)
    near = Nearest(case, law, guidance.decisions[guidance.primary])
    assert {frozenset(changes) for changes in near.all(1) if len(changes) == 1} == by_hand(near, guidance, 1)


@pytest.mark.slow
def test_on_our_guidance_every_pair_of_changes_that_flips_is_found() -> None:
    guidance = standard()
    law = edition(guidance, "england", TODAY)
    for case in sampled():
        near = Nearest(case, law, guidance.decisions[guidance.primary])
        found = {frozenset(changes) for changes in near.all(10**6) if len(changes) < 3}
        assert found == by_hand(near, guidance, 2)


def test_flips_come_with_the_fewest_facts_first_and_the_unknown_before_the_known() -> None:
    guidance = standard()
    law = edition(guidance, "england", TODAY)
    seen = 0
    for seed in range(12):
        case = random_case(guidance, seed, known=0.3 + 0.05 * seed, unsure=0.2)
        found = flips(case, law, guidance.primary)
        merits = [(len(f.changes), sum(not c.unknown for c in f.changes)) for f in found]
        assert merits == sorted(merits)
        assert found == flips(case, law, guidance.primary)
        assert len({(frozenset(c.fact for c in f.changes), f.outcome) for f in found}) == len(found) <= 5
        seen += len(found)
    assert seen > 20


def test_what_a_flip_promises_is_what_advice_then_says() -> None:
    guidance = standard()
    law = edition(guidance, "england", TODAY)
    for name, data in list(guidance.cases.items())[::40]:
        case = read_case(data, guidance)
        for flip in flips(case, law, guidance.primary):
            if any(change.option and change.unknown for change in flip.changes):
                continue  # one option of several that were never asked: a case file cannot say this
            facts = dict(case.facts)
            for change in flip.changes:
                if change.option:
                    rest = [o for o in as_options(facts[change.fact]) if o != change.option]
                    facts[change.fact] = (*rest, change.option) if change.after == "yes" else tuple(rest)
                else:
                    facts[change.fact] = change.after
            advice = advise(Case(facts, case.lists), guidance, on=TODAY, nation="england")
            assert advice.outcome(guidance.primary) == flip.outcome, name
            assert set(flip.rules) <= {reason.rule for reason in advice.decided[guidance.primary][0].because}


def as_options(answer: str | tuple[str, ...]) -> tuple[str, ...]:
    return (answer,) if isinstance(answer, str) else answer


def test_who_people_are_and_what_they_agreed_to_is_never_suggested() -> None:
    guidance = standard()
    kept = fixed(guidance)
    facts = {f.name for q in guidance.questions for f in q.facts} | {f.name for li in guidance.lists.values() for f in li.fields}
    assert {"agreement.status", "org.kind"} <= kept <= facts
    by_page = {f.name for q in guidance.questions if q.by_page for f in q.facts}
    law = edition(guidance, "england", TODAY)
    for seed in range(8):
        found = flips(random_case(guidance, seed, known=0.5), law, guidance.primary, enough=40)
        assert not {c.fact for f in found for c in f.changes} & (kept | by_page)


def test_what_a_nation_does_not_know_is_not_suggested_there() -> None:
    guidance = standard()
    only = {(f.name, o.id) for f in guidance.facts.values() for o in f.options if o.nations and "scotland" not in o.nations}
    assert only
    law = edition(guidance, "scotland", TODAY)
    for seed in range(6):
        found = flips(random_case(guidance, seed, known=0.5), law, guidance.primary, enough=60)
        assert not {(c.fact, c.option or c.after) for f in found for c in f.changes} & only


def test_a_row_is_flipped_by_its_own_facts_too() -> None:
    case = Case({"ladder.wear": "some", "borrower.asked": "yes", "borrower.use": ()}, {"helpers": ({"name": "Bo", "strong": "no"},)})
    law = edition(MINI, "town", TODAY)
    found = flips(case, law, "place")
    assert [(c.fact, c.before, c.after) for c in found[0].changes] == [("helper.strong", "no", "yes")]
    assert found[0].outcome == "below"
    assert found[0].rules == ("strong_stands_below",)


def test_the_page_is_told_in_words_and_only_when_it_asks() -> None:
    case = Case({"ladder.wear": "some"}, nation="town")
    advice = advise(case, MINI, on=TODAY)
    told = as_data(advice, MINI, flips=True)["lending"]["would_change"]
    assert told[0]["text"] == "If you found out this, the advice would likely become “Lend it”: Has somebody asked for it? Yes."
    assert told[0]["changes"][0] == {
        "fact": "borrower.asked",
        "from": NOT_SURE,
        "to": "yes",
        "unknown": True,
        "text": "Has somebody asked for it? Yes",
    }
    assert told[0]["rules"] == [{"rule": "sound_ladder_is_lent", "text": "A sound ladder may be lent."}]
    assert "would_change" not in as_data(advice, MINI)["lending"]


def test_answers_map_to_points_without_what_is_not_known() -> None:
    law = edition(MINI, "town", TODAY)
    facts: Mapping[str, str] = {"ladder.wear": NOT_SURE, "borrower.asked": "yes"}
    assert Nearest(Case(facts), law, MINI.decisions["lending"]).point == {"borrower.asked": "yes"}
