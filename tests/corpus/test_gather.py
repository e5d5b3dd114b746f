"""A messy folder, archives that mean harm, arrays, and what is kept and reported of them."""

import io
import json
import os
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from ganvas.corpus.corpus import Corpus
from ganvas.corpus.gathering import Wishes, survey
from ganvas.corpus.header import HEADER, WORKS
from ganvas.corpus.report import by_reason, in_words
from ganvas.corpus.verify import damaged
from ganvas.errors import CorpusError
from ganvas.files import digest


def drawing(seed: int, size: tuple[int, int] = (96, 72), mode: str = "RGB") -> Image.Image:
    """Blurred noise: something for a perceptual hash to hold on to, different for every seed."""
    levels = np.random.default_rng(seed).integers(0, 256, (24, 32, 3), np.uint8)
    return Image.fromarray(levels).resize(size, Image.Resampling.BICUBIC).convert(mode)


def saved(image: Image.Image, format_name: str = "PNG", **options: object) -> bytes:
    file = io.BytesIO()
    image.save(file, format_name, **options)
    return file.getvalue()


@pytest.fixture(scope="module")
def messy(tmp_path_factory) -> Path:
    outside = tmp_path_factory.mktemp("outside")
    (outside / "secret.png").write_bytes(saved(drawing(99)))
    folder = tmp_path_factory.mktemp("messy") / "works"
    for name in ("cats", "dogs", ".hidden"):
        (folder / name).mkdir(parents=True)
    files = {
        "cats/one.png": saved(drawing(1)),
        "cats/two.jpg": saved(drawing(2), "JPEG"),
        "dogs/again.png": saved(drawing(1)),
        "dogs/mirror.png": saved(drawing(2).transpose(Image.Transpose.FLIP_LEFT_RIGHT)),
        "dogs/grey.png": saved(drawing(3, mode="L")),
        "dogs/liar.jpg": saved(drawing(4)),
        "dogs/nosuffix": saved(drawing(5)),
        "dogs/zero.png": b"",
        "dogs/cut.png": saved(drawing(6))[:900],
        "dogs/text.png": b"not a picture at all",
        "dogs/notes.txt": b"about the dogs",
        "dogs/tiny.png": saved(drawing(7, (8, 8))),
        "dogs/more.zip": b"PK",
        ".hidden/x.png": saved(drawing(8)),
        "Thumbs.db": b"x",
    }
    for name, data in files.items():
        (folder / name).write_bytes(data)
    (folder / "dogs/out.png").symlink_to(outside / "secret.png")
    (folder / "dogs/elsewhere").symlink_to(outside)
    os.mkfifo(folder / "dogs/pipe.png")
    return folder


@pytest.fixture(scope="module")
def corpus(messy, tmp_path_factory) -> Corpus:
    return Corpus.gather(messy, into=tmp_path_factory.mktemp("corpora") / "messy", labels="folders", author="Ada")


def test_what_is_good_is_in(corpus):
    assert {work.name for work in corpus.works} == {
        "cats/one.png", "cats/two.jpg", "dogs/grey.png", "dogs/liar.jpg", "dogs/mirror.png", "dogs/nosuffix",
    }  # fmt: skip
    assert corpus.label_names == ("cats", "dogs")
    assert corpus.author == "Ada"
    assert {work.facts["mode"] for work in corpus.works if work.name == "dogs/grey.png"} == {"L"}
    assert [work.digest for work in corpus.works] == sorted(work.digest for work in corpus.works)


def test_every_finding_is_one_line_with_its_reason(corpus):
    found = {line.name: (line.did, line.reason) for line in corpus.report}
    assert found == {
        "dogs/again.png": ("left out", "duplicate"),
        "dogs/cut.png": ("left out", "truncated"),
        "dogs/elsewhere": ("left out", "link-out"),
        "dogs/liar.jpg": ("kept", "read-anew"),
        "dogs/mirror.png": ("kept", "near-duplicate"),
        "dogs/more.zip": ("left out", "archive"),
        "dogs/nosuffix": ("kept", "read-anew"),
        "dogs/notes.txt": ("left out", "not-a-picture"),
        "dogs/out.png": ("left out", "link-out"),
        "dogs/pipe.png": ("left out", "special"),
        "dogs/text.png": ("left out", "unreadable"),
        "dogs/tiny.png": ("left out", "too-small"),
        "dogs/zero.png": ("left out", "empty"),
    }
    assert len(corpus.report) == len(found)
    mirror = next(line for line in corpus.report if line.reason == "near-duplicate")
    assert mirror.text == "dogs/mirror.png: looks the same as cats/two.jpg."
    assert by_reason(corpus.report)["link-out"] == 2
    assert any(text.startswith("2 left out, a link that leads out") for text in in_words(corpus.report))


