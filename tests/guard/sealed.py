"""A Chromium that cannot reach another computer, and a proxy that writes down whatever asks: pages, workers, and Chromium itself."""

from __future__ import annotations

import re
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import network_guard

ITS_OWN = (
    *("accounts.google.com", "android.clients.google.com", "clients2.google.com", "clients2.googleusercontent.com"),
    *("content-autofill.googleapis.com", "edgedl.me.gvt1.com", "mtalk.google.com", "optimizationguide-pa.googleapis.com"),
    *("redirector.gvt1.com", "safebrowsing.googleapis.com", "update.googleapis.com"),
)
"""Whom Chromium asks unbidden, whatever the page: for updates, dictionaries, who is signed in, which fields a form has. That is refused and told, and
fails no run: which options silence it changes with its version. `Watch` fails a page that asks one of these."""


class Refusing(socketserver.StreamRequestHandler):
    """Answers no request."""

    def handle(self) -> None:
        asked = self.rfile.readline(2000).decode("latin-1").strip()
        host = re.sub(r"^\w+ (?:\w+://)?([^/: ]*).*$", r"\1", asked)
        network_guard.write(network_guard.CHROMIUM if host in ITS_OWN else "a page in Chromium", asked, callers=False)
        self.wfile.write(b"HTTP/1.1 403 Tests stay on this computer\r\nConnection: close\r\n\r\n")


class Proxy(socketserver.ThreadingTCPServer):
    """Stands between Chromium and everything that is not this computer."""

    daemon_threads = True


@contextmanager
def sealed() -> Iterator[list[str]]:
    """The options that seal Chromium, while a proxy listens. Chromium never uses a proxy for this computer itself."""
    with Proxy(("127.0.0.1", 0), Refusing) as proxy:
        threading.Thread(target=proxy.serve_forever, daemon=True).start()
        yield [
            f"--proxy-server=http://127.0.0.1:{proxy.server_address[1]}",
            "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",  # what would go past the proxy finds no address
            "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
        ]
        proxy.shutdown()
