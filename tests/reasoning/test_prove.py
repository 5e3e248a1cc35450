"""The proof, held against brute force on the small guidance, and its command: what it prints, and how it ends."""

from __future__ import annotations

import itertools
import json
import shutil
from collections.abc import Iterator, Mapping
from concurrent.futures import BrokenExecutor
from datetime import UTC, date, datetime
from html.parser import HTMLParser
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner, Result

from infoshare.app.proof_page import proof_page
from infoshare.cli import app
from infoshare.logic.expression import NO, NOT_SURE, YES, truth
from infoshare.logic.least import has, least
from infoshare.reasoning import prove as proving
from infoshare.reasoning.advise import advise
from infoshare.reasoning.case import Case, known, load_case, read_case
from infoshare.reasoning.edition import edition
from infoshare.reasoning.exact import Exact
from infoshare.reasoning.guidance import Guidance
from infoshare.reasoning.load import GuidanceError, build, guidance_folder, load, standard
from infoshare.reasoning.prove import NothingToProve, prove
from infoshare.reasoning.prove_law import Ground, broken_in
from infoshare.reasoning.tell_proof import broken_cases, readable_count

MINI = Path(__file__).parent / "mini"
TODAY = date(2026, 11, 23)
HEAD = "invariants:\n"
FALLING = """
  - id: falling_runs
    promise: 1
    sentence: When the ladder falls, the advice is to run.
    kind: never
    among: ladder.falling == yes
    never: not (lending == run)
"""
FALLING_IS_ASKED = """
  - id: falling_is_asked
    promise: 1
    sentence: Falling comes first.
    kind: within_answers
    fact: ladder.falling
    option: "yes"
    answers: 1
"""
WEAR_LENDS = """
  - id: worn_is_kept
    promise: 2
    sentence: A worn ladder is <never> & "never" lent.
    kind: never
    never: lending == lend and ladder.wear == some
"""
WEAR_MOVES = """
  - id: not_sure_never_stops
    promise: 3
    sentence: Not being sure never stops the lending.
    kind: moves
    change: {fact: every, before: [known], after: [not_sure]}
    from: lending == lend
    to: lending in [ask, keep]
"""
ROWS = """
  - id: nobody_strong_stands_below
    promise: 0
    sentence: The strong never stand below.
    kind: never
    among: helper.strong == yes
    never: place == below
"""


def guidance(*invariants: str, hazards: str = "") -> Guidance:
    return build({**load(MINI).origin, "invariants/all.yaml": HEAD + "".join(invariants), **({"hazards.yaml": hazards} if hazards else {})})


def exact(loaded: Guidance, nation: str = "village", on: date = TODAY) -> Exact:
    return Exact(edition(loaded, nation, on))


def folder(tmp_path: Path, *invariants: str, hazards: str = "") -> Path:
    target = tmp_path / "guidance"
    shutil.copytree(MINI, target)
    (target / "invariants").mkdir()
    (target / "invariants" / "all.yaml").write_text(HEAD + "".join(invariants), encoding="utf-8")
    if hazards:
        (target / "hazards.yaml").write_text(hazards, encoding="utf-8")
    return target


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, [str(a) for a in arguments])


def every_case(loaded: Guidance) -> Iterator[dict[str, str]]:
    """Every case of the small guidance without helpers, each written once: what does not apply is not answered."""
    values = {
        "ladder.falling": [NO, YES, NOT_SURE],
        "ladder.wear": ["none_seen", "some", "broken", NOT_SURE],
        "borrower.asked": [NO, YES, NOT_SURE],
        "borrower.use[roof]": [NO, YES, NOT_SURE],
        "borrower.use[tree]": [NO, YES, NOT_SURE],
        "any(helpers, helper.strong)": [NO, YES, NOT_SURE],
    }
    for answers in itertools.product(*values.values()):
        case = dict(zip(values, answers, strict=True))
        if case["borrower.asked"] == NO and (case["borrower.use[roof]"], case["borrower.use[tree]"]) != (NOT_SURE, NOT_SURE):
            continue
        yield {k: v for k, v in case.items() if v != NOT_SURE}


def test_the_count_of_cases_is_exact() -> None:
    loaded = guidance(FALLING, WEAR_LENDS)
    ground = Ground(exact(loaded))
    counts = {i.id: ground.count(i) for i in loaded.invariants}
    cases = list(every_case(loaded))
    assert counts["worn_is_kept"] == len(cases)
    assert counts["falling_runs"] == sum(c.get("ladder.falling") == YES for c in cases)


