"""The files beside works that speak of their rights: each kind read on its own, and never an error.

Whoever put them there is not known: sizes, entries and patterns have limits, and what cannot be read is said so.
"""

import json
import re
import tomllib
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from urllib.parse import unquote

from ganvas.corpus.rights.matching import matches
from ganvas.corpus.rights.said import Said, plain, text

LARGEST_BYTES = 1 << 20
MOST_RULES = 500
Rule = Callable[[str], Iterator[Said]]  # from a work's path below the folder of the file to what it says of the work
LICENCE_FILE = re.compile(r"(licen[cs]es?|copying|unlicen[cs]e|copyright)([-._].*)?", re.IGNORECASE)
PAGE = re.compile(r".+\.html?", re.IGNORECASE)
ROBOTS = re.compile(r"content-usage\s*:\s*(?:(/\S*)\s+)?(.*)", re.IGNORECASE)
TRAINING = ("train-ai", "train-genai", "genai", "ai", "tdm", "bots", "all")  # the words that drafts of the standard had
SPDX_LINE = re.compile(r"SPDX-(License-Identifier|FileCopyrightText)\s*:\s*([^\n\r]{1,300})")
COPYRIGHT = re.compile(r"^\W{0,4}(?:copyright\b|©|\(c\)) ?.{0,200}", re.IGNORECASE | re.MULTILINE)


def licence_file(data: bytes, where: str) -> Rule:
    """LICENSE or COPYING: the terms of everything below its folder."""
    words = text(data)
    found = list(_spdx_lines(words, where)) or [Said(where, "terms", words[:50_000])]
    found += [
        Said(where, "copyright", match[0]) for match in list(COPYRIGHT.finditer(words))[:3] if _is_notice(match[0])
    ]
    return lambda _name: iter(found)


def _is_notice(line: str) -> bool:
    """Whether it names somebody: it has a year, or a sign that stands for the word."""
    return bool(re.search(r"\b(19|20)\d\d\b|©", line))


def _spdx_lines(words: str, where: str) -> Iterator[Said]:
    for match in list(SPDX_LINE.finditer(words))[:50]:
        if match[1] == "License-Identifier":
            yield Said(where, "spdx", match[2].strip())
        else:
            yield Said(where, "copyright", match[2].strip())


def spdx_sidecar(data: bytes, where: str) -> Rule:
    """``bird.png.license``, as REUSE has it."""
    found = list(_spdx_lines(text(data), where)) or [Said(where, "unread", "no SPDX line")]
    return lambda _name: iter(found)


def reuse(data: bytes, where: str) -> Rule:
    """REUSE.toml: the last annotation that fits a work is the one for it."""
    try:
        known = tomllib.loads(text(data)).get("annotations", [])
    except (ValueError, RecursionError) as error:
        return _unread(where, error)
    if not isinstance(known, list):
        return _unread(where, ValueError("annotations are no list"))
    rules = [one for one in known if isinstance(one, dict)][:MOST_RULES]

    def say(name: str) -> Iterator[Said]:
        for rule in reversed(rules):
            if any(matches(pattern, name, over_folders=False) for pattern in _strings(rule.get("path"))):
                yield from (Said(where, "spdx", words) for words in _strings(rule.get("SPDX-License-Identifier")))
                yield from (Said(where, "copyright", words) for words in _strings(rule.get("SPDX-FileCopyrightText")))
                return

    return say


def _strings(value: object) -> list[str]:
    return [one for one in (value if isinstance(value, list) else [value])[:100] if isinstance(one, str)]


def tdmrep(data: bytes, where: str) -> Rule:
    """tdmrep.json, as the W3C's protocol has it: the first location that fits a work is the one for it."""
    try:
        rules = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        return _unread(where, error)
    if not isinstance(rules, list):
        return _unread(where, ValueError("not a list"))
    rules = [one for one in rules if isinstance(one, dict) and isinstance(one.get("location"), str)][:MOST_RULES]

    def say(name: str) -> Iterator[Said]:
        for rule in rules:
            if _is_place(rule["location"], name):
                yield Said(where, "tdm:reservation", str(rule.get("tdm-reservation", "")))
                if isinstance(rule.get("tdm-policy"), str):
                    yield Said(where, "tdm:policy", rule["tdm-policy"])
                return

    return say


def _is_place(location: str, name: str) -> bool:
    """Whether a location means the work: a beginning of its path, or all of it where a $ ends it."""
    pattern = unquote(location)
    pattern = pattern if pattern.startswith(("/", "*")) else f"/{pattern}"
    return matches(pattern.removesuffix("$"), f"/{name}", whole=pattern.endswith("$"))


def robots(data: bytes, where: str) -> Rule:
    """robots.txt: its wishes about training, for whichever robot they were meant."""
    rules: list[tuple[str, str]] = []
    for line in text(data).splitlines()[: 10 * MOST_RULES]:
        if match := ROBOTS.match(line.partition("#")[0].strip()):
            rules += [(match[1] or "/", value) for value in _wishes(match[2])]

    def say(name: str) -> Iterator[Said]:
        for location, value in rules[:MOST_RULES]:
            if _is_place(location, name):
                yield Said(where, "content-usage:train-ai", value)

    return say


def _wishes(words: str) -> Iterator[str]:
    for part in words.split(","):
        key, _, value = part.strip().partition("=")
        if key.strip().lower() in TRAINING:
            yield value.strip().lower()


class _Meta(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        name, content = (values.get("name") or "").lower(), values.get("content") or ""
        if tag == "meta" and name in ("robots", "tdm-reservation"):
            self.found.append((name, content))


def page(data: bytes, where: str) -> Rule:
    """A saved page: ``noai``, ``noimageai`` and the TDM reservation in its head."""
    reader = _Meta()
    reader.feed(text(data[: LARGEST_BYTES // 4]))
    found = [
        Said(where, "tdm:reservation" if name == "tdm-reservation" else "robots", content)
        for name, content in reader.found[:50]
        if name == "tdm-reservation" or "ai" in content.lower()
    ]
    return lambda _name: iter(found)


def _unread(where: str, error: Exception) -> Rule:
    found = Said(where, "unread", plain(str(error) or type(error).__name__))
    return lambda _name: iter([found])
