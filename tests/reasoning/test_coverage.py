"""What serves what, and that nothing which serves nothing stays unseen."""

from __future__ import annotations

from pathlib import Path

import pytest

from infoshare.reasoning.coverage import Coverage, Gap, Law
from infoshare.reasoning.guidance import Guidance, Mark
from infoshare.reasoning.load import build, load
from infoshare.reasoning.tell_coverage import as_data, as_text

from .words import our_words

MINI = load(Path(__file__).parent / "mini")
CITES = """
decision: song
kind: many
title: What should be sung?
nations: [village]
candidates: {tune: {label: A tune, text: Sing it.}}
rules:
  - id: tune_of_the_rule
    conclude: tune
    when: borrower.asked
    because: It is cited.
    sources: [{source: ladder-code, at: "PLACE", mark: seen}]
    in_force: [2024-05-01, open]
"""


def with_song(place: str, cases: str = "") -> Guidance:
    texts = {**MINI.origin, "decisions/song.yaml": CITES.replace("PLACE", place)}
    markers = {
        "steps.yaml": texts["steps.yaml"].replace("number: 1", "number: 4").replace("at: page 1", "at: step 4"),
        "golden_rules.yaml": texts["golden_rules.yaml"].replace("at: page 1", "at: golden rule 3"),
    }
    return build({**texts, **markers, **({"cases/song.yaml": cases} if cases else {})})


CASE = "id: song\ntitle: A song.\non: 2026-11-23\nnation: village\nfacts: {borrower.asked: yes}\nexpect: {because: [tune_of_the_rule]}\n"


@pytest.mark.parametrize(
    ("place", "step", "golden"),
    [
        ("step 4", True, False),
        ("steps 2 and 4", True, False),
        ("steps 3 to 5", True, False),
        ("Golden rule 3", False, True),
        ("golden rules 1 to 4", False, True),
        ("step 3", False, False),
        ("golden rule 4", False, False),
        ("page 4", False, False),
    ],
)
def test_a_rule_serves_the_steps_and_golden_rules_it_cites_by_number(place: str, step: bool, golden: bool) -> None:
    found = Coverage(with_song(place, CASE))
    (one,), (other,) = found.steps.values(), found.golden_rules.values()
    assert (one.rules, one.cases) == ((("tune_of_the_rule",), ("song",)) if step else ((), ()))
    assert (other.rules, other.cases) == ((("tune_of_the_rule",), ("song",)) if golden else ((), ()))


def test_a_cell_holds_what_serves_both() -> None:
    texts = {**with_song("step 4", CASE).origin}
    rule = texts["decisions/song.yaml"].replace("sources: [{", "sources: [{source: ladder-code, at: golden rule 3, mark: seen}, {")
    found = Coverage(build({**texts, "decisions/song.yaml": rule}))
    (cell,) = found.cells.values()
    assert (cell.questions, cell.rules, cell.cases) == ((), ("tune_of_the_rule",), ("song",))


def test_a_question_serves_the_step_it_names_and_its_readers_are_counted() -> None:
    found = Coverage(MINI)
    (first, *_) = found.steps.values()
    assert first.questions == ("L1", "L2")
    assert found.questions["L1"].rules == ("falling_ladder",)
    assert found.questions["L1"].cases == ("falling",)
    assert set(found.questions["L5"].rules) == {"roof_needs_a_strong_helper", "stand_away", "strong_stands_below"}
    assert "sound_ladder_is_lent" in found.questions["L3"].rules


def test_every_kind_of_gap_is_told() -> None:
    bare = {n: t for n, t in MINI.origin.items() if not n.startswith("cases/")}
    bare["questions/1-the-ladder.yaml"] += """
  - id: L6
    key: moon
    title: Is there a moon?
    short: Moon
    why: Nobody knows.
    sources: [{source: custom, at: page 1, mark: memory}]
    step: 1
    ask: when_it_matters
    fields:
      - fact: moon.out
        kind: one
        options: [{id: "no", label: "No"}, {id: "yes", label: "Yes"}]
        unsure: Not sure
"""
    bare["decisions/tell.yaml"] += """  - id: library_by_moonlight
    conclude: library
    when: moon.out
    because: It shines.
    sources: [{source: ladder-code, at: page 7, mark: seen}]
    in_force: [not_yet, open]
"""
    bare["decisions/tell.yaml"] = bare["decisions/tell.yaml"].replace("kind: many", "kind: many\ninterview: follows")
    found = Coverage(build(bare))
    kinds = {(g.kind, g.name) for g in found.gaps}
    assert {("question", "L6"), ("rule", "falling_ladder"), ("nation", "tell, village")} <= kinds
    assert ("rule", "library_by_moonlight") not in kinds, "a rule that has not started can be in no case"
    assert ("question", "L1") not in kinds
    assert Gap("step", "s1", ("cases",)) in found.gaps
    assert Gap("golden_rule", "g1", ("cases",)) in found.gaps


def test_a_source_that_nobody_cites_is_a_gap_and_sources_are_counted_by_mark() -> None:
    found = Coverage(MINI)
    cited = {g.name for g in found.gaps if g.kind == "source"}
    texts = {n: t.replace("source: custom, at", "source: ladder-code, at") for n, t in MINI.origin.items()}
    assert {g.name for g in Coverage(build(texts)).gaps if g.kind == "source"} == cited | {"custom"}
    assert sum(found.marks[m] for m in Mark) == len(MINI.sources)


def test_rules_of_a_nations_own_are_counted_apart() -> None:
    found = Coverage(with_song("step 4"))
    assert found.nations["song"] == {"town": Law(0, 0), "village": Law(0, 1)}
    assert found.nations["tell"] == {"town": Law(2, 0), "village": Law(0, 0)}


def test_the_table_fits_the_terminal_and_ends_with_the_gaps() -> None:
    found = Coverage(MINI)
    text = as_text(found, our_words())
    assert max(map(len, text.splitlines())) <= 100
    assert f"{len(found.gaps)} gaps:" in text
    assert all(g.name in text.split("gaps:")[1] for g in found.gaps)
    data = as_data(found)
    assert data["rules"]["falling_ladder"] == {"decision": "lending", "steps": ["s1"], "golden_rules": ["g1"], "cases": ["falling"]}  # type: ignore[index]
    assert len(data["gaps"]) == len(found.gaps)  # type: ignore[arg-type]


def test_a_guidance_without_gaps_says_so() -> None:
    found = Coverage(MINI)
    found.__dict__["gaps"] = ()
    assert "No gaps." in as_text(found, our_words())
