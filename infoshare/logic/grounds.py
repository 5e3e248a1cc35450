"""What an expression's truth rests on in one case: the answers that alone make it true, whatever else were different."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from .expression import And, Exists, Expression, Is, Not, Or, truth


def grounds(expression: Expression, answers: Mapping[str, str]) -> tuple[str, ...]:
    """The variables whose answers make a true expression true, in the order in which it names them.

    Where several ways lead to it, the first counts: each of them is enough. An ``Exists`` counts under its own name.

    Raises:
        ValueError: the expression is not true of these answers.
    """
    if truth(expression, answers) is not True:
        raise ValueError("only what is true rests on something")
    return tuple(dict.fromkeys(_grounds(expression, answers, True)))


def _grounds(expression: Expression, answers: Mapping[str, str], value: bool) -> Iterator[str]:
    match expression:
        case Is(variable):
            yield variable
        case Exists(_, _, name):
            yield name
        case Not(item):
            yield from _grounds(item, answers, not value)
        case And(items) | Or(items):
            fitting = [item for item in items if truth(item, answers) is value]
            one_is_enough = value is isinstance(expression, Or)
            for item in fitting[:1] if one_is_enough else fitting:
                yield from _grounds(item, answers, value)
