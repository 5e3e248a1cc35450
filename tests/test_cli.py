"""The command: what it prints and how it ends."""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from infoshare import Interview
from infoshare.cli import app
from infoshare.reasoning.load import guidance_folder
from infoshare.records.record import from_mapping, to_json

RUN = CliRunner()
SECRET = "Ana Bell of 5 Mill Lane"
KEYS = {
    *("sharing", "agreement", "telling", "lawful_basis", "recipients", "adviser", "clocks", "golden_rules", "steps"),
    *("unknown_that_matter", "next_question", "edition", "on"),
}
OUTCOMES = {"share_now", "share", "share_limited", "share_anonymised", "redirect", "seek_advice", "do_not_share"}


def advise(*arguments: str) -> dict[str, object]:
    result = RUN.invoke(app, ["advise", *arguments, "--json"])
    assert result.exit_code == 0, result.stderr
    data: dict[str, object] = json.loads(result.stdout)
    return data


def reasons(data: object) -> list[dict[str, object]]:
    found = []
    if isinstance(data, dict):
        found += [data] if "rule" in data else []
        for value in data.values():
            found += reasons(value)
    elif isinstance(data, list):
        for value in data:
            found += reasons(value)
    return found


@pytest.mark.parametrize("name", [f"mc{n:02}" for n in range(1, 16)])
def test_advice_on_a_worked_case_is_one_object_with_sourced_reasons(name: str) -> None:
    data = advise(str(guidance_folder() / "cases" / f"{name}.yaml"))
    assert set(data) >= KEYS
    sharing = data["sharing"]
    assert isinstance(sharing, dict)
    assert sharing["outcome"] in OUTCOMES
    assert set(sharing) >= {"outcome", "settled", "possible", "because", "against", "outweighed"}
    assert all(r["rule"] and r["text"] and r["sources"] for r in reasons(data))


def test_the_day_and_the_nation_can_be_chosen() -> None:
    path = str(guidance_folder() / "cases" / "mc03.yaml")
    assert advise(path, "--on", "2026-02-04")["lawful_basis"]["recommended"] == "legitimate_interests"  # type: ignore[index]
    assert advise(path, "--on", "2026-02-05")["lawful_basis"]["recommended"] == "recognised_legitimate_interest"  # type: ignore[index]
    assert advise(path, "--nation", "scotland")["nation"] == "scotland"


def test_no_text_of_england_is_shown_in_another_nation() -> None:
    for nation in ("scotland", "wales", "northern_ireland"):
        for path in sorted((guidance_folder() / "cases").glob("mc*.yaml")):
            told = json.dumps(advise(str(path), "--nation", nation)).replace(
                "Children Act 2004, section 28", ""
            )  # the part that is Welsh law
            both = () if nation == "wales" else ("Children Act 1989",)  # that Act is law in Wales too
            for english in (*both, "16LA", "Working Together", "Keeping children safe", "LADO", "Children Act 2004", "DfE"):
                assert english not in told, f"{path.stem} in {nation} speaks of {english}"


def test_without_a_nation_england_is_assumed_and_said(tmp_path: Path) -> None:
    path = tmp_path / "case.yaml"
    path.write_text("title: x\nfacts: {harm.level: perceived, request.scope: whole_file, requester.verified: no}\n")
    data = advise(str(path))
    assert data["nation"] == "england"
    assert "England" in data["notes"][0]  # type: ignore[index]


@pytest.mark.parametrize(
    ("text", "arguments", "message"),
    [
        ("facts: {harm.levle: perceived}", [], "case.yaml:1: `harm.levle`: no such fact; did you mean `harm.level`"),
        ("facts:\n  harm.level: bad", [], "case.yaml:2: `harm.level`: that answer is not one of its options. Allowed: none, unmet_need,"),
        ("facts: {}", ["--nation", "france"], "--nation: that is not one of england,"),
        ("facts: {}", ["--on", "soon"], "--on: that is not a day. Write it as 2026-11-23. [bad-date]"),
        ("facts: {}", ["--on", "2023-01-01"], "This guidance has law from 2024-05-01 on. 2023-01-01 lies before it."),
    ],
)
def test_what_cannot_be_read_ends_with_status_two_and_a_plain_message(
    tmp_path: Path, text: str, arguments: list[str], message: str
) -> None:
    path = tmp_path / "case.yaml"
    path.write_text(text)
    result = RUN.invoke(app, ["advise", str(path), *arguments])
    assert result.exit_code == 2
    assert result.stderr.startswith(message)


