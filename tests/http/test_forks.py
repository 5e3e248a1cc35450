"""Kernels are forks of one warm process: each is as private as one that was started by itself, and none is left behind."""

from __future__ import annotations

import json
import os
import re
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import psutil
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from infoshare.app.forks import POSSIBLE
from tests.http.conftest import Server, serve

pytestmark = pytest.mark.skipif(not POSSIBLE, reason="this system cannot fork: every kernel starts by itself")
TELLS = """
import builtins, gc, json, os, random, secrets, sys, threading, uuid
import ipywidgets
seen = getattr(builtins, "left_behind", None)
builtins.left_behind = "left by an earlier page"
from ipywidgets.widgets.widget import _instances
widgets = len(_instances)
targets = sorted(get_ipython().kernel.comm_manager.targets)
print("TOLD", json.dumps({"environment": dict(os.environ), "chance": [random.random(), secrets.token_hex(8), str(uuid.uuid4())],
    "seen": seen, "widgets": widgets, "targets": targets, "parent": os.getppid(), "group": os.getpgid(0), "pid": os.getpid(), "folder": os.getcwd(),
    "arguments": sys.argv, "debugger": "pydevd" in sys.modules}))
"""


@pytest.fixture(scope="module")
def telling(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("telling")
    metadata = {"title": "Tells", "kernelspec": {"name": "python3", "language": "python", "display_name": "Python 3"}}
    nbformat.write(new_notebook(cells=[new_code_cell(TELLS)], metadata=metadata), folder / "share.ipynb")
    return folder


@pytest.fixture
def running(telling: Path, tmp_path: Path) -> Iterator[Server]:
    server = serve(telling, tmp_path, tmp_path / "log")
    yield server
    server.process.kill()
    server.process.wait(20)


def told(server: Server, query: str = "") -> dict[str, Any]:
    """What the kernel of a page that was just opened says of itself."""
    text = server.get(f"share.ipynb{query}").text
    found = re.search(r'"text": "TOLD (.*?)\\n"', text)
    assert found, text
    return dict(json.loads(json.loads(f'"{found.group(1)}"')))


def warm(server: Server) -> int:
    (found,) = (one.pid for one in psutil.Process(server.process.pid).children())
    return found


def ended(pid: int, seconds: float = 60) -> bool:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE:
            return True
        time.sleep(0.05)
    return False


def test_a_page_knows_nothing_of_an_earlier_one(running: Server) -> None:
    first, second = told(running, "?draft=onlyforthefirst"), told(running)
    assert first["environment"]["QUERY_STRING"] == "draft=onlyforthefirst"
    assert "onlyforthefirst" not in json.dumps(second)
    assert first["seen"] is None
    assert second["seen"] is None
    assert first["widgets"] == second["widgets"] == 0
    assert not set(first["chance"]) & set(second["chance"])
    assert first["pid"] != second["pid"]


def test_a_kernel_has_the_key_neither_in_its_environment_nor_in_its_arguments(running: Server) -> None:
    assert running.key not in json.dumps(told(running, f"?token={running.key}"))


def test_kernels_are_forks_that_lead_a_group_of_their_own_and_stand_in_the_folder_of_the_pages(running: Server, telling: Path) -> None:
    about = told(running)
    assert about["parent"] == warm(running)
    assert about["group"] == about["pid"]
    assert Path(about["folder"]) == telling
    assert not about["debugger"]


def test_the_browser_can_ask_a_kernel_for_all_its_widgets_at_once(running: Server) -> None:
    assert {"jupyter.widget", "jupyter.widget.control"} <= set(told(running)["targets"])


def test_when_the_warm_process_is_killed_the_next_page_has_a_new_one(running: Server) -> None:
    before = warm(running)
    os.kill(before, signal.SIGKILL)
    after = told(running)
    assert after["parent"] == warm(running) != before


def test_when_the_server_is_killed_no_process_is_left(running: Server) -> None:
    kernel, parent = told(running)["pid"], warm(running)
    running.process.kill()
    running.process.wait(10)
    assert ended(parent)
    assert ended(kernel)


def test_where_no_process_can_be_kept_warm_a_kernel_starts_by_itself(
    telling: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = tmp_path / "broken"
    broken.mkdir()
    # Python runs this first, in every process: the warm one ends at once.
    (broken / "sitecustomize.py").write_text("import sys, os\nif 'infoshare.app.warm' in ' '.join(sys.orig_argv): os._exit(3)\n")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(broken), os.environ.get("PYTHONPATH", "")]))
    server = serve(telling, tmp_path, tmp_path / "log")
    try:
        assert told(server)["parent"] == server.process.pid
    finally:
        server.process.kill()
        server.process.wait(20)
