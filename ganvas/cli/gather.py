"""`ganvas gather`: works from folders, archives and public sets into a corpus."""

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from ganvas.cli.common import Config, DryRun, Json, show, verb


class LabelsFrom(StrEnum):
    """Where a work's class comes from."""

    none = "none"
    folders = "folders"


class NearDuplicates(StrEnum):
    """What becomes of a work that looks like an earlier one."""

    report = "report"
    leave_out = "leave-out"
    ignore = "ignore"


@verb
def command(
    sources: Annotated[
        list[str],
        typer.Argument(
            metavar="SOURCE…",
            help="Folders, zip or tar files, single works, IDX or .npy arrays; builtin:ink, or "
            "builtin:ink?works=3000&colour=seal; or a public set, fetched only when it is named: "
            "mnist, fashion-mnist, kmnist, or mnist?part=test, part=all.",
        ),
    ],
    into: Annotated[Path, typer.Option("--into", help="The corpus folder; one that is there is added to.")],
    from_dir: Annotated[
        Path | None, typer.Option("--from", help="A folder that has the files of a public set; nothing is fetched.")
    ] = None,
    medium: Annotated[
        str,
        typer.Option("--medium", help="The art form of the works.", show_default="as their suffixes tell"),
    ] = "",
    author: Annotated[str, typer.Option("--author", help="Whose works they are.")] = "",
    mine: Annotated[
        bool,
        typer.Option("--mine", help="They are the author's own works, all that do not name somebody else; asks once."),
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Answer that question with yes.")] = False,
    labels: Annotated[
        LabelsFrom, typer.Option("--labels", help="folders: each folder is a class of works.")
    ] = LabelsFrom.none,
    near: Annotated[
        NearDuplicates, typer.Option("--near", help="Works that look like an earlier one.")
    ] = NearDuplicates.report,
    link: Annotated[
        bool, typer.Option("--link", help="Leave the files where they are instead of copying them.")
    ] = False,
    min_px: Annotated[int, typer.Option("--min-px", min=1, help="Leave out works with a shorter side than this.")] = 16,
    max_mpx: Annotated[
        int, typer.Option("--max-mpx", min=1, max=178, help="Leave out works of more megapixels: decompression bombs.")
    ] = 64,
    dry_run: DryRun = False,
    as_json: Json = False,
    _config: Config = None,
) -> None:
    """Gather works into a corpus. Every file that is left out or read with a conversion is reported."""
    from ganvas.cli.progress import ProgressLine
    from ganvas.corpus.corpus import Corpus
    from ganvas.corpus.gathering import survey
    from ganvas.corpus.report import in_words, summary
    from ganvas.corpus.rights.view import counts, short
    from ganvas.corpus.wishes import Wishes

    if mine and not dry_run:
        _ask(sources, author, yes)
    progress = ProgressLine()
    largest_px = max_mpx * 1_000_000
    try:
        if dry_run:
            wishes = Wishes(labels.value, near.value, link, min_px, largest_px, mine=mine, medium=medium)
            tally, lines = survey(sources, into, from_dir, wishes, progress, author)
            found = {"path": str(into), "dry_run": True, **summary(tally.added, lines)}
            text = [f"{tally.added:,} works would go into {into}.", *in_words(lines)]
        else:
            corpus = Corpus.gather(
                *sources, into=into, author=author, from_dir=from_dir, labels=labels.value, near=near.value, link=link,
                smallest_px=min_px, largest_px=largest_px, mine=mine, medium=medium,
                progress=progress,
            )  # fmt: skip
            found = {**corpus.summary(), "rights": counts(corpus).model_dump()}
            text = [*corpus.in_words(), short(counts(corpus))]
    finally:
        progress.close()
    show(found, as_json, "\n".join(text))


def _ask(sources: list[str], author: str, yes: bool) -> None:
    """The one question behind --mine.

    Raises:
        CorpusError: no author, the answer is no, or nobody is there to answer.
    """
    from ganvas.corpus.rights.asking import check_mine
    from ganvas.errors import CorpusError

    check_mine(True, author, sources)
    what = ", ".join(sources)
    if yes:
        return
    if not has_terminal():
        raise CorpusError(f"--mine: nobody is here to say that {what} is {author}'s own work. Give --yes if it is.")
    if not typer.confirm(f"Did {author} make everything in {what}, and hold all rights in it?", err=True):
        raise CorpusError("nothing was gathered. Leave --mine away, and say whose works they are in rights.csv.")


def has_terminal() -> bool:
    """Whether somebody can answer."""
    return sys.stdin.isatty()
