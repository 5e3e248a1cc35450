"""The processes behind the pages: this Python, no key in their environment, nothing on the terminal, none left behind."""

from __future__ import annotations

import subprocess
from typing import Any, cast
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from jupyter_client.kernelspec import KernelSpecManager
from jupyter_server.services.kernels.kernelmanager import AsyncMappingKernelManager, ServerKernelManager
from traitlets import default

from .forks import POSSIBLE, Warm, WarmKernelManager


class ThisPython(KernelSpecManager):
    """Knows one kernel: the Python that runs infoshare. A "python3" kernel that some other tool installed is not it."""

    @default("kernel_dirs")
    def _no_other_kernels(self) -> list[str]:
        return []


class PrivateKernels(AsyncMappingKernelManager):
    """Starts kernels that do not know the key to the server and write nothing to its terminal or to a history file.

    Attributes:
        warm: the process that they are forks of.
    """

    def __init__(self, **settings: Any) -> None:
        """Have the warm process get ready while the server does."""
        super().__init__(**settings)  # type: ignore[no-untyped-call]
        self.warm = Warm()
        if POSSIBLE:
            self.warm.start()

    @default("kernel_manager_class")
    def _of_the_warm_process(self) -> str:
        one = WarmKernelManager if POSSIBLE else ServerKernelManager
        return f"{one.__module__}.{one.__qualname__}"

    async def start_kernel(self, **kwargs: Any) -> Any:  # type: ignore[override]
        """Start a kernel."""
        kwargs["env"] = without_key(kwargs.get("env", {}), key=cast("Any", self.parent).token)
        # A kernel writes tracebacks of failed messages to its stderr, which is the server's terminal.
        kwargs["stdout"] = kwargs["stderr"] = subprocess.DEVNULL
        kwargs["extra_arguments"] = ["--HistoryManager.enabled=False"]
        return await super().start_kernel(**kwargs)


def without_key(environment: dict[str, str], key: str) -> dict[str, str]:
    """Take the server's key out of an environment: Voilà puts the request's address there, with its ``?token=``."""
    clean = dict(environment)
    if "QUERY_STRING" in clean:
        clean["QUERY_STRING"] = _without_token(clean["QUERY_STRING"])
    if "VOILA_REQUEST_URL" in clean:
        parts = urlsplit(clean["VOILA_REQUEST_URL"])
        clean["VOILA_REQUEST_URL"] = urlunsplit(parts._replace(query=_without_token(parts.query)))
    return {name: value for name, value in clean.items() if key not in value}


def _without_token(query: str) -> str:
    return urlencode([(name, value) for name, value in parse_qsl(query, keep_blank_values=True) if name != "token"])
