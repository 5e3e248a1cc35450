"""Our own front end as the server sends it: compressed when it was built, kept by the browser, named by its content."""

from __future__ import annotations

import gzip
import json
import re

import pytest

from infoshare.app.frame import FRONT, front
from tests.http.conftest import Server

STATIC = "voila/templates/infoshare/static/"
pytestmark = pytest.mark.skipif(not FRONT.is_file(), reason="the front end was not built (no npm); CI builds it")


def needed() -> list[str]:
    """The files that every page loads."""
    found = front()
    assert found is not None
    return [found["main"], *found["needed"]]


def test_a_page_loads_the_files_it_needs_and_no_other(server: Server) -> None:
    text = server.get("").text
    assert all(f"/{STATIC}{name}" in text for name in needed())
    assert len(re.findall(r"<script[^>]* src=", text)) == 1
    assert {name.rpartition("/")[2] for name in re.findall(r'(?:src|href)="([^"]+\.(?:js|css))"', text)} == set(needed())


@pytest.mark.parametrize(("accepts", "form"), [("gzip, deflate, br", "br"), ("gzip", "gzip"), ("identity", None)])
def test_a_file_comes_in_the_smallest_form_that_the_browser_takes_and_may_be_kept(server: Server, accepts: str, form: str | None) -> None:
    main = needed()[0]
    with server.open(f"{STATIC}{main}", {"Accept-Encoding": accepts}) as answer:
        body = answer.read()
    assert answer.status == 200
    assert answer.headers.get("Content-Encoding") == form
    assert answer.headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert "Accept-Encoding" in answer.headers["Vary"]
    plain = (FRONT.parent / main).read_bytes()
    assert len(body) < len(plain) / 2 or form is None
    assert (gzip.decompress(body) if form == "gzip" else plain if form == "br" else body) == plain


def test_files_are_named_by_their_content() -> None:
    made = json.loads(FRONT.read_text(encoding="utf-8"))
    assert all(re.fullmatch(r"[\w]+-[0-9A-Z]{8}\.js", name) for name in [made["main"], *made["needed"]])


@pytest.mark.parametrize("name", ["nothing.js", "../frame.js", "..%2fconf.json", "front.json/../../conf.json", "..", "%00"])
def test_nothing_else_can_be_had_there(server: Server, name: str) -> None:
    answer = server.get(f"{STATIC}{name}")
    assert answer.status in (400, 403, 404, 500)
    assert "base_template" not in answer.text
    assert "voila_heartbeat" not in answer.text


def test_all_that_a_page_loads_is_small(server: Server) -> None:
    total = 0
    for name in needed():
        with server.open(f"{STATIC}{name}", {"Accept-Encoding": "br"}) as answer:
            total += len(answer.read())
    assert total < 300_000
