"""What the tests of gathered rights share."""

from pathlib import Path

from ganvas.corpus.corpus import Corpus


def bases(corpus: Corpus) -> dict[str, str]:
    known = corpus.rights()
    return {work.name: known.of(work).basis.kind for work in corpus.works}


def gather(folder: Path, **options: object) -> Corpus:
    return Corpus.gather(folder, into=folder.with_name("corpus"), helpers=1, **options)


def told(corpus: Corpus, reason: str) -> list[str]:
    return [line.text for line in corpus.report if line.reason == reason]
