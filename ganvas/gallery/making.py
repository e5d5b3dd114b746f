"""The making of a work as a film: every step that led to it, painted again in the order in which they were taken."""

from collections.abc import Callable, Iterator, Mapping
from os import PathLike
from pathlib import Path

from ganvas.artwork import KEY
from ganvas.errors import HistoryError
from ganvas.files import digest
from ganvas.gallery.events import Event
from ganvas.gallery.history import History
from ganvas.gallery.painting import write_new
from ganvas.media.image.captions import captioned
from ganvas.media.image.film import best_scale, check_suffix, encode_film, frame_count
from ganvas.media.medium import Bytes8
from ganvas.model.model import Model

FPS = 10
AT_THE_END = 3  # times as long is the last step shown
BY = {"human": "by hand", "model": "by the model"}

Progress = Callable[[str, int, int], None]


def film_making(
    history: History,
    source: str | PathLike[str] | Mapping[str, Path],
    path: Path,
    step: int = 0,
    each_s: float = 1.0,
    captions: bool = True,
    overwrite: bool = False,
    device: str = "auto",
    progress: Progress = lambda *_: None,
) -> tuple[str, tuple[Event, ...]]:
    """Film the steps that led to a node.

    Args:
        history: whose.
        source: a run that holds the snapshots that the steps name, or a snapshot; or the snapshots by their digests.
        path: .mp4, .webm or .gif.
        step: the node; 0: where the artist stands.
        each_s: how long each step is shown, in seconds; the last one three times as long.
        captions: write below each picture which step it is, what was done, and by whom.
        overwrite: replace a file that is there.
        device: as in ``Model.load``.
        progress: called with what is done, how many, of how many.
    Returns:
        SHA-256 of the film's bytes, and its steps.
    Raises:
        HistoryError: there is no such step, a file is in the way, or the steps are of several sizes.
        ModelError: the source does not hold a step's snapshot.
        SketchError: no film of that suffix or length can be written.
    """
    check_suffix(path.suffix)
    if path.exists() and not overwrite:
        raise HistoryError(f"{path}: is there already. Choose another name, or replace it with --overwrite.")
    number = step or history.here
    if not number:
        raise HistoryError(f"{history.path}: nothing happened yet, so there is nothing to film.")
    steps = (*history.ancestors(number), *history.nodes([number]))
    held = frame_count(each_s, FPS)
    models = {event.model: Model.load(_source(source, event.model), event.model, device) for event in steps}
    shapes = {(model.card.medium, model.card.shape) for model in models.values()}
    if len(shapes) > 1 or {medium for medium, _ in shapes} != {"image"}:
        raise HistoryError("a film takes steps of pictures of one size; film the steps of one model")
    scale = best_scale(max(next(iter(shapes))[1][1:]), path.suffix)

    def frames() -> Iterator[Bytes8]:
        for place, event in enumerate(steps, 1):
            levels = models[event.model].render(event.after).levels
            frame = captioned(levels, caption(event), event.reason, scale) if captions else levels
            yield from [frame] * (held * (AT_THE_END if place == len(steps) else 1))
            progress("filming", place, len(steps))

    text = {KEY: models[steps[-1].model].origin(steps[-1].after).to_json(indent=None)}
    data = encode_film(frames(), path.suffix, FPS, text, 1 if captions else scale)
    write_new(path, data, overwrite)
    return digest(data), steps


def _source(source: str | PathLike[str] | Mapping[str, Path], model: str) -> str | PathLike[str]:
    if not isinstance(source, Mapping):
        return source
    if model not in source:
        raise HistoryError(
            f"a step was painted by model {model[:12]}, which is not here; film a step that needs it not"
        )
    return source[model]


def caption(event: Event) -> str:
    """A step in a few words, such as ``7 · merge · by hand``."""
    return f"{event.id} · {event.verb} · {BY[event.actor]}"
