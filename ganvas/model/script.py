"""How a walk is filmed, as a film carries it beside its walk. It can be read without PyTorch: nothing here paints."""

from typing import Literal

from pydantic import Field

from ganvas.model.score import Drive
from ganvas.model.timing import Timing
from ganvas.record import Record
from ganvas.sketch import ALL, LayerRange

KEY = "ganvas-film"


class Script(Record):
    """How a walk is filmed; a film carries it beside its walk, under the key ``ganvas-film``."""

    version: Literal[1] = 1
    timing: Timing = Timing()
    even: bool = False
    only: LayerRange = Field(ALL, description="the layers that walk; the others stay as the first key has them")
    drives: tuple[Drive, ...] = ()
    sound: str = Field("", description="digest of the sound's file")

    @property
    def is_plain(self) -> bool:
        """Whether it asks for nothing but the walk at its own pace."""
        return self == Script(sound=self.sound, only=self.only)
