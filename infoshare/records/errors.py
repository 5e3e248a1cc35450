"""What can go wrong when keeping or making a record: stable codes, plain messages, never a word of the case."""

from __future__ import annotations

from pathlib import Path

import yaml

WORDS = Path(__file__).parents[1] / "guidance" / "words-errors.yaml"


def _messages() -> dict[str, str]:
    # BaseLoader keeps every value the text that was written.
    told = yaml.load(WORDS.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)["words"]  # noqa: S506
    return {str(name).removeprefix("error."): str(text) for name, text in told.items()}


MESSAGES = _messages()
"""What the person at the screen is told, by code. Read at once: when a disk fails there is no time to look words up on it."""


class StoreError(Exception):
    """A draft or record could not be kept or read; ``code`` is stable, the message is for the person at the screen."""

    def __init__(self, code: str) -> None:
        """Take the plain message that belongs to a code."""
        super().__init__(MESSAGES[code])
        self.code = code

    def __reduce__(self) -> tuple[type[StoreError], tuple[str]]:
        """Let the error cross to another process by its code alone."""
        return type(self), (self.code,)


class RecordError(Exception):
    """A record could not be made, read or shown; ``field`` names the part by our own names, never by what was typed."""

    def __init__(self, code: str, field: str = "") -> None:
        """Take the plain message that belongs to a code."""
        super().__init__(MESSAGES[code])
        self.code = code
        self.field = field

    def __reduce__(self) -> tuple[type[RecordError], tuple[str, str]]:
        """Let the error cross to another process by its code and field alone."""
        return type(self), (self.code, self.field)
