"""How lines compare: with others in general (BLEU, a classifier), and with those they may be copies of."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

import numpy as np

from ganvas.errors import MetricError
from ganvas.media.drama.lines.tokens import Line

MOST_ORDER = 5
BLOCKED = 6  # tokens in a row that no line may share with a work
BUCKETS = 1 << 16
FOLDS, LEAST_LINES = 5, 50
K1, B = 1.2, 0.75
SMALL = 0.1  # what stands for no match of an n-gram: smoothing method 1 of Chen and Cherry 2014


def ngrams(line: Line, order: int) -> list[Line]:
    """Runs of so many tokens."""
    return [line[place : place + order] for place in range(len(line) - order + 1)]


class Bleu:
    """BLEU of lines against one set of references, up to five tokens in a row.

    Papineni et al. 2002, as text GANs are measured (Zhu et al. 2018, arXiv:1802.01886): every reference counts for
    every line, an n-gram at most as often as in the reference that has it most; no match counts as 0.1.

    Args:
        references: lines to compare with, at least one.
    """

    def __init__(self, references: Sequence[Line]) -> None:
        if not references:
            raise MetricError("BLEU takes at least one reference; got none")
        self._most: list[dict[Line, int]] = []
        for order in range(1, MOST_ORDER + 1):
            most: dict[Line, int] = {}
            for line in references:
                for gram, count in Counter(ngrams(line, order)).items():
                    most[gram] = max(count, most.get(gram, 0))
            self._most.append(most)
        self._sizes = np.unique([len(line) for line in references])

    def __call__(self, line: Line, order: int) -> float:
        """BLEU-``order`` of one line, 0…1."""
        if not line:
            return 0.0
        logs = []
        for size in range(1, order + 1):
            counts = Counter(ngrams(line, size))
            hits = sum(min(count, self._most[size - 1].get(gram, 0)) for gram, count in counts.items())
            logs.append(math.log((hits or SMALL) / max(1, counts.total())))
        nearest = min(self._sizes.tolist(), key=lambda one: (abs(one - len(line)), one))
        brevity = min(0.0, 1 - nearest / len(line))
        return math.exp(brevity + sum(logs) / order)

    def mean(self, lines: Sequence[Line], order: int) -> float:
        """The mean over lines."""
        return float(np.mean([self(line, order) for line in lines]))


def bleu(lines: Sequence[Line], references: Sequence[Line]) -> dict[int, float]:
    """BLEU-2 to BLEU-5, the mean over lines.

    Raises:
        MetricError: there is no line or no reference.
    """
    if not lines:
        raise MetricError("BLEU takes at least one line; got none")
    judge = Bleu(references)
    return {order: judge.mean(lines, order) for order in range(2, MOST_ORDER + 1)}


def self_bleu(lines: Sequence[Line]) -> dict[int, float]:
    """BLEU-2 to BLEU-4 of each line against all the others: high where they repeat one another.

    Raises:
        MetricError: there are fewer than two.
    """
    if len(lines) < 2:
        raise MetricError(f"self-BLEU takes at least two lines; got {len(lines)}")
    return {order: float(np.mean(_against_others(lines, order))) for order in range(2, MOST_ORDER)}


def _against_others(lines: Sequence[Line], order: int) -> list[float]:
    """BLEU of each line; an n-gram's most is that of the other lines, from the two highest counts."""
    best: list[dict[Line, list[tuple[int, int]]]] = []
    for size in range(1, order + 1):
        tops: dict[Line, list[tuple[int, int]]] = defaultdict(list)
        for place, line in enumerate(lines):
            for gram, count in Counter(ngrams(line, size)).items():
                tops[gram] = sorted([*tops[gram], (count, place)], reverse=True)[:2]
        best.append(tops)
    sizes = Counter(len(line) for line in lines)
    found = []
    for place, line in enumerate(lines):
        logs = []
        for size in range(1, order + 1):
            counts = Counter(ngrams(line, size))
            hits = sum(min(count, _of_others(best[size - 1][gram], place)) for gram, count in counts.items())
            logs.append(math.log((hits or SMALL) / max(1, counts.total())))
        others = [size for size, count in sizes.items() if count > (size == len(line))]
        nearest = min(others, key=lambda one: (abs(one - len(line)), one))
        found.append(math.exp(min(0.0, 1 - nearest / max(1, len(line))) + sum(logs) / order))
    return found


def _of_others(tops: Sequence[tuple[int, int]], place: int) -> int:
    return next((count for count, owner in tops if owner != place), 0)


