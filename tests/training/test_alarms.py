"""Trouble is seen on recorded numbers, a run goes back and says so, and a stop around it changes no bit."""

import math
import os
import signal
from pathlib import Path

import pytest
import torch
from safetensors.torch import load, save_file

from ganvas.corpus.corpus import Corpus
from ganvas.errors import RunFailed
from ganvas.files import digest_file
from ganvas.recipe import always
from ganvas.run import Plan, Run
from ganvas.training import alarms, trainer
from ganvas.training.alarms import Guard, spread, trouble
from ganvas.training.checkpoint import Mark, read_newest, write_checkpoint
from ganvas.training.hooks import usual_hooks
from ganvas.training.rules import rules_at
from ganvas.training.state import Signs, new_state
from ganvas.training.trainer import set_rates, train
from tests.training.small import planned, small
from tests.training.test_resume import assert_same, final

CALM = Signs(margin=0.33, slopes=0.9, d_gradient=2.3, g_gradient=2.0, spread=0.94)  # quick on ink
SIX = [CALM] * 6


def test_what_is_not_finite_is_trouble_at_once():
    for name in Signs._fields:
        found = trouble(CALM._replace(**{name: math.inf}), [], warm=False)
        assert found == ("the numbers are no longer finite", 1)
    wild = CALM._replace(d_gradient=5e3)
    assert trouble(CALM._replace(margin=math.nan), [*SIX, wild], warm=True) == ("the numbers are no longer finite", 2)


@pytest.mark.parametrize(
    ("first", "second", "says"),
    [
        ({"margin": 60.0}, {"margin": 180.0}, "margin 180 after 0.33"),
        ({"slopes": 9.0}, {"slopes": 30.0}, "30 times R1"),
        ({"d_gradient": 900.0}, {"d_gradient": 5490.0}, "the discriminator's gradient explodes, its norm 5.49e+03"),
        ({"g_gradient": 600.0}, {"g_gradient": 7110.0}, "the generator's gradient explodes"),
    ],
)
def test_divergence_is_two_ticks_in_a_row(first: dict, second: dict, says: str):
    found = trouble(CALM._replace(**second), [*SIX, CALM._replace(**first)], warm=False)
    assert found
    assert found.ticks == 2
    assert says in found.says
    assert trouble(CALM._replace(**second), SIX, warm=True) is None  # once may be chance
    assert trouble(CALM, [*SIX, CALM._replace(**first)], warm=True) is None  # it came back by itself
    assert trouble(CALM._replace(**second), [CALM] * 3, warm=True) is None  # nothing is usual yet


def test_a_large_margin_that_falls_is_not_running_away():
    high = CALM._replace(margin=180.0)
    assert trouble(CALM._replace(margin=60.0), [*SIX, high], warm=True) is None
    assert trouble(CALM._replace(margin=190.0), [*SIX, high], warm=True)


def test_samples_that_are_alike_once_they_can_be_expected_to_differ():
    alike = CALM._replace(spread=0.0003)
    found = trouble(alike, [CALM, alike, alike], warm=True)
    assert found
    assert found.ticks == 3
    assert "nearly alike, their distances 0.0003 of those between works" in found.says
    assert trouble(alike, [CALM, alike, alike], warm=False) is None
    assert trouble(alike, [CALM, CALM], warm=True) is None
    assert trouble(CALM._replace(spread=0.07), [CALM._replace(spread=0.07)] * 8, warm=True) is None


@pytest.mark.parametrize("shape", [(2, 50), (3, 30, 17), (1, 9, 10, 11), (4, 3)])
def test_spread_is_that_of_coarse_samples(shape: tuple[int, ...]):
    one = torch.zeros(1, *shape)
    assert spread(one.expand(5, *shape)) == 0
    assert spread(one) == 0
    assert spread(torch.cat([one, one + 1])) > 0
    if shape == (3, 30, 17):
        assert spread(torch.cat([one, one + 0.5])) == pytest.approx(0.5 * math.sqrt(3 * 8 * 8))


def test_works_that_are_all_alike_ask_nothing_of_samples(corpus: Corpus, tmp_path: Path):
    run = planned(tmp_path / "run", corpus, small("quick"))
    line = {"d_loss": 1.0, "g_loss": 1.0, "margin": 1.0, "d_gradient": 1.0, "g_gradient": 1.0}
    state = new_state(run.recipe, run.plan)
    data = corpus.prepare(run.recipe.shape)
    assert Guard(run, data, 0.0, print).read(state, line).spread == 1
    assert Guard(run, data, 1.0, print).read(state, line).spread != 1


