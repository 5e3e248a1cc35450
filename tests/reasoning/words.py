"""The sentences that come with infoshare, read by themselves, for tests on small guidance that has none of them."""

from __future__ import annotations

from infoshare.reasoning.document import Block, read
from infoshare.reasoning.load import guidance_folder


def our_words() -> dict[str, str]:
    """Every word of the guidance that came with infoshare, by key."""
    found: dict[str, str] = {}
    for path in sorted(guidance_folder().glob("words*.yaml")):
        document = read(path, path.name)
        assert isinstance(document, Block)
        entries = document["words"]
        assert isinstance(entries, Block)
        found.update({k: str(v) for k, v in entries.items()})
    return found
