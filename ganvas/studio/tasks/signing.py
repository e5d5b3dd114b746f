"""Signing and hanging for the gallery: keys are unlocked here, in the helper, and nowhere else.

A passphrase is used once and not kept; what it unlocked lives as long as this process, or until it is locked.
"""

import contextlib
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from ganvas.artwork import KEY, Origin
from ganvas.bases import base
from ganvas.corpus.corpus import Corpus
from ganvas.errors import GanvasError, KeyRefused
from ganvas.gallery.gallery import About, Gallery
from ganvas.media.image.said import text_in
from ganvas.provenance import keys
from ganvas.provenance.claim import Words
from ganvas.provenance.keys import Credential
from ganvas.publishing.authored import of_file
from ganvas.publishing.learned import facts_of, originality_of
from ganvas.publishing.publish import Wishes
from ganvas.publishing.publish import publish as publish_file
from ganvas.publishing.shelf import Hung
from ganvas.studio.progress import Progress
from ganvas.studio.project import SNAPSHOT, link

UNLOCKED: dict[str, Credential] = {}  # keys that sign now, by name
KEY_NAME = "studio"  # where a holder's name has no letter that a key's name may have
AWAY = "away"  # beside what is published: models that lie where nothing may be written


def look_at_keys(_progress: Progress) -> list[dict[str, Any]]:
    """The keys of this machine, and which of them sign now."""
    return [_told(key) for key in keys.listing()]


def make_key(_progress: Progress, holder: str, words: str) -> dict[str, Any]:
    """A new key, which signs from now on until it is locked."""
    taken = {key.name for key in keys.listing()}
    stem = _key_name(holder)
    name = next(one for one in [stem, *(f"{stem}-{number}" for number in range(2, 1000))] if one not in taken)
    key = keys.make(name, holder.strip(), words)
    UNLOCKED[name] = keys.unlock_with(name, words)
    return _told(key)


def unlock_key(_progress: Progress, name: str, words: str) -> dict[str, Any]:
    """Let a key sign until it is locked."""
    UNLOCKED[name] = keys.unlock(name) if keys.by_system(name) else keys.unlock_with(name, words)
    return _told(UNLOCKED[name].key)


def lock_keys(_progress: Progress) -> None:
    """No key signs any more."""
    UNLOCKED.clear()


def publish(
    progress: Progress, file: str, project: str, step: int, gallery: str, model: str, corpora: list[str],
    key: str, said: dict[str, Any],
) -> dict[str, Any]:  # fmt: skip
    """Sign a painted file and hang it; where that fails the file is taken away again.

    Args:
        progress: is told what is being done.
        file: a PNG that says what it shows.
        project: whose log says who did what.
        step: of that log, which the file shows.
        gallery: in which it is hung.
        model: the snapshot that painted it.
        corpora: in which the works are looked for that the model learned from.
        key: that signs, unlocked.
        said: title, rights, training, marked, compared.
    """
    path = Path(file)
    try:
        credential = _unlocked(key)
        wishes = _wishes(progress, path, project, step, Path(model), corpora, credential, said)
        progress("signing", -1.0)
        about = About(project=Path(project).name, event=step)
        with Gallery.open(gallery) as opened:
            shelf = Hung(opened, about=about)
            with shelf.held():
                done = publish_file(path, credential, shelf, wishes)
            return {"work": opened.steps(about.project)[step], "note": done.note, "mark": done.mark}
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def corpus_of(digest: str, corpora: Sequence[str]) -> Corpus | None:
    """The corpus of that digest among these folders, if it is one of them as it is now."""
    for path in corpora:
        with contextlib.suppress(GanvasError):  # one that is damaged is no answer, and says so in its own room
            if (corpus := Corpus.open(path)).digest == digest:
                return corpus
    return None


def _wishes(
    progress: Progress, path: Path, project: str, step: int, model: Path, corpora: list[str],
    credential: Credential, said: dict[str, Any],
) -> Wishes:  # fmt: skip
    origin = Origin.read(text_in(path.read_bytes())[KEY], path.name)
    corpus = corpus_of(origin.corpus, corpora)
    progress("counting who did what", -1.0)
    facts = facts_of(corpus) if corpus else None
    told = of_file(path, f"{project}:{step}", facts)
    words = Words(title=said["title"], author=credential.key.holder, rights=said["rights"], wish=said["training"])
    wishes = Wishes(
        words, model=_writable(model, path.parent), painted=told.by_hand, marked=said["marked"],
        contribution=told.contribution(), corpus=facts,
    )  # fmt: skip
    if corpus is None or not said["compared"]:
        return wishes
    progress("comparing it with the works", -1.0)
    return replace(wishes, originality=originality_of([path], corpus)[path])


def _writable(model: Path, published: Path) -> Path:
    """The snapshot where its credentials can be laid beside it: what came with Ganvas is linked into the project."""
    if base() not in model.parents:
        return model
    place = published / AWAY / model.parent.name / SNAPSHOT
    place.parent.mkdir(parents=True, exist_ok=True)
    link(model, place)
    return place


def _unlocked(name: str) -> Credential:
    if name not in UNLOCKED:
        raise KeyRefused(f"key {name!r}: is locked; unlock it with its passphrase")
    return UNLOCKED[name]


def _key_name(holder: str) -> str:
    plain = unicodedata.normalize("NFKD", holder).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:40] or KEY_NAME


def _told(key: keys.Key) -> dict[str, Any]:
    known = key.model_dump(mode="json")
    return known | {"open": key.name in UNLOCKED, "by_system": keys.by_system(key.name)}