def test_each_rollback_halves_the_learning_rate_and_doubles_gamma():
    recipe = small("quick")
    state = new_state(recipe, Plan())
    set_rates(state, recipe)
    lr, gamma = state.g_optimizer.param_groups[0]["lr"], rules_at(state, recipe, Plan())
    state.rollbacks.fill_(2)
    set_rates(state, recipe)
    gentle = rules_at(state, recipe, Plan())
    assert state.g_optimizer.param_groups[0]["lr"] == state.d_optimizer.param_groups[0]["lr"] == lr / 4
    assert (gentle.r1, gentle.r2) == (4 * gamma.r1, 4 * gamma.r2)


def breaking(monkeypatch: pytest.MonkeyPatch, at: int, times: int, stops: tuple[int, ...] = ()) -> None:
    """Weights become nan after the step that begins at that clock, for a run that was rolled back less than that;
    Ctrl-C is pressed during the n-th steps."""
    honest, steps = trainer.step, []

    def step(state, rules, draw):
        outcome = honest(state, rules, draw)
        steps.append(state.seen)
        if state.seen == at and int(state.rollbacks) < times:
            with torch.no_grad():
                next(state.discriminator.parameters()).fill_(math.nan)
        if len(steps) in stops:
            os.kill(os.getpid(), signal.SIGINT)
        return outcome

    monkeypatch.setattr(trainer, "step", step)


def at_ticks(run: Run) -> dict[int, dict]:
    """The lines of the log at ticks, without seconds."""
    lines = [line for line in run.lines() if line["seen"] % run.recipe.tick == 0]
    return {
        line["seen"]: {key: value for key, value in line.items() if key not in ("elapsed_s", "rate", "copies")}
        for line in lines
    }


@pytest.mark.parametrize("name", ["quick", "style", "dcgan"])
def test_a_stop_around_a_rollback_changes_no_bit(
    tmp_path: Path, corpus: Corpus, name: str, monkeypatch: pytest.MonkeyPatch
):
    recipe = small(name, length=128, ticks=4)  # 4 steps a tick
    whole, broken = (planned(tmp_path / name, corpus, recipe) for name in ("whole", "broken"))
    breaking(monkeypatch, at=72, times=2)
    told: list[str] = []
    train(corpus, recipe, whole.path, say=told.append)
    assert sum("(rollback " in sentence for sentence in told) == 2
    assert final(whole)["rollbacks"] == 2
    monkeypatch.undo()
    stops = (6, 10, 13, 16, 17)  # before, in the trouble, and between two ticks after it
    breaking(monkeypatch, at=72, times=2, stops=stops)
    for _ in range(len(stops) + 1):
        train(corpus, recipe, broken.path)
    assert_same(final(broken), final(whole))
    logged, wanted = (at_ticks(run) for run in (broken, whole))
    told_first, told_last = wanted[64].pop("event").split(" (rollback 1 of 3). ")
    assert told_first in logged[64]["event"]
    assert logged[64].pop("event").endswith(told_last)
    assert logged == wanted  # the numbers of a tick are over the whole tick, wherever it was interrupted


def test_a_rollback_is_said_and_stays_in_the_log(tmp_path: Path, corpus: Corpus, monkeypatch: pytest.MonkeyPatch):
    recipe = small("quick", length=96, ticks=6)
    run = planned(tmp_path / "run", corpus, recipe)
    breaking(monkeypatch, at=56, times=1)
    told: list[str] = []
    kept: list[bytes] = []

    def remember(moment):
        if moment.state.seen == 48:
            kept.append((moment.run.checkpoints()[-1] / "state.safetensors").read_bytes())

    def compare(moment):
        if moment.state.seen == 64:
            kept.append((moment.run.checkpoints()[-2] / "state.safetensors").read_bytes())

    train(corpus, recipe, run.path, say=told.append, hooks=[*usual_hooks(), remember, compare])
    (sentence,) = [sentence for sentence in told if "(rollback " in sentence]
    assert sentence == (
        "At 64 works seen the numbers are no longer finite: back to 48, with 1/2 of the recipe's learning rate "
        "and 2 times its gamma (rollback 1 of 3)."
    )
    assert kept[0] == kept[1]  # what was gone back to is untouched
    lines = {line["seen"]: line for line in run.lines()}
    assert sorted(lines) == [16, 32, 48, 64, 80, 96]
    assert lines[48]["event"] == sentence
    assert "d_loss" in lines[48]
    assert "rollbacks" not in lines[32]
    assert lines[96]["rollbacks"] == 1
    assert lines[96]["lr"] == pytest.approx(recipe.lr.at(88, 96) / 2)
    page = (run.path / "report.html").read_text()
    assert "back to 48, with 1/2 of the recipe" in page
    assert "<dt>rolled back</dt><dd>once" in page


