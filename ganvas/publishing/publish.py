"""Publishing a file: what it says, an invisible mark, credentials, and a place in the list of works; or none of it."""

import contextlib
import datetime
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ganvas import snapshot
from ganvas.artwork import KEY, Origin, text_of
from ganvas.errors import GanvasError, SignError, WorkError
from ganvas.files import digest, make_folder, write_whole
from ganvas.media.containers import ADD_XMP, kind_of
from ganvas.media.image.said import has_own_metadata
from ganvas.media.image.still import WRITERS, encode_like, read_still
from ganvas.provenance import claim, engine, mark, sign, xmp
from ganvas.provenance.claim import Contribution, CorpusFacts, Making, ModelFacts, Originality, Words
from ganvas.provenance.engine import Ingredient
from ganvas.provenance.fingerprint import Fingerprint, fingerprint
from ganvas.provenance.keys import Credential, now
from ganvas.provenance.ledger import Entry, Shelf
from ganvas.provenance.sign import Parent, sidecar_of
from ganvas.record import Record
from ganvas.run import Run, is_run

PICTURES = ("png", "jpeg", "webp", "tiff", "avif", "gif")
MAX_BYTES = 1 << 30


class Published(Record):
    """What became of one file.

    Attributes:
        path: where it is.
        sidecar: where its credentials are, if not inside it.
        done: whether it was published now; otherwise ``note`` says why it was left as it is.
        mark: the number of its invisible mark, or none.
        note: what a person may want to know.
        entry: its id in the list of works.
    """

    path: str
    sidecar: str = ""
    done: bool = True
    mark: str = "none"
    note: str = ""
    entry: str = ""


@dataclass(frozen=True)
class Wishes:
    """How files are to be published.

    Attributes:
        words: title, author, rights, and whether others may train on it.
        into: a folder for what is published; left out, each file is replaced by the published one.
        model: the run or snapshot that painted it; its credentials become part of the chain.
        edit_of: the signed file that this one was made from by hand.
        made_of: signed files that were put together in this one.
        painted: whether a person painted in it.
        marked: whether to write an invisible mark.
        originality: how far it is from the works that its model learned from.
        contribution: what a person did.
        corpus: what is said of the works that the model learned from; left out, what the run knows.
        china: who produced it, for the label that China asks for; empty: no such label is written.
    """

    words: Words = field(default_factory=Words)
    into: Path | None = None
    model: Path | None = None
    edit_of: Path | None = None
    made_of: Sequence[Path] = ()
    painted: bool = False
    marked: bool = True
    originality: Originality | None = None
    contribution: Contribution | None = None
    corpus: CorpusFacts | None = None
    china: str = ""


def publish(
    path: Path, credential: Credential, shelf: Shelf, wishes: Wishes, when: datetime.datetime | None = None
) -> Published:
    """Publish one file.

    It is written beside and renamed when all of it is done, and then it is in the list; a kill in between
    leaves the old file, or the new one, and the list agrees with it.

    Args:
        path: the file.
        credential: a key that is unlocked.
        shelf: where published works go.
        wishes: how.
        when: now, unless a test says otherwise.
    Raises:
        SignError: it says of no model that painted it, its parts are not signed, or it cannot be signed.
        WorkError: it cannot be read.
    """
    when, path = when or now(), true_path(path)
    data = read_file(path)
    if note := _published_already(data, path):
        return Published(path=str(path), done=False, note=note)
    origin = _origin(data, path)
    making, ingredients, model = _made(path, origin, credential, wishes, when)
    _check_corpus(wishes, origin, path)
    _check_original(wishes, making)
    signed, looks = _signed(data, path, making, ingredients, origin, credential, shelf, wishes, when)
    target = make_folder(wishes.into) / path.name if wishes.into else path
    embedded = sign.mime_of(data) != engine.ANY_FILE
    entry = Entry(
        id=secrets.token_hex(8),
        title=wishes.words.title,
        author=wishes.words.author,
        path=str(target.resolve()),
        at=claim.stamp(when),
        file_sha256=digest(signed.data),
        sidecar_sha256="" if embedded else digest(signed.manifest),
        model=model,
        corpus=origin.corpus if origin else "",
        looks=looks,
    )
    _place(entry, target, signed, embedded, shelf)
    return Published(
        path=str(target),
        sidecar="" if embedded else str(sidecar_of(target)),
        mark=looks.mark if looks else "none",
        note=f"no mark: {looks.no_mark_because}" if looks and looks.mark == "none" and wishes.marked else "",
        entry=entry.id,
    )


def _signed(
    data: bytes,
    path: Path,
    making: Making,
    ingredients: list[Ingredient],
    origin: Origin | None,
    credential: Credential,
    shelf: Shelf,
    wishes: Wishes,
    when: datetime.datetime,
) -> tuple[engine.Signed, Fingerprint | None]:
    """The file with its mark, its metadata and its credentials, and the fingerprint of what it shows."""
    words, labels = claim.check_words(wishes.words), [str(one.says["label"]) for one in ingredients]
    data, looks = _dressed(data, path, words, claim.source_of(making), origin, shelf, wishes)
    said = claim.of_artwork(words, making, when, labels, origin, looks, wishes.originality, wishes.contribution)
    return sign.sign_artwork(data, said, credential, ingredients), looks


