"""A dance in other forms: a table of where its joints are, and what a page needs to show it."""

import csv
import io
import json
import math
from collections.abc import Callable, Mapping

from ganvas.media.dance.bvh import write_bvh
from ganvas.media.dance.features import Sample, to_motion
from ganvas.media.dance.figure import Figure
from ganvas.media.dance.film import film
from ganvas.media.dance.stage import stage_of
from ganvas.media.dance.strip import preview

FAINT = 4  # decimals of a body height on a page: a fifth of a millimetre
RISKY = ("=", "+", "-", "@", "\t", "\r")  # a spreadsheet would take a name that begins so for a formula


def bvh(sample: Sample, figure: Figure, text: Mapping[str, str]) -> bytes:
    """A sample as the bytes of a BVH file on the figure's own skeleton, which carries ``text`` as ``write_bvh`` says.

    Raises:
        ShapeError: the sample is not one of this figure's.
    """
    return write_bvh(to_motion(sample, figure), text)


def table(sample: Sample, figure: Figure, _text: Mapping[str, str]) -> bytes:
    """A sample as CSV: one row a frame, its time in seconds, and x, y, z of every joint in the file's unit, y up.

    Raises:
        ShapeError: the sample is not one of this figure's.
    """
    stage, file = stage_of(sample, figure), io.StringIO()
    count = len(figure.joints)
    writer = csv.writer(file, lineterminator="\n")
    names = [f"'{name}" if name.startswith(RISKY) else name for name in stage.names[:count]]
    writer.writerow(["seconds", *(f"{name} {axis}" for name in names for axis in "xyz")])
    digits = max(0, 5 - math.floor(math.log10(figure.height)))
    for frame, places in enumerate((stage.places[:, :count] * figure.height).reshape(len(stage.places), -1)):
        writer.writerow([f"{frame / figure.fps:.4f}", *(f"{value:.{digits}f}" for value in places)])
    return file.getvalue().encode()


def page(sample: Sample, figure: Figure, text: Mapping[str, str]) -> bytes:
    """A sample as JSON for a page that draws it.

    ``names``, ``parents`` (−1 for the first), ``sides`` (−1 left, 0 trunk, 1 right), ``head`` (a point or −1),
    ``torso`` (points), ``feet``, ``stands`` (frames of feet, 0 or 1), ``frames`` (frames of points of x, y, z in
    body heights, y up from the floor), ``fps``, ``height`` and ``text``.

    Raises:
        ShapeError: the sample is not one of this figure's.
    """
    stage = stage_of(sample, figure)
    shown = {
        "names": stage.names,
        "parents": stage.parents,
        "sides": stage.limbs,
        "head": stage.head,
        "torso": stage.torso,
        "feet": figure.feet,
        "stands": stage.stands[:, figure.feet].astype(int).tolist(),
        "frames": stage.places.round(FAINT).tolist(),
        "fps": figure.fps,
        "height": figure.height,
        "text": dict(text),
    }
    return json.dumps(shown, ensure_ascii=False, separators=(",", ":")).encode()


FORMS: Mapping[str, Callable[[Sample, Figure, Mapping[str, str]], bytes]] = {
    ".bvh": bvh,
    ".csv": table,
    ".json": page,
    ".mp4": film,
    ".png": preview,
}
