import pytest
from hypothesis import given
from hypothesis import strategies as st

from ganvas.corpus.rights.licences import (
    BURDEN,
    LICENCES,
    MARK,
    PLAIN,
    expression,
    found_in,
    licence,
    spdx_of,
    strictest,
)
from ganvas.errors import CorpusError

SPELLED = {  # what people write, and the SPDX id that it means
    "cc-by-4.0": "CC-BY-4.0",
    "CC BY 4.0": "CC-BY-4.0",
    "CC-BY-NC-SA 3.0": "CC-BY-NC-SA-3.0",
    "cc by sa 4.0": "CC-BY-SA-4.0",
    "Creative Commons BY-ND 2.5": "CC-BY-ND-2.5",
    "CC0": "CC0-1.0",
    "cc0-1.0": "CC0-1.0",
    "mit": "MIT",
    "MIT License": "MIT",
    "Apache 2.0": "Apache-2.0",
    "GPLv3": "GPL-3.0-only",
    "Licence Art Libre": "LAL-1.3",
}


@pytest.mark.parametrize("words", SPELLED)
def test_common_spellings_are_known(words):
    assert licence(words).spdx == spdx_of(words) == SPELLED[words]


@pytest.mark.parametrize(
    "words", ["CC BY 9.0", "CC-BY", "PDM-1.0", "All rights reserved", "", "GPL", "LicenseRef-", "x" * 999]
)
def test_what_is_no_id_is_one_sentence(words):
    with pytest.raises(CorpusError, match="unknown licence") as error:
        licence(words)
    assert len(str(error.value)) < 250


def test_a_licence_of_ones_own_has_to_be_read():
    assert licence("LicenseRef-ganvas-shop").words == [PLAIN["?"]]


def test_creative_commons_licences_ask_what_their_letters_say():
    asks = licence("CC-BY-NC-SA-4.0")
    assert asks.asks == ("BY", "NC", "SA")
    assert asks.url == "https://creativecommons.org/licenses/by-nc-sa/4.0/"
    assert licence("CC0-1.0").words == []
    assert all(ask in PLAIN and ask in BURDEN for one in LICENCES.values() for ask in one.asks)


def test_the_strictest_counts():
    # ND forbids to share what is made, NC to sell it, SA and BY ask for something, CC0 for nothing
    order = [
        "CC0-1.0",
        "CC-BY-4.0",
        "CC-BY-SA-4.0",
        "CC-BY-NC-4.0",
        "CC-BY-NC-SA-4.0",
        "CC-BY-ND-4.0",
        "CC-BY-NC-ND-4.0",
    ]
    for number, name in enumerate(order):
        assert strictest(set(order[: number + 1])) == name
    assert strictest({MARK, "CC0-1.0"}) == "CC0-1.0"
    assert strictest(set()) == ""


TEXTS = {  # what stands in a file or a field, and what it names
    "http://creativecommons.org/licenses/by-nc-sa/3.0/": "CC-BY-NC-SA-3.0",
    "see https://creativecommons.org/publicdomain/zero/1.0/legalcode": "CC0-1.0",
    "https://creativecommons.org/publicdomain/mark/1.0/": MARK,
    "This work is licensed under a Creative Commons Attribution-NonCommercial-NoDerivatives 4.0 International License":
        "CC-BY-NC-ND-4.0",
    "Attribution-ShareAlike 4.0 International": "CC-BY-SA-4.0",
    "© Bo, CC BY-NC 4.0": "CC-BY-NC-4.0",
    "The MIT License (MIT)\n\nCopyright (c) 2015 Brenden Lake": "MIT",
    "GNU GENERAL PUBLIC LICENSE\n   Version 3, 29 June 2007": "GPL-3.0-only",
    "either CC BY 4.0 or CC BY-ND 4.0": "CC-BY-ND-4.0",
    "All rights reserved": "",
    "licenses/by-xx/4.0": "",
    "creativecommons.org/licenses/by/7.0": "",
}  # fmt: skip


@pytest.mark.parametrize("words", TEXTS)
def test_licences_are_found_in_texts(words):
    assert found_in(words) == TEXTS[words]


def test_expressions_give_their_strictest():
    assert expression("CC-BY-4.0 AND (MIT OR CC-BY-NC-4.0)") == "CC-BY-NC-4.0"
    assert expression("LicenseRef-mine") == "LicenseRef-mine"
    assert expression("nothing that is known") == ""


@given(st.text(alphabet="CcBbYySsAaNnDd-. /4013licensreatvom", max_size=2000))
def test_any_words_end_and_name_only_what_is_known(words):
    for name in (found_in(words), expression(words)):
        assert name in ("", MARK) or licence(name)
