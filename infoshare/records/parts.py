"""The parts a decision record is made of; each says what it is for and holds the words the person saw."""

from __future__ import annotations

from dataclasses import dataclass

# How a text is marked, so that facts are told apart from opinion (golden rule 6).
KINDS = ("fact", "opinion", "child_words", "third_party", "other")


@dataclass(frozen=True)
class Choice:
    """One option of a closed set, with the words the person saw."""

    id: str
    label: str = ""


@dataclass(frozen=True)
class Maker:
    """Who took the decision."""

    name: str = ""
    position: str = ""
    organisation: str = ""


@dataclass(frozen=True)
class Answer:
    """A question as it was put and the answers as they were given; ``note`` says why it was set aside, if it was."""

    id: str
    question: str
    answers: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class Text:
    """Words the person wrote, with what kind of words they are (one of ``KINDS``), who said it and when."""

    id: str
    label: str
    text: str
    kind: str = "other"
    source: str = ""
    said_on: str = ""


@dataclass(frozen=True)
class Detail:
    """One thing known about a person."""

    label: str
    text: str


@dataclass(frozen=True)
class Person:
    """Someone in the case, by name, role or reference."""

    name: str
    details: tuple[Detail, ...] = ()


@dataclass(frozen=True)
class Part:
    """One part of what would be shared, in the person's words."""

    name: str
    details: tuple[Detail, ...] = ()


@dataclass(frozen=True)
class OwnView:
    """What the person thought before they saw the advice."""

    outcome: str
    confidence: str = ""
    label: str = ""
    confidence_label: str = ""


@dataclass(frozen=True)
class Reason:
    """A reason the advice gave; ``side`` says which way it pulls, in the words shown; sources down to the paragraph."""

    text: str
    side: str = ""
    rule: str = ""
    sources: tuple[str, ...] = ()


@dataclass(frozen=True)
class Advised:
    """One thing the advice settled, in the words the person saw."""

    title: str
    answer: str
    text: str = ""
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True)
class Decision:
    """What the person decided, and why."""

    outcome: str
    followed: bool
    reasons: tuple[str, ...]
    override_reason: str = ""
    label: str = ""


@dataclass(frozen=True)
class Telling:
    """Whether one person is told, and why; later how it went."""

    person: str
    outcome: str
    label: str = ""
    reasons: tuple[str, ...] = ()
    told_at: str = ""
    views: str = ""
    review_on: str | None = None


@dataclass(frozen=True)
class Recipient:
    """Who gets the information."""

    id: str
    label: str = ""
    why: str = ""
    name: str = ""
    checked: str = ""


@dataclass(frozen=True)
class LawfulBasis:
    """The ground in data protection law, and why it fits."""

    id: str
    label: str = ""
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True)
class Retrospective:
    """An emergency: the person acted first and wrote this after."""

    acted_at: str
    what: str = ""
