"""Where does the time of a step go, and how near is it to what this machine can multiply?

    python benchmarks/step_cost.py [--seconds 6]

For the recipes ``seed`` and ``quick``: the parts of a step by the operators that PyTorch's profiler
sees, the works per second of the whole step, and the rate of its arithmetic (counted by PyTorch's
own counter of floating-point operations) as a share of the rate at which this machine multiplies
matrices of 1024 × 1024 in the same precision, measured in alternation. Writes results/step_cost.json and .png.
"""

import argparse
import statistics
import time
from collections import Counter
from collections.abc import Callable

import torch
from common import INK, OTHERS, OURS, QUIET, RESULTS, write_figure, write_json
from matplotlib.figure import Figure
from torch.profiler import ProfilerActivity, profile
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils.flop_counter import flop_registry

from ganvas.recipe import RECIPES, Recipe
from ganvas.run import Plan
from ganvas.training.average import follow
from ganvas.training.memory import keep_freed_pages
from ganvas.training.probe import meaningless, probe
from ganvas.training.rules import rules_at
from ganvas.training.state import new_state
from ganvas.training.step import step

NAMES = ("seed", "quick")
SIDE = 1024
KINDS = {  # operators of the profiler, by what they are for
    "convolutions": ("conv", "onednn", "mkldnn"),
    "matrix products": ("mm", "matmul", "bmm", "linear"),
    "copies and casts": ("copy", "to_copy", "contiguous", "clone", "cat"),
    "Adam": ("adam", "Optimizer"),
    "activations": ("leaky_relu", "tanh", "where", "clamp"),
    "sums and products": ("add", "mul", "sum", "div", "sub", "pow", "square", "mean"),
    "resampling": ("upsample", "pool", "pixel"),
    "batch normalization": ("batch_norm",),
}


class Arithmetic(TorchDispatchMode):
    """Counts floating-point operations by PyTorch's own formulas, in any order of derivative."""

    def __init__(self) -> None:
        super().__init__()
        self.total = 0

    def __torch_dispatch__(self, func, types, args=(), kwargs=None):
        out = func(*args, **(kwargs or {}))
        formula = flop_registry.get(func._overloadpacket)
        if formula is not None:
            self.total += formula(*args, **(kwargs or {}), out_val=out)
        return out


def one_step(recipe: Recipe, plan: Plan) -> Callable[[], None]:
    """A whole step of training on noise: both players and the average."""
    state = new_state(recipe, plan)
    draw, rules = meaningless(recipe, plan, state), rules_at(state, recipe, plan)

    def run() -> None:
        step(state, rules, draw)
        if recipe.half_life:
            follow(state.average, state.generator, recipe.batch, recipe.half_life)

    return run


def seconds_of(call: Callable[[], object], count: int) -> float:
    start = time.perf_counter()
    for _ in range(count):
        call()
    return (time.perf_counter() - start) / count


def product(bf16: bool) -> Callable[[], object]:
    kind = torch.bfloat16 if bf16 else torch.float32
    a, b = torch.randn(SIDE, SIDE).to(kind), torch.randn(SIDE, SIDE).to(kind)
    return lambda: a @ b


def parts(run: Callable[[], None]) -> dict[str, float]:
    """Shares of the processor's time by kind of operator."""
    with profile(activities=[ProfilerActivity.CPU]) as found:
        for _ in range(10):
            run()
    shares: Counter[str] = Counter()
    for event in found.key_averages():
        name = event.key.lower().removeprefix("aten::")
        kind = next((kind for kind, words in KINDS.items() if any(word.lower() in name for word in words)), "the rest")
        shares[kind] += event.self_cpu_time_total
    total = sum(shares.values())
    return {kind: share / total for kind, share in shares.most_common()}


def cost(recipe: Recipe, seconds: float) -> dict[str, object]:
    """What a step of the recipe costs on this machine."""
    plan = probe(recipe, "cpu")
    torch.set_num_threads(plan.threads)
    run, multiply = one_step(recipe, plan), product(plan.bf16)
    with Arithmetic() as counted:
        run()
    flops = counted.total
    for _ in range(3):
        run()
    steps, products = [], []
    end = time.perf_counter() + seconds
    while time.perf_counter() < end or len(steps) < 5:
        steps.append(seconds_of(run, 5))
        products.append(seconds_of(multiply, 10))
    step_s, product_s = statistics.median(steps), statistics.median(products)
    rate, peak = flops / step_s / 1e9, 2 * SIDE**3 / product_s / 1e9
    return {
        "works_per_s": recipe.batch / step_s,
        "step_ms": step_s * 1e3,
        "gflop_per_work": flops / recipe.batch / 1e9,
        "gflop_per_s": rate,
        "matrix_gflop_per_s": peak,
        "share_of_matrix_rate": rate / peak,
        "plan": {"threads": plan.threads, "bf16": plan.bf16, "channels_last": plan.channels_last, "parts": plan.parts},
        "parts": parts(run),
    }


def draw(found: dict[str, dict[str, object]]) -> Figure:
    figure = Figure(figsize=(8, 0.9 + 1.1 * len(found)), layout="constrained")
    axes = figure.subplots()
    kinds = sorted({kind for cost in found.values() for kind in cost["parts"]})  # type: ignore[attr-defined]
    shades = [OURS, OTHERS, QUIET, INK]
    for row, cost_of in enumerate(found.values()):
        left = 0.0
        for number, kind in enumerate(sorted(kinds, key=lambda k: -cost_of["parts"].get(k, 0))):  # type: ignore[attr-defined]
            width = cost_of["parts"].get(kind, 0.0)  # type: ignore[attr-defined]
            axes.barh(row, width, left=left, color=shades[number % len(shades)], edgecolor="white")
            if width > 0.06:
                axes.text(
                    left + width / 2, row, f"{kind}\n{width:.0%}", ha="center", va="center", fontsize=7, color="white"
                )
            left += width
        axes.text(
            1.01,
            row,
            f"{cost_of['works_per_s']:,.0f} works/s\n{cost_of['share_of_matrix_rate']:.0%} of matrix rate",
            va="center",
            fontsize=8,
        )
    axes.set_yticks(range(len(found)), list(found))
    axes.set_xlim(0, 1)
    axes.set_xticks([])
    axes.spines[:].set_visible(False)
    axes.set_title("Where the time of a step goes", loc="left", color=INK)
    return figure


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=6, help="of measuring a recipe")
    options = parser.parse_args()
    keep_freed_pages()
    found = {name: cost(RECIPES[name], options.seconds) for name in NAMES}
    write_json(RESULTS / "step_cost.json", found)
    write_figure(RESULTS / "step_cost.png", draw(found))


if __name__ == "__main__":
    main()
