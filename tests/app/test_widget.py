"""The widget takes well-formed events only, never lets an exception vanish, and never says what was in it."""

from __future__ import annotations

import logging
from typing import Any

import pytest

from infoshare.app.blocks import Page, Text
from infoshare.app.frame import PACKAGE
from infoshare.app.widget import MOST_CHARACTERS, Event, PageWidget, read_event

SECRET = "the child's name is Invented Person"
PRESS = {"event": "answer", "arg": "K01", "values": {"danger.now": "no"}, "form": "K01", "key": "question", "seq": 7}


class Wired(PageWidget):
    """A widget that keeps what it sends."""

    def __init__(self, page: Page | None = None) -> None:
        self.sent: list[dict[str, Any]] = []
        super().__init__(page)

    def send(self, content: dict[str, Any], buffers: Any = None) -> None:
        self.sent.append(content)


@pytest.fixture
def widget() -> Wired:
    return Wired(Page("First", [Text("Hello")], key="first"))


def test_a_press_reaches_the_handler_with_the_values_of_its_form(widget: Wired) -> None:
    got: list[Event] = []
    widget.on_event(got.append)
    widget._receive(PRESS)
    assert got == [Event("answer", "K01", {"danger.now": "no"}, "K01", "question")]
    assert widget.sent == [{"answered": 7}]


def test_the_view_says_which_event_it_answers(widget: Wired) -> None:
    widget.on_event(lambda event: widget.show(Page("Second", [], key="second")))
    widget._receive(PRESS)
    assert (widget.view["key"], widget.view["answers"]) == ("second", 7)


def test_a_ping_is_answered_and_reaches_no_handler(widget: Wired) -> None:
    got: list[Event] = []
    widget.on_event(got.append)
    widget._receive({"ping": True, "seq": 3})
    assert (got, widget.sent) == ([], [{"answered": 3}])


@pytest.mark.parametrize(
    "content",
    [
        None,
        "answer",
        [PRESS],
        {},
        {"event": 1},
        {"event": ""},
        {"event": "a", "values": ["x"]},
        {"event": "a", "values": {"x": "y" * (MOST_CHARACTERS + 1)}},
        {"event": "a", "arg": [[[[[[[["buried"]]]]]]]]},
        {"event": "a", "values": {"x": "half a \ud83d letter"}},
    ],
)
def test_anything_else_is_ignored_and_its_text_is_not_logged(widget: Wired, content: Any, caplog: pytest.LogCaptureFixture) -> None:
    got: list[Event] = []
    widget.on_event(got.append)
    widget._receive(content)
    assert not got
    assert [record.levelno for record in caplog.records] == [logging.WARNING]
    assert "yyyy" not in caplog.text
    assert "buried" not in caplog.text


def test_long_texts_with_any_letters_come_through_exactly() -> None:
    text = "עברית 😀 \x01\x1f\t<b>&amp; " * 8_000
    event = read_event({"event": "typing", "values": {"words": text}})
    assert event is not None
    assert event.values["words"] == text


def test_a_failing_handler_is_reported_by_its_type_only(widget: Wired, caplog: pytest.LogCaptureFixture) -> None:
    reported: list[tuple[str, str]] = []

    def fail(event: Event) -> None:
        raise ValueError(SECRET)

    widget.on_event(fail)
    widget.on_error(lambda event, kind: reported.append((event.name, kind)))
    widget._receive(PRESS)
    assert reported == [("answer", "ValueError")]
    assert widget.sent == [{"answered": 7}]
    assert "ValueError" in caplog.text
    assert SECRET not in caplog.text


@pytest.mark.parametrize("has_error_page", [True, False])
def test_the_browser_is_told_when_even_the_error_page_fails(widget: Wired, has_error_page: bool, caplog: pytest.LogCaptureFixture) -> None:
    def fail(*_: Any) -> None:
        raise KeyError(SECRET)

    widget.on_event(fail)
    if has_error_page:
        widget.on_error(fail)
    widget._receive(PRESS)
    assert widget.sent == [{"failed": True}, {"answered": 7}]
    assert SECRET not in caplog.text


def test_the_browser_cannot_change_what_is_on_the_page(widget: Wired) -> None:
    widget.set_state({"view": {"block": "Page", "title": "Forged"}})
    assert widget.view["title"] == "First"


def test_the_emergency_steps_are_on_every_page_for_where_no_template_puts_them(widget: Wired) -> None:
    assert "999" in widget.view["danger"]["steps"][0]
    widget.show(Page("Second", [], key="second"))
    assert widget.view["danger"]["title"]


def test_a_download_carries_name_kind_and_content(widget: Wired) -> None:
    widget.download("record.txt", "text/plain", "words")
    assert widget.sent == [{"download": {"name": "record.txt", "mime": "text/plain", "content": "words"}}]


def test_its_name_in_a_notebook_is_the_same_in_every_run(widget: Wired) -> None:
    assert repr(PageWidget()) == "PageWidget()"


def test_the_script_only_ever_makes_text_of_text() -> None:
    script = (PACKAGE / "app" / "static" / "page.js").read_text(encoding="utf-8")
    script = script.replace('"http://www.w3.org/2000/svg"', "")  # the name of SVG in a document, not an address to fetch
    banned = (
        "innerHTML",
        "outerHTML",
        "insertAdjacentHTML",
        "document.write",
        "DOMParser",
        "eval(",
        "Function(",
        "import ",
        "import(",
        "http://",
    )
    assert [word for word in banned if word in script] == []