def told_apart(real: Sequence[Line], fake: Sequence[Line], seed: int = 0) -> float:
    """How often logistic regression on hashed runs of one to three tokens tells two sets apart: 0.5 cannot, 1 always.

    Lopez-Paz and Oquab 2017 (arXiv:1610.06545), five folds; the larger set is cut to the size of the smaller.

    Raises:
        MetricError: there are fewer than 50 of one.
    """
    from scipy.sparse import vstack
    from sklearn.feature_extraction import FeatureHasher
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import StratifiedKFold, cross_val_score

    count = min(len(real), len(fake))
    if count < LEAST_LINES:
        raise MetricError(f"telling lines apart takes at least {LEAST_LINES} of each; got {len(real)} and {len(fake)}")
    rng = np.random.default_rng(seed)
    hasher = FeatureHasher(BUCKETS, input_type="string", alternate_sign=False)
    rows = []
    for lines in (real, fake):
        drawn = [lines[place] for place in rng.permutation(len(lines))[:count].tolist()]
        rows.append(hasher.transform([_runs(line) for line in drawn]))
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=seed)
    model = LogisticRegression(max_iter=300)
    labels = np.repeat([1, 0], count)
    return float(np.mean(cross_val_score(model, vstack(rows), labels, cv=folds, n_jobs=1)))


def _runs(line: Line) -> list[str]:
    padded = ("<s>", *line, "</s>")
    return [" ".join(gram) for order in (1, 2, 3) for gram in ngrams(padded, order)]


class Copies:
    """What of the works' lines a new line repeats.

    Args:
        works: the lines that were trained on.
    """

    def __init__(self, works: Sequence[Line]) -> None:
        self._works = list(dict.fromkeys(works))
        self._known = set(self._works)
        self._runs = {gram for line in self._works for gram in ngrams(line, BLOCKED)}
        self._places: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for place, line in enumerate(self._works):
            for token, count in Counter(line).items():
                self._places[token].append((place, count))
        self._mean = float(np.mean([len(line) for line in self._works])) if self._works else 1.0

    def is_copy(self, line: Line) -> bool:
        """Whether a work has this very line."""
        return line in self._known

    def is_blocked(self, line: Line) -> bool:
        """Whether it is a work's line, or shares six tokens in a row with one."""
        return self.is_copy(line) or any(gram in self._runs for gram in ngrams(line, BLOCKED))

    def allowed(self, lines: Iterable[Line]) -> list[Line]:
        """The lines that are not blocked, each once."""
        return [line for line in dict.fromkeys(lines) if not self.is_blocked(line)]

    def nearest(self, line: Line) -> tuple[Line, float]:
        """The work's line that is most like this one by BM25, and the share of this line's pairs of words it has.

        Robertson and Zaragoza 2009, with k₁ = 1.2 and b = 0.75.

        Raises:
            MetricError: there are no works.
        """
        if not self._works:
            raise MetricError("the nearest line takes works to look in; got none")
        scores: dict[int, float] = defaultdict(float)
        for token in set(line):
            found = self._places.get(token, [])
            rarity = math.log(1 + (len(self._works) - len(found) + 0.5) / (len(found) + 0.5))
            for place, count in found:
                norm = K1 * (1 - B + B * len(self._works[place]) / self._mean)
                scores[place] += rarity * count * (K1 + 1) / (count + norm)
        best = self._works[max(scores, key=lambda place: (scores[place], -place))] if scores else self._works[0]
        pairs = ngrams(line, 2)
        shared = set(pairs) & set(ngrams(best, 2))
        return best, len(shared) / len(set(pairs)) if pairs else float(line == best)


def measure_lines(lines: Sequence[Line], references: Sequence[Line], copies: Copies, seed: int = 0) -> dict[str, float]:
    """All figures of lines by name, as benchmarks/drama_rows.py prints them.

    Args:
        lines: to be measured.
        references: real lines that were not trained on.
        copies: of what was trained on.
        seed: of the classifier's cut and folds.
    """
    general, own = bleu(lines, references), self_bleu(lines[:1000])
    return {
        **{f"bleu{order}": value for order, value in general.items()},
        **{f"self_bleu{order}": value for order, value in own.items()},
        "told_apart": told_apart(references, lines, seed),
        "copies": float(np.mean([copies.is_copy(line) for line in lines])),
        "blocked": float(np.mean([copies.is_blocked(line) for line in lines])),
        "unique": len(set(lines)) / len(lines),
    }