def test_originals_lie_under_their_digest(corpus):
    for work in corpus.works:
        assert digest((corpus.path / work.at.path).read_bytes()) == work.digest
    assert len(list((corpus.path / "originals").rglob("*.*"))) == 6
    assert damaged(corpus, lambda *_: None) == []


def test_no_absolute_path_is_remembered(corpus, messy):
    for name in (HEADER, WORKS, "report.jsonl"):
        assert str(messy.parent) not in (corpus.path / name).read_text()


def test_gathering_again_adds_nothing(messy, corpus, tmp_path):
    first = Corpus.gather(messy, into=tmp_path / "again", labels="folders")
    said, left_out = [line.text for line in first.report], first.summary()["left_out"]
    second = Corpus.gather(messy, into=tmp_path / "again", labels="folders")
    third = Corpus.gather(messy, into=tmp_path / "again", labels="folders")
    for later in (second, third):  # what is the case already is not said again
        assert [line.text for line in later.report] == [*said, "7 works were in the corpus already."]
        assert later.summary()["left_out"] == left_out
    assert first.digest == second.digest == corpus.digest
    assert len(second) == 6
    assert "7 works were in the corpus already." in [line.text for line in second.report]


def test_digest_knows_works_and_labels_alone(messy, corpus, tmp_path):
    apart = Corpus.gather(messy / "dogs", into=tmp_path / "apart")
    assert len(apart) == 5  # one.png comes in as again.png
    assert apart.digest != corpus.digest
    there = Corpus.gather(messy / "cats", into=tmp_path / "one")
    added = Corpus.gather(messy / "dogs", into=tmp_path / "one")
    back = Corpus.gather(messy / "dogs", messy / "cats", into=tmp_path / "two")
    assert there.digest != added.digest == back.digest


def test_near_duplicates_can_be_left_out_or_ignored(messy, tmp_path):
    left = Corpus.gather(messy, into=tmp_path / "left", near="leave-out")
    assert "dogs/mirror.png" not in {work.name for work in left.works}
    assert [line.did for line in left.report if line.reason == "near-duplicate"] == ["left out"]
    ignored = Corpus.gather(messy, into=tmp_path / "ignored", near="ignore")
    assert len(ignored) == 6
    assert "near-duplicate" not in by_reason(ignored.report)


def test_survey_writes_nothing(messy, tmp_path):
    tally, lines = survey([str(messy)], tmp_path / "none", wishes=Wishes(labels="folders"))
    assert (tally.added, tally.left_out) == (6, 10)
    assert len(lines) == 13
    assert list(tmp_path.iterdir()) == []


def test_a_link_to_itself_is_a_link_to_nothing(tmp_path):
    (tmp_path / "works").mkdir()
    (tmp_path / "works/good.png").write_bytes(saved(drawing(1)))
    (tmp_path / "works/loop.png").symlink_to("loop.png")
    corpus = Corpus.gather(tmp_path / "works", into=tmp_path / "corpus")
    assert [(line.name, line.reason) for line in corpus.report] == [("loop.png", "link-out")]


def test_links_are_kept_by_digest(messy, tmp_path):
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "a.png").write_bytes(saved(drawing(11)))
    linked = Corpus.gather(folder, into=tmp_path / "linked", link=True)
    assert not (linked.path / "originals").exists()
    assert linked.prepare((3, 16, 16)).levels.shape == (1, 3, 16, 16)
    (folder / "a.png").write_bytes(saved(drawing(12)))
    assert "has changed" in damaged(linked, lambda *_: None)[0]
    with pytest.raises(CorpusError, match="changed since it was gathered"):
        linked.prepare((3, 8, 8))


def test_a_killed_gathering_leaves_no_corpus(messy, tmp_path):
    into = tmp_path / "killed"
    script = (
        "import os, ganvas.corpus.gathering as g\n"
        "g.write_whole = lambda *_: os._exit(9)\n"  # the last moment before it would count
        f"g.gather([{str(messy)!r}], __import__('pathlib').Path({str(into)!r}))\n"
    )
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 9
    with pytest.raises(CorpusError, match="not finished; run it again"):
        Corpus.open(into)
    assert len(Corpus.gather(messy, into=into)) == 6


