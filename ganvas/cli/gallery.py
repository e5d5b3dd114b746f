"""`ganvas gallery`: works hung whole, found again, checked, and shown as a folder of pages."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ganvas.cli.common import Json, show, verb
from ganvas.errors import GalleryError

if TYPE_CHECKING:
    from ganvas.gallery.entries import Entry
    from ganvas.gallery.gallery import Gallery

group = typer.Typer(no_args_is_help=True, rich_markup_mode=None)

Place = Annotated[Path, typer.Option("--gallery", metavar="DIR", help="The gallery's folder.")]
Url = Annotated[
    str,
    typer.Option("--database", metavar="URL", help="PostgreSQL instead of a file in it: postgresql://user@host/name."),
]
Work = Annotated[int, typer.Argument(metavar="WORK", help="The number of a work.")]
Text = Annotated[str, typer.Option("--text", help="Beginnings of words of the title, the note and the tags.")]
Tag = Annotated[str, typer.Option("--tag", help="A tag that it has.")]
Starred = Annotated[bool, typer.Option("--starred", help="Only those with a star.")]
ModelOption = Annotated[str, typer.Option("--model", metavar="DIGEST", help="By this snapshot; a beginning will do.")]
HERE = Path("gallery")


@verb
def import_(
    pictures: Annotated[
        list[Path], typer.Argument(metavar="FILE…", help="Pictures, films, sounds and more, or folders of them.")
    ],
    place: Place = HERE,
    url: Url = "",
    title: Annotated[str, typer.Option("--title", help="Its title.")] = "",
    note: Annotated[str, typer.Option("--note", help="What there is to say of it.")] = "",
    tags: Annotated[list[str] | None, typer.Option("--tag", help="A tag; may be given again.")] = None,
    parents: Annotated[
        list[int] | None, typer.Option("--parent", metavar="WORK", help="A work it was made from; may be given again.")
    ] = None,
    edition: Annotated[str, typer.Option("--edition", metavar="N/OF", help="Its number in an edition, as 3/20.")] = "",
    preview: Annotated[
        Path | None,
        typer.Option("--preview", metavar="PICTURE", help="What stands for a sound, a MIDI file and so on."),
    ] = None,
    history: Annotated[
        str, typer.Option("--history", metavar="PROJECT:N", help="The node of a history that it comes from.")
    ] = "",
    as_json: Json = False,
) -> None:
    """Hang pictures, films, sounds and more: each is copied whole, and what its file tells is kept with it."""
    from ganvas.gallery.entries import parse_edition
    from ganvas.gallery.gallery import About

    number, of = parse_edition(edition) if edition else (0, 0)
    project, node = _node(history)
    about = About(
        title=title, note=note, tags=tuple(tags or ()), parents=tuple(parents or ()), edition=number, edition_of=of,
        project=project, event=node,
    )  # fmt: skip
    hung: list[Entry] = []
    with _open(place, url, make=True) as gallery:
        for picture in _files(pictures):
            hung.append(gallery.add(picture, about, preview=preview or ""))
            if not as_json:
                typer.echo(_line(hung[-1]))
    if as_json:
        show([_told(place, entry) for entry in hung], True, "")


@verb
def list_(
    place: Place = HERE,
    url: Url = "",
    text: Text = "",
    tag: Tag = "",
    color: Annotated[str, typer.Option("--color", help="Works that have it or one near it, such as #aa5533.")] = "",
    like: Annotated[
        Path | None, typer.Option("--like", metavar="PICTURE", help="Works that look like this picture.")
    ] = None,
    starred: Starred = False,
    model: ModelOption = "",
    page: Annotated[int, typer.Option("--page", min=1, help="Which page.")] = 1,
    size: Annotated[int, typer.Option("--size", min=0, help="Works on a page; 0 shows all of them at once.")] = 0,
    as_json: Json = False,
) -> None:
    """Show works: the newest first, or those that are nearest to a colour or a picture."""
    from ganvas.gallery.wishes import MOST, Wish

    if like and color:
        raise GalleryError("--like and --color both ask for what is nearest; give one of them")
    wish = Wish(text=text, tag=tag, color=color, starred=starred, model=model, page=page, size=size or MOST)
    with _open(place, url) as gallery:
        found = gallery.like(like, wish) if like else gallery.find(wish)
    apart = [{"distance": round(distance, 2)} for distance in found.distances] or [{}] * len(found.entries)
    told = [_told(place, entry) | more for entry, more in zip(found.entries, apart, strict=True)]
    lines = [*map(_line, found.entries), f"{len(found.entries):,} of {found.total:,} works"]
    show(told, as_json, "\n".join(lines))


@verb
def show_(work: Work, place: Place = HERE, url: Url = "", as_json: Json = False) -> None:
    """Show all that is known of a work."""
    from ganvas.sketch.line import write_line

    with _open(place, url) as gallery:
        entry = gallery.entry(work)
        children = [child.id for child in gallery.children(work)]
    told = _told(place, entry) | {"children": children}
    words = told | {"version": 0, "sketch": write_line(entry.sketch) if entry.sketch else ""}
    lines = [f"{name}: {_plain(value)}" for name, value in words.items() if value not in ("", [], 0, None)]
    show(told, as_json, "\n".join(lines))


@verb
def tag(
    work: Work,
    add: Annotated[list[str] | None, typer.Option("--add", help="A tag to add; may be given again.")] = None,
    remove: Annotated[list[str] | None, typer.Option("--remove", help="A tag to remove; may be given again.")] = None,
    place: Place = HERE,
    url: Url = "",
    as_json: Json = False,
) -> None:
    """Tag a work, or remove tags."""
    with _open(place, url) as gallery:
        entry = gallery.tag(work, add or (), remove or ())
    show(_told(place, entry), as_json, _line(entry))


@verb
def star(
    work: Work,
    off: Annotated[bool, typer.Option("--off", help="Take the star away.")] = False,
    place: Place = HERE,
    url: Url = "",
    as_json: Json = False,
) -> None:
    """Give a work a star."""
    with _open(place, url) as gallery:
        entry = gallery.change(work, starred=not off)
    show(_told(place, entry), as_json, _line(entry))


@verb
def name(
    work: Work,
    title: Annotated[str | None, typer.Option("--title", help="Its title.")] = None,
    note: Annotated[str | None, typer.Option("--note", help="What there is to say of it.")] = None,
    edition: Annotated[str | None, typer.Option("--edition", metavar="N/OF", help="As 3/20.")] = None,
    place: Place = HERE,
    url: Url = "",
    as_json: Json = False,
) -> None:
    """Give a work another title, note or edition."""
    from ganvas.gallery.entries import parse_edition

    said: dict[str, Any] = {} if edition is None else dict(
        zip(("edition", "edition_of"), parse_edition(edition), strict=True)
    )  # fmt: skip
    said |= {key: value for key, value in (("title", title), ("note", note)) if value is not None}
    with _open(place, url) as gallery:
        entry = gallery.change(work, **said)
    show(_told(place, entry), as_json, _line(entry))


@verb
def check(place: Place = HERE, url: Url = "", as_json: Json = False) -> None:
    """Read every file: each there, each as it was hung. Exit code 2 if not."""
    from ganvas.cli.progress import ProgressLine

    progress = ProgressLine()
    with _open(place, url) as gallery:
        try:
            harm, count = gallery.check(progress), len(gallery)
        finally:
            progress.close()
    show({"works": count, "damaged": harm}, as_json, "\n".join(harm) or f"{count:,} works, each there and whole")
    if harm:
        raise typer.Exit(2)


@verb
def export(
    into: Annotated[
        Path | None, typer.Option("--into", metavar="DIR", help="The folder for the pages.", show_default=False)
    ] = None,
    edition: Annotated[
        Path | None,
        typer.Option("--edition", metavar="FILE", help="One ZIP instead: numbered works, credentials, pages, digests."),
    ] = None,
    place: Place = HERE,
    url: Url = "",
    title: Annotated[str, typer.Option("--title", help="Above the works.")] = "Gallery",
    text: Text = "",
    tag: Tag = "",
    starred: Starred = False,
    model: ModelOption = "",
    as_json: Json = False,
) -> None:
    """Write works as a folder of pages, or as an edition, that opens without a server or a network."""
    from ganvas.cli.progress import ProgressLine
    from ganvas.gallery.edition import make_edition
    from ganvas.gallery.web import export as write
    from ganvas.gallery.wishes import Wish

    if (into is None) == (edition is None):
        raise GalleryError("give one of --into DIR, for pages, and --edition FILE, for one ZIP")
    progress, wish = ProgressLine(), Wish(text=text, tag=tag, starred=starred, model=model)
    with _open(place, url) as gallery:
        try:
            if edition is not None:
                count, digest = make_edition(gallery, edition, wish, title, progress)
                path, more = edition, {"digest": digest}
            else:
                assert into is not None
                count, path, more = write(gallery, into, wish, title, progress), into / "index.html", {}
        finally:
            progress.close()
    show({"path": str(path), "works": count} | more, as_json, f"{path}: {count:,} work{'s' * (count != 1)}")


VERBS: dict[str, Callable[..., None]] = {
    "import": import_,
    "list": list_,
    "show": show_,
    "tag": tag,
    "star": star,
    "name": name,
    "check": check,
    "export": export,
}
for _name, _call in VERBS.items():
    group.command(_name)(_call)


def _open(place: Path, url: str, make: bool = False) -> "Gallery":
    from ganvas.gallery.gallery import Gallery

    return Gallery.open(place, url, make)


def _files(given: list[Path]) -> list[Path]:
    """The files, those in folders by their names."""
    from ganvas.gallery.forms import other_suffixes
    from ganvas.media import medium

    suffixes = (*medium("image").suffixes, *other_suffixes())
    files: list[Path] = []
    for path in given:
        inside = sorted(one for one in path.iterdir() if one.suffix.lower() in suffixes) if path.is_dir() else [path]
        if not inside:
            raise GalleryError(f"{path}: no picture and no other work in this folder.")
        files += inside
    return files


def _node(text: str) -> tuple[str, int]:
    """The project and the number of ``PROJECT:N``."""
    project, _, number = text.rpartition(":")
    if text and not (project and number.isdecimal() and number.isascii()):
        raise GalleryError(f"--history {text}: write the project and the number of its event, as in paintings:12")
    return (project, int(number)) if text else ("", 0)


def _told(place: Path, entry: "Entry") -> dict[str, Any]:
    """An entry as a script reads it; its path leads to the file."""
    return entry.model_dump(mode="json") | {"path": str(place / entry.path)}


def _plain(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _line(entry: "Entry") -> str:
    """An entry in one line."""
    parts = [
        f"{entry.id} {entry.path}",
        *([f"“{entry.title}”"] if entry.title else []),
        *([f"{entry.edition}/{entry.edition_of}"] if entry.edition else []),
        *([", ".join(entry.tags)] if entry.tags else []),
        *(["★"] if entry.starred else []),
    ]
    return "  ".join(parts)
