import re
from pathlib import Path
from string import Formatter

import pytest

import ganvas.studio
from ganvas.studio import words
from ganvas.studio.keys import ROOM_LETTERS, all_keys
from ganvas.studio.rooms import ROOMS
from ganvas.studio.words import LANGUAGES, TABLES, WORDS, islands, speak, spoken, t

STUDIO = Path(ganvas.studio.__file__).parent
SOURCES = {path: path.read_text() for path in STUDIO.rglob("*.py") if "words" not in path.parts}


@pytest.fixture(autouse=True)
def english():
    yield
    speak("en")


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("key", WORDS)
def test_every_word_is_there_in_every_language(key: str):
    assert len(WORDS[key]) == len(LANGUAGES)
    assert all(text.strip() for text in WORDS[key])
    assert fields(WORDS[key][0]) == fields(WORDS[key][1])
    if key != "studio":
        assert re.search("[一-鿿]", WORDS[key][1]), "no Chinese in it"


def test_no_key_stands_in_two_tables():
    assert sum(map(len, TABLES)) == len(WORDS)


def test_every_key_that_is_asked_for_is_there():
    asked = {key for text in SOURCES.values() for key in re.findall(r"\bt\(\s*\"([^\"]+)\"", text)}
    assert len(asked) > 20
    assert asked <= WORDS.keys()
    assert {f"room.{room.name}" for room in ROOMS} <= WORDS.keys()


def test_every_word_is_used():  # those of the islands: test_island_words.py
    text = "".join(SOURCES.values())
    prefixes = set(re.findall(r"\bt\(\s*f\"([a-z.]+)\{", text))
    stems = {key.removesuffix(".says") for key in WORDS}
    used = {key for key in WORDS if f'"{key}"' in text or key.startswith(tuple(prefixes))}
    asked = WORDS.keys() - islands.WORDS.keys()
    unused = [key for key in asked if key not in used and not {key.removesuffix(".says")} & stems & used]
    assert not unused


def test_a_language_is_spoken_until_another_is():
    assert t("undo") == "Undo"
    speak("zh")
    assert (t("undo"), spoken()) == ("撤销", "zh")
    assert t("key.room", room=t("room.works")) == "前往作品"
    assert words.LANGUAGES["zh"] == "中文"


def test_every_room_has_its_keys_and_no_two_are_the_same():
    names = [room.name for room in ROOMS]
    assert set(names) <= ROOM_LETTERS.keys()
    keys = [key.keys for key in all_keys(names)]
    assert len(keys) == len(set(keys))
    assert all(key.said() for key in all_keys(names))
    firsts = {key[0] for key in keys if len(key) == 2}
    assert not firsts & {key[0] for key in keys if len(key) == 1}, "a key that waits for another does nothing at once"
