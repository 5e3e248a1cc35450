"""What any store promises: what goes in comes out, once, and lists tell nothing of the case."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from infoshare.records.errors import MESSAGES
from infoshare.records.ids import is_record_id, new_draft_id, new_record_id
from infoshare.records.record import as_mapping, build_record
from infoshare.records.store import MemoryStore, SqliteStore, Store, StoreError, default_path, default_store

from .samples import ANY_TEXT

ANY_JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False, allow_infinity=False), ANY_TEXT),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(ANY_TEXT, inner, max_size=4)),
    max_leaves=12,
)


def test_a_draft_comes_back_as_it_was_saved(store: Store) -> None:
    content = {
        "stage": "checked",
        "facts": {"danger.now": "no", "duties": ["fgm_known"]},
        "texts": {"words": "Ünïcode"},
    }
    store.save_draft("D-1", content)
    assert store.draft("D-1") == content
    assert store.draft("D-2") is None


@pytest.fixture(scope="module")
def lasting(tmp_path_factory: pytest.TempPathFactory) -> list[Store]:
    return [MemoryStore(), SqliteStore(tmp_path_factory.mktemp("lasting") / "records.sqlite3")]


@settings(max_examples=150, deadline=None)
@given(content=st.dictionaries(ANY_TEXT, ANY_JSON, max_size=4))
def test_any_content_a_page_can_send_comes_back_exactly(lasting: list[Store], content: dict[str, Any]) -> None:
    for store in lasting:
        store.save_draft("D-any", content)
        assert store.draft("D-any") == content
        record = store.record(store.keep_record(content | {"draft_id": None, "record_id": None}))
        assert record is not None
        assert {**record, "draft_id": None, "record_id": None} == content | {"draft_id": None, "record_id": None}


@pytest.mark.parametrize("character", ["x", "😢", "ש", "\ud800", "\x00", "\u202e"])
def test_two_hundred_thousand_characters_come_back_exactly(store: Store, character: str) -> None:
    content = {"texts": {"words": character * 200_000}}
    store.save_draft("D-long", content)
    assert store.draft("D-long") == content


def test_two_halves_of_a_character_side_by_side_stay_two(store: Store) -> None:
    store.save_draft("D-1", {"words": "\ud83d" + "\ude00"})
    assert store.draft("D-1") == {"words": "\ud83d" + "\ude00"} != {"words": "😀"}


def test_changing_what_was_handed_in_or_out_does_not_change_what_is_kept(store: Store) -> None:
    content: dict[str, Any] = {"people": ["Ada"]}
    store.save_draft("D-1", content)
    content["people"].append("Ben")
    got = store.draft("D-1")
    assert got is not None
    got["people"].append("Cy")
    assert store.draft("D-1") == {"people": ["Ada"]}


def test_drafts_are_listed_last_saved_first_with_when_they_began(store: Store) -> None:
    for name, stage in [("D-1", "answering"), ("D-2", "answering"), ("D-1", "advised")]:
        store.save_draft(name, {"stage": stage})
    first, second = store.drafts()
    assert (first.id, first.stage, second.id, second.stage) == ("D-1", "advised", "D-2", "answering")
    assert first.started_at <= second.started_at <= second.saved_at <= first.saved_at


def test_times_are_utc_with_their_offset_whatever_the_clock_shows(tmp_path: Path) -> None:
    summer = datetime(2026, 7, 1, 0, 30, tzinfo=timezone(timedelta(hours=1)))
    for store in (MemoryStore(lambda: summer), SqliteStore(tmp_path / "r.sqlite3", clock=lambda: summer)):
        store.save_draft("D-1", {})
        assert store.drafts()[0].saved_at == "2026-06-30T23:30:00.000+00:00"
        assert datetime.fromisoformat(store.drafts()[0].saved_at).tzinfo == UTC


def test_a_stage_or_outcome_that_could_be_free_text_is_left_out_of_lists(store: Store) -> None:
    store.save_draft("D-1", {"stage": "Jamie says Dad hit him"})
    store.keep_record({"decision": {"outcome": "tell Ada at once"}, "review_on": "when Ada is back", "practice": "Ada"})
    assert store.drafts()[0].stage == ""
    kept = store.records()[0]
    assert (kept.outcome, kept.review_on, kept.practice) == ("", None, False)


def test_a_discarded_draft_is_gone_and_discarding_again_is_no_error(store: Store) -> None:
    store.save_draft("D-1", {})
    store.discard_draft("D-1")
    store.discard_draft("D-1")
    assert store.draft("D-1") is None
    assert store.drafts() == []


def test_the_same_draft_kept_twice_is_one_record(store: Store, needed: dict[str, Any]) -> None:
    ids = {store.keep_record(as_mapping(build_record(draft_id="D-1", **needed))) for _ in range(3)}
    (record_id,) = ids
    assert is_record_id(record_id)
    assert [kept.id for kept in store.records()] == [record_id]
    record = store.record(record_id)
    assert record is not None
    assert record["record_id"] == record_id
    assert len(store.history(record_id)) == 1


def test_the_same_draft_is_one_record_also_after_the_draft_was_discarded(store: Store, needed: dict[str, Any]) -> None:
    store.save_draft("D-1", {})
    first = store.keep_record({"draft_id": "D-1", **needed})
    store.discard_draft("D-1")
    assert store.keep_record({"draft_id": "D-1", **needed}) == first


def test_a_record_kept_again_with_other_words_keeps_the_first_in_its_history(store: Store, needed: dict[str, Any]) -> None:
    first = store.keep_record({"draft_id": "D-1", **needed})
    changed = {**needed, "review_on": "2026-12-01", "would_change": "A new disclosure."}
    assert store.keep_record({"draft_id": "D-1", **changed}) == first
    assert [version.get("would_change") for version in store.history(first)] == [None, "A new disclosure."]
    assert store.record(first) == {"draft_id": "D-1", **changed, "record_id": first}
    assert [(kept.id, kept.review_on) for kept in store.records()] == [(first, "2026-12-01")]


def test_a_record_keeps_the_id_it_came_with_unless_another_record_has_it(store: Store, needed: dict[str, Any]) -> None:
    given_id = new_record_id()
    assert store.keep_record({"draft_id": "D-1", "record_id": given_id, **needed}) == given_id
    other = store.keep_record({"draft_id": "D-2", "record_id": given_id, **needed})
    assert other != given_id
    assert {kept.id for kept in store.records()} == {given_id, other}


def test_records_are_listed_last_kept_first(store: Store, needed: dict[str, Any]) -> None:
    ids = [store.keep_record({"draft_id": f"D-{n}", "practice": n == 1, **needed}) for n in range(3)]
    assert [kept.id for kept in store.records()] == ids[::-1]
    assert [kept.practice for kept in store.records()] == [False, True, False]
    assert {kept.outcome for kept in store.records()} == {"share"}


def test_what_is_not_there_is_none(store: Store) -> None:
    assert store.record("R-7K3M-9QXW") is None
    assert store.history("R-7K3M-9QXW") == []
    assert store.setting("nation") is None
    assert (store.drafts(), store.records()) == ([], [])


def test_a_setting_is_kept_and_replaced(store: Store) -> None:
    store.set_setting("nation", "england")
    store.set_setting("nation", "northern_ireland")
    assert store.setting("nation") == "northern_ireland"


@pytest.mark.parametrize("name", ["", "Ada Smith", "a/b", "../x", "x" * 81, "é", "\ud800", "a\n"])
def test_names_and_settings_that_could_be_free_text_are_refused(store: Store, name: str) -> None:
    acts: list[Callable[[], object]] = [
        lambda: store.save_draft(name, {}),
        lambda: store.draft(name),
        lambda: store.discard_draft(name),
        lambda: store.keep_record({"draft_id": name}),
        lambda: store.record(name),
        lambda: store.setting(name),
        lambda: store.set_setting("nation", name),
    ]
    for act in acts:
        with pytest.raises(StoreError) as refused:
            act()
        assert refused.value.code == "store-bad-name"


def test_content_that_is_not_plain_data_is_refused_without_repeating_it(store: Store) -> None:
    for bad in ({"words": object()}, {"words": float("nan")}, {"words": b"Ada"}, {("Ada",): 1}):
        for act in (lambda bad=bad: store.save_draft("D-1", bad), lambda bad=bad: store.keep_record(bad)):
            with pytest.raises(StoreError) as refused:
                act()
            assert refused.value.code == "store-bad-content"
            assert refused.value.__context__ is None
    assert store.drafts() == []
    assert store.records() == []


def test_ids_are_random_speakable_and_never_alike() -> None:
    ids = {new_record_id() for _ in range(2000)}
    assert len(ids) == 2000
    assert all(re.fullmatch(r"R-[3479CDFHJKMNPQRTWXY]{4}-[3479CDFHJKMNPQRTWXY]{4}", each) for each in ids)
    assert MemoryStore().draft(new_draft_id()) is None
    assert len({new_draft_id() for _ in range(2000)}) == 2000


def test_every_message_is_plain_and_says_that_nothing_is_lost_when_saving_fails() -> None:
    for code, message in MESSAGES.items():
        assert message.endswith("."), code
        assert re.search(r"then|[Cc]hoose|Write|Go back|Tell|best guess", message), code
        assert not code.startswith("store-") or "Nothing you typed is lost from this screen." in message, code


def test_the_default_store_is_in_the_users_own_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("INFOSHARE_DATA", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "share"))
    assert default_path().parts[-2:] == ("infoshare", "records.sqlite3")
    monkeypatch.setenv("INFOSHARE_DATA", str(tmp_path / "chosen"))
    default_store().save_draft("D-1", {})
    assert (tmp_path / "chosen" / "records.sqlite3").is_file()
