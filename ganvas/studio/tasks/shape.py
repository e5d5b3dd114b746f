"""Work for the room to shape: proposals that follow a wish, and own pictures in the model's latents."""

import base64
import tempfile
from pathlib import Path
from typing import Any

from ganvas.errors import SketchError
from ganvas.files import digest, make_folder, write_whole
from ganvas.model.model import Model
from ganvas.model.project import KINDS, Wish, project, propose, read_both, read_mask
from ganvas.sketch import Sketch
from ganvas.studio.progress import Progress
from ganvas.studio.tasks.explore import model_of


def propose_six(
    progress: Progress, model: str, kind: str, picture: str, sketch: Any, seed: int, count: int, seconds: float
) -> list[dict[str, Any]]:
    """Different answers to a wish, best first; none of them is taken.

    Args:
        progress: is told how far the search is.
        model: the snapshot file.
        kind: colours or lines, of what is painted; or keep, of what stays of a sketch.
        picture: PNG in base64: what is painted, or a mask that is light where the sketch's picture stays.
        sketch: whose picture it is.
        seed: of the chance; another one gives other answers.
        count: how many.
        seconds: at most.
    Raises:
        SketchError: nothing is painted, or this model makes no pictures.
    """
    loaded = model_of(model)
    with tempfile.TemporaryDirectory() as aside:
        path = Path(aside) / f"{kind}.png"
        path.write_bytes(base64.b64decode(picture))
        wish = _wish(loaded, kind, path, Sketch.model_validate(sketch))
    told = _told(progress)
    found = propose(loaded, wish, count, seed, seconds=seconds, kept=True, progress=told)
    return [{"sketch": one.sketch.model_dump(mode="json"), "line": one.line, "score": one.score} for one in found]


def project_own(progress: Progress, model: str, folder: str, into: str, seconds: float, steps: int) -> dict[str, Any]:
    """The nearest that the model comes to an own picture, and what of it it cannot paint.

    Args:
        progress: is told how far the search is.
        model: the snapshot file.
        folder: holds the picture; the first of its files is taken.
        into: the folder for the report's picture.
        seconds: of the search, at most; the lesson before it, once for a model, is not counted.
        steps: of the search, at most.
    Raises:
        SketchError: there is no picture, or this model makes no pictures.
        WorkError: the file is no picture, or damaged.
    """
    files = sorted(path for path in Path(folder).rglob("*") if path.is_file())
    if not files:
        raise SketchError("no picture has arrived; drop one again")
    loaded = model_of(model)
    levels, counts = read_both(files[0], None, loaded)
    found = project(loaded, levels, counts, steps, seconds, kept=True, progress=_told(progress))
    name = f"{digest(found.report.picture)}.png"
    write_whole(make_folder(Path(into)) / name, found.report.picture)
    return {
        "sketch": found.sketch.model_dump(mode="json"), "sentence": found.report.sentence, "report": name,
        "name": files[0].name, "missing": found.report.missing, "reached": found.report.reached,
    }  # fmt: skip


def _wish(model: Model, kind: str, path: Path, sketch: Sketch) -> Wish:
    if kind == "keep":
        mask = read_mask(path, model.card.shape)
        if not mask.any():
            raise SketchError("nothing is marked to be kept yet; paint over what shall stay")
        return Wish(model.render(sketch).levels, kind, mask)
    levels, counts = read_both(path, None, model, paper=KINDS[kind].paper)
    return Wish(levels, kind, counts)


def _told(progress: Progress) -> Any:
    def told(what: str, done: int, of: int) -> None:
        progress(what, done / of if of else -1.0)

    return told
