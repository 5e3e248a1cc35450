"""The promises once more, by a prover that shares no code with the first (`second_prover`): raw files, its own logic, z3.

Every nation and every day on which the law changes; laws with the same rules in force are looked at once. It takes more for an answer that
is forgotten than the first prover does: any part of a fact with several answers, and any answer in any row of a list.
"""

from __future__ import annotations

import ast
import itertools
import random
from datetime import date
from pathlib import Path

import pytest
import z3

from infoshare.reasoning.advise import advise
from infoshare.reasoning.case import Case, read_case
from infoshare.reasoning.edition import edition
from infoshare.reasoning.exact import Exact
from infoshare.reasoning.guidance import Kind
from infoshare.reasoning.load import build, guidance_folder
from infoshare.reasoning.prove_law import broken_in

from . import second_prover
from .second_prover.meaning import UNKNOWN, Answer, World
from .second_prover.proving import EXACT, Prover
from .second_prover.reading import Knowledge, folder, read

TEXTS = folder(guidance_folder())
KNOWN = read(TEXTS)
PROVER = Prover(KNOWN)
LAWS = list(PROVER.laws())
MINI = Path(__file__).parent.parent / "reasoning" / "mini"
TODAY = date(2026, 11, 23)


def with_promise(**promise: object) -> Knowledge:
    known = read(folder(MINI))
    known.promises = [{"id": "promise", "kind": "never", **promise}]
    return known


def broken(known: Knowledge, nation: str = "town", day: date = TODAY) -> list[dict[str, str]]:
    return [dict(b.case) for b in Prover(known).breaks(nation, day)]


