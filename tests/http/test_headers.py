"""The headers on every answer, and the life of a kernel behind a page."""

from __future__ import annotations

import json
import re
import time
from urllib.parse import urlencode

import pytest

from infoshare.app.routes import HEADERS
from tests.http.conftest import Server


@pytest.mark.parametrize("path", ["index.ipynb", "no-such-page", "voila/static/voila.js", "infoshare/alive/none"])
def test_every_answer_carries_the_safe_headers(server: Server, path: str) -> None:
    headers = server.get(path).headers
    assert {name: headers.get(name) for name in HEADERS} == HEADERS
    assert "Access-Control-Allow-Origin" not in headers


def test_the_policy_lets_nothing_come_from_elsewhere() -> None:
    policy = HEADERS["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe-eval" not in policy
    assert "http" not in policy
    assert "*" not in policy


def test_a_page_is_never_stored(server: Server) -> None:
    assert server.get("").headers["Cache-Control"] == "no-store"


def test_answers_are_compressed(server: Server) -> None:
    assert server.get("voila/static/voila.js", Accept_Encoding="gzip").headers["Content-Encoding"] == "gzip"


def _open_page(server: Server) -> tuple[str, str, str]:
    answer = server.get("index.ipynb")
    kernel = re.search(r'"kernelId": "([\w-]+)"', answer.text)
    assert kernel is not None
    cookies = "; ".join(cookie.partition(";")[0] for cookie in answer.cookies)
    xsrf = next(cookie for cookie in answer.cookies if cookie.startswith("_xsrf="))
    return kernel.group(1), cookies, xsrf.partition(";")[0].partition("=")[2]


def _alive(server: Server, kernel: str) -> bool:
    return bool(json.loads(server.get(f"infoshare/alive/{kernel}").text)["alive"])


def test_a_closed_tab_ends_its_kernel_with_the_cookie_that_the_page_set(server: Server) -> None:
    kernel, cookies, xsrf = _open_page(server)
    assert _alive(server, kernel)
    body = urlencode({"_xsrf": xsrf}).encode()
    assert server.get(f"voila/api/shutdown/{kernel}", key=False, data=body, Cookie=cookies).status == 204
    assert not _alive(server, kernel)


def test_another_site_cannot_end_a_kernel(server: Server) -> None:
    kernel, cookies, _ = _open_page(server)
    assert server.get(f"voila/api/shutdown/{kernel}", key=False, data=b"", Cookie=cookies).status == 403
    assert _alive(server, kernel)


def test_a_kernel_that_died_stays_dead_and_the_page_can_learn_of_it(server: Server) -> None:
    import os
    import signal

    before = server.kernels()
    kernel, _, _ = _open_page(server)
    (process,) = server.kernels() - before
    os.kill(process, signal.SIGKILL)
    until = time.monotonic() + 5
    while _alive(server, kernel) and time.monotonic() < until:
        time.sleep(0.1)
    assert not _alive(server, kernel)
