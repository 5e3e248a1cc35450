"""Plain data into frozen dataclasses and back: nothing guessed, nothing dropped."""

from __future__ import annotations

import dataclasses
import types
from collections.abc import Mapping
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from .errors import RecordError
from .ids import plain_name_or_nothing
from .text import joined

T = TypeVar("T")


def to_plain(value: Any) -> Any:
    """Turn a dataclass into mappings, lists and text, in the order of its fields."""
    if dataclasses.is_dataclass(value):
        return {field.name: to_plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {key: to_plain(value[key]) for key in sorted(value)}
    if isinstance(value, tuple | list):
        return [to_plain(item) for item in value]
    return value


def from_plain(wanted: type[T], data: object, where: str = "") -> T:
    """Build a dataclass from a mapping.

    Raises:
        RecordError: ``record-missing``, or ``record-bad-shape`` for an unknown field or a value of the wrong kind;
            ``field`` says where.
    """
    if not isinstance(data, Mapping):
        raise RecordError("record-bad-shape", where)
    hints, given = get_type_hints(wanted), {}
    for name, value in data.items():
        if name not in hints:
            raise RecordError("record-bad-shape", _at(where, plain_name_or_nothing(name)))
        given[name] = _value(hints[name], value, _at(where, name))
    for field in dataclasses.fields(wanted):  # type: ignore[arg-type]  # every caller passes a dataclass
        if field.name not in given and field.default is dataclasses.MISSING:
            raise RecordError("record-missing", _at(where, field.name))
    return wanted(**given)


def _value(wanted: Any, value: object, where: str) -> Any:
    if isinstance(wanted, types.UnionType):  # always "something or None"
        return None if value is None else _value(get_args(wanted)[0], value, where)
    if wanted is str and isinstance(value, str):
        return joined(value)
    if wanted is bool and isinstance(value, bool):
        return value
    if get_origin(wanted) is tuple and isinstance(value, list | tuple):
        return tuple(_value(get_args(wanted)[0], item, f"{where}.{place}") for place, item in enumerate(value))
    if get_origin(wanted) is Mapping:
        return _data(value, where)
    if dataclasses.is_dataclass(wanted) and isinstance(wanted, type):
        return from_plain(wanted, {"id": value} if isinstance(value, str) else value, where)
    raise RecordError("record-bad-shape", where)


def _data(value: object, where: str) -> Any:
    """Copy any JSON data, so that a record never changes when what it was built from does."""
    if isinstance(value, Mapping):
        if not all(isinstance(key, str) for key in value):
            raise RecordError("record-bad-shape", where)
        return {joined(key): _data(value[key], where) for key in sorted(value)}
    if isinstance(value, list | tuple | set | frozenset):
        items = sorted(value) if isinstance(value, set | frozenset) else value
        return [_data(item, where) for item in items]
    if isinstance(value, str):
        return joined(value)
    if value is None or isinstance(value, bool | int) or (isinstance(value, float) and abs(value) < float("inf")):
        return value
    raise RecordError("record-bad-shape", where)


def _at(where: str, name: str) -> str:
    return f"{where}.{name}" if where else name
