import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from sqlalchemy import Connection
from sqlalchemy import event as hooks

from ganvas import files
from ganvas.errors import GalleryError, RunFailed, WorkError
from ganvas.gallery import rows
from ganvas.gallery.entries import Entry, parse_edition, words_of
from ganvas.gallery.gallery import FILE, About, Gallery
from ganvas.gallery.upgrade import WRITES
from ganvas.gallery.wishes import Wish
from ganvas.model.model import Model
from ganvas.sketch import Seed, Sketch

ROOT = Path(__file__).parents[2]
RED, GREEN, BLUE = (200, 30, 30), (20, 160, 60), (30, 40, 190)


def paint(path: Path, color: tuple[int, int, int], seed: int = 0, size: int = 80) -> Path:
    """A blotch of its own shape, in a colour, on white."""
    noise = np.random.default_rng(seed).random((5, 5), dtype=np.float32)
    mask = np.asarray(Image.fromarray(noise).resize((size, size), Image.Resampling.BICUBIC)) > 0.5
    Image.fromarray(np.where(mask[..., None], color, 255).astype(np.uint8)).save(path)
    return path


@pytest.fixture
def pictures(tmp_path: Path) -> list[Path]:
    return [paint(tmp_path / f"{name}.png", color, seed) for seed, (name, color) in
            enumerate({"red": RED, "green": GREEN, "blue": BLUE}.items())]  # fmt: skip


@pytest.fixture
def hung(gallery: Gallery, pictures: list[Path]) -> Gallery:
    gallery.add(pictures[0], About(title="Été rouge", tags=("warm", "study")))
    gallery.add(pictures[1], About(title="Wood", note="after the rain", tags=("study",), parents=(1,)))
    gallery.add(pictures[2], About(title="Woodland at night", edition=2, edition_of=9, parents=(2, 1), event=7))
    return gallery


def ids(gallery: Gallery, **wish: object) -> list[int]:
    return [entry.id for entry in gallery.find(Wish.model_validate(wish)).entries]


def test_a_painted_work_brings_its_origin(gallery: Gallery, model: Model, tmp_path: Path):
    artwork = model.render(Sketch(latent=Seed(seed=5), psi=1.1))
    entry = gallery.add(artwork.save(tmp_path / "five.png"), About(title="Five"))
    assert (entry.sketch, entry.model, entry.corpus) == (artwork.sketch, model.digest, model.card.corpus_digest)
    assert entry.pixels == artwork.digest
    assert (entry.width_px, entry.height_px) == (16, 16)
    assert gallery.entry(1) == entry
    assert Entry.model_validate_json(entry.to_json()) == entry
    assert gallery.file_of(entry).read_bytes() == (tmp_path / "five.png").read_bytes()
    assert files.digest_file(gallery.file_of(entry)) == entry.digest
    gallery.know(model.card, model.digest)
    assert ids(gallery, model=model.digest[:12]) == [1]
    assert ids(gallery, model="%") == []


def test_it_is_all_there_when_opened_again(open_gallery: Callable[[], Gallery], pictures: list[Path]):
    with open_gallery() as first:
        entry = first.add(pictures[0], About(title="Red", tags=("b", "a", "b"), edition=1, edition_of=3))
    again = open_gallery()
    assert again.entry(1) == entry
    assert entry.tags == ("a", "b")
    assert len(again) == 1


def test_search_by_words_tags_and_stars(hung: Gallery):
    assert ids(hung) == [3, 2, 1]
    assert ids(hung, text="wood") == [3, 2]
    assert ids(hung, text="ete") == [1]  # without accents
    assert ids(hung, text="RAIN wood") == [2]
    assert ids(hung, text="ood") == []  # beginnings of words
    assert ids(hung, tag="study") == [2, 1]
    assert ids(hung, tag="study", text="warm") == [1]
    assert hung.tags() == {"study": 2, "warm": 1}
    hung.change(2, starred=True, title="Forest")
    hung.tag(2, ["dark"], ["study"])
    assert ids(hung, starred=True) == ids(hung, text="forest") == ids(hung, tag="dark") == [2]
    assert ids(hung, text="wood") == [3]
    assert ids(hung, tag="study") == [1]


def test_pages(hung: Gallery):
    page = hung.find(Wish(size=2, page=2))
    assert ([entry.id for entry in page.entries], page.total) == ([1], 3)
    assert hung.find(Wish(page=9)).entries == ()


