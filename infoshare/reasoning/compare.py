"""Two laws held side by side: which cases of the library change their advice, from what to what, and which rules cause it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from .case import Case, read_case
from .cause import Cause, Point, Weighed, causes
from .guidance import Guidance
from .read_cases import BESIDE
from .whole import Whole, whole


@dataclass(frozen=True, eq=False)
class Law:
    """A guidance on a day; without a day each case is advised on its own day, else ``today``."""

    guidance: Guidance
    day: date | None
    today: date

    def on(self, case: Case) -> date:
        """The day whose law applies to a case."""
        return self.day or case.on or self.today


@dataclass(frozen=True)
class Change:
    """One point of one case that comes to something else. ``before`` or ``after`` is empty when only one side knows the point."""

    point: Point
    before: str
    after: str
    causes: tuple[Cause, ...]


@dataclass(frozen=True)
class CaseChange:
    """A case of the library whose advice changes. ``aside``: answers that one of the two sides does not know."""

    case: str
    title: str
    nation: str
    changes: tuple[Change, ...]
    aside: tuple[str, ...]


@dataclass(frozen=True)
class Group:
    """Changes with the same causes: pairs of a case's name and its change."""

    causes: tuple[Cause, ...]
    changes: tuple[tuple[str, Change], ...]


@dataclass(frozen=True)
class Comparison:
    """What changes between two laws.

    Attributes:
        cases: how many cases of the library were weighed on both sides.
        changed: those whose advice changes.
        groups: the same changes by cause, the cause with the most cases first.
        wholes: for each nation and decision that changes anywhere in the whole space of cases, how many do.
        gone, new: decisions that only the side before, or only the side after, settles; they are not counted as changes of a case.
    """

    before: Law
    after: Law
    cases: int
    changed: tuple[CaseChange, ...]
    groups: tuple[Group, ...]
    wholes: tuple[Whole, ...]
    gone: tuple[str, ...]
    new: tuple[str, ...]

    @property
    def same(self) -> bool:
        """Whether no advice changes, in the library and in the whole space."""
        return not (self.changed or self.wholes or self.gone or self.new)


def compare_laws(before: Law, after: Law, nation: str | None = None) -> Comparison:
    """Hold two laws against each other, over the library's cases and over every case there could be.

    Args:
        before: the one side.
        after: the other side. The library is that of both sides; of a case that both have, the one before counts.
        nation: whose law every case is read by; each case's own nation, and all nations for the whole space, when left out.

    Raises:
        NotInForce: one side has no law for its day.
    """
    changed = []
    library = dict(_library(before, after))
    used = {name: nation or case.nation or next(iter(before.guidance.nations)) for name, case in library.items()}
    for name in sorted(library, key=lambda n: (used[n], before.on(library[n]))):  # few editions are kept: those of one law stand together
        case, whose = library[name], used[name]
        sides = [Weighed(case, law.guidance, law.on(case), whose) for law in (before, after)]
        if changes := tuple(differences(sides[0], sides[1])):
            aside = tuple(dict.fromkeys((*sides[0].aside, *sides[1].aside)))
            changed.append(CaseChange(name, case.title, whose, changes, aside))
    changed.sort(key=lambda c: (c.nation, c.case))
    shown = {(c.nation, x.point.decision) for c in changed for x in c.changes}
    nations = (nation,) if nation else tuple(n for n in before.guidance.nations if n in after.guidance.nations)
    days = (before.day or before.today, after.day or after.today)
    wholes = tuple(w for n in nations for w in whole((before.guidance, days[0]), (after.guidance, days[1]), n, shown))
    mine, theirs = before.guidance.decisions, after.guidance.decisions
    gone, new = tuple(d for d in mine if d not in theirs), tuple(d for d in theirs if d not in mine)
    return Comparison(before, after, len(library), tuple(changed), tuple(_groups(changed)), wholes, gone, new)


def _library(before: Law, after: Law) -> Iterator[tuple[str, Case]]:
    for law, known in ((after, before.guidance.cases), (before, {})):
        for name, data in law.guidance.cases.items():
            if name not in known and BESIDE not in data:
                yield name, read_case({k: v for k, v in data.items() if k != "file"}, law.guidance, str(data.get("file", name)))


def differences(before: Weighed, after: Weighed) -> Iterator[Change]:
    """The points that two sides settle differently, with the causes. A decision that only one side knows is passed over."""
    both = before.guidance.decisions.keys() & after.guidance.decisions.keys()
    for point in dict.fromkeys((*before.outcomes, *after.outcomes)):
        was, becomes = before.outcomes.get(point, ""), after.outcomes.get(point, "")
        if point.decision in both and was != becomes and {was, becomes} != {"", "no"}:
            yield Change(point, was, becomes, causes(point, before, after))


def _groups(changed: list[CaseChange]) -> Iterator[Group]:
    found: dict[frozenset[Cause], list[tuple[str, Change]]] = {}
    named: dict[frozenset[Cause], tuple[Cause, ...]] = {}
    for case in changed:
        for change in case.changes:
            key = frozenset(change.causes)
            named.setdefault(key, change.causes)
            found.setdefault(key, []).append((case.case, change))
    for key in sorted(found, key=lambda k: (-len({name for name, _ in found[k]}), [c.rule for c in named[k]])):
        yield Group(named[key], tuple(found[key]))


def as_data(comparison: Comparison) -> dict[str, object]:
    """The whole comparison as one JSON-ready object."""
    titles = {c.case: c for c in comparison.changed}
    return {
        "before": _law(comparison.before),
        "after": _law(comparison.after),
        "same": comparison.same,
        "cases": comparison.cases,
        "changed": len(comparison.changed),
        "causes": [
            {
                "causes": [cause_data(c) for c in group.causes],
                "changes": [
                    {"case": name, "title": titles[name].title, "nation": titles[name].nation, **change_data(change)}
                    for name, change in group.changes
                ],
            }
            for group in comparison.groups
        ],
        "set_aside": {c.case: list(c.aside) for c in comparison.changed if c.aside},
        "decisions_only_before": list(comparison.gone),
        "decisions_only_after": list(comparison.new),
        "whole_space": [
            {
                "nation": w.nation,
                "decision": w.decision,
                "changed": w.changed,
                "of": w.of,
                "moves": [{"about": m.about, "before": m.before, "after": m.after, "cases": m.cases} for m in w.moves],
                "in_library": w.in_library,
                "smallest": None if w.smallest is None else dict(w.smallest),
            }
            for w in comparison.wholes
        ],
    }


def change_data(change: Change) -> dict[str, object]:
    """One change as plain data; a row is counted from 1."""
    point = change.point
    found: dict[str, object] = {"decision": point.decision, "before": change.before, "after": change.after}
    if point.about:
        found["about"] = point.about
    if point.row is not None:
        found["row"] = point.row + 1
    return found


def cause_data(cause: Cause) -> dict[str, object]:
    """One cause as plain data."""
    return {"rule": cause.rule, "how": cause.how.value, "speaks": cause.speaks, "day": cause.day.isoformat() if cause.day else None}


def _law(law: Law) -> Mapping[str, object]:
    return {"edition": law.guidance.edition, "on": law.day.isoformat() if law.day else None}
