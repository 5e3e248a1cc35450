"""What the server answers on which address, and the headers on every answer."""

from __future__ import annotations

import asyncio
import json
import logging
from pathlib import Path
from typing import Any, NoReturn

from jupyter_core.utils import ensure_async
from jupyter_server.base.handlers import JupyterHandler
from tornado import web
from tornado.httputil import HTTPHeaders
from voila.handler import BaseVoilaHandler
from voila.shutdown_kernel_handler import VoilaShutdownKernelHandler
from voila.tornado.handler import TornadoVoilaHandler

from infoshare.app.frame import template_resources

log = logging.getLogger(__name__)

CSP = "; ".join([
    "default-src 'none'",
    # Voilà's pages hold inline scripts; anywidget imports its module from a blob.
    "script-src 'self' 'unsafe-inline' blob:",
    "script-src-attr 'none'",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self' data:",
    "connect-src 'self'",
    "worker-src 'self' blob:",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "object-src 'none'",
])  # fmt: skip

HEADERS = {
    "Content-Security-Policy": CSP,
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}

LAST_WORDS_SECONDS = 1.0


class SafeHeaders(web.OutputTransform):
    """Puts our headers on every answer; Voilà's static files have none of their own."""

    def __init__(self, request: Any) -> None:
        """Take the request, as tornado wants; nothing in it matters."""

    def transform_first_chunk(
        self, status_code: int, headers: HTTPHeaders, chunk: bytes, finishing: bool
    ) -> tuple[int, HTTPHeaders, bytes]:
        """Set the headers, in place of weaker ones."""
        for name, value in HEADERS.items():
            headers[name] = value
        if headers.get("Content-Type", "").startswith(("text/html", "application/json")):
            headers["Cache-Control"] = "no-store"
        for name in ("Server", "Access-Control-Allow-Origin"):
            headers.pop(name, None)
        return status_code, headers, chunk


class _NoLogin:
    """Without the key there is nothing to log in to: say so at once, instead of sending the person to a form."""

    def get_login_url(self) -> NoReturn:
        raise web.HTTPError(403)


class PageHandler(_NoLogin, TornadoVoilaHandler):
    """One notebook, drawn as a page. Its opening needs no kernel, and is on its way before one is started."""

    FRAME = "voila/templates/infoshare/frame.macro.html.j2"

    @web.authenticated
    async def get(self, path: str | None = None) -> None:
        """Send the page."""
        words = template_resources()
        frame = self.get_template(self.FRAME).module  # type: ignore[no-untyped-call]
        if words["front"]:
            notebook = Path(self.settings["kernel_manager"].root_dir, self.notebook_path)
            title = json.loads(notebook.read_text(encoding="utf-8"))["metadata"].get("title", notebook.stem)
            self.xsrf_token  # noqa: B018 - reading it sets the cookie, which must go out first
            self.write(frame.opening(title, notebook.stem, words, self.base_url))
            self.flush()
        try:
            await ensure_async(super().get(path))
        except Exception as error:
            if not words["front"]:
                raise
            log.error("a page failed: %s", type(error).__name__)  # too late for an error page: the opening is there
            self.write(frame.failed(words))


class FrontHandler(web.StaticFileHandler):
    """Our own front end's files: named by their content, so a browser may keep them; sent as they were compressed when it was built."""

    FORMS = (("br", ".br"), ("gzip", ".gz"))

    async def get(self, path: str, include_body: bool = True) -> None:
        """Send a file, in the smallest form that the browser takes."""
        self._name = path
        accepted = {part.split(";")[0].strip() for part in self.request.headers.get("Accept-Encoding", "").split(",")}
        for form, suffix in self.FORMS:
            if form in accepted and (Path(self.root) / f"{path}{suffix}").is_file():
                self.set_header("Content-Encoding", form)
                path += suffix
                break
        self.set_header("Vary", "Accept-Encoding")
        await super().get(path, include_body)

    def get_content_type(self) -> str:
        """Give the type of what is in the file, not of its compressed form."""
        return "text/javascript; charset=utf-8" if self._name.endswith(".js") else "text/plain; charset=utf-8"

    def set_extra_headers(self, path: str) -> None:
        """Let the browser keep it for a year: another content has another name."""
        self.set_header("Cache-Control", "public, max-age=31536000, immutable")


class MissingHandler(_NoLogin, BaseVoilaHandler):
    """Any other address."""

    @web.authenticated
    async def get(self, *_: str) -> None:
        """Say that there is no page here."""
        raise web.HTTPError(404)


class AliveHandler(_NoLogin, JupyterHandler):
    """Tells a page whether its kernel still runs."""

    @web.authenticated
    async def get(self, kernel_id: str) -> None:
        """Answer ``{"alive": true}`` or ``{"alive": false}``."""
        kernels = self.kernel_manager
        alive = kernel_id in kernels and await ensure_async(kernels.is_alive(kernel_id))
        self.set_header("Content-Type", "application/json")
        self.finish(json.dumps({"alive": bool(alive)}))


class ClosedTabHandler(VoilaShutdownKernelHandler):
    """Ends the kernel of a closed tab, after a moment in which it can still save what was typed last."""

    @web.authenticated
    async def post(self, kernel_id: str) -> None:
        """End the kernel."""
        await asyncio.sleep(LAST_WORDS_SECONDS)
        if kernel_id not in self.kernel_manager:
            raise web.HTTPError(404)
        await ensure_async(self.kernel_manager.shutdown_kernel(kernel_id))  # type: ignore[no-untyped-call]
        self.set_status(204)
        self.finish()
