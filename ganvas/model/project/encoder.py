"""A first guess at the latent of a picture: a small network that has seen what the model paints from which latent.

It learns in about a minute from the model's own samples, of which there are as many as one likes, and is
kept beside the model under the model's digest. Encoders for projection: Zhu et al. 2016 (arXiv:1609.03552).
"""

import math
from collections.abc import Callable, Iterator
from pathlib import Path

import torch
import torch.nn.functional as F
from safetensors import safe_open
from safetensors.torch import save as save_tensors
from torch import Tensor, nn

from ganvas import seeds
from ganvas.errors import ModelError
from ganvas.files import make_folder, write_whole
from ganvas.model.model import Model
from ganvas.model.project.look import far_apart
from ganvas.model.project.whitened import Whitened
from ganvas.sketch import Seed

FOLDER = "encoders"
VERSION = "1"  # of this network and of how it learns: another one does not read its files
SIDE_PX = 64  # of what it looks at, at most
WIDTHS = (32, 64, 96, 128)
HIDDEN = 256
SLOPE = 0.2
LESSON = "learning to guess"
STEPS = 700
BATCH = 16
RATE = 2e-3
GUESS = 0.3  # weight of the latent beside that of the picture it paints
DRAWN = 1024  # the model's own latents that its samples are crossed and changed from

Progress = Callable[[str, int, int], None]


class Encoder(nn.Module):
    """Pictures (N, channels, H, W) in −1…1 to whitened latents (N, layers, size)."""

    def __init__(self, channels: int, layers: int, size: int) -> None:
        super().__init__()
        self.rows = (layers, size)
        widths = (channels, *WIDTHS)
        self.convs = nn.ModuleList(
            nn.Conv2d(a, b, 3, stride=2, padding=1) for a, b in zip(widths, WIDTHS, strict=False)
        )
        self.hidden = nn.Linear(WIDTHS[-1] * 16, HIDDEN)
        self.head = nn.Linear(HIDDEN, layers * size)

    def forward(self, x: Tensor) -> Tensor:
        """Shrink to SIDE_PX, convolve down, look at all of a 4 × 4 grid."""
        shorter = min(x.shape[2:])
        if shorter > SIDE_PX:
            x = F.interpolate(x, [round(side * SIDE_PX / shorter) for side in x.shape[2:]], mode="area")
        for conv in self.convs:
            x = F.leaky_relu(conv(x), SLOPE)
        x = F.adaptive_avg_pool2d(x, 4).flatten(1)
        found: Tensor = self.head(F.leaky_relu(self.hidden(x), SLOPE))
        return found.view(-1, *self.rows)


def untrained(model: Model) -> Encoder:
    """An encoder for this model, always with the same starting weights."""
    space = model.space
    with torch.random.fork_rng(devices=[]):  # nobody's chance may move
        torch.manual_seed(seeds.derive("encoder", model.digest))
        return Encoder(model.card.shape[0], space.layers, len(space.mean))


def learning(model: Model, encoder: Encoder, steps: int) -> Iterator[float]:
    """Teach the encoder on the model's own samples; gives the loss after every step, and can be left at any.

    Half of the samples are of one latent for all layers, half are crossed from two; all are changed a little,
    so that no step shows a picture twice. On one thread the same model teaches the same.
    """
    drawn, chance = _own_latents(model), seeds.generator("encoder", model.digest)
    whitened = Whitened(model)
    optimizer = torch.optim.Adam(encoder.parameters(), RATE, betas=(0.9, 0.99))
    encoder.train()
    for step in range(steps):
        loss = _loss(model, encoder, whitened, _some(drawn, model.layers, chance))
        for group in optimizer.param_groups:
            group["lr"] = RATE * min(1.0, (step + 1) / 20) * (0.5 + 0.5 * math.cos(math.pi * step / steps))
        optimizer.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
        yield loss.item()
    encoder.eval().requires_grad_(False)


def _loss(model: Model, encoder: Encoder, whitened: Whitened, v: Tensor) -> Tensor:
    """How wrong the guesses at whitened latents (N, layers, size) are: as latents, and as pictures."""
    with torch.no_grad():
        pictures = model.paint(whitened.latents(v)).cpu()
    guess = encoder(pictures)
    again = model.paint(whitened.latents(guess)).cpu()
    return GUESS * F.mse_loss(guess, v) + far_apart(again, pictures).mean()


def _own_latents(model: Model) -> Tensor:
    """(DRAWN, size), whitened: of the first seeds."""
    latents = torch.stack([model.latent(Seed(seed=seed))[0] for seed in range(DRAWN)])
    return Whitened(model).whiten(latents)


def _some(drawn: Tensor, layers: int, chance: torch.Generator) -> Tensor:
    """(BATCH, layers, size): drawn latents, the latter half crossed at one layer, all mutated."""
    picked = drawn[torch.randint(len(drawn), (2, BATCH), generator=chance)]
    strength = torch.rand(2, BATCH, 1, generator=chance) / 2
    picked = (1 - strength**2).sqrt() * picked + strength * torch.randn(picked.shape, generator=chance)
    cut = torch.randint(layers, (BATCH,), generator=chance).masked_fill(torch.arange(BATCH) < BATCH // 2, 0)
    below = torch.arange(layers) < cut[:, None]
    return torch.where(below[..., None], picked[1][:, None], picked[0][:, None])


def encoder_of(model: Model, progress: Progress = lambda *_: None) -> Encoder:
    """The model's encoder: from beside it, or taught now and kept there.

    Args:
        model: whose samples it learns from.
        progress: called with what is done, how much, of how much; what it raises ends the lesson, and nothing is kept.
    Raises:
        ModelError: the file beside the model is damaged.
        GanvasError: the folder beside the model cannot be written.
    """
    path = place(model)
    encoder = untrained(model)
    if path is not None and path.is_file() and _load(path, encoder):
        return encoder
    for step, _ in enumerate(learning(model, encoder, STEPS), 1):
        progress(LESSON, step, STEPS)
    if path is not None:
        make_folder(path.parent)
        write_whole(path, save_tensors(encoder.state_dict(), {"encoder": VERSION, "model": model.digest}))
    return encoder


def place(model: Model) -> Path | None:
    """Where the encoder of a model is kept: beside its vectors; nowhere for a model that lies in no folder."""
    folder = model.vectors.folder
    return folder and folder.with_name(FOLDER) / f"{model.digest}.safetensors"


def _load(path: Path, encoder: Encoder) -> bool:
    """Fill the encoder from a file; False where another version of Ganvas wrote it.

    Raises:
        ModelError: the file is damaged.
    """
    try:
        with safe_open(path, "pt") as file:
            if (file.metadata() or {}).get("encoder") != VERSION:
                return False
            encoder.load_state_dict({name: file.get_tensor(name) for name in file.keys()})  # noqa: SIM118
    except Exception as error:  # the library has no base class for what a damaged file does to it
        said = str(error).partition("\n")[0]
        raise ModelError(f"{path}: damaged ({said}). Remove it; it is made anew in about a minute.") from None
    encoder.eval().requires_grad_(False)
    return True
