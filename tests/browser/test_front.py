"""An analyst's notebook on our own front end: the ordinary controls, outputs of every kind, an anywidget, and one widget that nobody knows."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from playwright.sync_api import Page, expect

from infoshare.app.frame import FRONT

pytestmark = pytest.mark.skipif(not FRONT.is_file(), reason="the front end was not built (no npm); CI builds it")
START = """
import sys
from pathlib import Path
from infoshare.app.server import start
start(0, open_browser=False, notebooks_dir=Path(sys.argv[1]), stock=sys.argv[2] == "stock")
"""
CELLS = [
    new_markdown_cell("## Figures for the board"),
    new_code_cell(
        "import ipywidgets as w, anywidget, traitlets\n"
        "from IPython.display import display, HTML, SVG, Image\n"
        "number, out = w.IntText(value=2, description='Number'), w.Output()\n"
        "def show(change):\n"
        "    with out:\n"
        "        print('doubled:', 2 * change['new'])\n"
        "number.observe(show, 'value')\n"
        "display(number, out)"
    ),
    new_code_cell(
        "w.Accordion([w.VBox([w.Dropdown(options=['north', 'south'], description='Area'), w.Checkbox(description='Only urgent'), "
        "w.IntSlider(description='Weeks'), w.SelectMultiple(options=['a', 'b'], description='Kinds'), w.DatePicker(description='From')])], "
        "selected_index=0, titles=['Choices'])"
    ),
    new_code_cell("class Count(anywidget.AnyWidget):\n"
                  "    _esm = 'export default { render({ model, el }) { const b = document.createElement(\"button\"); b.textContent = \"pressed \" + model.get(\"n\"); "
                  "b.onclick = () => { model.set(\"n\", model.get(\"n\") + 1); model.save_changes(); }; model.on(\"change:n\", () => { b.textContent = \"pressed \" + model.get(\"n\"); }); el.append(b); } }'\n"
                  "    n = traitlets.Int(0).tag(sync=True)\n"
                  "Count()"),
    new_code_cell("display(HTML('<b id=\"bold\">bold words</b>'))\n"
                  "display(SVG('<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\" height=\"9\"><circle id=\"dot\" r=\"4\"/></svg>'))\n"
                  "print('printed words')\n"
                  "'the last value'"),
    new_code_cell("class Odd(w.DOMWidget):\n"
                  "    _model_name = traitlets.Unicode('OddModel').tag(sync=True)\n"
                  "    _view_name = traitlets.Unicode('OddView').tag(sync=True)\n"
                  "    _model_module = _view_module = traitlets.Unicode('odd-widgets').tag(sync=True)\n"
                  "    _model_module_version = _view_module_version = traitlets.Unicode('1.2.3').tag(sync=True)\n"
                  "    _view_module = traitlets.Unicode('odd-widgets').tag(sync=True)\n"
                  "    _view_module_version = traitlets.Unicode('1.2.3').tag(sync=True)\n"
                  "Odd()"),
]  # fmt: skip


@pytest.fixture(scope="module")
def link(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("notebooks")
    nbformat.write(new_notebook(cells=CELLS, metadata={"title": "Figures"}), folder / "analyse.ipynb")
    env = {**os.environ, "INFOSHARE_DATA": str(tmp_path_factory.mktemp("data"))}
    server = subprocess.Popen([sys.executable, "-c", START, str(folder), ""], stdout=subprocess.PIPE, text=True, env=env)
    assert server.stdout is not None
    yield server.stdout.readline().strip().replace("/?", "/analyse.ipynb?")
    server.terminate()
    server.wait(20)


def test_an_analysts_notebook_works(link: str, page: Page) -> None:
    page.goto(link)
    expect(page.get_by_role("heading", name="Figures for the board")).to_be_visible()
    expect(page.get_by_role("combobox", name="Area")).to_be_visible()
    for control in ("checkbox", "listbox", "slider"):
        expect(page.get_by_role(control).first).to_be_visible()
    expect(page.locator("#bold")).to_have_text("bold words")
    expect(page.locator("svg #dot")).to_be_attached()
    expect(page.get_by_text("printed words")).to_be_visible()
    expect(page.get_by_text("'the last value'")).to_be_visible()
    page.get_by_role("spinbutton", name="Number").fill("21")
    page.keyboard.press("Tab")
    expect(page.get_by_text("doubled: 42")).to_be_visible()
    press = page.get_by_role("button", name="pressed 0")
    press.click()
    expect(page.get_by_role("button", name="pressed 1")).to_be_visible()


def test_a_widget_that_cannot_be_shown_is_named_with_what_to_do(link: str, page: Page) -> None:
    page.goto(link)
    expect(page.get_by_role("note")).to_have_text(
        "This page cannot show OddView (odd-widgets 1.2.3). Start infoshare with --stock, and its slower pages can."
    )
