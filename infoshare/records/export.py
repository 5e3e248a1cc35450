"""A record as it leaves: one page to read or print, and the same record as data."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .errors import RecordError
from .parts import KINDS
from .record import FORM_FIELDS, DecisionRecord, to_json
from .text import is_blank, visible

if TYPE_CHECKING:
    from jinja2 import Environment

_TEMPLATES = Path(__file__).parent / "templates"
# In the template: a word by its whole key. Keys put together from parts are named in ``words_needed``.
_KEY = re.compile(r'"(record\.[a-z_]+)"')


@dataclass(frozen=True)
class File:
    """A file to hand over; its name says which record it is and nothing of the case."""

    name: str
    mime: str
    content: bytes


def words_needed() -> frozenset[str]:
    """Name every word the page may use, so that a check can find a missing one before a person does."""
    written = _KEY.findall((_TEMPLATES / "record.html.j2").read_text("utf-8"))
    months = {f"record.month.{number}" for number in range(1, 13)}
    kinds = {f"record.kind.{kind}" for kind in KINDS}
    return frozenset(written) | months | kinds | {f"record.form.{name}" for name in FORM_FIELDS}


def record_html(record: DecisionRecord, words: Mapping[str, str]) -> str:
    """Write a record as one page that needs nothing else: no script, no picture, no address to call.

    Args:
        record: what to show.
        words: every label by its key; see ``words_needed``.

    Raises:
        RecordError: ``record-missing-word``; ``field`` names the key.
    """
    form = record.form or {}
    missing = sorted(words_needed() - words.keys())
    if missing:
        raise RecordError("record-missing-word", missing[0])
    given = [name for name in FORM_FIELDS if not is_blank(form.get(name, ""))]
    return (
        _environment()
        .get_template("record.html.j2")
        .render(
            record=record,
            w=words.__getitem__,
            by_kind=[(kind, texts) for kind in KINDS if (texts := [text for text in record.texts if text.kind == kind])],
            form_given=[(words[f"record.form.{name}"], [form[name]]) for name in given],
            form_empty=[words[f"record.form.{name}"] for name in FORM_FIELDS if name not in given],
            months={number: words[f"record.month.{number}"] for number in range(1, 13)},
        )
    )


def record_files(record: DecisionRecord, words: Mapping[str, str]) -> list[File]:
    """Give the page and the data of a record as files."""
    page, data = record_html(record, words), to_json(record)
    return [
        File(f"{record.record_id}.html", "text/html; charset=utf-8", page.encode("utf-8")),
        File(f"{record.record_id}.json", "application/json", data.encode("utf-8")),
    ]


@cache
def _environment() -> Environment:
    import jinja2  # here, so that only a person who exports pays for it

    environment = jinja2.Environment(
        autoescape=True,
        finalize=_shown,
        loader=jinja2.FileSystemLoader(_TEMPLATES),
        undefined=jinja2.StrictUndefined,
    )
    environment.filters["day"] = jinja2.pass_context(lambda context, iso: _day(date.fromisoformat(iso), context["months"]))
    environment.filters["time"] = jinja2.pass_context(lambda context, iso: _time(iso, context["months"]))
    return environment


def _shown(value: Any) -> Any:
    """Make every text that reaches the page visible; what the template itself has already escaped goes through."""
    return value if hasattr(value, "__html__") or not isinstance(value, str) else visible(value)


def _day(day: date, months: Mapping[int, str]) -> str:
    return f"{day.day} {months[day.month]} {day.year}"


def _time(iso: str, months: Mapping[int, str]) -> str:
    time = datetime.fromisoformat(iso)
    zone = "UTC" if time.utcoffset() == timedelta(0) else f"UTC{time.isoformat()[-6:]}"
    return f"{_day(time.date(), months)}, {time:%H:%M} {zone}"
