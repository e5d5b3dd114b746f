"""What a person should see beside the numbers: bars, the nearest works, and a blind test."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from ganvas import seeds
from ganvas.corpus.dataset import Dataset
from ganvas.media.image.bars import Bar, bars
from ganvas.media.medium import Medium, Samples
from ganvas.model.evaluation import Entry

BARS, PAIRS, BLIND, ANSWER = "measures.png", "nearest.png", "blind.png", "blind-answer.txt"
PAIRS_A_ROW = 4
BLIND_SIDE = 6  # the blind test shows this many squared, half of them works
WORK, PAINTED = "●", "○"


@dataclass(frozen=True, eq=False)
class Evidence:
    """Samples and works, before a person's eyes.

    Attributes:
        art: the art form.
        fakes: (N, *shape); row i is of seed i.
        data: the works.
        apart: rows of works to mix the samples with in the blind test.
    """

    art: Medium
    fakes: Samples
    data: Dataset
    apart: NDArray[np.int64]

    def pictures(
        self, title: str, entries: Sequence[Entry], samples: Sequence[int], works: NDArray[np.int64]
    ) -> dict[str, bytes]:
        """Name to bytes of every file.

        Args:
            title: of the picture of bars.
            entries: what was measured.
            samples: numbers of the samples that are nearest to works.
            works: rows of those works.
        """
        blind, answer = self.blind_test()
        drawn = {BARS: draw_bars(title, entries)} if any(not entry.refused for entry in entries) else {}
        pairs = {PAIRS: self.pairs(samples, works)} if len(samples) else {}
        return {**drawn, **pairs, BLIND: blind, ANSWER: answer}

    def pairs(self, samples: Sequence[int], works: NDArray[np.int64]) -> bytes:
        """A sheet of sample and nearest work, side by side, the nearest pair first."""
        both = np.stack([self.fakes[list(samples)], self.data.take(works)], 1)
        columns = 2 * min(PAIRS_A_ROW, len(samples))
        return self.art.contact_sheet(both.reshape(-1, *self.data.shape), columns)

    def blind_test(self) -> tuple[bytes, bytes]:
        """A sheet of works and samples in an order that tells nothing, and the text that tells which is which."""
        each = min(BLIND_SIDE * BLIND_SIDE // 2, len(self.apart), len(self.fakes))
        mixed = np.concatenate([self.data.take(self.apart[:each]), self.fakes[-each:]])
        random = seeds.generator("blind test", self.data.digest)
        order = torch.randperm(2 * each, generator=random).numpy()
        columns = min(BLIND_SIDE, 2 * each)
        marks = [WORK if place < each else PAINTED for place in order]
        lines = [" ".join(marks[start : start + columns]) for start in range(0, len(marks), columns)]
        text = f"{BLIND}, row by row: {WORK} a work, {PAINTED} painted by the model\n\n" + "\n".join(lines) + "\n"
        return self.art.contact_sheet(mixed[order], columns), text.encode()


def draw_bars(title: str, entries: Sequence[Entry]) -> bytes:
    """Every number as a bar, with its floor below."""
    several = len({entry.extractor for entry in entries}) > 1
    rows = [
        Bar(
            f"{entry.metric} {entry.extractor}" if several else entry.metric,
            entry.text,
            entry.value,
            None if entry.floor is None else entry.floor.value,
        )
        for entry in entries
        if entry.value is not None
    ]
    return bars(title, rows, ("the model", "works in its place"))
