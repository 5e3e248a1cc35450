"""Blocks say what is on a screen; their tree is plain data that holds every word unchanged."""

from __future__ import annotations

import dataclasses
import json
import typing

import pytest

from infoshare.app import blocks
from infoshare.app.blocks import (
    Block,
    Button,
    Choice,
    Details,
    Errors,
    Form,
    Heading,
    Option,
    Page,
    RowError,
    Rows,
    Text,
    TextInput,
    row_field,
    to_tree,
)
from infoshare.app.frame import PACKAGE

SCRIPT = (PACKAGE / "app" / "static" / "page.js").read_text(encoding="utf-8")
AWKWARD = "<script>alert(1)</script> &amp; \x01 עברית 😀\r\n\ttab"


def _page(*content: Block) -> Page:
    return Page("Title", content, key="k")


def test_a_tree_names_each_block_and_keeps_every_field() -> None:
    tree = to_tree(Details("Why we ask", [Text("Because.", "hint")], open=True))
    assert tree == {
        "block": "Details",
        "summary": "Why we ask",
        "blocks": [{"block": "Text", "text": "Because.", "tone": "hint"}],
        "open": True,
    }


def test_a_tree_is_json_and_text_comes_through_unchanged() -> None:
    page = _page(Text(AWKWARD, "typed"))
    assert json.loads(json.dumps(to_tree(page)))["blocks"][0]["text"] == AWKWARD


def test_rows_keep_keys_that_no_column_names() -> None:
    rows = Rows(
        "people", "Who?", [TextInput("name", "Name")], [{"id": "p1", "name": "Dad"}], "Person", "Add", "Remove",
        row_errors=[RowError(0, "name", "Too short")],
    )  # fmt: skip
    tree = to_tree(rows)
    assert tree["rows"] == [{"id": "p1", "name": "Dad"}]
    assert tree["row_errors"] == [{"block": "RowError", "row": 0, "field": "name", "text": "Too short"}]


def test_errors_point_at_a_field_or_at_a_field_of_one_row() -> None:
    tree = to_tree(Errors("There is a problem", [("Choose one", "harm.level"), ("Enter a name", row_field("people", 1, "name"))]))
    assert tree["items"] == [["Choose one", "harm.level"], ["Enter a name", "people[1].name"]]


def test_a_page_draws_its_title_as_h1() -> None:
    assert to_tree(_page(Text("Hello")))["draws_h1"] is True


@pytest.mark.parametrize(
    "block",
    [
        Heading(1, "Mine"),
        Form("f", [Choice("a", "Which?", [Option("yes", "Yes")], page_heading=True)], Button("Continue", "go")),
        Details("More", [Heading(1, "Mine")]),
    ],
)
def test_a_page_leaves_the_h1_to_the_block_that_carries_it(block: Block) -> None:
    assert to_tree(_page(block))["draws_h1"] is False


def test_blocks_cannot_be_changed_once_made() -> None:
    text = Text("a")
    with pytest.raises(dataclasses.FrozenInstanceError):
        text.text = "b"  # type: ignore[misc]


def test_the_script_draws_every_block() -> None:
    missing = [kind.__name__ for kind in typing.get_args(blocks.Block) if f"    {kind.__name__}: " not in SCRIPT]
    assert not missing
