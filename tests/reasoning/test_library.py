"""One story may stand for several cases: answers that change nothing, and answers with which its first reason does not hold."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from infoshare.cli import app
from infoshare.reasoning.check import cases_that_differ
from infoshare.reasoning.compare import Law, compare_laws
from infoshare.reasoning.coverage import Coverage
from infoshare.reasoning.guidance import Guidance
from infoshare.reasoning.load import GuidanceError, build, load, standard
from infoshare.training.scenario import shelves

HERE = Path(__file__).parent
STORY = """cases:
  - id: worry
    title: A club worries about a child
    story: A coach sees bruises.
    on: 2026-11-23
    nation: england
    facts: {danger.now: "no", org.kind: voluntary, who.at_risk: [child], harm.level: perceived, start: own_concern, recipient.kind: police}
    people: [{name: Father, person.relation: father, person.suspected: "no"}]
    expect: {sharing: share, because: [risk_shares_without_consent]}
"""


def with_case(more: str) -> Guidance:
    """The guidance with the story above, and more lines of it."""
    texts = {n: t for n, t in standard().origin.items() if not n.startswith("cases/")}
    return build({**texts, "cases/story.yaml": STORY + more})


def differing(guidance: Guidance) -> list[str]:
    """What differs, of the story only."""
    return [p.message for p in cases_that_differ(guidance) if p.code != "untold-rule"]


def test_a_story_stands_for_each_answer_that_changes_nothing() -> None:
    guidance = with_case("    same_for: {recipient.kind: [childrens_social_care, lado], harm.level: [significant]}\n")
    assert list(guidance.cases) == [
        "worry",
        "worry (recipient.kind is childrens_social_care)",
        "worry (recipient.kind is lado)",
        "worry (harm.level is significant)",
    ]
    assert guidance.cases["worry (recipient.kind is lado)"]["expect"] == guidance.cases["worry"]["expect"]
    assert differing(guidance) == []


def test_an_answer_that_does_change_something_is_named() -> None:
    found = differing(with_case("    same_for: {recipient.kind: [police, press]}\n"))
    assert found[0].startswith("Case `worry (recipient.kind is press)`: sharing should be share, but is ")


def test_the_first_reason_does_not_hold_on_the_other_side() -> None:
    guidance = with_case('    not_for: {harm.level: [none, unmet_need], nation: [wales], person.suspected: ["yes"]}\n')
    assert guidance.cases["worry (harm.level is none)"]["expect"] == {"not_because": ["risk_shares_without_consent"]}
    assert guidance.cases["worry (nation is wales)"]["nation"] == "wales"
    assert guidance.cases["worry (person.suspected is yes)"]["people"] == [
        {"name": "Father", "person.relation": "father", "suspected": "yes"}
    ]
    found = differing(guidance)
    assert [f.split("`: ")[0] for f in found] == ["Case `worry (person.suspected is yes)"]


def test_several_answers_at_once_are_one_change() -> None:
    guidance = with_case("    same_for: {who.at_risk: [[child, unborn_child]]}\n")
    assert list(guidance.cases)[1:] == ["worry (who.at_risk is child and unborn_child)"]
    assert differing(guidance) == []


@pytest.mark.parametrize("line", ["same_for: [police]", "not_for: police"])
def test_what_cannot_be_read_is_refused_with_its_place_and_a_pattern_to_follow(line: str) -> None:
    guidance = with_case(f"    {line}\n")
    with pytest.raises(GuidanceError) as refused:
        len(guidance.cases)
    assert "like `fact: [answer, answer]`" in str(refused.value.problems[0])
    assert str(refused.value.problems[0]).startswith("cases/story.yaml:10: ")


def test_the_guidance_that_came_with_infoshare_reads_no_case_before_somebody_looks() -> None:
    guidance = standard.__wrapped__()
    assert guidance.cases._cases is None  # type: ignore[attr-defined]
    assert "mc01" in guidance.cases


def test_a_folder_of_guidance_is_refused_when_a_case_cannot_be_read(tmp_path: Path) -> None:
    folder = tmp_path / "guidance"
    shutil.copytree(HERE / "mini", folder)
    (folder / "cases" / "broken.yaml").write_text("- not a case", encoding="utf-8")
    with pytest.raises(GuidanceError, match="lines"):
        load(folder)
    result = CliRunner().invoke(app, ["check", "--guidance", str(folder)])
    assert result.exit_code == 1
    assert result.stderr.startswith("cases/broken.yaml:1: The file must hold `name: value` lines. [not-a-block]\n")


def test_only_the_story_itself_is_told_counted_and_compared() -> None:
    guidance = with_case("    same_for: {recipient.kind: [lado]}\n")
    assert [n for names in shelves(guidance).values() for n in names] == ["worry"]
    assert set(Coverage(guidance).named) == {"worry"}
    law = Law(guidance, None, date(2026, 11, 23))
    assert compare_laws(law, law, "england").cases == 1
