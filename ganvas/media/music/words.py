"""Words in files of music: names without control signs, and the text that Ganvas puts in and finds again."""

import json
import unicodedata
from collections.abc import Mapping

MARK = "ganvas "  # before the JSON that a file carries
MAX_WORDS = 120


def plain_words(raw: bytes | str) -> str:
    """A name as one short line: UTF-8, or Latin-1 where it is none; no control and no direction signs."""
    words = raw if isinstance(raw, str) else _decoded(raw)
    kept = "".join(" " if unicodedata.category(sign) in ("Cc", "Zl", "Zp") else sign for sign in words[: 4 * MAX_WORDS])
    kept = "".join(sign for sign in kept if unicodedata.category(sign) not in ("Cf", "Cs", "Co", "Cn"))
    return " ".join(kept.split())[:MAX_WORDS]


def _decoded(raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("latin-1")


def carry(text: Mapping[str, str]) -> str:
    """Texts by keyword as one line of ASCII that any format of music takes."""
    return MARK + json.dumps(dict(sorted(text.items())))


def carried(raw: bytes | str) -> dict[str, str]:
    """What ``carry`` wrote; empty where it is something else."""
    line = raw.decode("utf-8", "replace") if isinstance(raw, bytes) else raw
    if not line.startswith(MARK):
        return {}
    try:
        found = json.loads(line.removeprefix(MARK))
    except (ValueError, RecursionError):
        return {}
    if not isinstance(found, dict) or not all(isinstance(value, str) for value in found.values()):
        return {}
    return found
