"""The server behind `infoshare start`: Voilà on this computer only, behind a key, with our template and nothing else.

Traps that the settings avoid were found by reading and running Voilà 0.5.13; each has a test in tests/http.
"""

from __future__ import annotations

import logging
import os
import secrets
import shutil
import signal
import socket
import sys
import tempfile
import webbrowser
from collections.abc import Sequence
from pathlib import Path
from typing import Any, cast

from jupyter_core.paths import jupyter_path
from jupyter_core.utils import run_sync
from tornado.httpserver import HTTPServer
from tornado.ioloop import IOLoop
from tornado.netutil import bind_sockets
from tornado.web import GZipContentEncoding
from traitlets import default
from traitlets.config import Config
from voila.app import Voila
from voila.static_file_handler import AllowListFileHandler
from voila.tornado.contentshandler import VoilaContentsHandler
from voila.tornado.handler import TornadoVoilaHandler
from voila.tornado.treehandler import TornadoVoilaTreeHandler

from infoshare.app.about import AboutHandler
from infoshare.app.frame import ABOUT, FRONT, PACKAGE, PAGES, STOCK, TEMPLATES, template_resources
from infoshare.app.kernels import PrivateKernels, ThisPython
from infoshare.app.quiet import quiet_logs
from infoshare.app.routes import AliveHandler, ClosedTabHandler, FrontHandler, MissingHandler, PageHandler, SafeHeaders

ADDRESS = "127.0.0.1"
PORT = 8866
PORTS_TRIED = 50
IDLE_SECONDS = 30 * 60
LONGEST_SOCKET_FOLDER = 40
ABOUT_LINKS = {"about": "/"}
"""Shown in the footer by this server only: inside another Jupyter server (Binder) those pages do not exist."""
EXTENSIONS = ("anywidget", "@jupyter-widgets/jupyterlab-manager", "@voila-dashboards/widgets-manager8")


class PortTakenError(RuntimeError):
    """The port that was asked for is in use. Choose another, or none, and infoshare finds a free one."""

    def __init__(self, port: int) -> None:
        super().__init__(f"Port {port} is in use. Choose another port, or leave it out and infoshare finds a free one.")


class InfoshareVoila(Voila):
    """Voilà with our pages and no other address."""

    name = "voila"
    sockets: Sequence[socket.socket] = ()

    @default("log")
    def _log_default(self) -> Any:
        return logging.getLogger("voila")

    @property
    def themes_dir(self) -> str:
        """JupyterLab's themes. Voilà takes the first data folder called "voila", which can be the one of our template."""
        themes = (Path(folder) / "themes" for folder in jupyter_path("voila"))
        return str(next((folder for folder in themes if folder.is_dir()), super().themes_dir))

    def init_settings(self) -> Any:
        """Add what must be known before tornado's application is made: later, it would be ignored."""
        settings: Any = super().init_settings()
        settings["voila_jinja2_env"].globals["infoshare"] = {**template_resources(), **ABOUT_LINKS}
        settings["jinja2_env"] = settings["voila_jinja2_env"]  # error pages of every handler are ours
        settings["transforms"] = [SafeHeaders, GZipContentEncoding]
        settings["websocket_compression_options"] = {}  # tornado's own; without any, a page's widgets would travel as they are
        settings["allow_remote_access"] = False  # refuses a foreign Host header (DNS rebinding)
        settings["xsrf_cookie_kwargs"] = {"samesite": "Lax"}
        return settings

    def init_handlers(self) -> Any:
        """Keep Voilà's static files and kernel addresses; drop files, folders, contents and login; add our pages."""
        dropped = (AllowListFileHandler, TornadoVoilaTreeHandler, VoilaContentsHandler, TornadoVoilaHandler)
        logins = [handler for _, handler in self.identity_provider.get_handlers()]
        kept = [
            rule for rule in cast("list[Any]", super().init_handlers())
            if not issubclass(rule[1], dropped) and rule[1] not in logins and "/shutdown/" not in rule[0]
        ]  # fmt: skip
        idle_minutes = self.config.MappingKernelManager.cull_idle_timeout // 60
        ours = [
            (r"/infoshare/alive/([\w-]+)", AliveHandler),
            (r"/voila/api/shutdown/([\w-]+)", ClosedTabHandler),
            *((rf"/{page}", AboutHandler, {"page": page, "idle_minutes": idle_minutes}) for page in ABOUT),
            (r"/", PageHandler, self._page_settings("index")),
            *((rf"/(?:voila/render/)?{page}\.ipynb", PageHandler, self._page_settings(page)) for page in self._pages()),
            (r"/.*", MissingHandler, {"voila_configuration": self.voila_configuration}),
        ]
        front = (r"/voila/templates/infoshare/static/([\w.-]+)", FrontHandler, {"path": str(FRONT.parent)})
        return [front, *kept, *ours]

    def _pages(self) -> list[str]:
        return [page for page in PAGES if (Path(self.root_dir) / f"{page}.ipynb").is_file()]

    def _page_settings(self, page: str) -> dict[str, Any]:
        return {
            "notebook_path": f"{page}.ipynb",
            "template_paths": self.template_paths,
            "config": self.config,
            "voila_configuration": self.voila_configuration,
        }

    def listen(self) -> None:
        """Serve until a signal comes; then end every kernel."""
        self.ioloop = IOLoop.current()
        signal.signal(signal.SIGINT, self._handle_signal_stop)
        if hasattr(signal, "SIGHUP"):
            signal.signal(signal.SIGHUP, self._handle_signal_stop)
        try:
            server = HTTPServer(self.app)
            server.add_sockets(self.sockets)
            url = f"http://{ADDRESS}:{self.port}/?token={self.token}"
            print(url, flush=True)
            if self.open_browser:
                webbrowser.open(url)
            self.ioloop.start()
        finally:
            self.stop()

    def stop(self) -> None:
        """End the kernels, then remove their sockets. Voilà does it the other way round, so that they could not be told."""
        try:
            run_sync(self.kernel_manager.shutdown_all)(now=True)
        finally:
            self.kernel_manager.warm.stop()
            shutil.rmtree(self.connection_dir, ignore_errors=True)


