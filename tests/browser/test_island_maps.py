"""The islands that one walks about on, and those that move: gv-map, gv-tree, gv-strip, gv-score, gv-skeleton."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles

from ganvas.media.image.tiles import CELL, TILE
from ganvas.model.atlas.draw import Wall, _write
from ganvas.model.atlas.index import Index
from tests.browser.showing import atlas, heard, no_faults, put, wait_heard, with_islands

CELLS = np.array([[0, 3], [3, 3], [4, 4], [7, 7], [1, 3]])  # of 8 × 8 places; the last is a work
SCORE = {
    "notes": [
        {"track": 0, "pitch": 72, "start": 0, "length": 1},
        {"track": 1, "pitch": 60, "start": 0, "length": 2},
        {"track": 0, "pitch": 76, "start": 1, "length": 1},
        {"track": 1, "pitch": 61, "start": 4, "length": 0.5},
    ],
    "tracks": ["Soprano", "Bass"],
    "bar": 4,
    "tempo": 600,
}
MOTION = {
    "parents": [-1, 0, 1],
    "names": ["hips", "spine", "head"],
    "frames": [[[x / 10, 0, 0], [x / 10, 1, 0], [x / 10, 1.5, 0.1]] for x in range(12)],
    "fps": 60,
}


@pytest.fixture(scope="module")
def atlas_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four samples and a work, written as ganvas atlas writes them."""
    folder = tmp_path_factory.mktemp("atlas")
    levels = np.stack([np.full((3, 64, 64), level, np.uint8) for level in (40, 80, 120, 160, 200)])
    wall = Wall(levels, (CELLS + 0.5) / 8, CELLS, 4, 1)
    places = [tuple(place) for place in wall.places.tolist()]
    index = Index(
        model="m" * 64,
        source="model",
        psi=1,
        look="pixels",
        method="pca",
        tile_px=TILE,
        cell_px=CELL,
        levels=2,
        seeds=(11, 12, 13, 14),
        seed_places=tuple(places[:4]),
        works=("ada.png",),
        work_places=(places[4],),
        grid=2,
        seed_density=(0.5, 0.0, 0.0, 0.5),
    )
    _write(folder, index, wall, lambda *_: None)
    return folder


@pytest.fixture(scope="module")
def url(serve: Callable[[FastAPI], str], atlas_folder: Path) -> str:
    app = with_islands(FastAPI())
    app.mount("/atlas", StaticFiles(directory=atlas_folder))
    return serve(app)


COPY = """const shown = island.find('canvas'), copy = new OffscreenCanvas(shown.width, shown.height).getContext('2d',
  { willReadFrequently: true }); copy.drawImage(shown, 0, 0);"""
PIXEL = f"(island, [x, y]) => {{ {COPY} return [...copy.getImageData(x, y, 1, 1).data]; }}"
BOX = f"""(island) => {{
  island.draw();
  {COPY}
  const {{ data, width, height }} = copy.getImageData(0, 0, shown.width, shown.height), box = [1e9, 1e9, -1, -1];
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) if (data[4 * (y * width + x) + 3] > 200) {{
    [box[0], box[1]] = [Math.min(box[0], x), Math.min(box[1], y)];
    [box[2], box[3]] = [Math.max(box[2], x), Math.max(box[3], y)];
  }}
  return box;
}}"""

# map


def on_map(page: Any, url: str) -> Any:
    """The atlas, 400 pixels wide, all of it shown in the middle 392."""
    island = put(page, url, "gv-map", {"src": "/atlas/"}, "width: 400px; --gv-height: 400px")
    wait_heard(page, "gv-shown")
    page.wait_for_function("[...document.querySelector('gv-map')._pyramid._tiles.values()].some((one) => one.image)")
    return island


def at(cell: tuple[int, int]) -> dict[str, float]:
    """Where a place of 8 × 8 is on the canvas."""
    return {"x": 4 + (cell[0] + 0.5) * 49, "y": 4 + (cell[1] + 0.5) * 49}


def test_a_click_on_the_map_chooses_what_hangs_there(page: Any, url: str):
    island = on_map(page, url)
    island.locator("#map").click(position=at((4, 4)))
    chosen = wait_heard(page, "gv-choose")
    assert (chosen["kind"], chosen["index"], chosen["seed"]) == ("seed", 2, 13)
    assert (chosen["x"], chosen["y"]) == pytest.approx((4.5 / 8, 4.5 / 8), abs=0.01)
    island.locator("#map").click(position=at((1, 3)))
    chosen = wait_heard(page, "gv-choose", 2)
    assert (chosen["kind"], chosen["name"], chosen["seed"]) == ("work", "ada.png", 11)
    island.locator("#map").click(position=at((2, 6)))
    assert "Nothing hangs" in island.get_by_role("status").text_content()
    assert len(heard(page, "gv-choose")) == 2
    no_faults(page)


