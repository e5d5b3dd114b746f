"""Pictures of a play: who is on stage when, who speaks how much, and how tense it is."""

import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from ganvas.errors import pick
from ganvas.media.drama.play import Play, Scene
from ganvas.media.drama.read.builder import roman
from ganvas.media.drama.tension import tension_of
from ganvas.media.drama.write.canvas import BLUE, CANVASES, INK, PALE, QUIET, RULE, Canvas, text_width

MOST_ROWS, NAME_SIZE, NAME_LETTERS = 30, 14, 28
MARGIN, HEAD, ROW, FOOT = 36, 112, 25, 84
LEAST_COLUMN, MOST_COLUMN, GRID_PX = 14, 46, 1000
BAND = "#f3efe7"
MOODS = {"dark": "#4a4e69", "even": "#d5cec1", "bright": "#e0a458"}


@dataclass(frozen=True)
class _Grid:
    """Where things stand on a map."""

    play: Play
    scenes: tuple[Scene, ...]
    names: tuple[str, ...]
    words: tuple[Counter[str], ...]
    left: float
    column: float

    @property
    def right(self) -> float:
        return self.left + self.column * len(self.scenes)

    @property
    def bottom(self) -> float:
        return HEAD + ROW * len(self.names)


def plot_map(play: Play, form: str = "svg", text: Mapping[str, str] | None = None) -> bytes:
    """Who is on stage when: a row for each character in the order of their entrance, a column for each scene.

    A bar stands where somebody speaks, and is as thick as that is long; a thin line leads from the first scene to
    the last. Below are the words of each scene, in the colour of its mood where it has one.

    Args:
        play: written, or to be written.
        form: svg or png.
        text: what a PNG carries.
    """
    grid = _grid(play)
    width, height = math.ceil(grid.right + MARGIN), math.ceil(grid.bottom + FOOT)
    canvas = pick(CANVASES, "form of a chart", form)(width, height, f"{play.title}: who is on stage when")
    _head(canvas, play.title, "who is on stage when")
    _acts(canvas, grid)
    for row, name in enumerate(grid.names):
        _row(canvas, grid, row, name)
    _lengths(canvas, grid)
    return canvas.bytes(text or {})


def stage_time(play: Play, form: str = "svg", text: Mapping[str, str] | None = None) -> bytes:
    """Who speaks how much: a bar for each character, the longest first, with words and number of speeches."""
    words: Counter[str] = Counter()
    turns: Counter[str] = Counter()
    for speech in play.speeches():
        for name in speech.speakers:
            words[name] += speech.words
            turns[name] += 1
    shown = [name for name, _ in words.most_common() if name in play.cast][:MOST_ROWS]
    label = max((text_width(_short(name), NAME_SIZE) for name in shown), default=0) + 16
    left, width = MARGIN + label, round(MARGIN + label + 620 + 150)
    canvas = pick(CANVASES, "form of a chart", form)(
        width, HEAD - 20 + ROW * len(shown) + MARGIN, f"{play.title}: who speaks how much"
    )
    _head(canvas, play.title, "who speaks how much: words in speeches")
    most = max((words[name] for name in shown), default=1) or 1
    for row, name in enumerate(shown):
        base = HEAD - 20 + ROW * row
        canvas.text((left - 12, base + 17), _short(name), INK, NAME_SIZE, "r")
        length = 600 * words[name] / most
        canvas.rect((left, base + 6, left + max(2, length), base + 19), BLUE, 3)
        canvas.text((left + length + 10, base + 17), f"{words[name]:,} in {turns[name]}", QUIET, 12)
    return canvas.bytes(text or {})


def tension_chart(play: Play, form: str = "svg", text: Mapping[str, str] | None = None) -> bytes:
    """How tense the play is over its time, counted in words, with a line where each act begins."""
    width, height, points = 1000, 300, 240
    canvas = pick(CANVASES, "form of a chart", form)(width, height, f"{play.title}: tension")
    _head(canvas, play.title, "tension: quick short turns among many are high, long speeches low")
    left, right, top, bottom = MARGIN, width - MARGIN, HEAD, height - 48
    total, said, act = max(1, sum(scene.words for scene in play.scenes)), 0, -1
    for scene in play.scenes:
        x = left + (right - left) * said / total
        if scene.act != act:
            canvas.line([(x, top), (x, bottom)], RULE, 1)
            canvas.text((x + 5, bottom + 20), _act_name(play, scene.act), QUIET, 12)
        act, said = scene.act, said + scene.words
    curve = tension_of(play, points).tension.tolist()
    xs = [left + (right - left) * (place + 0.5) / points for place in range(points)]
    dots = [(x, bottom - (bottom - top) * value) for x, value in zip(xs, curve, strict=True)]
    canvas.area([(xs[0], bottom), *dots, (xs[-1], bottom)], PALE)
    canvas.line(dots, BLUE, 1.6)
    canvas.line([(left, bottom), (right, bottom)], QUIET, 1)
    return canvas.bytes(text or {})


