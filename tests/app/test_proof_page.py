"""The page that a safety officer reads."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from datetime import UTC, datetime
from html.parser import HTMLParser

import pytest

from infoshare.app.proof_page import proof_page
from infoshare.reasoning.load import guidance_folder, standard
from infoshare.reasoning.prove import prove
from infoshare.reasoning.tell_proof import readable_count
from tests.reasoning.promises import (
    FALLING,
    SCALES,
    WEAR_LENDS,
    guidance,
)


class Outline(HTMLParser):
    """What a page is made of."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, Mapping[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


def test_the_page_needs_nothing_else_and_reads_by_ear() -> None:
    hazards = SCALES.replace("CONTROLS", "[{invariant: worn_is_kept}, {test: a_test}]")
    proof = prove(guidance(FALLING, WEAR_LENDS, hazards=hazards), processes=1)
    page = proof_page(proof, standard().words, datetime(2026, 11, 23, 12, 0, tzinfo=UTC))
    outline = Outline(page)
    names = [tag for tag, _ in outline.tags]
    assert not {"script", "img", "link", "iframe", "form", "never"} & set(names), "text is never markup"
    assert not [v for _, a in outline.tags for k, v in a.items() if k in ("src", "href") or k.startswith("on")]
    assert "http://" not in page
    assert "https://" not in page
    assert next(a for t, a in outline.tags if t == "html") == {"lang": "en-GB"}
    levels = [int(t[1]) for t in names if t in ("h1", "h2", "h3")]
    assert levels[0] == 1
    assert all(b - a <= 1 for a, b in itertools.pairwise(levels))
    assert names.count("caption") == names.count("table")
    assert all(a.get("scope") in ("col", "row") for t, a in outline.tags if t == "th")
    for told in ("A worn ladder is &lt;never&gt;", "23 November 2026", "mini+", "id: breaks_worn_is_kept", "fails", "The library"):
        assert told in page


def test_every_sentence_of_the_page_comes_from_the_guidance() -> None:
    words = {k: f"[{k}]" for k in standard().words if k.startswith(("page.", "proof."))} | {"page.months": " ".join("abcdefghijkl")}
    page = proof_page(prove(guidance(FALLING), processes=1), words, datetime(2026, 11, 23, tzinfo=UTC))
    parser = Outline("")
    text: list[str] = []
    parser.handle_data = text.append  # type: ignore[method-assign]
    parser.feed(page.split("</style>")[1])
    loose = {" ".join(t.split()) for t in text} - {""}
    assert not [
        t for t in loose if " " in t and "[" not in t and "ladder" not in t.lower() and not t[0].isdigit() and not t.startswith("The ")
    ]


@pytest.mark.parametrize(
    ("count", "text"),
    [
        (0, "0"),
        (1234, "1,234"),
        (9_999_999, "9,999,999"),
        (10_000_000, "1.0 × 10^7"),
        (314159 * 10**36, "3.1 × 10^41"),
        (99_960_000, "1.0 × 10^8"),
    ],
)
def test_a_count_is_told_so_that_a_person_can_read_it(count: int, text: str) -> None:
    assert readable_count(count) == text


def test_the_words_of_the_proof_come_with_infoshare() -> None:
    assert (guidance_folder() / "words-proof.yaml").is_file()
