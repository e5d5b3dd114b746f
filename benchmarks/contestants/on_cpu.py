"""Two programs that want an NVIDIA card, on the CPU all the same: `lightweight-gan` and `stylegan2-pytorch`.

    python3 -m venv peers && peers/bin/pip install lightweight-gan stylegan2-pytorch
    peers/bin/python benchmarks/contestants/on_cpu.py lightweight-gan --works works.npy --into out --seconds 600

Both refuse to start without a card and send every tensor there. Here the check is answered for them and tensors stay
where they are; networks, losses, penalties, augmentation and numbers are theirs, by their own trainers, with the batch
that is asked for, since theirs is one that goes with gradient accumulation. Saving and their contact sheets are left
out. Painted is with the trained generator: their average only begins after 20,000 steps. They need an environment of
their own, as their packages bring another PyTorch. Prints one JSON line, as ``marks.py`` says.
"""

import argparse
import sys
import tempfile
import types
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import torch
from marks import Marks
from PIL import Image

PAINTED_AT_ONCE = 25


def stay(tensor: Any, *_: object, **__: object) -> Any:
    """What answers instead of ``cuda``."""
    return tensor


class OnCpu(types.ModuleType):
    """PyTorch, whose every device is the CPU."""

    def __getattr__(self, name: str) -> Any:
        return getattr(torch, name)

    @staticmethod
    def device(*_: object) -> torch.device:
        """The CPU, whatever is asked for."""
        return torch.device("cpu")


def loaded(name: str) -> Any:
    """The module of a package, made to believe in a card."""
    there, torch.cuda.is_available = torch.cuda.is_available, lambda: True
    torch.Tensor.cuda = torch.nn.Module.cuda = stay  # type: ignore[method-assign,assignment]
    module = __import__(f"{name}.{name}", fromlist=[name])
    torch.cuda.is_available = there
    module.torch = OnCpu("torch")
    return module


def quiet(trainer: type) -> type:
    """Its trainer without saving and contact sheets."""
    return type("Quiet", (trainer,), {"save": stay, "evaluate": stay})


def lightweight(size: int, batch: int, folder: Path) -> tuple[Any, Callable[[int], torch.Tensor]]:
    """Its trainer, and how it paints so many pictures, 0…1."""
    module = loaded("lightweight_gan")
    trainer = quiet(module.Trainer)(
        base_dir=folder, image_size=size, batch_size=batch, num_workers=0, use_aim=False, attn_res_layers=[32]
    )
    return trainer, lambda count: trainer.GAN.G(torch.randn(count, trainer.latent_dim))


def stylegan2(size: int, batch: int, folder: Path) -> tuple[Any, Callable[[int], torch.Tensor]]:
    """Its trainer, and how it paints so many pictures, 0…1."""
    module = loaded("stylegan2_pytorch")
    trainer = quiet(module.Trainer)(base_dir=folder, image_size=size, batch_size=batch, num_workers=0, aug_prob=None)

    def painted(count: int) -> torch.Tensor:
        gan = trainer.GAN
        styles = module.noise_list(count, gan.G.num_layers, gan.G.latent_dim, device="cpu")
        w = module.styles_def_to_tensor(module.latent_to_w(gan.S, styles))
        return gan.G(w, module.image_noise(count, size, device="cpu"))  # type: ignore[no-any-return]

    return trainer, painted


PEERS = {"lightweight-gan": lightweight, "stylegan2-pytorch": stylegan2}


@torch.no_grad()
def levels(trainer: Any, painted: Callable[[int], torch.Tensor], count: int) -> np.ndarray:
    """(count, 3, H, W), uint8."""
    trainer.GAN.eval()
    parts = [painted(min(PAINTED_AT_ONCE, count - start)) for start in range(0, count, PAINTED_AT_ONCE)]
    trainer.GAN.train()
    return (torch.cat(parts).clamp(0, 1) * 255).round().to(torch.uint8).numpy()


def write_works(works: np.ndarray, folder: Path) -> Path:
    """The works as files, which is what both programs read."""
    folder.mkdir()
    for number, work in enumerate(works):
        Image.fromarray(np.moveaxis(np.broadcast_to(work, (3, *work.shape[1:])), 0, 2)).save(folder / f"{number}.png")
    return folder


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("peer", choices=list(PEERS))
    parser.add_argument("--works", required=True, help="(N, 1 or 3, side, side), uint8")
    parser.add_argument("--batch", type=int, default=16)
    Marks.add_options(parser)
    options = parser.parse_args()
    torch.manual_seed(options.seed)
    works = np.load(options.works, allow_pickle=False)
    with tempfile.TemporaryDirectory() as folder:
        trainer, painted = PEERS[options.peer](works.shape[2], options.batch, Path(folder))
        trainer.set_data_src(write_works(works, Path(folder) / "works"))
        trainer.init_GAN()
        marks, seen = Marks.of(options), 0
        marks.begin()
        while True:
            trainer.train()
            seen += options.batch
            if not marks.go_on(seen, lambda count: levels(trainer, painted, count)):
                break
    gan = trainer.GAN
    networks = [gan.G, gan.D] + ([gan.S] if hasattr(gan, "S") else [])
    weights = sum(weight.numel() for network in networks for weight in network.parameters())
    marks.tell(threads=torch.get_num_threads(), torch=torch.__version__, weights=weights)


if __name__ == "__main__":
    sys.exit(main())
