"""The vocabulary of a screen: typed blocks that say what is on it, and the plain tree that page.js draws.

A screen is a pure function from state to `Page`. A block holds words and values, never markup, so text is harmless by
construction. Words come from guidance/*.yaml; the few words the widget itself says come from `frame.widget_words`.

What comes back to Python, for every button and form, is a `widget.Event`: the button's ``action`` as ``name``, its ``arg``
and the ``values`` of the form around it. A `Choice` gives an option id ("" while nothing is chosen) or, when ``multiple``,
a list of ids; text fields give a string; `Rows` gives a list of ``{field: value}``. While someone types or chooses, the
same comes with name "typing" and the form's id as ``arg``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from infoshare.app.pictures import Drawing as Drawing
from infoshare.app.pictures import Wall as Wall
from infoshare.app.tree import to_tree as to_tree

Tone = Literal["body", "lead", "hint", "caption", "typed", "strong"]
"""`typed` is for words a person wrote: line breaks kept, direction found by the browser."""
TagTone = Literal["plain", "go", "care", "stop"]
VerdictTone = Literal["go", "care", "stop"]
ButtonKind = Literal["primary", "quiet", "plain", "danger"]
Value = str | Sequence[str]


# -- words on the page ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Heading:
    """A heading. Level 1 stands in for the page's own h1, so use it at most once."""

    level: Literal[1, 2, 3, 4]
    text: str


@dataclass(frozen=True)
class Text:
    """One paragraph."""

    text: str
    tone: Tone = "body"


@dataclass(frozen=True)
class Bullets:
    """A list, numbered when ``ordered``."""

    items: Sequence[str | Block]
    ordered: bool = False


@dataclass(frozen=True)
class Details:
    """Words that open on demand. Stays open or shut as the reader left it while the page's key is the same."""

    summary: str
    blocks: Sequence[Block]
    open: bool = False


@dataclass(frozen=True)
class Warning:
    """One sentence that must not be missed."""

    text: str


@dataclass(frozen=True)
class Inset:
    """Blocks set apart from the text around them."""

    blocks: Sequence[Block]


@dataclass(frozen=True)
class Verdict:
    """The outcome: a heading of level 2 in a strong frame. The tone is also said in ``label`` (colour never alone)."""

    title: str
    blocks: Sequence[Block] = ()
    tone: VerdictTone = "go"
    label: str = ""


@dataclass(frozen=True)
class Section:
    """A region under its heading."""

    title: str
    level: Literal[2, 3, 4]
    blocks: Sequence[Block]


@dataclass(frozen=True)
class Cite:
    """Where a sentence comes from."""

    text: str


@dataclass(frozen=True)
class Tag:
    """A short state, such as "Not recorded yet"."""

    text: str
    tone: TagTone = "plain"


@dataclass(frozen=True)
class Columns:
    """Blocks side by side where there is room (two columns), one under another where there is not."""

    blocks: Sequence[Block]


@dataclass(frozen=True)
class Danger:
    """The emergency text, drawn by the widget only where no template has put it on the page already (JupyterLab)."""

    title: str
    steps: Sequence[str]
    consent: str
    after: str


# -- buttons and links ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Button:
    """Sends ``action`` and ``arg`` to Python with the values of the form around it."""

    label: str
    action: str
    arg: Any = None
    kind: ButtonKind = "primary"
    hint: str = ""
    hidden: str = ""
    """Words after the label that only a screen reader says, to tell equal buttons apart."""


@dataclass(frozen=True)
class Buttons:
    """Buttons and links in one row that wraps."""

    items: Sequence[Button | Link | Print | Download]


@dataclass(frozen=True)
class Link:
    """A plain link; other kinds look like a button (it stays a link)."""

    text: str
    href: str
    kind: ButtonKind = "plain"


@dataclass(frozen=True)
class Print:
    """Opens the browser's print window."""

    label: str
    kind: ButtonKind = "quiet"


@dataclass(frozen=True)
class Download:
    """Like a button; Python answers with `PageWidget.download`, and the browser saves the file."""

    label: str
    action: str
    arg: Any = None
    kind: ButtonKind = "quiet"


# -- asking -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Option:
    """One answer. ``exclusive`` is for "None of these": choosing it clears the others, and the other way round.

    Neighbours with the same ``group`` stand together under these words.
    """

    id: str
    label: str
    hint: str = ""
    exclusive: bool = False
    group: str = ""


@dataclass(frozen=True)
class Choice:
    """Radio buttons, or tick boxes when ``multiple``. With ``page_heading`` the legend is the page's h1."""

    field: str
    legend: str
    options: Sequence[Option]
    value: Value = ""
    multiple: bool = False
    hint: str = ""
    error: str = ""
    page_heading: bool = False


