"""Reading questions, their answers, and the lists they fill."""

from __future__ import annotations

import keyword

from ..logic.expression import NO, RESERVED, YES, Variable
from .document import Block
from .guidance import Fact, Field, FreeText, ListOf, Option, Question
from .reader import Reader, Shelf

ASK = ("first", "when_it_matters", "always", "record")
_QUESTION_KEYS = (
    "id",
    "key",
    "title",
    "short",
    "hint",
    "why",
    "sources",
    "step",
    "ask",
    "asked",
    "remember",
    "only_when",
    "fields",
)


def read_lists(shelf: Shelf) -> None:
    """The lists a question can fill, and the facts of their rows."""
    name = next((n for n in shelf.documents if n.endswith("lists.yaml")), None)
    if name is None:
        return
    reader, document = shelf.document(name)
    entries = document.get("lists")
    for key, block in entries.items() if isinstance(entries, Block) else []:
        if not isinstance(block, Block):
            continue
        reader.keys(block, ("each", "name", "add", "fields"))
        each = reader.text(block, "each")
        named = block.get("name")
        named = named if isinstance(named, Block) else Block()
        fields = []
        for field in reader.blocks(block.get("fields"), "fields"):
            fact = _fact(shelf, reader, field)
            fields.append(fact)
            shelf.names.variables[fact.name] = Variable(fact.name, fact.ids, fact.ordered)
        add = reader.text(block, "add")
        shelf.lists[key] = ListOf(key, each, reader.text(named, "label"), reader.text(named, "hint", default=""), add, tuple(fields))
        shelf.names.lists[key] = each


def read_questions(shelf: Shelf) -> tuple[Question, ...]:
    """Every question with its fields, in the order in which they are asked; their facts become names that rules can read."""
    found: list[Question] = []
    keys: set[str] = set()
    for reader, document in shelf.each("questions"):
        for block in reader.blocks(document.get("questions"), "questions"):
            reader.keys(block, _QUESTION_KEYS)
            fields: list[Field] = []
            for field in reader.blocks(block.get("fields"), "fields"):
                fields.append(_field(shelf, reader, field))
                fact = fields[-1]
                if isinstance(fact, Fact):
                    if fact.name in shelf.names.variables or fact.name in shelf.names.sets:
                        reader.problem(
                            "said-twice",
                            field.line,
                            f"The fact `{fact.name}` is asked twice. Keep one question for it.",
                        )
                    if fact.several:
                        shelf.names.add_set(fact.name, fact.ids)
                    else:
                        shelf.names.variables[fact.name] = Variable(fact.name, fact.ids, fact.ordered)
            key, ask = reader.text(block, "key"), reader.text(block, "ask")
            if key in keys:
                reader.problem("said-twice", block.line, f"Two questions have the key `{key}`.")
            keys.add(key)
            if ask not in ASK:
                reader.problem(
                    "unknown-ask",
                    block.lines.get("ask", block.line),
                    f"`ask: {ask}` is not one of {', '.join(ASK)}.",
                )
            step = reader.text(block, "step")
            question = Question(
                id=reader.text(block, "id"),
                key=key,
                title=reader.text(block, "title", sentence=True),
                short=reader.text(block, "short"),
                hint=reader.text(block, "hint", default="", sentence="hint" in block),
                why=reader.text(block, "why", sentence=True),
                sources=reader.citations(block, shelf.sources),
                step=int(step) if step.isdigit() else 0,
                ask=ask,
                only_when=reader.expression(block, "only_when", shelf.names) if "only_when" in block else None,
                fields=tuple(fields),
                by_page=reader.text(block, "asked", default="") == "by_page",
                file=reader.file,
                line=block.line,
                remember=reader.text(block, "remember", default=NO) == YES,
            )
            found.append(question)
    return tuple(found)


def _field(shelf: Shelf, reader: Reader, block: Block) -> Field:
    if "text" in block:
        reader.keys(block, ("text", "label", "hint"))
        return FreeText(reader.text(block, "text"), reader.text(block, "label"), reader.text(block, "hint", default=""))
    if "list" in block:
        reader.keys(block, ("list",))
        name = reader.text(block, "list")
        reader.known(name, shelf.lists, "list", block.line)
        return shelf.lists.get(name) or ListOf(name, name, "", "", "", ())
    return _fact(shelf, reader, block)


def _fact(shelf: Shelf, reader: Reader, block: Block) -> Fact:
    reader.keys(block, ("fact", "kind", "ordered", "label", "hint", "options", "unsure", "none"))
    options: list[Option] = []
    group = ""
    for option in reader.blocks(block.get("options"), "options"):
        reader.keys(option, ("id", "label", "hint", "act_now", "nations", "group"))
        name = reader.text(option, "id")
        if name in RESERVED or not name.isidentifier() or keyword.iskeyword(name) or name in {o.id for o in options}:
            reader.problem(
                "bad-name",
                option.line,
                f"`{name}` cannot name an option: it is taken, or a word of the rule language.",
            )
        nations = reader.names(option, "nations", shelf.nations, "nation")
        act_now = reader.text(option, "act_now", default=NO) == YES
        group = reader.text(option, "group", default=group)  # said once, for all that follow
        options.append(Option(name, reader.text(option, "label"), reader.text(option, "hint", default=""), act_now, nations, group))
    name = reader.text(block, "fact")
    if len(options) < 2 and block.get("kind") != "any":
        reader.problem("too-few-options", block.line, f"`{name}` needs at least two answers.")
    return Fact(
        name=name,
        options=tuple(options),
        label=reader.text(block, "label", default=""),
        hint=reader.text(block, "hint", default=""),
        several=reader.text(block, "kind") == "any",
        ordered=reader.text(block, "ordered", default="false") == "true",
        unsure=reader.text(block, "unsure"),
        none=reader.text(block, "none") if block.get("kind") == "any" else "",
    )
