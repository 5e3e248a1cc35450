"""The page and files of a record: whole, harmless, and telling nothing by their names."""

from __future__ import annotations

import itertools
import re
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given, settings

from infoshare.records.errors import RecordError
from infoshare.records.export import record_files, record_html, words_needed
from infoshare.records.parts import KINDS
from infoshare.records.record import build_record, from_json
from infoshare.records.text import joined, visible

from .samples import ANY_TEXT, FULL, NASTY, NEEDED, filled


class Page(HTMLParser):
    """Reads a page into its tags and its texts."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, list[tuple[str, str | None]]]] = []
        self.texts: list[str] = [""]
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, attrs))
        self.texts.append("")

    def handle_endtag(self, tag: str) -> None:
        self.texts.append("")

    def handle_data(self, data: str) -> None:
        self.texts[-1] += data

    def handle_comment(self, data: str) -> None:
        raise AssertionError("a comment")


def page_of(text: str, words: dict[str, str]) -> str:
    return record_html(build_record(**NEEDED | filled(FULL, text)), words)


def every_text_shows(text: str, words: dict[str, str]) -> None:
    page, plain = Page(page_of(text, words)), Page(page_of("", words))
    assert page.tags == plain.tags
    shown = visible(joined("x" + text))
    assert page.texts.count(shown) == plain.texts.count("x")
    assert plain.texts.count("x") >= 40
    assert all(now == then or shown in now for now, then in zip(page.texts, plain.texts, strict=True))


@settings(max_examples=60, deadline=None)
@given(text=ANY_TEXT)
def test_any_text_is_shown_whole_and_adds_no_tag(words: dict[str, str], text: str) -> None:
    every_text_shows(text, words)
    page_of(text, words).encode("utf-8")


@pytest.mark.parametrize("text", NASTY)
def test_mean_text_is_shown_whole_and_adds_no_tag(words: dict[str, str], text: str) -> None:
    every_text_shows(text, words)


def test_labels_are_escaped_too(words: dict[str, str]) -> None:
    page = page_of("", dict.fromkeys(words, "<b>"))
    assert "<b>" not in page


def test_what_a_page_cannot_carry_is_shown_in_pictures() -> None:
    assert visible("a\x00b\x1b\r\nc\rd\x7f\x85\ud800\ufffe\t") == "a␀b␛\nc␍d␡[U+0085][U+D800][U+FFFE]\t"


def test_the_page_calls_nothing_and_runs_nothing(words: dict[str, str]) -> None:
    page = Page(page_of("", words))
    tags = {tag for tag, _ in page.tags}
    assert not tags & {"script", "link", "img", "iframe", "object", "form", "a", "base", "svg"}
    names = {name for _, attrs in page.tags for name, _ in attrs}
    assert not names & {"src", "href", "style", "action", "srcset"} | {name for name in names if name.startswith("on")}
    (style,) = [text for text in page.texts if "@page" in text]
    assert "url(" not in style
    assert "@import" not in style
    policy = [dict(attrs)["content"] for tag, attrs in page.tags if dict(attrs).get("http-equiv") == "Content-Security-Policy"]
    assert policy == ["default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"]


def test_headings_go_in_order_and_tables_say_what_heads_what(words: dict[str, str]) -> None:
    page = Page(page_of("", words))
    levels = [int(tag[1]) for tag, _ in page.tags if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))
    tags = [tag for tag, _ in page.tags]
    assert tags.count("table") == tags.count("caption")
    assert all(dict(attrs).get("scope") in {"row", "col"} for tag, attrs in page.tags if tag == "th")
    assert page.tags[0] == ("html", [("lang", "en-GB")])
    named = [dict(attrs)["aria-labelledby"] for tag, attrs in page.tags if tag == "section"]
    ids = [dict(attrs)["id"] for _, attrs in page.tags if "id" in dict(attrs)]
    assert named == ids
    assert len(set(ids)) == len(ids)


def test_text_takes_its_own_direction(words: dict[str, str]) -> None:
    page = Page(page_of("", words))
    said = [dict(attrs) for tag, attrs in page.tags if "said" in (dict(attrs).get("class") or "").split()]
    assert said
    assert all(attrs.get("dir") == "auto" for attrs in said)


def test_the_smallest_record_makes_a_whole_page(needed: dict[str, Any], words: dict[str, str]) -> None:
    page = record_html(build_record(**needed), words)
    assert "A child may be hurt tonight." in page
    assert "«record.practice»" not in page
    assert 'watermark"' not in page


def test_practice_is_said_in_words_and_across_the_page(needed: dict[str, Any], words: dict[str, str]) -> None:
    page = record_html(build_record(**needed, practice=True), words)
    assert page.count("«record.practice»") == 2
    assert '<div class="watermark" aria-hidden="true">' in page


def test_a_retrospective_record_says_when_the_act_was(needed: dict[str, Any], words: dict[str, str]) -> None:
    fields = {**needed, "retrospective": {"acted_at": "2026-07-01T23:05:00+01:00"}}
    page = record_html(build_record(**fields), words | {"record.month.7": "July"})
    assert "«record.retrospective»" in page
    assert "1 July 2026, 23:05 UTC+01:00" in page


def test_a_missing_word_is_an_error_that_names_it(needed: dict[str, Any], words: dict[str, str]) -> None:
    for key in words_needed():
        with pytest.raises(RecordError) as refused:
            record_html(build_record(**needed), {k: v for k, v in words.items() if k != key})
        assert (refused.value.code, refused.value.field) == ("record-missing-word", key)


def test_the_words_needed_are_all_the_words_there_are(words: dict[str, str]) -> None:
    unanswered = {"answers": [{"id": "K01", "question": "Who?"}]}
    kinds = {"texts": [{"id": kind, "label": "l", "text": "t", "kind": kind, "source": "s"} for kind in KINDS]}
    pages = [record_html(build_record(**NEEDED | more), words) for more in (unanswered, filled(FULL, "y") | kinds)]
    months = {f"record.month.{number}" for number in range(1, 13)}
    assert {key for key in words_needed() - months if not any(f"«{key}»" in page for page in pages)} == set()


def test_file_names_hold_the_record_id_and_nothing_else(needed: dict[str, Any], words: dict[str, str]) -> None:
    record = build_record(**needed | filled(FULL, "Jamie"))
    page, data = record_files(record, words)
    assert (page.name, page.mime) == ("R-7K3M-9QXW.html", "text/html; charset=utf-8")
    assert (data.name, data.mime) == ("R-7K3M-9QXW.json", "application/json")
    assert from_json(data.content.decode("utf-8")) == record
    assert page.content.decode("utf-8") == record_html(record, words)


def test_the_title_of_the_page_tells_nothing_of_the_case(words: dict[str, str]) -> None:
    assert re.findall("<title>(.*?)</title>", page_of("Jamie", words)) == ["«record.title» R-7K3M-9QXW"]
