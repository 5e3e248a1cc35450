"""A draft: everything a person has said in one walk so far, and where they are. Plain data, saved after every step."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from ..reasoning.case import Answer, Case, Row

STAGES = {
    "question": "answering",
    "nation": "answering",
    "check": "checked",
    "view": "checked",
    "advice": "advised",
    "decide": "decided",
    "record": "recorded",
}
"""Each screen of the walk, and how far the walk is when it shows."""


@dataclass(frozen=True)
class Draft:
    """One walk.

    Attributes:
        at: the screen: question, nation, check, view, advice, decide or record.
        question: key of the question on the screen.
        asking: facts and lists of that question that are asked, because they can still matter; what was answered is shown too.
        seen: keys of the questions answered so far, in the order in which they were.
        pending: what is typed or chosen on a screen and not sent yet, by form.
        view: the person's own view before the advice: ``outcome`` and ``confidence``.
        acted: an emergency was acted on, and the record is written afterwards; ``acted_at`` says when (UTC).
        follows: whether the person follows the advice; ``None`` until they say.
        trail: the places they have been to, in order, for the browser's own back and forward; ``step`` is where in it they are.
        saves: how often the draft was saved. Another number in the store means that another tab saved it since.
    """

    id: str
    started_at: str
    at: str = "question"
    question: str = ""
    asking: tuple[str, ...] = ()
    nation: str | None = None
    facts: Mapping[str, Answer] = field(default_factory=dict)
    lists: Mapping[str, tuple[Row, ...]] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)
    seen: tuple[str, ...] = ()
    pending: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    view: Mapping[str, str] | None = None
    acted: bool = False
    acted_at: str = ""
    follows: bool | None = None
    record_id: str = ""
    trail: tuple[str, ...] = ()
    step: int = 0
    saves: int = 0

    @property
    def place(self) -> str:
        """Where the person is: a question's key, or another screen."""
        return self.question if self.at == "question" else self.at

    @property
    def stage(self) -> str:
        """How far the walk is."""
        return STAGES[self.at]

    def case(self) -> Case:
        """The case as the reasoner reads it; how far the walk is counts as a fact."""
        return Case({**self.facts, "walk.stage": self.stage}, self.lists, self.texts, self.nation)

    def typed(self, form: str) -> Mapping[str, Any]:
        """What is typed into a form and not sent yet."""
        return self.pending.get(form, {})

    def without_pending(self, form: str) -> Draft:
        """The draft once a form has been sent."""
        return replace(self, pending={k: v for k, v in self.pending.items() if k != form})

    def as_data(self) -> dict[str, Any]:
        """Plain data for the store."""
        return {**asdict(self), "stage": self.stage}

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Draft:
        """A draft as it was saved."""
        known = {k: v for k, v in data.items() if k in cls.__dataclass_fields__}
        facts = {k: v if isinstance(v, str) else tuple(v) for k, v in data["facts"].items()}
        lists = {k: tuple(dict(row) for row in rows) for k, rows in data["lists"].items()}
        several = {name: tuple(data.get(name, ())) for name in ("seen", "asking", "trail")}
        return cls(**{**known, **several, "facts": facts, "lists": lists})

    def entered(self, *, back: bool = False) -> Draft:
        """The draft with the place where it stands as a step of its trail."""
        trail, step = entered(self.trail, self.step, self.place, back=back)
        return replace(self, trail=trail, step=step)

    def joined(self, other: Draft) -> Draft:
        """What another tab made of the same draft, seen from where this one stands."""
        asking = tuple(dict.fromkeys((*self.asking, *other.asking)))
        return replace(other, at=self.at, question=self.question, asking=asking, trail=self.trail, step=self.step)


def entered(trail: tuple[str, ...], step: int, place: str, *, back: bool) -> tuple[tuple[str, ...], int]:
    """A trail and the step on it, once somebody has come to a place: the step before, if ``back`` led there, else a new one."""
    if trail and trail[step] == place:
        return trail, step
    if back and step and trail[step - 1] == place:
        return trail, step - 1
    return (*trail[: step + 1], place), min(step + 1, len(trail))
