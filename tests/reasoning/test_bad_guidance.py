"""Guidance that must be refused: each file in bad/ breaks the small guidance in one way and holds the whole message that must come.

To write the messages anew after a change of wording: ``INFOSHARE_RESET=1 pytest`` this file, then read the difference.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from infoshare.cli import app

HERE = Path(__file__).parent
BAD = sorted((HERE / "bad").glob("*.txt"))


def broken(folder: Path, told: str) -> None:
    """Break a copy of the small guidance as told."""
    head, _, change = told.partition("\n")
    file = folder / head.removeprefix("file: ")
    if change.startswith("remove"):
        file.unlink()
        return
    old, new = change.removeprefix("----- this\n").split("\n----- becomes\n")
    text = file.read_text(encoding="utf-8")
    assert old in text, "this bad case does not fit the small guidance any more"
    file.write_text(text.replace(old, new.removesuffix("\n"), 1), encoding="utf-8")


@pytest.mark.parametrize("path", BAD, ids=lambda p: p.stem)
def test_bad_guidance_is_refused_with_file_line_and_what_to_do(path: Path, tmp_path: Path) -> None:
    told, expected = path.read_text(encoding="utf-8").split("=====\n")
    folder = tmp_path / "guidance"
    shutil.copytree(HERE / "mini", folder)
    broken(folder, told)
    result = CliRunner().invoke(app, ["check", "--guidance", str(folder)])
    if os.environ.get("INFOSHARE_RESET"):
        path.write_text(f"{told}=====\n{result.stderr}", encoding="utf-8")
        return
    assert result.exit_code == 1
    assert result.stderr == expected


def test_guidance_that_is_too_large_to_prove_is_refused_and_not_endured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("infoshare.logic.diagram.NODES", 100)
    result = CliRunner().invoke(app, ["check", "--guidance", str(HERE / "mini")])
    assert result.exit_code == 1
    assert "make the guidance too large to prove. Simplify their conditions. [too-large]" in result.stderr


def test_the_small_guidance_itself_is_sound() -> None:
    result = CliRunner().invoke(app, ["check", "--guidance", str(HERE / "mini")])
    assert (result.exit_code, result.stderr) == (0, "")


def test_there_are_at_least_twelve_kinds_of_bad_guidance() -> None:
    assert len(BAD) >= 12
