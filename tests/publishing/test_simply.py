"""Publishing in one call, as the page on publishing shows it."""

import re
import shutil
from pathlib import Path

import pytest

import ganvas as gv
from ganvas.errors import KeyRefused, SignError
from ganvas.gallery.gallery import Gallery
from ganvas.gallery.history import History
from ganvas.model.model import Model
from ganvas.provenance import keys
from ganvas.provenance.keys import Credential
from ganvas.provenance.verify import verify
from ganvas.sketch import Seed, Sketch

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "publish.md"
ART = Sketch(latent=Seed(seed=7))


@pytest.fixture(autouse=True)
def _here(credential: Credential, run_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    shutil.copytree(run_folder, tmp_path / "runs" / "mine")
    monkeypatch.chdir(tmp_path)


def test_the_page(capsys: pytest.CaptureFixture[str]):
    (block,) = re.findall(r"^```python\n(.*?)^```$", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    exec(compile(block, str(PAGE), "exec"), {})
    assert capsys.readouterr().out == f"{Path('published').resolve() / 'Wren.png'} intact\n"
    report = verify(Path("published/Wren.png"), anchors=keys.anchors())
    assert [link.kind for link in report.chain] == ["artwork", "model", "corpus"]
    assert (report.known, report.chain[0].title) == (True, "Wren")


def test_all_or_nothing(model: Model):
    artwork = model.render(ART)
    with pytest.raises(KeyRefused):
        gv.publish(artwork, key="bob")
    with pytest.raises(SignError, match="which nobody can see"):
        gv.publish(artwork, title="a\u202eb")
    assert not Path("published").exists() or not list(Path("published").iterdir())
    assert Path(gv.publish(artwork).path).name == f"{artwork.digest[:12]}.png"
    with pytest.raises(SignError, match="is there already"):
        gv.publish(artwork)


def test_a_file_with_its_history_into_a_gallery(model: Model):
    with History.open("shore") as history:
        history.append(ART, "add", model.digest)
    path = model.render(ART).save("art.png", scale=16)
    before = path.read_bytes()
    done = gv.publish(path, into="out", project="shore", gallery="gallery", training="allowed")
    assert path.read_bytes() == before
    told = verify(Path(done.path)).chain[0]
    assert told.says["contribution"]["human_actions"] == 1
    assert set(told.training.values()) == {"allowed"}
    with Gallery.open("gallery", make=False) as gallery:
        assert len(gallery) == 1