def test_what_breaks_a_promise_is_what_brute_force_finds() -> None:
    loaded = guidance(WEAR_LENDS)
    law = exact(loaded)
    (broken,) = broken_in(law, loaded.invariants)
    for case in every_case(loaded):
        roof_without_help = case.get("borrower.use[roof]") == YES and case.get("any(helpers, helper.strong)") == NO
        lent = case.get("ladder.wear") == "some" and case.get("borrower.asked") == YES and case.get("ladder.falling") != YES
        uses = [case.get(f"borrower.use[{use}]", NOT_SURE) for use in ("roof", "tree")]
        sayable = not (NO in uses and NOT_SURE in uses)  # what is not picked is all "no" or all not known
        assert has(law.space, broken.cases, case) is (lent and not roof_without_help and sayable)


def test_the_smallest_case_has_the_fewest_answers_and_runs_as_a_file(tmp_path: Path) -> None:
    loaded = guidance(WEAR_LENDS)
    proof = prove(loaded, processes=1)
    (held,) = proof.broken()
    assert held.broken[0].answers == 2
    path = tmp_path / "that.yaml"
    path.write_text(next(broken_cases(proof, standard().words)), encoding="utf-8")
    case, told = load_case(path, loaded), yaml.safe_load(path.read_text())
    assert case.facts == {"ladder.wear": "some", "borrower.asked": "yes"}
    advice = advise(case, loaded, on=case.on or TODAY)
    assert advice.outcome("lending") == told["expect"]["lending"] == "lend"
    assert told["expect"]["because"] == ["sound_ladder_is_lent"]
    assert {r.rule for r in advice.decided["lending"][0].because} >= set(held.broken[0].rules)


def test_two_cases_that_break_a_promise_differ_in_one_answer() -> None:
    loaded = guidance(WEAR_MOVES)
    held = next(prove(loaded, processes=1).broken())
    assert held.broken[0].outcomes[0] == {"lending": "lend"}
    assert held.broken[0].outcomes[1]["lending"] in ("ask", "keep")
    fact, before, after = held.broken[0].differs or ("", "", "")
    assert after in (NOT_SURE, f"{before}; {NOT_SURE}")
    case = read_case({k: v for k, v in yaml.safe_load(held.broken[0].text).items() if k != "expect"}, loaded)
    assert case.facts.get(fact, NOT_SURE) in (after, NOT_SURE)
    assert advise(case, loaded, on=TODAY).outcome("lending") in ("ask", "keep")


def test_a_set_of_answers_becomes_unknown_only_as_a_person_can_say_it() -> None:
    loaded = guidance(WEAR_MOVES.replace("lending in [ask, keep]", "lending == keep"))
    assert not list(broken_in(exact(loaded), loaded.invariants)), "a roof that is not known to be meant stops nothing"
    loaded = guidance(WEAR_MOVES.replace("lending == lend", "lending == keep and ladder.wear != broken").replace("[ask, keep]", "[lend]"))
    (broken,) = broken_in(exact(loaded), loaded.invariants)
    assert broken.step is not None


def test_a_promise_about_one_row_is_held_against_each_that_could_be() -> None:
    loaded = guidance(ROWS)
    case = read_case(yaml.safe_load(next(prove(loaded, processes=1).broken()).broken[0].text), loaded)
    assert [row["strong"] for row in case.lists["helpers"]] == ["yes"]
    assert advise(case, loaded, on=TODAY).decided["place"][0].candidate.id == "below"


def test_a_promise_of_another_nation_or_day_is_not_asked_for() -> None:
    town = WEAR_LENDS + "    nations: [town]\n    in_force: [2024-05-01, 2024-12-31]\n"
    (held,) = prove(guidance(town), processes=1).held
    assert held.laws == (("town", date(2024, 5, 1)),)
    assert held.broken_in == (("town", date(2024, 5, 1)),)


def test_equal_laws_are_proved_once_and_counted_for_each() -> None:
    loaded = guidance(FALLING)
    one = Ground(exact(loaded)).count(loaded.invariants[0])
    proof = prove(loaded, processes=1)
    assert proof.held[0].count == one * len(proof.laws) == one * 4
    assert proof.distinct == 4, "the library is told in town only"
    same = build({**loaded.origin, "decisions/tell.yaml": loaded.origin["decisions/tell.yaml"].replace("[town]", "[town, village]")})
    again = prove(same, processes=1)
    assert (again.distinct, len(again.laws), again.held[0].count) == (2, 4, one * 4)


