"""Recipes are frozen, closed and valid from birth; ours all train."""

from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from pydantic import ValidationError
from torch.testing import assert_close

from ganvas.errors import GanvasError, RecipeError
from ganvas.losses import GAMES
from ganvas.media.image import Image
from ganvas.nets import NETS
from ganvas.recipe import RECIPES, Cosine, Recipe, always, named
from ganvas.run import Plan
from ganvas.training.state import new_state
from ganvas.training.trainer import set_rates

number = st.floats(0, 1e6, allow_nan=False)
cosines = st.builds(Cosine, start=number, end=number, over=st.floats(0.01, 1))
recipes = st.builds(
    Recipe,
    name=st.text(max_size=20),
    shape=st.lists(st.integers(1, 512), min_size=1, max_size=4).map(tuple),
    net=st.sampled_from(sorted(NETS)),
    game=st.sampled_from(sorted(GAMES)),
    normalize=st.booleans(),
    update=st.sampled_from(["alternating", "simultaneous"]),
    r1=cosines,
    lr=cosines,
    beta2=cosines,
    beta1=st.floats(0, 0.99),
    batch=st.integers(2, 4096),
    length=st.integers(1, 10**9),
    ticks=st.integers(1, 1000),
    half_life=number,
    seed=st.integers(0, 2**32 - 1),
)
every_recipe = pytest.mark.parametrize("name", RECIPES)


@given(recipe=recipes)
def test_json_goes_both_ways(recipe: Recipe):
    again = Recipe.model_validate_json(recipe.to_json())
    assert again == recipe
    assert again.fingerprint == recipe.fingerprint


@given(recipe=recipes)
def test_a_tick_is_whole_batches_and_never_nothing(recipe: Recipe):
    assert recipe.tick >= recipe.batch
    assert recipe.tick % recipe.batch == 0


@given(recipe=recipes, other=st.integers(0, 2**32 - 1))
def test_but_changes_one_field_and_the_fingerprint(recipe: Recipe, other: int):
    assume(other != recipe.seed)
    changed = recipe.but(seed=other)
    assert {field for field in Recipe.model_fields if getattr(changed, field) != getattr(recipe, field)} == {"seed"}
    assert changed.fingerprint != recipe.fingerprint


@every_recipe
def test_ours_are_frozen(name: str):
    with pytest.raises(ValidationError, match="frozen"):
        RECIPES[name].batch = 1  # type: ignore[misc]


@every_recipe
def test_ours_go_by_their_own_name_and_use_what_there_is(name: str):
    recipe = named(name)
    assert recipe.name == name
    assert recipe.net in NETS
    assert recipe.game in GAMES


@every_recipe
def test_ours_refuse_unknown_keys_and_wrong_values(name: str):
    recipe = RECIPES[name]
    with pytest.raises(ValidationError, match="dra_labmda"):
        recipe.but(dra_labmda=10)
    with pytest.raises(ValidationError, match="batch"):
        recipe.but(batch=1)
    with pytest.raises(ValidationError, match="version"):
        recipe.but(version=2)


@every_recipe
def test_every_optimizer_builds_and_takes_the_rates(name: str):
    shape = (28, 16) if RECIPES[name].net == "line" else (1, 16, 16)
    recipe = RECIPES[name].but(width=16, shape=shape, levels=1)
    state = new_state(recipe, Plan())
    set_rates(state, recipe)
    for optimizer in (state.g_optimizer, state.d_optimizer):
        (group,) = optimizer.param_groups
        assert group["betas"] == (recipe.beta1, recipe.beta2.start)
        assert 0 < group["lr"] <= recipe.lr.start


def test_integer_betas_become_floats_and_adam_takes_them():
    """Adam(betas=(0, 0.99)) is a ValueError in PyTorch; a recipe written with a bare 0 must train all the same."""
    text = RECIPES["seed"].but(width=16, shape=(4,)).to_json(indent=None).replace('"beta1":0.5', '"beta1":0')
    recipe = Recipe.model_validate_json(text)
    assert isinstance(recipe.beta1, float)
    state = new_state(recipe, Plan())
    assert [type(beta) for beta in state.g_optimizer.param_groups[0]["betas"]] == [float, float]


def test_a_simultaneous_update_cannot_carry_wgan_gp():
    with pytest.raises(ValidationError, match="use update='alternating'"):
        Recipe(name="own", net="mlp", game="wasserstein", update="simultaneous", wgan_gp=10)
    assert Recipe(name="own", net="mlp", game="wasserstein", wgan_gp=10).wgan_gp == 10


