"""Seeds as a person writes them."""

import re

from ganvas.errors import SketchError

MAX_SEEDS = 100_000
SEEDS_END = 2**32


def parse_seeds(text: str) -> tuple[int, ...]:
    """The numbers of a list such as ``0-63,99``, as they are written.

    Raises:
        SketchError: something in it is neither a number nor a range, or there are too many.
    """
    seeds: list[int] = []
    for piece in text.split(","):
        match = re.fullmatch(r"\s*(\d{1,10})\s*(?:-\s*(\d{1,10})\s*)?", piece, re.ASCII)
        if match is None:
            raise SketchError(f"seeds {text!r}: {piece.strip()!r} is no seed; write them as in 0-63,99")
        first, last = int(match[1]), int(match[2] or match[1])
        if last >= SEEDS_END:
            raise SketchError(f"seeds {text!r}: {last} is too large; a seed is a number from 0 to {SEEDS_END - 1}")
        if last < first:
            raise SketchError(f"seeds {text!r}: {piece.strip()!r} runs backwards; write {last}-{first}")
        if last - first + len(seeds) >= MAX_SEEDS:
            raise SketchError(f"seeds {text!r}: more than {MAX_SEEDS:,} at once; ask for fewer, in several calls")
        seeds.extend(range(first, last + 1))
    return tuple(seeds)
