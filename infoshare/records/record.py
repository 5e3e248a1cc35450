"""The decision record: what was known, what was advised, what a person decided and why."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from .errors import RecordError
from .ids import is_record_id, new_record_id
from .parts import (
    KINDS,
    Advised,
    Answer,
    Choice,
    Decision,
    LawfulBasis,
    Maker,
    OwnView,
    Part,
    Person,
    Recipient,
    Retrospective,
    Telling,
    Text,
)
from .shape import from_plain, to_plain
from .text import escaped_halves, is_blank

SCHEMA = "infoshare-record/1"
FINGERPRINT = "fingerprint"

# What the ICO's decision form and our own record ask beyond the fields below; free text, all optional in this slice.
FORM_FIELDS = (
    *("purpose", "necessary_because", "data_requested", "data_shared", "requesting_organisation", "requester_name"),
    *("requester_position", "requester_checked", "request_received", "receiving_organisation", "controllers"),
    *("sharing_agreement", "legal_power", "special_category_condition", "criminal_condition", "law_enforcement_part"),
    *("confidentiality", "agreement_sought", "exemption", "impact_assessment", "impact_assessment_outcome"),
    *("data_protection_officer_view", "retention", "security", "rights", "dates_and_intervals", "route", "sent_at"),
    *("receipt", "chase_at", "harm_if_not_shared", "harm_if_shared", "protected_details", "advice_taken", "escalation"),
)


@dataclass(frozen=True, kw_only=True)
class DecisionRecord:
    """One decision. Times carry their offset, days are local.

    ``advice`` is the whole advice, and ``case`` the closed answers it rests on (``facts``, and ``lists`` of rows without their names), so
    that the decision can be checked later. Records made before ``case`` was kept have none.
    """

    schema: str = SCHEMA
    record_id: str = ""
    draft_id: str | None = None
    practice: bool = False
    made_at: str
    decided_at: str
    tool_version: str
    guidance_edition: str
    law_of: str
    nation: Choice
    mode: Choice
    advice: Mapping[str, Any]
    decision: Decision
    organisation: Choice | None = None
    decided_by: Maker | None = None
    answers: tuple[Answer, ...] = ()
    set_aside: tuple[Answer, ...] = ()
    texts: tuple[Text, ...] = ()
    people: tuple[Person, ...] = ()
    items: tuple[Part, ...] = ()
    own_view: OwnView | None = None
    advice_shown: tuple[Advised, ...] = ()
    telling: tuple[Telling, ...] = ()
    recipients: tuple[Recipient, ...] = ()
    lawful_basis: LawfulBasis | None = None
    review_on: str | None = None
    would_change: str = ""
    follow_up: tuple[str, ...] = ()
    retrospective: Retrospective | None = None
    form: Mapping[str, str] | None = None
    case: Mapping[str, Any] | None = None


def build_record(**fields: Any) -> DecisionRecord:
    """Make a record out of plain data and check that nothing is missing that a record can never lack.

    A record always has an outcome and a reason. Deciding against the advice needs its own reason. Not sharing needs
    what would change the decision and a day to look again. Acting first needs the time of the act. Nothing else is
    demanded: an unfilled form must never stand between a child and help. A record without an id gets a fresh one.

    Raises:
        RecordError: names the code and the field; the text is for the person at the screen.
    """
    record = from_plain(DecisionRecord, {"record_id": new_record_id(), **fields})
    _check_plain_parts(record)
    if is_blank(record.decision.outcome):
        raise RecordError("record-no-outcome", "decision.outcome")
    if all(is_blank(reason) for reason in record.decision.reasons):
        raise RecordError("record-no-reason", "decision.reasons")
    if not record.decision.followed and is_blank(record.decision.override_reason):
        raise RecordError("record-no-override-reason", "decision.override_reason")
    if record.decision.outcome == "do_not_share":
        if record.review_on is None:
            raise RecordError("record-no-review", "review_on")
        if is_blank(record.would_change):
            raise RecordError("record-no-would-change", "would_change")
    return record


def as_mapping(record: DecisionRecord) -> dict[str, Any]:
    """Turn a record into plain data, ready for ``Store.keep_record``."""
    plain: dict[str, Any] = to_plain(record)
    return plain


def to_json(record: DecisionRecord) -> str:
    """Write a record as JSON: the same record gives the same text, and any text typed comes back exactly.

    The last field is a fingerprint of all others. It shows a slip or a damaged file; it is no seal, since anyone can make a new one.
    """
    plain = as_mapping(record)
    stamped = {**plain, FINGERPRINT: _fingerprint(plain)}
    return escaped_halves(json.dumps(stamped, ensure_ascii=False, allow_nan=False, indent=2)) + "\n"


def from_mapping(data: Mapping[str, Any]) -> DecisionRecord:
    """Read a record back from the store.

    Raises:
        RecordError: ``record-unknown-schema`` for anything that is not a record of this version.
    """
    if data.get("schema") != SCHEMA:
        raise RecordError("record-unknown-schema", "schema")
    return build_record(**data)


def from_json(text: str) -> DecisionRecord:
    """Read a record back from JSON, with its fingerprint or, from before there was one, without.

    Raises:
        RecordError: as ``from_mapping`` does; ``record-altered`` when the fingerprint is not that of the content.
    """
    altered = False
    try:
        data = json.loads(text)
        if isinstance(data, dict) and FINGERPRINT in data:
            altered = data.pop(FINGERPRINT) != _fingerprint(data)
    except (ValueError, RecursionError):
        data = None
    if not isinstance(data, dict):
        raise RecordError("record-unknown-schema", "schema")
    if altered:
        raise RecordError("record-altered", FINGERPRINT)
    return from_mapping(data)


def _fingerprint(plain: Mapping[str, Any]) -> str:
    """A digest of plain data that does not hang on spacing, on the order of keys, or on how half a surrogate pair is written."""
    return hashlib.sha256(json.dumps(plain, sort_keys=True, separators=(",", ":")).encode("ascii")).hexdigest()


def _check_plain_parts(record: DecisionRecord) -> None:
    """Check ids, marks, days and times: what other tools read, and file names are made of."""
    if record.schema != SCHEMA:
        raise RecordError("record-unknown-schema", "schema")
    if not is_record_id(record.record_id):
        raise RecordError("record-bad-shape", "record_id")
    for place, text in enumerate(record.texts):
        if text.kind not in KINDS:
            raise RecordError("record-bad-shape", f"texts.{place}.kind")
    for name, text_given in (record.form or {}).items():
        if name not in FORM_FIELDS or not isinstance(text_given, str):
            raise RecordError("record-bad-shape", "form")
    for name in ("made_at", "decided_at"):
        _check_time(getattr(record, name), name)
    if record.retrospective is not None:
        if is_blank(record.retrospective.acted_at):
            raise RecordError("record-no-time-of-act", "retrospective.acted_at")
        _check_time(record.retrospective.acted_at, "retrospective.acted_at")
    days = {"law_of": record.law_of, "review_on": record.review_on}
    days |= {f"telling.{place}.review_on": telling.review_on for place, telling in enumerate(record.telling)}
    for name, day in days.items():
        if day is not None:
            _check_day(day, name)


def _check_time(text: str, field: str) -> None:
    try:
        known = datetime.fromisoformat(text).tzinfo is not None
    except ValueError:
        known = False
    if not known:
        raise RecordError("record-bad-time", field)


def _check_day(text: str, field: str) -> None:
    try:
        date.fromisoformat(text)
    except ValueError:
        text = ""
    if not text:
        raise RecordError("record-bad-time", field)