def test_the_map_is_dragged_zoomed_about_the_pointer_and_walked_by_keys(page: Any, url: str):
    island = on_map(page, url)
    box = island.locator("#map").bounding_box()
    middle = "(island) => [island._view.x, island._view.y]"
    page.mouse.move(box["x"] + 200, box["y"] + 200)
    page.mouse.down()
    page.mouse.move(box["x"] + 151, box["y"] + 200, steps=3)
    page.mouse.up()
    assert island.evaluate(middle) == pytest.approx([0.625, 0.5], abs=0.01)
    assert heard(page, "gv-choose") == []
    under = "(island) => island._toMap(100, 100)"
    before = island.evaluate(under)
    page.mouse.move(box["x"] + 100, box["y"] + 100)
    page.mouse.wheel(0, -200)
    page.wait_for_function("document.querySelector('gv-map')._view.size > 400")
    assert island.evaluate(under) == pytest.approx(before, abs=1e-6)
    island.locator("#map").press("0")
    for key in ("+", "ArrowLeft", "n"):
        island.locator("#map").press(key)
    island.locator("#map").press("Enter")
    assert wait_heard(page, "gv-choose")["kind"] == "seed"


def test_two_fingers_pinch_the_map(page: Any, url: str):
    island = on_map(page, url)
    size = island.evaluate("""(island) => {
      const map = island.find('#map'), box = map.getBoundingClientRect(), before = island._view.size;
      map.setPointerCapture = () => {};
      const send = (kind, pointerId, x) => map.dispatchEvent(new PointerEvent(kind, { pointerType: 'touch', pointerId,
        clientX: box.left + x, clientY: box.top + 200 }));
      send('pointerdown', 1, 150); send('pointerdown', 2, 250);
      send('pointermove', 1, 100); send('pointermove', 2, 300);
      send('pointerup', 1, 100); send('pointerup', 2, 300);
      return island._view.size / before;
    }""")
    assert size == pytest.approx(2, abs=0.05)
    assert heard(page, "gv-choose") == []


def test_what_one_passes_over_is_a_film_to_choose_from(page: Any, url: str):
    island = on_map(page, url)
    for cell in ((0, 3), (3, 3), (4, 4)):
        island.locator("#map").hover(position=at(cell))
    assert [one["seed"] for one in heard(page, "gv-hover")] == [11, 12, 13]
    island.get_by_role("button", name="Choose seed 12").click()
    assert wait_heard(page, "gv-choose")["seed"] == 12


def test_pictures_of_the_map_are_the_tiles_and_empty_ground_is_dotted(page: Any, url: str):
    island = on_map(page, url)
    page.wait_for_function("document.querySelector('gv-map')._pyramid._tiles.get('1-1-1')?.image")
    page.wait_for_timeout(50)
    picture, ground, bare = at((4, 4)), at((2, 6)), at((2, 6))
    bare["x"] += 10
    seen = [island.evaluate(PIXEL, [place["x"], place["y"]]) for place in (picture, ground, bare)]
    assert seen[0][0] == pytest.approx(120, abs=4)
    assert seen[1][3] > 60
    assert seen[2][3] == 0


# tree


def nodes(count: int = 14) -> list[dict[str, Any]]:
    """A line of steps, the sixth of which has a second child, which is the last node."""
    line = [
        {"id": n, "parents": [n - 1] if n > 1 else [], "verb": "mutate", "actor": "human", "thumb": n % 6}
        for n in range(1, count)
    ]
    return [*line, {"id": count, "parents": [6], "verb": "propose", "actor": "model", "kept": True, "thumb": 0}]


def lines(tree: Any) -> list[str]:
    return tree.get_by_role("treeitem").evaluate_all("(all) => all.map((one) => one.ariaLabel)")


