import numpy as np
import pytest

from ganvas.errors import CorpusError, ShapeError, WorkError
from ganvas.media.dance.bvh import write_bvh
from ganvas.media.dance.drawn import dance
from ganvas.media.dance.medium import Dance
from tests.media.dance.dances import traps


def clip(seed: int, seconds: float = 5.0) -> bytes:
    return write_bvh(dance(seed, seconds, 60).motion)


def test_a_sample_survives_its_file():
    first, second = (Dance().decode(clip(seed), "work") for seed in (0, 1))
    shape = Dance().natural_shape([first.facts, second.facts], 64)
    art = Dance().bound(Dance().common([first.facts, second.facts]))
    assert shape == (art.figure.channels, 64)
    found = art.samples(second, shape)
    assert found.dtype == np.float32
    assert found.shape == (6, *shape)  # 150 frames: at 0, 16, … 80; the 6 that are left make none
    again = art.decode(art.encode(found[3], {"ganvas": "ensō"}), "work")
    np.testing.assert_allclose(art.samples(again, shape)[0], _settled(art, found[3]), atol=1e-5)
    assert art.read_text(art.encode(found[3], {"ganvas": "ensō"})) == {"ganvas": "ensō"}
    assert art.preview(found[0])[:4] == art.contact_sheet(found[:2])[:4] == b"\x89PNG"


def _settled(art: Dance, sample: np.ndarray) -> np.ndarray:
    """What is left of a stretch without the frames around it: its first speeds, and its contacts, are found anew."""
    from ganvas.media.dance.features import to_features, to_motion

    settled = to_features(to_motion(sample, art.figure), art.figure)
    count = 6 * len(art.figure.joints)
    np.testing.assert_allclose(settled[:count], sample[:count], atol=1e-5)
    np.testing.assert_allclose(settled[count : count + 4, 1:], sample[count : count + 4, 1:], atol=1e-5)
    return settled


def test_the_facts_of_a_work():
    facts = Dance().decode(clip(0), "work").facts
    assert facts.keys() == Dance.facts.keys()
    assert (facts["seconds"], facts["frames"], facts["fps"], facts["joints"]) == ("5.000", 300, "60", 21)


def test_two_skeletons_are_refused():
    both = [Dance().decode(data, "work").facts for data in (clip(0), traps())]
    with pytest.raises(CorpusError, match="clip 2 has 6 joints and another skeleton"):
        Dance().common(both)
    with pytest.raises(CorpusError, match="no clip"):
        Dance().common([])


def test_what_cannot_be_a_sample():
    work = Dance().decode(clip(0), "work")
    with pytest.raises(WorkError, match="too short to learn"):
        Dance().decode(clip(0, 0.5), "work")
    art = Dance().bound(Dance().common([work.facts]))
    with pytest.raises(WorkError, match="has 150 frames"):
        art.samples(work, (art.figure.channels, 256))
    with pytest.raises(ShapeError, match="dances of this figure"):
        art.samples(work, (3, 64))
    with pytest.raises(ShapeError, match="needs the skeleton"):
        Dance().encode(np.zeros((3, 3), np.float32), {})
    for text in ("{}", "junk", '{"skeleton": {"hierarchy": "x"}}'):
        with pytest.raises(ShapeError, match="no figure"):
            Dance().bound(text)


def test_a_builtin_is_a_work():
    work = Dance().decode(Dance().builtins["dance"](5), "builtin")
    assert work.facts["seconds"] == "10.000"
    assert work.notes == ()