def true_path(path: Path) -> Path:
    """Where a file really is, links followed.

    Raises:
        WorkError: a link leads to itself, or the name is no text.
    """
    try:
        found = path.resolve()
        str(found).encode()
    except UnicodeEncodeError:
        raise WorkError(f"{str(path)!r}: its name is not text (UTF-8), so it cannot be signed. Rename it.") from None
    except (OSError, RuntimeError, ValueError) as error:
        raise WorkError(f"{path}: cannot be read ({getattr(error, 'strerror', None) or error}).") from None
    return found


def read_file(path: Path) -> bytes:
    """A regular file's bytes.

    Raises:
        WorkError: there is none, it is something else, too large, or may not be read.
    """
    try:
        if path.exists() and not path.is_file():
            raise WorkError(f"{path}: is not a file. Name files.")
        if path.stat().st_size > MAX_BYTES:
            raise WorkError(f"{path}: larger than {MAX_BYTES:,} bytes. Publish a smaller file.")
        data = path.read_bytes()
    except (OSError, ValueError) as error:
        raise WorkError(f"{path}: cannot be read ({getattr(error, 'strerror', error)}).") from None
    if not data:
        raise WorkError(f"{path}: the file is empty (0 bytes). Copy it again from where it came.", "empty")
    return data


def _published_already(data: bytes, path: Path) -> str:
    """What to say of a file that carries credentials; empty where it carries none.

    Raises:
        SignError: they are damaged, and signing over them would hide that.
    """
    beside = sidecar_of(path)
    manifest = beside.read_bytes() if beside.is_file() else None
    try:
        found = engine.read(sign.mime_of(data), data, manifest)
    except engine.Damaged as error:
        raise SignError(
            f"{path}: its credentials are damaged ({error}). Clear them first: ganvas strip {path}"
        ) from None
    if found is None:
        return ""
    if found.state == "Invalid":
        raise SignError(
            f"{path}: was altered after it was signed. Publish it as an edit of the file that was signed, with"
            f" --edit-of, after: ganvas strip {path}"
        )
    return "signed already, and left as it is; publish what is made from it with --edit-of"


def _origin(data: bytes, path: Path) -> Origin | None:
    text = text_of(data)
    return Origin.read(text[KEY], str(path)) if KEY in text else None


def _made(
    path: Path, origin: Origin | None, credential: Credential, wishes: Wishes, when: datetime.datetime
) -> tuple[Making, list[Ingredient], str]:
    """How it came about, the ingredients that prove it, and the digest of the model."""
    if wishes.edit_of and wishes.made_of:
        raise SignError(f"{path}: give one of --edit-of and --made-of")
    ingredients: list[Ingredient] = []
    model = origin.model if origin else ""
    if wishes.model is not None:
        store, facts = model_credentials(wishes.model, model, credential, when, wishes.corpus)
        ingredients, model = [sign.of_model(store, facts)], facts.sha256
    if wishes.edit_of is not None:
        return Making(kind="edit", painted=wishes.painted), [_parent(wishes.edit_of, "parent", "parentOf")], model
    if wishes.made_of:
        parts = [_parent(part, f"part{number}", "componentOf") for number, part in enumerate(wishes.made_of)]
        return Making(kind="composite", painted=wishes.painted), [*ingredients, *parts], model
    if not model:
        raise SignError(
            f"{path}: does not say which model painted it. Name the model with --model RUN, or the signed files that"
            " it was made from with --edit-of or --made-of."
        )
    return Making(painted=wishes.painted), ingredients, model


def _parent(path: Path, label: str, relationship: str) -> Ingredient:
    beside = sidecar_of(path)
    parent = Parent(path.name, read_file(path), beside.read_bytes() if beside.is_file() else None)
    return sign.of_parent(parent, label, relationship)


def _check_corpus(wishes: Wishes, origin: Origin | None, path: Path) -> None:
    """Refuse to say of one corpus what is true of another."""
    if wishes.corpus and origin and wishes.corpus.digest != origin.corpus:
        raise SignError(
            f"{path}: its model learned from corpus {origin.corpus[:12]}, not from {wishes.corpus.name or 'the named'}"
            f" {wishes.corpus.digest[:12]}, or works were added or withdrawn since. Name the other, or leave it out."
        )


def _check_original(wishes: Wishes, making: Making) -> None:
    if wishes.originality and wishes.originality.verdict == "copy" and making.kind != "composite":
        raise SignError(
            "it is a copy of a work that the model learned from, and cannot be signed as an original."
            " Publish the work, and then this as made of it, with --made-of."
        )


