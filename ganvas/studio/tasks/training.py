"""Work for the training desk: what a time would buy on this machine."""

from typing import Any

from ganvas.corpus.corpus import Corpus
from ganvas.studio.progress import Progress
from ganvas.training.dial import advise as advise_for


def advise(progress: Progress, corpus: str, minutes: float) -> dict[str, Any]:
    """The recipe that the dial chooses for these works and this time, and why."""
    found = advise_for(Corpus.open(corpus), minutes, say=lambda sentence: progress(sentence, -1.0))
    return {"recipe": found.recipe.name, "size_px": found.recipe.size_px, "reasons": list(found.reasons)}