def test_a_killed_addition_leaves_the_corpus_as_it_was(messy, tmp_path):
    into = tmp_path / "one"
    before = Corpus.gather(messy / "cats", into=into)
    with (into / WORKS).open("ab") as file:
        file.write(b'{"sha256": "half a li')
    assert Corpus.open(into).digest == before.digest
    assert len(Corpus.gather(messy / "dogs", into=into)) == 6


def test_a_changed_index_is_refused(messy, tmp_path):
    corpus = Corpus.gather(messy / "cats", into=tmp_path / "one")
    text = (corpus.path / WORKS).read_text()
    (corpus.path / WORKS).write_text(text.replace(corpus.works[0].sha256, "0" * 64))
    with pytest.raises(CorpusError, match="not the works that"):
        Corpus.open(corpus.path)


@pytest.mark.parametrize("content", ['{"version": 2}', "[]", "not json"])
def test_another_format_is_refused(content, tmp_path):
    (tmp_path / HEADER).write_text(content)
    with pytest.raises(CorpusError, match="not a header of format 1"):
        Corpus.open(tmp_path)


def test_nothing_usable_is_an_error_that_says_why(tmp_path):
    (tmp_path / "works").mkdir()
    (tmp_path / "works/bad.png").write_bytes(b"")
    with pytest.raises(CorpusError, match=r"nothing usable came in: bad\.png: the file is empty"):
        Corpus.gather(tmp_path / "works", into=tmp_path / "corpus")
    assert not (tmp_path / "corpus").exists()
    with pytest.raises(CorpusError, match="no such folder or file"):
        Corpus.gather(tmp_path / "nowhere", into=tmp_path / "corpus")
    with pytest.raises(CorpusError, match="no corpus; make one"):
        Corpus.open(tmp_path)


def test_a_zip_that_means_harm(tmp_path):
    path = tmp_path / "harm.zip"
    link = zipfile.ZipInfo("link.png")
    link.external_attr = 0xA1FF << 16
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in ("../up.png", "/abs.png", "..\\back.png", "C:/drive.png", "a/../../b.png"):
            archive.writestr(name, saved(drawing(1)))
        archive.writestr(link, "/etc/passwd")
        archive.writestr("bomb.png", bytes(4_000_000))
        archive.writestr("x/good.png", saved(drawing(2)))
        archive.writestr("x/inner.zip", b"PK")
        archive.writestr("__MACOSX/._good.png", b"x")
    corpus = Corpus.gather(path, into=tmp_path / "in/corpus")
    assert [work.name for work in corpus.works] == ["x/good.png"]
    assert by_reason(corpus.report) == {"escapes": 5, "link-out": 1, "bomb": 1, "archive": 1}
    assert not list(tmp_path.rglob("up.png"))
    assert sorted(place.name for place in tmp_path.iterdir()) == ["harm.zip", "in"]
    assert not (corpus.path / "incoming").exists()


@pytest.mark.parametrize("suffix", ["tar", "tar.gz", "tar.xz"])
def test_a_tar_with_classes(suffix, tmp_path):
    path = tmp_path / f"set.{suffix}"
    with tarfile.open(path, f"w:{suffix[4:]}") as archive:
        for number, name in enumerate(("top/a/1.png", "top/a/2.png", "top/b/3.png", "../up.png")):
            data = saved(drawing(number))
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
        for kind, name in ((tarfile.SYMTYPE, "s.png"), (tarfile.CHRTYPE, "d.png")):
            info = tarfile.TarInfo(name)
            info.type, info.linkname = kind, "/etc/passwd"
            archive.addfile(info)
    corpus = Corpus.gather(path, into=tmp_path / "corpus", labels="folders")
    assert {work.name: work.label for work in corpus.works} == {
        "top/a/1.png": "a",
        "top/a/2.png": "a",
        "top/b/3.png": "b",
    }
    assert by_reason(corpus.report) == {"link-out": 2, "escapes": 1}


def test_a_broken_archive_keeps_what_came_before(tmp_path):
    path = tmp_path / "set.tar"
    with tarfile.open(path, "w") as archive:
        for number in range(3):
            data = saved(drawing(number))
            info = tarfile.TarInfo(f"{number}.png")
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    whole = path.read_bytes()
    path.write_bytes(whole[: len(saved(drawing(0))) + 2000])
    corpus = Corpus.gather(path, into=tmp_path / "corpus")
    assert [work.name for work in corpus.works] == ["0.png"]
    assert corpus.report
    assert {line.did for line in corpus.report} == {"left out"}


