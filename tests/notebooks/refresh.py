"""Run the notebooks and store what their cells print, as the tests will compare it. For after a wanted change:

python -m tests.notebooks.refresh
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"


def refresh(path: Path) -> None:
    """Run one notebook and write its outputs back; everything that differs from run to run stays out."""
    notebook = nbformat.read(path, as_version=4)
    metadata = dict(notebook.metadata)
    where = {"metadata": {"path": str(path.parent)}}
    NotebookClient(notebook, timeout=120, store_widget_state=False, coalesce_streams=True, resources=where).execute()
    notebook.metadata.clear()
    notebook.metadata.update(metadata)
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)
        cell["outputs"] = [_stable(output) for output in cell.get("outputs", [])] if cell.cell_type == "code" else None
        if cell.cell_type != "code":
            del cell["outputs"]
    nbformat.write(notebook, path)


def _stable(output: Any) -> Any:
    """Take out a widget's number, which is another one in every run and leads nowhere once the notebook is closed."""
    if "data" in output:
        output["data"].pop("application/vnd.jupyter.widget-view+json", None)
    return output


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        os.environ["INFOSHARE_DATA"] = folder
        for found in sorted(NOTEBOOKS.glob("*.ipynb")):
            refresh(found)
