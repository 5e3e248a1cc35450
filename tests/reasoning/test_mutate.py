"""The tool that tests the proof: what it changes, what it finds caught, and that what it calls equivalent or surviving is just that."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import yaml

from infoshare.logic.expression import parse
from infoshare.reasoning.advise import advise
from infoshare.reasoning.bench import Bench
from infoshare.reasoning.case import Case, read_case
from infoshare.reasoning.check import cases_that_differ
from infoshare.reasoning.differ import Verdict, hunt
from infoshare.reasoning.guidance import Guidance
from infoshare.reasoning.load import build, load
from infoshare.reasoning.mutants import Mutant, mutants
from infoshare.reasoning.mutate import Fate, MutationResult, harmless, mutation_score
from infoshare.reasoning.present import as_data
from infoshare.reasoning.tell_mutants import case_file, case_files, report
from infoshare.reasoning.variants import same_as, variants

FOLDER = Path(__file__).parent / "mini"
MINI = load(FOLDER)
TEXTS = dict(MINI.origin)
PROMISE = """invariants:
  - id: broken_is_kept
    promise: 1
    sentence: A broken ladder is never lent.
    kind: never
    never: lending == lend and ladder.wear == broken
  - id: every_day_has_its_law
    promise: 2
    sentence: Only rules of the day speak.
    kind: dated
"""
REDUNDANT = """decision: tell
nations: [town, village]
rules:
  - id: library_when_broken_and_worn
    conclude: library
    when: ladder.wear == broken and ladder.wear > none_seen
    overrides: [owner_when_lent]
    because: The library mends ladders.
    sources: [{source: ladder-code, at: page 7, mark: seen}]
    in_force: [2024-05-01, open]
