"""The proof, held against brute force on the small guidance."""

from __future__ import annotations

from concurrent.futures import BrokenExecutor
from datetime import date
from pathlib import Path

import pytest
import yaml

from infoshare.logic.expression import NO, NOT_SURE, YES, truth
from infoshare.logic.least import has, least
from infoshare.reasoning import prove as proving
from infoshare.reasoning.advise import advise
from infoshare.reasoning.case import Case, known, load_case, read_case
from infoshare.reasoning.load import GuidanceError, build, load, standard
from infoshare.reasoning.prove import NothingToProve, prove
from infoshare.reasoning.prove_law import Ground, broken_in
from infoshare.reasoning.tell_proof import broken_cases

from .promises import (
    FALLING,
    MINI,
    ROWS,
    TODAY,
    WEAR_LENDS,
    WEAR_MOVES,
    every_case,
    exact,
    guidance,
)


def test_the_count_of_cases_is_exact() -> None:
    loaded = guidance(FALLING, WEAR_LENDS)
    ground = Ground(exact(loaded))
    counts = {i.id: ground.count(i) for i in loaded.invariants}
    cases = list(every_case(loaded))
    assert counts["worn_is_kept"] == len(cases)
    assert counts["falling_runs"] == sum(c.get("ladder.falling") == YES for c in cases)


def test_what_breaks_a_promise_is_what_brute_force_finds() -> None:
    loaded = guidance(WEAR_LENDS)
    law = exact(loaded)
    (broken,) = broken_in(law, loaded.invariants)
    for case in every_case(loaded):
        roof_without_help = case.get("borrower.use[roof]") == YES and case.get("any(helpers, helper.strong)") == NO
        lent = case.get("ladder.wear") == "some" and case.get("borrower.asked") == YES and case.get("ladder.falling") != YES
        uses = [case.get(f"borrower.use[{use}]", NOT_SURE) for use in ("roof", "tree")]
        sayable = not (NO in uses and NOT_SURE in uses)  # what is not picked is all "no" or all not known
        assert has(law.space, broken.cases, case) is (lent and not roof_without_help and sayable)


def test_the_smallest_case_has_the_fewest_answers_and_runs_as_a_file(tmp_path: Path) -> None:
    loaded = guidance(WEAR_LENDS)
    proof = prove(loaded, processes=1)
    (held,) = proof.broken()
    assert held.broken[0].answers == 2
    path = tmp_path / "that.yaml"
    path.write_text(next(broken_cases(proof, standard().words)), encoding="utf-8")
    case, told = load_case(path, loaded), yaml.safe_load(path.read_text())
    assert case.facts == {"ladder.wear": "some", "borrower.asked": "yes"}
    advice = advise(case, loaded, on=case.on or TODAY)
    assert advice.outcome("lending") == told["expect"]["lending"] == "lend"
    assert told["expect"]["because"] == ["sound_ladder_is_lent"]
    assert {r.rule for r in advice.decided["lending"][0].because} >= set(held.broken[0].rules)


def test_two_cases_that_break_a_promise_differ_in_one_answer() -> None:
    loaded = guidance(WEAR_MOVES)
    held = next(prove(loaded, processes=1).broken())
    assert held.broken[0].outcomes[0] == {"lending": "lend"}
    assert held.broken[0].outcomes[1]["lending"] in ("ask", "keep")
    fact, before, after = held.broken[0].differs or ("", "", "")
    assert after in (NOT_SURE, f"{before}; {NOT_SURE}")
    case = read_case({k: v for k, v in yaml.safe_load(held.broken[0].text).items() if k != "expect"}, loaded)
    assert case.facts.get(fact, NOT_SURE) in (after, NOT_SURE)
    assert advise(case, loaded, on=TODAY).outcome("lending") in ("ask", "keep")


def test_a_set_of_answers_becomes_unknown_only_as_a_person_can_say_it() -> None:
    loaded = guidance(WEAR_MOVES.replace("lending in [ask, keep]", "lending == keep"))
    assert not list(broken_in(exact(loaded), loaded.invariants)), "a roof that is not known to be meant stops nothing"
    loaded = guidance(WEAR_MOVES.replace("lending == lend", "lending == keep and ladder.wear != broken").replace("[ask, keep]", "[lend]"))
    (broken,) = broken_in(exact(loaded), loaded.invariants)
    assert broken.step is not None


def test_a_promise_about_one_row_is_held_against_each_that_could_be() -> None:
    loaded = guidance(ROWS)
    case = read_case(yaml.safe_load(next(prove(loaded, processes=1).broken()).broken[0].text), loaded)
    assert [row["strong"] for row in case.lists["helpers"]] == ["yes"]
    assert advise(case, loaded, on=TODAY).decided["place"][0].candidate.id == "below"


def test_a_promise_of_another_nation_or_day_is_not_asked_for() -> None:
    town = WEAR_LENDS + "    nations: [town]\n    in_force: [2024-05-01, 2024-12-31]\n"
    (held,) = prove(guidance(town), processes=1).held
    assert held.laws == (("town", date(2024, 5, 1)),)
    assert held.broken_in == (("town", date(2024, 5, 1)),)


