"""Which sample of a corpus an artwork is most like, for arts that say so themselves; pictures have ``originality``."""

from collections.abc import Sequence
from pathlib import Path
from typing import Literal

import numpy as np
from pydantic import Field

from ganvas.corpus.corpus import Corpus
from ganvas.errors import WorkError
from ganvas.media.measured import Likeness
from ganvas.record import Record


class Likest(Record):
    """An artwork, and what it is most like in a corpus."""

    version: Literal[1] = 1
    path: str
    method: str = Field(description="how it was compared, and by which version of that")
    verdict: Literal["distinct", "copy"]
    corpus: str = Field(description="digest of the corpus")
    works: int = Field(description="that it was compared with")
    work: str = Field(description="digest of the work that it is most like")
    name: str = Field(description="what that is called in its corpus")
    part: int = Field(description="which of the work's samples, from 1")
    parts: int = Field(description="of how many")
    found: Likeness

    def in_words(self) -> str:
        """One plain sentence."""
        where = f"{self.name}, sample {self.part} of {self.parts}"
        said = "a copy of" if self.verdict == "copy" else "nearest to, but no copy of,"
        how = f" {self.found.how}" if self.found.how else ""
        return (
            f"{self.verdict}: {said} {where}{how}; likeness {self.found.likeness:.2f} where a copy begins at "
            f"{self.found.copy_from:.2f}, among {self.works:,} works"
        )


def likest(files: Sequence[Path], corpus: Corpus) -> list[Likest]:
    """Compare artworks in files with all samples of a corpus.

    Raises:
        MetricError: this art does not say how near its samples are.
        WorkError: a file cannot be read.
    """
    art = corpus.art
    shape = corpus.natural_shape(art.usual_size)
    data = corpus.prepare(shape)
    bank = data.take(np.arange(len(data)))
    done = []
    for path in files:
        try:
            samples = art.samples(art.decode(path.read_bytes(), str(path)), shape)
        except OSError as error:
            raise WorkError(f"{path}: cannot be read ({error.strerror}).") from None
        found = max((art.likest(one, bank) for one in samples), key=lambda one: one.likeness)
        row = int(data.of_work[found.row])
        own = np.flatnonzero(data.of_work == row)
        done.append(
            Likest(
                path=str(path),
                method=f"ganvas {art.name} likeness 1",
                verdict="copy" if found.likeness >= found.copy_from else "distinct",
                corpus=corpus.digest,
                works=len(corpus),
                work=corpus.works[row].digest,
                name=corpus.works[row].name,
                part=int(found.row - own[0]) + 1,
                parts=len(own),
                found=found,
            )
        )
    return done
