"""What a person typed, as it is kept and as a page can show it."""

from __future__ import annotations

import re
import unicodedata

_HALVES = re.compile("[\ud800-\udfff]")
# What HTML cannot carry, or carries unseen: controls (but not tab and newline), lone halves, and the non-characters.
_UNSHOWABLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef"
    + "".join(chr(plane << 16 | low) for plane in range(17) for low in (0xFFFE, 0xFFFF))
    + "]"
)


def joined(text: str) -> str:
    """Join halves of a surrogate pair that stand side by side: one character, as every browser reads them.

    A half that stands alone stays as it is. JSON cannot tell two halves from the character, so a record holds the
    character.
    """
    if not _HALVES.search(text):
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")


def escaped_halves(json_text: str) -> str:
    """Write lone halves in JSON text as escapes, so that the file is valid UTF-8 and still holds them."""
    return _HALVES.sub(lambda half: f"\\u{ord(half[0]):04x}", json_text)


def visible(text: str) -> str:
    """Show what a page cannot carry: control characters as their pictures, anything else as its code point."""
    return _UNSHOWABLE.sub(_picture, text.replace("\r\n", "\n"))


def is_blank(text: str) -> bool:
    """Say whether a text has nothing to read: only spaces, controls and invisible characters."""
    return all(unicodedata.category(character)[0] in "ZC" for character in text)


def _picture(match: re.Match[str]) -> str:
    code = ord(match[0])
    if code < 0x20:
        return chr(0x2400 + code)
    return "\u2421" if code == 0x7F else f"[U+{code:04X}]"
