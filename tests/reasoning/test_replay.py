"""A decision decided again: reproduced under its own law, and held against that of another day, without a word that a person typed."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from infoshare.reasoning.advise import advise
from infoshare.reasoning.case import Case
from infoshare.reasoning.cause import Cause, How, Point
from infoshare.reasoning.edition import NotInForce
from infoshare.reasoning.guidance import Guidance
from infoshare.reasoning.load import build, load
from infoshare.reasoning.present import as_data as advice_data
from infoshare.reasoning.replay import ReplayError, as_data, replay
from infoshare.reasoning.tell_changes import replay_as_text

from .words import our_words

MINI = load(Path(__file__).parent / "mini")
EVE, DAY = date(2024, 12, 31), date(2025, 1, 1)
FACTS = {"ladder.falling": "no", "ladder.wear": "some", "borrower.asked": "yes", "borrower.use": ["roof"]}
HELPERS = [{"strong": "no"}]
SECRET = "Ana Bell of 5 Mill Lane"


def record(guidance: Guidance = MINI, on: date = EVE, **changes: Any) -> dict[str, Any]:
    """A record as the store gives it, made by a guidance on a day."""
    rows = tuple({"name": SECRET, **row} for row in HELPERS)
    facts = {k: v if isinstance(v, str) else tuple(v) for k, v in FACTS.items()}
    advice = advise(Case(facts, {"helpers": rows}), guidance, on=on, nation="town")
    return {
        "record_id": "R-7K3M-9QXW",
        "guidance_edition": guidance.edition,
        "law_of": on.isoformat(),
        "nation": {"id": "town", "label": SECRET},
        "advice": json.loads(json.dumps(advice_data(advice, guidance))),
        "case": {"facts": FACTS, "lists": {"helpers": HELPERS}},
        "texts": [{"id": "concern.words", "text": SECRET}],
        **changes,
    }


def changed(file: str, was: str, becomes: str) -> Guidance:
    assert MINI.origin[file].count(was) == 1
    return build({**MINI.origin, file: MINI.origin[file].replace(was, becomes)})


def test_a_decision_is_reproduced_under_the_law_of_its_own_day() -> None:
    for day in (EVE, DAY):
        found = replay(record(on=day), MINI)
        assert (found.differences, found.aside, found.unknown, found.since) == ((), (), (), ())
        assert (found.same_edition, found.altered, found.other) == ("same", False, None)


def test_an_advice_without_its_exact_parts_as_in_an_emergency_is_reproduced_too() -> None:
    whole = record()
    case = Case({**FACTS, "borrower.use": ("roof",)}, {"helpers": ({"name": "1", "strong": "no"},)})
    plain = advice_data(advise(case, MINI, on=EVE, nation="town"), MINI, exact=False)
    assert not replay({**whole, "advice": plain}, MINI).differences


def test_another_day_shows_what_changes_and_the_rule_that_causes_it() -> None:
    found = replay(record(), MINI, on=DAY)
    assert not found.differences
    assert found.other is not None
    starts = (Cause("roof_needs_a_strong_helper", How.NOT_YET, "after", DAY),)
    assert (found.other[0].point, found.other[0].before, found.other[0].after, found.other[0].causes) == (
        Point("lending"),
        "lend",
        "keep",
        starts,
    )
    assert replay(record(on=DAY), MINI, on=date(2026, 1, 1)).other == ()


def test_another_edition_that_advises_otherwise_is_said_with_the_rules_that_spoke_then_and_now() -> None:
    stricter = changed("decisions/lending.yaml", "ladder.wear <= some and", "ladder.wear == none_seen and")
    found = replay(record(), stricter)
    lending = next(c for c in found.differences if c.point == Point("lending"))
    assert (lending.before, lending.after) == ("lend", "ask")
    assert lending.causes == (
        Cause("sound_ladder_is_lent", How.SILENT_NOW, "before"),
        Cause("not_known_yet", How.SILENT_THEN, "after"),
    )
    assert (found.same_edition, found.altered) == ("digest", False)
    later = changed("edition.yaml", "edition: ", "edition: x")
    assert replay(record(), later).same_edition == "other"
    assert not replay(record(), later).differences


def test_a_rule_of_the_record_that_is_gone_or_has_other_dates_is_said_to_be() -> None:
    renamed = build({n: t.replace("owner_when_lent", "owner_hears") for n, t in MINI.origin.items()})
    texts = {**renamed.origin, "decisions/tell.yaml": renamed.origin["decisions/tell.yaml"].replace("lending == lend", "lending == keep")}
    (owner,) = replay(record(), build(texts)).differences
    assert (owner.point, owner.before, owner.after) == (Point("tell", "owner"), "yes", "no")
    assert owner.causes == (Cause("owner_when_lent", How.REMOVED, "before"),)
    rule = "    because: The owner likes to know.\n    sources: [{source: ladder-code, at: page 7, mark: seen}]\n    in_force: ["
    dated = changed("decisions/tell.yaml", f"{rule}2024-05-01, open]", f"{rule}2024-05-01, 2024-06-30]")
    assert replay(record(), dated).differences[0].causes == (Cause("owner_when_lent", How.ENDED, "before", date(2024, 7, 1)),)


def test_facts_and_decisions_that_one_of_the_two_does_not_know_are_named() -> None:
    case = {"facts": {**FACTS, "moon.phase": "full", "ladder.wear": "odd"}, "lists": {"helpers": HELPERS, "cats": []}}
    found = replay(record(case=case), MINI)
    assert found.aside == ("ladder.wear", "moon.phase", "cats")
    whole = record()
    older = {k: v for k, v in whole["advice"].items() if k != "tells"} | {"songs": [{"id": "one", "because": []}]}
    found = replay({**whole, "advice": older}, MINI)
    assert (found.differences, found.unknown, found.since) == ((), ("songs",), ("tell",))


def test_answers_changed_behind_the_advice_are_noticed_where_the_guidance_is_the_very_same() -> None:
    found = replay(record(case={"facts": {**FACTS, "ladder.wear": "broken"}, "lists": {"helpers": HELPERS}}), MINI)
    assert found.altered
    assert "[replay-not-as-made]" in replay_as_text(found, MINI, our_words())


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"case": None}, "replay-no-case"),
        ({"nation": {"id": "moon"}}, "replay-no-nation"),
        ({"nation": "town"}, "replay-bad-shape"),
        ({"case": {}}, "replay-bad-shape"),
        ({"case": {"facts": [], "lists": {}}}, "replay-bad-shape"),
        ({"case": {"facts": {"ladder.wear": SECRET}, "lists": {}}}, "replay-bad-shape"),
        ({"case": {"facts": {SECRET: "some"}, "lists": {}}}, "replay-bad-shape"),
        ({"case": {"facts": {"borrower.use": [3]}, "lists": {}}}, "replay-bad-shape"),
        ({"case": {"facts": {"borrower.use": 3}, "lists": {}}}, "replay-bad-shape"),
        ({"case": {"facts": {}, "lists": {"helpers": [SECRET]}}}, "replay-bad-shape"),
        ({"advice": {"lending": {"outcome": SECRET, "because": []}}}, "replay-bad-shape"),
        ({"advice": {"lending": {"outcome": "lend", "because": [{"rule": SECRET}]}}}, "replay-bad-shape"),
        ({"advice": {"lending": SECRET}}, "replay-bad-shape"),
        ({"advice": {"tells": {"owner": "yes"}}}, "replay-bad-shape"),
    ],
)
def test_what_infoshare_did_not_write_is_refused_with_a_code_and_none_of_its_words(changes: dict[str, Any], code: str) -> None:
    with pytest.raises(ReplayError) as refused:
        replay(record(**changes), MINI)
    assert refused.value.code == code
    assert SECRET not in str(refused.value)
    assert "{file}" in our_words()[refused.value.word]


def test_law_before_the_first_day_is_refused() -> None:
    with pytest.raises(NotInForce):
        replay(record(), MINI, on=date(2023, 1, 1))


def test_text_and_data_say_it_all_and_hold_no_word_that_a_person_typed() -> None:
    stricter = changed("decisions/lending.yaml", "ladder.wear <= some and", "ladder.wear == none_seen and")
    found = replay(record(), stricter, on=DAY)
    text, data = replay_as_text(found, stricter, our_words()), as_data(found)
    assert SECRET not in text + json.dumps(data)
    assert "Record R-7K3M-9QXW: law of 31 December 2024, The town." in text
    assert "its rules or questions were changed since" in " ".join(text.split())
    assert "Should the ladder be lent? the record says Lend it, now Ask the library" in text
    assert "Under the law of 1 January 2025:" in text
    assert (data["reproduced"], data["same_edition"], data["law_of"]) == (False, "digest", "2024-12-31")
    first = data["differences"][0]  # type: ignore[index]
    assert (first["decision"], first["before"], first["after"]) == ("lending", "lend", "ask")
    assert "The advice of its day is reproduced." in replay_as_text(replay(record(), MINI), MINI, our_words())