def test_it_shares_no_code_with_what_it_checks() -> None:
    for file in Path(second_prover.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            names = [a.name for a in node.names] if isinstance(node, (ast.Import, ast.ImportFrom)) else []
            if isinstance(node, ast.ImportFrom):
                names.append(node.module or "")
            assert not any(n.startswith("infoshare") for n in names), file.name


def test_there_is_something_to_prove() -> None:
    assert {str(p["kind"]) for p in KNOWN.promises} >= set(EXACT)
    assert {nation for nation, _ in LAWS} == set(KNOWN.nations)


@pytest.mark.parametrize("law", LAWS, ids=lambda law: f"{law[0]}-{law[1]}")
def test_every_promise_holds_in_every_case(law: tuple[str, date]) -> None:
    before = PROVER.asked
    assert not list(PROVER.breaks(*law))
    assert PROVER.asked > before


def test_a_rule_that_concludes_less_than_it_must_breaks_the_promise_about_danger() -> None:
    weaker = {n: t.replace("conclude: share_now\n", "conclude: share\n") for n, t in TEXTS.items()}
    found = list(Prover(read(weaker)).breaks("england", TODAY, [p for p in KNOWN.promises if p["id"] == "danger_shares_now"]))
    assert [b.case["danger.now"] for b in found] == ["yes"]


def test_a_promise_that_says_too_much_is_not_proved() -> None:
    """To know less may well lead from sharing to taking advice first."""
    promise = {"id": "p", "kind": "moves", "change": {"fact": "every", "before": ["known"], "after": [UNKNOWN]}}
    assert list(PROVER.breaks("england", TODAY, [{**promise, "from": "sharing in [share, share_now]", "to": "sharing == seek_advice"}]))


def test_what_no_case_comes_to_is_proved_and_what_some_case_comes_to_is_not() -> None:
    assert not broken(with_promise(never="lending == lend and ladder.wear == broken"))
    assert broken(with_promise(never="lending == lend"))


def test_a_list_is_read_row_by_row() -> None:
    lent = "lending == lend and roof in borrower.use"
    assert not broken(with_promise(never=f"{lent} and all(helpers, helper.strong == no)"))
    case = broken(with_promise(never=f"{lent} and any(helpers, helper.strong == no)"))
    assert "yes" in case[0].values()


def test_a_row_that_is_looked_at_is_in_the_list() -> None:
    assert not broken(with_promise(never="place == below and all(helpers, helper.strong == no)"))
    assert not broken(with_promise(never="place == below and helper.strong == no"))
    assert broken(with_promise(never="place == below"))


def test_an_answer_that_does_not_apply_counts_as_not_known() -> None:
    assert not broken(with_promise(never="borrower.asked == no and roof in borrower.use"))
    assert broken(with_promise(never="borrower.asked == not_sure and roof in borrower.use"))


def test_the_law_of_the_day_and_nation_is_the_one_that_speaks() -> None:
    weak = with_promise(never="lending == lend and roof in borrower.use and all(helpers, helper.strong == no)")
    assert not broken(weak, day=date(2025, 1, 1))
    assert broken(weak, day=date(2024, 12, 31))
    assert not broken(with_promise(never="library in tell"), "village")
    assert broken(with_promise(never="library in tell"), "town")


def test_two_cases_differ_in_one_answer_only() -> None:
    step = {"kind": "moves", "change": {"fact": "ladder.wear", "upward": "yes"}}
    assert broken(with_promise(**step, **{"from": "lending == lend", "to": "lending == keep"}))
    assert not broken(with_promise(**step, **{"from": "lending == run", "to": "not (lending == run)"}))
    forget = {"kind": "moves", "change": {"fact": "every", "before": ["known"], "after": ["not_sure"]}}
    assert not broken(with_promise(**forget, **{"from": "lending == lend", "to": "lending == keep"}))
    assert broken(
        with_promise(**forget, **{"from": "lending == keep", "to": "lending == lend"})
    )  # nobody knows any more that it is for the roof


def test_ratings_can_be_read() -> None:
    assert broken(with_promise(never="ground.trade == does_not_suit"))
    assert not broken(with_promise(never="ground.trade == suits"))


def outcomes(world: World, case: Case, known: Knowledge) -> dict[str, str]:
    """What z3 says that decisions come to for one complete case."""
    solver = z3.SolverFor("QF_FD")
    solver.add(*world.raw.rules)
    for name, answer in world.raw.ones.items():
        solver.add(told(answer, str(case.facts.get(name, UNKNOWN))))
    for name, options in world.raw.sets.items():
        given = case.facts.get(name, (UNKNOWN,))
        picked = {given} if isinstance(given, str) else set(given)
        for option, answer in options.items():
            solver.add(told(answer, "yes" if option in picked else UNKNOWN if UNKNOWN in picked else "no"))
    for name, listed in known.lists.items():
        rows = case.lists.get(name)
        solver.add(world.raw.listed[name] == (rows is not None))
        for at, there in enumerate(world.raw.there[name]):
            row = rows[at] if rows is not None and at < len(rows) else None
            solver.add(there == (row is not None))
            for fact in listed.facts:
                value = row.get(fact.name.removeprefix(f"{listed.each}."), UNKNOWN) if row is not None else UNKNOWN
                solver.add(told(world.raw.rows[name][at][fact.name], value))
    assert solver.check() == z3.sat
    model = solver.model()

    def value(answer: Answer) -> str:
        return next(o for o, a in answer.options.items() if z3.is_true(model.eval(a, model_completion=True)))

    found = {name: value(answer) for name, answer in world.decided.items() if name in known.decisions}
    return found | {f"{name}[{c}]": value(a) for name, options in world.held.items() for c, a in options.items()}


def told(answer: Answer, value: str) -> z3.BoolRef:
    return answer.unknown if value == UNKNOWN else answer.options[value]


def test_both_provers_mean_the_same_by_the_same_files() -> None:
    """A sample of the library: what each decision comes to in z3 is what `advise` says."""
    guidance = build(TEXTS)
    chosen = random.Random(3).sample(sorted(guidance.cases), 25)
    for name in chosen:
        case = read_case(guidance.cases[name], guidance)
        assert case.nation is not None
        assert case.on is not None
        if any(len(rows) > len(PROVER.before.there[k]) for k, rows in case.lists.items()):
            continue
        advice = advise(case, guidance, on=case.on)
        found = outcomes(PROVER.decided("a", case.nation, case.on), case, KNOWN)
        for decision in guidance.decisions.values():
            held = {s.candidate.id for s in advice.decided[decision.id]}
            if decision.kind is Kind.MANY:
                assert {c for c in decision.candidates if found[f"{decision.id}[{c}]"] == "yes"} == held, (name, decision.id)
            elif not decision.per:
                assert {found[decision.id]} == held, (name, decision.id)


PROMISES = """invariants:
  - {id: broken, promise: 1, sentence: A., kind: never, never: lending == lend and ladder.wear == broken}
  - {id: falling, promise: 1, sentence: A., kind: never, among: ladder.falling, never: not (lending == run)}
  - {id: helped, promise: 1, sentence: A., kind: never, never: "lending == lend and roof in borrower.use and all(helpers, helper.strong == no)"}
  - {id: weak_below, promise: 1, sentence: A., kind: never, never: place == below and helper.strong == no}
  - {id: told, promise: 1, sentence: A., kind: never, nations: [town], never: ladder.wear == broken and not (library in tell)}
  - {id: paid, promise: 1, sentence: A., kind: never, never: ground.trade == suits}
  - {id: worse, promise: 1, sentence: A., kind: moves, change: {fact: ladder.wear, upward: "yes"}, from: lending == keep, to: lending == lend}
  - {id: asked, promise: 1, sentence: A., kind: moves, change: {fact: borrower.asked, before: ["yes"], after: ["no"]},
     from: not (lending == lend), to: lending == lend}
  - {id: forgotten, promise: 1, sentence: A., kind: moves, change: {fact: every, before: [known], after: [not_sure]}, from: lending == run,
     to: lending == lend}
"""
SWAPS = (
    *((f"conclude: {a}\n", f"conclude: {b}\n") for a, b in itertools.permutations(("run", "lend", "keep", "ask"), 2)),
    ("ladder.wear <= some", "ladder.wear <= broken"),
    ("ladder.wear == broken", "ladder.wear == some"),
    ("overrides: [roof_needs_a_strong_helper, broken_ladder_is_kept]", "overrides: [broken_ladder_is_kept]"),
    ("overrides: [sound_ladder_is_lent]", "overrides: [not_known_yet]"),
    ("not any(", "any("),
    ("any(helpers, helper.strong)", "all(helpers, helper.strong)"),
    ("when: ladder.falling", "when: not ladder.falling"),
    ("when: ladder.falling", "when: ladder.falling == not_sure"),
    (" and borrower.asked", ""),
    ("borrower.asked", "not borrower.asked"),
    ("roof in", "tree in"),
    ("helper.strong and", "helper.strong == no and"),
    ("trade: does_not_suit", "trade: suits"),
    ("conclude: library", "conclude: owner"),
    ("2025-01-01", "2027-01-01"),
    (
        "overrides: [not_known_yet]\n    when: ladder.wear == broken",
        "overrides: [not_known_yet, sound_ladder_is_lent]\n    when: ladder.wear == none_seen",
    ),
)


def test_both_provers_find_the_same_promises_broken_when_rules_are_spoilt() -> None:
    found: set[str] = set()
    for old, new in SWAPS:
        texts = {n: t.replace(old, new) if n.startswith("decisions/") else t for n, t in folder(MINI).items()}
        texts["invariants/1.yaml"] = PROMISES
        guidance = build(texts)
        for nation in guidance.nations:
            law = Exact(edition(guidance, nation, TODAY))
            if any(law.defects()):  # where no rule or two rules settle a case, a promise about what it comes to means little
                continue
            first = {b.invariant.id for b in broken_in(law, guidance.invariants)}
            assert {b.promise for b in Prover(read(texts)).breaks(nation, TODAY)} == first, (old, new, nation)
            found |= first
    assert found >= {"broken", "falling", "helped", "weak_below", "told", "paid", "worse", "asked"}
