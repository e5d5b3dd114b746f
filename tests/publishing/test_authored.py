"""Who made what: counted from the log alone, the same again from the log, and carried by the claim."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from ganvas.artwork import Artwork
from ganvas.cli import app
from ganvas.errors import HistoryError, SignError
from ganvas.gallery.history import History
from ganvas.model.model import Model
from ganvas.provenance import authorship, engine, keys
from ganvas.provenance.claim import CorpusFacts, Words
from ganvas.provenance.keys import Credential
from ganvas.provenance.ledger import Lines
from ganvas.provenance.verify import verify
from ganvas.publishing.authored import agrees, authorship_of, claimed, of_file
from ganvas.publishing.publish import Wishes, publish
from ganvas.sketch import Seed, Sketch

pytestmark = pytest.mark.usefixtures("own_home")


def sketch(seed: int, psi: float = 0.8) -> Sketch:
    return Sketch(latent=Seed(seed=seed), psi=psi)


@pytest.fixture
def history(model: Model, tmp_path: Path) -> Iterator[History]:
    """1 add, 2 add, 3 merge of both, 4 keep of 3, 5 push by the model from 3, 6 add of a stranger, 7 draw on 3."""
    with History.open(tmp_path / "shore") as history:
        history.append(sketch(1), "add", model.digest)
        history.branch([], sketch(2), "add", model.digest)
        history.merge(1, 2)
        history.keep(3)
        history.branch([3], sketch(3, 0.6), "push", model.digest, actor="model")
        history.branch([], sketch(4), "add", model.digest)
        history.branch([3], sketch(3, 0.9), "draw", model.digest)
        yield history


def call(*words: str | Path | int) -> Result:
    return CliRunner().invoke(app, ["authorship", *map(str, words)])


def test_golden(history: History, model: Model):
    # Step 3 was made from 1 and 2, and kept: four events by a person. 5, 6 and 7 are no part of it.
    told = authorship_of(history, 3)
    counts = {(one.actor, one.group, one.verb): one.count for one in told.accepted}
    assert counts == {
        ("human", "selection", "add"): 2,
        ("human", "selection", "keep"): 1,
        ("human", "arrangement", "merge"): 1,
    }
    assert {(one.actor, one.verb): one.count for one in told.set_aside} == {
        ("human", "add"): 1,
        ("human", "draw"): 1,
        ("model", "push"): 1,
    }
    assert told.attribution == f"AIA PAI Nc Hin R Ganvas {model.digest[:12]} v1.0"
    assert told.log_head_sha256 == history.link(7)
    assert (told.steps_read, told.reviewed, told.by_hand, told.project) == (7, True, False, "shore")
    assert authorship.short(told) == "Painted by a model; 4 steps by a person; 3 steps tried and not used."


@pytest.mark.parametrize(("step", "codes"), [(5, "PAI Nc Ce Hin Ain Nr"), (6, "PAI Nc Hin R"), (7, "HAb Nc Hin R")])
def test_the_line_of_codes(history: History, model: Model, step: int, codes: str):
    assert authorship_of(history, step).attribution == f"AIA {codes} Ganvas {model.digest[:12]} v1.0"


def test_what_the_model_did_alone_is_entirely_its_own(model: Model, tmp_path: Path):
    with History.open(tmp_path / "alone") as history:
        history.append(sketch(1), "add", model.digest, actor="model")
        told = authorship_of(history)
        assert told.attribution == f"AIA EAI Ain Nr Ganvas {model.digest[:12]} v1.0"
        history.keep(1)
        assert authorship_of(history).attribution == f"AIA PAI Nc Hin Ain R Ganvas {model.digest[:12]} v1.0"


def test_what_comes_later_changes_nothing_that_was_said(history: History, model: Model):
    said = authorship_of(history, 3).contribution()
    history.append(sketch(9), "mutate", model.digest)
    history.keep(3, actor="model")
    assert agrees(said, history)
    assert authorship_of(history, 3).contribution() != said
    assert not agrees(said.but(human_actions=40), history)


def test_a_log_that_was_changed_is_not_counted(history: History):
    with sqlite3.connect(history.path) as connection:
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute("UPDATE events SET actor = 'human' WHERE id = 5")
    connection.close()
    with pytest.raises(HistoryError, match="event 5 is not as it was written"):
        authorship_of(history, 3)


def test_the_step_that_a_file_shows_is_found(history: History, model: Model, tmp_path: Path):
    art = model.render(sketch(3, 0.6)).save(tmp_path / "art.png")
    assert of_file(art, str(history.path.parent)).step == 5
    assert of_file(art, f"{history.path.parent}:3").step == 3
    stranger = model.render(sketch(77)).save(tmp_path / "stranger.png")
    with pytest.raises(SignError, match=r"no step of it shows this work. Name the step"):
        of_file(stranger, str(history.path.parent))
    (tmp_path / "plain.svg").write_bytes(b"<svg/>")
    with pytest.raises(SignError, match=r"does not say what it shows. Name the step .* as .*shore:N"):
        of_file(tmp_path / "plain.svg", str(history.path.parent))
    other = CorpusFacts(digest="d" * 64, works=3)
    with pytest.raises(SignError, match="learned from corpus cccccccccccc, not from dddddddddddd"):
        authorship_of(history, 5, Artwork.read_origin(art), other)


def test_whose_works_it_learned_from(history: History):
    corpus = CorpusFacts(digest="c" * 64, works=55, by_basis={"own": 40, "public-domain": 12, "licence": 3})
    told = authorship_of(history, 3, corpus=corpus)
    text = "\n".join(authorship.lines(told, "Wren", "Ada"))
    for words in ("40 the artist's own", "12 in the public domain", "no legal advice", "What Ada did"):
        assert words in text
    assert "Generative adversarial network, trained on 55 works, 40 of them by the artist" in authorship.label(told)


def test_the_claim_carries_it(history: History, model: Model, run_folder: Path, credential: Credential, tmp_path: Path):
    made = {5: model.render(sketch(3, 0.6)), 7: model.render(sketch(3, 0.9))}
    for step, source in ((5, "trainedAlgorithmicMedia"), (7, "compositeWithTrainedAlgorithmicMedia")):
        art = made[step].save(tmp_path / f"{step}.png")
        told = of_file(art, str(history.path.parent))
        wishes = Wishes(Words(title="Wren"), painted=told.by_hand, contribution=told.contribution())
        publish(art, credential, Lines(tmp_path / "list.jsonl"), wishes)
        report = verify(art, anchors=keys.anchors())
        assert (report.verdict, report.chain[0].source) == ("intact", source)
        assert claimed(report.chain[0].says, "art") == told.contribution()
        found = engine.read("image/png", art.read_bytes())
        assert found is not None
        (manifest,) = found.store["manifests"].values()
        (actions,) = (part["data"]["actions"] for part in manifest["assertions"] if "actions" in part["label"])
        counts = {
            (one["action"], one["parameters"]["org.ganvas.actor"]): one["parameters"]["org.ganvas.count"]
            for one in actions
            if one["action"].startswith("org.ganvas.")
        }
        assert counts[("org.ganvas.selection", "human")] == "3"
        assert (("org.ganvas.modification", "model") in counts) == (step == 5)
        assert (("org.ganvas.input", "human") in counts) == (step == 7)


def test_the_verbs(history: History, model: Model, run_folder: Path, credential: Credential, tmp_path: Path):
    project = history.path.parent
    whole = call(project, "--step", 5, "--title", "Wren", "--author", "Ada")
    assert whole.exit_code == 0
    assert "Authorship of “Wren” by Ada" in whole.stdout
    assert call(project, "--label", "--proportion", "HAb").stdout.splitlines()[-1].startswith("AIA HAb Nc Hin R")
    art = model.render(sketch(3, 0.6)).save(tmp_path / "art.png")
    assert "is not as it was signed, or was not signed" in call(art).stderr
    words = ["publish", str(art), "--project", str(project), "--no-hang", "--mark", "off"]
    assert CliRunner().invoke(app, words).exit_code == 0
    shown = CliRunner().invoke(app, ["verify", str(art)]).stdout
    assert "Painted by a model; 4 steps by a person, 1 step by the model of its own accord; 2 steps tried" in shown
    assert call(art).stdout.splitlines()[-1] == "step 5, 7 events read"
    assert call(art, "--project", project).stdout.splitlines()[-1] == "the log gives the same again"
    with History.open(tmp_path / "other") as other:
        for number in range(7):
            other.append(sketch(number), "add", model.digest)
    again = call(art, "--project", tmp_path / "other")
    assert (again.exit_code, again.stdout.splitlines()[-1]) == (1, "THE LOG GIVES OTHER COUNTS")
    assert "go together" in call(project, "--corpus", tmp_path).stderr
