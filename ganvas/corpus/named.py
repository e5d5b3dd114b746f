"""Sources that have a name instead of a place: the built-in ink works and the public sets."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qsl

from ganvas.corpus.arrays import Array
from ganvas.corpus.download import Progress, PublicFile, cache_folder, fetch, find
from ganvas.corpus.found import File
from ganvas.errors import CorpusError
from ganvas.files import write_whole
from ganvas.media import MEDIA, medium
from ganvas.media.medium import Medium

BUILTIN = "builtin:"
INK = "builtin:ink"
INK_WORKS = 3000
DRAWN_WORKS = 100
MOST_DRAWN = 10_000_000
INK_COLOURS = {"grey": False, "seal": True}
PARTS = {"train": ("train",), "test": ("t10k",), "all": ("train", "t10k")}


@dataclass(frozen=True)
class Ink:
    """So many drawn works, seeds 0, 1, …"""

    works: int
    colour: bool


@dataclass(frozen=True)
class PublicSet:
    """IDX files that anyone may fetch: four of them, the digests of which are known."""

    mirrors: tuple[str, ...]
    digests: Mapping[str, str]
    label_names: tuple[str, ...] = ()


def _digests(*four: str) -> dict[str, str]:
    names = ("train-images-idx3", "train-labels-idx1", "t10k-images-idx3", "t10k-labels-idx1")
    return {f"{name}-ubyte.gz": digest for name, digest in zip(names, four, strict=True)}


PUBLIC_SETS = {
    "mnist": PublicSet(
        (
            "https://ossci-datasets.s3.amazonaws.com/mnist/",
            "https://storage.googleapis.com/cvdf-datasets/mnist/",
        ),
        _digests(
            "sha256:440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609",
            "sha256:3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c",
            "sha256:8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6",
            "sha256:f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6",
        ),
    ),
    "fashion-mnist": PublicSet(
        (
            "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/",
            "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",
        ),
        _digests(
            "md5:8d4fb7e6c68d591d4c3dfef9ec88bf0d",
            "md5:25c81989df183df01b3e8a0aad5dffbe",
            "md5:bef4ecab320f06d8554ea6380940ec79",
            "md5:bb300cfdad3c16e7a12a480ee83cd310",
        ),
        ("T-shirt", "trouser", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag", "ankle boot"),
    ),
    "kmnist": PublicSet(
        ("https://codh.rois.ac.jp/kmnist/dataset/kmnist/", "http://codh.rois.ac.jp/kmnist/dataset/kmnist/"),
        _digests(
            "md5:bdb82020997e1d708af4cf47b453dcf7",
            "md5:e144d726b3acfaa3e44228e80efcd344",
            "md5:5c965bf0a639b31b8f53240b1b52f4d7",
            "md5:7320c461ea6c1c855c0b718fb2a4b134",
        ),
        ("お", "き", "す", "つ", "な", "は", "ま", "や", "れ", "を"),
    ),
}


def ink_of(source: str) -> Ink:
    """What ``builtin:ink?works=N&colour=grey|seal`` asks for.

    Raises:
        CorpusError: an option that is not known, or a value it cannot have.
    """
    options = _options(source, {"works": str(INK_WORKS), "colour": "grey"})
    works = _works_of(source, options)
    if options["colour"] not in INK_COLOURS:
        raise CorpusError(f"{source}: colour={options['colour']}, wanted grey or seal.")
    return Ink(works, INK_COLOURS[options["colour"]])


def is_builtin(source: str, name: str = "") -> bool:
    """Whether the source is one that a program draws, or the one of that name."""
    word = source.partition("?")[0]
    return word == name if name else word.startswith(BUILTIN)


def builtin_medium(source: str) -> str:
    """The medium that draws a built-in source.

    Raises:
        CorpusError: there is none of that name.
    """
    drawers = {f"{BUILTIN}{name}": art for art in MEDIA for name in medium(art).builtins} | {INK: "image"}
    if (word := source.partition("?")[0]) not in drawers:
        raise CorpusError(f"{source}: no such built-in source; there are: {', '.join(sorted(drawers))}.")
    return drawers[word]


def drawn_files(source: str, art: Medium, into: Path) -> Iterator[File]:
    """The works that the medium draws for ``builtin:NAME?works=N``, seeds 0, 1, …, each a file for a moment.

    Raises:
        CorpusError: an option cannot be read.
    """
    name = source.partition("?")[0].removeprefix(BUILTIN)
    for seed in range(_works_of(source, _options(source, {"works": str(DRAWN_WORKS)}))):
        path = into / f"drawn-{seed:08d}{art.suffix}"
        write_whole(path, art.builtins[name](seed))
        yield File(path, f"{name}/{seed:05d}{art.suffix}", source, passing=True, drawn=True)


def _works_of(source: str, options: Mapping[str, str]) -> int:
    works = options["works"]
    if not works.isdecimal() or not 1 <= int(works) <= MOST_DRAWN:
        raise CorpusError(f"{source}: works={works}, wanted a number from 1 to {MOST_DRAWN}.")
    return int(works)


def is_public(source: str) -> bool:
    """Whether the source is the name of a public set."""
    return source.partition("?")[0] in PUBLIC_SETS


def public_arrays(source: str, from_dir: Path | None, progress: Progress) -> Iterator[Array]:
    """The arrays of ``mnist``, ``mnist?part=test`` or ``mnist?part=all``, fetched or found in ``from_dir``.

    Raises:
        CorpusError: a part that there is not.
        DownloadError: a file that is not the known one, or that no mirror gives.
    """
    name = source.partition("?")[0]
    public = PUBLIC_SETS[name]
    part = _options(source, {"part": "train"})["part"]
    if part not in PARTS:
        raise CorpusError(f"{source}: part={part}, wanted one of {', '.join(PARTS)}.")
    for prefix in PARTS[part]:
        images, labels = (
            _get(public, PublicFile(file, digest), name, from_dir, progress)
            for file, digest in public.digests.items()
            if file.startswith(prefix)
        )
        yield Array(images, labels, images.name, name, public.label_names)


def _get(public: PublicSet, file: PublicFile, name: str, from_dir: Path | None, progress: Progress) -> Path:
    if from_dir is not None:
        return find(file, from_dir)
    return fetch(file, public.mirrors, cache_folder(name), progress)


def _options(source: str, defaults: Mapping[str, str]) -> dict[str, str]:
    """The options behind the question mark, over the defaults."""
    try:
        given = dict(parse_qsl(source.partition("?")[2], strict_parsing=True)) if "?" in source else {}
    except ValueError:
        raise CorpusError(f"{source}: its options cannot be read. Write them as name=value, joined by &.") from None
    if strange := sorted(set(given) - set(defaults)):
        raise CorpusError(f"{source}: unknown {', '.join(strange)}; known: {', '.join(sorted(defaults))}.")
    return {**defaults, **given}
