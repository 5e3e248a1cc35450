"""Two ways to use a page: with a pointer and with the keys alone. Both find things by role and name, as a person does."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Protocol

from playwright.sync_api import Locator, Page

MOST_TABS = 250


class Hands(Protocol):
    """What a person does on a page. ``within`` names a group that encloses the field, such as "Person 2"."""

    page: Page
    inputs: int
    """How many times they have clicked, pressed a key or typed a text."""

    def choose(self, group: str, option: str, within: str = "") -> None: ...
    def tick(self, group: str, options: Iterable[str], within: str = "") -> None: ...
    def pick(self, label: str, option: str, within: str = "") -> None: ...
    def write(self, label: str, text: str, within: str = "") -> None: ...
    def write_day(self, label: str, day: str) -> None: ...
    def press(self, name: str) -> None: ...
    def follow(self, link: str) -> None: ...
    def open(self, summary: str) -> None: ...


class Pointer:
    """Clicks and types."""

    def __init__(self, page: Page) -> None:
        self.page, self.inputs = page, 0

    def _around(self, within: str) -> Page | Locator:
        return self.page.get_by_role("group", name=within, exact=True) if within else self.page

    def choose(self, group: str, option: str, within: str = "") -> None:
        self._around(within).get_by_role("group", name=group, exact=True).get_by_role("radio", name=option, exact=True).check()
        self.inputs += 1

    def tick(self, group: str, options: Iterable[str], within: str = "") -> None:
        wanted, box = set(options), self._around(within).get_by_role("group", name=group, exact=True)
        for each in box.get_by_role("checkbox").all():
            if each.is_checked() and each.evaluate("box => box.labels[0].innerText") not in wanted:
                each.uncheck()
                self.inputs += 1
        for option in wanted:
            box.get_by_role("checkbox", name=option, exact=True).check()
            self.inputs += 1

    def pick(self, label: str, option: str, within: str = "") -> None:
        self._around(within).get_by_role("combobox", name=label, exact=True).select_option(label=option)
        self.inputs += 1

    def write(self, label: str, text: str, within: str = "") -> None:
        self._around(within).get_by_role("textbox", name=label, exact=True).fill(text)
        self.inputs += 1

    def write_day(self, label: str, day: str) -> None:
        self.page.get_by_label(label, exact=True).fill(day)
        self.inputs += 1

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).click()
        self.inputs += 1

    def follow(self, link: str) -> None:
        self.page.get_by_role("link", name=link, exact=True).click()
        self.inputs += 1

    def open(self, summary: str) -> None:
        self.page.locator("summary", has_text=summary).click()
        self.inputs += 1


FOCUSED = """() => {
  const one = document.activeElement;
  if (!one || one === document.body) return null;
  const frame = one.closest('.choice') || one;  // an option shows the focus of its button around the whole line
  const style = getComputedStyle(frame), box = frame.getBoundingClientRect();
  const middle = document.elementFromPoint(box.left + box.width / 2, Math.max(0, Math.min(innerHeight - 1, (Math.max(box.top, 0) + Math.min(box.bottom, innerHeight)) / 2)));
  const groups = [];
  for (let set = one.closest('fieldset'); set; set = set.parentElement.closest('fieldset')) groups.push(set.querySelector('legend').innerText.trim());
  return {
    tag: one.tagName.toLowerCase(), type: one.type || '', checked: Boolean(one.checked), value: one.value ?? '', groups,
    name: (one.labels && one.labels.length ? one.labels[0].innerText : one.textContent).replace(/\\s+/g, ' ').trim(),
    outlined: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2,
    inView: box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
    covered: !middle || !(frame.contains(middle) || middle.contains(frame)),
  };
}"""


class Keys:
    """Uses the keyboard and nothing else. Wherever the focus goes, it must be seen."""

    def __init__(self, page: Page) -> None:
        self.page, self.inputs = page, 0
        self.stops: list[str] = []

    def key(self, name: str) -> None:
        self.page.keyboard.press(name)
        self.inputs += 1

    def focus(self) -> dict[str, Any] | None:
        """What has the focus; a control that has it must show it, in view and not behind anything."""
        found: dict[str, Any] | None = self.page.evaluate(FOCUSED)
        if found and found["tag"] not in ("h1", "main"):
            assert found["outlined"], f"no outline on the focused {found['tag']} “{found['name']}”"
            assert found["inView"], f"the focused {found['tag']} “{found['name']}” is out of view"
            assert not found["covered"], f"the focused {found['tag']} “{found['name']}” is behind something"
        return found

    def tab(self, *, back: bool = False) -> dict[str, Any] | None:
        self.key("Shift+Tab" if back else "Tab")
        return self.focus()

    def seek(self, what: str, fits: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """Tab onward until the focus is on something."""
        found = self.focus()
        for _ in range(MOST_TABS):
            if found and fits(found):
                return found
            found = self.tab()
        raise AssertionError(f"the Tab key never reaches {what}")

    def _in_group(self, group: str, within: str) -> Callable[[dict[str, Any]], bool]:
        return lambda one: one["groups"][:1] == [group] and (not within or within in one["groups"])

    def choose(self, group: str, option: str, within: str = "") -> None:
        inside = self._in_group(group, within)
        at = self.seek(f"the answers to “{group}”", lambda one: one["type"] == "radio" and inside(one))
        for _ in range(40):
            if at["name"] == option:
                break
            self.key("ArrowDown")
            at = self.focus() or {"groups": []}
            assert inside(at), f"the arrow keys leave “{group}”"
        assert at["name"] == option, f"the arrow keys never reach “{option}”"
        if not at["checked"]:
            self.key("Space")

    def tick(self, group: str, options: Iterable[str], within: str = "") -> None:
        left, inside = set(options), self._in_group(group, within)
        at = self.seek(f"the boxes of “{group}”", lambda one: one["type"] == "checkbox" and inside(one))
        while left or inside(at):
            assert inside(at), f"no box in “{group}” for {left}"
            if at["checked"] is not (at["name"] in left):
                self.key("Space")
            left.discard(at["name"])
            at = self.tab() or {"groups": []}

    def pick(self, label: str, option: str, within: str = "") -> None:
        self.seek(f"“{label}”", lambda one: one["tag"] == "select" and one["name"] == label and (not within or within in one["groups"]))
        self.key("Home")
        for _ in range(40):
            if self.page.evaluate("() => document.activeElement.selectedOptions[0].label") == option:
                return
            self.key("ArrowDown")
        raise AssertionError(f"the arrow keys never reach “{option}”")

    def write(self, label: str, text: str, within: str = "") -> None:
        def fits(one: dict[str, Any]) -> bool:
            return one["tag"] in ("textarea", "input") and one["name"] == label and (not within or within in one["groups"])

        if self.seek(f"“{label}”", fits)["value"]:
            self.key("Control+A")
        self.page.keyboard.type(text)
        self.inputs += 1

    def write_day(self, label: str, day: str) -> None:
        year, month, date = day.split("-")
        assert month == date, "the order of day and month depends on the computer's language: give a day on which it does not matter"
        self.write(label, f"{date}{month}{year}")

    def press(self, name: str) -> None:
        self.seek(f"the button “{name}”", lambda one: one["tag"] == "button" and one["name"] == name)
        self.key("Enter")

    def follow(self, link: str) -> None:
        self.seek(f"the link “{link}”", lambda one: one["tag"] == "a" and one["name"] == link)
        self.key("Enter")

    def open(self, summary: str) -> None:
        self.seek(f"“{summary}”", lambda one: one["tag"] == "summary" and summary in one["name"])
        self.key("Enter")
