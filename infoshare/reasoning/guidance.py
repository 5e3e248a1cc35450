"""What guidance is made of: sources, questions, decisions, rules. Plain, frozen, and empty of any domain."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING

from ..logic.expression import Expression, Vocabulary

if TYPE_CHECKING:
    from .edition import Ordered
    from .glossary import Entry
    from .hazards import Hazard, Scales
    from .invariants import Invariant
    from .local import Local
    from .read_myths import Myth

OPEN = date.max
"""The last day of something that is still in force."""


@dataclass(frozen=True)
class Span:
    """The days, both included, on which something is law. ``None`` as the first day: enacted, not started."""

    first: date | None
    last: date

    def covers(self, day: date) -> bool:
        """Whether a day lies within."""
        return self.first is not None and self.first <= day <= self.last


class Mark(StrEnum):
    """How well a source was verified: read itself, read about, remembered, or reasoned by us."""

    SEEN = "seen"
    SEEN_SECONDARY = "seen_secondary"
    MEMORY = "memory"
    INFERENCE = "inference"


@dataclass(frozen=True)
class Source:
    """A document that rules rest on, in one edition."""

    id: str
    title: str
    publisher: str
    edition: str
    status: str
    published: date
    in_force: Span
    url: str
    last_checked: date
    mark: Mark
    nations: tuple[str, ...]
    note: str = ""
    replaced_by: str = ""
    replaced_on: date | None = None
    replaced_note: str = ""


@dataclass(frozen=True)
class Citation:
    """A paragraph of a source, and how well that paragraph was verified."""

    source: str
    at: str
    mark: Mark


@dataclass(frozen=True)
class Option:
    """One answer to a question.

    Attributes:
        act_now: the advice comes at once, without more questions.
        nations: where it is offered; everywhere when empty.
        group: a few words over it and its neighbours, in a long list.
    """

    id: str
    label: str
    hint: str = ""
    act_now: bool = False
    nations: tuple[str, ...] = ()
    group: str = ""


@dataclass(frozen=True)
class Fact:
    """A closed set of answers. ``several`` facts take any number of them; "not sure" is always offered."""

    name: str
    options: tuple[Option, ...]
    label: str = ""
    hint: str = ""
    several: bool = False
    ordered: bool = False
    unsure: str = ""
    none: str = ""

    @property
    def ids(self) -> tuple[str, ...]:
        """The options' names."""
        return tuple(o.id for o in self.options)


@dataclass(frozen=True)
class FreeText:
    """Words kept for the record. No rule reads them."""

    name: str
    label: str
    hint: str = ""


@dataclass(frozen=True)
class ListOf:
    """A list of rows, such as people; each row has a name and facts of its own."""

    id: str
    each: str
    name_label: str
    name_hint: str
    add: str
    fields: tuple[Fact, ...]


Field = Fact | FreeText | ListOf


@dataclass(frozen=True)
class Question:
    """What the page asks at one time."""

    id: str
    key: str
    title: str
    short: str
    hint: str
    why: str
    sources: tuple[Citation, ...]
    step: int
    ask: str
    only_when: Expression | None
    fields: tuple[Field, ...]
    by_page: bool = False
    remember: bool = False
    file: str = ""
    line: int = 1

    @property
    def facts(self) -> tuple[Fact, ...]:
        """The closed facts this question settles."""
        return tuple(f for f in self.fields if isinstance(f, Fact))

    @property
    def lists(self) -> tuple[ListOf, ...]:
        """The lists this question fills."""
        return tuple(f for f in self.fields if isinstance(f, ListOf))


@dataclass(frozen=True)
class Rule:
    """Concludes one candidate when its expression is true, unless a rule above it holds too.

    ``about`` is empty, or names the candidate that a rating rule rates. An argument has a ``side`` and no conclusion. ``yields_to`` is the
    other end of ``overrides``: it lets an added rule stand below one that knows nothing of it.
    """

    id: str
    when: Expression
    because: str
    sources: tuple[Citation, ...]
    in_force: Span
    nations: tuple[str, ...]
    conclude: str = ""
    about: str = ""
    side: str = ""
    overrides: tuple[str, ...] = ()
    yields_to: tuple[str, ...] = ()
    outweighed_by: tuple[str, ...] = ()
    file: str = ""
    line: int = 1

    def speaks_in(self, nation: str, day: date) -> bool:
        """Whether the rule is law for a nation on a day."""
        return nation in self.nations and self.in_force.covers(day)


@dataclass(frozen=True)
class Candidate:
    """One thing a decision can come to, with the words for it."""

    id: str
    label: str
    text: str
    side: str = ""
    details: Mapping[str, str] = field(default_factory=dict)
    sources: tuple[Citation, ...] = ()


