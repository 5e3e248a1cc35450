"""A real server with small notebooks of its own, one for all tests of this folder."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from http.client import HTTPResponse
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import HTTPRedirectHandler, OpenerDirector, Request, build_opener

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from tests.kernels import kernels

SECRET = "Invented Person, 1 Nowhere Street"
START = """
import sys
from pathlib import Path
from infoshare.app.server import start
start(0, open_browser=False, notebooks_dir=Path(sys.argv[1]))
"""
NOTEBOOKS = {
    "index": "import ipywidgets\nprivate_variable = 1\nipywidgets.Label('drawn')",
    "share": "import time\ntime.sleep(3)\nprint('slow cell done')",
    "train": f"raise ValueError('{SECRET}')",
    "analyse": "import os\nprint('ENVIRONMENT', dict(os.environ))",
    "other": "print('OTHER NOTEBOOK')",
}


class NoRedirect(HTTPRedirectHandler):
    """Shows a redirect instead of following it."""

    def redirect_request(self, *_: Any) -> None:
        return None


@dataclass
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    cookies: list[str]
    text: str


@dataclass
class Server:
    """A running server and how to reach it."""

    process: subprocess.Popen[str]
    url: str
    key: str
    log: Path
    opener: OpenerDirector

    def open(self, path: str, headers: dict[str, str] | None = None, data: bytes | None = None) -> HTTPResponse:
        request = Request(self.url + path, headers=headers or {}, data=data)
        try:
            return self.opener.open(request, timeout=30)  # type: ignore[no-any-return]
        except HTTPError as error:
            return error  # type: ignore[return-value]

    def get(self, path: str, *, key: bool = True, data: bytes | None = None, **headers: str) -> Answer:
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        if key:
            given["Authorization"] = f"token {self.key}"
        with self.open(path, given, data) as response:
            cookies = response.headers.get_all("Set-Cookie") or []
            return Answer(response.status, dict(response.headers), cookies, response.read().decode("utf-8", "replace"))

    def kernels(self) -> set[int]:
        return set(kernels(self.process.pid))


def serve(notebooks: Path, cwd: Path, log: Path) -> Server:
    command = [sys.executable, "-c", START, str(notebooks)]
    env = {**os.environ, "HOME": str(cwd)}
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log.open("w"), text=True, cwd=cwd, env=env)
    assert process.stdout is not None
    line = process.stdout.readline().strip()
    url, _, key = line.partition("?token=")
    assert key, log.read_text()
    return Server(process, url, key, log, build_opener(NoRedirect))


@pytest.fixture(scope="session")
def notebooks(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("notebooks")
    for name, source in NOTEBOOKS.items():
        cells = [
            new_markdown_cell("# For JupyterLab only", metadata={"tags": ["lab-only"]}),
            new_code_cell(source),
            new_code_cell("print('CHECK CELL')", metadata={"tags": ["nbval-check-output"]}),
        ]
        metadata = {"title": f"Title of {name}", "kernelspec": {"name": "python3", "language": "python", "display_name": "Python 3"}}
        nbformat.write(new_notebook(cells=cells, metadata=metadata), folder / f"{name}.ipynb")
    (folder / "picture.png").write_bytes(b"picture")
    return folder


@pytest.fixture(scope="session")
def server(notebooks: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    cwd = tmp_path_factory.mktemp("cwd")
    # A careless Voilà configuration of the person's own; ours must not read it.
    (cwd / "voila.json").write_text(json.dumps({"Voila": {"token": "", "ip": "0.0.0.0"}, "VoilaConfiguration": {"show_tracebacks": True}}))
    running = serve(notebooks, cwd, cwd / "log")
    yield running
    running.process.send_signal(signal.SIGTERM)
    running.process.wait(20)
