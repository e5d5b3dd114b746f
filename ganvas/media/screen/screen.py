"""One frame after another of a performance, each a pure function of what is shown and of its number."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from ganvas.media.dance.draw import FINE, Look, blend
from ganvas.media.dance.film import figure_at, followed
from ganvas.media.dance.skeleton import Floats
from ganvas.media.dance.stage import Stage
from ganvas.media.image.encode import on_paper, to_picture
from ganvas.media.medium import Bytes8
from ganvas.media.screen.layout import TALL, WIDE, Box, Layout, layout
from ganvas.media.screen.roll import Bars, roll
from ganvas.media.screen.words import Caption, write

BODY, FLOOR = 0.68, 0.9  # of the dancer's box: a body height, and where the floor is
TITLE_S, TITLE_SIZE = 5.0, 20
VIEW = 0.42  # radians that the eye has walked around the dancer


@dataclass(frozen=True, eq=False)
class Screen:
    """What a performance shows.

    Attributes:
        colors: paper, ink and limbs.
        fps: frames a second.
        pictured: whether there is a picture.
        stage: the dancer; None for none.
        begins: the second at which the dance begins.
        bars: the score; None for none.
        captions: the words, in their order.
        title: shown at the beginning.
    """

    colors: Look
    fps: int
    pictured: bool
    stage: Stage | None = None
    begins: float = 0.0
    ends: float = 1e9
    bars: Bars | None = None
    captions: Sequence[Caption] = ()
    title: str = ""

    @cached_property
    def layout(self) -> Layout:
        """Where everything is."""
        return layout(self.pictured, self.stage is not None, self.bars is not None)

    @cached_property
    def _eye(self) -> Floats:
        assert self.stage is not None
        return followed(self.stage)

    def frame(self, number: int, levels: Bytes8 | None) -> Bytes8:
        """(3, TALL, WIDE), uint8.

        Args:
            number: of the frame, from 0.
            levels: of the picture, (channels, height, width); None where there is none.
        """
        sheet, now = Image.new("RGB", (WIDE, TALL), self.colors.paper), number / self.fps
        if self.layout.dance:
            self._dance(sheet, self.layout.dance, now)
        if self.layout.picture and levels is not None:
            _picture(sheet, self.layout.picture, levels)
        draw = ImageDraw.Draw(sheet)
        if self.layout.roll and self.bars:
            left, top, right, bottom = self.layout.roll
            sheet.paste(roll(self.bars, now, (right - left, bottom - top), self.colors), (left, top))
        write(draw, self.layout.words, self.captions, now, self.colors)
        self._title(draw, now)
        return np.ascontiguousarray(np.moveaxis(np.asarray(sheet), -1, 0))

    def _dance(self, sheet: Image.Image, box: Box, now: float) -> None:
        assert self.stage is not None
        if not self.begins <= now < self.ends:
            return
        left, top, right, bottom = box
        panel = Image.new("RGB", ((right - left) * FINE, (bottom - top) * FINE), self.colors.paper)
        frame = min(round((now - self.begins) * self.stage.fps), len(self.stage.places) - 1)
        at = (panel.width / 2, panel.height * FLOOR)
        figure_at(
            ImageDraw.Draw(panel), self.stage, frame, self._eye[frame], VIEW, BODY * panel.height, at, self.colors
        )
        sheet.paste(panel.reduce(FINE), (left, top))

    def _title(self, draw: ImageDraw.ImageDraw, now: float) -> None:
        there = Caption(0.0, TITLE_S, "", self.title).shown(now) if self.title else 0.0
        if there:
            place = self.layout.dance or self.layout.picture or self.layout.words
            color = blend(self.colors.paper, self.colors.ink, 0.7 * there)
            y = 26 if self.layout.dance else 20
            draw.text(((place[0] + place[2]) / 2, y), self.title, color, ImageFont.load_default(TITLE_SIZE), "mt")


def _picture(sheet: Image.Image, box: Box, levels: Bytes8) -> None:
    """The picture as large as its box allows, its own aspect kept."""
    picture = on_paper(to_picture(levels)).convert("RGB")
    wide, tall = box[2] - box[0], box[3] - box[1]
    scale = min(wide / picture.width, tall / picture.height)
    size = (max(1, round(picture.width * scale)), max(1, round(picture.height * scale)))
    place = (box[0] + (wide - size[0]) // 2, box[1] + (tall - size[1]) // 2)
    sheet.paste(picture.resize(size, Image.Resampling.BICUBIC), place)
