"""Expressions over closed sets of answers: parsing, names, and their value for one case.

The syntax is a small subset of Python's, so that Python's own parser reads it and columns in errors are exact. Truth has three values: an
expression over an answer that is not known is neither true nor false, and its negation is neither true nor false. "Not sure" can therefore
never be treated as "no" by accident; a rule that wants to speak of it must name ``not_sure``.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

NOT_SURE = "not_sure"
YES, NO = "yes", "no"
RESERVED = frozenset({NOT_SURE, "always", "any", "all"})


class ExpressionError(ValueError):
    """An expression that cannot be read. ``str(error)`` says what is wrong and what is allowed.

    Attributes:
        column: position in the expression's text, counted from 0.
    """

    def __init__(self, message: str, column: int = 0) -> None:
        super().__init__(message)
        self.column = column


@dataclass(frozen=True)
class Variable:
    """Something with one answer out of a closed set.

    Attributes:
        name: how expressions call it.
        options: the answers, from least to most when ``ordered``; "not sure" is not listed.
        ordered: whether ``<``, ``<=``, ``>`` and ``>=`` make sense.
        open: whether the answer can be unknown (facts can, conclusions of decisions cannot).
    """

    name: str
    options: tuple[str, ...]
    ordered: bool = False
    open: bool = True


@dataclass(frozen=True)
class Always:
    """True in every case."""


@dataclass(frozen=True)
class Is:
    """A variable's answer is one of some options; with ``or_unknown``, also true when it is not known."""

    variable: str
    options: frozenset[str]
    or_unknown: bool = False


@dataclass(frozen=True)
class Not:
    """The opposite; unknown stays unknown."""

    item: Expression


@dataclass(frozen=True)
class And:
    """Every part is true."""

    items: tuple[Expression, ...]


@dataclass(frozen=True)
class Or:
    """At least one part is true."""

    items: tuple[Expression, ...]


@dataclass(frozen=True)
class Exists:
    """At least one row of a list makes the inner expression true. ``name`` stands for it wherever a variable is needed."""

    list: str
    item: Expression
    name: str


Expression = Always | Is | Not | And | Or | Exists


@dataclass
class Vocabulary:
    """The names an expression may use.

    Attributes:
        variables: facts and decisions with one answer.
        sets: facts and decisions with any number of answers, with their options; ``x in name`` reads the variable ``name[x]``.
        lists: names of lists, each with the prefix its rows' facts carry.
        terms: names that stand for a whole expression, as statutes define terms.
    """

    variables: dict[str, Variable] = field(default_factory=dict)
    sets: dict[str, tuple[str, ...]] = field(default_factory=dict)
    lists: dict[str, str] = field(default_factory=dict)
    terms: dict[str, Expression] = field(default_factory=dict)

    def add_set(self, name: str, options: tuple[str, ...], *, open_: bool = True) -> None:
        """Add a fact or decision with any number of answers: one yes-or-no variable for each option."""
        self.sets[name] = options
        for option in options:
            self.variables[member(name, option)] = Variable(member(name, option), (NO, YES), open=open_)


def member(name: str, option: str) -> str:
    """The name of the yes-or-no variable that says whether a set holds an option."""
    return f"{name}[{option}]"


def parse(text: str, names: Vocabulary) -> Expression:
    """Read an expression and check every name, option and comparison in it.

    Raises:
        ExpressionError: unknown names or options (the message lists those that exist), or syntax outside the language.
    """
    try:
        tree = ast.parse(text.strip(), mode="eval").body
    except SyntaxError as error:
        raise ExpressionError(f"cannot be read: {error.msg}", (error.offset or 1) - 1) from None
    return _Reader(names).read(tree)


