"""An expression with one thing in it changed, as a slip of the hand would: what mutants of conditions are made of.

Works on the text that stands in a file, so that every variant can be made by hand. Names of terms are left whole; a term's own text has
variants of its own.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..logic.expression import NOT_SURE, Always, And, Exists, Expression, Is, Not, Or, Vocabulary

_ORDER = (ast.Lt, ast.LtE, ast.Gt, ast.GtE)


@dataclass(frozen=True)
class Variant:
    """A changed expression: of what kind the change is, what was done in words, and the whole new text."""

    kind: str
    what: str
    text: str


_Edit = tuple[str, str, ast.expr]


def variants(text: str, names: Vocabulary) -> Iterator[Variant]:
    """Every variant of an expression: a part negated or left out, a ``not`` left out, an option changed, any and all swapped.

    Args:
        text: an expression that `logic.expression.parse` can read.
        names: what it may speak of; gives the neighbours of an option.
    """
    tree = ast.parse(text.strip(), mode="eval").body
    if isinstance(tree, ast.Name) and tree.id == "always":  # turned round it would never hold, which is to remove the rule
        return
    edits: Iterator[_Edit] = _Editor(names).edits(tree)
    if isinstance(tree, ast.BoolOp):
        yield Variant("negate", "turned round the whole condition", f"not ({text})")
    else:
        yield Variant("negate", f"turned round `{_said(tree)}`", f"not ({text})")
        yield Variant("drop", f"left out the only condition, `{_said(tree)}`", "always")
    for kind, what, node in edits:
        yield Variant(kind, what, ast.unparse(node))


class _Editor:
    def __init__(self, names: Vocabulary) -> None:
        self.names = names

    def edits(self, node: ast.expr) -> Iterator[_Edit]:
        match node:
            case ast.BoolOp(op=op, values=values):
                for at, part in enumerate(values):
                    rest = [v for v in values if v is not part]
                    yield "drop", f"left out `{_said(part)}`", rest[0] if len(rest) == 1 else ast.BoolOp(op, rest)
                    parts = [(k, w, n) for k, w, n in self.edits(part)]
                    if not isinstance(part, ast.BoolOp):
                        parts.append(("negate", f"turned round `{_said(part)}`", ast.UnaryOp(ast.Not(), part)))
                    for kind, what, new in parts:
                        yield kind, what, ast.BoolOp(op, [*values[:at], new, *values[at + 1 :]])
            case ast.UnaryOp(op=ast.Not(), operand=inner):
                yield "not", f"left out `not` before `{_said(inner)}`", inner
                for kind, what, new in self.edits(inner):
                    yield kind, what, ast.UnaryOp(ast.Not(), new)
            case ast.Call(func=ast.Name(id=quantifier), args=[listed, inner]):
                other = "all" if quantifier == "any" else "any"
                yield "quantifier", f"wrote `{other}` for `{quantifier}` in `{_said(node)}`", _call(other, listed, inner)
                for kind, what, new in self.edits(inner):
                    yield kind, what, _call(quantifier, listed, new)
                if not isinstance(inner, ast.BoolOp):
                    yield "negate", f"turned round `{_said(inner)}`", _call(quantifier, listed, ast.UnaryOp(ast.Not(), inner))
            case ast.Compare(left=left, ops=[op], comparators=[right]):
                yield from self.compared(node, left, op, right)

    def compared(self, node: ast.Compare, left: ast.expr, op: ast.cmpop, right: ast.expr) -> Iterator[_Edit]:
        def changed(left: ast.expr, op: ast.cmpop, right: ast.expr, what: str = "") -> _Edit:
            new = ast.Compare(left, [op], [right])
            return "option", what or f"wrote `{_said(new)}` for `{_said(node)}`", new

        opposite = {ast.NotEq: ast.Eq(), ast.NotIn: ast.In()}.get(type(op))
        if opposite is not None:
            yield "not", f"left out `not` in `{_said(node)}`", ast.Compare(left, [opposite], [right])
        if isinstance(right, ast.List):
            options = self.options(left)
            for item in right.elts:
                if len(right.elts) > 1:
                    rest = ast.List([e for e in right.elts if e is not item])
                    yield changed(left, op, rest, f"left out `{_said(item)}` from those of `{_said(left)}`")
            named = [e.id for e in right.elts if isinstance(e, ast.Name)]
            more = next((o for n in named for o in _near(options, n) if o not in named), None)
            if more is not None and len(named) + 1 < len(options):
                yield changed(left, op, ast.List([*right.elts, ast.Name(more)]), f"added `{more}` to those of `{_said(left)}`")
        elif isinstance(op, (ast.In, ast.NotIn)) and isinstance(left, ast.Name):
            for other in _near(self.names.sets.get(_said(right), ()), left.id)[:1]:
                yield changed(ast.Name(other), op, right)
        elif isinstance(right, ast.Name):
            near = _near(self.options(left), right.id)
            for other in near if isinstance(op, _ORDER) else near[:1]:
                yield changed(left, op, ast.Name(other))

    def options(self, node: ast.expr) -> Sequence[str]:
        return self.names.variables[_said(node)].options


def _near(options: Sequence[str], option: str) -> list[str]:
    """The options that stand beside one in the list, the next one first."""
    if option == NOT_SURE or option not in options:
        return list(options[:1])
    at = options.index(option)
    return [*options[at + 1 : at + 2], *reversed(options[max(at - 1, 0) : at])]


def _call(name: str, listed: ast.expr, inner: ast.expr) -> ast.expr:
    return ast.Call(ast.Name(name), [listed, inner], [])


def _said(node: ast.expr) -> str:
    return ast.unparse(node)


def same_as(expression: Expression, names: Vocabulary) -> object:
    """A key that expressions share if they differ only in how they are written: in order, brackets, or where ``not`` stands."""
    return _plain(expression, names, flip=False)


def _plain(expression: Expression, names: Vocabulary, *, flip: bool) -> object:
    match expression:
        case Always():
            return "always", flip
        case Is(name, options, or_unknown):
            if or_unknown:
                return name, options, flip
            return name, frozenset(names.variables[name].options) - options if flip else options
        case Exists(name=name):
            return "exists", name, flip
        case Not(item):
            return _plain(item, names, flip=not flip)
        case And(items) | Or(items):
            return isinstance(expression, And) is not flip, frozenset(_plain(i, names, flip=flip) for i in items)
    raise TypeError(expression)
