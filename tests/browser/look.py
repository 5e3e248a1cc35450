"""A look at a page as it stands: pictures of it for people, and what it must give to those who do not see it, or see it small.

The pictures go to tests/browser/screens, which is not kept in git. The checks use axe, Chromium's own tree, and a ruler.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, ViewportSize

SCREENS = Path(__file__).parent / "screens"
PICTURES: dict[str, ViewportSize] = {"wide": {"width": 1280, "height": 900}, "narrow": {"width": 360, "height": 800}}
SMALLEST: ViewportSize = {"width": 320, "height": 640}
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
NAMED = {
    "alert", "button", "checkbox", "combobox", "complementary", "dialog", "group", "heading", "img", "link", "listbox",
    "navigation", "option", "radio", "radiogroup", "region", "table", "textbox", "Date", "DisclosureTriangle",
}  # fmt: skip
"""Roles that mean nothing to a listener without a name."""


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
        """Take pictures of the page as a person meets it, then open every part of it and check it, narrow and wide."""
        self.seen.append(name)
        for width, size in PICTURES.items():
            self.page.set_viewport_size(size)
            self.page.screenshot(path=SCREENS / f"{self.chapter}-{len(self.seen):02}-{name}-{width}.png", full_page=True)
        self.page.evaluate("() => document.querySelectorAll('details').forEach(one => { one.open = true; })")
        for size in (SMALLEST, PICTURES["wide"]):
            self.page.set_viewport_size(size)
            for line in (*_axe(self.page), *_wider_than_the_window(self.page)):
                self.found.append(f"{name}, {size['width']} px: {line}")
        self.found += [f"{name}: {line}" for line in (*_nameless(self.page), *_dangling(self.page))]


def _axe(page: Page) -> Iterator[str]:
    results = Axe().run(page, options={"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"]})
    for violation in results.response["violations"]:
        places = [node["html"][:120] for node in violation["nodes"][:3]]
        yield f"axe {violation['id']} ({violation['impact']}): {violation['help']}: {places}"


def _wider_than_the_window(page: Page) -> Iterator[str]:
    across = page.evaluate("() => [document.documentElement.scrollWidth, innerWidth]")
    if across[0] > across[1]:
        yield f"scrolls sideways: {across[0]} px of content in {across[1]}"


def _nameless(page: Page) -> Iterator[str]:
    """Controls, groups and messages that Chromium would announce without a name."""
    session = page.context.new_cdp_session(page)
    nodes: list[dict[str, Any]] = session.send("Accessibility.getFullAXTree")["nodes"]
    text = {node["nodeId"]: node for node in nodes}
    for node in nodes:
        role = node.get("role", {}).get("value", "")
        if node.get("ignored") or role not in NAMED or node.get("name", {}).get("value", "").strip():
            continue
        if role == "alert" and not _words(node, text).strip():
            continue  # it has nothing to say yet
        about = session.send("DOM.describeNode", {"backendNodeId": node["backendDOMNodeId"]})["node"]
        if about["nodeName"] == "DETAILS":
            continue  # its summary says what it is
        yield f"a {role} without a name: {_words(node, text)[:80]}"
    session.detach()


def _words(node: dict[str, Any], nodes: dict[str, dict[str, Any]]) -> str:
    own = node.get("name", {}).get("value", "") if node.get("role", {}).get("value") == "StaticText" else ""
    return own + " ".join(filter(None, (_words(nodes[child], nodes) for child in node.get("childIds", ()) if child in nodes)))


def _dangling(page: Page) -> Iterator[str]:
    """Descriptions and labels that point to nothing, and ids that are there twice."""
    yield from page.evaluate("""() => {
      const found = [];
      for (const name of ['aria-describedby', 'aria-labelledby', 'aria-controls', 'for']) {
        for (const one of document.querySelectorAll(`[${name}]`)) {
          for (const id of one.getAttribute(name).split(/\\s+/)) {
            const target = document.getElementById(id);
            if (!target || !target.textContent.trim() && !['INPUT', 'SELECT', 'TEXTAREA'].includes(target.tagName)) found.push(`${name} points to nothing: ${one.outerHTML.slice(0, 100)}`);
          }
        }
      }
      const ids = [...document.querySelectorAll('.infoshare [id]')].map(one => one.id);
      return found.concat([...new Set(ids.filter((id, place) => ids.indexOf(id) !== place))].map(id => `the id ${id} is there twice`));
    }""")