def test_text_for_a_terminal_says_what_why_and_on_what_ground() -> None:
    result = RUN.invoke(app, ["advise", str(guidance_folder() / "cases" / "mc01.yaml")])
    assert result.exit_code == 0
    assert "Share now" in result.stdout
    assert "because:" in result.stdout


def test_questions_are_listed_with_their_answers() -> None:
    result = RUN.invoke(app, ["questions"])
    assert result.exit_code == 0
    for number in range(1, 28):
        assert f"K{number:02}" in result.stdout
    assert "danger.now: yes, no, not_sure" in result.stdout


def test_the_guidance_that_comes_with_it_is_sound() -> None:
    result = RUN.invoke(app, ["check"])
    assert (result.exit_code, result.stderr) == (0, "")


def kept_record(tmp_path: Path) -> Path:
    """A record as a person saves it at the end of a walk, with words that must not be printed."""
    page = Interview(clock=lambda: datetime(2026, 2, 4, tzinfo=UTC), today=lambda: date(2026, 2, 4))
    for name, values in (
        ("answer", {"danger.now": "yes"}),
        ("acted", {}),
    ):
        page._receive({"event": name, "arg": "danger_now", "values": values})
    page.draft = replace(page.draft, at="decide", nation="england", follows=True, facts={**page.draft.facts, "org.kind": "voluntary"})
    page._receive({"event": "keep", "values": {"decision.reason": SECRET}})
    data = page.store.record(page.draft.record_id)
    assert data is not None
    path = tmp_path / "record.json"
    path.write_text(to_json(from_mapping(data)))
    return path


def test_a_record_is_decided_again_under_its_own_law_and_that_of_another_day(tmp_path: Path) -> None:
    path = kept_record(tmp_path)
    result = RUN.invoke(app, ["replay", str(path)])
    assert (result.exit_code, result.stderr) == (0, "")
    assert "The advice of its day is reproduced." in result.stdout
    later = RUN.invoke(app, ["replay", str(path), "--on", "2026-02-05", "--json"])
    assert later.exit_code == 1
    data = json.loads(later.stdout)
    assert (data["reproduced"], data["same_edition"], data["set_aside"], data["law_of"]) == (True, "same", [], "2026-02-04")
    assert {c["decision"] for c in data["other_day"]["changes"]} >= {"lawful_basis"}
    assert {cause["day"] for c in data["other_day"]["changes"] for cause in c["causes"]} == {"2026-02-05"}
    assert SECRET not in result.stdout + later.stdout


@pytest.mark.parametrize(
    ("was", "becomes", "code"),
    [
        ('"yes"', '"no"', "record-altered"),
        ("infoshare-record/1", "infoshare-record/9", "record-altered"),
        ("{", "", "record-unknown-schema"),
        ('"schema"', '"other"', "record-altered"),
    ],
)
def test_a_record_that_was_changed_is_refused_with_a_code_and_none_of_its_words(tmp_path: Path, was: str, becomes: str, code: str) -> None:
    path = kept_record(tmp_path)
    text = path.read_text()
    assert was in text
    path.write_text(text.replace(was, becomes, 1))
    result = RUN.invoke(app, ["replay", str(path)])
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("record.json: ")
    assert result.stderr.endswith(f"[{code}]\n")
    assert SECRET not in result.stderr


def test_a_record_that_cannot_be_decided_again_says_why(tmp_path: Path) -> None:
    path = kept_record(tmp_path)
    data = json.loads(path.read_text())
    del data["fingerprint"]
    for change, code in (
        ({"case": None}, "replay-no-case"),
        ({"nation": {"id": "moon"}}, "replay-no-nation"),
        ({"case": {"facts": {"danger.now": SECRET}, "lists": {}}}, "replay-bad-shape"),
        ({"law_of": "2020-01-01"}, "not-in-force"),
    ):
        path.write_text(json.dumps({**data, **change}))
        result = RUN.invoke(app, ["replay", str(path)])
        assert (result.exit_code, result.stdout) == (2, "")
        assert f"[{code}]" in result.stderr
        assert SECRET not in result.stderr
    path.write_bytes(b"\xff\xfe")
    assert "[record-unreadable]" in RUN.invoke(app, ["replay", str(path)]).stderr
    assert "[no-record-file]" in RUN.invoke(app, ["replay", str(tmp_path / "none.json")]).stderr
    assert "[bad-date]" in RUN.invoke(app, ["replay", str(path), "--on", "soon"]).stderr


