"""A skeleton, as the HIERARCHY of a BVH file says it: read once, kept as its own text, written back as it was."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, model_validator

from ganvas.errors import WorkError
from ganvas.record import Record

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
MAX_TEXT = 1 << 20  # characters of a hierarchy; a skeleton with every finger has 15,000
MAX_JOINTS = 512
MAX_DEPTH = 64
POSITIONS = ("Xposition", "Yposition", "Zposition")
ROTATIONS = ("Xrotation", "Yrotation", "Zrotation")
CHANNELS = {name.lower(): name for name in (*POSITIONS, *ROTATIONS)}


@dataclass(frozen=True, eq=False)
class Tree:
    """The joints of a hierarchy in the order of the file, which is the order of the numbers of a frame.

    Attributes:
        names: as written; they may hold spaces, and may repeat.
        parents: index of each joint's parent, −1 for the root; a parent comes before its children.
        offsets: (joints, 3), from the parent, in the file's unit.
        channels: of each joint, in the file's order, such as ("Zrotation", "Xrotation", "Yrotation").
        first: where the channels of each joint begin in a frame.
        ends: joint and offset of every End Site.
    """

    names: tuple[str, ...]
    parents: tuple[int, ...]
    offsets: Floats
    channels: tuple[tuple[str, ...], ...]
    first: tuple[int, ...]
    ends: tuple[tuple[int, tuple[float, float, float]], ...]

    @property
    def width(self) -> int:
        """How many numbers a frame has."""
        return sum(len(channels) for channels in self.channels)

    def column(self, joint: int, channel: str) -> int:
        """Where a channel of a joint stands in a frame; −1 if the joint has none of that name."""
        channels = self.channels[joint]
        return self.first[joint] + channels.index(channel) if channel in channels else -1

    def chain(self, joint: int) -> list[int]:
        """The joint and its ancestors, up to the root."""
        chain = []
        while joint >= 0:
            chain.append(joint)
            joint = self.parents[joint]
        return chain


class Skeleton(Record):
    """A skeleton as a record; ``tree`` is what its text says.

    The text is the one truth, so that a dance is written back with the hierarchy it came with, digit for digit.

    Raises:
        WorkError: the text is no hierarchy.
    """

    hierarchy: str = Field(max_length=MAX_TEXT, description="the HIERARCHY section of a BVH file, without MOTION")

    @model_validator(mode="after")
    def _readable(self) -> "Skeleton":
        assert self.tree.names
        return self

    @cached_property
    def tree(self) -> Tree:
        """The joints."""
        return parse(self.hierarchy, "hierarchy")

    @classmethod
    def of(
        cls,
        names: Sequence[str],
        parents: Sequence[int],
        offsets: Sequence[Sequence[float]],
        channels: Sequence[Sequence[str]],
        ends: Sequence[tuple[int, Sequence[float]]],
    ) -> "Skeleton":
        """A skeleton from its parts, as in ``Tree``; joints in depth-first order."""
        return cls(hierarchy=_write(names, parents, offsets, channels, ends))


def number(value: float) -> str:
    """The shortest decimal without an exponent that reads back as the same float."""
    text = repr(float(value))
    return text if "e" not in text else np.format_float_positional(value, unique=True, trim="0")


def _write(
    names: Sequence[str],
    parents: Sequence[int],
    offsets: Sequence[Sequence[float]],
    channels: Sequence[Sequence[str]],
    ends: Sequence[tuple[int, Sequence[float]]],
) -> str:
    children: dict[int, list[int]] = {joint: [] for joint in range(-1, len(names))}
    for joint, parent in enumerate(parents):
        children[parent].append(joint)
    lines = ["HIERARCHY"]

    def block(title: str, offset: Sequence[float], depth: int) -> str:
        pad = "  " * depth
        lines.extend([f"{pad}{title}", f"{pad}{{", f"{pad}  OFFSET {' '.join(number(value) for value in offset)}"])
        return pad

    def joint_block(joint: int, depth: int) -> None:
        pad = block(f"{'JOINT' if depth else 'ROOT'} {names[joint]}", offsets[joint], depth)
        lines.append(f"{pad}  CHANNELS {len(channels[joint])} {' '.join(channels[joint])}".rstrip())
        for end, offset in ends:
            if end == joint:
                block("End Site", offset, depth + 1)
                lines.append(f"{pad}  }}")
        for child in children[joint]:
            joint_block(child, depth + 1)
        lines.append(f"{pad}}}")

    joint_block(0, 0)
    return "\n".join(lines)


@dataclass
class _Reading:
    """What has been read of a hierarchy so far; ``open`` holds the blocks we are in, −1 for an End Site."""

    name: str
    names: list[str] = field(default_factory=list)
    parents: list[int] = field(default_factory=list)
    offsets: list[list[float] | None] = field(default_factory=list)
    channels: list[tuple[str, ...] | None] = field(default_factory=list)
    ends: list[tuple[int, tuple[float, float, float]]] = field(default_factory=list)
    open: list[int] = field(default_factory=list)
    coming: int | None = None  # the block whose brace must come next
    line: int = 0

    def wrong(self, what: str) -> WorkError:
        return WorkError(f"{self.name}: line {self.line} of its hierarchy: {what}.")

    def joint(self, title: str, is_root: bool) -> None:
        if is_root and self.names:
            raise self.wrong("a second ROOT; a file holds one figure, so save each dancer in a file of their own")
        if not is_root and (not self.open or self.open[-1] < 0):
            raise self.wrong("a JOINT outside of a joint")
        if len(self.names) == MAX_JOINTS:
            raise self.wrong(f"more than {MAX_JOINTS} joints")
        if not title:
            raise self.wrong("a joint without a name")
        self.parents.append(self.open[-1] if self.open else -1)
        self.names.append(title)
        self.offsets.append(None)
        self.channels.append(None)
        self.coming = len(self.names) - 1

    def end_site(self, _title: str) -> None:
        if not self.open or self.open[-1] < 0:
            raise self.wrong("an End Site outside of a joint")
        self.coming = -1

    def brace(self, _rest: str) -> None:
        if self.coming is None:
            raise self.wrong("a { that opens nothing")
        if len(self.open) == MAX_DEPTH:
            raise self.wrong(f"joints nested more than {MAX_DEPTH} deep")
        self.open.append(self.coming)
        self.coming = None

    def close(self, _rest: str) -> None:
        if not self.open:
            raise self.wrong("a } that closes nothing")
        self.open.pop()

    def offset(self, rest: str) -> str:
        words = rest.split(maxsplit=3)
        try:
            values = [float(word) for word in words[:3]]
        except ValueError:
            values = []
        if len(values) != 3 or not all(math.isfinite(value) and abs(value) < 1e9 for value in values):
            raise self.wrong("OFFSET takes three numbers")
        if not self.open:
            raise self.wrong("an OFFSET outside of a joint")
        if self.open[-1] < 0:
            owner = next(joint for joint in reversed(self.open) if joint >= 0)
            self.ends.append((owner, (values[0], values[1], values[2])))
        elif self.offsets[self.open[-1]] is not None:
            raise self.wrong("a second OFFSET of one joint")
        else:
            self.offsets[self.open[-1]] = values
        return words[3] if len(words) > 3 else ""

    def channel_list(self, rest: str) -> str:
        count, *words = rest.split(maxsplit=7) or [""]
        if not count.isdecimal() or len(count) > 1 or int(count) > 6 or len(words) < int(count):
            raise self.wrong("CHANNELS takes a count from 0 to 6 and as many names")
        found = [CHANNELS.get(word.lower(), word) for word in words[: int(count)]]
        if strange := [word for word in found if word.lower() not in CHANNELS]:
            raise self.wrong(f"no channel is called {strange[0][:40]!r}; there are {', '.join(CHANNELS.values())}")
        if len(set(found)) < len(found):
            raise self.wrong("a channel twice in one joint")
        if not self.open or self.open[-1] < 0 or self.channels[self.open[-1]] is not None:
            raise self.wrong("CHANNELS outside of a joint, or a second time")
        self.channels[self.open[-1]] = tuple(found)
        return " ".join(words[int(count) :])

    def take(self, line: str) -> str:
        """Read one statement; what follows it on its line comes back."""
        word, _, rest = line.partition(" ")
        word, rest = word.upper(), rest.strip()
        if self.coming is not None and word != "{":
            raise self.wrong("a { is missing")
        if word in {"ROOT", "JOINT"}:
            self.joint(rest, word == "ROOT")
            return ""
        if word in {"OFFSET", "CHANNELS"}:
            return (self.offset if word == "OFFSET" else self.channel_list)(rest)
        steps = {"END": self.end_site, "{": self.brace, "}": self.close}
        if word not in steps:
            raise self.wrong(f"{line[:40]!r} has no meaning there")
        steps[word](rest)
        return ""

    def tree(self) -> Tree:
        if self.open or self.coming is not None or not self.names:
            raise WorkError(f"{self.name}: its hierarchy is cut off; export the file again.")
        for title, offset, channels in zip(self.names, self.offsets, self.channels, strict=True):
            if offset is None or channels is None:
                raise WorkError(
                    f"{self.name}: joint {title[:40]!r} has no OFFSET or no CHANNELS; export the file again."
                )
        counts = [len(channels or ()) for channels in self.channels]
        return Tree(
            names=tuple(self.names),
            parents=tuple(self.parents),
            offsets=np.array(self.offsets, np.float64),
            channels=tuple(channels or () for channels in self.channels),
            first=tuple(int(start) for start in np.cumsum([0, *counts[:-1]])),
            ends=tuple(self.ends),
        )


def parse(text: str, name: str) -> Tree:
    """The joints of a hierarchy.

    Args:
        text: from HIERARCHY up to, and without, MOTION.
        name: of the work, for the sentence of an error.
    Raises:
        WorkError: the text is no hierarchy, or has more joints, or deeper, than any figure.
    """
    if len(text) > MAX_TEXT:
        raise WorkError(f"{name}: its hierarchy has {len(text):,} characters; a figure has at most {MAX_TEXT:,}.")
    reading = _Reading(name)
    for reading.line, line in enumerate(text.splitlines(), 1):
        parts = line.replace("{", "\n{\n").replace("}", "\n}\n").split("\n")
        for part in parts:
            rest = " ".join(part.split()) if "OFFSET" in part.upper() or "CHANNELS" in part.upper() else part.strip()
            if reading.line == 1 and rest.upper() == "HIERARCHY":
                continue
            while rest:
                rest = reading.take(rest.replace("\t", " "))
    return reading.tree()
