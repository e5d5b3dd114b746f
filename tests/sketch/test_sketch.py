import json
from pathlib import Path

import pytest
from hypothesis import given
from pydantic import ValidationError

from ganvas.errors import SketchError
from ganvas.sketch import MAX_DEPTH, Blend, Seed, Share, Sketch, Walk, kept_values, layer_slice, parse_seeds
from tests.sketch.trees import NAMES, sketches

FIXTURES = Path(__file__).parent / "fixtures"


@given(sketches)
def test_json_goes_both_ways(sketch: Sketch):
    assert Sketch.read(sketch.to_json()) == sketch
    assert Sketch.read(sketch.to_json(indent=None)).fingerprint == sketch.fingerprint


def nested(depth: int):
    latent = Seed(seed=1)
    for _ in range(depth - 1):
        latent = Blend(of=(Share(latent=latent, weight=1),))
    return latent


def test_depth_has_a_limit():
    Sketch(latent=nested(MAX_DEPTH))
    with pytest.raises(SketchError, match=f"nested more than {MAX_DEPTH} deep"):
        Sketch(latent=nested(MAX_DEPTH + 1))


@pytest.mark.parametrize("depth", [MAX_DEPTH + 1, 5000])
def test_a_deep_text_is_refused(depth: int):
    text = '{"kind":"seed","seed":1}'
    text = '{"kind":"blend","of":[{"weight":1,"latent":' * depth + text + "}]}" * depth
    with pytest.raises(SketchError):
        Sketch.read(f'{{"latent":{text}}}')


def test_size_has_a_limit():  # two parts, each twice the one before: 2**13 leaves from 13 small records
    latent = Seed(seed=1)
    for _ in range(13):
        latent = Blend(of=(Share(latent=latent, weight=1), Share(latent=latent, weight=2)))
    with pytest.raises(SketchError, match="more than 4,096 parts"):
        Sketch(latent=latent)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "JSON"),
        ("[]", "JSON"),
        ('{"latent":{"kind":"seed","seed":-1}}', "latent.seed.seed"),
        ('{"latent":{"kind":"dream"}}', "latent"),
        ('{"latent":{"kind":"mean"},"psi":"NaN"}', "psi"),
        ('{"latent":{"kind":"mean"},"mood":1}', "mood"),
        ('{"version":3,"latent":{"kind":"mean"}}', "version"),
        ('{"version":[],"latent":{"kind":"mean"}}', "version"),
    ],
)
def test_a_false_sketch_is_one_sentence(text: str, says: str):
    with pytest.raises(SketchError, match=r"^here: not a sketch") as caught:
        Sketch.read(text, "here")
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)


def test_an_old_sketch_is_still_read():
    walk = '{"kind":"walk","keys":[{"kind":"seed","seed":3},{"kind":"mean"}],"at":0.5,"closed":false,"curve":"slerp"}'
    old = f'{{"version":1,"latent":{walk},"psi":0.7}}'
    sketch = Sketch.read(old)
    assert json.loads(sketch.to_json()) == json.loads(old) | {"version": 2, "psi_layers": "all"}


def test_frames_of_a_walk():
    walk = Walk(keys=(Seed(seed=1), Seed(seed=2)))
    assert [frame.at for frame in walk.frames(3)] == [0, 0.5, 1]
    assert [frame.at for frame in walk.but(closed=True).frames(4)] == [0, 0.25, 0.5, 0.75]
    assert [frame.at for frame in walk.frames(1)] == [0]


@pytest.mark.parametrize(
    ("text", "seeds"),
    [
        ("7", (7,)),
        ("0-3,99", (0, 1, 2, 3, 99)),
        (" 5 , 2 - 3", (5, 2, 3)),
        ("1,1,0-1", (1, 1, 0, 1)),
        ("4294967295", (2**32 - 1,)),
    ],
)
def test_seeds_are_parsed(text: str, seeds: tuple[int, ...]):
    assert parse_seeds(text) == seeds


@pytest.mark.parametrize(
    "text", ["", "a", "1,,2", "3-1", "-1", "1-", "1.5", "4294967296", "0-100000", "²", "1\n2", "0-99999,100000"]
)
def test_false_seeds_are_one_sentence(text: str):
    with pytest.raises(SketchError, match="seeds") as caught:
        parse_seeds(text)
    assert "\n" not in str(caught.value)


def test_a_seed_out_of_range_is_refused():
    with pytest.raises(ValidationError):
        Seed(seed=2**32)


def test_sketches_of_version_1_are_read_as_they_were_meant():
    """Stored as they were written when there were four nodes."""
    for line in (FIXTURES / "version-1.jsonl").read_text().splitlines():
        sketch, old = Sketch.read(line), json.loads(line)
        assert json.loads(sketch.to_json()) == old | {"version": 2, "psi_layers": "all"}


@pytest.mark.parametrize(
    ("layers", "count", "found"),
    [
        ("all", 8, (0, 8)),
        ("coarse", 8, (0, 3)),
        ("middle", 8, (3, 5)),
        ("fine", 8, (5, 8)),
        ("middle", 2, (1, 1)),
        ("0", 8, (0, 1)),
        ("2-5", 8, (2, 6)),
    ],
)
def test_layers_by_name_and_number(layers: str, count: int, found: tuple[int, int]):
    assert layer_slice(layers, count) == slice(*found)


@pytest.mark.parametrize("layers", ["8", "0-8", "5-2"])
def test_layers_that_a_model_has_not(layers: str):
    with pytest.raises(SketchError, match="numbered 0 to 7"):
        layer_slice(layers, 8)


@given(sketches)
def test_what_a_sketch_needs_beside_the_model(sketch: Sketch):
    text = sketch.to_json()
    assert set(kept_values(sketch.latent)) == {digest for digest in NAMES.values() if digest in text}
