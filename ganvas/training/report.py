"""The page that a run leaves beside its files: one HTML file that reads the run directory and nothing else."""

import base64
import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from string import Template
from typing import TypeVar

from ganvas import __version__
from ganvas.files import write_whole
from ganvas.run import Run
from ganvas.training import report_parts
from ganvas.training.moment import NEAREST
from ganvas.training.reading import CURVES, Line, verdict
from ganvas.training.report_parts import escape
from ganvas.training.units import number

T = TypeVar("T")

HERE = Path(__file__).parent
MAX_SHEETS = 40
MAX_SHEETS_BYTES = 12_000_000  # as they stand in the page, in base64
MAX_POINTS = 1_000  # of a curve: more than a screen has columns for it


def write_report(run: Run) -> None:
    """Write ``report.html`` into the run directory, whole or not at all.

    Raises:
        RunFailed: the disk is full or the folder cannot be written.
    """
    write_whole(run.path / "report.html", page(run).encode(errors="replace"))


def page(run: Run) -> str:
    """The report as one HTML document without any address outside itself."""
    lines = [line for line in run.lines() if number(line, "seen") is not None]
    sheets, chosen = run.sheets(), choose_sheets(run.sheets())
    script, pairs = _part("report.js"), run.path / NEAREST
    seen = number(lines[-1], "seen") if lines else 0
    return Template(_part("report.html")).substitute(
        title=escape(run.path.resolve().name),
        medium=escape(report_parts.medium_line(run)),
        verdict=escape(verdict(lines, run.recipe.length)),
        percent=min(100 * int(seen or 0) // run.recipe.length, 100),
        film=report_parts.film([(int(sheet.stem), _data_uri(sheet)) for sheet in chosen], len(sheets)),
        curves=report_parts.curves(lines),
        nearest=report_parts.nearest(_data_uri(pairs) if pairs.is_file() else ""),
        events=report_parts.events(lines),
        particulars=report_parts.particulars(run, lines),
        version=escape(__version__),
        style=_part("report.css"),
        script=script,
        script_digest=_script_digest(script),
        data=island(lines, [int(sheet.stem) for sheet in chosen]),
    )


def choose_sheets(sheets: Sequence[Path]) -> list[Path]:
    """Sheets evenly over the run, the first and the last among them: as many as the page can carry."""
    sizes = {sheet: 4 * sheet.stat().st_size / 3 for sheet in sheets}
    for most in range(min(len(sheets), MAX_SHEETS), 0, -1):
        chosen = evenly(sheets, most)
        if sum(sizes[sheet] for sheet in chosen) <= MAX_SHEETS_BYTES:
            return chosen
    return []


def evenly(items: Sequence[T], most: int) -> list[T]:
    """At most ``most`` of the items, evenly apart, the first and the last among them; of one, the last."""
    if len(items) <= most:
        return list(items)
    if most == 1:
        return [items[-1]]
    return [items[round(place * (len(items) - 1) / (most - 1))] for place in range(most)]


def island(lines: Sequence[Line], frames: Sequence[int]) -> str:
    """The numbers of the page as JSON, and nothing but numbers; what is not finite is null."""
    points = evenly(lines, MAX_POINTS)
    keys = [key for curve in CURVES for key, _, _ in curve.series]
    value = {
        "seen": [int(number(line, "seen") or 0) for line in points],
        "series": {key: [_figures(number(line, key)) for line in points] for key in keys},
        "events": [int(number(line, "seen") or 0) for line in lines if line.get("event")],
        "frames": list(frames),
    }
    return json.dumps(value, separators=(",", ":"), allow_nan=False)


def _figures(value: float | None) -> float | None:
    return None if value is None else float(f"{value:.5g}")


def _part(name: str) -> str:
    return (HERE / name).read_text(encoding="utf-8")


def _data_uri(sheet: Path) -> str:
    return "data:image/png;base64," + base64.b64encode(sheet.read_bytes()).decode("ascii")


def _script_digest(script: str) -> str:
    """What the page's policy says of its one script, so that no other can run in it."""
    return "sha256-" + base64.b64encode(hashlib.sha256(script.encode()).digest()).decode("ascii")
