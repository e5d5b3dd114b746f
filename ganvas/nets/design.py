"""What a pair of networks is asked to be: one closed set of knobs that every pair reads."""

from dataclasses import dataclass

Shape = tuple[int, ...]


@dataclass(frozen=True)
class Design:
    """The measure of a pair.

    Attributes:
        shape: of one sample, channels first: (channels, height, width) for pictures.
        z_dim: length of a latent.
        width: channels (or units) where the pair is widest, in the pair's own measure.
        depth: blocks a stage.
        patch: side, in pixels, of the patches that the networks read and write.
        normalize: batch normalization, where the pair offers it.
    """

    shape: Shape
    z_dim: int
    width: int
    depth: int = 1
    patch: int = 1
    normalize: bool = True
