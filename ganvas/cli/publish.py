"""`ganvas publish`: files with title, author, an invisible mark and credentials; or as they were."""

from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from ganvas.cli.common import Config, DryRun, Json, show, verb


class Wish(StrEnum):
    """What others may do with the work."""

    allowed = "allowed"
    not_allowed = "notAllowed"
    constrained = "constrained"


class Mark(StrEnum):
    """Whether to write an invisible mark."""

    on = "on"
    off = "off"


@verb
def command(
    files: Annotated[list[Path], typer.Argument(metavar="FILE…", help="Files to publish.")],
    key: Annotated[
        str, typer.Option("--key", metavar="NAME", help="The key that signs; the only one, if left out.")
    ] = "",
    title: Annotated[str, typer.Option("--title", help="The title that is signed; the file's name, if left out.")] = "",
    author: Annotated[str, typer.Option("--author", help="Who made it; the key's holder, if left out.")] = "",
    rights: Annotated[str, typer.Option("--rights", help="A line on rights, such as © 2026 Ada.")] = "",
    training: Annotated[Wish, typer.Option("--training", help="Whether others may train on it.")] = Wish.not_allowed,
    constraint: Annotated[str, typer.Option("--constraint", help="What is asked of them, where constrained.")] = "",
    into: Annotated[
        Path | None,
        typer.Option("--into", metavar="DIR", help="A folder for what is published; else each is replaced."),
    ] = None,
    model: Annotated[
        Path | None, typer.Option("--model", metavar="RUN|SNAPSHOT", help="What painted them, for the whole chain.")
    ] = None,
    corpus: Annotated[
        Path | None,
        typer.Option(
            "--corpus",
            metavar="CORPUS",
            help="What the model learned from: whose works, and how far this is from them.",
        ),
    ] = None,
    project: Annotated[
        str,
        typer.Option(
            "--project", metavar="PROJECT[:N]", help="The project whose log says who did what; N is the step it shows."
        ),
    ] = "",
    edit_of: Annotated[
        Path | None, typer.Option("--edit-of", metavar="FILE", help="The signed file that this was made from by hand.")
    ] = None,
    made_of: Annotated[
        list[Path] | None,
        typer.Option("--made-of", metavar="FILE", help="A signed file that is part of this; repeat it."),
    ] = None,
    painted: Annotated[bool, typer.Option("--painted", help="A person painted in it.")] = False,
    china: Annotated[
        str,
        typer.Option("--china-label", metavar="PRODUCER", help="Write China's label into the file, with this name."),
    ] = "",
    mark: Annotated[Mark, typer.Option("--mark", help="An invisible mark in pictures, on or off.")] = Mark.on,
    gallery: Annotated[
        Path, typer.Option("--gallery", metavar="DIR", help="The gallery in which pictures hang from then on.")
    ] = Path("gallery"),
    hang: Annotated[bool, typer.Option("--hang/--no-hang", help="Hang pictures in the gallery.")] = True,
    passphrase_file: Annotated[
        Path | None, typer.Option("--passphrase-file", metavar="FILE", help="Its first line unlocks the key.")
    ] = None,
    dry_run: DryRun = False,
    as_json: Json = False,
    _config: Config = None,
) -> None:
    """Sign files with what they were made from, mark them, hang them in the gallery; each wholly or not at all."""
    from ganvas.gallery.gallery import Gallery
    from ganvas.provenance import keys
    from ganvas.provenance.claim import Words
    from ganvas.provenance.ledger import Lines
    from ganvas.publishing.publish import Wishes
    from ganvas.publishing.shelf import Hung

    name = keys.choose(key)
    if dry_run:
        found = [{"path": str((into or file.parent) / file.name), "key": name, "dry_run": True} for file in files]
        show(found, as_json, f"{len(files)} to publish with the key {name}; nothing was written")
        return
    credential = keys.unlock(name, passphrase_file)
    words = Words(author=author or credential.key.holder, rights=rights, wish=training.value, constraint=constraint)
    wishes = Wishes(words, into, model, edit_of, made_of or (), painted, mark is Mark.on, china=china)
    each = _each(files, title, corpus, wishes)
    if project:
        each = _with_authorship(each, project)
    if hang:
        with Gallery.open(gallery) as opened:
            done, refused = _publish_each(each, credential, Hung(opened))
    else:
        done, refused = _publish_each(each, credential, Lines())
    lines = [f"{one.path}: {'published' if one.done else 'left'}{f' ({one.note})' if one.note else ''}" for one in done]
    show([one.model_dump(mode="json") for one in done], as_json, "\n".join(lines))
    if refused:
        raise typer.Exit(refused)


def _each(files: list[Path], title: str, corpus: Path | None, wishes: Any) -> dict[Path, Any]:
    """What is wished for each file: its title, and what the corpus says of it."""
    from ganvas.corpus.corpus import Corpus
    from ganvas.publishing.learned import facts_of, originality_of

    each = {file: replace(wishes, words=wishes.words.but(title=title or file.stem)) for file in files}
    if corpus is None:
        return each
    works = Corpus.open(corpus)
    facts, found = facts_of(works), originality_of(files, works)
    return {file: replace(own, corpus=facts, originality=found[file]) for file, own in each.items()}


def _with_authorship(each: dict[Path, Any], project: str) -> dict[Path, Any]:
    """The same with what the log of a project says of each file."""
    from ganvas.publishing.authored import of_file

    found = {}
    for file, wishes in each.items():
        told = of_file(file, project, wishes.corpus)
        found[file] = replace(wishes, contribution=told.contribution(), painted=wishes.painted or told.by_hand)
    return found


def _publish_each(each: dict[Path, Any], credential: Any, shelf: Any) -> tuple[list[Any], int]:
    """What became of each file, and the gravest exit code; a file that is refused does not keep the others."""
    from ganvas.errors import GanvasError
    from ganvas.publishing.publish import publish

    done, refused = [], 0
    with shelf.held():
        for file, wishes in each.items():
            try:
                done.append(publish(file, credential, shelf, wishes))
            except GanvasError as error:
                typer.echo(f"ganvas: {error}", err=True)
                refused = max(refused, error.exit_code)
    return done, refused
