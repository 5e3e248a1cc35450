"""What is made ready before any page asks: the law that is used here, and nothing of a person."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from ipywidgets.widgets.widget import _instances

from infoshare.app.interview import NATION_SETTING
from infoshare.app.pages import usual_nation
from infoshare.app.warm import prepare
from infoshare.reasoning.edition import edition
from infoshare.reasoning.load import standard
from infoshare.records.store import default_store


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("INFOSHARE_DATA", str(tmp_path))
    return tmp_path


def test_the_law_of_the_nation_that_was_chosen_last_is_made_ready(data: Path) -> None:
    default_store().set_setting(NATION_SETTING, "wales")
    law = edition(standard(), "wales", date.today())
    law.__dict__.pop("exact", None)
    assert len(list(prepare())) == 2
    assert "exact" in law.__dict__


def test_getting_ready_makes_no_widget_and_writes_nothing(data: Path) -> None:
    before = set(_instances)
    list(prepare())
    assert set(_instances) == before
    assert not list(data.iterdir())


def test_a_nation_that_the_guidance_does_not_know_is_not_taken(data: Path) -> None:
    default_store().set_setting(NATION_SETTING, "atlantis")
    assert usual_nation(standard()) == next(iter(standard().nations))
