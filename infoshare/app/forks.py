"""The server's side of the warm process (see warm.py): kernels that are forks of it, for Jupyter's kernel manager."""

from __future__ import annotations

import asyncio
import os
import select
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import suppress
from queue import Empty
from typing import Any, cast

from jupyter_client.asynchronous.client import AsyncKernelClient
from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.provisioning.local_provisioner import LocalProvisioner
from jupyter_server.services.kernels.kernelmanager import ServerKernelManager
from traitlets import DottedObjectName

from .warm import receive, send

POSSIBLE = hasattr(os, "fork") and sys.platform != "win32"
LAUNCHER = "ipykernel_launcher"


class Warm:
    """The warm process. It is started when first needed, and again should it have ended."""

    def __init__(self) -> None:
        """Know no process yet."""
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None

    def start(self) -> None:
        """Have the process get ready, without waiting for it."""
        with self._lock:
            self._ready()

    def fork(self, arguments: list[str], environment: dict[str, str], cwd: str) -> Fork:
        """Start a kernel.

        Raises:
            OSError, EOFError: no process can be had.
        """
        with self._lock:
            control = self._ready()
            alive, ended = os.pipe()
            try:
                send(control, {"arguments": arguments, "env": environment, "cwd": cwd}, (ended,))
                number, _ = receive(control)
            except (OSError, EOFError):
                os.close(alive)
                self._close()
                raise
            finally:
                os.close(ended)
        return Fork(number, alive)

    def stop(self) -> None:
        """End the process. Kernels that still run lose their parent, and end by themselves."""
        with self._lock:
            self._close()

    def _ready(self) -> socket.socket:
        if self._process is not None and self._control is not None and self._process.poll() is None:
            return self._control
        self._close()
        ours, theirs = socket.socketpair()
        with theirs:
            command = [sys.executable, "-m", "infoshare.app.warm", str(theirs.fileno())]
            quiet: dict[str, Any] = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.DEVNULL)
            # A session of its own: Ctrl-C in the terminal is for the server, which ends its kernels in good order.
            self._process = subprocess.Popen(command, pass_fds=[theirs.fileno()], start_new_session=True, **quiet)  # noqa: S603
        self._control = ours
        return ours

    def _close(self) -> None:
        if self._control is not None:
            self._control.close()
        if self._process is not None:
            self._process.terminate()
            self._process.wait()
        self._control = self._process = None


class Fork:
    """One forked kernel, with what Jupyter expects of a `subprocess.Popen`. Its parent is the warm process, so nobody here can wait for
    it: the end of a pipe that only it holds tells that it ended. How it ended is not known: the return code is 0.
    """

    stdin = stdout = stderr = None

    def __init__(self, pid: int, alive: int) -> None:
        """Take its number, and the end of the pipe to read from."""
        self.pid = pid
        self.returncode: int | None = None
        self._alive = alive

    def poll(self) -> int | None:
        """Give None while it runs."""
        if self.returncode is None and select.select([self._alive], [], [], 0)[0]:
            os.close(self._alive)
            self.returncode = 0
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Wait for its end."""
        until = None if timeout is None else time.monotonic() + timeout
        while self.poll() is None:
            if until is not None and time.monotonic() > until:
                raise subprocess.TimeoutExpired(LAUNCHER, timeout or 0)
            time.sleep(0.01)
        return 0

    def send_signal(self, number: int) -> None:
        """Send it a signal, if it still runs."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def terminate(self) -> None:
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """End it."""
        self.send_signal(signal.SIGKILL)


class WarmProvisioner(LocalProvisioner):
    """Starts a kernel as a fork of the warm process; from nothing, as Jupyter does, where that cannot be."""

    warm: Warm

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        """Start the kernel."""
        if cmd[:3] != [sys.executable, "-m", LAUNCHER]:
            return await super().launch_kernel(cmd, **kwargs)
        try:
            fork = await asyncio.to_thread(self.warm.fork, cmd[3:], kwargs["env"], str(kwargs.get("cwd") or os.getcwd()))
        except (OSError, EOFError):
            return await super().launch_kernel(cmd, **kwargs)
        self.process = cast(Any, fork)
        self.pid = self.pgid = fork.pid  # it leads a session, so also its group
        self.cwd = kwargs.get("cwd")
        return self.connection_info

    async def send_signal(self, signum: int) -> None:
        """Signal the kernel and what it started; not somebody else who got its number after its end."""
        if self.process is not None and self.process.poll() is None:
            await super().send_signal(signum)


class PromptClient(AsyncKernelClient):
    """Says that a kernel is ready as soon as it is. Jupyter's own then waits until nothing has come for a fifth of a second."""

    async def wait_for_ready(self, timeout: float | None = None) -> None:
        """Wait until the kernel answers, and what it publishes arrives.

        Raises:
            RuntimeError: it ended, or took longer than ``timeout`` seconds.
        """
        until = time.monotonic() + (timeout or float("inf"))
        while time.monotonic() < until and await self.is_alive():
            self.kernel_info()
            with suppress(Empty):
                if (await self.get_shell_msg(timeout=1))["msg_type"] == "kernel_info_reply":
                    await self.get_iopub_msg(timeout=0.2)
                    return
        raise RuntimeError("the kernel did not get ready")


class WarmKernelManager(ServerKernelManager):
    """One page's kernel."""

    client_class = DottedObjectName(f"{PromptClient.__module__}.{PromptClient.__qualname__}")

    async def _async_pre_start_kernel(self, **kwargs: Any) -> Any:
        if self.provisioner is None:
            self.provisioner = WarmProvisioner(kernel_id=self.kernel_id, kernel_spec=self.kernel_spec, parent=self)
            self.provisioner.warm = cast(Any, self.parent).warm
        return await super()._async_pre_start_kernel(**kwargs)