class Kind(StrEnum):
    """How many candidates hold: exactly one, any number, or each with a rating."""

    ONE = "one"
    MANY = "many"
    RATED = "rated"


@dataclass(frozen=True)
class Decision:
    """One thing to settle, and the rules that settle it. The interview asks for decisions that lead; others follow from what is known."""

    id: str
    kind: Kind
    key: str
    title: str
    per: str
    candidates: Mapping[str, Candidate]
    rules: tuple[Rule, ...]
    recommend: tuple[Rule, ...]
    arguments: tuple[Rule, ...]
    sides: Mapping[str, str]
    file: str = ""
    leads: bool = True

    @cached_property
    def orders(self) -> Mapping[str, Ordered]:
        """Who outranks whom among its rules, for each thing that they settle (see `edition.orders`)."""
        from .edition import orders

        return orders(self)

    def all_rules(self) -> Iterator[Rule]:
        """Rules, recommendations and arguments."""
        yield from self.rules
        yield from self.recommend
        yield from self.arguments


@dataclass(frozen=True)
class Term:
    """A named condition, as statutes define terms: rules say the name, and mean the expression."""

    id: str
    means: str
    when: Expression
    sources: tuple[Citation, ...]
    file: str = ""
    line: int = 1


@dataclass(frozen=True)
class Marker:
    """A golden rule or a step: applied, needs attention, or not reached."""

    id: str
    number: int
    title: str
    text: str
    applied_when: Expression
    attention_when: Expression
    applied: str
    attention: str
    sources: tuple[Citation, ...]
    in_force: Span
    nations: tuple[str, ...]
    practitioner: str = ""
    organisation: str = ""
    question: str = ""


@dataclass(frozen=True)
class Nation:
    """A part of the UK, with where to turn when its guidance is not in here."""

    id: str
    label: str
    signpost: str = ""
    sources: tuple[Citation, ...] = ()


@dataclass(frozen=True)
class Emergency:
    """What to do when someone is in danger now."""

    title: str
    steps: tuple[str, ...]
    consent: str
    after: str
    sources: tuple[Citation, ...]


@dataclass(frozen=True, eq=False)
class Guidance:
    """All nations and editions of the guidance, checked and ready to reason with.

    Attributes:
        edition: the guidance's own version, with a short digest of its text.
        decisions: in an order in which none reads a later one.
        primary: the decision that a walk is about.
        order: names in an order that keeps the diagrams small (see `order.yaml`). It changes nothing but speed.
        cases: the case library, as written (mappings), by id.
        glossary: terms of art with their meaning, shown where they are used.
        invariants: what is promised of every case; proved, never read by advice.
        hazards: what could go wrong, with what controls it, scored by ``scales``.
        myths: what people wrongly say about sharing, by number.
        local: whose own times and contacts took the place of the usual ones; ``None`` when nobody's did.
    """

    edition: str
    sources: Mapping[str, Source]
    questions: tuple[Question, ...]
    lists: Mapping[str, ListOf]
    decisions: Mapping[str, Decision]
    golden_rules: tuple[Marker, ...]
    steps: tuple[Marker, ...]
    nations: Mapping[str, Nation]
    emergency: Emergency
    words: Mapping[str, str]
    glossary: Mapping[str, Entry]
    terms: Mapping[str, Term]
    cases: Mapping[str, Mapping[str, object]]
    names: Vocabulary
    primary: str
    order: tuple[str, ...]
    origin: Mapping[str, str]
    invariants: tuple[Invariant, ...]
    hazards: tuple[Hazard, ...]
    scales: Scales
    myths: tuple[Myth, ...] = ()
    local: Local | None = None

    @cached_property
    def facts(self) -> Mapping[str, Fact]:
        """Every closed fact of the case itself, by name, in the order of the questions."""
        return {f.name: f for q in self.questions for f in q.facts}

    @cached_property
    def rules(self) -> Mapping[str, Rule]:
        """Every rule and argument of every decision, by name. Rating rules about several candidates share a name."""
        return {r.id: r for d in self.decisions.values() for r in d.all_rules()}

    def question(self, key: str) -> Question:
        """The question with a key."""
        return next(q for q in self.questions if q.key == key)

    def myths_for(self, question: str, nation: str, on: date) -> tuple[Myth, ...]:
        """The myths that people stumble on at a question (by its key), for a nation on a day."""
        return tuple(m for m in self.myths if question in m.questions and nation in m.nations and m.in_force.covers(on))

    def word(self, name: str) -> str:
        """A sentence of the page. A missing one is a defect, not a gap to hide."""
        return self.words[name]
