"""An old decision, decided again: under the law of its own day, and under that of another."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from .case import Answer, Case, Row
from .cause import AFTER, BEFORE, Cause, How, Point, Weighed
from .compare import Change, cause_data, change_data, differences
from .guidance import Guidance, Kind

_NAME = re.compile(r"[a-z][a-z0-9_.]*")


class ReplayError(ValueError):
    """A record that cannot be decided again. The message is among the guidance's words, under ``word``.

    Attributes:
        code: short and stable.
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code

    @property
    def word(self) -> str:
        """The key of the message; it is given the file's name."""
        return self.code.replace("-", "_").replace("_", ".", 1)


@dataclass(frozen=True)
class Replay:
    """A record decided again.

    Attributes:
        made_with, edition: the edition of the guidance then and now, each with the digest of its text.
        differences: points at which the record's advice and that of its own day by this guidance differ.
        aside: facts and lists whose answers this guidance does not know, set aside.
        unknown, since: decisions that only the record, or only this guidance, settles.
        other: what changes from the law of its own day to that of the other day; ``None`` when no other day was asked for.
    """

    record: str
    nation: str
    law_of: date
    made_with: str
    edition: str
    differences: tuple[Change, ...]
    aside: tuple[str, ...]
    unknown: tuple[str, ...]
    since: tuple[str, ...]
    other_day: date | None
    other: tuple[Change, ...] | None

    @property
    def same_edition(self) -> str:
        """How the two editions compare: ``same``, ``digest`` (the same edition, its text changed since) or ``other``."""
        if self.made_with == self.edition:
            return "same"
        return "digest" if self.made_with.partition("+")[0] == self.edition.partition("+")[0] else "other"

    @property
    def altered(self) -> bool:
        """Whether the very same guidance gives other advice: then the record or the program was changed."""
        return bool(self.differences) and self.same_edition == "same"


def replay(record: Mapping[str, object], guidance: Guidance, *, on: date | None = None) -> Replay:
    """Decide a record again.

    Args:
        record: as `records.record.as_mapping` gives it.
        guidance: the guidance to decide by.
        on: another day, whose law is held against that of the record's own day.

    Raises:
        ReplayError: ``replay-no-case``, ``replay-no-nation`` or ``replay-bad-shape``.
        NotInForce: the guidance has no law for one of the days.
    """
    if record.get("case") is None:
        raise ReplayError("replay-no-case")
    nation = str(_block(record, "nation").get("id"))
    if nation not in guidance.nations:
        raise ReplayError("replay-no-nation")
    case = _case(_block(record, "case"))
    law_of = date.fromisoformat(str(record["law_of"]))
    own = Weighed(case, guidance, law_of, nation)
    advice = _block(record, "advice")
    keys = {d.key: d.id for d in guidance.decisions.values()}
    other = tuple(differences(own, Weighed(case, guidance, on, nation))) if on else None
    return Replay(
        record=str(record["record_id"]),
        nation=nation,
        law_of=law_of,
        made_with=str(record["guidance_edition"]),
        edition=guidance.edition,
        differences=tuple(_against(_recorded(advice, guidance), own)),
        aside=own.aside,
        unknown=tuple(_name(key) for key, found in advice.items() if key not in keys and _is_decision(found)),
        since=tuple(decision for key, decision in keys.items() if key not in advice),
        other_day=on,
        other=other,
    )


def as_data(replayed: Replay) -> dict[str, object]:
    """The replay as one JSON-ready object. It holds facts and outcomes, no words that a person typed."""
    other = None
    if replayed.other is not None and replayed.other_day is not None:
        other = {"on": replayed.other_day.isoformat(), "same": not replayed.other, "changes": [_change(c) for c in replayed.other]}
    return {
        "record": replayed.record,
        "nation": replayed.nation,
        "law_of": replayed.law_of.isoformat(),
        "made_with": replayed.made_with,
        "edition": replayed.edition,
        "same_edition": replayed.same_edition,
        "reproduced": not replayed.differences,
        "altered": replayed.altered,
        "differences": [_change(c) for c in replayed.differences],
        "set_aside": list(replayed.aside),
        "decisions_only_in_record": list(replayed.unknown),
        "decisions_not_in_record": list(replayed.since),
        "other_day": other,
    }


def _change(change: Change) -> dict[str, object]:
    return {**change_data(change), "causes": [cause_data(c) for c in change.causes]}


