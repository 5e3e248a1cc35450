"""A Binder builds from nothing and opens our pages for practice. The steps are those of repo2docker: postBuild, then start."""

from __future__ import annotations

import os
import shutil
import socket
import stat
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from html import escape
from pathlib import Path

import network_guard
import pytest

from infoshare.app.frame import emergency, template_resources

ROOT = Path(__file__).parents[2]
NOT_IN_A_CLONE = shutil.ignore_patterns(
    ".git", ".venv", ".*_cache", ".hypothesis", "__pycache__", "*.egg-info", "dist", "build", "node_modules"
)
TOKEN = "for-this-test"
PATIENCE_SECONDS = 60


def free_port() -> int:
    """Find a port that nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@pytest.fixture(scope="module")
def binder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Build in an empty environment, start Jupyter as a Binder does, and give its address."""
    place = tmp_path_factory.mktemp("binder")
    repo, python = place / "repo", place / "env"
    shutil.copytree(ROOT, repo, ignore=NOT_IN_A_CLONE)
    fetching = {network_guard.UNGUARDED: "pip fetches what a Binder is made of"}
    subprocess.run([sys.executable, "-m", "venv", str(python)], env={**os.environ, **fetching}, check=True)
    kept = {k: v for k, v in os.environ.items() if k.startswith("PIP_") or k in ("LANG", "TMPDIR")}
    env = {**kept, "PATH": f"{python / 'bin'}:/usr/bin:/bin", "HOME": str(place), "REPO_DIR": str(repo)}
    built = subprocess.run(["./binder/postBuild"], cwd=repo, env={**env, **fetching}, capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stdout[-2000:] + built.stderr[-2000:]
    port = free_port()
    log = (place / "log").open("w")
    command = ["./binder/start", "jupyter", "lab", "--no-browser", "--allow-root", f"--port={port}", f"--IdentityProvider.token={TOKEN}"]
    server = subprocess.Popen(command, cwd=repo, env={**env, **network_guard.environment()}, stdout=log, stderr=log)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(timeout=30)


def page(address: str, path: str) -> str:
    """Open a page, waiting for the server to come up."""
    request = urllib.request.Request(f"{address}/{path}", headers={"Authorization": f"token {TOKEN}"})
    until = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE_SECONDS) as answer:
                return str(answer.read().decode("utf-8"))
        except urllib.error.HTTPError:
            raise
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.3)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["index", "share", "train"])
def test_a_page_opens_for_practice_with_the_emergency_steps(binder: str, name: str) -> None:
    html = page(binder, f"voila/render/notebooks/{name}.ipynb")
    assert escape(template_resources(practice=True)["practice"], quote=False) in html.replace("&#39;", "'")
    for step in emergency()["steps"]:
        assert escape(step, quote=False) in html.replace("&#39;", "'")
    assert "application/vnd.jupyter.widget-view+json" in html
    assert '<div class="page" data-infoshare-failed>' not in html
    assert "VOILA_KERNEL_ID" not in html  # no source, and nothing of the check


@pytest.mark.parametrize("step", ["postBuild", "start"])
def test_the_steps_can_be_executed(step: str) -> None:
    assert (ROOT / "binder" / step).stat().st_mode & stat.S_IXUSR


def test_the_python_of_the_binder_is_one_that_the_package_allows() -> None:
    assert (ROOT / "binder" / "runtime.txt").read_text() == "python-3.11\n"
    assert 'requires-python = ">=3.11"' in (ROOT / "pyproject.toml").read_text()
