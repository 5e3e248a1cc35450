"""Coverage as plain data and as a table for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from textwrap import shorten, wrap

from .coverage import Coverage, Gap, Serves
from .guidance import Mark

WIDTH = 100
NOTHING = "."


def as_data(coverage: Coverage) -> dict[str, object]:
    """The whole coverage as one JSON-ready object."""
    guidance = coverage.guidance
    rules: dict[str, dict[str, object]] = {}
    for decision in guidance.decisions.values():
        for rule in decision.all_rules():
            rules[rule.id] = {
                "decision": decision.id,
                "steps": [name for name, serves in coverage.steps.items() if rule.id in serves.rules],
                "golden_rules": [name for name, serves in coverage.golden_rules.items() if rule.id in serves.rules],
                "cases": [name for name, named in coverage.named.items() if rule.id in named],
            }
    return {
        "edition": guidance.edition,
        "steps": {name: _data(s) for name, s in coverage.steps.items()},
        "golden_rules": {name: _data(s) for name, s in coverage.golden_rules.items()},
        "both": {s: {g: _data(coverage.cells[(s, g)]) for g in coverage.golden_rules} for s in coverage.steps},
        "questions": {name: {"rules": list(s.rules), "cases": list(s.cases)} for name, s in coverage.questions.items()},
        "rules": rules,
        "sources": {mark.value: coverage.marks[mark] for mark in Mark},
        "nations": {d: {n: {"shared": x.shared, "own": x.own} for n, x in by.items()} for d, by in coverage.nations.items()},
        "gaps": [{"kind": g.kind, "name": g.name, "lacks": list(g.lacks)} for g in coverage.gaps],
    }


def _data(serves: Serves) -> dict[str, list[str]]:
    return {"questions": list(serves.questions), "rules": list(serves.rules), "cases": list(serves.cases)}


def as_text(coverage: Coverage, words: Mapping[str, str]) -> str:
    """The coverage as tables of at most 100 columns, gaps last."""
    parts = (_steps, _questions, _sources, _nations, _gaps)
    return "\n".join(line.rstrip() for part in parts for line in part(coverage, words))


def _steps(coverage: Coverage, words: Mapping[str, str]) -> Iterator[str]:
    guidance = coverage.guidance
    yield words["coverage.steps"]
    yield words["coverage.cells"]
    yield ""
    markers = guidance.golden_rules
    yield _row("", words["coverage.all"], [m.id for m in markers])
    for step in guidance.steps:
        row = [_cell(coverage.cells[(step.id, m.id)]) for m in markers]
        yield _row(f"{step.id} {step.title}", _cell(coverage.steps[step.id]), row)
    yield _row(words["coverage.all"], "", [_cell(coverage.golden_rules[m.id]) for m in markers])
    yield ""
    for marker in markers:
        yield f"  {marker.id} {marker.title}"


def _row(name: str, total: str, cells: list[str]) -> str:
    return f"{shorten(name, 32, placeholder='...'):<33}{total:>10}{''.join(f'{c:>8}' for c in cells)}"


def _cell(serves: Serves) -> str:
    counts = [len(serves.questions), len(serves.rules), len(serves.cases)]
    return "/".join(str(n) for n in counts) if any(counts) else NOTHING


def _questions(coverage: Coverage, words: Mapping[str, str]) -> Iterator[str]:
    yield f"\n{words['coverage.questions']}"
    yield f"{'':<64}{words['coverage.step']:>8}{words['coverage.rules']:>14}{words['coverage.cases']:>14}"
    for question in coverage.guidance.questions:
        serves = coverage.questions[question.id]
        name = shorten(f"{question.id} {question.short}", 62, placeholder="...")
        yield f"{name:<64}{question.step:>8}{len(serves.rules) or NOTHING:>14}{len(serves.cases) or NOTHING:>14}"


def _sources(coverage: Coverage, words: Mapping[str, str]) -> Iterator[str]:
    yield f"\n{words['coverage.sources']}"
    for mark in Mark:
        yield f"{words['mark.' + mark.value]:<64}{coverage.marks[mark]:>8}"


def _nations(coverage: Coverage, words: Mapping[str, str]) -> Iterator[str]:
    nations = coverage.guidance.nations
    yield f"\n{words['coverage.nations'].format(nation=next(iter(nations.values())).label)}"
    width = (WIDTH - 24) // len(nations)
    yield f"{'':<24}{''.join(f'{n.label:>{width}}' for n in nations.values())}"
    for decision, by_nation in coverage.nations.items():
        cells = [f"{x.shared + x.own}, {x.own}" if x.own else str(x.shared or NOTHING) for x in by_nation.values()]
        yield f"{decision:<24}{''.join(f'{c:>{width}}' for c in cells)}"


def _gaps(coverage: Coverage, words: Mapping[str, str]) -> Iterator[str]:
    if not coverage.gaps:
        yield f"\n{words['coverage.no_gaps']}"
        return
    yield f"\n{words['coverage.gaps'].format(count=len(coverage.gaps))}"
    for gap in coverage.gaps:
        yield from wrap(_gap(coverage, gap, words), WIDTH, initial_indent="  ", subsequent_indent="    ")


def _gap(coverage: Coverage, gap: Gap, words: Mapping[str, str]) -> str:
    lacks = [words[f"coverage.lacks.{part}"] for part in gap.lacks]
    return words[f"coverage.gap.{gap.kind}"].format(name=gap.name, lacks=words["coverage.or"].join(lacks))
