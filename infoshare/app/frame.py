"""The words around a page: read from guidance/*.yaml for the Voilà template, its error pages and the widget."""

from __future__ import annotations

import json
import os
from functools import cache
from pathlib import Path
from typing import Any

import yaml

PACKAGE = Path(__file__).parents[1]
GUIDANCE = PACKAGE / "guidance"
TEMPLATES = PACKAGE / "app" / "templates"
"""A Jupyter data folder: holds voila/templates/infoshare."""
FRONT = TEMPLATES / "voila" / "templates" / "infoshare" / "static" / "front.json"
"""Written where our own front end (`front/`) was built: names the files that every page loads."""
STOCK = "INFOSHARE_STOCK"
"""An environment variable: any text in it asks for Voilà's own front end."""
STYLE = PACKAGE / "app" / "static" / "page.css"
SCRIPT = TEMPLATES / "voila" / "templates" / "infoshare" / "frame.js"
SHIELD = SCRIPT.with_name("shield.js")
PAGES = ("index", "share", "train", "analyse")
ABOUT = ("accessibility", "privacy")
"""Pages about infoshare itself, drawn without a kernel: one file each in `guidance/pages/`."""


def template_resources(*, practice: bool | None = None) -> dict[str, Any]:
    """Give the template its words and style.

    Args:
        practice: show that this is a place to practise with invented cases (Binder). Left out, the environment variable
            INFOSHARE_PRACTICE decides.
    """
    if practice is None:
        practice = bool(os.environ.get("INFOSHARE_PRACTICE"))
    words = _words("frame")
    return {
        "emergency": emergency(),
        "words": words,
        "nav": [{"page": page, "label": words[f"nav_{page}"]} for page in PAGES if f"nav_{page}" in words],
        "about_pages": [{"page": page, "label": words[f"about_{page}"]} for page in ABOUT],
        "practice": words["practice"] if practice else "",
        "front": front(),
        "style": STYLE.read_text(encoding="utf-8"),
        "script": SCRIPT.read_text(encoding="utf-8"),
        "shield": SHIELD.read_text(encoding="utf-8"),
    }


def front() -> dict[str, Any] | None:
    """Give the files of our own front end; None where it was not built, or Voilà's is asked for."""
    if os.environ.get(STOCK) or not FRONT.is_file():
        return None
    return dict(json.loads(FRONT.read_text(encoding="utf-8")))


@cache
def emergency() -> dict[str, Any]:
    """Give what to do when someone is in danger now: title, steps, consent, after."""
    text = _read("emergency.yaml")
    return {
        "title": str(text["title"]),
        "steps": [str(step) for step in text["steps"]],
        "consent": str(text["consent"]),
        "after": str(text["after"]),
    }


def widget_words() -> dict[str, str]:
    """Give the few words that the widget says by itself."""
    return _words("widget")


@cache
def about_page(name: str) -> dict[str, Any]:
    """Give the words of a page about infoshare itself (see `ABOUT`): title, lead and parts."""
    return _read(f"pages/{name}.yaml")


@cache
def _words(part: str) -> dict[str, str]:
    words = _read("frame.yaml")["words"]
    return {key.removeprefix(f"{part}."): str(text) for key, text in words.items() if key.startswith(f"{part}.")}


def _read(name: str) -> dict[str, Any]:
    # BaseLoader keeps every value the text that was written: "no" stays "no".
    content = yaml.load((GUIDANCE / name).read_text(encoding="utf-8"), Loader=yaml.BaseLoader)  # noqa: S506
    return dict(content)
