import base64
import json
import math
import re
import struct
import time
import zlib
from html.parser import HTMLParser
from itertools import pairwise

import pytest

from ganvas import snapshot
from ganvas.recipe import RECIPES, Cosine, Recipe
from ganvas.run import Plan, Run, Source
from ganvas.training import report
from ganvas.training.moment import NEAREST
from ganvas.training.reading import CURVES, verdict
from ganvas.training.report import MAX_SHEETS, choose_sheets, evenly, page, write_report

HOSTILE = "</script><script>alert(1)</script>&\"'<img src=x onerror=alert(2)>\u2028"
VOID = {"meta", "img", "input", "br"}


class Page(HTMLParser):
    """The page as a browser takes it apart; every element must be closed where it was opened."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[tuple[str, str]] = []
        self._open: list[str] = []
        self.feed(text)
        self.close()
        assert not self._open, self._open

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag):
        assert self._open.pop() == tag

    def handle_data(self, data):
        self.texts.append((self._open[-1] if self._open else "", data))

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]

    def text(self, *tags: str) -> str:
        return "".join(data for tag, data in self.texts if (tag in tags if tags else tag not in {"script", "style"}))

    def data(self) -> dict:
        (island,) = [data for tag, data in self.texts if tag == "script" and data.startswith('{"seen"')]
        return json.loads(island, parse_constant=lambda constant: pytest.fail(f"{constant} is not JSON"))


def png(side: int = 4) -> bytes:
    """A grey picture, made without a library."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\0" + b"\x80" * side for _ in range(side))
    header = struct.pack(">2I5B", side, side, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def line(seen: int, **changes: object) -> dict[str, object]:
    usual = {
        "elapsed_s": seen / 800, "rate": 812.0, "d_loss": 0.5, "g_loss": 1.0, "margin": 0.9, "sign": 0.8,
        "d_gradient": 0.3, "g_gradient": 1.2, "r1": 0.04, "r2": 0.02, "lr": 1e-3 - seen * 1e-9, "gamma": 20.0,
    }  # fmt: skip
    return {"seen": seen, **usual, **changes}


@pytest.fixture
def run(tmp_path) -> Run:
    recipe = RECIPES["quick"].but(length=300_000)
    source = Source(name=HOSTILE, path=f"/corpora/{HOSTILE}", digest="ab" * 32, prepared="cd" * 32, works=2_000)
    plan = Plan(threads=2, rate=812.0, machine=HOSTILE, torch="2.13.0", reasons=("float32: twice as fast", HOSTILE))
    return Run.create(tmp_path / "ada & bo", recipe, source, plan)


def fill(run: Run, ticks: int, sheet: bytes = png()) -> Run:
    for number in range(1, ticks + 1):
        run.log(line(5_000 * number))
        (run.path / "sheets" / f"{5_000 * number:09d}.png").write_bytes(sheet)
    return run


def test_one_whole_file(run):
    write_report(fill(run, 3))
    text = (run.path / "report.html").read_text(encoding="utf-8")
    assert text == page(run)
    assert Page(text).text("h1") == "ada & bo"
    assert not list(run.path.glob("*.partial"))


def test_nothing_is_loaded_from_anywhere(run):
    text = page(fill(run, 3))
    assert not re.search(r"https?:|//[a-z]|@import|url\(", text, re.IGNORECASE)
    opened = Page(text)
    addresses = [
        value for _, attributes in opened.elements for key, value in attributes.items() if key in {"src", "href"}
    ]
    assert len(addresses) == 3
    assert all(address.startswith("data:image/png;base64,") for address in addresses)
    assert not opened.all("link")
    assert not opened.all("iframe")


def test_the_nearest_works_and_the_best_snapshot_are_shown(run):
    fill(run, 2)
    text = Page(page(run)).text()
    assert "Nearest works" not in text
    assert "best snapshot" not in text
    (run.path / NEAREST).write_bytes(png())
    folder = run.path / "snapshots" / "000005000"
    folder.mkdir()
    (folder / snapshot.FILE).write_bytes(b"weights")
    best = snapshot.Best(seen=5_000, metric="kid", value=123.456, extractor="lite0:128")
    (run.path / snapshot.BEST).write_text(best.to_json())
    run.log(line(15_000, kid=123.456, copies=0.05))
    opened = Page(page(run))
    assert len(opened.all("img")) == 3
    for said in ("Nearest works", "at 5,000 works", "kid 123.5", "Distance to held-out works", "Copies"):
        assert said in opened.text(), said


def test_the_policy_lets_this_script_run_and_no_other(run):
    opened = Page(page(fill(run, 1)))
    (policy,) = [meta["content"] for meta in opened.all("meta") if meta.get("http-equiv") == "Content-Security-Policy"]
    script = report._part("report.js")
    assert opened.text("script").endswith(script)
    assert "default-src 'none'" in policy
    assert f"script-src '{report._script_digest(script)}'" in policy


def test_whatever_a_name_holds_is_text(run):
    fill(run, 2)
    run.log(line(20_000, event=HOSTILE))
    text = page(run)
    opened = Page(text)
    assert "<script>alert" not in text
    assert "<img src=x" not in text
    assert len(opened.all("script")) == 2
    assert len(opened.all("img")) == 2
    assert opened.text().count(HOSTILE) == 6  # the label, name, place, machine, reason, event


def test_the_corpus_is_named_by_its_digests(run):
    said = Page(page(run)).text("dd")
    assert "ab" * 32 in said
    assert "cd" * 32 in said


def test_a_name_that_is_not_unicode_does_not_end_the_run(run):
    run.log(line(5_000, event="sheet \udcff"))
    write_report(run)
    assert "sheet ?" in (run.path / "report.html").read_text(encoding="utf-8")


def test_the_film_holds_the_sheets_in_order_and_shows_the_last(run):
    fill(run, 3)
    opened = Page(page(run))
    images = opened.all("img")
    assert [image["alt"] for image in images] == [
        f"Contact sheet after {seen:,} works" for seen in (5000, 10000, 15000)
    ]
    assert ["hidden" in image for image in images] == [True, True, False]
    assert base64.b64decode(images[0]["src"].partition(",")[2]) == png()
    (slider,) = opened.all("input")
    assert (slider["type"], slider["min"], slider["max"], slider["value"]) == ("range", "0", "2", "2")
    assert slider["aria-label"]
    assert opened.text("button") == "Play"
    assert opened.data()["frames"] == [5000, 10000, 15000]


def test_a_long_run_shows_sheets_evenly_with_the_first_and_the_last(run):
    fill(run, 95)
    frames = Page(page(run)).data()["frames"]
    steps = {after - before for before, after in pairwise(frames)}
    assert len(frames) == MAX_SHEETS
    assert (frames[0], frames[-1]) == (5_000, 475_000)
    assert steps == {10_000, 15_000}  # 94 steps in 39: two or three ticks each
    assert "40 of 95 sheets" in Page(page(run)).text("figcaption")


@pytest.mark.parametrize(("limit", "kept"), [(10**6, 5), (4_000, 3), (2_700, 2), (1_400, 1), (1_000, 0)])
def test_large_sheets_are_fewer(run, monkeypatch, limit, kept):  # 960 bytes are 1280 in base64
    monkeypatch.setattr(report, "MAX_SHEETS_BYTES", limit)
    fill(run, 5, png().ljust(960, b"\0"))
    chosen = choose_sheets(run.sheets())
    assert len(chosen) == kept
    assert chosen[-1:] == run.sheets()[-1:] * min(kept, 1)
    opened = Page(page(run))
    assert len(opened.all("img")) == kept
    assert ("too large" in opened.text("p")) == (kept == 0)


@pytest.mark.parametrize("most", [1, 2, 3, 7, 50])
def test_evenly_keeps_order_and_ends(most):
    items = list(range(23))
    kept = evenly(items, most)
    assert len(kept) == min(most, 23)
    assert kept == sorted(set(kept))
    assert kept[-1] == 22
    assert most == 1 or kept[0] == 0


def test_a_run_without_a_line(run):
    opened = Page(page(run))
    assert "No work has been shown yet." in opened.text("p")
    assert "The log holds no numbers yet." in opened.text("p")
    assert opened.data()["seen"] == []
    assert not opened.all("img")


@pytest.mark.parametrize(
    "key", ["rate", "elapsed_s", "d_loss", "sign", "margin", "g_gradient", "r1", "r2", "lr", "gamma"]
)
def test_a_missing_key_is_a_gap(run, key):
    for seen in (5_000, 10_000):
        run.log({name: value for name, value in line(seen).items() if name != key})
    opened = Page(page(run))
    assert opened.data()["series"].get(key, [None, None]) == [None, None]
    assert all(figure.get("data-key") != key for figure in opened.all("span"))


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, None, "text"])
def test_what_is_no_number_is_null(run, value):
    run.log(line(5_000))
    run.log(line(10_000, d_loss=value, r1=value, rate=value, elapsed_s=value))
    series = Page(page(run)).data()["series"]
    assert series["d_loss"] == [0.5, None]
    assert series["r1"] == [0.04, None]