def start(
    port: int | None = None,
    *,
    open_browser: bool = True,
    notebooks_dir: Path | None = None,
    stock: bool = False,
    idle_seconds: int = IDLE_SECONDS,
) -> None:
    """Serve the pages on this computer until Ctrl-C or a signal; print the address with its key when ready.

    Args:
        port: the port to use, 0 for any free one; left out, 8866 or the next free one.
        open_browser: open the address in the person's browser.
        notebooks_dir: folder of the pages' notebooks; left out, those that came with infoshare.
        stock: draw pages with Voilà's own front end, which is JupyterLab: slower, and it knows every installed widget.
        idle_seconds: how long a page may stand unused before its kernel is ended; going on with it starts another.

    Raises:
        PortTakenError: the port that was asked for is in use.
    """
    sockets = _sockets(port)
    quiet_logs()
    if stock:
        os.environ[STOCK] = "1"
    # Voilà finds templates and their static files along JUPYTER_PATH, wherever the package is installed.
    os.environ["JUPYTER_PATH"] = os.pathsep.join(filter(None, [str(TEMPLATES), os.environ.get("JUPYTER_PATH")]))
    config = settings(secrets.token_urlsafe(32), notebooks_dir or find_notebooks(), open_browser=open_browser)
    config.MappingKernelManager.cull_idle_timeout = idle_seconds
    config.MappingKernelManager.cull_interval = min(60, idle_seconds)
    config.VoilaConfiguration.resources = {"infoshare": ABOUT_LINKS}
    app = InfoshareVoila.instance(config=config)
    app.sockets = sockets
    app.port = sockets[0].getsockname()[1]
    app.initialize([])  # type: ignore[no-untyped-call]
    app.start()  # type: ignore[no-untyped-call]


def find_notebooks() -> Path:
    """Find the pages' notebooks: inside an installed package, or beside it in a checkout."""
    inside = PACKAGE / "notebooks"
    return inside if inside.is_dir() else PACKAGE.parent / "notebooks"


def settings(token: str, notebooks: Path, *, open_browser: bool) -> Config:
    """Give Voilà's settings. Nothing is read from the person's own Jupyter or Voilà configuration."""
    config = Config()
    config.Voila.config_file_paths = []
    config.Voila.ip = ADDRESS
    config.Voila.token = token
    config.Voila.root_dir = str(notebooks.resolve())
    config.Voila.open_browser = open_browser
    config.Voila.connection_dir_root = _socket_folder()
    config.VoilaConfiguration.template = "infoshare"
    config.VoilaConfiguration.theme = "light"
    config.VoilaConfiguration.allow_template_override = "NO"
    config.VoilaConfiguration.allow_theme_override = "NO"
    config.VoilaConfiguration.file_allowlist = []
    config.VoilaConfiguration.show_tracebacks = False
    config.VoilaConfiguration.prelaunch_hook = _set_xsrf_cookie
    config.Words.begun = True  # see PageHandler
    config.VoilaConfiguration.multi_kernel_manager_class = PrivateKernels
    config.VoilaConfiguration.kernel_spec_manager_class = ThisPython
    config.VoilaConfiguration.extension_allowlist = list(EXTENSIONS)
    config.VoilaExecutor.timeout = 60
    config.VoilaExecutor.cell_error_instruction = ""
    config.PasswordIdentityProvider.cookie_options = {"samesite": "Lax"}
    config.MappingKernelManager.cull_connected = True  # a forgotten tab must not hold a case for ever
    config.KernelManager.autorestart = False  # a kernel that restarts empty looks alive; the page must learn of its end
    if sys.platform != "win32":
        config.KernelManager.transport = "ipc"
    # No signature file or database in the person's home folder for notebooks that are part of the package.
    config.NotebookNotary.db_file = ":memory:"
    config.NotebookNotary.secret = secrets.token_bytes(32)
    return config


def _set_xsrf_cookie(request: Any, notebook: Any, cwd: str) -> None:
    """Have the cookie set that the tab-close message needs; without it the server refuses it and the kernel leaks."""
    request.xsrf_token  # noqa: B018 - reading it sets the cookie


def _socket_folder() -> str:
    """Find a folder with a short name: a socket's path may have about 100 characters, and macOS's own is long."""
    usual = tempfile.gettempdir()
    return "/tmp" if len(usual) > LONGEST_SOCKET_FOLDER and os.access("/tmp", os.W_OK) else usual  # noqa: S108


def _sockets(port: int | None) -> list[socket.socket]:
    for candidate in [port] if port is not None else [*range(PORT, PORT + PORTS_TRIED), 0]:
        try:
            return bind_sockets(candidate, ADDRESS)
        except OSError:
            continue
    raise PortTakenError(port or PORT)