@pytest.mark.parametrize(("color", "nearest"), [("#d02020", 1), ("#119944", 2), ("2020c0", 3)])
def test_search_by_color(hung: Gallery, color: str, nearest: int):
    page = hung.find(Wish(color=color))
    assert [entry.id for entry in page.entries] == [nearest]
    assert page.distances[0] < 15


def test_search_by_likeness(hung: Gallery, tmp_path: Path):
    alike = tmp_path / "alike.jpg"
    with Image.open(tmp_path / "green.png") as green:
        green.resize((200, 200)).save(alike, quality=60)
    page = hung.like(alike)
    assert page.entries[0].id == 2
    assert page.distances[0] <= 30
    assert all(one <= other for one, other in zip(page.distances, page.distances[1:], strict=False))
    assert [entry.id for entry in hung.like(alike, Wish(tag="warm")).entries] in ([], [1])
    hung.add(alike)  # what is hung later is found, too
    assert hung.like(alike).entries[0].id == 4


def test_lineage(hung: Gallery):
    assert hung.entry(3).parents == (2, 1)
    assert [entry.id for entry in hung.children(1)] == [2, 3]


@pytest.mark.parametrize(
    ("about", "says"),
    [
        ({"title": "two\nlines"}, "one line of text"),
        ({"note": "\0"}, "without NUL"),
        ({"tags": ("a,b",)}, "without a comma"),
        ({"parents": (9,)}, "no work 9 hangs here"),
        ({"parents": (1, 1)}, "named twice"),
        ({"edition": 4, "edition_of": 3}, "edition 4 of 3"),
        ({"event": -1}, "event"),
    ],
)
def test_what_cannot_be_said_hangs_nothing(gallery: Gallery, pictures: list[Path], about: dict[str, object], says: str):
    gallery.add(pictures[0])
    with pytest.raises(GalleryError, match=says):
        gallery.add(pictures[1], About.model_validate(about))
    assert len(gallery) == 1
    assert gallery.check() == []


def test_hostile_titles_are_only_text(gallery: Gallery, pictures: list[Path]):
    title = "<script>alert(1)</script> ‮ '; DROP TABLE artworks; --"
    gallery.add(pictures[0], About(title=title, note="…\n" * 3000))
    assert gallery.entry(1).title == title
    assert ids(gallery, text="'; drop table") == [1]


def test_a_work_hangs_once_and_under_a_name_of_its_own(hung: Gallery, pictures: list[Path], tmp_path: Path):
    with pytest.raises(GalleryError, match="hangs here already, as work 1"):
        hung.add(pictures[0])
    (tmp_path / "other").mkdir()
    other = hung.add(paint(tmp_path / "other" / "red.png", RED, 99))
    assert other.path.startswith("works/red-")
    (tmp_path / "näch ste.. .PNG").write_bytes(paint(tmp_path / "x.png", BLUE, 98).read_bytes())
    assert hung.add(tmp_path / "näch ste.. .PNG").path == "works/näch-ste.png"


def test_what_is_no_picture_is_refused(gallery: Gallery, tmp_path: Path):
    (tmp_path / "novel.png").write_bytes(b"Call me Ishmael.")
    with pytest.raises(WorkError, match="not a picture"):
        gallery.add(tmp_path / "novel.png")
    with pytest.raises(WorkError, match="cannot be read"):
        gallery.add(tmp_path / "absent.png")


