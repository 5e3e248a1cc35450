"""What an area may set for itself, what it may not, and that what it sets is shown."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from infoshare import Case
from infoshare.cli import app
from infoshare.reasoning.advise import advise as weigh
from infoshare.reasoning.guidance import Guidance
from infoshare.reasoning.load import standard
from infoshare.reasoning.local import LocalError, with_local
from infoshare.reasoning.present import as_data

GUIDANCE = standard()
ON = date(2026, 11, 23)
GOOD = """\
area: Exampleshire
checked: 2026-10-01
clocks:
  lado_one_day: {within: 24 hours}
recipients:
  childrens_social_care: {label: The Exampleshire front door, channel: "Ring 00000 000000", more: Ask for the duty worker.}
thresholds:
  t1: {channel: Ring the front door}
advisers:
  lado_advice: {channel: "Ring 00000 000001"}
"""
HARM = Case.of(
    GUIDANCE, danger__now="no", org__kind="nursery", who__at_risk=["child"], harm__level="significant", duties=["worker_allegation"],
    recipient__kind="childrens_social_care", start="own_concern", sharing__harm="none", data__kinds=["health"],
)  # fmt: skip


def advice(guidance: Guidance, on: date = ON) -> dict[str, Any]:
    """The advice without what only the diagrams can tell: they are the same, since no rule changes."""
    return as_data(weigh(HARM, guidance, on=on, nation="england"), guidance, exact=False)


def written(folder: Path, text: str) -> Path:
    path = folder / "local.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def refusal(folder: Path, text: str) -> str:
    with pytest.raises(LocalError) as refused:
        with_local(GUIDANCE, written(folder, text))
    return str(refused.value)


def test_an_areas_times_and_contacts_take_the_place_of_the_usual_ones_and_say_so(tmp_path: Path) -> None:
    data = advice(with_local(GUIDANCE, written(tmp_path, GOOD)))
    clock = next(c for c in data["clocks"] if c["id"] == "lado_one_day")
    care = next(r for r in data["recipients"] if r["id"] == "childrens_social_care")
    lado = next(a for a in data["adviser"] if a["id"] == "lado_advice")
    assert (clock["within"], clock["set_by"]) == ("24 hours", "Set by your area (Exampleshire), checked on 1 October 2026.")
    assert (care["label"], care["channel"]) == ("The Exampleshire front door", "Ring 00000 000000")
    assert care["text"].endswith("Ask for the duty worker.")
    assert data["threshold"]["channel"] == "Ring the front door"
    assert lado["channel"] == "Ring 00000 000001"
    assert data["notes"][0] == "Your area (Exampleshire) set some times and contacts itself, checked on 1 October 2026."


def test_nothing_else_changes_and_the_guidance_itself_stays_as_it_was(tmp_path: Path) -> None:
    local = with_local(GUIDANCE, written(tmp_path, GOOD))
    assert {d.id: d.rules for d in local.decisions.values()} == {d.id: d.rules for d in GUIDANCE.decisions.values()}
    before, after = (advice(g) for g in (GUIDANCE, local))
    assert [r["id"] for r in before["recipients"]] == [r["id"] for r in after["recipients"]]
    assert before["sharing"] == after["sharing"]
    assert not any("set_by" in c for c in before["clocks"])


def test_local_details_that_nobody_checked_for_more_than_ninety_days_carry_a_warning(tmp_path: Path) -> None:
    local = with_local(GUIDANCE, written(tmp_path, GOOD))
    fresh, stale = (advice(local, day)["notes"][0] for day in (date(2026, 12, 30), date(2026, 12, 31)))
    assert fresh.startswith("Your area (Exampleshire) set some times")
    assert stale.startswith("Nobody has checked the times and contacts of your area (Exampleshire) since 1 October 2026.")


def test_an_unknown_name_is_refused_with_file_line_and_what_exists(tmp_path: Path) -> None:
    told = refusal(tmp_path, GOOD.replace("lado_one_day", "lado_one_dya"))
    assert told.startswith(
        "local.yaml:4: None of `clocks` is called `lado_one_dya`; did you mean `lado_one_day`. There are: close_access_first"
    )
    assert "written_follow_up" in told
    assert told.endswith("[local-unknown]")


def test_a_detail_that_may_not_be_set_is_refused(tmp_path: Path) -> None:
    told = refusal(tmp_path, GOOD.replace("within: 24 hours", "because: We are busy."))
    assert told == "local.yaml:4: `because` of `lado_one_day` cannot be set. You can set: label, within, more. [local-detail]"


def test_rules_cannot_be_brought_in(tmp_path: Path) -> None:
    told = refusal(tmp_path, GOOD + "rules: []\n")
    assert told.startswith("local.yaml:11: `rules` is not used here")


@pytest.mark.parametrize(("part", "name"), [("recipients", "emergency_services"), ("clocks", "call_now"), ("thresholds", "t0")])
def test_what_to_do_in_danger_is_the_same_everywhere(tmp_path: Path, part: str, name: str) -> None:
    told = refusal(tmp_path, f"area: Exampleshire\nchecked: 2026-10-01\n{part}:\n  {name}: {{more: Ring us first.}}\n")
    assert told.startswith(f"local.yaml:4: `{name}` is the same everywhere")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("checked: 2026-10-01\n", "`area` is missing"),
        ("area: Exampleshire\n", "`checked` is missing"),
        ("area: Exampleshire\nchecked: last week\n", "is not a date"),
        ("area: Exampleshire\nchecked: 2026-10-01\nclocks: [lado_one_day]\n", "`clocks` must hold names"),
        ("area: Exampleshire\nchecked: 2026-10-01\nclocks: {lado_one_day: 24 hours}\n", "`lado_one_day` must hold what is set for it"),
        ("area: Exampleshire\nchecked: 2026-10-01\nclocks: {lado_one_day: {more: soon}}\n", "end it with a full stop"),
        ("area: Exampleshire\nchecked: 2026-10-01\nclocks: {lado_one_day: {within: [1, 2]}}\n", "must be text"),
        ("- a list\n", "must hold `name: value` lines"),
        ("area: {\n", "This is not YAML"),
    ],
)
def test_a_local_file_that_cannot_be_meant_is_refused(tmp_path: Path, text: str, told: str) -> None:
    assert told in refusal(tmp_path, text)


def test_a_local_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(LocalError, match="cannot be read"):
        with_local(GUIDANCE, tmp_path / "local.yaml")


CASE = (
    "nation: england\non: 2026-11-23\nfacts: {danger.now: no, who.at_risk: [child], harm.level: significant, duties: [worker_allegation]}\n"
)


def ran(folder: Path, *more: str, data: Path | None = None) -> tuple[int, str, str]:
    case = folder / "case.yaml"
    case.write_text(CASE, encoding="utf-8")
    env = {"INFOSHARE_DATA": str(data or folder / "nothing"), "INFOSHARE_LOCAL": ""}
    result = CliRunner().invoke(app, ["advise", str(case), *more], env=env)
    return result.exit_code, result.stdout, result.stderr


def test_the_command_says_what_was_set_locally(tmp_path: Path) -> None:
    code, out, _ = ran(tmp_path, "--local", str(written(tmp_path, GOOD)))
    assert code == 0
    assert "    By when: 24 hours.\n    Set by your area (Exampleshire), checked on 1 October 2026.\n" in out


def test_the_command_finds_a_local_file_in_the_data_folder(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    written(data, GOOD)
    found = json.loads(ran(tmp_path, "--json", data=data)[1])
    assert next(c for c in found["clocks"] if c["id"] == "lado_one_day")["within"] == "24 hours"


def test_without_a_local_file_the_command_uses_the_usual_details() -> None:
    assert "Exampleshire" not in json.dumps(advice(GUIDANCE))


def test_the_command_refuses_a_bad_local_file(tmp_path: Path) -> None:
    code, out, err = ran(tmp_path, "--local", str(written(tmp_path, GOOD.replace("t1", "t9"))))
    assert (code, out) == (2, "")
    assert err.startswith("local.yaml:8: None of `thresholds` is called `t9`")
