"""`infoshare prove`: what it prints, and how it ends."""

from __future__ import annotations

import json
from pathlib import Path

import yaml

from infoshare.reasoning.prove_law import Ground

from .promises import (
    FALLING,
    FALLING_IS_ASKED,
    MINI,
    WEAR_LENDS,
    exact,
    folder,
    guidance,
    run,
)


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
