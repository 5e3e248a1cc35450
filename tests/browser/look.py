"""A look at a page as it stands: pictures of it for people, and what it must give to those who do not see it, or see it small.

The pictures go to tests/browser/screens, which is not kept in git. The checks use axe, Chromium's own tree, and a ruler.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page, ViewportSize

HERE = Path(__file__).parent
SCREENS = HERE / "screens"
PICTURES: dict[str, ViewportSize] = {"wide": {"width": 1280, "height": 900}, "narrow": {"width": 360, "height": 800}}
SMALLEST: ViewportSize = {"width": 320, "height": 640}
"""Also what is left of a window of 1280 px at 400 % zoom."""
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
NAMED = {
    "alert", "button", "checkbox", "combobox", "complementary", "dialog", "group", "heading", "img", "link", "listbox",
    "navigation", "option", "radio", "radiogroup", "region", "table", "textbox", "Date", "DisclosureTriangle",
}  # fmt: skip
"""Roles that mean nothing to a listener without a name."""
SPACED = "* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important } p { margin-bottom: 2em !important }"
"""WCAG 1.4.12: the most spacing that a reader may ask for."""
LARGE = ":root { font-size: 200% !important }"


class Look:
    """Looks at one page after another and gathers what is wrong, one line each."""

    def __init__(self, page: Page, chapter: str) -> None:
        self.page, self.chapter = page, chapter
        self.seen: list[str] = []
        self.found: list[str] = []
        SCREENS.mkdir(exist_ok=True)
        for old in SCREENS.glob(f"{chapter}-*.png"):
            old.unlink()

    def __call__(self, name: str) -> None:
        """Take pictures of the page as a person meets it, then open every part of it and check it in every way."""
        self.seen.append(name)
        for width, size in PICTURES.items():
            self.page.set_viewport_size(size)
            self.page.screenshot(path=SCREENS / f"{self.chapter}-{len(self.seen):02}-{name}-{width}.png", full_page=True)
        self.page.emulate_media(media="print")
        self._note(f"{name}, on paper", measure(self.page, "paper"))
        self.page.emulate_media(media="screen")
        with all_open(self.page):
            for size in (SMALLEST, PICTURES["wide"]):
                self.page.set_viewport_size(size)
                self._note(f"{name}, {size['width']} px", [*_axe(self.page), *measure(self.page, "sideways", "text", "targets")])
            self._note(name, [*measure(self.page, "headings", "errors", "dangling"), *_nameless(self.page)])
            self.page.set_viewport_size(SMALLEST)
            for how, style in (("spaced", SPACED), ("text of 200 %", LARGE)):
                with styled(self.page, style):
                    self._note(f"{name}, {how}", measure(self.page, "sideways", "text"))
            self.page.emulate_media(forced_colors="active", reduced_motion="reduce")
            self._note(f"{name}, forced colours", measure(self.page, "edges", "motion"))
            self.page.emulate_media(forced_colors="none", reduced_motion="no-preference")
        self.page.set_viewport_size(PICTURES["wide"])

    def _note(self, where: str, lines: list[str]) -> None:
        self.found += [f"{where}: {line}" for line in lines]


def measure(page: Page, *what: str) -> list[str]:
    """Lay the ruler on: what is wrong, one line each."""
    if not page.evaluate("() => Boolean(window.infoshareRuler)"):
        page.evaluate((HERE / "ruler.js").read_text(encoding="utf-8"))
    found: list[str] = page.evaluate("what => what.flatMap(one => window.infoshareRuler[one]())", list(what))
    return found


@contextmanager
def all_open(page: Page) -> Iterator[None]:
    """With every part open that a reader can open."""
    page.evaluate("() => document.querySelectorAll('details:not([open])').forEach(one => { one.open = true; one.dataset.opened = ''; })")
    yield
    page.evaluate("() => document.querySelectorAll('[data-opened]').forEach(one => { one.open = false; delete one.dataset.opened; })")


@contextmanager
def styled(page: Page, style: str) -> Iterator[None]:
    """With a style of the reader's own."""
    page.evaluate(
        "style => { const one = document.createElement('style'); one.id = 'of-the-reader'; one.textContent = style; document.head.append(one); }",
        style,
    )
    yield
    page.evaluate("() => document.getElementById('of-the-reader').remove()")


def _axe(page: Page) -> Iterator[str]:
    if not page.evaluate("() => Boolean(window.axe)"):
        page.evaluate(AXE_SCRIPT)
    options = {"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"]}
    results = page.evaluate("options => axe.run(options)", options)
    for violation in results["violations"]:
        places = [node["html"][:120] for node in violation["nodes"][:3]]
        yield f"axe {violation['id']} ({violation['impact']}): {violation['help']}: {places}"


def _nameless(page: Page) -> Iterator[str]:
    """Controls, groups and messages that Chromium would announce without a name, and choices that belong to no question."""
    session = page.context.new_cdp_session(page)
    nodes: list[dict[str, Any]] = session.send("Accessibility.getFullAXTree")["nodes"]
    by_id = {node["nodeId"]: node for node in nodes}
    for node in nodes:
        role = _role(node)
        if node.get("ignored") or role not in NAMED:
            continue
        if role in ("radio", "checkbox") and not any(_role(n) in ("group", "radiogroup") and _name(n) for n in _around(node, by_id)):
            yield f"a {role} that belongs to no question: {_name(node)}"
        if _name(node) or (role == "alert" and not _words(node, by_id).strip()):
            continue  # an alert that has nothing to say yet needs no name
        about = session.send("DOM.describeNode", {"backendNodeId": node["backendDOMNodeId"]})["node"]
        if about["nodeName"] == "DETAILS":
            continue  # its summary says what it is
        yield f"a {role} without a name: {_words(node, by_id)[:80]}"
    session.detach()


def _role(node: dict[str, Any]) -> str:
    return str(node.get("role", {}).get("value", ""))


def _name(node: dict[str, Any]) -> str:
    return str(node.get("name", {}).get("value", "")).strip()


def _around(node: dict[str, Any], nodes: dict[str, dict[str, Any]]) -> Iterator[dict[str, Any]]:
    while (parent := nodes.get(node.get("parentId", ""))) is not None:
        yield parent
        node = parent


def _words(node: dict[str, Any], nodes: dict[str, dict[str, Any]]) -> str:
    own = node.get("name", {}).get("value", "") if _role(node) == "StaticText" else ""
    return own + " ".join(filter(None, (_words(nodes[child], nodes) for child in node.get("childIds", ()) if child in nodes)))
