"""What happens at a tick, beside the loop: each hook is one plain function of the moment."""

import importlib.util

import torch

from ganvas import snapshot
from ganvas.files import remove_folder, whole_folder, write_whole
from ganvas.media import medium
from ganvas.media.levels import to_samples
from ganvas.run import nine
from ganvas.training.checkpoint import write_checkpoint
from ganvas.training.measuring import Measuring
from ganvas.training.moment import SHEET_SEEDS, Hook, Moment, painted
from ganvas.training.report import write_report

SHEET_SIDE = 64  # of one sample, near enough; the report shows a film of many sheets
KEEP_SNAPSHOTS = 12  # evenly over the run, beside the newest


def write_log(moment: Moment) -> None:
    """One line in log.jsonl."""
    moment.run.log(moment.line)


@torch.no_grad()
def write_sheet(moment: Moment) -> None:
    """A contact sheet of the same fixed seeds, painted by the average."""
    recipe = moment.run.recipe
    samples = painted(moment.state.average, recipe, len(SHEET_SEEDS), moment.run.plan.device)
    scale = max(1, round(SHEET_SIDE / max(recipe.shape)))
    art = medium(recipe.medium, recipe.common)
    sheet = art.contact_sheet(to_samples(samples, art.dtype), scale=scale)
    write_whole(moment.run.path / "sheets" / f"{nine(moment.state.seen)}.png", sheet)


def write_state(moment: Moment) -> None:
    """A checkpoint: the work of the run up to here cannot be lost any more."""
    elapsed_s = moment.line.get("elapsed_s", 0.0)
    assert isinstance(elapsed_s, float)
    write_checkpoint(moment.run, moment.state, elapsed_s)


def write_snapshot(moment: Moment) -> None:
    """The average generator as a file that makes art, its discriminator beside it; old ones are thinned out evenly."""
    run, seen = moment.run, moment.state.seen
    folder = run.path / "snapshots" / nine(seen)
    card = snapshot.Card.of(run.recipe, run.source.digest, run.source.name, seen, run.source.start)
    with whole_folder(folder) as beside:
        snapshot.save(beside / snapshot.FILE, moment.state.average.state_dict(), card)
        snapshot.save(beside / snapshot.CRITIC, moment.state.discriminator.state_dict(), card)
    step = run.recipe.length / KEEP_SNAPSHOTS
    chosen = snapshot.best(run.path)
    slots: set[int] = set()
    for old in run.snapshots()[:-1]:
        if chosen and int(old.name) == chosen.seen:
            continue
        slot = int(int(old.name) / step)
        if slot in slots:
            remove_folder(old)
        slots.add(slot)


def write_page(moment: Moment) -> None:
    """report.html."""
    write_report(moment.run)


def board() -> Hook | None:
    """A hook that writes TensorBoard's events, if TensorBoard is installed."""
    if importlib.util.find_spec("tensorboard") is None:
        return None

    from torch.utils.tensorboard import SummaryWriter

    writers: list[SummaryWriter] = []

    def write_events(moment: Moment) -> None:
        if not writers:
            writers.append(SummaryWriter(str(moment.run.path / "tensorboard")))
        for name, value in moment.line.items():
            if isinstance(value, int | float) and name != "seen":
                writers[0].add_scalar(name, value, moment.state.seen)
        writers[0].flush()
        if moment.final:
            writers.pop().close()

    return write_events


def usual_hooks() -> list[Hook]:
    """What every run does at a tick, in this order: the state is safe before anything is shown."""
    hooks: list[Hook] = [write_state, write_snapshot, Measuring(), write_log, write_sheet, write_page]
    extra = board()
    return [*hooks, extra] if extra else hooks
