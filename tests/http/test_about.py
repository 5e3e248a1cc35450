"""The pages about infoshare itself: open to all, at once, without a kernel, a cookie or a script."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from infoshare.app.about import filled
from infoshare.app.frame import ABOUT, about_page, emergency, template_resources
from infoshare.app.server import IDLE_SECONDS
from infoshare.reasoning.load import standard
from infoshare.reasoning.local import local_contact, with_local
from tests.http.conftest import Server


def plain(html: str) -> str:
    return unescape(re.sub(r"<[^>]+>", " ", html))


def texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for each in value:
            yield from texts(each)
    elif "if_known" not in value:
        for each in value.values():
            yield from texts(each)


@pytest.mark.parametrize("name", ABOUT)
@pytest.mark.parametrize("key", [True, False])
def test_a_page_is_there_with_or_without_the_key_and_starts_no_kernel(server: Server, name: str, key: bool) -> None:
    before = server.kernels()
    answer = server.get(name, key=key)
    assert answer.status == 200
    assert server.kernels() == before
    assert "jupyter-config-data" not in answer.text
    assert " src=" not in answer.text
    for sentence in [emergency()["title"], *emergency()["steps"]]:
        assert sentence in plain(answer.text)


@pytest.mark.parametrize("name", ABOUT)
def test_who_only_reads_it_gets_no_cookie(server: Server, name: str) -> None:
    assert server.get(name, key=False).cookies == []


@pytest.mark.parametrize("name", ABOUT)
def test_every_sentence_of_the_guidance_is_on_the_page_with_its_places_filled(server: Server, name: str) -> None:
    shown = plain(server.get(name).text)
    facts = {"idle_minutes": str(IDLE_SECONDS // 60), "login_cookie": f"username-{server.url.split('/')[2].translate({46: '-', 58: '-'})}"}
    missing = [text for text in texts(about_page(name)) if not text.startswith("http") and text.format_map(facts) not in shown]
    assert not missing
    assert not re.search(r"\{\w+\}", shown.partition("There is no tracking")[0].split("@media")[0])


@pytest.mark.parametrize("path", ["", "share.ipynb", "train.ipynb", "voila/render/index.ipynb", "no-such-page", *ABOUT])
def test_every_page_leads_to_them(server: Server, path: str) -> None:
    foot = server.get(path).text.partition('<footer class="foot">')[2]
    assert re.findall(r'<a href="(/[^"]*)">([^<]+)</a>', foot) == [
        (f"/{p['page']}", p["label"]) for p in template_resources()["about_pages"]
    ]


def test_a_page_that_wants_the_key_leads_to_them_too(server: Server) -> None:
    answer = server.get("share.ipynb", key=False)
    assert answer.status == 403
    assert all(f'href="/{name}"' in answer.text for name in ABOUT)


def test_another_host_name_is_refused_here_too(server: Server) -> None:
    assert server.get("privacy", key=False, Host="evil.example").status == 403


def test_the_place_of_the_file_is_told_only_with_the_key(server: Server) -> None:
    with_key, without = plain(server.get("privacy").text), plain(server.get("privacy", key=False).text)
    assert "records.sqlite3" in with_key
    assert "records.sqlite3" not in without
    assert "in your own data folder" in without


def test_a_contact_that_is_not_set_is_said_to_be_not_set(server: Server) -> None:
    assert "Your organisation's contact is not set." in plain(server.get("accessibility").text)


def test_an_area_names_its_contact_in_its_own_file(tmp_path: Path) -> None:
    path = tmp_path / "local.yaml"
    path.write_text("area: Exampleshire\nchecked: 2026-10-01\ncontact: The digital team, 00000 000000.\n")
    assert with_local(standard(), path).local is not None
    assert local_contact(path) == "The digital team, 00000 000000."
    block = {"if_known": "contact", "says": "Ask {contact}", "otherwise": "Not set."}
    assert filled([block], {"contact": local_contact(path)}) == ["Ask The digital team, 00000 000000."]
    assert filled([block], {"contact": ""}) == ["Not set."]


@pytest.mark.parametrize("content", [None, "area: Exampleshire\n", "contact: [a, b]\n", "\t:", "- a list\n"])
def test_a_file_that_cannot_be_used_names_nobody(tmp_path: Path, content: str | None) -> None:
    path = tmp_path / "local.yaml"
    if content is not None:
        path.write_text(content)
    assert local_contact(path) == ""


def test_inside_another_jupyter_server_no_link_is_dead(tmp_path: Path) -> None:
    assert "about" not in template_resources()


def test_words_about_infoshare_are_no_part_of_the_editions_advice() -> None:
    from infoshare.reasoning.load import build

    origin = dict(standard().origin)
    changed = {name: text + "\n# changed\n" if name.startswith(("pages/", "frame")) else text for name, text in origin.items()}
    assert changed != origin
    assert build(changed).edition == standard().edition
