"""A warm process: everything that a page needs is imported and read here once, and each page's kernel is a fork of it.

A kernel that starts from nothing imports for a second and holds its own copy of all it imported. A fork is there in some milliseconds
and shares what nobody changes. This process never serves a page: it runs no notebook, knows no request and holds nothing of any user,
so there is nothing that one page's kernel could learn of another's. The server (see forks.py) asks for a fork over a socket that only it
has, and when the server is gone this process ends too, and the kernels with it.

Not for Windows, which cannot fork: kernels start from nothing there.
"""

from __future__ import annotations

import array
import ctypes
import gc
import json
import os
import select
import signal
import socket
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from importlib import import_module
from typing import Any

LENGTH = 4
"""Bytes that say how long a message is."""
READ_AT_START = (
    "ipykernel.kernelapp", "ipykernel.ipkernel", "ipykernel.zmqshell", "ipykernel.debugger", "IPython.core.completerlib",
    "IPython.core.debugger", "IPython.core.oinspect", "IPython.extensions.storemagic", "psutil", "tornado.platform.asyncio",
    "tornado.queues", "encodings.idna", "faulthandler",
)  # fmt: skip
"""What a kernel imports while it starts."""


def send(control: socket.socket, message: Any, descriptors: tuple[int, ...] = ()) -> None:
    """Send one message, and with it open files."""
    content = json.dumps(message).encode()
    rights = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", descriptors))] if descriptors else []
    control.sendmsg([len(content).to_bytes(LENGTH, "big")], rights)
    control.sendall(content)


def receive(control: socket.socket) -> tuple[Any, tuple[int, ...]]:
    """Wait for one message and the open files that came with it.

    Raises:
        EOFError: the other side is gone.
    """
    head, descriptors, _, _ = socket.recv_fds(control, LENGTH, 1)
    size = int.from_bytes(head + _exactly(control, LENGTH - len(head)) if head else b"", "big")
    if not size:
        raise EOFError
    return json.loads(_exactly(control, size)), tuple(descriptors)


def _exactly(control: socket.socket, size: int) -> bytes:
    found = bytearray()
    while len(found) < size:
        more = control.recv(size - len(found))
        if not more:
            raise EOFError
        found += more
    return bytes(found)


def serve(control: socket.socket) -> None:
    """Fork a kernel for every message, until the other side is gone. While nobody asks, get ready for what will be asked."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for the kernels here: the server sees the end of each by its pipe
    preparing = prepare()
    next(preparing)
    _settle()
    while True:
        while not select.select([control], [], [], 0)[0] and next(preparing, None):
            _settle()
        try:
            request, descriptors = receive(control)
        except EOFError:
            return
        child = os.fork()
        if child == 0:
            control.close()
            become(request, descriptors)
        for descriptor in descriptors:
            os.close(descriptor)
        send(control, child)


def prepare() -> Iterator[str]:
    """Import and read what every page needs; then, part by part, make what an interview needs later on."""
    sys.modules["debugpy"] = None  # type: ignore[assignment]  # no page needs a debugger; ipykernel would load 10 MB of one
    for name in READ_AT_START:
        import_module(name)

    from ..reasoning.advise import advise
    from ..reasoning.case import Case
    from ..reasoning.present import as_data
    from . import pages

    guidance, _ = pages.area_guidance()
    yield "pages"
    # The diagrams of one law, which an interview needs once it knows the nation. Others are made by the page that needs them: all four
    # would take as much memory as a page, on every computer.
    case = Case(nation=pages.usual_nation(guidance))
    as_data(advise(case, guidance, on=date.today()), guidance, unknown=False)
    yield "interview"


def _settle() -> None:
    """Leave what is there alone from now on: the collector would write on pages of memory that the kernels share."""
    if threading.active_count() > 1:
        raise RuntimeError("a thread would be missing in every fork")
    gc.collect()
    with suppress(AttributeError, OSError):  # the C library of this system does not offer it
        ctypes.CDLL(None).malloc_trim(0)
    gc.freeze()


def become(request: dict[str, Any], descriptors: tuple[int, ...]) -> None:
    """In a fork: become the kernel of one page. Never returns."""
    status = 1
    try:
        os.setsid()
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        os.environ.clear()
        os.environ.update(request["env"])
        os.chdir(request["cwd"])
        sys.argv = ["ipykernel_launcher.py", *request["arguments"]]
        os.set_inheritable(descriptors[0], False)  # its end tells the server that this process ended; no program run from here may hold it
        from ipykernel.kernelapp import IPKernelApp

        # Both are looked at when ipykernel and ipywidgets are imported, which was before there was this kernel: whose child it is, and
        # whether there is a shell to which widgets belong.
        IPKernelApp.launch_instance(sys.argv[1:], parent_handle=os.getppid(), extensions=["ipywidgets"])
        status = 0
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else 0
    finally:
        os._exit(status)  # what the warm process would tidy up at its end is not ours to tidy


def main() -> None:
    """Serve on the socket whose number is the first argument."""
    with socket.socket(fileno=int(sys.argv[1])) as control:
        serve(control)


if __name__ == "__main__":
    main()