def test_levels_share_the_run_and_a_larger_picture_has_more_of_them():
    """Three levels at ratio 1/2 in two axes: shares 1, 1/2, 1/4 of 7/4, so 700 samples part at 400 and 600."""
    recipe = RECIPES["single"].but(shape=(3, 48, 64), levels=3, ratio=0.5, batch=2, length=700, lr=always(1))
    assert recipe.level_starts == (0, 400, 600)
    assert [recipe.level_at(seen) for seen in (0, 399, 400, 599, 600, 10_000)] == [0, 0, 1, 1, 2, 2]
    falling = recipe.but(lr=Cosine(start=1, end=0))
    assert_close([falling.rate_at(seen) for seen in (0, 200, 400, 500, 600, 650)], [1.0, 0.5, 1.0, 0.5, 1.0, 0.5])
    assert recipe.but(coarse_first=0).level_starts == (0, 234, 466)
    assert recipe.but(coarse_first=1).level_starts == (0, 534, 666)  # shares 1, 1/4, 1/16
    assert RECIPES["quick"].level_starts == (0,)
    few, many = (Recipe.for_corpus(FewWorks(1), "single", size_px=side).levels for side in (24, 48))  # type: ignore[arg-type]
    assert (few, many) == (1, 4)  # 96 px have 6, and each is 3/4 of the next


def test_cosine_golden():
    """From 20 to 2 over half of 1000: at 250 the cosine is at its middle, 11; from 500 on it stays at 2."""
    schedule = Cosine(start=20, end=2, over=0.5)
    found = [schedule.at(seen, 1000) for seen in (0, 250, 500, 750, 1000, 5000)]
    assert_close(found, [20.0, 11.0, 2.0, 2.0, 2.0, 2.0])


@given(schedule=cosines, length=st.integers(1, 10**9), share=st.floats(0, 2))
def test_a_cosine_stays_between_its_ends(schedule: Cosine, length: int, share: float):
    low, high = sorted((schedule.start, schedule.end))
    slack = 1e-9 * high
    assert low - slack <= schedule.at(int(share * length), length) <= high + slack


@given(value=number, seen=st.integers(0, 10**6))
def test_always_never_moves(value: float, seen: int):
    assert always(value).at(seen, 1000) == value


def test_an_unknown_recipe_lists_the_choices():
    with pytest.raises(RecipeError, match=f"unknown recipe 'qiuck'; choose one of: {', '.join(sorted(RECIPES))}"):
        named("qiuck")


class FewWorks:
    """What ``for_corpus`` asks a corpus."""

    art, common = Image(), ""

    def __init__(self, count: int = 100) -> None:
        self.count = count

    def __len__(self) -> int:
        return self.count

    def natural_shape(self, size_px: int) -> tuple[int, ...]:
        return 3, min(size_px, 48), min(size_px, 48)


@every_recipe
def test_a_recipe_takes_the_shape_of_the_works(name: str):
    fitted = Recipe.for_corpus(FewWorks(), name, size_px=40, minutes=3)  # type: ignore[arg-type]
    asked = {"shape": (3, 40, 40), "size_px": 40, "minutes": 3}
    grown = {"r1", "r2", "gamma_px", "levels"}
    assert fitted.model_dump(exclude=grown) == RECIPES[name].but(**asked).model_dump(exclude=grown)
    assert Recipe.for_corpus(FewWorks(), fitted).shape == (3, 40, 40)  # type: ignore[arg-type]


def test_both_gammas_grow_with_the_side():
    """Meant for 64 px: at 32 they are halved, and the fitted recipe at 48 has what the first would have there."""
    own = RECIPES["quick"].but(r1=always(8), r2=Cosine(start=4, end=2), gamma_px=64)
    small = Recipe.for_corpus(FewWorks(), own, size_px=32)  # type: ignore[arg-type]
    assert (small.r1, small.r2) == (always(4), Cosine(start=2, end=1))
    again = Recipe.for_corpus(FewWorks(), small, size_px=48)  # type: ignore[arg-type]
    assert again.r1 == Recipe.for_corpus(FewWorks(), own, size_px=48).r1 == always(6)  # type: ignore[arg-type]
    anywhere = Recipe.for_corpus(FewWorks(), own.but(gamma_px=0), size_px=32)  # type: ignore[arg-type]
    assert anywhere.r1 == always(8)


def test_a_recipe_that_names_no_net_of_ours_is_refused_before_it_trains(tmp_path: Path):
    with pytest.raises(GanvasError, match="unknown net 'dense'; choose one of: dcgan, line, mlp, patch"):
        new_state(Recipe(name="own", net="dense", game="hinge"), Plan())


def test_a_start_from_another_model_begins_where_that_one_left_off():
    recipe = RECIPES["style"].for_start()
    assert recipe.r1.start == recipe.r2.start == 2 * recipe.r1.end
    assert recipe.r1.end == RECIPES["style"].r1.end
    assert recipe.lr.start == pytest.approx(0.6 * RECIPES["style"].lr.start)
    assert recipe.augment.p_start == recipe.augment.p_end / 2
    assert RECIPES["seed"].for_start().r1 == RECIPES["seed"].r1  # nothing is raised


def test_one_of_ours_alters_as_much_as_the_number_of_works_asks_for():
    """A hundred works are altered; of so many that none is seen often, none is; a recipe of one's own is left alone."""
    assert Recipe.for_corpus(FewWorks(100), "style").augment.p_end == 0.6
    assert not Recipe.for_corpus(FewWorks(100_000), "style").augment.on
    assert Recipe.for_corpus(FewWorks(100_000), RECIPES["style"]).augment == RECIPES["style"].augment