def test_trouble_before_any_checkpoint_begins_again(tmp_path: Path, corpus: Corpus, monkeypatch: pytest.MonkeyPatch):
    recipe = small("quick", length=64, ticks=4)
    run = planned(tmp_path / "run", corpus, recipe)
    breaking(monkeypatch, at=8, times=1)
    told: list[str] = []
    train(corpus, recipe, run.path, say=told.append, hooks=[])
    assert any("back to 0" in sentence for sentence in told)
    assert [(line["seen"], line["rollbacks"]) for line in run.lines()] == [(0, 1)]


def test_a_wild_learning_rate_is_given_up_after_three(tmp_path: Path, corpus: Corpus):
    recipe = small("quick", length=96, ticks=6, warm_up=0, lr=always(1e30))
    run = planned(tmp_path / "run", corpus, recipe)
    told: list[str] = []
    with pytest.raises(RunFailed) as failed:
        train(corpus, recipe, run.path, say=told.append)
    said = str(failed.value)
    assert "the numbers are no longer finite, after 3 rollbacks that ended with 1/8 of" in said
    assert "8 times its gamma" in said
    assert "No good checkpoint is left. Start a new run with a lower learning rate" in said
    assert sum("(rollback " in sentence for sentence in told) == 3
    with pytest.raises(RunFailed, match="after 3 rollbacks"):
        train(corpus, recipe, run.path)  # again, the same


def test_two_ticks_of_trouble_go_back_before_both(tmp_path: Path, corpus: Corpus, monkeypatch: pytest.MonkeyPatch):
    recipe = small("quick", length=96, ticks=6)
    run = planned(tmp_path / "run", corpus, recipe)
    asked: list[int] = []

    def judge(now, past, warm):
        asked.append(len(past))
        return alarms.Trouble("it looks bad", 2) if len(past) == 4 and asked.count(4) == 1 else None

    monkeypatch.setattr(alarms, "trouble", judge)
    told: list[str] = []
    at: list[list[str]] = []
    train(
        corpus, recipe, run.path, say=told.append,
        hooks=[*usual_hooks(), lambda moment: at.append([folder.name for folder in moment.run.snapshots()])],
    )  # fmt: skip
    assert any("At 80 works seen it looks bad: back to 48" in sentence for sentence in told)
    assert at[3][-1] == at[4][-1] == "000000064"  # that of the bad tick was let go of, and made again
    assert asked == [0, 1, 2, 3, 4, 3, 4, 5]


def test_a_bad_checkpoint_is_let_go_of_and_stops_evict_none_of_a_tick(tmp_path: Path, corpus: Corpus):
    recipe = small("quick", length=96, ticks=6)
    run = planned(tmp_path / "run", corpus, recipe)
    state = new_state(recipe, run.plan)
    for state.seen in (16, 32, 40, 48, 56, 60):
        write_checkpoint(run, state, 1.0)
    assert [int(folder.name) for folder in run.checkpoints()] == [32, 48, 60]
    alarms.forget_after(run, 32)
    assert [int(folder.name) for folder in run.checkpoints()] == [32]
    alarms.forget_after(run, 16)
    assert run.checkpoints() == []


def test_a_run_that_started_from_another_keeps_its_oldest_checkpoint(tmp_path: Path, corpus: Corpus):
    run = planned(tmp_path / "run", corpus, small("quick", length=96, ticks=6))
    started = Run(run.path, run.recipe, run.source.but(start="0" * 64), run.plan)
    state = new_state(run.recipe, run.plan)
    for state.seen in (32, 48):
        write_checkpoint(run, state, 1.0)
    alarms.forget_after(started, 0)
    assert [int(folder.name) for folder in run.checkpoints()] == [32]


def test_a_checkpoint_from_before_there_were_alarms_is_read(tmp_path: Path, corpus: Corpus):
    run = planned(tmp_path / "run", corpus, small("quick"))
    state = new_state(run.recipe, run.plan)
    state.seen = 16
    folder = write_checkpoint(run, state, 1.0)
    file = folder / "state.safetensors"
    tensors = {
        key: tensor for key, tensor in load(file.read_bytes()).items() if key not in ("tally", "signs", "rollbacks")
    }
    save_file(tensors, file)
    mark = Mark.model_validate_json((folder / "state.json").read_bytes())
    (folder / "state.json").write_text(mark.but(version=1, tensors=digest_file(file)).to_json())
    state.rollbacks.fill_(3)
    assert read_newest(run, state) == (1.0, [])
    assert (state.seen, float(state.rollbacks)) == (16, 0)
