"""The tasks of the gallery, as the helper does them."""

from pathlib import Path
from typing import Any

import pytest

from ganvas.bases import base
from ganvas.errors import GanvasError, KeyRefused
from ganvas.gallery.gallery import Gallery
from ganvas.gallery.history import History
from ganvas.model.model import Model
from ganvas.provenance import keys
from ganvas.sketch.line import read_line
from ganvas.snapshot import find
from ganvas.studio.progress import unwatched
from ganvas.studio.tasks import gallery as tasks
from ganvas.studio.tasks import signing
from tests.conftest import WORDS

SAID = {"title": "Seven", "rights": "", "training": "notAllowed", "marked": True, "compared": True}


@pytest.fixture(autouse=True)
def locked():
    signing.lock_keys(unwatched)
    yield
    signing.lock_keys(unwatched)


@pytest.fixture
def project(tmp_path: Path, own_home: Path) -> Path:
    """A project in which two steps led to what is painted."""
    place = tmp_path / "harbour"
    model = Model.load(base())
    with History.open(place) as history:
        history.append(read_line("6"), "seed", model.digest)
        history.append(read_line("7 psi=0.8"), "psi", model.digest)
        history.keep(2)
    (place / "published").mkdir()
    model.render(read_line("7 psi=0.8")).save(place / "published" / "seven.png", 8)
    return place


def published(project: Path, **said: Any) -> dict[str, Any]:
    return signing.publish(
        unwatched, str(project / "published" / "seven.png"), str(project), 2, str(project / "gallery"),
        str(find(base())[0]), [], "ada", SAID | said,
    )  # fmt: skip


def test_a_key_is_made_used_and_locked(project: Path):
    made = signing.make_key(unwatched, "Ada", WORDS)
    assert (made["name"], made["open"]) == ("ada", True)
    assert signing.make_key(unwatched, "Ada", WORDS)["name"] == "ada-2"
    assert WORDS not in str(signing.look_at_keys(unwatched))
    signing.lock_keys(unwatched)
    assert not any(key["open"] for key in signing.look_at_keys(unwatched))
    with pytest.raises(KeyRefused, match="is locked"):
        published(project)
    with pytest.raises(KeyRefused, match="wrong passphrase"):
        signing.unlock_key(unwatched, "ada", "not the passphrase")
    assert signing.unlock_key(unwatched, "ada", WORDS)["open"]


def test_what_is_signed_hangs_with_its_step_and_tells_everything(project: Path, tmp_path: Path):
    signing.make_key(unwatched, "Ada", WORDS)
    packed = find(base())[0].parent
    before = sorted(path.name for path in packed.iterdir())
    done = published(project)
    assert sorted(path.name for path in packed.iterdir()) == before, "nothing is laid beside what came with Ganvas"
    with Gallery.open(project / "gallery", make=False) as gallery:
        entry = gallery.entry(done["work"])
        file = gallery.file_of(entry)
        assert (entry.project, entry.event, gallery.steps("harbour")) == ("harbour", 2, {2: 1})
    (tmp_path / "drop").mkdir()
    (tmp_path / "drop" / "work.png").write_bytes(file.read_bytes())
    (told,) = tasks.check(unwatched, str(tmp_path / "drop"), [])
    assert (told["verdict"], told["signer"], told["known"]) == ("intact", "Ada", True)
    assert [link["kind"] for link in told["chain"]] == ["artwork", "model", "corpus"]
    authored = tasks.authored(unwatched, str(project), 2, "Seven", str(file), "", [])
    assert authored["label"][0] == "Ada"
    cleared = tasks.clear(unwatched, str(file), str(tmp_path / "exports"))
    copy = tmp_path / "exports" / cleared["folder"] / cleared["name"]
    (tmp_path / "drop" / "work.png").write_bytes(copy.read_bytes())
    assert tasks.check(unwatched, str(tmp_path / "drop"), [])[0]["verdict"] == "stripped"


def test_what_is_refused_leaves_nothing(project: Path):
    signing.make_key(unwatched, "Ada", WORDS)
    with pytest.raises(GanvasError):
        published(project, title="two\nlines")
    assert not list((project / "published").glob("*.png"))
    with Gallery.open(project / "gallery") as gallery:
        assert len(gallery) == 0


def test_everything_is_taken_along(project: Path, tmp_path: Path):
    signing.make_key(unwatched, "Ada", WORDS)
    published(project)
    into, gallery = tmp_path / "exports", str(project / "gallery")
    file = str(next((project / "gallery" / "works").glob("*.png")))
    made = [
        tasks.pages(unwatched, gallery, {}, "Harbour", str(into)),
        tasks.pages(unwatched, gallery, {}, "Harbour", str(into)),
        tasks.edition(unwatched, gallery, {}, "Harbour", str(into)),
        tasks.hub(unwatched, str(find(base())[0]), "", [], "Ada", str(into)),
        tasks.print_form(unwatched, file, "print", "A6", "pdf", str(into)),
        tasks.print_form(unwatched, file, "plot", "A5", "tiff", str(into)),
    ]
    for one in made:
        assert (into / one["folder"] / one["name"]).stat().st_size == one["size"] > 0
    assert [Path(one["name"]).suffix for one in made] == [".zip", ".zip", ".zip", ".zip", ".pdf", ".svg"]


def test_a_name_of_any_alphabet_can_hold_a_key(own_home: Path):
    assert signing.make_key(unwatched, "艾达", WORDS)["name"] == signing.KEY_NAME
    assert signing.make_key(unwatched, "Ådá Öl", WORDS)["name"] == "ada-ol"
    assert [key.holder for key in keys.listing()] == ["Ådá Öl", "艾达"]
