"""The command: what it prints and how it ends."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from infoshare.cli import app
from infoshare.reasoning.load import guidance_folder

RUN = CliRunner()
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
            told = json.dumps(advise(str(path), "--nation", nation))
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