def test_where_no_second_process_can_start_one_does_it_all(monkeypatch: pytest.MonkeyPatch) -> None:
    loaded = guidance(FALLING, WEAR_LENDS)

    def refuse(*_: object) -> None:
        raise BrokenExecutor

    alone = prove(loaded, processes=1).as_data()
    monkeypatch.setattr(proving, "ProcessPoolExecutor", refuse)
    told: list[proving.Done] = []
    assert {**prove(loaded, progress=told.append).as_data(), "seconds": 0} == {**alone, "seconds": 0}
    assert [d.at for d in told] == [1, 2, 3, 4]


def test_two_processes_find_what_one_does() -> None:
    loaded = guidance(FALLING, WEAR_LENDS)
    assert {**prove(loaded).as_data(), "seconds": 0} == {**prove(loaded, processes=1).as_data(), "seconds": 0}


def test_a_promise_about_nothing_is_a_defect() -> None:
    empty = FALLING.replace("ladder.falling == yes", "ladder.falling == yes and ladder.falling == no")
    assert [p.code for p in prove(guidance(empty), processes=1).problems] == ["empty-promise"]


def test_guidance_without_promises_cannot_be_proved() -> None:
    with pytest.raises(NothingToProve, match="no promise"):
        prove(load(MINI))


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("kind: never", "kind: nevr", "invariants/all.yaml:6: `kind: nevr` is not one of never, moves, within_answers"),
        ("promise: 1", "promise: one", "invariants/all.yaml:4: `promise` must be a number, such as 3. [not-a-number]"),
        ("lending == run", "lending == rnu", "invariants/all.yaml:8: `falling_runs`: `never` cannot be used: `rnu` is not an option"),
        ("among:", "amng:", "invariants/all.yaml:7: `amng` is not used here; did you mean `among`"),
        ("to run.", "to run", "invariants/all.yaml:5: `sentence` is read by a practitioner: end it with a full stop. [no-full-stop]"),
    ],
)
def test_a_promise_that_cannot_be_read_says_where_and_why(old: str, new: str, message: str) -> None:
    with pytest.raises(GuidanceError) as error:
        guidance(FALLING.replace(old, new))
    assert any(str(p).startswith(message) for p in error.value.problems), str(error.value)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ("{fact: ladder.waer, before: [some], after: [broken]}", "No fact is called `ladder.waer`; did you mean `ladder.wear`"),
        ("{fact: ladder.wear, before: [som], after: [broken]}", "No answer is called `som`; did you mean `some`"),
        ("{fact: ladder.falling, upward: yes}", "`ladder.falling` has no order, so nothing is upward."),
    ],
)
def test_a_change_that_cannot_be_meant_is_refused(change: str, message: str) -> None:
    with pytest.raises(GuidanceError, match=r"invariants/all\.yaml:7") as error:
        guidance(WEAR_MOVES.replace("{fact: every, before: [known], after: [not_sure]}", change))
    assert message in str(error.value)


def test_a_fault_in_the_interview_is_found() -> None:
    texts = guidance(FALLING).origin
    part = "questions/1-the-ladder.yaml"
    never = build(
        {
            **texts,
            part: texts[part].replace(
                "ask: when_it_matters\n    fields:\n      - fact: ladder.wear", "ask: record\n    fields:\n      - fact: ladder.wear"
            ),
        }
    )
    assert "never-asked" in {p.code for p in prove(never, processes=1).problems}
    more = (
        texts["decisions/tell.yaml"]
        .replace("tells\n", "tells\ninterview: follows\n")
        .replace("when: lending == lend", "when: lending == lend and ladder.paint == red")
    )
    paint = "\n      - fact: ladder.paint\n        kind: one\n        options: [{id: red, label: Red}, {id: blue, label: Blue}]\n        unsure: Not sure"
    idle = build({**texts, "decisions/tell.yaml": more, part: texts[part].replace("\n  - id: L3", f"{paint}\n  - id: L3")})
    assert [str(p) for p in prove(idle, processes=1).problems if p.code == "never-reached"] == [
        "questions/1-the-ladder.yaml:15: No case makes the interview ask `ladder.paint`: it can change no leading decision. "
        "Let one read it, or take it out. [never-reached]"
    ]


SCALES = """
scales:
  severity: [{level: 1, name: Small, means: A bruise.}, {level: 2, name: Large, means: A fall.}]
  likelihood: [{level: 1, name: Seldom, means: Not often.}, {level: 2, name: Often, means: Often.}]
  risk: [{level: 1, name: fine, means: Fine.}, {level: 2, name: bad, means: Bad.}]
  matrix: [{likelihood: 1, risks: [1, 1]}, {likelihood: 2, risks: [1, 2]}]
  acceptable: 1
hazards:
  - id: H1
    name: Someone falls.
    description: The ladder breaks.
    causes: [Wear]
    effect: A fall.
    who_is_harmed: The borrower
    before: {severity: 2, likelihood: 2}
    controls: CONTROLS
    after: {severity: 2, likelihood: 1}
    residual: Ladders are high.
    owner: The library
    status: controlled
"""