def test_lines_without_a_clock_are_left_out(run):
    run.log({"event": "measured"})
    run.log(line(5_000))
    assert Page(page(run)).data()["seen"] == [5_000]


def test_every_curve_is_there_with_its_sentence(run):
    opened = Page(page(fill(run, 3, png())))
    captions = opened.text("figcaption")
    headings = opened.text("h3")
    absent = {"Gamma", "Distance to held-out works", "Copies", "Augmentation"}  # never move, or are not in this log
    for curve in CURVES:
        assert (curve.title in headings) == (curve.title not in absent)
        assert (curve.says in captions) == (curve.title not in absent)
    plots = [plot for plot in opened.all("div") if plot.get("role") == "img" and plot["aria-label"]]
    assert len(plots) == len(CURVES) - len(absent)


def test_a_log_of_ten_thousand_lines_stays_small(run):
    path = run.path / "log.jsonl"
    path.write_text("".join(json.dumps(line(100 * number)) + "\n" for number in range(1, 10_001)))
    data = Page(page(run)).data()
    assert len(data["seen"]) == report.MAX_POINTS == len(data["series"]["margin"])
    assert (data["seen"][0], data["seen"][-1]) == (100, 1_000_000)


def test_every_field_of_the_recipe_is_said(run):
    opened = Page(page(run))
    terms = [data for tag, data in opened.texts if tag == "dt"]
    assert {name.replace("_", " ") for name in Recipe.model_fields} <= set(terms)
    assert "20 → 2 over the first 50%" in opened.text("dd")
    assert isinstance(run.recipe.r1, Cosine)


def test_it_is_fast_enough_for_every_tick(run):
    fill(run, 60, png().ljust(100_000, b"\0"))
    page(run)
    spent = []
    for _ in range(5):
        start = time.process_time()
        page(run)
        spent.append(time.process_time() - start)
    assert min(spent) < 0.1


@pytest.mark.parametrize(
    ("seen", "changes", "said"),
    [
        (5_000, {"sign": 0.99}, "as it always does at first"),
        (150_000, {"sign": 0.99}, "hears little but"),
        (150_000, {"sign": 0.8}, "enough to teach"),
        (150_000, {"sign": 0.52}, "hardly more than a guess"),
        (150_000, {"sign": None}, "does not tell yet"),
        (150_000, {"d_loss": math.nan}, "broke down"),
        (300_000, {}, "The run is finished: 300k works were shown in 6 min 15 s."),
        (150_000, {}, "150k of 300k works were shown in 3 min 8 s; 3 min 5 s to go at 812 a second."),
        (150_000, {"rate": None, "elapsed_s": None}, "150k of 300k works were shown. The"),
    ],
)
def test_the_verdict_is_one_a_person_can_read(seen, changes, said):
    assert said in verdict([line(seen, **changes)], 300_000)
