"""No Python process of the test suite reaches another computer, or looks one up: it is refused, and written down.

What is refused raises `LeftTheComputer`. Code that swallows the error is found out all the same, by the report: a file that all processes add to,
named in the environment. `sitecustomize` beside this file brings the guard into every Python that a test starts, and no process can be started
without it. What C++ code does by itself passes unseen: ZeroMQ, whose sockets are kernels' own, and Chromium, which has a guard of its own.
"""

from __future__ import annotations

import json
import os
import re
import socket
import sys
from collections.abc import Callable, Mapping
from ipaddress import IPv4Address, IPv6Address, ip_address
from pathlib import Path
from typing import Any

HERE = str(Path(__file__).parent)
REPORT = "INFOSHARE_NETWORK_REPORT"
"""Names the report in the environment."""
UNGUARDED = "INFOSHARE_UNGUARDED"
"""Set in the environment of a process that may go without a guard, such as pip: why."""
CHROMIUM = "Chromium of its own accord"
"""What asks in the lines of the report that fail no run."""
BLIND = re.compile(r"-[a-zA-Z]*?[IES]")
"""Options of Python with which it would not find the guard, also in front of others: -I, -Im, -ES."""


class LeftTheComputer(OSError):
    """Something asked for another computer. Tests may only use this one."""


def is_here(address: object) -> bool:
    """Whether an address, or its host alone, is on this computer."""
    host = address[0] if isinstance(address, tuple) and address else address
    if not isinstance(host, (str, bytes)):
        return True  # no host at all, or a socket of the system's own (netlink)
    number = _number(host)
    if number is None:
        return host in ("", "localhost", b"", b"localhost")
    return number.is_loopback or number.is_unspecified


def _number(host: object) -> IPv4Address | IPv6Address | None:
    try:
        number = ip_address(os.fsdecode(host) if isinstance(host, (str, bytes)) else "")
    except ValueError:
        return None
    return (isinstance(number, IPv6Address) and number.ipv4_mapped) or number


def refuse(what: str, where: object) -> None:
    """Write down that something asked for another computer, and refuse it."""
    write(what, where)
    raise LeftTheComputer(f"{what} to {where!r} would leave this computer. Tests may not.")


def write(what: str, where: object, *, callers: bool = True) -> None:
    """Add one line to the report."""
    line = {
        "what": what,
        "where": str(where),
        "test": os.environ.get("PYTEST_CURRENT_TEST", ""),
        "process": sys.orig_argv[:4],
        "from": _callers(),
    }
    with open(os.environ[REPORT], "a", encoding="utf-8") as report:  # one short write: lines of several processes do not mix
        report.write(json.dumps(line) + "\n")


def environment() -> dict[str, str]:
    """What a process needs in an environment of its own to be guarded."""
    return {REPORT: os.environ[REPORT], "PYTHONPATH": HERE}


def _callers() -> list[str]:
    """The places in the code that led here, nearest first."""
    frame, found = sys._getframe(2), []
    while frame is not None and len(found) < 8:
        if frame.f_code.co_filename != __file__:
            found.append(f"{frame.f_code.co_filename}:{frame.f_lineno}")
        frame = frame.f_back  # type: ignore[assignment]
    return found


def _connects(event: str, _: object, address: object) -> None:
    if not isinstance(address, (str, bytes)) and not is_here(address):  # a text is the path of a Unix socket
        refuse(event, address)


def _looks_up(event: str, host: object, *_: object) -> None:
    if not is_here(host) and _number(host) is None:  # a number needs no looking up; what is done with it then is judged
        refuse(event, host)


def _looks_back(event: str, address: object, *_: object) -> None:
    if not is_here(address):  # here it is the number that is looked up
        refuse(event, address)


def _starts(event: str, executable: object, arguments: Any, *rest: object) -> None:
    """A process may start if it is guarded, too."""
    environment = rest[-1]
    given = {_text(k): _text(v) for k, v in environment.items()} if isinstance(environment, Mapping) else os.environ
    words = [_text(a) for a in arguments] if isinstance(arguments, (list, tuple)) else [_text(arguments)]
    blind = "python" in os.path.basename(words[0]) and any(BLIND.match(word) for word in words[1:2])
    guarded = HERE in given.get("PYTHONPATH", "").split(os.pathsep) and REPORT in given and not blind
    if not guarded and not given.get(UNGUARDED):
        refuse(f"{event} without the guard", " ".join(words[:4]))


def _text(value: object) -> str:
    return os.fsdecode(value) if isinstance(value, (str, bytes, os.PathLike)) else str(value)


JUDGES: dict[str, Callable[..., None]] = {
    "socket.connect": _connects,
    "socket.sendto": _connects,
    "socket.sendmsg": _connects,
    "socket.getaddrinfo": _looks_up,
    "socket.gethostbyname": _looks_up,
    "socket.gethostbyaddr": _looks_back,
    "socket.getnameinfo": _looks_back,
    "subprocess.Popen": _starts,
    "os.exec": _starts,
    "os.posix_spawn": _starts,
}
_installed = False


def install() -> None:
    """Guard this process, and those that it forks, for good. Without a report named in the environment nothing happens."""
    global _installed
    if _installed or REPORT not in os.environ:
        return
    _installed = True
    sys.addaudithook(lambda event, arguments: JUDGES[event](event, *arguments) if event in JUDGES else None)
    for name in ("connect", "connect_ex", "sendto"):
        _ask_first(name)


def _ask_first(name: str) -> None:
    """Judge an address before the socket looks it up: the audit event comes after, and if no such name is found, never."""
    method = getattr(socket.socket, name)

    def asked(self: socket.socket, *arguments: Any) -> Any:
        if arguments:
            _connects(f"socket.{name}", self, arguments[-1])
        return method(self, *arguments)

    setattr(socket.socket, name, asked)
