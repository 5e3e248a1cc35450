"""What a page's HTML holds, and what it must not."""

from __future__ import annotations

import re
import time

import pytest

from infoshare.app.frame import emergency
from tests.http.conftest import SECRET, Server

PAGES = ["", "index.ipynb", "train.ipynb", "analyse.ipynb", "voila/render/index.ipynb"]


@pytest.fixture(scope="module")
def home(server: Server) -> str:
    return server.get("").text


@pytest.mark.parametrize("path", [*PAGES, "no-such-page"])
def test_every_page_holds_the_whole_emergency_text(server: Server, path: str) -> None:
    text, told = server.get(path).text, emergency()
    for sentence in [told["title"], *told["steps"], told["consent"], told["after"]]:
        assert sentence.replace("'", "&#39;") in text


def test_the_emergency_text_comes_before_any_cell_has_run(server: Server) -> None:
    began = time.monotonic()
    with server.open("share.ipynb", {"Authorization": f"token {server.key}"}) as response:
        text = ""
        while "</details>" not in text:
            text += response.read1(65536).decode()  # type: ignore[attr-defined]
        danger = time.monotonic() - began
        assert "slow cell done" in response.read().decode()
    assert danger < 2.9 < time.monotonic() - began


def test_the_emergency_text_is_open_until_a_script_shuts_it(home: str) -> None:
    assert '<details class="danger" open>' in home


def test_the_page_is_one_document_in_british_english_with_landmarks(home: str) -> None:
    assert '<html lang="en-GB">' in home
    assert [home.count(tag) for tag in ("<main ", "<header>", "<footer ", "<h1>", "<nav ")] == [1, 1, 1, 1, 1]
    assert 'class="skip" href="#page"' in home
    assert 'role="status"' in home
    assert "<noscript>" in home
    assert 'aria-current="page">Home' in home


def test_nothing_is_fetched_from_anywhere_else(home: str) -> None:
    hosts = re.findall(r"""(?:src|href|action)=["'](?:https?:)?//([^/"']+)""", home)
    assert hosts == ["www.nationalarchives.gov.uk"]
    assert "cdn" not in home.lower()
    assert re.findall(r"https?://(?!www\.nationalarchives\.gov\.uk)", home) == []


def test_neither_sources_nor_checks_nor_headings_for_jupyterlab_are_sent(home: str) -> None:
    for hidden in ("private_variable", "ipywidgets.Label", "CHECK CELL", "For JupyterLab only"):
        assert hidden not in home


def test_a_page_that_fails_says_so_plainly_and_nothing_else(server: Server) -> None:
    text = server.get("train.ipynb").text
    assert '<div class="page" data-infoshare-failed>' in text
    for hidden in (SECRET, "ValueError", "Traceback"):
        assert hidden not in text


def test_the_log_of_a_failed_page_holds_no_word_of_it(server: Server) -> None:
    server.get("train.ipynb")
    log = server.log.read_text()
    assert "CellExecutionError" in log
    for hidden in (SECRET, "Invented", "raise ValueError", server.key):
        assert hidden not in log


@pytest.mark.parametrize(
    "path",
    [
        "other.ipynb", "voila/render/other.ipynb", "voila/files/index.ipynb", "voila/files/picture.png", "voila/tree", "voila/tree/",
        "voila/api/contents/", "login", "logout", "..%2fvoila.json", "voila/render/../voila.json",
    ],
)  # fmt: skip
def test_nothing_but_the_pages_is_served(server: Server, path: str) -> None:
    answer = server.get(path)
    assert answer.status == 404
    assert "There is no page here" in answer.text
