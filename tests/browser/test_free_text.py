"""Whatever people type or paste, in every place where they can: it arrives whole, and it does nothing."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page

from infoshare.reasoning.case import Answer, Case
from infoshare.reasoning.guidance import FreeText, Guidance
from infoshare.records.text import visible
from tests.browser.driver import LOOK_AGAIN, Walk
from tests.browser.hands import Pointer
from tests.browser.server import Server

LENGTH = 200_000
HARMFUL = '<script>window.ran = 1</script><img src=x onerror="window.ran = 1"><svg onload="window.ran = 1"></textarea></p><!-- ]]> {{ 7 * 7 }} &amp;'
TABLE = "Name\tDay\tSeen\nAnn\tMon\tyes\n\tTue\t"
NASTY = "\n".join([
    "She said “no” 👩‍👩‍👧 🇬🇧 é e\u0301",
    "قالت أمي: لا تخبر أحدا. אמא אמרה לא",
    HARMFUL,
    TABLE,
    "nul\x00 bell\x07 escape\x1b[31m tab\x0b delete\x7f next\x85 line\u2028 turn\u202e mark\ufeff end",
    "   three spaces, then two newlines\n\n",
])  # fmt: skip


ONE_LINE = ("by_name", "by_role", "person.name")
OF_THE_PAGE = {"override": "decide.override", "told": "decide.told", "by_name": "decide.by", "by_role": "decide.role"}
"""Texts that no question of the guidance asks for, with the words of their labels."""


def long_text(name: str) -> str:
    """Different for each field, so that no text can stand in for another. A browser gives a one-line field no newlines."""
    start = f"{name}\n{NASTY}"
    text = start + "word " * ((LENGTH - len(start)) // 5 - 1) + name
    return text.replace("\n", " ") if name in ONE_LINE else text


def test_any_text_in_every_free_text_field_reaches_the_record_whole_and_harmless(
    server: Server, page: Page, guidance: Guidance, tmp_path: Path
) -> None:
    fields = {f.name: q for q in guidance.questions for f in q.fields if isinstance(f, FreeText)}
    texts = {name: long_text(name) for name in [*fields, *OF_THE_PAGE, "person.name"]}
    facts: dict[str, Answer] = {
        "danger.now": "no", "who.at_risk": ("child",), "harm.level": "perceived", "start": "request", "data.kinds": ("sexual_life",)
    }  # fmt: skip
    from_elsewhere = {name: text.replace("\n", "\r\n") for name, text in texts.items()}  # a browser makes each of them one newline
    walk = Walk(Pointer(page), guidance, Case(facts, {"people": ({"name": texts["person.name"]},)}, from_elsewhere, "england"))
    walk.open(server.page("share"))
    walk.to_check()
    assert_harmless(page)
    walk.to_advice("do_not_share")
    walk.go(guidance.word("advice.differ"))
    walk.hands.choose(guidance.word("decide.outcome"), guidance.decisions["sharing"].candidates["do_not_share"].label)
    walk.hands.open(guidance.word("decide.more"))
    later = {name: question for name, question in fields.items() if question.title not in walk.asked}
    for name, question in later.items():
        texts_of = {f.name: f.label for f in question.fields if isinstance(f, FreeText)}
        label = question.title if len(question.fields) == 1 else texts_of[name]
        walk.hands.write(label, from_elsewhere[name])
    for name, word in OF_THE_PAGE.items():
        walk.hands.write(guidance.word(word), texts[name])
    walk.hands.write_day(guidance.word("decide.review"), LOOK_AGAIN)
    walk.keep()

    shown = page.locator(".typed").all_text_contents()
    assert not [name for name, text in texts.items() if not any(text in whole for whole in shown)]
    assert_harmless(page)

    record = walk.record()
    written = {text["id"]: text["text"] for text in record["texts"]}
    written |= {
        "decision.reason": record["decision"]["reasons"][0],
        "review.change_mind": record["would_change"],
        "followup.receipt": record["follow_up"][0],
        "told": record["follow_up"][1],
        "override": record["decision"]["override_reason"],
        "by_name": record["decided_by"]["name"],
        "by_role": record["decided_by"]["position"],
        "person.name": record["people"][0]["name"],
    }
    assert not [name for name, text in texts.items() if written[name] != text]

    file = tmp_path / "record.html"
    file.write_bytes(walk.saved("record.as_html"))
    page.goto(file.as_uri())
    # HTML cannot carry control characters, so the printed page shows their pictures; the data above has them as typed.
    everything = page.locator("body").text_content() or ""
    assert not [name for name, text in texts.items() if visible(text) not in everything]
    assert page.evaluate("window.ran") is None
    assert page.locator(":is(script, img, svg, iframe, object)").count() == 0


def assert_harmless(page: Page) -> None:
    """Nothing that was typed ran, and none of it became an element."""
    assert page.evaluate("window.ran") is None
    assert page.locator("div.infoshare :is(script, img, svg, iframe, object)").count() == 0
