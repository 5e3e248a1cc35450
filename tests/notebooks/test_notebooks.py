"""Every notebook runs, prints what is stored in it, and would be caught if it did not."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree

import nbformat
import pytest

from infoshare.records.store import SqliteStore

ROOT = Path(__file__).parents[2]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
CHECK = "nbval-check-output"


class Outcome(NamedTuple):
    """How many cells nbval ran, and how many of them did not do what is stored."""

    ran: int
    failed: int
    output: str


def nbval(folder: Path, data: Path, report: Path) -> Outcome:
    """Run every notebook of a folder under nbval, with this Python and nobody's own data folder."""
    flags = ["--nbval-lax", "--nbval-current-env", "--nbval-cell-timeout=120"]
    clean = ["-p", "no:cacheprovider", "-o", "addopts=", f"--junitxml={report}"]  # no options of the project's own run
    env = {k: v for k, v in os.environ.items() if not k.startswith(("VOILA", "PYTEST", "QUERY_STRING"))}
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *flags, *clean, str(folder)],
        cwd=ROOT,
        env={**env, "INFOSHARE_DATA": str(data)},
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert report.is_file(), done.stdout + done.stderr
    suite = next(ElementTree.parse(report).iter("testsuite")).attrib
    assert suite["skipped"] == "0", done.stdout
    return Outcome(int(suite["tests"]), int(suite["failures"]) + int(suite["errors"]), done.stdout)


def cells(path: Path, tag: str = "") -> list[nbformat.NotebookNode]:
    """Give a notebook's code cells, or those with a tag."""
    found = nbformat.read(path, as_version=4).cells
    return [c for c in found if c.cell_type == "code" and (not tag or tag in c.metadata.get("tags", []))]


def text(cell: nbformat.NotebookNode) -> str:
    """Give what a cell printed."""
    return "".join(o.get("text", "") for o in cell.outputs)


def test_the_four_notebooks_are_there() -> None:
    assert [p.stem for p in NOTEBOOKS] == ["analyse", "index", "share", "train"]


def test_every_notebook_runs_and_prints_what_is_stored(tmp_path: Path) -> None:
    outcome = nbval(ROOT / "notebooks", tmp_path / "data", tmp_path / "report.xml")
    assert outcome.failed == 0, outcome.output
    assert outcome.ran == sum(len(cells(p)) for p in NOTEBOOKS)
    store = SqliteStore(tmp_path / "data" / "records.sqlite3")
    assert (store.drafts(), store.records()) == ([], [])


@pytest.mark.slow
def test_every_check_would_be_caught_if_the_page_said_something_else(tmp_path: Path) -> None:
    folder = tmp_path / "notebooks"
    folder.mkdir()
    for path in NOTEBOOKS:
        notebook = nbformat.read(path, as_version=4)
        for cell in notebook.cells:
            if CHECK in cell.metadata.get("tags", []):
                cell.outputs[0]["text"] = cell.outputs[0]["text"].replace("a", "o", 1)
        nbformat.write(notebook, folder / path.name)
    outcome = nbval(folder, tmp_path / "data", tmp_path / "report.xml")
    assert outcome.failed == sum(len(cells(p, CHECK)) for p in NOTEBOOKS), outcome.output


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_every_notebook_has_a_check_that_is_really_compared(path: Path) -> None:
    checks = cells(path, CHECK)
    assert checks
    for cell in checks:  # nbval compares no cell without a count, and nothing with nothing
        assert cell.execution_count
        assert text(cell).strip()


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_every_cell_was_run_in_order_and_without_error(path: Path) -> None:
    assert [c.execution_count for c in cells(path)] == list(range(1, len(cells(path)) + 1))
    assert not [o for c in cells(path) for o in c.outputs if o.output_type == "error"]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_checks_are_silent_and_idle_on_a_page(path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("VOILA_KERNEL_ID", "some-kernel")
    for cell in cells(path, CHECK):
        exec(compile(cell.source, path.name, "exec"), {"os": os})  # names of earlier cells are not there: using one would fail
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_a_notebook_names_its_page_and_its_kernel(path: Path) -> None:
    metadata = nbformat.read(path, as_version=4).metadata
    assert metadata.title
    assert (metadata.kernelspec.name, metadata.kernelspec.language) == ("python3", "python")
    assert metadata.language_info.name == "python"
    assert "widgets" not in metadata


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_no_heading_of_a_notebook_doubles_that_of_the_page(path: Path) -> None:
    for cell in nbformat.read(path, as_version=4).cells:
        if cell.cell_type == "markdown" and "lab-only" not in cell.metadata.get("tags", []):
            assert not any(line.startswith("# ") for line in cell.source.splitlines())


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_no_output_holds_a_path_or_a_person_of_this_machine(path: Path) -> None:
    stored = "".join(str(c.outputs) for c in cells(path))
    assert not [word for word in (str(ROOT), str(Path.home()) + "/", "/tmp/", "model_id") if word in stored]


@pytest.mark.parametrize("path", [p for p in NOTEBOOKS if p.stem != "analyse"], ids=lambda p: p.stem)
def test_a_page_is_one_call(path: Path) -> None:
    page, _check = cells(path)
    assert page.source == f"from infoshare.app.pages import {(name := {'index': 'home'}.get(path.stem, path.stem))}\n\n{name}()"
