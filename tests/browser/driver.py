"""Walks the pages as a person with a case in mind: reads the heading, finds the question, gives the case's answer."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Locator, Page, expect

from infoshare.app.answers import label
from infoshare.logic.expression import NOT_SURE
from infoshare.reasoning.case import Case, read_case
from infoshare.reasoning.guidance import Fact, FreeText, Guidance, ListOf, Question
from tests.browser.hands import Hands

MOST_STEPS = 40
LOOK_AGAIN = "2027-03-03"
REASON = "It keeps them safe, and those who can help will know."


@dataclass
class Walk:
    """One person on their way through the pages.

    Attributes:
        hands: how they use the page.
        case: what they know; where it is silent they say that they are not sure, or write nothing.
        framed: whether the page is ours, with its title and focus; JupyterLab keeps its own title.
        asked: titles of the questions they were asked, in order.
        check_each: what must hold on every step.
    """

    hands: Hands
    guidance: Guidance
    case: Case
    framed: bool = True
    asked: list[str] = field(default_factory=list)
    check_each: list[Callable[[Page], None]] = field(default_factory=list)

    @classmethod
    def of(cls, hands: Hands, guidance: Guidance, case_id: str, *, framed: bool = True) -> Walk:
        """A walk of a case of the library."""
        return cls(hands, guidance, read_case(guidance.cases[case_id], guidance), framed)

    @property
    def page(self) -> Page:
        return self.hands.page

    def word(self, key: str) -> str:
        return self.guidance.word(key)

    @property
    def main(self) -> Locator:
        """The part of the document that is ours to fill."""
        return self.page.get_by_role("main") if self.framed else self.page.locator(".infoshare .page > .main")

    @property
    def h1(self) -> Locator:
        return self.main.get_by_role("heading", level=1)

    @property
    def heading(self) -> str:
        return self.h1.inner_text().strip()

    def at(self, key: str) -> bool:
        return self.heading == self.word(key)

    # -- moving ----------------------------------------------------------------------------------------------------

    def drawn(self) -> None:
        """Wait until a page that was opened has its content, not only its frame."""
        self.page.locator("#waiting").wait_for(state="detached")
        self.h1.wait_for()
        self.look_round()

    def look_round(self) -> None:
        for check in self.check_each:
            check(self.page)

    def open(self, link: str) -> None:
        """Open a page by its link."""
        self.page.goto(link)
        self.drawn()

    def start(self) -> None:
        """From the home page to the first question."""
        self.hands.follow(self.word("home.start"))
        self.page.wait_for_url("**/share.ipynb*")
        self.drawn()

    def go(self, button: str) -> None:
        """Press a button that leads on; the next step's heading must take the focus."""
        before = self.heading
        self.hands.press(button)
        self.arrive(before)

    def arrive(self, before: str) -> None:
        """Wait for another step than the one before: its heading has the focus, and the tab has its title."""
        self.main.locator("h1:focus").filter(has_not_text=re.compile(rf"^\s*{re.escape(before)}\s*$")).wait_for()
        assert not self.framed or self.page.title() == f"{self.heading} · infoshare"
        self.look_round()

    # -- answering -------------------------------------------------------------------------------------------------

    def question(self) -> Question | None:
        """The question on the screen, by its heading."""
        return next((q for q in self.guidance.questions if q.title == self.heading), None)

    def answer(self) -> None:
        """Answer the step on the screen and go on."""
        question = self.question()
        self.asked.append(self.heading)
        if question is None:
            assert self.at("nation.title"), f"no question of the guidance says “{self.heading}”"
            self.hands.choose(self.word("nation.title"), self.guidance.nations[self.case.nation or "england"].label)
        else:
            self.fill(question)
        self.go(self.word("button.continue"))

    def fill(self, question: Question) -> None:
        """Give the case's answers to every field of a question that is shown: of several, only those that can still matter are."""
        alone, shown = len(question.fields) == 1, 0
        for one in question.fields:
            match one:
                case Fact():
                    group = question.title if alone else one.label or question.title
                    if self.main.get_by_role("group", name=group, exact=True).count():
                        self.say(one, group)
                        shown += 1
                case FreeText():
                    if text := self.case.texts.get(one.name):
                        self.hands.write(question.title if alone else one.label, text)
                case ListOf():
                    self.add_rows(one)
                    shown += 1
        assert shown or not (question.facts or question.lists), f"“{question.title}” asks nothing"

    def say(self, fact: Fact, group: str) -> None:
        """Answer one closed question."""
        answer = self.case.facts.get(fact.name, NOT_SURE)
        if not fact.several:
            self.hands.choose(group, label(fact, str(answer)))
            return
        several = (answer,) if isinstance(answer, str) else answer
        self.hands.tick(group, [label(fact, each) for each in several] or [fact.none])

    def add_rows(self, listed: ListOf) -> None:
        """Add every person of the case."""
        for place, row in enumerate(self.case.lists.get(listed.id, ()), 1):
            self.hands.press(listed.add)
            who = f"{self.word(f'row.{listed.each}')} {place}"
            self.hands.write(listed.name_label, row["name"], who)
            for fact in listed.fields:
                option = label(fact, row.get(fact.name.removeprefix(f"{listed.each}."), NOT_SURE))
                group = self.page.get_by_role("group", name=who, exact=True)
                if group.get_by_role("combobox", name=fact.label, exact=True).count():
                    self.hands.pick(fact.label, option, who)
                else:
                    self.hands.choose(fact.label, option, who)

    def answer_until(self, heading: str) -> None:
        """Answer until a heading is on the screen."""
        for _ in range(MOST_STEPS):
            if self.heading == heading:
                return
            self.answer()
        raise AssertionError(f"“{heading}” never comes; asked: {self.asked}")

    # -- from the check to the record ------------------------------------------------------------------------------

    def to_check(self) -> None:
        self.answer_until(self.word("check.title"))

    def to_advice(self, outcome: str = NOT_SURE) -> None:
        """From the check through the person's own view to the advice."""
        candidates = self.guidance.decisions[self.guidance.primary].candidates
        self.go(self.word("check.to_view"))
        self.hands.choose(self.word("view.outcome"), candidates[outcome].label if outcome in candidates else self.word("view.not_sure"))
        self.hands.choose(self.word("view.confidence"), self.word("confidence.fairly"))
        self.go(self.word("view.button"))
        assert self.at("advice.title")

    @property
    def verdict(self) -> str:
        """The outcome as the page shows it: the heading that comes first after the page's own."""
        return self.main.get_by_role("heading", level=2).first.inner_text()

    def decide(self, reason: str = REASON) -> None:
        """Follow the advice, say why, and keep the record."""
        self.go(self.word("advice.follow"))
        self.give_reasons(reason)
        self.keep()

    def give_reasons(self, reason: str = REASON) -> None:
        """Fill in what every record needs: a reason, and what a decision not to share needs besides."""
        titles = {f.name: q.title for q in self.guidance.questions for f in q.fields if isinstance(f, FreeText)}
        self.hands.write(titles["decision.reason"], reason)
        self.hands.write(titles["review.change_mind"], "A new sign, or a word from the school.")
        self.hands.write_day(self.word("decide.review"), LOOK_AGAIN)

    def keep(self) -> None:
        self.go(self.word("decide.button"))
        assert self.at("record.page_title")

    def record(self) -> dict[str, Any]:
        """The record as data, as a person saves it."""
        content: dict[str, Any] = json.loads(self.saved("record.as_json"))
        return content

    def saved(self, button: str) -> bytes:
        """What the browser saves when a button of the record is pressed."""
        with self.page.expect_download() as saving:
            self.hands.press(self.word(button))
        return saving.value.path().read_bytes()


def outcome_label(guidance: Guidance, outcome: str) -> str:
    """An outcome in the words of the page."""
    return guidance.decisions[guidance.primary].candidates[outcome].label


def expected(guidance: Guidance, case_id: str) -> Mapping[str, Any]:
    """What a case of the library says must come out."""
    found: Mapping[str, Any] = guidance.cases[case_id]["expect"]  # type: ignore[assignment]
    return found


def see(page: Page, text: str) -> None:
    """A sentence is on the page for all to read."""
    expect(page.get_by_text(text, exact=True).first).to_be_visible()


def answers_on_the_check(page: Page) -> tuple[dict[str, str], dict[str, str]]:
    """What the check shows: answers that count, and answers that were set aside, by their short names."""
    lists = page.get_by_role("main").locator("dl")
    read = """list => Object.fromEntries([...list.children].map(row =>
      [row.querySelector('dt').textContent, [...row.querySelectorAll('dd:not(:has(button))')].map(dd => dd.textContent).join(' | ')]))"""
    found: list[dict[str, str]] = [each.evaluate(read) for each in lists.all()]
    return found[0], found[1] if len(found) > 1 else {}
