"""A reader of 13 can follow every sentence of the guidance. All that cannot are listed at once, with file and line."""

from __future__ import annotations

import pytest

from infoshare.reasoning.glossary import used
from infoshare.reasoning.load import standard

from .reading import plainly, read_by_practitioners, reading_age, sentences, syllables, words

GUIDANCE = standard()
OLDEST = 13
"""Years. The UK's plain-English practice asks for a reading age of 9 to 11 for everyone; the issue allows 11 to 13."""
SHORT = 6
"""A text of fewer words is a label. The Flesch-Kincaid grade is made for running text: of "Immediate danger" it makes a reading age of 19.
A label is held to the words in it instead: none of more than three syllables, but for those that everybody knows."""
LONGEST_WORD = 3
LONGEST_SENTENCE = 25
"""Words. The house aims at 18; this is where it stops being plain, whatever the syllables."""
EVERYDAY = frozenset(
    words(
        "organisation information emergency immigration practitioner disability university interpreter association academy community "
        "independent emotional exploitation professional security solicitor activity ordinary immediate authority confidential recipient "
        "recipients supervisor identities fertility severity education accessibility"
    )
)
"""Long words that a practitioner says every day."""
EVERY = [(where, text, plainly(text, GUIDANCE.glossary)) for where, text in read_by_practitioners(GUIDANCE.origin)]


def listed(found: list[str]) -> str:
    return f"{len(found)} to reword:\n" + "\n".join(found)


def test_every_text_can_be_read_at_13() -> None:
    hard = [
        f"{reading_age(plain):.1f} {where}: {text}"
        for where, text, plain in EVERY
        if len(words(plain)) >= SHORT and reading_age(plain) > OLDEST
    ]
    assert not hard, listed(sorted(hard, reverse=True))


def test_no_label_holds_a_word_that_is_hard_and_not_explained() -> None:
    hard = [
        f"{word} {where}: {text}"
        for where, text, plain in EVERY
        if len(words(plain)) < SHORT
        for word in words(plain)
        if syllables(word) > LONGEST_WORD and word.lower() not in EVERYDAY
    ]
    assert not hard, listed(sorted(hard))


def test_no_sentence_is_long() -> None:
    long = [
        f"{len(words(plain))} words {where}: {text}"
        for where, text in read_by_practitioners(GUIDANCE.origin)
        for sentence in sentences(text)
        if len(words(plain := plainly(sentence, GUIDANCE.glossary))) > LONGEST_SENTENCE
    ]
    assert not long, listed(long)


def test_every_term_that_is_explained_is_used_somewhere() -> None:
    texts = [text for where, text, _ in EVERY if not where.startswith("glossary")]
    found = {e.id for e in used(texts, GUIDANCE.glossary)}
    assert found == GUIDANCE.glossary.keys(), f"nobody uses {sorted(GUIDANCE.glossary.keys() - found)}"


def test_the_measure_tells_plain_words_from_hard_ones() -> None:
    assert reading_age("Share now. You need nobody's consent to keep a child safe.") < 9
    assert (
        reading_age("Notwithstanding the aforementioned considerations, proportionality necessitates justification of every disclosure.")
        > 20
    )


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Section 47(9) of the Children Act 1989 says so.", "thing of the thing says so."),
        ("The Data (Use and Access) Act 2025 says so.", "thing says so."),
        ("Ask the data protection officer.", "Ask the thing."),
        ("Your {name} acts.", "Your thing acts."),
        ("It is law in Wales since January.", "It is law in thing since thing."),
        ("You act in the interest of proportionality.", "You act in the interest of proportionality."),
        ("The Act of a child.", "thing of a child."),
    ],
)
def test_only_names_of_laws_and_places_and_explained_terms_count_as_plain_words(text: str, plain: str) -> None:
    assert plainly(text, GUIDANCE.glossary) == plain
