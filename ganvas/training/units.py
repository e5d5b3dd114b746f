"""Numbers as people say them: 12.4k works, 3 min 52 s."""

import math

LARGE = ((1e9, "G"), (1e6, "M"), (1e3, "k"))
SPANS = ((86_400, "d"), (3_600, "h"), (60, "min"), (1, "s"))


def count(number: float) -> str:
    """A count or a rate in three figures: 812, 12.4k, 1.25M."""
    for factor, suffix in LARGE:
        if number >= 0.9995 * factor:  # what rounds to 1000 belongs to the next suffix
            return f"{number / factor:.3g}{suffix}"
    return f"{number:.3g}"


def duration(seconds: float) -> str:
    """A span of time in its two largest units: 52 s, 3 min 52 s, 2 h 5 min."""
    if not math.isfinite(seconds):
        return "an unknown time"
    left = max(round(seconds), 0)
    said = []
    for size, name in SPANS:
        whole, left = divmod(left, size)
        if whole:
            said.append(f"{whole} {name}")
        elif said:
            break
        if len(said) == 2:
            break
    return " ".join(said) or "0 s"


def number(line: dict[str, object], key: str) -> float | None:
    """The finite number under key in a line of the log; None where it is absent or not finite."""
    value = line.get(key)
    return float(value) if isinstance(value, int | float) and math.isfinite(value) else None
