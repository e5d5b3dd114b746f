"""N-gram models of lines with interpolated absolute discounting: null models to beat, and a judge of perplexity."""

import math
from collections import Counter, defaultdict
from collections.abc import Sequence

import numpy as np

from ganvas.errors import MetricError
from ganvas.media.drama.lines.tokens import BEGIN, END, UNKNOWN, Line

DISCOUNT = 0.75
MOST_TOKENS = 40  # of a line that is drawn
MAX_ORDER = 5


class NGram:
    """The next token given up to ``order`` − 1 before it.

    p(w | h) = max(c(h, w) − d, 0) / c(h) + d · n(h) / c(h) · p(w | h without its first), where n(h) counts the
    different tokens seen after h; below one token, every token of the vocabulary is as likely. Ney, Essen and Kneser
    1994, "On structuring probabilistic dependences in stochastic language modelling", Computer Speech and Language 8.

    Args:
        lines: to count, at least one.
        order: 1 to 5; 1 looks at nothing before.
        vocabulary: the tokens there are; others are <unk>. Left out, those of the lines.

    Raises:
        MetricError: there is no line, or another order.
    """

    def __init__(self, lines: Sequence[Line], order: int, vocabulary: set[str] | None = None) -> None:
        lines = [line for line in lines if line]
        if not lines or not 1 <= order <= MAX_ORDER:
            raise MetricError(f"an n-gram model takes lines and an order of 1…{MAX_ORDER}; got {len(lines)}, {order}")
        self.order = order
        self._words = (vocabulary or {token for line in lines for token in line}) | {END, UNKNOWN}
        self._after: dict[Line, Counter[str]] = defaultdict(Counter)
        for line in lines:
            padded = self._padded(line)
            for place in range(order - 1, len(padded)):
                for size in range(order):
                    self._after[padded[place - size : place]][padded[place]] += 1
        self._total = {history: sum(counts.values()) for history, counts in self._after.items()}
        self._tables: dict[Line, tuple[list[str], np.ndarray]] = {}

    def probability(self, token: str, history: Line) -> float:
        """p(token | history), of the last ``order`` − 1 tokens of it."""
        token = token if token in self._words else UNKNOWN
        probability = 1 / len(self._words)
        history = history[len(history) - self.order + 1 :] if self.order > 1 else ()
        for size in range(len(history) + 1):
            counts = self._after.get(history[len(history) - size :])
            if counts is None:
                break
            total = self._total[history[len(history) - size :]]
            rest = DISCOUNT * len(counts) / total
            probability = max(counts[token] - DISCOUNT, 0) / total + rest * probability
        return probability

    def perplexity(self, lines: Sequence[Line]) -> float:
        """Exponential of the mean negative log probability of a token, the ends of lines counted.

        Raises:
            MetricError: there is no line.
        """
        if not lines:
            raise MetricError("perplexity takes at least one line; got none")
        logs = []
        for line in lines:
            padded = self._padded(line)
            start = self.order - 1
            logs += [math.log(self.probability(padded[at], padded[:at])) for at in range(start, len(padded))]
        return math.exp(-sum(logs) / len(logs))

    def draw(self, count: int, rng: np.random.Generator, unknown: bool = False) -> list[Line]:
        """So many lines, token by token; a line never is only its end.

        Args:
            count: of lines.
            rng: where chance comes from.
            unknown: whether <unk> may stand in a line, as it does in works that are told in a vocabulary.
        """
        return [self._one(rng, unknown) for _ in range(count)]

    def _padded(self, line: Line) -> Line:
        known = tuple(token if token in self._words else UNKNOWN for token in line)
        return (BEGIN,) * (self.order - 1) + known + (END,)

    def _one(self, rng: np.random.Generator, unknown: bool) -> Line:
        padded = [BEGIN] * (self.order - 1)
        while len(padded) < MOST_TOKENS:
            token = self._next(tuple(padded[len(padded) - self.order + 1 :]) if self.order > 1 else (), rng)
            if token == END and len(padded) >= self.order:
                break
            if token != END and (unknown or token != UNKNOWN):
                padded.append(token)
        return tuple(padded[self.order - 1 :])

    def _next(self, history: Line, rng: np.random.Generator) -> str:
        """One token: from this history's counts with the discounted weight, else from the shorter one's."""
        counts = self._after.get(history)
        if counts is None:
            return self._next(history[1:], rng)
        if rng.random() < DISCOUNT * len(counts) / self._total[history]:
            if history:
                return self._next(history[1:], rng)
            return UNKNOWN  # a word never seen: the line goes on without
        if history not in self._tables:
            weights = np.maximum(np.array(list(counts.values())) - DISCOUNT, 0)
            self._tables[history] = (list(counts), np.cumsum(weights / weights.sum()))
        words, ladder = self._tables[history]
        return words[min(int(np.searchsorted(ladder, rng.random(), "right")), len(words) - 1)]