def model_credentials(
    source: Path, wanted: str, credential: Credential, when: datetime.datetime, corpus: CorpusFacts | None = None
) -> tuple[bytes, ModelFacts]:
    """The credentials of a model, from beside its snapshot, or signed now and put there.

    Args:
        source: a run, a snapshot's folder, or its file.
        wanted: digest of the model; empty for the newest.
        credential: a key that is unlocked.
        when: now.
        corpus: what is said of the corpus, if more is known than the run tells.
    Raises:
        ModelError: there is no such snapshot.
        SignError: the credentials beside it are another file's, or no longer fit.
    """
    file, data = _snapshot(source, wanted)
    card = snapshot.read_card(data, file)
    facts = _model_facts(data, card)
    beside = sidecar_of(file)
    if beside.is_file():
        store = beside.read_bytes()
        try:
            found = engine.read(engine.ANY_FILE, data, store)
        except engine.Damaged:
            found = None
        if found is None or found.state == "Invalid":
            raise SignError(
                f"{beside}: not the credentials of the snapshot beside it. Remove it, and they are made anew."
            )
        return store, facts
    told = corpus or _corpus_facts(file, card)
    store = sign.sign_model(data, facts, sign.sign_corpus(told, credential, when), credential, when)
    write_whole(beside, store)
    return store, facts


def _model_facts(data: bytes, card: snapshot.Card) -> ModelFacts:
    return ModelFacts(
        sha256=digest(data),
        corpus=card.corpus_digest,
        net=card.net,
        shape=" × ".join(map(str, card.shape)),
        seen=card.seen,
        recipe=card.recipe,
        recipe_sha256=card.recipe_digest,
        start=card.start,
    )


def _snapshot(source: Path, wanted: str) -> tuple[Path, bytes]:
    files = snapshot.find(source)
    for file in files:
        data = file.read_bytes()
        if not wanted or digest(data) == wanted:
            return file, data
    raise SignError(f"{source}: has no snapshot {wanted[:12]}, which painted this. Name the run that did.")


def _corpus_facts(file: Path, card: snapshot.Card) -> CorpusFacts:
    """What a snapshot, and the run that it lies in, know of their corpus."""
    run = file.parents[2] if len(file.parents) > 2 else file.parent
    works = 0
    if is_run(run):
        source = Run.open(run).source
        works = source.works if source.digest == card.corpus_digest else 0
    return CorpusFacts(digest=card.corpus_digest, name=card.corpus_name, works=works)


def _dressed(
    data: bytes, path: Path, words: Words, source: str, origin: Origin | None, shelf: Shelf, wishes: Wishes
) -> tuple[bytes, Fingerprint | None]:
    """The file with its mark and its metadata, and the fingerprint of what it shows then."""
    kind = kind_of(data)
    number, why = "none", "switched off" if not wishes.marked else "only pictures are marked"
    own = has_own_metadata(data)
    label = xmp.aigc(claim.check_text("china", wishes.china), digest(data)[:32]) if wishes.china else ""
    if label and (kind not in ADD_XMP or own):
        raise SignError(f"{path}: the label that China asks for goes into PNG, JPEG and WebP without XMP of their own.")
    if wishes.marked and kind in PICTURES:
        data, number, why = _marked(data, path, shelf, own)
    if kind in ADD_XMP and not own:
        data = ADD_XMP[kind](data, xmp.packet(words, source, origin, label))
    return data, fingerprint(data, path.name, number, why) if kind in PICTURES else None


def _marked(data: bytes, path: Path, shelf: Shelf, own: bool) -> tuple[bytes, str, str]:
    """The file with a mark, the mark's number and an empty reason; or as it was, none, and why."""
    still = read_still(data, path.name)
    if own:
        return data, "none", "it has metadata of its own, which writing its picture anew would lose"
    if kind_of(data) not in WRITERS or not still.plain:
        return data, "none", "its pixels cannot be written anew without loss"
    if (kept := mark.read(still.levels, search=False)) is not None:  # two marks would blur each other
        return data, kept.mark, ""
    number = shelf.new_mark()
    levels = mark.write(still.levels, number)
    if levels is not None:
        marked = encode_like(levels, data)
        found = mark.read(read_still(marked, path.name).levels, search=False)
        if found is not None and found.mark == number:
            return marked, number, ""
    return data, "none", "the picture is too small or too plain to hide it"


def _place(entry: Entry, target: Path, signed: engine.Signed, embedded: bool, shelf: Shelf) -> None:
    """Put the file and its entry in their places, both or neither."""
    shelf.prepare(entry)
    places = [target] if embedded else [target, sidecar_of(target)]
    before = {place: place.read_bytes() if place.exists() else None for place in places}
    try:
        if not embedded:
            write_whole(sidecar_of(target), signed.manifest)
        if embedded or before[target] is None or digest(before[target] or b"") != entry.file_sha256:
            write_whole(target, signed.data)
        shelf.commit(entry)
    except BaseException:
        with contextlib.suppress(GanvasError, OSError):
            _put_back(before)
        shelf.abandon(entry)
        raise


def _put_back(before: dict[Path, bytes | None]) -> None:
    """Leave places as they were: with their bytes, or empty."""
    for place, data in before.items():
        place.with_name(place.name + ".partial").unlink(missing_ok=True)
        if data is None:
            place.unlink(missing_ok=True)
        elif place.read_bytes() != data:
            write_whole(place, data)
