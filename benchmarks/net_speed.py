"""What does a step of each pair of networks cost at about the same arithmetic, on colour pictures of 64 px?

    python benchmarks/net_speed.py [--rounds 15] [--threads 1]

The pairs take turns at full simultaneous steps (relativistic pairing, R1 and R2, bfloat16, batch 16) and at
the generator alone, forward and backward. The figures are medians of processor seconds, which
other programs on the machine disturb less than the clock, and the multiply-adds of one forward pass,
counted by PyTorch. Writes results/net_speed.json.
"""

import argparse
import statistics
import time
from collections.abc import Callable

import torch
from common import RESULTS, write_json
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

from ganvas.losses import GAMES
from ganvas.nets import NETS, Design
from ganvas.recipe import QUICK
from ganvas.training.state import TrainState, adam
from ganvas.training.step import Draw, Weights, step

SHAPE, BATCH, Z_DIM = (3, 64, 64), 16, 64
DESIGNS = {
    "patch": Design(SHAPE, Z_DIM, width=64, patch=2),
    "style": Design(SHAPE, Z_DIM, width=128, patch=2),
    "r3gan": Design(SHAPE, Z_DIM, width=64, patch=2),
    "r3gan-grouped": Design(SHAPE, Z_DIM, width=128, patch=2, group_width=16),
}


def half() -> torch.autocast:
    return torch.autocast("cpu", torch.bfloat16)


def state_of(name: str) -> TrainState:
    """A fresh pair with its optimizers."""
    pair = NETS[name.partition("-")[0]]
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        nets = pair.generator(DESIGNS[name]), pair.discriminator(DESIGNS[name])
    for net in nets:
        net.to(memory_format=torch.channels_last)
    return TrainState(*nets, nets[0], *(adam(net, QUICK) for net in nets))


def multiply_adds(net: nn.Module, given: torch.Tensor) -> int:
    """Of one forward pass for one sample."""
    with FlopCounterMode(display=False) as counter:
        net(given)
    return counter.get_total_flops() // 2


def seconds(work: Callable[[], object]) -> float:
    """Processor seconds of the second of two runs; the first warms up."""
    work()
    start = time.process_time()
    work()
    return time.process_time() - start


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--threads", type=int, default=1)
    chosen = parser.parse_args()
    torch.set_num_threads(chosen.threads)
    random = torch.Generator().manual_seed(0)
    real, z = torch.rand(BATCH, *SHAPE, generator=random) * 2 - 1, torch.randn(BATCH, Z_DIM, generator=random)
    draw = Draw(real.contiguous(memory_format=torch.channels_last), z, z, torch.rand(BATCH, generator=random))
    states = {name: state_of(name) for name in DESIGNS}
    steps: dict[str, list[float]] = {name: [] for name in states}
    paints: dict[str, list[float]] = {name: [] for name in states}

    def full(state: TrainState) -> None:
        step(state, GAMES["relativistic"], draw, Weights(20.0, 20.0), simultaneous=True, parts=1, precision=half)

    def alone(state: TrainState) -> None:
        with half():
            fake = state.generator(z)
        fake.float().square().sum().backward()

    for _ in range(chosen.rounds):
        for name, state in states.items():
            steps[name].append(seconds(lambda state=state: full(state)))
            paints[name].append(seconds(lambda state=state: alone(state)))
    facts = {}
    for name, state in states.items():
        cost = [multiply_adds(state.generator, z[:1]), multiply_adds(state.discriminator, real[:1])]
        facts[name] = {"g_multiply_adds": cost[0], "d_multiply_adds": cost[1]}
        facts[name] |= {"step_ms": 1e3 * statistics.median(steps[name]), "g_ms": 1e3 * statistics.median(paints[name])}
        ratio = statistics.median(a / b for a, b in zip(steps[name], steps["patch"], strict=True))
        facts[name]["step_beside_patch"] = ratio
        print(
            f"{name}: {cost[0] / 1e6:.1f} + {cost[1] / 1e6:.1f} million multiply-adds; step"
            f" {facts[name]['step_ms']:.1f} ms, {ratio:.2f} times patch; generator {facts[name]['g_ms']:.1f} ms"
        )
    write_json(RESULTS / "net_speed.json", {"threads": chosen.threads, "batch": BATCH, "pairs": facts})


if __name__ == "__main__":
    main()
