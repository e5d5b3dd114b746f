"""Checkpoints: the whole state of a run, written whole, kept two at a time, read strictly."""

import json
from pathlib import Path

import torch
from safetensors import SafetensorError
from safetensors.torch import load, save_file

from ganvas.errors import RunError
from ganvas.files import digest, digest_file, remove_folder, sweep, whole_folder
from ganvas.record import Record
from ganvas.run import Run, nine
from ganvas.training.state import TrainState

KEEP = 2
SINCE_2 = ("tally", "signs", "rollbacks")  # zeros in a checkpoint of version 1, which did not hold them


class Mark(Record):
    """What stands beside the tensors of a checkpoint."""

    version: int = 2
    seen: int
    elapsed_s: float
    recipe: str
    tensors: str


def write_checkpoint(run: Run, state: TrainState, elapsed_s: float) -> Path:
    """Write the state, then let go of all but the last two; a kill at any moment leaves whole ones only.

    The last two that stand at a tick are kept, so that stops between ticks leave a rollback what it
    would have had without them.
    """
    folder = run.path / "checkpoints" / nine(state.seen)
    with whole_folder(folder) as beside:
        tensors = {key: tensor.detach().cpu().contiguous() for key, tensor in state.tensors().items()}
        save_file(tensors, beside / "state.safetensors")
        mark = Mark(
            seen=state.seen,
            elapsed_s=elapsed_s,
            recipe=run.recipe.fingerprint,
            tensors=digest_file(beside / "state.safetensors"),
        )
        (beside / "state.json").write_text(mark.to_json())
    for old in run.checkpoints()[:-1]:
        if old not in at_ticks(run)[-KEEP:]:
            remove_folder(old)
    sweep(folder.parent)
    return folder


def at_ticks(run: Run) -> list[Path]:
    """Folders of the whole checkpoints that stand at a tick, oldest first."""
    return [folder for folder in run.checkpoints() if int(folder.name) % run.recipe.tick == 0]


def read_newest(run: Run, state: TrainState) -> tuple[float, list[str]]:
    """Restore the newest whole checkpoint into the state.

    Returns:
        the seconds of training it stands for, and a sentence for each damaged checkpoint that was passed over.

    Raises:
        RunError: a checkpoint belongs to another recipe, or there are checkpoints and all are damaged.
    """
    said: list[str] = []
    folders = run.checkpoints()
    for folder in reversed(folders):
        try:
            mark = Mark.model_validate_json((folder / "state.json").read_bytes())
            data = (folder / "state.safetensors").read_bytes()
            if digest(data) != mark.tensors:
                raise ValueError("its contents do not agree with its digest")
            tensors = load(data)
        except (OSError, ValueError, SafetensorError, json.JSONDecodeError) as error:
            reason = str(error).splitlines()[0]
            said.append(f"{folder}: this checkpoint is damaged ({reason}); the one before is used.")
            continue
        if mark.recipe != run.recipe.fingerprint:
            raise RunError(f"{folder}: made with another recipe than {run.path}/recipe.json says. Restore that file.")
        if mark.version == 1:
            tensors |= {name: torch.zeros_like(state.tensors()[name]) for name in SINCE_2}
        state.restore(tensors, mark.seen)
        return mark.elapsed_s, said
    if folders:
        raise RunError(
            f"{run.path}: every checkpoint is damaged ({len(folders)} found). Restore one, or start a new run."
        )
    return 0.0, said
