"""The guard is tested as the suite uses it: whatever asks for another computer is refused, and the run fails even if nobody noticed.

The addresses are those that the internet keeps free for examples, so that nothing is bothered if the guard is broken.
"""

from __future__ import annotations

import asyncio
import json
import multiprocessing
import os
import shutil
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Callable
from pathlib import Path

import nbformat
import network_guard
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from tests.http.conftest import serve

ELSEWHERE = "192.0.2.1"
NAME = "elsewhere.example"
ROOT = Path(__file__).parents[2]
KERNEL = {"kernelspec": {"name": "python3", "language": "python", "display_name": "Python 3"}}
SWALLOW = f"""
import socket
try:
    socket.create_connection(({ELSEWHERE!r}, 9), 1)
except OSError as error:
    print("refused", type(error).__name__)
"""


@pytest.fixture
def report(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], list[str]]:
    """A report of the test's own, so that what it does on purpose does not fail the run: what asked, and for what."""
    path = tmp_path / "report.jsonl"
    path.touch()
    monkeypatch.setenv(network_guard.REPORT, str(path))
    return lambda: [f"{one['what']} {one['where']}" for one in map(json.loads, path.read_text().splitlines())]


def datagram(address: tuple[str, int]) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        sender.sendto(b"", address)


def stream(address: tuple[str, int], method: str = "connect") -> None:
    with socket.socket() as connection:
        getattr(connection, method)(address)


WAYS: dict[str, tuple[Callable[[], object], str]] = {
    "connect": (lambda: stream((ELSEWHERE, 9)), "socket.connect ('192.0.2.1', 9)"),
    "connect_ex": (lambda: stream((ELSEWHERE, 9), "connect_ex"), "socket.connect_ex ('192.0.2.1', 9)"),
    "connect to a name": (lambda: stream((NAME, 9)), "socket.connect ('elsewhere.example', 9)"),
    "sendto": (lambda: datagram((ELSEWHERE, 9)), "socket.sendto ('192.0.2.1', 9)"),
    "sendto a name": (lambda: datagram((NAME, 9)), "socket.sendto ('elsewhere.example', 9)"),
    "the socket under Python's": (lambda: socket.socket.mro()[1]().connect((ELSEWHERE, 9)), "socket.connect ('192.0.2.1', 9)"),
    "getaddrinfo": (lambda: socket.getaddrinfo(NAME, 80), "socket.getaddrinfo elsewhere.example"),
    "gethostbyname": (lambda: socket.gethostbyname(NAME), "socket.gethostbyname elsewhere.example"),
    "gethostbyaddr": (lambda: socket.gethostbyaddr(ELSEWHERE), "socket.gethostbyaddr 192.0.2.1"),
    "getnameinfo": (lambda: socket.getnameinfo((ELSEWHERE, 9), 0), "socket.getnameinfo ('192.0.2.1', 9)"),
    "asyncio": (lambda: asyncio.run(asyncio.open_connection(ELSEWHERE, 9)), "socket.connect ('192.0.2.1', 9)"),
    "urllib": (lambda: urllib.request.urlopen(f"http://{NAME}"), "socket.getaddrinfo elsewhere.example"),
    "a name that looks like a number": (lambda: socket.gethostbyname("127.0.0.1.example"), "socket.gethostbyname 127.0.0.1.example"),
}


@pytest.mark.parametrize("way", WAYS)
def test_another_computer_is_refused_and_written_down(way: str, report: Callable[[], list[str]]) -> None:
    ask, line = WAYS[way]
    with pytest.raises(OSError, match="would leave this computer") as error:
        ask()
    assert isinstance(getattr(error.value, "reason", error.value), network_guard.LeftTheComputer)  # urllib wraps it
    assert line in report()


