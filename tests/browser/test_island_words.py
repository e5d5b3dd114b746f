"""The islands in the language that the person chose: what they say alone, and in the studio."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from fastapi import FastAPI

from ganvas.studio import island
from ganvas.studio.words import speak
from tests.browser.rooms import Studio, opened, painted
from tests.browser.showing import atlas, no_faults, put, with_islands

KEYS = {"Enter"}  # as they stand on a keyboard
SCORE = {"notes": [{"track": n, "pitch": 60 + n, "start": n, "length": 1 + n} for n in (0, 1)], "tempo": 600}
DANCE = {"parents": [-1, 0], "frames": [[[0, 0, 0], [0, 1, 0]]] * 3, "fps": 60}
NODES = [{"id": n, "parents": [n - 1] if n else [], "verb": "播种", "actor": "model"} for n in range(12)]
FRAMES = [{"id": str(n), "time": n, "thumb": n} for n in range(3)]
WORKS = {"works": ["画"], "work_places": [[0.9, 0.9]], "only_works": [], "only_samples": []}
SEEDS = {"seeds": [1], "seed_places": [[0.1, 0.1]], "grid": 1, "seed_density": [1]}
ATLAS = {"tile_px": 64, "cell_px": 8, "levels": 1, "tiles": [], **SEEDS, **WORKS}
BOARD = {"board": atlas(4, 2), "selected": [1], "kept": [1], "chosen": 1, "more": True, "most": 1}
ALONE: list[tuple[str, dict[str, Any], str, str, str]] = [  # a button, a key on what, and what is said then
    ("gv-drop", {}, "选择文件", "", ""),
    ("gv-live", {"src": "http://127.0.0.2/live"}, "全屏", "", "这幅画面要从别的机器取来；这里不这样做。"),
    ("gv-map", {"atlas": ATLAS}, "显示全部", "#map Enter", "十字下没有挂画。"),
    ("gv-paint", {"mode": "colour", "tool": "box"}, "清空图层", ".top ArrowRight", "横 53 %，纵 50 %"),
    ("gv-score", {"score": SCORE}, "保留小节", "#roll ArrowRight", "C 4, 声部 1, 第 1 小节第 1 拍, 一拍"),
    ("gv-skeleton", {"motion": DANCE}, "正面", "#room 3", "从上方看"),
    ("gv-slider", {}, "滑杆", "", ""),
    ("gv-strip", {"frames": FRAMES, "loop": True}, "添加副本", "li Insert", "已添加在第 2 位"),
    ("gv-strip", {}, "添加副本", "", "还没有关键帧。"),
    ("gv-tiles", BOARD, "收藏", ".cell x", "最多勾选 1 幅；请先取消一幅（x）"),
    ("gv-tree", {"nodes": NODES, "here": 11, "chosen": 11}, "全部展开", "", "10 步：播种"),
]
HEARD = "([tag, said]) => document.querySelector(tag).root.textContent.includes(said)"
SAID = """(island) => {
  const NAMES = ["aria-label", "aria-valuetext", "title", "placeholder"], said = [];
  const nodes = document.createNodeIterator(island.root, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
  for (let node = nodes.nextNode(); node; node = nodes.nextNode()) {
    if (node.data) said.push(node.data);
    for (const name of NAMES) said.push(node.getAttribute?.(name) ?? "");
  }
  return said.map((one) => one.trim()).filter(Boolean);
}"""


@pytest.fixture(scope="module")
def url(serve: Callable[[FastAPI], str]) -> str:
    speak("zh")
    app = with_islands(FastAPI(), island.words())
    speak("en")
    return serve(app)


@pytest.mark.parametrize(("tag", "properties", "button", "key", "answer"), ALONE, ids=[one[0] for one in ALONE])
def test_an_island_speaks_only_the_language_of_the_page(
    page: Any, url: str, tag: str, properties: dict[str, Any], button: str, key: str, answer: str
):
    one = put(page, url, tag, properties)
    assert one.get_by_role("button", name=button, exact=True).count() == 1
    if key:
        place, _, name = key.partition(" ")
        one.locator(place).first.press(name)
    page.wait_for_function(
        "([tag, said]) => document.querySelector(tag).root.textContent.includes(said)", arg=[tag, answer]
    )
    said = one.evaluate(SAID)
    assert [text for text in said if set(re.findall("[A-Za-z]{2,}", text)) - KEYS] == []
    assert not any("{" in text for text in said)
    no_faults(page)


def test_the_islands_of_the_studio_speak_as_the_studio_does(large: Any, studio: Studio):
    opened(large, studio, "/shape")
    paint = large.locator("gv-paint").first
    assert paint.get_by_role("button", name="Brush").count() == 1
    large.get_by_label("Language").select_option("zh")
    large.wait_for_function("document.querySelector('h1')?.textContent === '塑造'")
    painted(large)
    assert paint.get_by_role("button", name="画笔").count() == 1
    assert paint.locator("#how").inner_text().startswith("方向键移动画笔")
    assert large.get_by_role("button", name="全屏").first.get_attribute("title") == "全屏 (f)"
    assert not re.search("[A-Za-z]{2,}", paint.locator(".tools").inner_text())
