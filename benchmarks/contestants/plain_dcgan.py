"""The contestant that everybody writes first: a DCGAN loop in ordinary PyTorch, with no trick at all.

    python benchmarks/contestants/plain_dcgan.py --works works.npy --into out --seconds 30

The networks, the initialization and the numbers of Radford et al. 2016 (arXiv:1511.06434) as PyTorch's own tutorial
writes them down: batch normalization in both, binary cross-entropy, Adam at 2e-4 and 0.5, batches of 128. No average,
no schedule, no penalty, no choice of precision or threads. Prints one JSON line, as ``marks.py`` says.
"""

import argparse

import numpy as np
import torch
from marks import Marks
from torch import nn

BATCH, Z, WIDTH = 128, 100, 64


def generator(channels: int, side: int) -> nn.Sequential:
    """Latents (N, 100, 1, 1) to pictures; the side is a power of two from 16."""
    wide = WIDTH * side // 8
    layers = [nn.ConvTranspose2d(Z, wide, 4, 1, 0, bias=False), nn.BatchNorm2d(wide), nn.ReLU(True)]
    while wide > WIDTH:
        layers += [nn.ConvTranspose2d(wide, wide // 2, 4, 2, 1, bias=False), nn.BatchNorm2d(wide // 2), nn.ReLU(True)]
        wide //= 2
    return nn.Sequential(*layers, nn.ConvTranspose2d(wide, channels, 4, 2, 1, bias=False), nn.Tanh())


def discriminator(channels: int, side: int) -> nn.Sequential:
    """Pictures to one logit each."""
    layers, wide = [nn.Conv2d(channels, WIDTH, 4, 2, 1, bias=False), nn.LeakyReLU(0.2, True)], WIDTH
    while wide < WIDTH * side // 8:
        layers += [nn.Conv2d(wide, 2 * wide, 4, 2, 1, bias=False), nn.BatchNorm2d(2 * wide), nn.LeakyReLU(0.2, True)]
        wide *= 2
    return nn.Sequential(*layers, nn.Conv2d(wide, 1, 4, 1, 0, bias=False), nn.Flatten(0))


def start(module: nn.Module) -> None:
    if isinstance(module, nn.Conv2d | nn.ConvTranspose2d):
        nn.init.normal_(module.weight, 0.0, 0.02)
    if isinstance(module, nn.BatchNorm2d):
        nn.init.normal_(module.weight, 1.0, 0.02)


@torch.no_grad()
def paint(g: nn.Module, count: int) -> np.ndarray:
    """(count, C, H, W), uint8, in the mode that a DCGAN is sampled in: running statistics."""
    g.eval()
    levels = torch.cat([g(torch.randn(100, Z, 1, 1)) for _ in range(-(-count // 100))])[:count]
    g.train()
    return ((levels + 1) * 127.5).round().clamp(0, 255).to(torch.uint8).numpy()


def train(works: np.ndarray, marks: Marks) -> None:
    real = torch.from_numpy(works).float() / 127.5 - 1
    g, d = generator(real.shape[1], real.shape[2]), discriminator(real.shape[1], real.shape[2])
    g.apply(start)
    d.apply(start)
    g_adam, d_adam = (torch.optim.Adam(net.parameters(), lr=2e-4, betas=(0.5, 0.999)) for net in (g, d))
    criterion, seen = nn.BCEWithLogitsLoss(), 0
    marks.begin()
    while True:
        for rows in torch.randperm(len(real)).split(BATCH):
            if len(rows) < BATCH:
                continue
            batch, ones, zeros = real[rows], torch.ones(BATCH), torch.zeros(BATCH)
            d_adam.zero_grad()
            fake = g(torch.randn(BATCH, Z, 1, 1))
            (criterion(d(batch), ones) + criterion(d(fake.detach()), zeros)).backward()
            d_adam.step()
            g_adam.zero_grad()
            criterion(d(fake), ones).backward()
            g_adam.step()
            seen += BATCH
            if not marks.go_on(seen, lambda count: paint(g, count)):
                return


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--works", required=True, help="(N, C, side, side), uint8: 16, 32, 64 or 128 pixels")
    Marks.add_options(parser)
    options = parser.parse_args()
    torch.manual_seed(options.seed)
    marks = Marks.of(options)
    train(np.load(options.works, allow_pickle=False), marks)
    marks.tell(threads=torch.get_num_threads(), torch=torch.__version__)


if __name__ == "__main__":
    main()
