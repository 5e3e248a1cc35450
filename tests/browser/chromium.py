"""Where Chromium is found and how it is started, for tests and for benchmarks."""

from __future__ import annotations

NAMES = ("chromium", "chromium-browser", "google-chrome")
QUIET = ("--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run")
WIDE = {"width": 1280, "height": 900}
OURS = "127.0.0.1"
