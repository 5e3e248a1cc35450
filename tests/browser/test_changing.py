"""Going back, changing one's mind, and coming back after a reload: nothing that was said is lost."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from infoshare.reasoning.guidance import Guidance
from tests.browser.driver import Walk, answers_on_the_check
from tests.browser.hands import Pointer
from tests.browser.server import Server


def test_a_changed_early_answer_asks_only_what_depends_on_it_and_sets_aside_what_no_longer_counts(
    server: Server, page: Page, guidance: Guidance
) -> None:
    walk = Walk.of(Pointer(page), guidance, "mc05")
    back, harm = guidance.word("button.back"), guidance.question("harm_level")
    walk.open(server.page("share"))
    walk.to_check()
    before, aside = answers_on_the_check(page)
    assert not aside
    walk.to_advice()
    first_advice = walk.verdict

    walk.go(back)
    walk.go(back)
    assert walk.at("check.title")
    asked_before = list(walk.asked)
    walk.asked.clear()
    walk.case = walk.case.with_facts({"harm.level": "significant", "harm.when": "days", "harm.kind": ("sexual_abuse",)})
    walk.go(f"{guidance.word('check.change')} {harm.short}")
    expect(page.get_by_role("radio", checked=True)).to_have_count(1)
    walk.to_check()
    assert walk.asked[0] == harm.title
    assert guidance.question("harm_how").title in walk.asked
    assert not set(walk.asked[1:]) & set(asked_before)

    page.get_by_text(guidance.word("check.set_aside"), exact=True).click()
    after, aside = answers_on_the_check(page)
    assert aside, "nothing was set aside"
    assert {short: before[short] for short in aside} == aside
    kept = before.keys() - aside.keys() - {harm.short}
    assert {short: after[short] for short in kept} == {short: before[short] for short in kept}
    assert after[harm.short] != before[harm.short]

    walk.go(guidance.word("check.to_advice"))
    assert walk.at("advice.title")
    assert walk.verdict != first_advice
    walk.decide()
    record = walk.record()
    assert {a["question"] for a in record["set_aside"]} == {q.title for q in guidance.questions if q.short in aside}
    assert record["own_view"]["outcome"] == "not_sure"


def test_going_back_several_times_loses_nothing(server: Server, page: Page, guidance: Guidance) -> None:
    walk = Walk.of(Pointer(page), guidance, "mc01")
    walk.open(server.page("share"))
    walk.answer_until(guidance.question("harm_how").title)
    harm_how = guidance.question("harm_how")
    walk.fill(harm_how)
    walk.hands.write("What could happen, and to whom?", "Half a sent")
    for _ in range(3):
        walk.go(guidance.word("button.back"))
    assert walk.heading == guidance.question("who_at_risk").title
    expect(page.get_by_role("checkbox", checked=True)).to_have_count(1)
    for key in ("who_at_risk", "concern", "harm_level"):
        question = guidance.question(key)
        if walk.heading == question.title:
            assert page.get_by_role("checkbox", checked=True).or_(page.get_by_role("radio", checked=True)).count() > 0
            walk.go(guidance.word("button.continue"))
    assert walk.heading == harm_how.title
    expect(page.get_by_role("textbox", name="What could happen, and to whom?")).to_have_value("Half a sent")
    expect(page.get_by_role("radio", checked=True)).to_have_count(1)
    walk.go(guidance.word("button.continue"))
    walk.to_check()
    shown, _ = answers_on_the_check(page)
    assert walk.case.texts["concern.words"] in shown[guidance.question("concern").short]
    assert "Half a sent" in shown[harm_how.short]


def test_a_reload_in_the_middle_of_typing_comes_back_to_the_same_step_with_every_word(
    server: Server, page: Page, guidance: Guidance
) -> None:
    walk = Walk.of(Pointer(page), guidance, "mc01")
    concern = guidance.question("concern")
    walk.open(server.page("share"))
    walk.answer_until(concern.title)
    walk.fill(concern)
    page.get_by_role("textbox").press_sequentially(" And then")
    page.reload()  # sooner than the page saves by itself
    walk.drawn()
    assert walk.heading == concern.title
    expect(page.get_by_role("textbox")).to_have_value(walk.case.texts["concern.words"] + " And then")
    expect(page.get_by_role("checkbox", checked=True)).to_have_count(1)
    walk.go(guidance.word("button.continue"))

    walk.answer_until(guidance.question("people").title)
    listed = guidance.question("people").lists[0]
    walk.hands.press(listed.add)
    walk.hands.write(listed.name_label, "Aunt", "Person 1")
    page.reload()
    walk.drawn()
    expect(page.get_by_role("group", name="Person 1").get_by_role("textbox")).to_have_value("Aunt")

    walk.open(server.page("index"))
    page.get_by_role("link", name="Carry on").click()
    page.wait_for_url("**/share.ipynb*")
    walk.drawn()
    assert walk.heading == guidance.question("people").title
    expect(page.get_by_role("group", name="Person 1").get_by_role("textbox")).to_have_value("Aunt")