"""
"""A second part that follows from the first, and an override between rules that never hold together."""
PROVED = build({**TEXTS, "invariants/1.yaml": PROMISE, "decisions/z.yaml": REDUNDANT})
EVERY = mutants(PROVED)


@pytest.fixture(scope="module")
def fates() -> list[Fate]:
    """Every mutant of the small guidance, in this process: by the cases first, then on the diagrams."""
    bench = Bench(PROVED)
    caught = [bench.by_cases(m) for m in EVERY]
    left = [m for m, what in zip(EVERY, caught, strict=True) if not what]
    verdicts = {m.id: v for m, v in zip(left, hunt(PROVED, left), strict=True)}
    found = [verdicts.get(m.id, Verdict(caught=what)) for m, what in zip(EVERY, caught, strict=True)]
    return [Fate(m, v.caught, v.equivalent, "", v.differs) for m, v in zip(EVERY, found, strict=True)]


def changed(text: str) -> set[str]:
    return {v.text for v in variants(text, MINI.names)}


def test_each_part_of_a_condition_is_negated_and_left_out() -> None:
    found = changed("ladder.wear <= some and borrower.asked")
    assert {"not (ladder.wear <= some and borrower.asked)", "ladder.wear <= some", "borrower.asked"} <= found
    assert {"not ladder.wear <= some and borrower.asked", "ladder.wear <= some and (not borrower.asked)"} <= found
    assert "always" in changed("borrower.asked")


def test_options_and_nots_and_quantifiers_are_changed() -> None:
    assert {"ladder.wear <= broken", "ladder.wear <= none_seen"} <= changed("ladder.wear <= some")
    assert {"ladder.wear in [some]", "ladder.wear in [broken]"} <= changed("ladder.wear in [some, broken]")
    assert "ladder.wear in [none_seen, some]" in changed("ladder.wear in [none_seen]")
    assert "tree in borrower.use" in changed("roof in borrower.use")
    assert "roof in borrower.use" in changed("roof not in borrower.use")
    assert "all(helpers, helper.strong)" in changed("any(helpers, helper.strong)")
    assert changed("always") == set()


def test_what_only_writes_the_same_thing_differently_is_no_mutant() -> None:
    for one, other in (
        ("not (borrower.asked and ladder.falling)", "borrower.asked == no or not ladder.falling"),
        ("ladder.wear in [some, broken]", "ladder.wear > none_seen"),
    ):
        assert same_as(parse(one, MINI.names), MINI.names) == same_as(parse(other, MINI.names), MINI.names)
    assert len({m.id for m in EVERY}) == len(EVERY)


def test_every_kind_of_mutant_is_made_of_every_rule_and_says_where() -> None:
    assert {m.kind for m in EVERY} == {"negate", "drop", "not", "option", "quantifier", "override", "conclude", "date", "nation", "remove"}
    assert {m.name for m in EVERY if m.kind == "remove"} == set(PROVED.rules)
    for mutant in EVERY:
        line = PROVED.origin[mutant.file].splitlines()[mutant.line - 1]
        key = {
            "override": "overrides|outweighed_by",
            "conclude": "conclude|side|rate",
            "date": "in_force",
            "nation": "nations",
            "remove": "id",
        }
        assert re.search(rf"\b({key.get(mutant.kind, 'when')}):", line), mutant


def test_a_mutant_is_what_a_hand_would_make() -> None:
    """Made in the text of the file, the change gives the same rules."""
    tried = 0
    for mutant in EVERY:
        if mutant.kind in ("remove", "nation", "quantifier") or not (told := re.fullmatch(r"wrote `(.+)` for `(.+)`", mutant.says)):
            continue
        lines = PROVED.origin[mutant.file].splitlines()
        new, old = told.groups()
        if lines[mutant.line - 1].count(old) == 1:
            lines[mutant.line - 1] = lines[mutant.line - 1].replace(old, new)
            by_hand = build({**PROVED.origin, mutant.file: "\n".join(lines)})
            ours = mutant.of(PROVED)
            for name, decision in by_hand.decisions.items():
                assert [(r.id, r.when, r.conclude, r.side) for r in decision.all_rules()] == [
                    (r.id, r.when, r.conclude, r.side) for r in ours.decisions[name].all_rules()
                ], mutant
            tried += 1
    assert tried > 10


def full_cases() -> Iterator[Case]:
    use = [(), ("roof",), ("tree",), ("roof", "tree"), ("not_sure",), ("roof", "not_sure")]
    helpers = [None, (), ({"name": "A", "strong": "yes"},), ({"name": "B", "strong": "no"},), ({"name": "C"},)]
    mixed = ({"name": "A", "strong": "yes"}, {"name": "B", "strong": "no"})
    values = itertools.product(["no", "yes", "not_sure"], ["none_seen", "some", "broken", "not_sure"], ["no", "yes", "not_sure"], use)
    for falling, wear, asked, uses in values:
        facts = {"ladder.falling": falling, "ladder.wear": wear, "borrower.asked": asked, "borrower.use": uses}
        for rows in (*helpers, mixed):
            yield Case(facts, {"helpers": rows} if rows is not None else {})


DAYS = (date(2024, 5, 1), date(2024, 6, 1), date(2025, 6, 1), date(2026, 11, 23))


def seen(case: Case, guidance: Guidance, nation: str, on: date) -> object:
    """All that advice shows, except in which order it gives reasons."""
    data = as_data(advise(case, guidance, on=on, nation=nation), guidance, exact=False)

    def told(value: object) -> object:
        if isinstance(value, dict):
            return {k: told(v) for k, v in value.items() if k not in ("notes", "sources", "golden_rules", "steps", "stale")}
        if isinstance(value, list):
            return sorted((told(v) for v in value), key=repr)
        return value

    return told(data)


def test_what_is_called_equivalent_shows_the_same_advice_in_every_case(fates: list[Fate]) -> None:
    equivalent = [f.mutant for f in fates if f.equivalent]
    assert {"library_when_broken_and_worn drop left out `ladder.wear > none_seen`"} <= {m.id for m in equivalent}
    assert {"library_when_broken_and_worn override owner_when_lent"} <= {m.id for m in equivalent}
    cases = list(full_cases())[::7]
    for nation in MINI.nations:
        for on in DAYS[1:]:
            base = [seen(c, PROVED, nation, on) for c in cases]
            for mutant in equivalent:
                assert [seen(c, mutant.of(PROVED), nation, on) for c in cases] == base, mutant


def test_a_survivor_comes_with_a_case_that_tells_it_apart(fates: list[Fate]) -> None:
    survivors = [f for f in fates if not f.caught and not f.equivalent]
    assert survivors
    for fate in survivors:
        assert fate.differs is not None
        if (text := case_file(fate, fate.differs, PROVED)) is None:
            assert fate.differs.before == fate.differs.after == ""  # only in what outweighs a reason, which no case can tell of
            continue
        data = yaml.load(text, Loader=yaml.BaseLoader)
        read_case(data, PROVED)
        found = {"case": {**data, "file": "case.yaml"}}
        assert not [p for p in cases_that_differ(replace(PROVED, cases=found)) if p.code == "case-differs"]
        assert [p for p in cases_that_differ(replace(fate.mutant.of(PROVED), cases=found)) if p.code == "case-differs"], fate.mutant


def test_cases_that_are_left_out_of_a_run_would_have_noticed_nothing() -> None:
    """Only cases that a mutant could touch are run; running all of them notices no more."""
    bench = Bench(MINI)
    for mutant in mutants(MINI):
        try:
            noticed = any(p.code == "case-differs" for p in cases_that_differ(mutant.of(MINI)))
        except IndexError:
            noticed = True
        assert noticed == (bench.by_cases(mutant) in ("case", "gap")), mutant


def test_promises_catch_what_cases_miss(fates: list[Fate]) -> None:
    by = {f.mutant.id: f.caught for f in fates}
    assert by["sound_ladder_is_lent option wrote `ladder.wear <= broken` for `ladder.wear <= some`"] == "case"
    assert by["falling_ladder date moved the first day to 2024-05-02"] == "invariant every_day_has_its_law"
    alone = build({n: t for n, t in PROVED.origin.items() if not n.startswith("cases/")})
    wider = next(m for m in mutants(alone) if m.id == "sound_ladder_is_lent option wrote `ladder.wear <= broken` for `ladder.wear <= some`")
    assert [v.caught for v in hunt(alone, [wider])] == ["clash"]
    lent = next(m for m in mutants(alone) if m.id == "falling_ladder conclude lend")
    assert [v.caught for v in hunt(alone, [lent])] == ["invariant broken_is_kept"]


def test_terms_have_mutants_and_rules_that_say_them_change() -> None:
    terms = "terms:\n  sound: {means: It holds., when: ladder.wear <= some, sources: [{source: ladder-code, at: page 2, mark: seen}]}\n"
    lending = TEXTS["decisions/lending.yaml"].replace("when: ladder.wear <= some and borrower.asked", "when: sound and borrower.asked")
    guidance = build({**TEXTS, "terms.yaml": terms, "decisions/lending.yaml": lending})
    wider = next(m for m in mutants(guidance) if m.file == "terms.yaml" and "broken" in m.says)
    assert (wider.line, wider.name) == (2, "sound")
    rule = next(r for r in wider.of(guidance).decisions["lending"].rules if r.id == "sound_ladder_is_lent")
    assert rule.when == parse("ladder.wear <= broken and borrower.asked", MINI.names)
    assert [v.caught for v in hunt(guidance, [wider])] == ["clash"]


def test_the_score_counts_what_changes_something_and_the_report_tells_all(fates: list[Fate]) -> None:
    heard: list[tuple[int, int]] = []
    id_ = next(f.mutant.id for f in fates if not f.caught and not f.equivalent)
    listed = build({**PROVED.origin, "harmless.yaml": f"harmless:\n  '{id_}': It is only a ladder.\n  gone: No such mutant.\n"})
    assert list(harmless(listed)) == [id_, "gone"]
    result = mutation_score(listed, workers=2, progress=lambda done, of: heard.append((done, of)))
    assert [(f.mutant.id, f.caught, f.equivalent) for f in result.fates] == [(f.mutant.id, f.caught, f.equivalent) for f in fates]
    assert heard[-1] == (len(EVERY), len(EVERY))
    assert result.score == len(result.caught) / (len(EVERY) - len(result.equivalent))
    assert result.idle == ("gone",)
    text = "\n".join(report(result))
    assert "Held to be harmless: It is only a ladder." in text
    assert "`gone` is no mutant" in text
    assert all(str(f.mutant) in text for f in (*result.survivors, *result.equivalent))


def test_the_cases_printed_for_survivors_catch_all_that_a_case_can_tell_apart(fates: list[Fate]) -> None:
    printed = [yaml.load(t, Loader=yaml.BaseLoader) for t in case_files(MutationResult(tuple(fates), len(fates)), PROVED)]
    cases = {f"c{at}": {**data, "id": f"c{at}", "file": "c.yaml"} for at, data in enumerate(printed)}
    survivors = [f for f in fates if not f.caught and not f.equivalent]
    assert 0 < len(cases) < len(survivors)
    for fate in survivors:
        assert fate.differs is not None
        if case_file(fate, fate.differs, PROVED) is not None:
            assert [p for p in cases_that_differ(replace(fate.mutant.of(PROVED), cases=cases)) if p.code == "case-differs"], fate.mutant


def test_the_same_seed_takes_the_same_sample() -> None:
    first, again, other = (mutation_score(PROVED, sample=12, seed=seed, workers=1) for seed in (1, 1, 2))
    ids: list[list[str]] = [[f.mutant.id for f in r.fates] for r in (first, again, other)]
    assert ids[0] == ids[1] != ids[2]
    assert len(ids[0]) == 12


def test_the_mutant_type_tells_where_it_is() -> None:
    mutant = next(m for m in EVERY if m.kind == "remove" and m.name == "falling_ladder")
    assert isinstance(mutant, Mutant)
    assert str(mutant) == f"decisions/lending.yaml:{mutant.line}: `falling_ladder`: taken out, with every mention of it"
