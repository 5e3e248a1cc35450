"""What a page must give to people who do not see it, or see it small: checked with axe, Chromium's own tree, and a ruler."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 320, "height": 640}
NAMED = {
    "alert", "button", "checkbox", "combobox", "complementary", "dialog", "group", "heading", "img", "link", "listbox",
    "navigation", "option", "radio", "radiogroup", "region", "table", "textbox", "Date", "DisclosureTriangle",
}  # fmt: skip
"""Roles that mean nothing to a listener without a name."""


def problems(page: Page) -> list[str]:
    """Everything that is wrong with the page as it stands, wide and narrow, one line each."""
    found = []
    for size in (NARROW, WIDE):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        found += [f"{size['width']} px: {line}" for line in (*_axe(page), *_wider_than_the_window(page))]
    return [*found, *_nameless(page), *_dangling(page)]


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


def open_everything(page: Page) -> None:
    """Open every part that opens on demand, so that what is inside is looked at too."""
    page.evaluate("() => document.querySelectorAll('details').forEach(one => { one.open = true; })")
