"""Words of people: shown as one plain line, and read for whether they forbid training."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ganvas.corpus.rights.evidence import forbids
from ganvas.corpus.rights.said import MOST_WORDS, plain


@given(st.text(max_size=2 * MOST_WORDS))
def test_words_are_one_short_line_that_cannot_steer(words):
    line = plain(words)
    assert len(line) <= MOST_WORDS
    assert line.isprintable()
    assert plain(line) == line


def test_turned_text_is_shown_plainly():
    assert plain("a\u202eb\x1b[31m\0c\n d") == "a\ufffdb\ufffd[31m\ufffdc d"


FORBIDDING = (
    "No AI training", "may not be used to train AI models", "Not for machine learning", "#noai", "noimageai",
    "Reserved for text and data mining", "AI training is prohibited", "© Bo. All rights reserved. No generative AI.",
    "Nutzungsvorbehalt nach § 44b UrhG", "I do not allow my work in data-mining", "opted out of A.I.",
)  # fmt: skip
ALLOWING = (
    "All rights reserved", "I love AI art", "Painted in Mumbai, no rain", "© 2024 Bo", "", "without limitation",
    "not for sale", "Made with AI", "no. 7. AI series",
)  # fmt: skip


@pytest.mark.parametrize("words", FORBIDDING)
def test_people_forbid_in_many_words(words):
    assert forbids(words)


@pytest.mark.parametrize("words", ALLOWING)
def test_other_words_forbid_nothing(words):
    assert not forbids(words)


@given(st.text(alphabet="no AI.;-not ", max_size=3000))
def test_long_words_end(words):
    forbids(words)
