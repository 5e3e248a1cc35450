"""Myths: by question, nation and day, and refused when they point nowhere."""

from __future__ import annotations

from datetime import date

import pytest

from infoshare.reasoning.load import GuidanceError, build, standard

GUIDANCE = standard()


def myths(question: str, nation: str = "england", on: date = date(2026, 11, 23)) -> list[str]:
    return [m.id for m in GUIDANCE.myths_for(question, nation, on)]


def test_myths_stand_with_the_question_where_people_stumble() -> None:
    assert myths("agreement") == ["m2_consent_is_always_needed"]
    assert myths("danger_now") == []


def test_a_nation_hears_its_own_myths_and_not_englands() -> None:
    assert myths("agreement", "scotland") == ["m2_consent_is_always_needed_elsewhere"]


@pytest.mark.parametrize(
    ("day", "found"), [(date(2026, 2, 4), "m3_it_may_not_leave_us"), (date(2026, 2, 5), "m3_it_may_not_leave_us_since_2026")]
)
def test_the_correction_is_the_law_of_the_day(day: date, found: str) -> None:
    assert found in myths("purpose", on=day)
    assert len(myths("purpose", on=day)) == 1


@pytest.mark.parametrize("nation", GUIDANCE.nations)
@pytest.mark.parametrize(
    "day", [date(2024, 5, 1), date(2026, 2, 4), date(2026, 2, 5), date(2026, 3, 17), date(2026, 3, 18), date(2026, 11, 23)]
)
def test_each_myth_is_put_right_once_for_every_nation_and_day(nation: str, day: date) -> None:
    speaking = [m.number for m in GUIDANCE.myths if nation in m.nations and m.in_force.covers(day)]
    assert speaking == list(range(1, 15))


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("questions: [route]", "questions: [rout]", "unknown-question"),
        ("number: 5\n", "number: five\n", "bad-number"),
        ("id: m5_the_system_is_to_blame", "id: m6_you_need_proof", "said-twice"),
        ("Systems help. Judgement, a question and a phone call matter more.", "Systems help", "no-full-stop"),
    ],
)
def test_a_myth_that_cannot_be_meant_is_refused(old: str, new: str, code: str) -> None:
    text = GUIDANCE.origin["myths.yaml"]
    assert text.count(old) == 1
    with pytest.raises(GuidanceError) as refused:
        build({**GUIDANCE.origin, "myths.yaml": text.replace(old, new)})
    assert [p.code for p in refused.value.problems] == [code]