def test_long_runs_are_one_line_until_they_are_opened(page: Any, url: str):
    tree = put(page, url, "gv-tree", {"nodes": nodes(20), "here": 19, "board": atlas(6, 3)}, "width: 400px")
    assert tree.get_by_role("treeitem").count() == 1 + 4 + 1 + 1 + 1 + 1 + 1  # 1, 2…5, 6, 7, the run 8…18, 19, 20
    run = tree.locator(".run")
    assert run.text_content() == "11 steps, mutate"
    run.focus()
    page.keyboard.press("ArrowRight")
    assert tree.get_by_role("treeitem").count() == 20
    assert tree.evaluate("(island) => island.root.activeElement.ariaExpanded") == "true"
    page.keyboard.press("ArrowLeft")
    assert tree.locator(".run").count() == 1
    no_faults(page)


def test_keys_walk_the_tree_to_parents_and_children(page: Any, url: str):
    tree = put(page, url, "gv-tree", {"nodes": nodes(), "here": 13})
    said = "(island) => island.root.activeElement.ariaLabel.split(',')[0]"
    tree.get_by_role("treeitem").nth(5).focus()
    walked = []
    for key in ("ArrowDown", "End", "ArrowLeft", "ArrowLeft", "ArrowRight", "Home"):
        page.keyboard.press(key)
        walked.append(tree.evaluate(said))
    assert walked == ["7 mutate", "14 propose", "6 mutate", "5 mutate", "6 mutate", "1 mutate"]
    page.keyboard.press("End")
    page.keyboard.press("Enter")
    assert heard(page, "gv-choose") == [{"id": 14}]
    assert lines(tree)[-1] == "14 propose, by the model, kept"
    assert tree.locator("[tabindex='0'][role=treeitem]").count() == 1


def test_two_branches_never_share_a_lane_at_one_time(page: Any, url: str):
    parents = {2: [1], 3: [2], 4: [1], 5: [4], 6: [3], 7: [2], 8: [5, 7], 9: [1], 10: [7]}
    every = [{"id": 1, "parents": [], "verb": "begin", "actor": "human"}]
    every += [{"id": n, "parents": of, "verb": "step", "actor": "human"} for n, of in parents.items()]
    tree = put(page, url, "gv-tree", {"nodes": every})
    chains = tree.evaluate("(island) => [...new Set(island._lines.map((one) => one.chain))]")
    assert len(chains) >= 4
    for n, one in enumerate(chains):
        for other in chains[:n]:
            if one["lane"] == other["lane"]:
                assert one["to"] < other["from"] or other["to"] < one["from"]


# strip


FRAMES = [{"id": name, "time": n, "thumb": n} for n, name in enumerate("abcd")]


def order(strip: Any) -> str:
    return "".join(strip.evaluate("(island) => island.frames.map((one) => one.id[0])"))


def test_key_frames_are_moved_copied_and_taken_out_by_keys(page: Any, url: str):
    strip = put(page, url, "gv-strip", {"frames": FRAMES, "board": atlas(4, 4)})
    strip.get_by_role("option").first.focus()
    page.keyboard.press("Alt+ArrowRight")
    assert order(strip) == "bacd"
    assert strip.evaluate("(island) => island.frames.map((one) => one.time)") == [0, 1, 2, 3]
    page.keyboard.press("Delete")
    assert order(strip) == "bcd"
    page.keyboard.press("Insert")
    assert order(strip) == "bccd"
    assert heard(page, "gv-move") == [{"from": 0, "to": 1, "id": "a"}]
    assert heard(page, "gv-remove") == [{"index": 1, "id": "a"}]
    assert [one["id"][0] for one in heard(page, "gv-change")[-1]["frames"]] == list("bccd")
    no_faults(page)


def test_a_key_frame_is_dragged_and_the_loop_closed(page: Any, url: str):
    strip = put(page, url, "gv-strip", {"frames": FRAMES, "board": atlas(4, 4)})
    page.wait_for_function("document.querySelector('gv-strip')._picture")
    box = [strip.get_by_role("option").nth(n).bounding_box() for n in (0, 2)]
    page.mouse.move(box[0]["x"] + 40, box[0]["y"] + 40)
    page.mouse.down()
    page.mouse.move(box[1]["x"] + 40, box[1]["y"] + 40, steps=5)
    page.mouse.up()
    assert order(strip) == "bcad"
    strip.get_by_role("button", name="Loop").click()
    assert heard(page, "gv-loop") == [{"loop": True}]
    assert strip.evaluate("(island) => island.length") == 4
    assert strip.locator(".closing").count() == 1


def test_the_playhead_runs_and_stops_at_the_end(page: Any, url: str):
    frames = [{"id": "a", "time": 0}, {"id": "b", "time": 0.2}]
    put(page, url, "gv-strip", {"frames": frames}).get_by_role("button", name="Play").click()
    page.wait_for_function("heard.filter(([name]) => name === 'gv-play').length === 2")
    assert heard(page, "gv-seek")[-1] == {"at": 0.2}
    assert heard(page, "gv-play")[-1] == {"playing": False, "at": 0.2}