def _grid(play: Play) -> _Grid:
    scenes = tuple(scene for scene in play.scenes if scene.beats)
    kept = set(play.by_speeches()[:MOST_ROWS])
    names = tuple(name for name in play.cast if name in kept)
    words = tuple(_words(scene) for scene in scenes)
    label = max((text_width(_short(name), NAME_SIZE) for name in names), default=0) + 18
    column = min(MOST_COLUMN, max(LEAST_COLUMN, GRID_PX / max(1, len(scenes))))
    return _Grid(play, scenes, names, words, MARGIN + label, column)


def _words(scene: Scene) -> Counter[str]:
    counts: Counter[str] = Counter()
    for speech in scene.speeches:
        for name in speech.speakers:
            counts[name] += max(1, speech.words)
    return counts


def _head(canvas: Canvas, title: str, said: str) -> None:
    canvas.text((MARGIN, 42), title if len(title) < 80 else f"{title[:79]}…", INK, 22)
    canvas.text((MARGIN, 62), said, QUIET, 13)


def _acts(canvas: Canvas, grid: _Grid) -> None:
    """A band behind every other act, its name above, and the number of each scene."""
    starts = [place for place, scene in enumerate(grid.scenes) if not place or scene.act != grid.scenes[place - 1].act]
    for number, start in enumerate(starts):
        end = starts[number + 1] if number + 1 < len(starts) else len(grid.scenes)
        left, right = grid.left + grid.column * start, grid.left + grid.column * end
        if number % 2 == 0:
            canvas.rect((left, HEAD - 30, right, grid.bottom + 4), BAND)
        name = _act_name(grid.play, grid.scenes[start].act)
        if text_width(name, 12) < right - left - 6:
            canvas.text((left + 6, HEAD - 16), name, QUIET, 12)
        for place in range(start, end):
            middle = grid.left + grid.column * (place + 0.5)
            if grid.column >= 20 or (place - start) % 2 == 0:
                canvas.text((middle, HEAD - 2), str(place - start + 1), QUIET, 10, "m")


def _act_name(play: Play, act: int) -> str:
    name = play.acts[act] if act < len(play.acts) else ""
    name = name if name and len(name) <= 24 else f"Act {roman(act + 1)}"
    return name.capitalize() if name.isupper() and len(name.split()) < 2 else name


def _row(canvas: Canvas, grid: _Grid, row: int, name: str) -> None:
    middle = HEAD + ROW * row + ROW / 2 + 2
    canvas.text((grid.left - 14, middle + 5), _short(name), INK, NAME_SIZE, "r")
    here = [place for place, words in enumerate(grid.words) if words[name]]
    if not here:
        return
    inset = grid.column * 0.5
    canvas.line(
        [(grid.left + grid.column * here[0] + inset, middle), (grid.left + grid.column * here[-1] + inset, middle)],
        PALE,
        2,
    )
    for place in here:
        thick = 3.5 + min(7.0, 0.24 * math.sqrt(grid.words[place][name]))
        left = grid.left + grid.column * place + 2
        canvas.rect((left, middle - thick, left + grid.column - 4, middle + thick), BLUE, 3.5)


def _lengths(canvas: Canvas, grid: _Grid) -> None:
    """The words of each scene as bars below the map."""
    base, tall = grid.bottom + 52, 36
    most = max((scene.words for scene in grid.scenes), default=1) or 1
    canvas.text((grid.left - 14, base), "words", QUIET, 12, "r")
    for place, scene in enumerate(grid.scenes):
        left = grid.left + grid.column * place + 2
        top = base - max(2.0, tall * scene.words / most)
        canvas.rect((left, top, left + grid.column - 4, base), MOODS.get(scene.mood, PALE), 2)
    x = grid.left
    for mood, color in MOODS.items() if any(scene.mood for scene in grid.scenes) else ():
        canvas.rect((x, base + 13, x + 10, base + 23), color, 2)
        canvas.text((x + 15, base + 22), mood, QUIET, 11)
        x += 30 + text_width(mood, 11)


def _short(name: str) -> str:
    name = name.title() if name.isupper() else name
    return name if len(name) <= NAME_LETTERS else f"{name[: NAME_LETTERS - 1]}…"


CHARTS = {"plot map": plot_map, "stage time": stage_time, "tension": tension_chart}
