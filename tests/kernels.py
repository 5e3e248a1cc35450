"""The processes behind the pages of a running server, as the system sees them."""

from __future__ import annotations

from pathlib import Path

import psutil

FROM_NOTHING = "ipykernel_launcher"


def kernels(server: int) -> list[int]:
    """The processes that run the kernel of a page: forks of the warm process, or started from nothing where there is none."""
    found = []
    for process in psutil.Process(server).children(recursive=True):
        try:
            gone = process.status() == psutil.STATUS_ZOMBIE
            if not gone and (process.ppid() != server or any(FROM_NOTHING in word for word in process.cmdline())):
                found.append(process.pid)
        except psutil.NoSuchProcess:
            continue
    return found


def sockets(kernel: int) -> list[Path]:
    """The sockets on which a kernel listens; their names hold the kernel's id."""
    return [Path(one.laddr) for one in psutil.Process(kernel).net_connections(kind="unix") if one.laddr]


def kernel(server: int, kernel_id: str) -> int:
    """The process of one page's kernel."""
    (found,) = (pid for pid in kernels(server) if any(kernel_id in path.name for path in sockets(pid)))
    return found
