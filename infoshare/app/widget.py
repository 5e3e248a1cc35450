"""The one front-end widget: sends a page's tree to the browser and brings well-formed events back."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import anywidget
import traitlets

from infoshare.app.blocks import Danger, Page, to_tree
from infoshare.app.frame import emergency, widget_words

log = logging.getLogger(__name__)

MOST_CHARACTERS = 8_000_000
DEEPEST = 6
_STATIC = Path(__file__).parent / "static"


@dataclass(frozen=True)
class Event:
    """What a person did. Whoever holds the browser can send any event, so ``arg`` and ``values`` still need checking.

    Attributes:
        name: the button's ``action``, or "typing" for an autosave.
        arg: the button's ``arg``; for "typing" the form's id.
        values: field to value, of the form around the button.
        form: id of that form, or "".
        key: key of the page on which it happened.
    """

    name: str
    arg: Any
    values: Mapping[str, Any]
    form: str
    key: str


class PageWidget(anywidget.AnyWidget):
    """Draws one `Page` at a time and reports what the person does.

    An exception in a handler never vanishes and never shows its text: its type is logged and ``on_error`` is called with
    the event and the type's name, so that the screens can draw a plain page. If that fails too, or is missing, the
    browser says by itself that something went wrong.
    """

    _esm = _STATIC / "page.js"
    _css = _STATIC / "page.css"
    view = traitlets.Dict().tag(sync=True)
    words = traitlets.Dict().tag(sync=True)

    def __init__(self, page: Page | None = None) -> None:
        super().__init__(words=widget_words())
        self._answering = 0
        self._handle: Callable[[Event], None] | None = None
        self._handle_error: Callable[[Event, str], None] | None = None
        self.on_msg(lambda _widget, content, _buffers: self._receive(content))
        if page is not None:
            self.show(page)

    def __repr__(self) -> str:
        """Say the same in every run, so that notebooks can be compared."""
        return "PageWidget()"

    def show(self, page: Page) -> None:
        """Draw a page in place of the one on the screen. What to do in an emergency is on every page, also without a template."""
        page = replace(page, danger=page.danger or Danger(**emergency()))
        self.view = {**to_tree(page), "answers": self._answering}

    def on_event(self, callback: Callable[[Event], None]) -> None:
        """Call this for every well-formed event."""
        self._handle = callback

    def on_error(self, callback: Callable[[Event, str], None]) -> None:
        """Call this with the event and the exception's type name when a handler failed."""
        self._handle_error = callback

    def download(self, name: str, mime: str, content: str) -> None:
        """Have the browser save a text file."""
        self.send({"download": {"name": name, "mime": mime, "content": content}})

    def set_state(self, sync_data: Mapping[str, Any]) -> None:
        """Refuse state from the browser: what is on the page is decided here, and only events come back."""
        log.warning("state from the browser ignored (%d traits)", len(sync_data))

    def _receive(self, content: object) -> None:
        try:
            event = read_event(content)
        except ValueError as error:
            log.warning("event ignored: %s", "not text" if isinstance(error, UnicodeError) else error)  # its words hold the text
            self.send({"failed": True, "answered": _number(content)})
            return
        self._answering = _number(content)
        if event is not None:
            self._run(event)
        self.send({"answered": self._answering})

    def _run(self, event: Event) -> None:
        if self._handle is None:
            return
        try:
            self._handle(event)
        except Exception as error:
            kind = type(error).__name__
            log.error("a handler failed: %s", kind)
            try:
                if self._handle_error is None:
                    self.send({"failed": True})
                else:
                    self._handle_error(event, kind)
            except Exception as second:
                log.error("drawing the error failed: %s", type(second).__name__)
                self.send({"failed": True})


def _number(content: object) -> int:
    """The number of a message, or 0."""
    seq = content.get("seq") if isinstance(content, dict) else None
    return seq if isinstance(seq, int) else 0


def read_event(content: object) -> Event | None:
    """Read a message from the browser.

    Returns:
        The event, or None for a "ping", which only asks whether anybody is there.

    Raises:
        ValueError: not an event, or too large; the text says what is wrong and never what was sent.
    """
    if not isinstance(content, dict):
        raise ValueError(f"expected a dict, got {type(content).__name__}")
    if content.get("ping") is True:
        return None
    name, values = content.get("event"), content.get("values", {})
    if not isinstance(name, str) or not name:
        raise ValueError("no event name")
    if not isinstance(values, dict):
        raise ValueError(f"values are {type(values).__name__}, not a dict")
    if _size(content, DEEPEST) > MOST_CHARACTERS:
        raise ValueError("too large or too deep")
    form, key = content.get("form"), content.get("key")
    return Event(
        name=name,
        arg=content.get("arg"),
        values=values,
        form=form if isinstance(form, str) else "",
        key=key if isinstance(key, str) else "",
    )


def _size(value: object, levels: int) -> int:
    """Count the characters in a value (one for anything that is no text); values nested too deeply count as too large."""
    if isinstance(value, str):
        if not value.isascii():
            value.encode()  # half a letter (a lone surrogate) could not be stored; UnicodeEncodeError is a ValueError
        return len(value)
    if isinstance(value, dict | list):
        if levels == 0:
            return MOST_CHARACTERS + 1
        parts = [*value, *value.values()] if isinstance(value, dict) else value
        return 1 + sum(_size(part, levels - 1) for part in parts)
    return 1
