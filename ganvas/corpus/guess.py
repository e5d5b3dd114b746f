"""The art form of what is to be gathered: as it is named, as the corpus has it, or as the files' suffixes tell."""

import os
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from ganvas.corpus.archives import BROKEN, names_in
from ganvas.corpus.found import is_archive, is_clutter
from ganvas.corpus.header import HEADER, read_header
from ganvas.corpus.named import BUILTIN, builtin_medium, is_public
from ganvas.errors import CorpusError
from ganvas.media import MEDIA, medium
from ganvas.media.medium import Medium

USUAL = "image"  # where nothing tells another


def art_of(wanted: str, sources: Sequence[str], into: Path) -> tuple[Medium, str]:
    """The medium to gather with, and a sentence that says by what it was guessed; empty where there was no question.

    Raises:
        CorpusError: the corpus holds another art than is named, or the files tell of several.
        RecipeError: there is no medium of that name.
    """
    wanted = medium(wanted).name if wanted else ""
    there = read_header(into).medium if (into / HEADER).exists() else ""
    if wanted and there and wanted != there:
        raise CorpusError(f"{into}: holds {medium(there).plural}; gather {medium(wanted).plural} into another corpus.")
    if wanted or there:
        return _serves(medium(wanted or there), sources), ""
    arts = [medium(name) for name in MEDIA]
    names = [name for source in sources for name in _names(source)]
    named = {name for source in sources if (name := _named(source))}
    for known in ([art.telling for art in arts], [art.suffixes for art in arts]):
        counts = {art.name: _count(names, ends) for art, ends in zip(arts, known, strict=True)}
        found = {name: count for name, count in counts.items() if count or name in named}
        if len(found) > 1:
            said = " and ".join(f"{count:,} files of {medium(name).plural}" for name, count in found.items())
            raise CorpusError(f"{', '.join(sources)}: {said}. Say which to gather with --medium {'|'.join(found)}.")
        if found:
            (name,) = found
            return _serves(medium(name), sources), "" if name == USUAL else _because(medium(name), names)
    return medium(USUAL), ""


def _serves(art: Medium, sources: Sequence[str]) -> Medium:
    """The medium, if the named sources give works of it."""
    for source in sources:
        if (name := _named(source)) and name != art.name:
            raise CorpusError(
                f"{source}: gives {medium(name).plural}, and these are {art.plural}. Gather it by itself."
            )
    return art


def _because(art: Medium, names: Sequence[str]) -> str:
    ends = Counter(end for name in names for end in art.suffixes if name.lower().endswith(end))
    files = ", ".join(f"{count:,} {end}" for end, count in ends.most_common(3))
    return f"Gathered as {art.plural}, by the files' suffixes ({files}); --medium says otherwise." if files else ""


def _count(names: Sequence[str], ends: tuple[str, ...]) -> int:
    return sum(name.lower().endswith(ends) for name in names)


def _named(source: str) -> str:
    """The medium of a source that has a name instead of a place; empty for any other."""
    if source.partition("?")[0].startswith(BUILTIN):
        return builtin_medium(source)
    return USUAL if is_public(source) and not Path(source).expanduser().exists() else ""


def _names(source: str) -> list[str]:
    """The names of the files in a folder or an archive, or the file's own; none of what is not there."""
    place = Path(source).expanduser()
    if _named(source) or not place.exists():
        return []
    if place.is_dir():
        return [name for _, _, files in os.walk(place) for name in files if not is_clutter(name)]
    try:
        return names_in(place) if is_archive(place.name) else [place.name]
    except BROKEN:
        return []