@pytest.mark.parametrize(
    ("controls", "codes"),
    [
        ("[{invariant: falling_runs}]", []),
        ("[{case: broken}, {test: some_test}]", []),
        ("[{rule: broken_ladder_is_kept}]", []),
        ("[{test: some_test, says: It shows something.}]", ["uncontrolled-hazard"]),
        ("[{invariant: worn_is_kept}]", ["failing-control", "uncontrolled-hazard"]),
        ("[{invariant: falling_runs}, {case: no_such_case}]", ["missing-control"]),
        ("[{rule: no_such_rule}]", ["missing-control", "uncontrolled-hazard"]),
    ],
)
def test_a_hazard_without_a_control_that_passes_is_a_defect(controls: str, codes: list[str]) -> None:
    loaded = guidance(FALLING, WEAR_LENDS, hazards=SCALES.replace("CONTROLS", controls))
    proof = prove(loaded, processes=1)
    assert [p.code for p in proof.problems] == codes
    assert proof.hazards[0].controlled is (not codes)
    assert (proof.hazards[0].hazard.before.score, proof.hazards[0].hazard.after.score) == (2, 1)


def test_a_hazard_called_controlled_must_have_an_acceptable_risk() -> None:
    risky = SCALES.replace("CONTROLS", "[{invariant: falling_runs}]").replace(
        "after: {severity: 2, likelihood: 1}", "after: {severity: 2, likelihood: 2}"
    )
    assert [p.code for p in prove(guidance(FALLING, hazards=risky), processes=1).problems] == ["risk-not-acceptable"]
    with pytest.raises(GuidanceError, match="the matrix has no likelihood 9 with severity 2"):
        guidance(FALLING, hazards=risky.replace("before: {severity: 2, likelihood: 2}", "before: {severity: 2, likelihood: 9}"))


def test_the_command_ends_with_nothing_if_proved_and_says_over_how_many_cases(tmp_path: Path) -> None:
    result = run("prove", "--guidance", folder(tmp_path, FALLING, FALLING_IS_ASKED))
    assert result.exit_code == 0, result.stderr
    assert "[1/4] The town, law from 2024-05-01: nothing broken" in result.stderr
    assert "When the ladder falls, the advice is to run. (" in result.stdout
    assert "Proved. Edition mini+" in result.stdout


def test_the_command_ends_with_one_and_a_case_to_run_if_a_promise_is_broken(tmp_path: Path) -> None:
    place = folder(tmp_path, WEAR_LENDS)
    result = run("prove", "--guidance", place)
    assert result.exit_code == 1
    assert "BROKEN  2 A worn ladder" in result.stderr
    that = tmp_path / "that.yaml"
    that.write_text(result.stdout, encoding="utf-8")
    again = run("advise", that, "--guidance", place, "--json")
    assert again.exit_code == 0, again.stderr
    assert json.loads(again.stdout)["lending"]["outcome"] == yaml.safe_load(result.stdout)["expect"]["lending"]


def test_the_command_ends_with_one_if_a_case_comes_out_otherwise(tmp_path: Path) -> None:
    place = folder(tmp_path, FALLING)
    cases = place / "cases" / "all.yaml"
    cases.write_text(cases.read_text().replace("expect: {lending: ask,", "expect: {lending: keep,"), encoding="utf-8")
    result = run("prove", "--guidance", place)
    assert result.exit_code == 1
    assert "Case `nothing`: lending should be keep, but is ask. [case-differs]" in result.stderr
    assert result.stdout == ""


