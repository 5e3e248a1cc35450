"""The walk: from the first question to the kept record, without a browser."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import Any

import pytest

from infoshare import Case, Interview
from infoshare.app.draft import STAGES
from infoshare.logic.expression import NOT_SURE
from infoshare.reasoning.case import read_case
from infoshare.reasoning.load import standard
from infoshare.reasoning.replay import replay
from infoshare.records.errors import StoreError
from infoshare.records.memory import MemoryStore
from infoshare.training.scenario import SHELVES, shelves

GUIDANCE = standard()
NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


def interview(**more: Any) -> Interview:
    return Interview(clock=lambda: NOW, today=lambda: date(2026, 11, 23), **more)


def send(page: Interview, name: str, arg: object = None, **values: object) -> None:
    page._receive({"event": name, "arg": arg, "values": {k.replace("__", "."): v for k, v in values.items()}})


def blocks(tree: object, kind: str) -> list[dict[str, Any]]:
    found = []
    if isinstance(tree, dict):
        found += [tree] if tree.get("block") == kind else []
        for value in tree.values():
            found += blocks(value, kind)
    elif isinstance(tree, list | tuple):
        for value in tree:
            found += blocks(value, kind)
    return found


def answer_all(page: Interview, case: Case) -> None:
    """Answer whatever is asked from a case, "not sure" where the case is silent, until the answers can be checked."""
    for _ in range(40):
        if page.draft.at == "nation":
            send(page, "nation", nation=case.nation)
            continue
        if page.draft.at != "question":
            return
        question = GUIDANCE.question(page.draft.question)
        values: dict[str, object] = {}
        for fact in question.facts:
            said = case.facts.get(fact.name, (NOT_SURE,) if fact.several else NOT_SURE)
            values[fact.name] = said if isinstance(said, str) else (list(said) or ["none"])
        for listed in question.lists:
            values[listed.id] = [dict(row) for row in case.lists.get(listed.id, ())]
        page._receive({"event": "answer", "arg": question.key, "values": {**case.texts, **values}})
    pytest.fail("the walk does not end")


def test_danger_answered_yes_gives_share_now_at_once_with_whom_to_call() -> None:
    page = interview()
    assert page.draft.question == "danger_now"
    send(page, "answer", "danger_now", danger__now="yes")
    assert page.draft.at == "advice"
    assert page.advice["sharing"]["outcome"] == "share_now"
    assert "emergency_services" in [r["id"] for r in page.advice["recipients"]]
    assert "999" in json.dumps(blocks(page.view, "Verdict"))


def test_after_the_call_the_walk_goes_on_and_the_record_says_it_was_written_afterwards() -> None:
    page = interview()
    send(page, "answer", "danger_now", danger__now="yes")
    send(page, "acted")
    answer_all(page, Case({"danger.now": "yes", "harm.level": "significant"}, nation="england"))
    assert page.draft.at == "check"
    send(page, "checked")
    assert page.draft.at == "advice"
    send(page, "follow")
    send(page, "keep", decision__reason="She was in danger.")
    record = page.store.record(page.draft.record_id)
    assert record is not None
    assert record["retrospective"]["acted_at"] == "2026-11-23T10:00:00+00:00"
    assert record["decision"]["outcome"] == "share_now"


@pytest.mark.parametrize("name", [n for shelf in SHELVES for n in shelves(GUIDANCE)[shelf]])
def test_every_case_of_the_library_walks_to_a_record(name: str) -> None:
    case = read_case(GUIDANCE.cases[name], GUIDANCE)
    page = interview()
    answer_all(page, case)
    if page.draft.at == "advice":
        send(page, "acted")
        answer_all(page, case)
    send(page, "checked")
    if page.draft.at == "view":
        send(page, "view", outcome=NOT_SURE, confidence="unsure")
    assert page.draft.at == "advice", page.view["title"]
    send(page, "follow")
    send(page, "keep", decision__reason="For a reason.", review__change_mind="New facts.", review_on="2026-12-23")
    record = page.store.record(page.draft.record_id)
    assert record is not None
    assert record["decision"] == {**record["decision"], "outcome": page.advice["sharing"]["outcome"], "followed": True}
    assert page.store.drafts() == []
    assert page.view["title"] == GUIDANCE.word("record.page_title")
    again = replay(record, GUIDANCE)
    assert (again.differences, again.aside, again.since) == ((), (), ()), "the record holds all that its advice rests on"


def test_an_answer_that_is_missing_is_said_and_nothing_typed_is_lost() -> None:
    page = interview()
    send(page, "answer", "danger_now", danger__now="no")
    send(page, "nation", nation="england")
    while page.draft.question != "concern":
        answer = {f.name: [NOT_SURE] if f.several else NOT_SURE for f in GUIDANCE.question(page.draft.question).facts}
        page._receive({"event": "answer", "arg": page.draft.question, "values": answer})
    send(page, "answer", "concern", concern__words="She flinched.")
    assert page.draft.question == "concern"
    assert page.view["errors"]["items"] == [
        ['Choose at least one answer, "None of these" or "Not sure".', "evidence.source"],
        ['Choose one answer. You can choose "Not sure".', "evidence.standing"],
    ]
    assert "She flinched." in json.dumps(blocks(page.view, "TextArea"))


def test_what_is_typed_is_saved_before_it_is_sent_and_comes_back() -> None:
    store = MemoryStore()
    page = interview(store=store)
    send(page, "answer", "danger_now", danger__now="no")
    send(page, "typing", "nation", nation="wales")
    again = interview(store=store, draft_id=page.draft.id)
    assert again.draft == page.draft
    assert blocks(again.view, "Choice")[0]["value"] == "wales"


def test_changing_an_early_answer_keeps_the_others_and_asks_only_what_that_opens() -> None:
    page = interview()
    case = read_case(GUIDANCE.cases["mc04"], GUIDANCE)
    answer_all(page, case)
    send(page, "checked")
    send(page, "view", outcome="share", confidence="sure")
    assert page.advice["sharing"]["outcome"] == "share_limited"
    facts = dict(page.draft.facts)
    send(page, "change", "start")
    assert page.draft.question == "start"
    send(page, "answer", "start", start="own_concern", recipient__kind=facts["recipient.kind"])
    answer_all(page, case)
    assert {k: v for k, v in page.draft.facts.items() if k in facts and k != "start"} == {k: v for k, v in facts.items() if k != "start"}
    assert "request.form" in page.advice["set_aside"]
    assert page.draft.view == {"outcome": "share", "confidence": "sure"}
    send(page, "checked")
    assert page.draft.at == "advice"
    assert page.advice["sharing"]["outcome"] == "share"  # nobody asks for a whole file any more
    assert "whole_file_becomes_the_parts_needed" not in json.dumps(page.advice["sharing"])


def test_going_back_and_on_again_loses_nothing() -> None:
    page = interview()
    answer_all(page, read_case(GUIDANCE.cases["mc01"], GUIDANCE))
    facts, lists, texts = page.draft.facts, page.draft.lists, page.draft.texts
    seen = page.draft.seen
    for _ in seen:
        send(page, "back")
    assert page.draft.question == "danger_now"
    assert (page.draft.facts, page.draft.lists, page.draft.texts) == (facts, lists, texts)
    send(page, "answer", "danger_now", danger__now="no")
    assert page.draft.at == "check"  # everything else is answered still, so nothing is asked twice
    assert (page.draft.facts, page.draft.lists) == (facts, lists)


def test_deciding_differently_needs_an_outcome_and_a_reason() -> None:
    page = interview()
    answer_all(page, read_case(GUIDANCE.cases["mc13"], GUIDANCE))
    send(page, "checked")
    send(page, "view", outcome="share", confidence="fairly")
    send(page, "differ")
    send(page, "keep", decision__reason="x")
    assert [field for _, field in page.view["errors"]["items"]] == ["outcome", "override"]
    send(page, "keep", decision__reason="x", outcome="do_not_share", override="I know more.")
    assert [field for _, field in page.view["errors"]["items"]] == ["review_on", "review.change_mind"]
    wanted = {"decision__reason": "x", "outcome": "do_not_share", "override": "I know more."}
    send(page, "keep", **wanted, review_on="2026-12-01", review__change_mind="If it happens again.")
    record = page.store.record(page.draft.record_id)
    assert record is not None
    assert (record["decision"]["followed"], record["decision"]["override_reason"]) == (False, "I know more.")
    assert record["own_view"]["outcome"] == "share"


class FullStore(MemoryStore):
    """A store on a full disk."""

    full = False

    def save_draft(self, draft_id: str, content: Any) -> None:
        if self.full:
            raise StoreError("store-full")
        super().save_draft(draft_id, content)


def test_when_saving_fails_the_page_says_so_and_keeps_the_answers() -> None:
    store = FullStore()
    page = interview(store=store)
    store.full = True
    send(page, "answer", "danger_now", danger__now="no")
    assert blocks(page.view, "Warning")[0]["text"] == GUIDANCE.word("error.store")
    assert page.draft.facts["danger.now"] == "no"
    store.full = False
    send(page, "nation", nation="england")
    assert page.store.draft(page.draft.id) is not None


@pytest.mark.parametrize(
    "event",
    [
        {"event": "answer", "arg": "no_such_question", "values": {}},
        {"event": "answer", "arg": "danger_now", "values": {"danger.now": "<script>"}},
        {"event": "answer", "arg": "walk_stage", "values": {"walk.stage": "recorded"}},
        {"event": "nation", "arg": None, "values": {"nation": "france"}},
        {"event": "_draw", "arg": None, "values": {}},
        {"event": "onward", "arg": None, "values": {}},
        {"event": "typing", "arg": "../etc", "values": {"a": 1}},
        {"event": "keep", "arg": None, "values": {}},
        {"event": "file", "arg": "html", "values": {}},
    ],
)
def test_whatever_a_browser_sends_the_walk_stays_sound(event: dict[str, object]) -> None:
    page = interview()
    page._receive(event)
    assert page.draft.facts == {}
    assert page.store.records() == []
    assert page.view["title"]


def test_the_page_and_the_guidance_name_the_stages_of_a_walk_alike() -> None:
    assert list(dict.fromkeys(STAGES.values())) == list(GUIDANCE.facts["walk.stage"].ids)


def test_case_and_advice_can_be_watched_from_a_notebook() -> None:
    page = Interview()
    heard: list[str] = []
    page.observe(lambda change: heard.append(change["new"]["sharing"]["outcome"]), "advice")
    page.case = Case({"danger.now": "yes"}, nation="england")
    assert heard == ["share_now"]
    assert page.case.facts["danger.now"] == "yes"
    assert repr(page) == "Interview()"


def test_not_sure_about_danger_keeps_the_way_to_help_in_sight() -> None:
    page = interview()
    send(page, "answer", "danger_now", danger__now=NOT_SURE)
    send(page, "nation", nation="england")
    assert blocks(page.view, "Warning")[0]["text"] == GUIDANCE.word("danger.unsure")
    assert page.advice["sharing"]["outcome"] == "seek_advice"
    assert "emergency_services" in [r["id"] for r in page.advice["recipients"]]


def test_a_draft_from_an_older_guidance_is_asked_again_only_what_changed() -> None:
    store = MemoryStore()
    page = interview(store=store)
    send(page, "answer", "danger_now", danger__now="no")
    saved = page.draft.as_data()
    saved["facts"] |= {"no.such_fact": "yes", "harm.level": "no_such_answer"}
    store.save_draft(page.draft.id, {**saved, "at": "question", "question": "no_such_question"})
    again = interview(store=store, draft_id=page.draft.id)
    assert dict(again.draft.facts) == {"danger.now": "no"}
    assert again.draft.at == "nation"


def test_the_way_is_a_list_of_steps_that_back_goes_along_and_a_new_step_cuts_off() -> None:
    page = interview()
    answer_all(page, Case({"danger.now": "no"}, nation="england"))
    way, at = page.draft.trail, page.draft.step
    assert way[0] == "danger_now"
    assert way[at] == "check"
    send(page, "back")
    assert (page.draft.trail, page.draft.step) == (way, at - 1)
    send(page, "visit", 0)
    assert (page.draft.question, page.view["step"]) == ("danger_now", 0)
    for nowhere in (-1, len(way), True, "1", None):
        send(page, "visit", nowhere)
        assert (page.draft.trail, page.draft.step) == (way, 0)
    send(page, "visit", at)
    assert (page.draft.at, page.draft.step) == ("check", at)
    send(page, "visit", 1)
    send(page, "change", "concern")
    assert page.draft.trail == (*way[:2], "concern")


def test_two_pages_on_one_draft_take_each_other_in() -> None:
    store = MemoryStore()
    one = interview(store=store)
    send(one, "answer", "danger_now", danger__now="no")
    two = interview(store=store, draft_id=one.draft.id)
    send(two, "nation", nation="wales")
    standing = one.draft.place
    send(one, "typing", "concern", concern__words="Typed here")
    assert one.draft.place == standing
    assert (one.draft.nation, one.draft.typed("concern")["concern.words"]) == ("wales", "Typed here")
    assert GUIDANCE.word("elsewhere.changed") in json.dumps(blocks(one.view, "Warning"), ensure_ascii=False)
    send(one, "typing", "concern", concern__words="Typed here, and more")
    assert GUIDANCE.word("elsewhere.changed") in json.dumps(blocks(one.view, "Warning"), ensure_ascii=False)
    send(one, "back")
    assert not blocks(one.view, "Warning")
    send(two, "back")
    assert two.draft.typed("concern")["concern.words"] == "Typed here, and more"


def test_an_autosave_does_not_bring_back_a_draft_that_was_deleted_elsewhere() -> None:
    store = MemoryStore()
    page = interview(store=store)
    send(page, "answer", "danger_now", danger__now="no")
    store.discard_draft(page.draft.id)
    send(page, "typing", "concern", concern__words="Typed here")
    assert store.drafts() == []
    assert GUIDANCE.word("elsewhere.gone") in json.dumps(blocks(page.view, "Warning"), ensure_ascii=False)
    send(page, "nation", nation="wales")  # going on does
    assert [d.id for d in store.drafts()] == [page.draft.id]
    assert GUIDANCE.word("elsewhere.gone") in json.dumps(blocks(page.view, "Warning"), ensure_ascii=False)


def test_looking_back_at_what_is_recorded_makes_no_draft_of_it() -> None:
    store = MemoryStore()
    page = interview(store=store)
    answer_all(page, read_case(GUIDANCE.cases["mc13"], GUIDANCE))
    send(page, "checked")
    send(page, "view", outcome="share", confidence="fairly")
    send(page, "follow")
    send(page, "keep", decision__reason="For a reason.", review__change_mind="New facts.", review_on="2026-12-23")
    assert page.draft.at == "record"
    send(page, "visit", page.draft.step - 1)
    assert page.draft.at == "decide"
    assert store.drafts() == []
    send(page, "visit", page.draft.step + 1)
    assert page.view["key"] == "record"
    assert page.view["address"] == f"?record={page.draft.record_id}"
