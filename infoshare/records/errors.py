"""What can go wrong when keeping or making a record: stable codes, plain messages, never a word of the case."""

from __future__ import annotations

_SAFE = "Nothing you typed is lost from this screen."

MESSAGES: dict[str, str] = {
    "store-locked": (
        f"We could not save just now, because another window is still writing to your records. {_SAFE} "
        "Close other infoshare windows, then try again."
    ),
    "store-full": (f"We could not save, because the disk is full. {_SAFE} Print or copy this page, free some space, then try again."),
    "store-read-only": (
        f"We could not save, because we may not write to the folder that holds your records. {_SAFE} "
        "Print or copy this page, then ask your IT support to make the folder writable for you."
    ),
    "store-damaged": (
        "We could not read your records file. It is damaged, or it is not an infoshare file. We have not changed it. "
        f"{_SAFE} Print or copy this page, then ask your IT support to restore the file from a backup."
    ),
    "store-newer": (
        f"Your records file was written by a newer version of infoshare. We have not changed it. {_SAFE} Update infoshare, then try again."
    ),
    "store-unsafe-place": (
        "We will not keep records in this place, because someone else could read or swap them: "
        "the folder or file is a link, is shared with others, or belongs to another user. "
        f"{_SAFE} Choose an empty folder of your own, then try again."
    ),
    "store-unreachable": (
        f"We could not use the disk that holds your records. It may be full, failing or unplugged. {_SAFE} "
        "Print or copy this page, check the disk, then try again."
    ),
    "store-bad-content": (
        f"We could not save, because part of the page cannot be written down. This is a fault in infoshare. {_SAFE} "
        "Print or copy this page, then tell the people who run infoshare."
    ),
    "store-bad-name": (
        f"We could not save, because a name we use inside is not valid. This is a fault in infoshare. {_SAFE} "
        "Print or copy this page, then tell the people who run infoshare."
    ),
    "record-no-outcome": "The record does not say what you decided. Choose what you decided, then save the record.",
    "record-no-reason": "The record has no reason yet. Write at least one sentence saying why you decided this.",
    "record-no-override-reason": (
        "You decided differently from the advice. Write at least one sentence saying why. It is fine to disagree."
    ),
    "record-no-review": "You decided not to share for now. Choose a day on which you will look at this again.",
    "record-no-would-change": "You decided not to share for now. Write what would make you decide differently.",
    "record-no-time-of-act": "You acted before you wrote this. Say when you acted. Your best guess will do.",
    "record-missing": "The record is missing a part that every record needs. Go back and fill in the part we name.",
    "record-bad-time": "A day or a time in the record is not one we can read. Go back and choose it again.",
    "record-bad-shape": (
        "A part of the record is not what we expected. This is a fault in infoshare. "
        "Nothing you typed is lost from this screen. Print or copy this page, then tell the people who run infoshare."
    ),
    "record-unknown-schema": (
        "This is not a decision record that this version of infoshare can read. We have not changed it. "
        "Update infoshare, then open it again."
    ),
    "record-missing-word": (
        "We could not make the page to print, because one of its labels is missing. This is a fault in infoshare. "
        "Your record is safe. Tell the people who run infoshare."
    ),
}


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