def test_this_computer_can_be_reached(report: Callable[[], list[str]], tmp_path: Path) -> None:
    for family, address in ((socket.AF_INET, ("127.0.0.1", 0)), (socket.AF_INET, ("localhost", 0)), (socket.AF_UNIX, str(tmp_path / "s"))):
        with socket.socket(family) as listening, socket.socket(family) as calling:
            listening.bind(address)
            listening.listen()
            calling.connect(listening.getsockname())
    assert network_guard.is_here(("::1", 80, 0, 0))
    assert network_guard.is_here("::ffff:127.0.0.1")
    assert report() == []


def test_a_child_that_swallows_the_refusal_is_written_down(report: Callable[[], list[str]]) -> None:
    done = subprocess.run([sys.executable, "-c", SWALLOW], capture_output=True, text=True, check=True)
    assert done.stdout == "refused LeftTheComputer\n"
    assert report() == ["socket.connect ('192.0.2.1', 9)"]


@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_a_forked_or_spawned_process_is_guarded(method: str, report: Callable[[], list[str]]) -> None:
    child = multiprocessing.get_context(method).Process(target=stream, args=((ELSEWHERE, 9),))
    child.start()
    child.join(60)
    assert child.exitcode == 1
    assert report() == ["socket.connect ('192.0.2.1', 9)"]


def test_a_kernel_behind_the_real_server_is_guarded(report: Callable[[], list[str]], tmp_path: Path) -> None:
    folder = tmp_path / "notebooks"
    folder.mkdir()
    nbformat.write(new_notebook(cells=[new_code_cell(SWALLOW)], metadata=KERNEL), folder / "index.ipynb")
    server = serve(folder, tmp_path, tmp_path / "log")
    try:
        assert "refused LeftTheComputer" in server.get("").text
    finally:
        server.process.terminate()
        server.process.wait(20)
    assert report() == ["socket.connect ('192.0.2.1', 9)"]


def test_the_server_is_guarded(report: Callable[[], list[str]]) -> None:
    command = [sys.executable, "-m", "infoshare.cli", "start", "--no-browser", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        assert server.stdout.readline()
        assert network_guard.REPORT in Path(f"/proc/{server.pid}/environ").read_text()
        server.terminate()
    assert report() == []


@pytest.mark.parametrize(
    ("command", "environment"),
    [
        ([sys.executable, "-c", ""], {}),
        ([sys.executable, "-I", "-c", ""], None),
        ([sys.executable, "-Im", "this"], None),
        (["true"], {"PYTHONPATH": network_guard.HERE}),
    ],
    ids=["no environment", "an option that ignores it", "an option among others", "nowhere to report to"],
)
def test_no_process_can_be_started_without_the_guard(
    command: list[str], environment: dict[str, str] | None, report: Callable[[], list[str]]
) -> None:
    with pytest.raises(network_guard.LeftTheComputer, match="without the guard"):
        subprocess.run(command, env=environment, check=False)
    assert len(report()) == 1


def test_another_sitecustomize_still_runs(tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text("print('mine')\n")
    env = {**os.environ, "PYTHONPATH": os.pathsep.join([network_guard.HERE, str(tmp_path)])}
    done = subprocess.run([sys.executable, "-c", "print('done')"], env=env, capture_output=True, text=True, check=True)
    assert done.stdout == "mine\ndone\n"


@pytest.mark.parametrize("processes", ["0", "2"])
def test_a_run_fails_when_some_code_swallowed_a_refusal(processes: str, tmp_path: Path) -> None:
    shutil.copy(ROOT / "tests" / "conftest.py", tmp_path)
    body = SWALLOW.replace("\n", "\n    ")
    (tmp_path / "test_it.py").write_text(f"def test_swallows():\n    {body}\n\ndef test_other():\n    pass\n")
    (tmp_path / "pytest.ini").write_text("[pytest]\n")
    env = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST")}
    command = [sys.executable, "-m", "pytest", "-n", processes, "-p", "no:cacheprovider", str(tmp_path)]
    done = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True, check=False)
    assert "2 passed" in done.stdout
    assert done.returncode == pytest.ExitCode.TESTS_FAILED
    assert "socket.connect to ('192.0.2.1', 9)\n  while test_it.py::test_swallows (call)" in done.stdout