def _case(block: Mapping[str, object]) -> Case:
    facts = {_name(k): _answer(v) for k, v in _block(block, "facts").items()}
    lists: dict[str, tuple[Row, ...]] = {}
    for name, rows in _block(block, "lists").items():
        lists[_name(name)] = tuple(_row(row, f"{at}") for at, row in enumerate(_items(rows), 1))
    return Case(facts, lists)


def _row(value: object, number: str) -> Row:
    if not isinstance(value, Mapping):
        raise ReplayError("replay-bad-shape")
    return {**{_name(k): _name(v) for k, v in value.items()}, "name": number}


def _answer(value: object) -> Answer:
    return _name(value) if isinstance(value, str) else tuple(_name(v) for v in _items(value))


def _name(value: object) -> str:
    """A name of ours; anything else could be words somebody typed, which must not be printed."""
    if not isinstance(value, str) or not _NAME.fullmatch(value):
        raise ReplayError("replay-bad-shape")
    return value


def _items(value: object) -> Sequence[object]:
    if not isinstance(value, list | tuple):
        raise ReplayError("replay-bad-shape")
    return value


def _block(value: object, key: str) -> Mapping[str, object]:
    found = value.get(key) if isinstance(value, Mapping) else None
    if not isinstance(found, Mapping):
        raise ReplayError("replay-bad-shape")
    return found


def _is_decision(value: object) -> bool:
    """Whether a part of an advice is what a decision came to, and not an edition, a note or a golden rule."""
    return any(isinstance(v, Mapping) and "because" in v for v in (value if isinstance(value, list | tuple) else [value]))


_Found = dict[Point, tuple[str, tuple[str, ...]]]
"""For each point its outcome and the rules among its reasons."""


def _recorded(advice: Mapping[str, object], guidance: Guidance) -> _Found:
    found: _Found = {}
    for decision in guidance.decisions.values():
        told = advice.get(decision.key)
        if told is None:
            continue
        if decision.per:
            for at, one in enumerate(_items(told)):
                found[Point(decision.id, row=at)] = _said(one, "outcome")
        elif decision.kind is Kind.MANY:
            found |= {Point(decision.id, c): ("no", ()) for c in decision.candidates}
            for one in _items(told):
                name, rules = _said(one, "id")
                found[Point(decision.id, name)] = "yes", rules
        elif decision.kind is Kind.RATED:
            found[Point(decision.id)] = _said(told, "recommended")
            for one in _items(told.get("rated") if isinstance(told, Mapping) else None):
                found[Point(decision.id, _said(one, "basis")[0])] = _said(one, "rating")
        else:
            found[Point(decision.id)] = _said(told, "outcome")
    return found


def _said(value: object, key: str) -> tuple[str, tuple[str, ...]]:
    if not isinstance(value, Mapping):
        raise ReplayError("replay-bad-shape")
    reasons = _items(value.get("because"))
    return _name(value.get(key)), tuple(_name(r.get("rule")) if isinstance(r, Mapping) else _name(r) for r in reasons)


def _against(recorded: _Found, own: Weighed) -> Iterator[Change]:
    """The points that the record and this guidance settle differently, with the rules that only one of them names."""
    decided = {point.decision for point in recorded}
    for point in dict.fromkeys((*recorded, *(p for p in own.outcomes if p.decision in decided))):
        then, rules = recorded.get(point, ("", ()))
        now = own.outcomes.get(point, "")
        if then != now and {then, now} != {"", "no"}:
            spoke = {r.id for r in own.speaking(point)} if point in own.outcomes else set[str]()
            gone = [_silent(own, point, name) for name in rules if name not in spoke and _decided(own, point, name, then)]
            new = [Cause(name, How.SILENT_THEN, AFTER) for name in sorted(spoke.difference(rules))]
            yield Change(point, then, now, (*gone, *new))


def _decided(own: Weighed, point: Point, name: str, then: str) -> bool:
    """Whether a reason of the record was a rule that decided, and not an argument or a rule that another one outranked."""
    rule = own.rule(point, name)
    return rule.conclude in (then, point.about) if rule else name not in own.guidance.rules


def _silent(own: Weighed, point: Point, name: str) -> Cause:
    """Why a rule that the record names does not speak by this guidance, as far as this guidance alone can tell."""
    rule = own.rule(point, name)
    if rule is None:
        return Cause(name, How.REMOVED, BEFORE)
    if own.nation in rule.nations and not rule.in_force.covers(own.day):
        first, last = rule.in_force.first, rule.in_force.last
        early = first is None or own.day < first
        return Cause(name, How.NOT_YET if early else How.ENDED, BEFORE, first if early else last + timedelta(days=1))
    return Cause(name, How.SILENT_NOW, BEFORE)