class _Reader:
    def __init__(self, names: Vocabulary, prefix: str | None = None) -> None:
        self.names, self.prefix = names, prefix

    def read(self, node: ast.expr) -> Expression:
        match node:
            case ast.BoolOp(op=ast.And(), values=values):
                return And(tuple(self.read(v) for v in values))
            case ast.BoolOp(op=ast.Or(), values=values):
                return Or(tuple(self.read(v) for v in values))
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                return Not(self.read(operand))
            case ast.Name(id="always"):
                return Always()
            case ast.Name(id=name) if name in self.names.terms and not self.prefix:
                return self.names.terms[name]
            case ast.Name() | ast.Attribute():
                variable = self.variable(node)
                if set(variable.options) != {YES, NO}:
                    raise _error(
                        node,
                        f"`{variable.name}` needs a comparison, for example `{variable.name} == {variable.options[0]}`",
                    )
                return Is(variable.name, frozenset({YES}))
            case ast.Compare(left=left, ops=[op], comparators=[right]):
                return self.compare(node, left, op, right)
            case ast.Call(func=ast.Name(id="any" | "all" as quantifier), args=[ast.Name(id=name), inner], keywords=[]):
                return self.quantified(node, quantifier, name, inner)
        raise _error(node, f"`{ast.unparse(node)}` is not part of the rule language")

    def compare(self, node: ast.expr, left: ast.expr, op: ast.cmpop, right: ast.expr) -> Expression:
        match op:
            case ast.NotEq():
                return Not(self.compare(node, left, ast.Eq(), right))
            case ast.NotIn():
                return Not(self.compare(node, left, ast.In(), right))
            case ast.Eq():
                return self.one_of(left, [right])
            case ast.In() if isinstance(right, ast.List):
                return self.one_of(left, right.elts)
            case ast.In():
                return self.membership(left, right)
            case ast.Lt() | ast.LtE() | ast.Gt() | ast.GtE():
                variable = self.variable(left)
                if not variable.ordered:
                    raise _error(left, f"`{variable.name}` has no order, so it cannot be compared with < or >; use == or in")
                at = variable.options.index(self.option(variable, right))
                end = len(variable.options)
                span = {ast.Lt: (0, at), ast.LtE: (0, at + 1), ast.Gt: (at + 1, end), ast.GtE: (at, end)}[type(op)]
                return Is(variable.name, frozenset(variable.options[span[0] : span[1]]))
        raise _error(node, "only ==, !=, <, <=, >, >=, in and not in compare")

    def one_of(self, left: ast.expr, right: list[ast.expr]) -> Expression:
        variable = self.variable(left)
        unknown = [isinstance(r, ast.Name) and r.id == NOT_SURE for r in right]
        if any(unknown) and not variable.open:
            raise _error(left, f"`{variable.name}` is always decided, it is never {NOT_SURE}")
        return Is(
            variable.name,
            frozenset(self.option(variable, r) for r, u in zip(right, unknown, strict=True) if not u),
            any(unknown),
        )

    def membership(self, left: ast.expr, right: ast.expr) -> Expression:
        name = ast.unparse(right)
        if name not in self.names.sets or self.prefix:
            raise _error(right, f"`{name}` does not hold several answers{_near(name, self.names.sets)}")
        options = self.names.sets[name]
        if not isinstance(left, ast.Name) or left.id not in options:
            raise _error(left, f"`{ast.unparse(left)}` is not an option of `{name}`; its options are {', '.join(options)}")
        return Is(member(name, left.id), frozenset({YES}))

    def quantified(self, node: ast.expr, quantifier: str, name: str, inner: ast.expr) -> Expression:
        if name not in self.names.lists or self.prefix:
            raise _error(node, f"`{name}` is not a list here; the lists are {', '.join(self.names.lists) or 'none'}")
        item = _Reader(self.names, self.names.lists[name]).read(inner)
        text = ast.unparse(inner)
        if quantifier == "any":
            return Exists(name, item, f"any({name}, {text})")
        return Not(Exists(name, Not(item), f"any({name}, not ({text}))"))

    def variable(self, node: ast.expr) -> Variable:
        name = ast.unparse(node)
        inside = name.split(".")[0] == self.prefix if self.prefix else True
        if name not in self.names.variables or not inside:
            if name in self.names.sets:
                raise _error(node, f"`{name}` holds several answers; write `option in {name}`")
            known = [v for v in (*self.names.variables, *self.names.terms) if not self.prefix or v.startswith(f"{self.prefix}.")]
            raise _error(node, f"no fact or decision is called `{name}`{_near(name, known)}")
        return self.names.variables[name]

    def option(self, variable: Variable, node: ast.expr) -> str:
        if not isinstance(node, ast.Name) or node.id not in variable.options:
            allowed = ", ".join([*variable.options, *([NOT_SURE] if variable.open else [])])
            raise _error(node, f"`{ast.unparse(node)}` is not an option of `{variable.name}`; its options are {allowed}")
        return node.id


def _error(node: ast.expr, message: str) -> ExpressionError:
    return ExpressionError(message, node.col_offset)


def _near(name: str, known: Mapping[str, object] | list[str]) -> str:
    import difflib

    close = difflib.get_close_matches(name, list(known), n=3)
    return f"; did you mean {' or '.join(f'`{c}`' for c in close)}" if close else ""


def truth(expression: Expression, answers: Mapping[str, str]) -> bool | None:
    """The value of an expression for one case: true, false, or ``None`` where it turns on something not known.

    Args:
        expression: a parsed expression.
        answers: the known answers by variable name; a missing name, or ``not_sure``, is unknown. An ``Exists`` is looked up by its name.
    """
    if isinstance(expression, Is):
        answer = answers.get(expression.variable, NOT_SURE)
        if answer == NOT_SURE:
            return True if expression.or_unknown else None
        return answer in expression.options
    if isinstance(expression, Not):
        value = truth(expression.item, answers)
        return None if value is None else not value
    if isinstance(expression, Exists):
        answer = answers.get(expression.name, NOT_SURE)
        return None if answer == NOT_SURE else answer == YES
    if isinstance(expression, Always):
        return True
    ends = isinstance(expression, Or)  # one true part makes an "or" true, one false part an "and" false
    unknown = False
    for item in expression.items:
        value = truth(item, answers)
        if value is ends:
            return ends
        unknown = unknown or value is None
    return None if unknown else not ends


def over_rows(exists: Exists, rows: list[Mapping[str, str]] | None) -> str:
    """The answer an ``Exists`` has for a list's rows: yes, no or not_sure. ``None`` for rows means that the list itself is not known."""
    if rows is None:
        return NOT_SURE
    values = [truth(exists.item, row) for row in rows]
    return YES if True in values else NOT_SURE if None in values else NO


def parts(expression: Expression) -> Iterator[Is | Exists]:
    """Every comparison and every quantified part of an expression, outermost lists not entered."""
    match expression:
        case Is() | Exists():
            yield expression
        case Not(item):
            yield from parts(item)
        case And(items) | Or(items):
            for item in items:
                yield from parts(item)


def names_in(expression: Expression) -> set[str]:
    """The variables an expression reads; an ``Exists`` counts under its own name."""
    return {p.variable if isinstance(p, Is) else p.name for p in parts(expression)}
