"""The two servers that are compared: stock Voilà with a blank page, and ours; what their processes weigh, and when they rest."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import nbformat
import psutil
from nbformat.v4 import new_code_cell, new_notebook

from tests.browser import server as infoshare

BLANK = """
import ipywidgets
radio = ipywidgets.RadioButtons(options=["Yes", "No", "Not sure"], value=None)
button = ipywidgets.Button(description="Continue")
button.on_click(lambda pressed: setattr(pressed, "description", f"Said {radio.value}"))
display(radio, button)
"""
MB = 2**20
START_SECONDS = 30.0
REST_SECONDS = 60.0
AT_REST = 0.05
"""A process that takes less of one core than this is at rest."""


@dataclass
class Site:
    """A running server.

    Attributes:
        process: the server itself; kernels are below it.
        link: the page that is measured, with the key if there is one.
        waiting: what says that the page is not there yet.
        radio, button: where the first question is.
        answer: what reads differently once Python has answered it.
    """

    name: str
    process: psutil.Process
    link: str
    waiting: str
    radio: str
    button: str
    answer: str

    def below(self) -> list[psutil.Process]:
        """Every process that the server or a process of its started, and that still runs."""
        return [one for one in self.process.children(recursive=True) if one.is_running() and one.status() != psutil.STATUS_ZOMBIE]

    def kernel(self, kernel_id: str) -> psutil.Process | None:
        """The process that runs a kernel: told by its command line or, where it was forked, by the sockets it listens on."""
        found = [one for one in self.below() if kernel_id in _said_of(one)]
        return max(found, key=lambda one: one.create_time(), default=None)

    def rest(self, ended: str) -> None:
        """Wait until a page's kernel has ended, and nothing here does anything."""
        end = time.monotonic() + REST_SECONDS
        while self.kernel(ended) is not None or _busy([self.process, *self.below()]) > AT_REST:
            if time.monotonic() > end:
                raise TimeoutError(f"{self.name}: kernel {ended} has not ended, or something keeps the processor busy: {self.below()}")
            time.sleep(0.1)


def _said_of(process: psutil.Process) -> str:
    """A process's command line, and the names of its sockets."""
    try:
        return " ".join([*process.cmdline(), *(str(one.laddr) for one in process.net_connections("unix"))])
    except psutil.NoSuchProcess:
        return ""


def _busy(processes: list[psutil.Process]) -> float:
    """The share of one core that processes take together."""
    before, began = _seconds(processes), time.monotonic()
    time.sleep(0.3)
    return (_seconds(processes) - before) / (time.monotonic() - began)


def _seconds(processes: list[psutil.Process]) -> float:
    used = 0.0
    for process in processes:
        try:
            used += sum(process.cpu_times()[:2])
        except psutil.NoSuchProcess:
            continue
    return used


def proportional(process: psutil.Process) -> float:
    """PSS in MB: memory of its own, and its share of what it has in common with others."""
    return float(process.memory_full_info().pss) / MB


def resident(process: psutil.Process) -> float:
    """RSS in MB: all memory that the process has, also what it shares."""
    return float(process.memory_info().rss) / MB


@contextmanager
def stock(folder: Path) -> Iterator[Site]:
    """Voilà as it comes, with one radio group and one button. Pressing the button changes its words, so that an answer can be seen."""
    folder.mkdir()
    page = folder / "blank.ipynb"
    nbformat.write(
        new_notebook(cells=[new_code_cell(BLANK)], metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}}), page
    )
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    # Nobody's own settings, and this Python's kernel: the installed one says only "python".
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    env = {**os.environ, "PATH": path, "JUPYTER_CONFIG_DIR": str(folder / "config"), "JUPYTER_NO_CONFIG": "1"}
    command = [sys.executable, "-m", "voila", str(page), "--no-browser", f"--port={port}"]
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(command, cwd=folder, env=env, stdout=log, stderr=log)
    try:
        _wait_for(port)
        link = f"http://127.0.0.1:{port}/"
        yield Site(
            "stock",
            psutil.Process(process.pid),
            link,
            "#loading, .jp-OutputArea-output:not(:has(.widget-radio))",
            ".widget-radio input",
            ".widget-button",
            ".widget-button",
        )
    finally:
        process.terminate()
        process.wait(20)


@contextmanager
def ours(folder: Path) -> Iterator[Site]:
    """``infoshare start``, and its page for one case."""
    folder.mkdir()
    server = infoshare.start(folder)
    try:
        process, link = psutil.Process(server.process.pid), server.page("share")
        yield Site("ours", process, link, "#waiting-status", "main form [type=radio]", "main form [type=submit]", "main h1")
    finally:
        server.stop()


def _wait_for(port: int) -> None:
    end = time.monotonic() + START_SECONDS
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.1)
