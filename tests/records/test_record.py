"""A record: complete where it must be, and the same after any journey."""

from __future__ import annotations

import dataclasses
import json
import pickle
from typing import Any

import pytest
from hypothesis import given, settings

from infoshare.records.errors import RecordError
from infoshare.records.record import (
    as_mapping,
    build_record,
    from_json,
    from_mapping,
    to_json,
)
from infoshare.records.store import MemoryStore, StoreError
from infoshare.records.text import joined

from .samples import ANY_TEXT, FULL, NEEDED, filled


def code_of(**fields: Any) -> tuple[str, str]:
    with pytest.raises(RecordError) as refused:
        build_record(**fields)
    assert refused.value.__context__ is None
    return refused.value.code, refused.value.field


@settings(max_examples=100, deadline=None)
@given(text=ANY_TEXT)
def test_any_text_survives_the_journey_through_json_and_store(text: str) -> None:
    record = build_record(**NEEDED | filled(FULL, text))
    assert record.texts[0].text == joined("x" + text)
    written = to_json(record)
    assert from_json(written) == record
    assert from_json(written.encode("utf-8").decode("utf-8")) == record
    assert json.loads(written)["texts"][0]["text"] == joined("x" + text)
    store = MemoryStore()
    kept = store.record(store.keep_record(as_mapping(record)))
    assert kept is not None
    assert from_mapping(kept) == record


def test_the_same_record_always_gives_the_same_json(needed: dict[str, Any]) -> None:
    fields = needed | filled(FULL, "y")
    backwards = dict(reversed([*fields.items()])) | {"advice": dict(reversed([*fields["advice"].items()]))}
    assert to_json(build_record(**fields)) == to_json(build_record(**backwards))
    assert to_json(build_record(**fields)).startswith('{\n  "schema": "infoshare-record/1",\n  "record_id": "R-7K3M-9QXW"')


def test_json_that_was_changed_after_it_was_written_is_refused(needed: dict[str, Any]) -> None:
    written = to_json(build_record(**needed | filled(FULL, "y")))
    assert from_json(json.dumps(json.loads(written), sort_keys=True)) == from_json(written), "spacing and order carry no meaning"
    for was, becomes in (("2026-12-01", "2026-12-02"), ('"followed": false', '"followed": true'), ("public_task", "consent")):
        assert was in written
        with pytest.raises(RecordError) as refused:
            from_json(written.replace(was, becomes, 1))
        assert (refused.value.code, refused.value.field) == ("record-altered", "fingerprint")


def test_json_from_before_there_were_fingerprints_and_answers_is_read_as_ever(needed: dict[str, Any]) -> None:
    old = json.loads(to_json(build_record(**needed | filled(FULL, "y"))))
    del old["fingerprint"], old["case"]
    record = from_json(json.dumps(old))
    assert record.case is None
    assert record.record_id == "R-7K3M-9QXW"


def test_the_answers_behind_the_advice_come_back_as_they_were_given(needed: dict[str, Any]) -> None:
    case = {"facts": {"harm.level": "perceived", "duties": ["court_order"]}, "lists": {"people": [{"relation": "father"}]}}
    assert from_json(to_json(build_record(**needed, case=case))).case == case


def test_a_record_cannot_change_after_it_was_built(needed: dict[str, Any]) -> None:
    advice: dict[str, Any] = {"because": ["one"]}
    record = build_record(**needed | {"advice": advice})
    advice["because"].append("two")
    assert record.advice == {"because": ["one"]}
    with pytest.raises(dataclasses.FrozenInstanceError):
        record.law_of = "2030-01-01"  # type: ignore[misc]


def test_a_record_without_an_id_gets_a_fresh_one(needed: dict[str, Any]) -> None:
    assert build_record(**needed).record_id != build_record(**needed).record_id


def test_an_option_may_be_named_by_its_id_alone(needed: dict[str, Any]) -> None:
    assert build_record(**needed | {"nation": "wales"}).nation.id == "wales"


@pytest.mark.parametrize(
    "name",
    ["made_at", "decided_at", "tool_version", "guidance_edition", "law_of", "nation", "mode", "advice", "decision"],
)
def test_what_every_record_needs_is_never_missing(needed: dict[str, Any], name: str) -> None:
    del needed[name]
    assert code_of(**needed) == ("record-missing", name)


