"""Practice cases: the library, a case told step by step, and what one different fact does to its advice."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from ...logic.expression import NOT_SURE
from ...reasoning.advise import Advice
from ...reasoning.ask import act_now
from ...reasoning.case import Case
from ...reasoning.guidance import Fact, Guidance, Kind, Question
from ...reasoning.present import as_data
from ...training.lesson import NONE, Lesson
from ...training.scenario import WORKED, Changed, Scenario, Stage, library, shelves
from ...training.scenario import Kind as StageKind
from ..answers import in_words
from ..blocks import (
    Block,
    Button,
    Buttons,
    Choice,
    Columns,
    Details,
    Errors,
    Form,
    Option,
    Page,
    Section,
    Summary,
    SummaryRow,
    Table,
    Tag,
    Text,
    Verdict,
)
from ..draft import Draft
from . import advice as whole
from .check import answered
from .difference import differences
from .frame import back, day, walls

Scenarios = Callable[[str], Scenario]


def draw(lesson: Lesson, guidance: Guidance, scenario: Scenarios) -> Page:
    """The page for where a lesson stands.

    Args:
        lesson: which case, and how far it is told.
        guidance: for the words and the library.
        scenario: gives a case by its id; a caller that keeps them saves weighing a stage twice.
    """
    if lesson.at == "library":
        return library_page(lesson, guidance)
    told = scenario(lesson.case)
    match lesson.at:
        case "change":
            return change_page(told, guidance)
        case "answer":
            return answer_page(lesson, told, guidance)
        case "changed":
            return changed_page(lesson, told, guidance)
    return step_page(lesson, told, guidance)


def library_page(lesson: Lesson, guidance: Guidance) -> Page:
    """The cases of one shelf by their titles, and the other shelves."""
    w = guidance.word
    rows: list[list[str | Block]] = []
    for told in library(guidance, lesson.shelf):
        rows.append([Button(told.title, "pick", told.id, kind="plain"), guidance.nations[told.nation].label, str(len(told.stages) - 1)])
    head = [w("train.library.case"), w("train.library.nation"), w("train.library.steps")]
    cases: Block = Table(w("train.library.caption"), head, rows) if rows else Text(w("train.library.empty"))
    opening = (Tag(w("train.practice"), "care"), Text(w("train.lead"), "lead"), Text(w("train.group")))
    others = [
        Button(f"{shelf_name(s, guidance)} ({len(c)})", "shelf", s, kind="quiet") for s, c in shelves(guidance).items() if s != lesson.shelf
    ]
    more: list[Block] = [Section(w("train.shelves"), 2, [Buttons(others)])] if others else []
    blocks = (*opening, Section(shelf_name(lesson.shelf, guidance), 2, [cases]), *more)
    return Page(title=w("train.title"), blocks=blocks, key="train" if lesson.shelf == WORKED else f"train-{lesson.shelf}", address="?")


def shelf_name(shelf: str, guidance: Guidance) -> str:
    """What a shelf is called: a word of its own, or the name of its file."""
    return guidance.words.get(f"train.shelf.{shelf}") or shelf.replace("-", " ").replace("_", " ").capitalize()


def step_page(lesson: Lesson, told: Scenario, guidance: Guidance) -> Page:
    """One stage: what comes out, what the advice is now, and what that changed."""
    w = guidance.word
    stage, last = told.stages[lesson.step], len(told.stages) - 1
    if stage.kind is StageKind.ADVICE:
        return _advice_page(lesson, told, guidance)
    data = as_data(told.advice(lesson.step), guidance, unknown=False)
    blocks = _new(stage, told, guidance)
    if lesson.shown:
        blocks.append(_verdict(told.advice(lesson.step), guidance, label=w("train.now")))
        if stage.kind is StageKind.FACTS:
            blocks.append(Section(w("train.changed"), 2, differences(told.changes(lesson.step), guidance)))
    else:
        blocks.append(Text(w("train.hidden"), "strong"))
    known = _known(told.stages[lesson.step].case, guidance)
    if stage.kind is StageKind.FACTS:
        blocks.append(Details(w("train.known"), [Text(told.story, "typed"), Summary(known)]))
    forward = w("train.to_advice" if lesson.step + 1 == last else "train.next")
    buttons = [Button(forward, "next"), back(guidance), Button(w("train.hide" if lesson.shown else "train.show"), "show", kind="quiet")]
    title = told.title if stage.kind is StageKind.STORY else w("train.facts") if len(stage.questions) > 1 else stage.questions[0].title
    page = _framed(title, [*blocks, Buttons(buttons), _other_case(guidance)], told, lesson, guidance, key=f"step-{lesson.step}")
    return replace(page, aside=walls(data, guidance) if lesson.shown else ())


def _new(stage: Stage, told: Scenario, guidance: Guidance) -> list[Block]:
    draft = _draft(stage.case)
    if len(stage.questions) == 1:
        return [Text(v, "lead") if isinstance(v, str) else v for v in answered(draft, stage.questions[0], guidance)]
    if stage.questions:
        return [Summary([SummaryRow(q.title, answered(draft, q, guidance)) for q in stage.questions])]
    law = guidance.word("train.law").format(day=day(told.on.isoformat()), nation=guidance.nations[told.nation].label)
    return [Text(law, "caption"), Section(guidance.word("train.story"), 2, [Text(told.story, "typed")])]


def _advice_page(lesson: Lesson, told: Scenario, guidance: Guidance) -> Page:
    w = guidance.word
    data = as_data(told.advice(lesson.step), guidance, grounds=True)
    blocks: list[Block] = [whole.verdict(data, guidance, emergency=act_now(told.case, guidance))]
    if data["signpost"]:
        blocks.append(Text(data["signpost"]["text"], "strong"))
    for decision in guidance.decisions.values():
        if decision.kind is Kind.MANY and decision.id in whole.IN_SIGHT:
            blocks += whole.held(data, guidance, decision.id)
    for part in (whole.by_row, whole.scales, whole.law, whole.could_change, whole.still_open):
        blocks += part(data, guidance)
    blocks += _published(told, guidance)
    known = Details(w("train.known"), [Text(told.story, "typed"), Summary(_known(told.case, guidance))])
    blocks += [known, *whole.notes(data, guidance), Buttons([Button(w("train.change"), "change"), back(guidance)]), _other_case(guidance)]
    page = _framed(w("train.advice.title"), blocks, told, lesson, guidance, key=f"step-{lesson.step}")
    return replace(page, aside=walls(data, guidance))


def _published(told: Scenario, guidance: Guidance) -> list[Block]:
    """What the publisher of a case answered, and why our advice differs where it does."""
    w = guidance.word
    if not told.published:
        return []
    by = w("train.published.by").format(publisher=told.published.get("publisher", ""), title=told.published.get("title", ""))
    said: list[Block] = [Text(str(told.published.get("answer", "")), "typed"), Text(by, "caption")]
    if told.published.get("differs"):
        said += [Text(w("train.published.differs"), "strong"), Text(str(told.published["differs"]))]
    return [Section(w("train.published"), 2, said)]


def change_page(told: Scenario, guidance: Guidance) -> Page:
    """Every answer of the case, with a button to change it, and the questions it leaves open."""
    w = guidance.word
    given: list[SummaryRow] = []
    left: list[SummaryRow] = []
    for question in _asked(guidance):
        for fact in question.facts:
            has = fact.name in told.case.facts
            values = _in_words(told.case, fact) if has else [w("train.change.not_said")]
            (given if has else left).append(SummaryRow(_name(fact, question), values, w("train.change.button"), "fact", fact.name))
    blocks: list[Block] = [Text(w("train.change.lead"), "lead"), Section(w("train.change.given"), 2, [Summary(given)])]
    if left:
        blocks.append(Details(w("train.change.left"), [Summary(left)]))
    return _framed(w("train.change"), [*blocks, Buttons([back(guidance)]), _other_case(guidance)], told, None, guidance, key="change")


def answer_page(lesson: Lesson, told: Scenario, guidance: Guidance) -> Page:
    """One question, with every answer that the case could have given instead."""
    w = guidance.word
    question, fact = _of(lesson.fact, guidance)
    was = w("train.answer.was").format(answer="; ".join(_in_words(told.case, fact)) or w("train.change.not_said"))
    now = told.case.facts.get(fact.name)
    picked = lesson.answer if lesson.answer is not None else now if fact.several else ""
    value = picked if isinstance(picked, str) else [] if picked is None else list(picked) or [NONE]
    choices = [o for o in _options(fact) if fact.several or o.id != now]
    problem = w(lesson.problem) if lesson.problem else ""
    alone = len(question.facts) == 1
    legend = question.title if alone else fact.label or question.title
    choice = Choice(fact.name, legend, choices, value, fact.several, was, problem, page_heading=True)
    form = Form(f"train-{fact.name}", [choice], Button(w("train.answer.button"), "answer", fact.name), (back(guidance),))
    page = _framed(legend, [form], told, None, guidance, key=f"answer-{fact.name}")
    if not problem:
        return page
    return replace(page, errors=Errors(w("error.title"), [(problem, fact.name)]), announce=w("error.announce"))


def changed_page(lesson: Lesson, told: Scenario, guidance: Guidance) -> Page:
    """The advice before and after, what differs, and which rules stopped or started speaking."""
    w = guidance.word
    question, fact = _of(lesson.fact, guidance)
    found = told.change(fact.name, lesson.answer)
    rows = [
        SummaryRow(w("train.outcome.was"), _in_words(told.case, fact) or [w("train.change.not_said")]),
        SummaryRow(w("train.outcome.is"), _in_words(told.case.with_facts({fact.name: lesson.answer}), fact)),
    ]
    # The title of each says which it is: two regions of one page need different names.
    before = _verdict(found.advice_before, guidance, title=w("train.outcome.verdict_before"))
    after = _verdict(found.advice_after, guidance, title=w("train.outcome.verdict_after"))
    blocks: list[Block] = [Section(question.title, 2, [Summary(rows)]), Columns([before, after])]
    blocks += _shelved(found, guidance)
    blocks.append(Section(w("train.changed"), 2, differences(found.changes, guidance)))
    buttons = [Button(w("train.again"), "change"), back(guidance)]
    blocks += [Buttons(buttons), _other_case(guidance)]
    return _framed(w("train.outcome.title"), blocks, told, None, guidance, key=f"changed-{fact.name}")


def _shelved(found: Changed, guidance: Guidance) -> list[Block]:
    told: list[Block] = []
    for part, facts in (("shelved", found.shelved), ("revived", found.revived)):
        if facts:
            names = "; ".join(dict.fromkeys(_of(f, guidance)[0].short for f in facts))
            told.append(Text(guidance.word(f"train.outcome.{part}").format(facts=names)))
    return told


def _framed(title: str, blocks: list[Block], told: Scenario, lesson: Lesson | None, guidance: Guidance, *, key: str) -> Page:
    w = guidance.word
    last = len(told.stages) - 1
    step = last if lesson is None else lesson.step
    return Page(
        title=title,
        blocks=(Tag(w("train.practice"), "care"), *blocks),
        key=f"train-{told.id}-{key}",
        caption=w("train.caption").format(number=step, last=last, title=told.title) if step else "",
        aside_label=w("aside.label"),
        address=f"?case={told.id}&step={step}",
    )


def _verdict(advice: Advice, guidance: Guidance, *, label: str = "", title: str = "{outcome}") -> Block:
    verdict = whole.verdict(as_data(advice, guidance, unknown=False), guidance)
    return replace(verdict, label=label, title=title.format(outcome=verdict.title)) if isinstance(verdict, Verdict) else verdict


def _other_case(guidance: Guidance) -> Block:
    return Button(guidance.word("train.other_case"), "library", kind="plain")


def _known(case: Case, guidance: Guidance) -> list[SummaryRow]:
    draft = _draft(case)
    rows = [SummaryRow(q.short, answered(draft, q, guidance)) for q in _asked(guidance)]
    return [row for row in rows if row.values]


def _draft(case: Case) -> Draft:
    return Draft("", "", facts=case.facts, lists=case.lists, texts=case.texts)


def _in_words(case: Case, fact: Fact) -> list[str]:
    return list(in_words(_draft(case), fact))


def _asked(guidance: Guidance) -> Iterator[Question]:
    return (q for q in guidance.questions if not q.by_page)


def _of(fact: str, guidance: Guidance) -> tuple[Question, Fact]:
    return next((q, f) for q in guidance.questions for f in q.facts if f.name == fact)


def _name(fact: Fact, question: Question) -> str:
    return question.short if len(question.facts) == 1 else fact.label or question.short


def _options(fact: Fact) -> list[Option]:
    found = [Option(o.id, o.label, o.hint, group=o.group) for o in fact.options]
    if fact.several:
        found.append(Option(NONE, fact.none, exclusive=True))
    return [*found, Option(NOT_SURE, fact.unsure)]
