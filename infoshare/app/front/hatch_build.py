"""Builds the front end when infoshare is installed or packaged: npm fetches what the lock file names, esbuild makes a bundle of it."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

HERE = "infoshare/app/front"
MADE = "infoshare/app/templates/voila/templates/infoshare/static"
WITHOUT = (
    "infoshare works without its own front end, but its pages come slower. To build it, install Node.js 20 or newer (it brings npm), "
    "and install infoshare again."
)


class FrontEnd(BuildHookInterface):
    """Runs before anything is packed. INFOSHARE_FRONT=required makes a missing front end an error, =none leaves it out."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build what is missing or was built from other sources."""
        wanted = os.environ.get("INFOSHARE_FRONT", "")
        if self.target_name != "wheel" or wanted == "none":
            return
        front, made = Path(self.root) / HERE, Path(self.root) / MADE
        stamp, sources = made / "sources", self.sources(front)
        if not (stamp.is_file() and stamp.read_text(encoding="utf-8") == sources):
            try:
                self.build(front)
            except (OSError, subprocess.CalledProcessError) as error:
                shutil.rmtree(made, ignore_errors=True)
                if wanted == "required":
                    raise
                self.app.display_warning(f"The front end was not built ({type(error).__name__}). {WITHOUT}")
                return
            stamp.write_text(sources, encoding="utf-8")
        build_data["artifacts"].append(f"/{MADE}/")

    def sources(self, front: Path) -> str:
        """Say from what the front end is made."""
        files = [front / "package-lock.json", front / "build.mjs", *sorted((front / "src").iterdir())]
        return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()

    def build(self, front: Path) -> None:
        """Fetch what is needed, and bundle it."""
        npm, node = shutil.which("npm"), shutil.which("node")
        if npm is None or node is None:
            raise FileNotFoundError("npm")
        for command in ([npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"], [node, "build.mjs"]):
            subprocess.run(command, cwd=front, check=True)  # noqa: S603 - two fixed commands
