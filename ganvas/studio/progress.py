"""How work that takes long is told: a sentence, and the share that is done."""

from collections.abc import Callable

Progress = Callable[[str, float], None]  # a sentence, and the share that is done, 0…1; −1 where nobody knows


def unwatched(_words: str, _share: float) -> None:
    """Progress that nobody watches."""
