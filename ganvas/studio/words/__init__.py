"""All visible text of the studio, in each of its languages; one file a room, joined here.

A word is found by its key, ``t("undo")``, in the language that the person chose. English is the first of a pair,
Chinese the second.
"""

from ganvas.studio.words import (
    animate,
    breed,
    explore,
    frame,
    gallery,
    help,
    history,
    islands,
    shape,
    training,
    turns,
    works,
)

LANGUAGES = {"en": "English", "zh": "中文"}
TABLES = (
    frame.WORDS,
    works.WORDS,
    training.WORDS,
    explore.WORDS,
    shape.WORDS,
    breed.WORDS,
    turns.WORDS,
    animate.WORDS,
    history.WORDS,
    gallery.WORDS,
    help.WORDS,
    islands.WORDS,
)
WORDS: dict[str, tuple[str, str]] = {key: pair for table in TABLES for key, pair in table.items()}


class Tongue:
    """The language in use; a studio is one person's."""

    place = 0


def speak(language: str) -> None:
    """Speak that language from now on: a name in LANGUAGES."""
    Tongue.place = list(LANGUAGES).index(language)


def spoken() -> str:
    """The language in use."""
    return list(LANGUAGES)[Tongue.place]


def t(key: str, **values: object) -> str:
    """The text of that key, with values put in where it has braces."""
    return WORDS[key][Tongue.place].format(**values)


def for_islands() -> dict[str, str]:
    """What the islands say in English to the same in the language in use; nothing where that is English."""
    return {pair[0]: pair[Tongue.place] for pair in islands.WORDS.values()} if Tongue.place else {}
