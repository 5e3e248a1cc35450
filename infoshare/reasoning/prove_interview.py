"""The interview held against one law: every question can be reached, none is left out that matters, none that cannot is asked.

`ask.next_question` looks at one unanswered fact at a time. That misses nothing if facts that are not known can differ one by one, because
then two cases that come to different advice are joined by a chain of cases, each one answer further, and somewhere along it one answer
changes the advice. What is proved here is what that argument stands on.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ..logic.diagram import Diagram
from ..logic.expression import NOT_SURE, names_in
from .ask import reach
from .document import Problem
from .exact import Exact, variables_of
from .guidance import Guidance, Question
from .load import quantified


def interview_defects(law: Exact) -> Iterator[Problem]:
    """What would let the interview stop too early, or ask what cannot matter. Found once, it is so under every law."""
    guidance = law.guidance
    yield from _nothing_unasked(law)
    yield from _opens_up(guidance)
    yield from _counts_only_when_asked(law)
    yield from _rows_stand_alone(law)


def _nothing_unasked(law: Exact) -> Iterator[Problem]:
    """Every variable that a leading decision reads belongs to a question that the interview may ask."""
    guidance = law.guidance
    asked = {n for q in guidance.questions if _is_asked(q) for n in behind(guidance, q)}
    for place, reads in law.reads.items():
        decision = guidance.decisions[place[0]]
        for name in sorted({n.split("[")[0] for n in reads - asked} if decision.leads else ()):
            text = f"`{decision.id}` leads the interview and reads `{name}`, which the interview never asks. It could stay open for ever."
            yield Problem("never-asked", decision.file, 1, text)


def _is_asked(question: Question) -> bool:
    return not question.by_page and question.ask != "record"


def behind(guidance: Guidance, question: Question) -> frozenset[str]:
    """The variables that a question settles, also through its lists."""
    names = {v for f in question.facts for v in variables_of(guidance, f.name)}
    for listed in question.lists:
        names |= list_variables(guidance, listed.id)
    return frozenset(names)


def _opens_up(guidance: Guidance) -> Iterator[Problem]:
    """What the interview takes to hang on a fact is all that does: worked out again here, from the questions alone."""
    opens: dict[str, set[str]] = {}
    for question in guidance.questions:
        if question.only_when is not None:
            for name in names_in(question.only_when):
                opens.setdefault(name, set()).update(v for f in question.facts for v in variables_of(guidance, f.name))
    for question in guidance.questions:
        for fact in question.facts:
            found, todo = set[str](), list(variables_of(guidance, fact.name))
            while todo:
                if (name := todo.pop()) not in found:
                    found.add(name)
                    todo.extend(opens.get(name, ()))
            if missing := found - reach(guidance, fact.name):
                text = f"Asking `{fact.name}` opens up {', '.join(sorted(missing))}, which the interview does not see."
                yield Problem("hidden-question", question.file, question.line, text)


def _counts_only_when_asked(law: Exact) -> Iterator[Problem]:
    """Where a question does not apply, its answer counts as not known, or its list changes nothing: leaving it out loses nothing."""
    guidance = law.guidance
    for question in guidance.questions:
        if question.only_when is None:
            continue
        off = law.space.holds(question.only_when, fails=True)
        names = [v for f in question.facts for v in variables_of(guidance, f.name) if (off & ~law.space.answer(v, NOT_SURE)).satisfiable()]
        for listed in question.lists:
            own = list_variables(guidance, listed.id)
            if any(law.space.can_change(cases, law.within & off, own) for becomes in _leading(law).values() for cases in becomes.values()):
                names.append(listed.id)
        for name in names:
            text = f"`{name}` counts even where its question does not apply."
            yield Problem("answer-out-of-place", question.file, question.line, text)


def list_variables(guidance: Guidance, name: str) -> frozenset[str]:
    """The variables that a list settles: the facts of a row, and what rules say of any or all of them."""
    return frozenset([*(f.name for f in guidance.lists[name].fields), *(e.name for e in quantified(guidance).values() if e.list == name)])


def _rows_stand_alone(law: Exact) -> Iterator[Problem]:
    """What must fit together are statements about one list, which is asked as a whole. All else can differ one by one."""
    lists = {name: list_variables(law.guidance, name) for name in law.guidance.lists}
    apart = law.space.true
    for name in lists:
        apart = apart & law.space.without(law.within, [v for other, own in lists.items() if other != name for v in own])
    everything = law.space.without(law.within, [v for own in lists.values() for v in own])
    if (~everything).satisfiable() or (apart & ~law.within).satisfiable():
        yield Problem("lists-entangled", "questions/lists.yaml", 1, "What is said of one list limits what can be answered elsewhere.")


def reachable(law: Exact) -> frozenset[str]:
    """The facts and lists that some case makes the interview ask under one law: they apply, and can change a decision that leads."""
    guidance, found = law.guidance, set[str]()
    for question in guidance.questions:
        if not _is_asked(question):
            continue
        here = law.within
        if question.only_when is not None:
            here = here & ~law.space.truth(question.only_when)[1]
        for name in (*(f.name for f in question.facts), *(listed.id for listed in question.lists)):
            if question.ask != "when_it_matters" or _can_matter(law, here, name):
                found.add(name)
    return frozenset(found)


def _can_matter(law: Exact, here: Diagram, name: str) -> bool:
    names = reach(law.guidance, name)
    return any(
        names & law.reads[place] and any(law.space.can_change(cases, here, names) for cases in becomes.values())
        for place, becomes in _leading(law).items()
    )


def _leading(law: Exact) -> Mapping[tuple[str, str], Mapping[str, Diagram]]:
    return {place: becomes for place, becomes in law.becomes.items() if law.guidance.decisions[place[0]].leads}


def unreached(guidance: Guidance, reached: frozenset[str]) -> Iterator[Problem]:
    """Questions of which nothing is ever asked, and parts of questions, under any law."""
    for question in guidance.questions:
        if _is_asked(question):
            for name in (*(f.name for f in question.facts), *(listed.id for listed in question.lists)):
                if name not in reached:
                    text = f"No case makes the interview ask `{name}`: it can change no leading decision. Let one read it, or take it out."
                    yield Problem("never-reached", question.file, question.line, text)
