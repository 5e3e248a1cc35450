"""A real `infoshare start` beside the tests: its link, its data folder, and its kernels."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from infoshare.app.server import IDLE_SECONDS, find_notebooks
from tests.kernels import kernel, kernels


@dataclass
class Server:
    """A running server. ``link`` is what it printed: the address of the home page with its key."""

    process: subprocess.Popen[str]
    link: str
    data: Path

    def page(self, name: str, query: str = "") -> str:
        """The link to one page, with the key, as a person would have it who kept the link from the terminal."""
        address, _, token = self.link.partition("?")
        return f"{address}{name}.ipynb?{'&'.join(filter(None, [token, query]))}"

    def forget(self) -> None:
        """Empty the data folder, as on a computer on which infoshare was never used."""
        for path in self.data.iterdir():
            shutil.rmtree(path) if path.is_dir() else path.unlink()

    def kernels(self) -> list[int]:
        """The processes of the pages that are open."""
        return kernels(self.process.pid)

    def kill_kernel(self, kernel_id: str) -> None:
        """End one page's kernel without a word, as when the computer runs out of memory."""
        os.kill(kernel(self.process.pid, kernel_id), signal.SIGKILL)

    @property
    def port(self) -> int:
        """Where it listens."""
        return urlsplit(self.link).port or 0

    def stop(self) -> None:
        """Stop as Ctrl-C does."""
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()


START = """
import sys
from pathlib import Path
from infoshare.app.server import start
port, idle_seconds, notebooks = sys.argv[1:]
start(int(port), open_browser=False, idle_seconds=int(idle_seconds), notebooks_dir=Path(notebooks))
"""


def start(
    data: Path,
    *,
    port: int = 0,
    idle_seconds: int | None = None,
    temporary: Path | None = None,
    stock: bool = False,
    notebooks: Path | None = None,
) -> Server:
    """Start the command of this very Python, on a free port, and read the one line it prints.

    Args:
        data: the data folder.
        port: the port; any free one when left out.
        idle_seconds: end kernels that nobody has used for so long, sooner than the command does.
        temporary: a folder of its own for temporary files.
        stock: ask for Voilà's own front end.
        notebooks: serve these in place of our own.
    """
    command = ["-m", "infoshare.cli", "start", "--no-browser", "--port", str(port), *(["--stock"] if stock else [])]
    if idle_seconds is not None or notebooks is not None:  # the command has no option for these
        command = ["-c", START, str(port), str(idle_seconds or IDLE_SECONDS), str(notebooks or find_notebooks())]
    process = subprocess.Popen(
        [sys.executable, *command],
        stdout=subprocess.PIPE,
        text=True,
        env={**environment(data), **({"TMPDIR": str(temporary)} if temporary else {})},
    )
    assert process.stdout is not None
    link = process.stdout.readline().strip()  # an empty line if it dies; pytest shows what it said on stderr
    assert link.startswith("http://127.0.0.1:"), "infoshare start printed no link"
    return Server(process, link, data)


def environment(data: Path) -> dict[str, str]:
    """What a server is started with: its own data folder, and no word of practice."""
    return {**{name: value for name, value in os.environ.items() if name != "INFOSHARE_PRACTICE"}, "INFOSHARE_DATA": str(data)}
