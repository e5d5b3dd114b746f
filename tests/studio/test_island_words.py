"""Every word that an island says is in the table of islands, and the table has no other."""

import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest

from ganvas.studio.island import HOME, words
from ganvas.studio.words import for_islands, speak
from ganvas.studio.words.islands import WORDS

SOURCES = {path.name: path.read_text(encoding="utf-8") for path in sorted(HOME.glob("*.js"))}
ASKED = re.compile(r"(?<![\w.$])t\(\s*(\"((?:[^\"\\]|\\.)*)\")?")
NAMED = {"aria-label", "title", "placeholder"}
HOLE = "\0"  # where a template has an expression
LETTERS = re.compile(r"[^\W\d_]")
SENTENCE = re.compile(r"[A-Za-z]{2,},? [a-z]{2,}")
SELECTED = re.compile(r"(?:\.closest|\.all|\.find|\.matches|\.querySelector(?:All)?)(?:\?\.)?\(\s*\"[^\"]*\"")
IS_STYLE = re.compile(r"[{;]|gradient|sans-serif|repeat\(")


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    yield
    speak("en")


def template(source: str, at: int) -> tuple[str, int]:
    """The template whose backtick is before that place, with those that nest in it, and where it ends."""
    text = ""
    while source[at] != "`":
        if source.startswith("${", at):
            inner, at = expression(source, at + 2)
            text += HOLE + inner
        else:
            text, at = text + source[at], at + 1
    return text, at + 1


def expression(source: str, at: int) -> tuple[str, int]:
    """The templates inside an expression of a template, and where it ends."""
    text, depth = "", 1
    while depth:
        if source[at] == "`":
            inner, at = template(source, at + 1)
            text += inner
            continue
        if source[at] == '"':
            at = source.index('"', at + 1)
        depth += {"{": 1, "}": -1}.get(source[at], 0)
        at += 1
    return text, at


def literals(source: str) -> list[str]:
    """The strings and templates of a module that are neither asked of t nor selectors."""
    bare = re.sub(r"/\*.*?\*/|(?<![:\"'`])//[^\n]*", "", source, flags=re.DOTALL)
    bare, found, at = SELECTED.sub("(", ASKED.sub("t(", bare)), [], 0
    while at < len(bare):
        if bare[at] == "`":
            text, at = template(bare, at + 1)
            found.append(text)
        elif bare[at] == '"':
            end = bare.index('"', at + 1)
            found.append(bare[at + 1 : end])
            at = end + 1
        else:
            at += 1
    return found


class Visible(HTMLParser):
    """What a person reads, or hears read, of HTML."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: set[str] = set()
        self.feed(html)
        self.close()

    def handle_starttag(self, _tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name in NAMED:
                self.handle_data(value or "")

    def handle_data(self, data: str) -> None:
        text = " ".join(data.replace(HOLE, " ").split())
        if LETTERS.search(text):
            self.found.add(text)


def standing(source: str) -> set[str]:
    """The visible text of an island's html, which common.js looks up when the shadow tree is made."""
    starts = [found.end() for found in re.finditer(r"static html = `", source)]
    return {text for start in starts for text in Visible(template(source, start)[0]).found}


def asked(source: str) -> set[str]:
    return {found.group(2) for found in ASKED.finditer(source) if found.group(1)}


def test_every_word_of_an_island_is_in_the_table_and_no_other():
    said = set().union(*(standing(source) | asked(source) for source in SOURCES.values()))
    table = {english for english, _ in WORDS.values()}
    assert len(said) > 100
    assert sorted(said - table) == [], "the table lacks these"
    assert sorted(table - said) == [], "no island says these any more"
    assert len(table) == len(WORDS), "two keys have the same English, which is what islands look up"


@pytest.mark.parametrize("name", SOURCES)
def test_an_island_asks_for_whole_texts_and_says_nothing_else(name: str):
    source = SOURCES[name]
    calls = [found.group(1) for found in ASKED.finditer(source)]
    assert name == "common.js" or None not in calls, "t of what is no plain text"
    assert re.findall(r"\b(?:label|name): \"[A-Z][^\"]*\"", source) == [], "a label that is not asked of t"
    starts = {template(source, found.end())[0] for found in re.finditer(r"static html = `", source)}
    others = [text for text in literals(source) if text not in starts and not IS_STYLE.search(text)]
    assert [text for text in others if SENTENCE.search(re.sub(r"<[^>]*>", "", text))] == [], "a sentence not asked of t"


def test_a_page_tells_the_islands_only_what_is_not_english():
    assert for_islands() == {}
    assert words() == ""
    speak("zh")
    assert for_islands()["Play"] == "播放"
    html = words()
    assert html.startswith('<script type="application/json" id="gv-words">')
    assert json.loads(html[html.index(">") + 1 : html.rindex("<")]) == for_islands()
    assert html.count("<") == 2
