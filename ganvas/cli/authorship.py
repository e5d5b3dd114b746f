"""`ganvas authorship`: what a person did and what the model did, counted from a project's log."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from ganvas.cli.common import Config, Json, show, verb
from ganvas.errors import SignError


class Share(StrEnum):
    """How much of a work is the model's, in the codes of the AI Attribution Toolkit."""

    entirely_ai = "EAI"
    primarily_ai = "PAI"
    blend = "HAb"
    primarily_human = "Ph"
    entirely_human = "Eh"


@verb
def command(
    source: Annotated[
        Path, typer.Argument(metavar="PROJECT|FILE", help="A project's folder; or a signed file, for what it says.")
    ],
    step: Annotated[
        int, typer.Option("--step", metavar="N", min=0, help="The step that the work shows; where you stand, if 0.")
    ] = 0,
    project: Annotated[
        Path | None, typer.Option("--project", metavar="PROJECT", help="Of a signed file: count its log again.")
    ] = None,
    model: Annotated[
        Path | None, typer.Option("--model", metavar="RUN|SNAPSHOT", help="What painted it, for --corpus.")
    ] = None,
    corpus: Annotated[
        Path | None, typer.Option("--corpus", metavar="CORPUS", help="What the model learned from: whose works.")
    ] = None,
    title: Annotated[str, typer.Option("--title", help="Of the work.")] = "",
    author: Annotated[str, typer.Option("--author", help="Whose name stands on it.")] = "",
    proportion: Annotated[
        Share | None,
        typer.Option("--proportion", help="EAI, PAI, HAb, Ph or Eh, as you see it; else by rule.", show_default=False),
    ] = None,
    label: Annotated[bool, typer.Option("--label", help="Only the few lines of a label beside the work.")] = False,
    as_json: Json = False,
    _config: Config = None,
) -> None:
    """Say who made what, from the log of a project: for a label, for a registration, for a script."""
    if source.is_file():
        _signed(source, project, as_json)
        return
    from ganvas.gallery.history import History
    from ganvas.provenance import authorship
    from ganvas.publishing.authored import authorship_of, corpus_of

    if (corpus is None) != (model is None):
        raise SignError("--corpus CORPUS and --model RUN go together: the model's snapshot says what it learned from")
    with History.open(source, make=False) as history:
        told = authorship_of(history, step, proportion=proportion.value if proportion else None)
    if corpus and model:
        told = told.but(corpus=corpus_of(corpus, model, told.model))
    words = authorship.label(told, title, author) if label else authorship.lines(told, title, author)
    said = told.model_dump(mode="json") | {"attribution": told.attribution, "statement": authorship.short(told)}
    show(said, as_json, "\n".join(words))


def _signed(file: Path, project: Path | None, as_json: bool) -> None:
    """What a signed file says, and whether the log of its project gives the same again. Exit code 1 if not."""
    from ganvas.gallery.history import History
    from ganvas.provenance import keys
    from ganvas.provenance.tell import plain
    from ganvas.provenance.verify import verify
    from ganvas.publishing.authored import agrees, claimed

    report = verify(file, anchors=keys.anchors())
    if report.verdict != "intact":
        raise SignError(f"{file}: is not as it was signed, or was not signed. ganvas verify {file} says more.")
    said, again = claimed(report.chain[0].says, str(file)), None
    if project is not None:
        with History.open(project, make=False) as history:
            again = agrees(said, history)
    words = {None: "", True: "the log gives the same again", False: "THE LOG GIVES OTHER COUNTS"}[again]
    lines = [plain(said.statement), plain(said.attribution), f"step {said.step}, {said.steps_read} events read", words]
    told = said.model_dump(mode="json") | ({} if again is None else {"agrees": again})
    show(told, as_json, "\n".join(line for line in lines if line))
    if again is False:
        raise typer.Exit(1)