def test_the_command_ends_with_two_if_it_cannot_run(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    for command in (["prove"], ["check"], ["advise", str(tmp_path / "case.yaml")]):
        (tmp_path / "case.yaml").write_text("facts: {}\n")
        missing, other = (run(*command, "--guidance", tmp_path / name) for name in ("nowhere", "empty"))
        assert (missing.exit_code, other.exit_code) == (2, 2)
        assert missing.stderr == "nowhere:1: There is no such folder. [no-guidance]\n"
        assert other.stderr == "empty:1: This folder holds no sources.yaml, so it is not guidance. [no-guidance]\n"
    nothing = run("prove", "--guidance", MINI)
    assert (nothing.exit_code, nothing.stderr.endswith("[nothing-to-prove]\n")) == (2, True)
    unwritable = run("prove", "--guidance", folder(tmp_path, FALLING), "--page", tmp_path / "no" / "page.html")
    assert (unwritable.exit_code, "[page-unwritable]" in unwritable.stderr) == (2, True)


def test_a_file_that_is_not_text_cannot_be_proved(tmp_path: Path) -> None:
    place = folder(tmp_path, FALLING)
    (place / "invariants" / "all.yaml").write_bytes(b"\xff\xfe")
    result = run("prove", "--guidance", place)
    assert (result.exit_code, result.stderr.endswith("[unreadable-file]\n")) == (2, True)


def test_json_holds_the_exact_counts(tmp_path: Path) -> None:
    result = run("prove", "--guidance", folder(tmp_path, FALLING), "--json")
    data = json.loads(result.stdout)
    assert data["proved"] is True
    loaded = guidance(FALLING)
    assert data["promises"][0]["count"] == 4 * Ground(exact(loaded)).count(loaded.invariants[0])
    assert data["promises"][0]["stressed_by"] == ["falling"]


class Outline(HTMLParser):
    """What a page is made of."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, Mapping[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


def test_the_page_needs_nothing_else_and_reads_by_ear() -> None:
    hazards = SCALES.replace("CONTROLS", "[{invariant: worn_is_kept}, {test: a_test}]")
    proof = prove(guidance(FALLING, WEAR_LENDS, hazards=hazards), processes=1)
    page = proof_page(proof, standard().words, datetime(2026, 11, 23, 12, 0, tzinfo=UTC))
    outline = Outline(page)
    names = [tag for tag, _ in outline.tags]
    assert not {"script", "img", "link", "iframe", "form", "never"} & set(names), "text is never markup"
    assert not [v for _, a in outline.tags for k, v in a.items() if k in ("src", "href") or k.startswith("on")]
    assert "http://" not in page
    assert "https://" not in page
    assert next(a for t, a in outline.tags if t == "html") == {"lang": "en-GB"}
    levels = [int(t[1]) for t in names if t in ("h1", "h2", "h3")]
    assert levels[0] == 1
    assert all(b - a <= 1 for a, b in itertools.pairwise(levels))
    assert names.count("caption") == names.count("table")
    assert all(a.get("scope") in ("col", "row") for t, a in outline.tags if t == "th")
    for told in ("A worn ladder is &lt;never&gt;", "23 November 2026", "mini+", "id: breaks_worn_is_kept", "fails", "The library"):
        assert told in page


def test_every_sentence_of_the_page_comes_from_the_guidance() -> None:
    words = {k: f"[{k}]" for k in standard().words if k.startswith(("page.", "proof."))} | {"page.months": " ".join("abcdefghijkl")}
    page = proof_page(prove(guidance(FALLING), processes=1), words, datetime(2026, 11, 23, tzinfo=UTC))
    parser = Outline("")
    text: list[str] = []
    parser.handle_data = text.append  # type: ignore[method-assign]
    parser.feed(page.split("</style>")[1])
    loose = {" ".join(t.split()) for t in text} - {""}
    assert not [
        t for t in loose if " " in t and "[" not in t and "ladder" not in t.lower() and not t[0].isdigit() and not t.startswith("The ")
    ]


@pytest.mark.parametrize(
    ("count", "text"),
    [
        (0, "0"),
        (1234, "1,234"),
        (9_999_999, "9,999,999"),
        (10_000_000, "1.0 × 10^7"),
        (314159 * 10**36, "3.1 × 10^41"),
        (99_960_000, "1.0 × 10^8"),
    ],
)
def test_a_count_is_told_so_that_a_person_can_read_it(count: int, text: str) -> None:
    assert readable_count(count) == text


def test_no_answer_can_be_left_out_of_the_least_case() -> None:
    loaded = guidance(WEAR_LENDS)
    law = exact(loaded)
    cases = next(broken_in(law, loaded.invariants)).cases
    found = least(law.space, cases)
    assert found is not None
    assert has(law.space, cases, found)
    assert not any(has(law.space, cases, {n: v for n, v in found.items() if n != name}) for name in found)
    assert least(law.space, law.space.false) is None


def test_what_a_promise_reads_of_a_case_is_what_advice_gives() -> None:
    loaded = guidance(FALLING)
    case = Case({"ladder.falling": "yes"})
    assert truth(loaded.invariants[0].among, known(case, loaded).answers) is True  # type: ignore[arg-type]
    assert advise(case, loaded, on=TODAY, nation="town").outcome("lending") == "run"


def test_the_words_of_the_proof_come_with_infoshare() -> None:
    assert (guidance_folder() / "words-proof.yaml").is_file()