MINI = Path(__file__).parent / "reasoning" / "mini"


def test_two_days_of_law_are_compared() -> None:
    same = RUN.invoke(app, ["compare", "--from", "2025-01-01", "--to", "2026-11-23", "--guidance", str(MINI)])
    assert (same.exit_code, same.stderr) == (0, "")
    assert "No advice changes" in same.stdout
    found = RUN.invoke(app, ["compare", "--from", "2024-12-31", "--to", "2025-01-01", "--guidance", str(MINI), "--nation", "town"])
    assert found.exit_code == 1
    assert "roof_needs_a_strong_helper starts on 1 January 2025." in found.stdout


def test_our_guidance_changes_its_advice_on_the_day_of_a_new_basis_and_names_the_rules() -> None:
    result = RUN.invoke(app, ["compare", "--from", "2026-02-04", "--to", "2026-02-05", "--nation", "england", "--json"])
    assert result.exit_code == 1
    data = json.loads(result.stdout)
    new = [
        g
        for g in data["causes"]
        if g["causes"] == [{"rule": "use_recognised_interest", "how": "not_yet", "speaks": "after", "day": "2026-02-05"}]
    ]
    assert "mc03" in {c["case"] for g in new for c in g["changes"]}
    assert all(g["causes"] for g in data["causes"])
    assert {w["decision"] for w in data["whole_space"]} >= {"lawful_basis"}


def test_two_guidances_are_compared(tmp_path: Path) -> None:
    other = tmp_path / "other"
    shutil.copytree(guidance_folder(), other)
    same = RUN.invoke(app, ["compare", "--guidance", str(other), "--nation", "england"])
    assert (same.exit_code, same.stderr) == (0, "")
    path = other / "decisions" / "lawful_basis.yaml"
    text = path.read_text()
    assert text.count("id: use_recognised_interest\n") == 1
    path.write_text(text.replace("id: use_recognised_interest\n", "id: use_the_new_interest\n"))
    for moved in other.rglob("*.yaml"):
        moved.write_text(re.sub(r"\buse_recognised_interest\b", "use_the_new_interest", moved.read_text()))
    result = RUN.invoke(app, ["compare", "--guidance", str(other), "--nation", "england"])
    assert (result.exit_code, result.stderr) == (0, ""), "a rule with another name advises the same"


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ([], "bad-options"),
        (["--from", "2026-02-04"], "bad-options"),
        (["--on", "2026-02-04"], "bad-options"),
        (["--from", "2026-02-04", "--to", "2026-02-05", "--on", "2026-02-05"], "bad-options"),
        (["--from", "soon", "--to", "2026-02-05"], "bad-date"),
        (["--from", "2026-02-04", "--to", "2026-02-05", "--nation", "france"], "unknown-nation"),
        (["--from", "2023-02-04", "--to", "2026-02-05", "--guidance", str(MINI)], "not-in-force"),
        (["--guidance", str(MINI / "none")], "no-guidance"),
    ],
)
def test_what_cannot_be_compared_ends_with_status_two(arguments: list[str], code: str) -> None:
    result = RUN.invoke(app, ["compare", *arguments])
    assert (result.exit_code, result.stdout) == (2, "")
    assert f"[{code}]" in result.stderr


def test_a_library_with_a_case_that_cannot_be_read_is_not_compared(tmp_path: Path) -> None:
    shutil.copytree(MINI, tmp_path / "mini")
    path = tmp_path / "mini" / "cases" / "all.yaml"
    path.write_text(path.read_text().replace("ladder.wear: broken", "ladder.wear: bent"))
    result = RUN.invoke(app, ["compare", "--from", "2025-01-01", "--to", "2026-11-23", "--guidance", str(tmp_path / "mini")])
    assert (result.exit_code, result.stdout) == (2, "")
    assert "[unknown-answer]" in result.stderr


def test_coverage_is_a_table_or_one_object_and_its_status_says_if_there_are_gaps() -> None:
    data = json.loads(RUN.invoke(app, ["coverage", "--json"]).stdout)
    assert (len(data["steps"]), len(data["golden_rules"])) == (10, 7)
    result = RUN.invoke(app, ["coverage"])
    assert result.exit_code == (1 if data["gaps"] else 0)
    assert max(map(len, result.stdout.splitlines())) <= 100
    assert RUN.invoke(app, ["coverage", "--guidance", str(MINI)]).exit_code == 1
    assert RUN.invoke(app, ["coverage", "--guidance", str(MINI / "none")]).exit_code == 2