def test_a_row_that_fails_takes_its_file_away(hung: Gallery, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def fails(connection: Connection, *_: object) -> None:
        if connection.get_execution_options().get(WRITES):
            raise RunFailed("the disk is full")

    hooks.listen(hung._database._engine, "commit", fails)
    with pytest.raises(RunFailed):
        hung.add(paint(tmp_path / "more.png", RED, 50))
    hooks.remove(hung._database._engine, "commit", fails)
    assert hung.check() == []
    monkeypatch.setattr(rows, "write", fails)
    with pytest.raises(RunFailed):
        hung.add(tmp_path / "more.png")
    assert hung.check() == []
    assert len(hung) == 3


def test_check_names_what_is_missing_changed_or_strange(hung: Gallery):
    assert hung.check() == []
    hung.file_of(hung.entry(1)).unlink()
    changed = hung.file_of(hung.entry(2))
    changed.write_bytes(changed.read_bytes()[:-1] + b"x")
    (hung.folder / "works" / "stray.png").write_bytes(b"?")
    (hung.folder / "works" / "half.png.partial").write_bytes(b"?")
    assert [harm.partition(": ")[2].split(".")[0] for harm in hung.check()] == [
        "missing", "not as it was hung", "hangs here without an entry", "hangs here without an entry",
    ]  # fmt: skip


def test_thumbnails_are_made_once(hung: Gallery, tmp_path: Path):
    entry = hung.add(paint(tmp_path / "wide.png", RED, 3, size=1000))
    path = hung.thumbnail(entry)
    with Image.open(path) as small:
        assert small.size == (480, 480)
    path.write_bytes(b"mine")
    assert hung.thumbnail(entry).read_bytes() == b"mine"
    with Image.open(hung.thumbnail(hung.entry(1))) as exact, Image.open(hung.file_of(hung.entry(1))) as whole:
        assert np.array_equal(np.asarray(exact.convert("RGB")), np.asarray(whole.convert("RGB")))


HANGER = """
import sys
from pathlib import Path
from ganvas.errors import GalleryError
from ganvas.gallery.gallery import Gallery
gallery = Gallery.open(sys.argv[1], sys.argv[2])
for path in sorted(Path(sys.argv[3]).glob("*.png")):
    try:
        print(gallery.add(path).id, flush=True)
    except GalleryError as error:
        assert "hangs here already" in str(error), error
"""


def start(*words: str | Path) -> subprocess.Popen[str]:
    environment = os.environ | {"PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}
    return subprocess.Popen([sys.executable, "-c", HANGER, *map(str, words)], stdout=subprocess.PIPE, text=True,
                            env=environment, cwd=ROOT)  # fmt: skip


def test_two_hangers_and_a_kill_leave_every_work_once(
    open_gallery: Callable[[], Gallery], request: pytest.FixtureRequest, tmp_path: Path
):
    url = request.getfixturevalue("postgres_url") if "postgresql" in request.node.name else ""
    many = tmp_path / "many"
    many.mkdir()
    for number in range(24):
        paint(many / f"{number:02d}.png", BLUE, number, size=24)
    killed = start(tmp_path / "gallery", url, many)
    assert killed.stdout is not None
    killed.stdout.readline()
    time.sleep(0.1)
    killed.send_signal(signal.SIGKILL)
    killed.communicate()
    hangers = [start(tmp_path / "gallery", url, many) for _ in range(2)]
    for hanger in hangers:
        hanger.communicate(timeout=200)
        assert hanger.returncode == 0
    gallery = open_gallery()
    assert len(gallery) == 24
    assert [harm for harm in gallery.check() if not harm.partition(": ")[0].endswith(".partial")] == []


def test_a_history_is_no_gallery(tmp_path: Path):
    with sqlite3.connect(tmp_path / FILE) as raw:
        raw.execute("CREATE TABLE t (x)")
    raw.close()
    with pytest.raises(GalleryError, match="not a gallery of Ganvas"):
        Gallery.open(tmp_path)
    with pytest.raises(GalleryError, match="no gallery here"):
        Gallery.open(tmp_path / "none", make=False)
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("mysql://a@b/c", "is one of PostgreSQL"),
        ("nonsense", "no URL of a database"),
        ("postgresql://nobody@127.0.0.1:1/x", "does not answer"),
    ],
)
def test_a_database_that_is_not_there_is_one_sentence(tmp_path: Path, url: str, says: str):
    with pytest.raises(GalleryError, match=says) as told:
        Gallery.open(tmp_path, url)
    assert "\n" not in str(told.value)


def test_a_password_is_not_shown(tmp_path: Path):
    with pytest.raises(GalleryError, match="does not answer") as told:
        Gallery.open(tmp_path, "postgresql://ada:secret@127.0.0.1:1/x")
    assert "secret" not in str(told.value)


def test_words_and_editions():
    assert words_of(["L’Été, 2026", "été"]) == {"l", "ete", "2026"}
    assert parse_edition("3/20") == (3, 20)
    for wrong in ("3", "0/3", "4/3", "a/b", "3/20/4"):
        with pytest.raises(GalleryError, match="as in 3/20"):
            parse_edition(wrong)