@dataclass(frozen=True)
class TextArea:
    """Several lines of free text. With ``page_heading`` the label is the page's h1."""

    field: str
    label: str
    hint: str = ""
    value: str = ""
    error: str = ""
    rows: int = 6
    page_heading: bool = False


@dataclass(frozen=True)
class TextInput:
    """One line of free text, or a date (value "2026-11-23" or "")."""

    field: str
    label: str
    hint: str = ""
    value: str = ""
    error: str = ""
    kind: Literal["text", "date"] = "text"
    page_heading: bool = False


@dataclass(frozen=True)
class Select:
    """A drop-down. Give an `Option("", ...)` first, with the words for "no choice yet"."""

    field: str
    label: str
    options: Sequence[Option]
    value: str = ""
    hint: str = ""
    error: str = ""


@dataclass(frozen=True)
class RowError:
    """What is wrong in one field of one row. An `Errors` item links to it by ``row_field(...)``."""

    row: int
    field: str
    text: str


@dataclass(frozen=True)
class Rows:
    """An editor for a list, such as people. Adding and removing happen in the browser; the form submits what is left.

    Keys of a row that no column names (an id, say) come back untouched. Values given on a column are the start values
    of a new row. ``row_label`` numbers each row ("Person" gives "Person 1").
    """

    field: str
    legend: str
    columns: Sequence[Choice | TextInput | TextArea | Select]
    rows: Sequence[Mapping[str, Value]]
    row_label: str
    add_label: str
    remove_label: str
    hint: str = ""
    error: str = ""
    row_errors: Sequence[RowError] = ()
    page_heading: bool = False


@dataclass(frozen=True)
class Form:
    """Fields that are sent together. Enter in a one-line field presses ``submit``."""

    id: str
    blocks: Sequence[Block]
    submit: Button
    buttons: Sequence[Button] = ()


@dataclass(frozen=True)
class Errors:
    """What must be put right: (text, field) pairs that link to the fields. Takes the focus, and the tab says so too."""

    title: str
    items: Sequence[tuple[str, str]]


# -- showing what was said and found ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class SummaryRow:
    """One answer, with a button to change it. ``change`` is its label; the key is read out after it."""

    key: str
    values: Sequence[str | Block]
    change: str = ""
    action: str = ""
    arg: Any = None


@dataclass(frozen=True)
class Summary:
    """Answers given, as a list of keys and values."""

    rows: Sequence[SummaryRow]


@dataclass(frozen=True)
class Table:
    """A table. The first cell of a row names the row. A cell is text, a block or several blocks."""

    caption: str
    head: Sequence[str]
    rows: Sequence[Sequence[Cell]]


@dataclass(frozen=True)
class Argument:
    """One reason. ``outweighed_by`` is a whole sentence saying what outweighs it, ``rests_on`` one saying on which answers it rests."""

    text: str
    cites: Sequence[str] = ()
    outweighed_by: str | None = None
    number: int = 0
    rests_on: str = ""


@dataclass(frozen=True)
class Arguments:
    """Reasons of one side under a heading of level 3; ``empty`` is said when there are none."""

    title: str
    items: Sequence[Argument]
    empty: str = ""


@dataclass(frozen=True)
class Page:
    """One screen.

    The title is the h1 and the tab's title, unless a block is the h1 itself (``page_heading`` or ``Heading(1, ...)``);
    then it is only the tab's title. A new ``key`` means a new step: focus moves to the h1 and the page scrolls up. The
    same key means the same step drawn again: focus, scroll, caret and open details stay where they are.
    """

    title: str
    blocks: Sequence[Block]
    key: str
    caption: str = ""
    aside: Sequence[Block] = ()
    aside_label: str = ""
    errors: Errors | None = None
    announce: str = ""
    address: str | None = None
    """A relative address such as "?draft=ab12" for the address bar, so that a reload comes back here."""
    danger: Danger | None = None
    step: int | None = None
    """Which step of the way this is. Each becomes an entry of the browser's history; its back and forward send "visit" with the number."""
    saved: bool = True
    """Whether what was answered so far would outlive this page's kernel."""


Block: TypeAlias = (
    Heading | Text | Bullets | Details | Warning | Inset | Verdict | Section | Cite | Tag | Columns | Danger
    | Button | Buttons | Link | Print | Download
    | Choice | TextArea | TextInput | Select | Rows | Form | Errors
    | Summary | Table | Arguments | Drawing | Wall
)  # fmt: skip

Cell: TypeAlias = str | Block | Sequence[Block]
"""What one cell of a table holds."""


def row_field(field: str, row: int, column: str) -> str:
    """Name one field of one row, for an `Errors` item: ``people[1].person.relation``."""
    return f"{field}[{row}].{column}"
