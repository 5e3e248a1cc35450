"""Terms of art are explained where they stand, in the nation they belong to, and nowhere else."""

from __future__ import annotations

from pathlib import Path

import pytest

from infoshare.app.blocks import Argument, Arguments, Choice, Details, Option, Rows, Section, Summary, SummaryRow, Table, Text, TextInput
from infoshare.app.screens.words_used import explained, said, words_used
from infoshare.reasoning.glossary import used, without_terms
from infoshare.reasoning.guidance import Guidance
from infoshare.reasoning.load import GuidanceError, build, load

MINI = load(Path(__file__).parents[1] / "reasoning" / "mini")
ENTRIES = """glossary:
  rung:
    term: rung
    also: [rungs]
    means: A step of a ladder.
    sources: [{source: ladder-code, at: page 1, mark: seen}]
  loose_rung:
    term: loose rung
    means: A step that moves.
    sources: [{source: ladder-code, at: page 2, mark: seen}]
  stile:
    term: Stile
    means: The side of a ladder in the village.
    sources: [{source: custom, at: page 3, mark: memory}]
    nations: [village]
"""


def guidance(entries: str = ENTRIES) -> Guidance:
    words = MINI.origin["words.yaml"].rstrip() + "\n  glossary.title: Words used here\n  mark.memory: not checked at source\n"
    return build({**MINI.origin, "glossary.yaml": entries, "words.yaml": words})


def terms(*texts: str, nation: str | None = "village") -> list[str]:
    return [e.id for e in used(texts, guidance().glossary, nation)]


def test_the_longest_term_wins_and_parts_of_words_are_none() -> None:
    assert terms("A loose rung, then rungs.") == ["loose_rung", "rung"]
    assert terms("Loose Rung") == ["loose_rung"]
    assert terms("wrung, rungless, a rung-like thing, Brungs") == []
    assert terms("the (rung)") == ["rung"]


def test_a_term_with_a_capital_letter_is_found_only_as_written_and_only_in_its_nation() -> None:
    assert terms("the Stile", "a stile") == ["stile"]
    assert terms("a stile") == []
    assert terms("the Stile", nation="town") == []


def test_terms_can_be_taken_out_of_a_text() -> None:
    assert without_terms("A loose rung beats two rungs.", guidance().glossary, "thing") == "A thing beats two thing."
    assert without_terms("A rung.", {}, "thing") == "A rung."


def test_before_the_nation_is_known_only_words_of_every_nation_are_explained() -> None:
    (block,) = words_used(["A rung of the Stile."], guidance(), None)
    assert isinstance(block, Details)
    assert list(said(block)) == ["Words used here", "rung", "A step of a ladder."]
    assert words_used(["The Stile."], guidance(), None) == []


def test_the_meaning_comes_with_its_source_and_how_well_it_was_read() -> None:
    (block,) = words_used(["The Stile."], guidance(), "village")
    assert isinstance(block, Details)
    (summary,) = block.blocks
    assert summary == Summary(
        [
            SummaryRow(
                "Stile",
                [Text("The side of a ladder in the village."), Text("What neighbours do, page 3 · not checked at source", "caption")],
            )
        ]
    )


def test_each_section_explains_its_own_words_at_its_end() -> None:
    page = [Section("One", 2, [Text("A rung.")]), Text("A rung outside."), Section("Two", 2, [Text("Nothing.")])]
    first, second, third = explained(page, guidance(), "town")
    assert isinstance(first, Section)
    assert [type(b) for b in first.blocks] == [Text, Details]
    assert [second, third] == page[1:]


@pytest.mark.parametrize(
    "block",
    [
        Choice("a.b", "x", [Option("x", "A rung")]),
        Choice("a.b", "x", [Option("x", "y", "Of a rung")]),
        Rows("people", "x", [TextInput("name", "Which rung")], [], "x", "x", "x"),
        Arguments("x", [Argument("A rung breaks.")]),
        Arguments("x", [Argument("x", outweighed_by="A rung is stronger.")]),
        Table("x", ["x"], [["y", [Text("A rung")]]]),
        Summary([SummaryRow("The rung", ["x"])]),
        Summary([SummaryRow("x", ["The rung"])]),
    ],
)
def test_words_are_found_wherever_a_block_shows_them(block: object) -> None:
    assert [e.id for e in used(said(block), guidance().glossary)] == ["rung"]


@pytest.mark.parametrize(
    "block",
    [
        Text("A book on the rung", "caption"),
        Text("I saw a rung", "typed"),
        Choice("rung.state", "x", [Option("rung", "y")], "rung"),
        Rows("rung", "x", [], [{"name": "rung"}], "x", "x", "x"),
        Arguments("x", [Argument("x", ["Code of the rung"])]),
    ],
)
def test_names_sources_and_what_a_person_wrote_are_not_explained(block: object) -> None:
    assert used(said(block), guidance().glossary) == []


@pytest.mark.parametrize(
    ("was", "becomes", "message"),
    [
        ("source: custom", "source: rumour", "glossary.yaml:14: No source is called `rumour`. [unknown-source]"),
        ("A step that moves.", "A step that moves", "`means` is read by a practitioner: end it with a full stop. [no-full-stop]"),
        ("also: [rungs]", "also: [loose rung]", "`loose rung` is explained twice, by `rung` and `loose_rung`. Keep one. [said-twice]"),
        ("nations: [village]", "nations: [moon]", "No nation is called `moon`. [unknown-nation]"),
        ("    term: loose rung\n", "", "`term` of `loose_rung` is missing. Add it as text. [missing-term]"),
        ("also: [rungs]", "rhymes: [lungs]", "`rhymes` is not used here (allowed: term, also, means, sources, nations). [unknown-key]"),
    ],
)
def test_a_glossary_that_cannot_be_trusted_is_refused(was: str, becomes: str, message: str) -> None:
    assert ENTRIES.count(was) == 1
    with pytest.raises(GuidanceError) as refused:
        guidance(ENTRIES.replace(was, becomes))
    assert message in str(refused.value)