# score


def test_notes_are_walked_through_and_said(page: Any, url: str):
    score = put(page, url, "gv-score", {"score": SCORE})
    said = []
    for key in ("ArrowRight", "ArrowDown", "ArrowRight", "End", "Home"):
        score.locator("#roll").press(key)
        said.append(score.get_by_role("status").text_content())
    assert said == [
        "C 5, Soprano, bar 1, beat 1, one beat",
        "C 4, Bass, bar 1, beat 1, 2 beats",
        "E 5, Soprano, bar 1, beat 2, one beat",
        "C sharp 4, Bass, bar 2, beat 1, 0.5 beats",
        "C 5, Soprano, bar 1, beat 1, one beat",
    ]
    assert [one["index"] for one in heard(page, "gv-choose")] == [0, 1, 2, 3, 0]
    no_faults(page)


def test_bars_and_voices_are_kept_by_keys_and_by_hand(page: Any, url: str):
    score = put(page, url, "gv-score", {"score": SCORE}, "width: 500px")
    for key in ("End", "b", "v"):
        score.locator("#roll").press(key)
    assert heard(page, "gv-keep")[-1] == {"bars": [1], "voices": [1]}
    score.get_by_role("button", name="Soprano").click()
    score.locator("#roll").click(position={"x": 80, "y": 8})
    assert heard(page, "gv-keep")[-1] == {"bars": [0, 1], "voices": [0, 1]}
    score.locator("#roll").press("b")
    assert heard(page, "gv-keep")[-1]["bars"] == [0]


def test_the_synth_sounds_every_note_once_to_the_end(page: Any, url: str):
    score = put(page, url, "gv-score", {"score": SCORE})
    score.evaluate(
        "(island) => { island.struck = []; const strike = island._strike.bind(island);"
        " island._strike = (note, when) => { island.struck.push([note.pitch, when]); strike(note, when); }; }"
    )
    score.get_by_role("button", name="Play").click()
    page.wait_for_function("heard.some(([name, detail]) => name === 'gv-play' && !detail.playing)")
    struck = score.evaluate("(island) => island.struck")
    assert [pitch for pitch, _ in struck] == [72, 60, 76, 61]
    assert struck[2][1] - struck[0][1] == pytest.approx(0.1, abs=0.03)  # one beat at 600 a minute
    assert score.evaluate("(island) => island.at") == 8


# skeleton


def drawn(skeleton: Any) -> list[int]:
    """Left, top, right and bottom of what is drawn of the dancer."""
    box: list[int] = skeleton.evaluate(BOX)
    return box


def test_the_dancer_stands_upright_within_the_room_and_moves(page: Any, url: str):
    skeleton = put(page, url, "gv-skeleton", {"motion": MOTION, "floor": False, "trail": False}, "width: 500px")
    skeleton.locator("#room").press("1")
    first = drawn(skeleton)
    assert first[3] - first[1] > 2 * (first[2] - first[0])
    assert first[0] > 0
    assert first[3] < 380
    skeleton.locator("#room").press("End")
    assert heard(page, "gv-seek")[-1]["frame"] == 11
    assert drawn(skeleton)[0] > first[0] + 40  # it walked along x, which the front shows
    skeleton.locator("#room").press("2")
    turned = drawn(skeleton)
    assert abs((turned[0] + turned[2]) / 2 - 250) < 40  # and the side does not
    no_faults(page)


def test_the_dance_is_turned_stepped_and_played(page: Any, url: str):
    skeleton = put(page, url, "gv-skeleton", {"motion": MOTION, "loop": False})
    before = skeleton.evaluate("(island) => [island._turn, island._tilt]")
    skeleton.locator("#room").press("ArrowRight")
    skeleton.locator("#room").press("ArrowUp")
    after = skeleton.evaluate("(island) => [island._turn, island._tilt]")
    assert [b > a for a, b in zip(before, after, strict=True)] == [True, True]
    for key in (".", ".", ","):
        skeleton.locator("#room").press(key)
    assert [one["frame"] for one in heard(page, "gv-seek")] == [1, 2, 1]
    skeleton.locator("#room").press(" ")
    page.wait_for_function("heard.filter(([name]) => name === 'gv-play').length === 2")
    assert heard(page, "gv-play")[-1] == {"playing": False, "frame": 11}