def test_ink_is_drawn_when_prepared(tmp_path):
    corpus = Corpus.gather("builtin:ink?works=6&colour=seal", into=tmp_path / "ink", labels="folders")
    assert len(corpus) == 6
    assert corpus.natural_shape(32) == (3, 32, 32)
    assert all(corpus.label_names)
    assert corpus.prepare((3, 32, 32)).levels.std() > 5
    assert len(Corpus.gather("builtin:ink?works=8&colour=seal", into=tmp_path / "ink")) == 8


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("builtin:ink?works=0", "works=0"),
        ("builtin:ink?colour=blue", "wanted grey or seal"),
        ("builtin:ink?size=3", "unknown size; known: colour, works"),
        ("mnist?part=half", "wanted one of train, test, all"),
        ("builtin:ink?works", "cannot be read"),
    ],
)
def test_options_of_named_sources(source, words, tmp_path):
    with pytest.raises(CorpusError, match=words):
        Corpus.gather(source, into=tmp_path / "x", from_dir=tmp_path)


def test_a_helper_that_breaks_down_costs_one_work(messy, tmp_path, monkeypatch):
    folder = tmp_path / "works"
    folder.mkdir()
    for number in range(4):
        (folder / f"{number}.png").write_bytes(saved(drawing(number)))
    start = tmp_path / "site/sitecustomize.py"
    start.parent.mkdir()
    start.write_text(  # the decoder of this process dies of the second work, as a broken C library would
        "import sys\n"
        "if 'ganvas.corpus.worker' in ' '.join(sys.orig_argv):\n"
        "    import os, ganvas.media.image.examine as d\n"
        "    was = d.decode\n"
        "    d.decode = lambda data, name, *rest: os._exit(7) if name == '1.png' else was(data, name, *rest)\n"
    )
    monkeypatch.syspath_prepend(str(start.parent))
    corpus = Corpus.gather(folder, into=tmp_path / "corpus")
    assert {work.name for work in corpus.works} == {"0.png", "2.png", "3.png"}
    assert [(line.name, line.reason) for line in corpus.report] == [("1.png", "crashed")]


def test_helpers_do_not_bring_in_torch():
    script = "import sys, ganvas.corpus.worker, ganvas.corpus.gathering; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0


def test_header_is_plain_json(corpus):
    header = json.loads((corpus.path / HEADER).read_text())
    assert header["version"] == 2
    assert header["works"] == 6
    assert header["works_digest"] == corpus.digest


def test_a_corpus_is_no_source_of_works(tmp_path):
    for number in range(2):
        (tmp_path / f"{number}.png").write_bytes(saved(drawing(number)))
    first = Corpus.gather(tmp_path, into=tmp_path / "corpora/first")
    assert len(Corpus.gather(tmp_path, into=tmp_path / "corpora/first")) == len(first) == 2
    second = Corpus.gather(tmp_path, into=tmp_path / "corpora/second")
    assert second.digest == first.digest
    assert [(line.name, line.reason) for line in second.report] == [("corpora/first", "corpus")]
    with pytest.raises(CorpusError, match="a corpus already"):
        Corpus.gather(first.path, into=tmp_path / "corpora/third")


def test_names_that_are_no_text_are_reported(tmp_path):
    (tmp_path / "works").mkdir()
    (tmp_path / "works/good.png").write_bytes(saved(drawing(1)))
    with open(os.fsencode(tmp_path / "works") + b"/caf\xe9.png", "wb") as file:
        file.write(saved(drawing(2)))
    corpus = Corpus.gather(tmp_path / "works", into=tmp_path / "corpus")
    assert [work.name for work in corpus.works] == ["good.png"]
    assert [(line.name, line.reason) for line in corpus.report] == [("caf?.png", "name")]


def test_works_of_one_name_from_two_sources(tmp_path):
    for folder, seed in (("a", 1), ("b", 2), ("c", 1)):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "x.png").write_bytes(saved(drawing(seed), compress_level=3 if folder == "c" else 6))
    sources = [tmp_path / folder for folder in "abc"]
    corpus = Corpus.gather(
        *sources, into=tmp_path / "corpus", near="leave-out"
    )  # c looks as a does; b has its name only
    assert {work.sha256 for work in corpus.works} == {
        digest((tmp_path / f"{folder}/x.png").read_bytes()) for folder in "ab"
    }
