"""What an artist calls the things on the palette, and which steps of a history they want to see."""

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

from pydantic import Field

from ganvas.errors import GanvasError
from ganvas.files import write_whole
from ganvas.gallery.events import Event
from ganvas.record import Record
from ganvas.studio.project import Project, read

FILE = "palette.json"
LONGEST, MOST_TAGS = 80, 12


class Named(Record):
    """What one kept step is called."""

    name: str = ""
    tags: tuple[str, ...] = ()


class Names(Record):
    """What the kept steps of a project are called, by their numbers."""

    version: Literal[1] = 1
    of: dict[int, Named] = Field(default_factory=dict)

    @property
    def tags(self) -> list[str]:
        """All tags that are used."""
        return sorted({tag for named in self.of.values() for tag in named.tags})


def names_in(project: Project) -> Names:
    """What the kept steps are called."""
    return read(Names, project.path / FILE)


def call(project: Project, number: int, name: str, tags: str) -> Names:
    """Call a kept step so; tags are words between commas.

    Raises:
        GanvasError: a name or a tag is too long, or there are too many.
    """
    words = tuple(dict.fromkeys(word for tag in tags.replace("，", ",").split(",") if (word := " ".join(tag.split()))))
    name = " ".join(name.split())
    if len(name) > LONGEST or len(words) > MOST_TAGS or any(len(word) > LONGEST for word in words):
        raise GanvasError(f"a name or a tag has at most {LONGEST} letters, and a step at most {MOST_TAGS} tags")
    names = names_in(project)
    wanted = {**names.of, number: Named(name=name, tags=words)}
    found = Names(of={one: named for one, named in wanted.items() if named != Named()})
    write_whole(Path(project.path / FILE), found.to_json().encode())
    return found


def wanted_nodes(nodes: Sequence[Event], actor: str, verb: str, kept: Collection[int] | None) -> list[Event]:
    """The steps by that actor, of that verb and among those kept; an empty word and None stand for all."""
    return [
        node
        for node in nodes
        if (not actor or node.actor == actor) and (not verb or node.verb == verb) and (kept is None or node.id in kept)
    ]


def lines_of(
    nodes: Sequence[Event], shown: Sequence[Event], kept: Collection[int], said: Mapping[str, str]
) -> list[dict[str, Any]]:
    """Steps as gv-tree takes them; a step whose parent is not shown hangs on the nearest one before that is.

    Args:
        nodes: all that are known, the oldest first.
        shown: those to show.
        kept: numbers of those on the palette.
        said: what verbs are called.
    """
    visible, above = {node.id for node in shown}, {node.id: node.parents for node in nodes}

    def nearest(number: int) -> int:
        while number not in visible:
            parents = above.get(number, ())
            if not parents:
                return 0
            number = parents[0]
        return number

    return [
        {
            "id": node.id,
            "parents": list(dict.fromkeys(found for parent in node.parents if (found := nearest(parent)))),
            "verb": said.get(node.verb, node.verb), "actor": node.actor, "time": node.time.isoformat(),
            "kept": node.id in kept,
        }
        for node in shown
    ]  # fmt: skip
