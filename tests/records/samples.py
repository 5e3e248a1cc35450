"""Records to test with, and text as a browser, a copied e-mail or somebody mean may send it."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from infoshare.records.record import FORM_FIELDS

NASTY = [
    "<script>alert(1)</script>",
    "</p></td><h1 onclick=x>",
    "{{ record.advice }}{% raw %}",
    "]]><!--",
    "--><style>*{display:none}",
    "&lt;b&gt;&#0;&amp;",
    '" onmouseover="x',
    "\x00\x07\x1b[31m\r\n\r\x7f\x85",
    "\ud83d\ude00 \ud800 \udfff",
    "\u202eevil\u2066 \u200b\ufeff\ufffe\U0010ffff",
    "سأخبرك بشيء שלום 😢👩‍👩‍👧",
]
ANY_CHARACTER = st.one_of(st.characters(), st.sampled_from("".join(NASTY)))
ANY_TEXT = st.one_of(st.text(ANY_CHARACTER), st.sampled_from(NASTY))

NEEDED: dict[str, Any] = {
    "made_at": "2026-11-23T15:20:00+00:00",
    "decided_at": "2026-11-23T15:04:00+00:00",
    "tool_version": "0.1.0",
    "guidance_edition": "2026-11",
    "law_of": "2026-11-23",
    "nation": {"id": "england", "label": "England"},
    "mode": {"id": "proactive", "label": "I noticed something"},
    "advice": {"sharing": {"outcome": "share", "settled": True}},
    "decision": {"outcome": "share", "followed": True, "reasons": ["A child may be hurt tonight."]},
}

FULL: dict[str, Any] = {
    "record_id": "R-7K3M-9QXW",
    "draft_id": "D-1",
    "practice": True,
    "organisation": "school",
    "decided_by": {"name": "{}", "position": "{}", "organisation": "{}"},
    "answers": [{"id": "K01", "question": "{}", "answers": ["{}"]}],
    "set_aside": [{"id": "K02", "question": "{}", "answers": ["{}"], "note": "{}"}],
    "texts": [
        {"id": "seen", "label": "{}", "text": "{}", "kind": "fact", "source": "{}", "said_on": "{}"},
        {"id": "thought", "label": "{}", "text": "{}", "kind": "opinion"},
    ],
    "people": [{"name": "{}", "details": [{"label": "{}", "text": "{}"}]}],
    "items": [{"name": "{}", "details": [{"label": "{}", "text": "{}"}]}],
    "own_view": {"outcome": "seek_advice", "label": "{}", "confidence": "low", "confidence_label": "{}"},
    "advice": {"any": ["{}", {"{}": 1.5}], "none": None, "number": 3},
    "advice_shown": [
        {
            "title": "{}",
            "answer": "{}",
            "text": "{}",
            "reasons": [{"text": "{}", "side": "{}", "rule": "some_rule", "sources": ["{}", "{}"]}],
        }
    ],
    "decision": {
        "outcome": "share",
        "label": "{}",
        "followed": False,
        "override_reason": "{}",
        "reasons": ["{}", "{}"],
    },
    "telling": [
        {
            "person": "{}",
            "outcome": "not_yet",
            "label": "{}",
            "reasons": ["{}"],
            "told_at": "{}",
            "views": "{}",
            "review_on": "2026-12-01",
        }
    ],
    "recipients": [{"id": "police", "label": "{}", "why": "{}", "name": "{}", "checked": "{}"}],
    "lawful_basis": {"id": "public_task", "label": "{}", "reasons": ["{}"]},
    "review_on": "2026-12-01",
    "would_change": "{}",
    "follow_up": ["{}", "{}"],
    "retrospective": {"acted_at": "2026-11-23T14:40:00+01:00", "what": "{}"},
    "form": dict.fromkeys(FORM_FIELDS, "{}"),
}


def filled(shape: Any, text: str) -> Any:
    """Put a text wherever a person's words go; ``x`` before it, since some parts must not be blank."""
    if isinstance(shape, dict):
        return {key.replace("{}", "x" + text): filled(value, text) for key, value in shape.items()}
    if isinstance(shape, list):
        return [filled(value, text) for value in shape]
    return shape.replace("{}", "x" + text) if isinstance(shape, str) else shape
