"""Nobody without the key sees anything but the emergency steps."""

from __future__ import annotations

import pytest

from tests.http.conftest import Server

PATHS = [
    "",
    "index.ipynb",
    "share.ipynb",
    "voila/render/share.ipynb",
    "voila/tree",
    "voila/api/contents/",
    "login",
    "infoshare/alive/x",
    "none",
]


@pytest.mark.parametrize("path", PATHS)
def test_without_the_key_every_address_is_refused(server: Server, path: str) -> None:
    before = server.kernels()
    answer = server.get(path, key=False)
    assert answer.status in (401, 403)
    assert "jupyter-config-data" not in answer.text
    assert server.kernels() == before


def test_a_wrong_key_is_refused(server: Server) -> None:
    assert server.get("?token=wrong", key=False).status == 403


def test_a_person_without_the_key_still_reads_what_to_do_in_danger(server: Server) -> None:
    assert "Call 999" in server.get("share.ipynb", key=False).text


def test_the_printed_address_answers_at_once_with_the_home_page(server: Server) -> None:
    answer = server.get(f"?token={server.key}", key=False)
    assert answer.status == 200
    assert "<title>Title of index · infoshare</title>" in answer.text


def test_the_key_becomes_a_cookie_that_opens_every_page(server: Server) -> None:
    answer = server.get(f"?token={server.key}", key=False)
    login = next(cookie for cookie in answer.cookies if cookie.startswith("username"))
    assert "HttpOnly" in login
    assert "SameSite=Lax" in login
    assert server.get("index.ipynb", key=False, Cookie=login.partition(";")[0]).status == 200


def test_the_page_takes_the_key_out_of_the_address_bar_and_never_repeats_it(server: Server) -> None:
    answer = server.get(f"?token={server.key}", key=False)
    assert 'searchParams.delete("token")' in answer.text
    assert server.key not in answer.text


def test_the_kernel_does_not_know_the_key_but_knows_the_rest_of_the_address(server: Server) -> None:
    answer = server.get(f"analyse.ipynb?token={server.key}&draft=ab12", key=False)
    assert "ENVIRONMENT" in answer.text
    assert "draft=ab12" in answer.text
    assert server.key not in answer.text


def test_another_host_name_is_refused_even_with_the_key(server: Server) -> None:
    assert server.get("", Host="evil.example").status == 403
