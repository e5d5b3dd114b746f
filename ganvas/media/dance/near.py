"""How near a dance is to the clips of a corpus: the longest stretch that is danced through one of them."""

from collections.abc import Sequence

from ganvas.media.dance.features import Sample, to_features
from ganvas.media.dance.figure import Figure
from ganvas.media.dance.originality import calibrated, copied
from ganvas.media.medium import Decoded
from ganvas.media.nearest import Nearest

BY = "unbroken stretch 1"  # another number whenever a verdict could differ
CLOSE, COPY = 0.4, 0.8  # of a dance's length


def nearest(samples: Sequence[Sample], works: Sequence[Decoded], figure: Figure) -> list[Nearest]:
    """For each dance the clip that it follows longest without a break, mirrored, faster and slower too.

    Likeness is that stretch as a share of the dance. From CLOSE on it is one clip's dance for long, from COPY on it
    is that clip. A dance put together from shorter stretches of clips is new in their order alone.

    Args:
        samples: (channels, time) each, of the figure.
        works: clips, as ``works.decode`` gives them.
        figure: who dances all of them.
    Raises:
        MetricError: a dance, or all clips, are shorter than a second.
    """
    clips = [to_features(one.content, figure) for one in works]
    bar = calibrated(clips, figure)
    found = []
    for sample in samples:
        most = copied(sample, clips, figure, bar)
        share = min(1.0, most.longest_s * figure.fps / sample.shape[1])
        how = f"{'mirrored, ' if most.is_mirrored else ''}{most.longest_s:.1f} s at pace {most.pace:g}"
        found.append(Nearest(max(0, most.clip), round(share, 4), CLOSE, COPY, how))
    return found
