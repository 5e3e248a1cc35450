"""The words around a page: all there, none left over; logs and environments without what must stay out of them."""

from __future__ import annotations

import logging
import re
import sys

import pytest

from infoshare.app.frame import GUIDANCE, PACKAGE, TEMPLATES, emergency, template_resources, widget_words
from infoshare.app.kernels import without_key
from infoshare.app.quiet import PlaceOnly
from infoshare.app.server import PortTakenError, _sockets

TEMPLATE = TEMPLATES / "voila" / "templates" / "infoshare"
WRITTEN = [path for path in TEMPLATE.iterdir() if path.is_file()]  # the folder beside them holds what is built
KEY = "k3y-of-the-server"


def test_the_emergency_text_is_whole() -> None:
    text = emergency()
    assert "999" in text["steps"][0]
    assert text["title"]
    assert text["consent"]
    assert text["after"]


def test_the_template_uses_every_word_of_the_frame_and_no_other() -> None:
    used: set[str] = set()
    for path in WRITTEN:
        source = path.read_text(encoding="utf-8")
        used |= set(re.findall(r"(?:words\.words|infoshare\.words)\.(\w+)", source))
    used |= {f"{kind}{part}" for kind in ("key", "missing", "failed") for part in ("", "_title")} | {"home", "practice"}
    words = template_resources()["words"]
    assert {word for word in words if not word.startswith(("nav_", "about_")) or word == "nav_label"} == used


def test_the_script_uses_every_word_of_the_widget_and_no_other() -> None:
    script = (PACKAGE / "app" / "static" / "page.js").read_text(encoding="utf-8")
    assert set(re.findall(r"page\.words\.(\w+)", script)) == set(widget_words())


def test_practice_is_said_only_where_it_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("INFOSHARE_PRACTICE", raising=False)
    assert template_resources()["practice"] == ""
    assert template_resources(practice=True)["practice"]
    monkeypatch.setenv("INFOSHARE_PRACTICE", "1")
    assert template_resources()["practice"]


def test_yes_and_no_in_the_words_stay_words() -> None:
    assert all(isinstance(word, str) for word in template_resources()["words"].values())
    assert (GUIDANCE / "frame.yaml").is_file()


def test_the_template_holds_no_address_but_the_licence() -> None:
    addresses = {found for path in WRITTEN for found in re.findall(r"https?://[^\s\"']+", path.read_text(encoding="utf-8"))}
    assert addresses == {"https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/"}


def test_a_kernels_environment_loses_the_key_and_keeps_the_rest() -> None:
    given = {
        "PATH": "/bin",
        "QUERY_STRING": f"draft=ab12&token={KEY}",
        "VOILA_REQUEST_URL": f"http://127.0.0.1:8866/share.ipynb?token={KEY}&draft=ab12",
        "JUPYTER_TOKEN": KEY,
    }
    assert without_key(given, KEY) == {
        "PATH": "/bin",
        "QUERY_STRING": "draft=ab12",
        "VOILA_REQUEST_URL": "http://127.0.0.1:8866/share.ipynb?draft=ab12",
    }


def _line(name: str, message: str, *, failed: bool = False) -> str:
    info = None
    if failed:
        try:
            raise ValueError("case text")
        except ValueError:
            info = sys.exc_info()
    return PlaceOnly().format(logging.LogRecord(name, logging.ERROR, "/x/renderer.py", 290, message, (), info))


def test_a_log_line_of_others_says_where_and_what_kind_only() -> None:
    line = _line("voila", "Error while executing case text", failed=True)
    assert line.endswith("ERROR voila renderer:290 ValueError")
    assert "case text" not in line


def test_a_log_line_of_our_own_keeps_its_words_but_not_the_exceptions() -> None:
    line = _line("infoshare.app.widget", "a handler failed", failed=True)
    assert line.endswith("a handler failed ValueError")
    assert "case text" not in line


def test_a_port_that_was_asked_for_is_not_swapped_for_another() -> None:
    taken = _sockets(0)
    port = taken[0].getsockname()[1]
    try:
        with pytest.raises(PortTakenError, match=f"Port {port} is in use"):
            _sockets(port)
    finally:
        for sock in taken:
            sock.close()


def test_a_free_port_is_found_when_none_was_asked_for() -> None:
    first, second = _sockets(None), _sockets(None)
    assert first[0].getsockname()[1] != second[0].getsockname()[1]
    for sock in [*first, *second]:
        sock.close()
