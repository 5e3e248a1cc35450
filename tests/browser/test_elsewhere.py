"""The same case where the page is not ours: on Voilà's own front end, and in JupyterLab."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Page

from infoshare.app.server import find_notebooks
from infoshare.reasoning.guidance import Guidance
from tests.browser.driver import Walk
from tests.browser.hands import Pointer
from tests.browser.server import Server, environment
from tests.browser.test_everyone import WALKED, from_home_to_record, from_question_to_record

pytestmark = pytest.mark.slow  # JupyterLab takes its time to come up
PATIENCE_MS = 60_000


def test_a_whole_case_passes_on_voilas_own_front_end(
    start_server: Callable[..., Server], page: Page, guidance: Guidance, tmp_path: Path
) -> None:
    page.set_default_timeout(PATIENCE_MS)
    from_home_to_record(Walk.of(Pointer(page), guidance, WALKED), start_server(tmp_path, stock=True))
    assert page.locator("#jp-main-content-panel").count(), "this is not Voilà's own front end"


@dataclass
class Lab:
    """A running `jupyter lab`."""

    port: int
    token: str

    def notebook(self, name: str) -> str:
        return f"http://127.0.0.1:{self.port}/lab/tree/{name}?token={self.token}"


@pytest.fixture
def lab(chromium_path: str, tmp_path: Path) -> Iterator[Lab]:
    """JupyterLab on a copy of our notebooks: it writes into the notebooks it opens."""
    shutil.copytree(find_notebooks(), tmp_path / "notebooks")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        started = Lab(free.getsockname()[1], "a-key-for-this-test")
    options = {
        "ServerApp.ip": "127.0.0.1",
        "ServerApp.port": started.port,
        "ServerApp.root_dir": tmp_path / "notebooks",
        "ServerApp.allow_root": True,  # as in containers
        "IdentityProvider.token": started.token,
        "LabApp.check_for_updates_class": "jupyterlab.NeverCheckForUpdate",
        "LabApp.news_url": "None",
        "LabApp.extension_manager": "readonly",  # the others ask PyPI
    }
    apart = {
        name: str(tmp_path / name)
        for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "JUPYTERLAB_WORKSPACES_DIR")
    }
    server = subprocess.Popen(
        [sys.executable, "-m", "jupyter", "lab", "--no-browser", *(f"--{name}={value}" for name, value in options.items())],
        env={**environment(tmp_path / "data"), **apart, "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])},
        stderr=subprocess.PIPE,
        text=True,
    )
    assert server.stderr is not None
    assert any("/lab?token=" in line for line in server.stderr), "JupyterLab did not start"
    yield started
    server.terminate()
    try:
        server.communicate(timeout=20)
    except subprocess.TimeoutExpired:
        server.kill()


def test_a_whole_case_passes_in_jupyterlab(lab: Lab, page: Page, guidance: Guidance) -> None:
    page.set_default_timeout(PATIENCE_MS)
    page.goto(lab.notebook("share.ipynb"))
    page.get_by_text("| Idle").wait_for()  # sooner, JupyterLab takes the key and runs nothing
    page.get_by_role("main").locator(".jp-CodeCell .cm-content").first.click()
    page.keyboard.press("Shift+Enter")
    walk = Walk.of(Pointer(page), guidance, WALKED, framed=False)
    walk.drawn()
    from_question_to_record(walk)
