"""A library of invented cases in the small guidance of ladders, for every test that tells a case."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from infoshare.reasoning.guidance import Guidance
from infoshare.reasoning.load import guidance_folder, load

MINI = Path(__file__).parents[1] / "reasoning" / "mini"

CASES = """
cases:
  - id: told
    title: A neighbour wants the ladder for the roof.
    story: |
      Cy comes over the fence and asks for the ladder.
      Ana, who is strong, would hold it.
    on: 2026-11-23
    nation: town
    facts: {borrower.asked: yes, borrower.use: [roof], ladder.wear: some, ladder.falling: no}
    helpers: [{name: Ana, strong: yes}, {name: Bo, strong: no}]
    expect: {lending: lend}
  - id: alone
    title: Nobody strong is there.
    story: Bo would hold it.
    on: 2026-11-23
    nation: town
    facts: {ladder.falling: no, ladder.wear: some, borrower.asked: yes, borrower.use: [roof]}
    helpers: [{name: Bo, strong: no}]
  - id: twins
    title: Two helpers share a name.
    story: Both are called Al.
    on: 2026-11-23
    nation: village
    facts: {ladder.wear: none_seen, borrower.asked: yes}
    helpers: [{name: Al, strong: yes}, {name: Al, strong: no}]
  - id: falls
    title: The ladder falls.
    story: It falls while we talk.
    on: 2026-11-23
    nation: village
    facts: {ladder.falling: yes, ladder.wear: broken, borrower.asked: yes, borrower.use: [tree]}
    helpers: []
"""


@cache
def ladders() -> Guidance:
    """Give the small guidance with cases that have a story, and the words of our pages."""
    words = {
        f"{name}.yaml": (guidance_folder() / f"{name}.yaml").read_text(encoding="utf-8")
        for name in ("words", "words-train", "words-pictures")
    }
    more = """
words:
  side.for_lending: For lending
  side.against_lending: Against lending
  row.helper: Helper
  place.caption: Where helpers stand
  tell.head: Who
  tell.caption: Who should know
  ground.head: Ground
  ground.all: All grounds
  ground.caption: Grounds, rated
  detail.phone: Phone
"""
    return load(MINI, more={**words, "words-ladders.yaml": more, "cases/told.yaml": CASES})
