import numpy as np
import pytest

from ganvas.media.image.flashes import FlashMeter, relative

FPS = 24


def frame(level: float, height: int = 48, width: int = 48, channels: int = 3) -> np.ndarray:
    """A picture of one relative luminance."""
    coded = level * 12.92 if level <= 0.0031308 else 1.055 * level ** (1 / 2.4) - 0.055
    return np.full((channels, height, width), round(255 * coded), np.uint8)


def measured(frames: list[np.ndarray]) -> FlashMeter:
    meter = FlashMeter(FPS)
    for one in frames:
        meter.add(one)
    return meter


def blinking(flashes: int, low: float, high: float, seconds: int = 2) -> list[np.ndarray]:
    """So many flashes a second: up and down again, evenly."""
    half = FPS // (2 * flashes)
    return [frame(high if (number // half) % 2 else low) for number in range(seconds * FPS)]


def test_a_strobe_golden():  # six flashes a second are twelve changes, all of which end within any second
    meter = measured(blinking(6, 0.1, 0.9))
    assert meter.worst == 6.0
    assert meter.failing[0] == 7 * FPS // 12  # the seventh change is one more than three flashes


@pytest.mark.parametrize(
    ("flashes", "low", "high", "passes"),
    [
        (3, 0.1, 0.9, True),  # three are allowed
        (4, 0.1, 0.9, False),
        (6, 0.30, 0.39, True),  # a change below a tenth
        (6, 0.30, 0.41, False),
        (6, 0.82, 0.98, True),  # the darker is light
        (6, 0.78, 0.98, False),
    ],
)
def test_the_limits_of_a_general_flash(flashes: int, low: float, high: float, passes: bool):
    assert (not measured(blinking(flashes, low, high)).failing) == passes


def test_small_places_may_flash_and_large_ones_not():
    def film(width: int) -> list[np.ndarray]:
        frames = [frame(0.1) for _ in range(2 * FPS)]
        for number, one in enumerate(frames):
            if number // 2 % 2:
                one[:, 5 : 5 + 8, 5 : 5 + width] = 255
        return frames

    assert not measured(film(8)).failing  # 64 of the 256 pixels of a field of a third: a quarter, not more
    assert measured(film(9)).failing


def test_steps_up_alone_are_no_flashes():
    stairs = [frame(min(1.0, number / FPS)) for number in range(FPS)]
    assert measured(stairs).worst <= 0.5


def test_a_ramp_up_and_down_counts_once_each_way():
    ramp = [*np.linspace(0, 0.6, 10), *np.linspace(0.6, 0, 10)]
    assert measured([frame(level) for level in ramp]).worst == 1.0


def test_red_flashes_count_where_luminance_does_not_tell():
    red, dark = np.zeros((3, 48, 48), np.uint8), np.zeros((3, 48, 48), np.uint8)
    red[0] = 160  # relative luminance 0.07: no general flash
    meter = measured([red if number // 2 % 2 else dark for number in range(2 * FPS)])
    assert meter.failing
    grey = [frame(0.07) if number // 2 % 2 else frame(0.0) for number in range(2 * FPS)]
    assert not measured(grey).failing


@pytest.mark.parametrize(("channels", "height", "width"), [(1, 16, 16), (3, 65, 200), (4, 64, 128), (1, 1, 1)])
def test_any_picture(channels: int, height: int, width: int):
    picture = frame(0.5, height, width, channels)
    picture[3:] = 255
    seen = relative(picture)
    assert max(seen.shape[1:]) <= 64
    np.testing.assert_allclose(seen, 0.5, atol=0.005)
    meter = measured([frame(level, height, width, channels)[:3] for level in (0.1, 0.9) * FPS])
    assert meter.failing
