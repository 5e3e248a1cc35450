"""Starting and stopping: one line out, nothing left behind, and the real pages behind the real command."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from infoshare.app.frame import PAGES, emergency
from infoshare.app.server import find_notebooks
from tests.http.conftest import Server, serve
from tests.kernels import sockets


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_it_prints_one_line_and_leaves_no_process_and_no_file_behind(notebooks: Path, tmp_path: Path, how: signal.Signals) -> None:
    server = serve(notebooks, tmp_path, tmp_path / "log")
    server.get("index.ipynb")
    kernels = server.kernels()
    assert kernels
    folders = {path.parent for kernel in kernels for path in sockets(kernel)}
    assert folders
    assert all(folder.is_dir() for folder in folders)
    server.process.send_signal(how)
    assert server.process.wait(20) == 0
    assert server.process.stdout is not None
    assert server.process.stdout.read() == ""
    assert server.log.read_text() == ""
    assert not [kernel for kernel in kernels if Path(f"/proc/{kernel}").exists()]
    assert not [folder for folder in folders if folder.exists()]


def test_it_listens_on_this_computer_only(server: Server) -> None:
    assert server.url.startswith("http://127.0.0.1:")
    port = int(server.url.rsplit(":", 1)[1].strip("/"))
    lines = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    assert [line[1] for line in lines if line[3] == "0A" and line[1].endswith(f":{port:04X}")] == [f"0100007F:{port:04X}"]


def test_the_pages_that_came_with_infoshare_are_found() -> None:
    assert {f"{page}.ipynb" for page in PAGES} <= {path.name for path in find_notebooks().iterdir()}


def test_the_command_serves_the_home_page_with_the_emergency_text(tmp_path: Path) -> None:
    code = "from infoshare.cli import app; app()"
    env = {**os.environ, "INFOSHARE_DATA": str(tmp_path)}
    command = [sys.executable, "-c", code, "start", "--no-browser", "--port", "0"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=env)
    try:
        assert process.stdout is not None
        from urllib.request import urlopen

        with urlopen(process.stdout.readline().strip(), timeout=60) as response:
            text = response.read().decode()
        assert emergency()["title"] in text
        assert '"text/plain": "PageWidget()"' in text
    finally:
        process.terminate()
        process.wait(20)
