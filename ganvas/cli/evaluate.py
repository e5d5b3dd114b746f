"""`ganvas evaluate`: a run's model in numbers, each beside what works themselves reach."""

from pathlib import Path
from typing import Annotated

import typer

from ganvas.cli.common import Config, Device, Json, show, verb


@verb
def command(
    run: Annotated[Path, typer.Argument(metavar="RUN", help="A run directory.")],
    samples: Annotated[
        int, typer.Option("--samples", min=1, help="How many to paint, from seeds 0, 1 and so on.")
    ] = 1000,
    looks: Annotated[
        list[str] | None,
        typer.Option(
            "--extractor",
            help="What to measure in: lite0:SIZE, pixels, or judge:FILE; may be given again.",
            show_default="lite0:128 for pictures",
        ),
    ] = None,
    snapshot: Annotated[
        int | None,
        typer.Option(
            "--snapshot", metavar="SEEN", help="The snapshot to measure, by its number.", show_default="newest"
        ),
    ] = None,
    psi: Annotated[float, typer.Option("--psi", help="1 is what the model learned.")] = 1.0,
    corpus: Annotated[
        Path | None, typer.Option("--corpus", help="Where the corpus is now.", show_default="where the run found it")
    ] = None,
    device: Device = "auto",
    as_json: Json = False,
    _config: Config = None,
) -> None:
    """Measure a model: samples against held-out works, each number beside what works themselves reach."""
    from ganvas.cli.progress import ProgressLine
    from ganvas.model.evaluate import Wishes, evaluate

    progress = ProgressLine()
    try:
        found = evaluate(run, Wishes(samples, tuple(looks or ()), snapshot, psi, corpus, device), progress)
    finally:
        progress.close()
    show(found.model_dump(mode="json"), as_json, "\n".join(found.in_words()))
