"""The training page tells practice cases and shows what one different fact does."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from infoshare.app.pages import train
from infoshare.app.train import Training
from infoshare.reasoning.load import standard
from infoshare.training.lesson import Lesson
from infoshare.training.scenario import SHELVES, Scenario, shelves
from tests.training.ladders import ladders


def training(*events: tuple[Any, ...], case: str | None = None, step: str | None = None) -> Training:
    widget = Training(case, step, guidance=ladders())
    for event in events:
        send(widget, *event)
    return widget


def send(widget: Training, name: str, arg: object = None, values: Mapping[str, Any] | None = None) -> None:
    widget._receive({"event": name, "arg": arg, "values": dict(values or {}), "form": "", "key": ""})


def blocks(tree: object, kind: str) -> Iterator[dict[str, Any]]:
    if isinstance(tree, dict):
        if tree.get("block") == kind:
            yield tree
        for value in tree.values():
            yield from blocks(value, kind)
    elif isinstance(tree, list):
        for value in tree:
            yield from blocks(value, kind)


def texts(tree: object) -> str:
    if isinstance(tree, dict):
        return "\n".join(texts(v) for k, v in tree.items() if k != "block")
    return "\n".join(texts(v) for v in tree) if isinstance(tree, list) else str(tree)


WALK: dict[str, tuple[tuple[Any, ...], ...]] = {
    "the library": (),
    "the story": (("pick", "told"),),
    "a fact": (("pick", "told"), ("next",)),
    "the advice": (("pick", "told"), *[("next",)] * 3),
    "choosing a fact": (("pick", "told"), *[("next",)] * 3, ("change",)),
    "choosing an answer": (("pick", "told"), *[("next",)] * 3, ("change",), ("fact", "borrower.use")),
    "an answer missing": (("pick", "told"), ("change",), ("fact", "ladder.wear"), ("answer",)),
    "a change": (("pick", "told"), ("change",), ("fact", "ladder.wear"), ("answer", "ladder.wear", {"ladder.wear": "broken"})),
}


@pytest.mark.parametrize("events", WALK.values(), ids=WALK.keys())
def test_every_page_says_that_the_people_are_invented(events: tuple[tuple[Any, ...], ...]) -> None:
    assert "Practice case, invented people" in [tag["text"] for tag in blocks(training(*events).view["blocks"], "Tag")]


@pytest.mark.parametrize("events", WALK.values(), ids=WALK.keys())
def test_every_page_has_one_h1_and_a_title(events: tuple[tuple[Any, ...], ...]) -> None:
    view = training(*events).view
    own = [c for c in blocks(view["blocks"], "Choice") if c["page_heading"]] + [
        h for h in blocks(view["blocks"], "Heading") if h["level"] == 1
    ]
    assert view["draws_h1"] is (not own)
    assert len(own) <= 1
    assert view["title"]


def test_no_two_pages_share_a_key_so_that_focus_moves() -> None:
    views = {name: training(*events).view["key"] for name, events in WALK.items()}
    del views["an answer missing"]  # the same step as choosing, with what is wrong said
    assert len(set(views.values())) == len(views)


def test_the_library_lists_cases_by_title() -> None:
    buttons = [b for b in blocks(training().view, "Button") if b["action"] == "pick"]
    assert [b["label"] for b in buttons][:2] == ["A neighbour wants the ladder for the roof.", "Nobody strong is there."]


def test_a_step_shows_the_answer_the_advice_and_what_changed() -> None:
    view = training(("pick", "alone"), *[("next",)] * 2).view
    assert view["title"] == "What comes out next"
    assert view["caption"] == "Step 2 of 3: Nobody strong is there."
    first = next(blocks(view, "Summary"))["rows"][0]
    assert (first["key"], first["values"]) == ("What will it be used for?", ["The roof"])
    assert [(v["title"], v["label"]) for v in blocks(view, "Verdict")] == [("Keep it", "Advice at this point")]
    table = next(blocks(view["blocks"], "Table"))
    assert ["Should the ladder be lent?", "Lend it (could still change)", "Keep it (settled)"] in table["rows"]
    assert "Nobody strong will hold it." in texts(list(blocks(view, "Arguments")))
    assert "What neighbours do, page 3 · not checked at source" in texts(list(blocks(view, "Arguments")))


def test_a_step_that_changes_nothing_says_so() -> None:
    assert "This changes nothing in the advice." in texts(training(("pick", "falls"), *[("next",)] * 3).view)


def test_hidden_advice_is_nowhere_on_the_page() -> None:
    shown, hidden = training(("pick", "alone"), *[("next",)] * 2), training(("pick", "alone"), ("show",), *[("next",)] * 2)
    assert "Keep it" in texts(shown.view)
    for word in ("Keep it", "Lend it", "Nobody strong will hold it."):
        assert word not in texts(hidden.view["blocks"])
    assert not hidden.view["aside"]
    assert "Keep it" in texts(training(("pick", "alone"), ("show",), *[("next",)] * 3).view)


def test_the_whole_advice_holds_every_decision() -> None:
    said = texts(training(("pick", "told"), *[("next",)] * 3).view["blocks"])
    missing = [d.title for d in ladders().decisions.values() if d.id != "lending" and d.title not in said]
    assert not missing
    assert "The owner likes to know." in said


def test_changing_a_fact_shows_both_verdicts_and_the_rules_behind_them() -> None:
    view = training(*WALK["a change"]).view
    assert [v["title"] for v in blocks(view, "Verdict")] == ["In the case: Lend it", "After the change: Keep it"]
    started, stopped = [a for a in blocks(view["blocks"], "Arguments") if a["title"].startswith("Rules")][:2]
    assert started["title"] == "Rules that speak now"
    assert "A broken ladder is never lent." in texts(started)
    assert "A sound ladder may be lent." in texts(stopped)
    assert "The ladder code, page 2" in texts(stopped)


def test_answers_that_no_longer_count_are_named() -> None:
    view = training(("pick", "told"), ("change",), ("fact", "borrower.asked"), ("answer", "", {"borrower.asked": "no"})).view
    assert "These answers no longer count, because their question no longer applies: Use." in texts(view)


def test_the_answer_of_the_case_is_not_offered_again() -> None:
    [choice] = blocks(training(("pick", "told"), ("change",), ("fact", "ladder.wear")).view, "Choice")
    assert [o["id"] for o in choice["options"]] == ["none_seen", "broken", "not_sure"]
    assert choice["hint"] == "In the case: Some."


def test_a_missing_answer_is_said_beside_the_field_and_at_the_top() -> None:
    view = training(*WALK["an answer missing"]).view
    [choice] = blocks(view["blocks"], "Choice")
    assert view["errors"]["items"] == [[choice["error"], choice["field"]]]
    assert view["announce"]


def test_danger_now_shows_the_emergency_steps_in_the_verdict() -> None:
    view = training(("pick", "falls"), *[("next",)] * 4).view
    [verdict] = blocks(view["blocks"], "Verdict")
    assert verdict["tone"] == "stop"
    assert "Step away." in texts(verdict)
    assert view["danger"]["title"] == "The ladder is falling"


def test_the_address_leads_back_to_the_same_step() -> None:
    view = training(("pick", "alone"), *[("next",)] * 2).view
    assert view["address"] == "?case=alone&step=2"
    assert training(case="alone", step="2").view == {**view, "step": 0}  # the first step of this visit


def test_a_page_that_cannot_be_drawn_leaves_the_lesson_where_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    widget = training(("pick", "told"))
    draws = iter([ValueError("no")])
    real = __import__("infoshare.app.train", fromlist=["draw"]).draw

    def draw(*args: Any) -> Any:
        for problem in draws:
            raise problem
        return real(*args)

    monkeypatch.setattr("infoshare.app.train.draw", draw)
    send(widget, "next")
    assert widget.lesson == Lesson(at="step", case="told")
    assert widget.view["blocks"][0]["block"] == "Warning"
    assert "ValueError" in texts(widget.view["blocks"][1])


def test_the_page_says_the_same_in_every_run() -> None:
    assert repr(training()) == "Training()"


def test_the_notebooks_page_opens_on_the_case_in_its_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUERY_STRING", "case=nothing-like-it&step=2")
    assert train().view["title"] == "Learn with practice cases"


def test_a_case_of_the_library_is_told_to_its_end() -> None:
    widget = Training("mc01")
    keys = [widget.view["key"]]
    while True:
        send(widget, "next")
        if widget.view["key"] == keys[-1]:
            break
        keys.append(widget.view["key"])
    assert len(keys) == len(Scenario.of(standard(), "mc01").stages)


@pytest.mark.parametrize("case", [n for shelf in SHELVES for n in shelves(standard())[shelf][:8]])
def test_every_case_of_the_library_can_be_changed(case: str) -> None:
    widget = Training(case, "99")
    assert widget.view["title"] == "The whole advice"
    send(widget, "change")
    fact = next(b["arg"] for b in blocks(widget.view, "SummaryRow") if b["action"] == "fact")
    send(widget, "fact", fact)
    [choice] = blocks(widget.view, "Choice")
    other = choice["options"][0]["id"]
    send(widget, "answer", fact, {fact: [other] if choice["multiple"] else other})
    assert len(list(blocks(widget.view, "Verdict"))) == 2


def test_the_browsers_back_and_forward_go_along_the_steps_that_were_taken() -> None:
    widget = training(("pick", "alone"), ("next",), ("next",))
    titles = widget.view["title"]
    at = widget.view["step"]
    for event, arg in (("visit", at - 1), ("visit", at - 2), ("visit", at), ("visit", at + 1), ("visit", -1), ("visit", True)):
        widget._receive({"event": event, "arg": arg})
    assert (widget.view["step"], widget.view["title"]) == (at, titles)
    widget._receive({"event": "back"})
    assert widget.view["step"] == at - 1
    widget._receive({"event": "library"})
    assert widget.view["step"] == at


def test_every_shelf_has_a_name_of_its_own_and_several_cases() -> None:
    guidance = standard()
    bare = [shelf for shelf, cases in shelves(guidance).items() if f"train.shelf.{shelf}" not in guidance.words or len(cases) < 2]
    assert not bare
