"""Names of drafts and records: random, easy to say over the phone, and telling nothing of the case."""

from __future__ import annotations

import re
import secrets

# Left out: vowels (no word appears by chance) and what looks alike (0 O, 1 I L, 2 Z, 5 S, 6 G, 8 B, U V).
SPEAKABLE = "3479CDFHJKMNPQRTWXY"

_NAME = re.compile(r"[A-Za-z0-9._:-]{1,80}")
_RECORD_ID = re.compile(rf"R(-[{SPEAKABLE}]{{4}}){{2}}")


def new_record_id() -> str:
    """Make a fresh record id, such as ``R-7K3M-9QXW``."""
    return "-".join(["R", *("".join(secrets.choice(SPEAKABLE) for _ in range(4)) for _ in range(2))])


def new_draft_id() -> str:
    """Make a fresh draft id, too long to guess, since a page may carry it in its address."""
    return "D-" + secrets.token_urlsafe(16).replace("_", ".")


def is_record_id(text: object) -> bool:
    """Say whether this is a record id of ours, so that it may stand in a file name."""
    return isinstance(text, str) and _RECORD_ID.fullmatch(text) is not None


def is_plain_name(text: object) -> bool:
    """Say whether this is a short machine name: no spaces, no free text, so nothing of a case hides in it."""
    return isinstance(text, str) and _NAME.fullmatch(text) is not None


def plain_name_or_nothing(text: object) -> str:
    """Let a machine name through, and nothing else."""
    return text if isinstance(text, str) and is_plain_name(text) else ""
