"""Reading a case: what is refused names file, line, field and the allowed answers, and never what the case says."""

from __future__ import annotations

from pathlib import Path

import pytest

from infoshare.reasoning.case import Case, CaseError, load_case, read_case
from infoshare.reasoning.load import load

MINI = load(Path(__file__).parent / "mini")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "title: x\nfacts:\n  ladder.wear: Secret Street 4\n",
            "case.yaml:3: `ladder.wear`: that answer is not one of its options. Allowed: none_seen, some, broken, not_sure. [unknown-answer]",
        ),
        (
            "facts:\n  borrower.use: [roof, Secret Street 4]\n",
            "case.yaml:2: `borrower.use`: one of its answers is not an option. Allowed: roof, tree, none, not_sure. [unknown-answer]",
        ),
        (
            "facts: {ladder.waer: some}\n",
            "case.yaml:1: `ladder.waer`: no such fact; did you mean `ladder.wear` or `ladder.falling`. `infoshare questions` lists them all. [unknown-fact]",
        ),
        ("nation: france\n", "case.yaml:1: `nation`: is not known. Allowed: town, village. [unknown-nation]"),
        ("on: yesterday\n", "case.yaml:1: `on`: is not a date. Write it as 2026-11-23. [bad-date]"),
        ("facts: [a]\n", "case.yaml:1: `facts`: must hold `name: value` lines. [not-a-block]"),
        ("- a\n", "case.yaml:1: a case holds `name: value` lines, such as `facts:`. [case-unreadable]"),
        (
            "facts: {\n",
            "case.yaml:2: This is not YAML: did not find expected node content. Check the indent and the quotes. [not-yaml]",
        ),
        (
            "helpers:\n  - {name: Ana, stong: yes}\n",
            "case.yaml:2: `stong`: is not known of helpers. Allowed: name, strong. [unknown-fact]",
        ),
        (
            "facts: {borrower.use: [none, roof]}\n",
            "case.yaml:1: `borrower.use`: `none` cannot stand beside other answers. [unknown-answer]",
        ),
    ],
)
def test_a_case_that_cannot_be_read_says_where_and_what_is_allowed(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "case.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CaseError) as error:
        load_case(path, MINI)
    assert str(error.value) == message


def test_an_unknown_field_is_refused() -> None:
    with pytest.raises(CaseError, match="`fcats`: is not a field of a case; did you mean `facts`"):
        read_case({"fcats": {}}, MINI)


def test_a_file_that_is_not_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "case.yaml"
    path.write_bytes(b"facts: \xff\xfe")
    with pytest.raises(CaseError, match="UTF-8"):
        load_case(path, MINI)
    with pytest.raises(CaseError, match="no such file"):
        load_case(tmp_path / "none.yaml", MINI)


def test_words_stay_words() -> None:
    case = read_case({"facts": {"ladder.falling": "no", "borrower.use": "none"}, "helpers": [{"strong": "yes"}]}, MINI)
    assert case.facts == {"ladder.falling": "no", "borrower.use": ()}
    assert case.lists == {"helpers": ({"name": "helper 1", "strong": "yes"},)}


def test_answers_can_be_changed_and_taken_back() -> None:
    case = Case({"ladder.falling": "no"}).with_facts({"ladder.wear": "some", "ladder.falling": None})
    assert case.facts == {"ladder.wear": "some"}