def test_equal_laws_are_proved_once_and_counted_for_each() -> None:
    loaded = guidance(FALLING)
    one = Ground(exact(loaded)).count(loaded.invariants[0])
    proof = prove(loaded, processes=1)
    assert proof.held[0].count == one * len(proof.laws) == one * 4
    assert proof.distinct == 4, "the library is told in town only"
    same = build({**loaded.origin, "decisions/tell.yaml": loaded.origin["decisions/tell.yaml"].replace("[town]", "[town, village]")})
    again = prove(same, processes=1)
    assert (again.distinct, len(again.laws), again.held[0].count) == (2, 4, one * 4)


def test_where_no_second_process_can_start_one_does_it_all(monkeypatch: pytest.MonkeyPatch) -> None:
    loaded = guidance(FALLING, WEAR_LENDS)

    def refuse(*_: object) -> None:
        raise BrokenExecutor

    alone = prove(loaded, processes=1).as_data()
    monkeypatch.setattr(proving, "ProcessPoolExecutor", refuse)
    told: list[proving.Done] = []
    assert {**prove(loaded, progress=told.append).as_data(), "seconds": 0} == {**alone, "seconds": 0}
    assert [d.at for d in told] == [1, 2, 3, 4]


def test_two_processes_find_what_one_does() -> None:
    loaded = guidance(FALLING, WEAR_LENDS)
    assert {**prove(loaded).as_data(), "seconds": 0} == {**prove(loaded, processes=1).as_data(), "seconds": 0}


def test_a_promise_about_nothing_is_a_defect() -> None:
    empty = FALLING.replace("ladder.falling == yes", "ladder.falling == yes and ladder.falling == no")
    assert [p.code for p in prove(guidance(empty), processes=1).problems] == ["empty-promise"]


def test_guidance_without_promises_cannot_be_proved() -> None:
    with pytest.raises(NothingToProve, match="no promise"):
        prove(load(MINI))


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("kind: never", "kind: nevr", "invariants/all.yaml:6: `kind: nevr` is not one of never, moves, within_answers"),
        ("promise: 1", "promise: one", "invariants/all.yaml:4: `promise` must be a number, such as 3. [not-a-number]"),
        ("lending == run", "lending == rnu", "invariants/all.yaml:8: `falling_runs`: `never` cannot be used: `rnu` is not an option"),
        ("among:", "amng:", "invariants/all.yaml:7: `amng` is not used here; did you mean `among`"),
        ("to run.", "to run", "invariants/all.yaml:5: `sentence` is read by a practitioner: end it with a full stop. [no-full-stop]"),
    ],
)
def test_a_promise_that_cannot_be_read_says_where_and_why(old: str, new: str, message: str) -> None:
    with pytest.raises(GuidanceError) as error:
        guidance(FALLING.replace(old, new))
    assert any(str(p).startswith(message) for p in error.value.problems), str(error.value)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ("{fact: ladder.waer, before: [some], after: [broken]}", "No fact is called `ladder.waer`; did you mean `ladder.wear`"),
        ("{fact: ladder.wear, before: [som], after: [broken]}", "No answer is called `som`; did you mean `some`"),
        ("{fact: ladder.falling, upward: yes}", "`ladder.falling` has no order, so nothing is upward."),
    ],
)
def test_a_change_that_cannot_be_meant_is_refused(change: str, message: str) -> None:
    with pytest.raises(GuidanceError, match=r"invariants/all\.yaml:7") as error:
        guidance(WEAR_MOVES.replace("{fact: every, before: [known], after: [not_sure]}", change))
    assert message in str(error.value)


def test_a_fault_in_the_interview_is_found() -> None:
    texts = guidance(FALLING).origin
    part = "questions/1-the-ladder.yaml"
    never = build(
        {
            **texts,
            part: texts[part].replace(
                "ask: when_it_matters\n    fields:\n      - fact: ladder.wear", "ask: record\n    fields:\n      - fact: ladder.wear"
            ),
        }
    )
    assert "never-asked" in {p.code for p in prove(never, processes=1).problems}
    more = (
        texts["decisions/tell.yaml"]
        .replace("tells\n", "tells\ninterview: follows\n")
        .replace("when: lending == lend", "when: lending == lend and ladder.paint == red")
    )
    paint = "\n      - fact: ladder.paint\n        kind: one\n        options: [{id: red, label: Red}, {id: blue, label: Blue}]\n        unsure: Not sure"
    idle = build({**texts, "decisions/tell.yaml": more, part: texts[part].replace("\n  - id: L3", f"{paint}\n  - id: L3")})
    assert [str(p) for p in prove(idle, processes=1).problems if p.code == "never-reached"] == [
        "questions/1-the-ladder.yaml:15: No case makes the interview ask `ladder.paint`: it can change no leading decision. "
        "Let one read it, or take it out. [never-reached]"
    ]


def test_no_answer_can_be_left_out_of_the_least_case() -> None:
    loaded = guidance(WEAR_LENDS)
    law = exact(loaded)
    cases = next(broken_in(law, loaded.invariants)).cases
    found = least(law.space, cases)
    assert found is not None
    assert has(law.space, cases, found)
    assert not any(has(law.space, cases, {n: v for n, v in found.items() if n != name}) for name in found)
    assert least(law.space, law.space.false) is None


def test_what_a_promise_reads_of_a_case_is_what_advice_gives() -> None:
    loaded = guidance(FALLING)
    case = Case({"ladder.falling": "yes"})
    assert truth(loaded.invariants[0].among, known(case, loaded).answers) is True  # type: ignore[arg-type]
    assert advise(case, loaded, on=TODAY, nation="town").outcome("lending") == "run"