@pytest.mark.parametrize("outcome", ["share_now", "share", "seek_advice", "redirect"])
@pytest.mark.parametrize("reasons", [[], [""], [" \n\t", "\u200b\ufeff\x00"]])
def test_no_outcome_goes_without_a_reason(needed: dict[str, Any], outcome: str, reasons: list[str]) -> None:
    decision = {"outcome": outcome, "followed": True, "reasons": reasons}
    assert code_of(**needed | {"decision": decision}) == ("record-no-reason", "decision.reasons")


def test_a_decision_without_an_outcome_is_no_decision(needed: dict[str, Any]) -> None:
    decision = {"outcome": " ", "followed": True, "reasons": ["x"]}
    assert code_of(**needed | {"decision": decision}) == ("record-no-outcome", "decision.outcome")


def test_deciding_against_the_advice_needs_its_own_reason(needed: dict[str, Any]) -> None:
    decision = {"outcome": "share", "followed": False, "reasons": ["x"], "override_reason": " "}
    assert code_of(**needed | {"decision": decision}) == ("record-no-override-reason", "decision.override_reason")


def test_not_sharing_needs_a_day_to_look_again_and_what_would_change_it(needed: dict[str, Any]) -> None:
    fields = needed | {"decision": {"outcome": "do_not_share", "followed": True, "reasons": ["x"]}}
    assert code_of(**fields) == ("record-no-review", "review_on")
    assert code_of(**fields, review_on="2026-12-01") == ("record-no-would-change", "would_change")
    assert build_record(**fields, review_on="2026-12-01", would_change="New facts.").review_on == "2026-12-01"


def test_acting_first_needs_the_time_of_the_act(needed: dict[str, Any]) -> None:
    assert code_of(**needed, retrospective={"acted_at": ""}) == ("record-no-time-of-act", "retrospective.acted_at")
    assert code_of(**needed, retrospective={"acted_at": "2pm"}) == ("record-bad-time", "retrospective.acted_at")


@pytest.mark.parametrize(
    ("field", "value"),
    [("made_at", "2026-11-23T15:04:00"), ("decided_at", "Monday"), ("law_of", "23/11/2026"), ("review_on", "soon")],
)
def test_days_and_times_that_cannot_be_read_are_refused(needed: dict[str, Any], field: str, value: str) -> None:
    assert code_of(**needed | {field: value}) == ("record-bad-time", field)


@pytest.mark.parametrize(
    ("fields", "where"),
    [
        ({"people": [{"name": "Ada", "colour": "blue"}]}, "people.0.colour"),
        ({"people": [{"name": "Ada", "Ada says": "no"}]}, "people.0"),
        ({"people": "Ada"}, "people"),
        ({"texts": [{"id": "a", "label": "b", "text": "c", "kind": "gossip"}]}, "texts.0.kind"),
        ({"form": {"gossip": "x"}}, "form"),
        ({"form": {"purpose": 3}}, "form"),
        ({"advice": {"x": object()}}, "advice"),
        ({"advice": {"x": float("nan")}}, "advice"),
        ({"advice": {3: "x"}}, "advice"),
        ({"practice": "yes"}, "practice"),
        ({"record_id": "Ada Smith"}, "record_id"),
        ({"nation": None}, "nation"),
    ],
)
def test_a_part_of_the_wrong_shape_is_refused_and_named_without_case_text(
    needed: dict[str, Any], fields: dict[str, Any], where: str
) -> None:
    code, field = code_of(**needed | fields)
    assert code == "record-bad-shape"
    assert field.rstrip(".") == where


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"schema": "infoshare-record/2"}', "[" * 100_000, "not json"])
def test_what_is_not_our_record_is_refused(text: str) -> None:
    with pytest.raises(RecordError) as refused:
        from_json(text)
    assert refused.value.code == "record-unknown-schema"


def test_errors_cross_to_another_process_by_code() -> None:
    assert pickle.loads(pickle.dumps(StoreError("store-full"))).code == "store-full"
    again = pickle.loads(pickle.dumps(RecordError("record-missing", "law_of")))
    assert (again.code, again.field) == ("record-missing", "law_of")
