"""A film in the making: its keys, its times, its plan, and what a finished film gives back."""

import json
import wave
from pathlib import Path

import numpy as np
import pytest

from ganvas.bases import base
from ganvas.errors import GanvasError, WorkError
from ganvas.model.model import Model
from ganvas.model.score import Drive
from ganvas.sketch import Seed, Walk
from ganvas.sketch.line import read_line
from ganvas.studio import painting
from ganvas.studio.animation import Animation, animation_in, keep, key_of, of_film
from ganvas.studio.progress import unwatched
from ganvas.studio.project import Project
from ganvas.studio.tasks import making


def seeds(*numbers: int, loop: bool = True) -> Animation:
    return Animation(loop=loop).added(*(Seed(seed=number) for number in numbers))


def beats(path: Path, seconds: float = 1.0) -> Path:
    """A tone that is struck twice a second."""
    time = np.arange(int(22_050 * seconds)) / 22_050
    tone = np.sin(2 * np.pi * 220 * time) * np.exp(-8 * (time % 0.5))
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(22_050)
        file.writeframes((tone * 30_000).astype("<i2").tobytes())
    return path


def test_keys_come_a_step_apart_and_a_loop_leads_back():
    film = seeds(3, 7)
    assert (film.times, film.seconds, film.is_film) == ((0.0, 2.0, 4.0), 4.0, True)
    film = film.lasting(6.0).added(Seed(seed=9))
    assert film.times == (0.0, 3.0, 6.0, 9.0)
    assert film.looped(False).times == (0.0, 3.0, 6.0)
    film.script().timing.check(film.walk)
    film.looped(False).script().timing.check(film.looped(False).walk)
    assert not seeds(3).is_film


def test_a_hand_on_the_strip_moves_copies_and_takes_out():
    film = seeds(3, 7, 9)
    moved = film.arranged([{"id": "2", "time": 0}, {"id": "0", "time": 2}, {"id": "0-copy-k1", "time": 3}])
    assert [key.seed for key in moved.keys] == [9, 3, 3]  # type: ignore[union-attr]
    assert moved.times == (0.0, 2.0, 3.0, 5.0)
    gone = film.arranged([{"id": "1", "time": 2}, {"id": "2", "time": 4}])
    assert gone.times == (0.0, 2.0, 4.0)
    assert film.arranged([]).keys == ()
    with pytest.raises(GanvasError, match="no key of this film"):
        film.arranged([{"id": "7", "time": 0}])


def test_a_key_comes_at_another_time_and_the_rest_follows():
    film = seeds(3, 7, 9)
    assert film.at(1, 3.5).times == (0.0, 3.5, 5.5, 7.5)
    for place, second, says in ((0, 1.0, "stands at 0 s"), (2, 2.0, "after the one before"), (9, 1.0, "stands at 0 s")):
        with pytest.raises(GanvasError, match=says):
            film.at(place, second)
    with pytest.raises(GanvasError, match="lasts"):
        film.lasting(0.1)


def test_a_step_that_was_undone_is_the_film_again_with_its_times_where_they_fit():
    film = seeds(3, 7, 9).at(1, 3.5)
    other = film.sketch.but(latent=Walk(keys=(Seed(seed=1), Seed(seed=2), Seed(seed=3)), closed=True))
    assert film.following(other).times == film.times
    assert film.following(film.sketch) is film
    assert film.following(read_line("5")) is film
    short = film.following(read_line("walk(1, 2) psi=0.4"))
    assert (short.times, short.loop, short.psi) == ((0.0, 2.0), False, 0.4)


def test_what_no_film_can_go_through_is_refused():
    assert key_of(read_line("mix(3, 7, coarse)")).kind == "mix"
    for line in ("regions(3, on(oval(0.2, 0.2, 0.6, 0.7), 4))", "walk(3, 4)"):
        with pytest.raises(GanvasError, match="this picture"):
            key_of(read_line(line))


def test_it_is_kept_in_the_project(tmp_path: Path):
    project = Project(tmp_path / "p")
    assert animation_in(project) == Animation()
    film = seeds(3, 7).but(drives=(Drive(feature="onset", target="speed", amount=3).model_dump(),), sound="a.wav")
    keep(project, film)
    assert animation_in(project) == film


def test_the_plan_is_the_film_frame_by_frame(tmp_path: Path):
    model, film = Model.load(base()), seeds(3, 7).lasting(2.0)
    values = {"animation": film.model_dump(mode="json"), "fps": 10, "heard": ""}
    plain = json.loads(painting.plan(base(), model, values))
    assert (plain["fps"], len(plain["lines"])) == (10, 20)
    assert read_line(plain["lines"][0]) == film.sketch
    ats = [read_line(line).latent.at for line in plain["lines"]]  # type: ignore[union-attr]
    assert ats == sorted(ats)
    heard = tmp_path / "heard.json"
    heard.write_text(json.dumps({"onset": [0.0] * 10 + [1.0] * 10}))
    driven = film.but(sound="a.wav", drives=(Drive(feature="onset", target="psi", amount=0.5).model_dump(),))
    told = json.loads(
        painting.plan(base(), model, values | {"animation": driven.model_dump(mode="json"), "heard": str(heard)})
    )
    psis = [read_line(line).psi for line in told["lines"]]
    assert psis[:10] == [0.8] * 10
    assert psis[-1] > 1.2


@pytest.mark.parametrize("suffix", [".gif", ".webm", ".mp4"])
def test_a_film_gives_back_what_it_was_made_of(tmp_path: Path, suffix: str):
    film = seeds(3, 7).lasting(0.8).but(ease="ease-in", psi=0.5)
    into, shares = tmp_path / f"walk{suffix}", []
    found = making.film(
        lambda _, share: shares.append(share), film.model_dump(mode="json"), str(base()), str(into), 10, 1, ""
    )
    assert (found["name"], found["frames"]) == (into.name, 8)
    assert "in any second" in found["guard"]
    assert shares[-1] == 1.0
    assert of_film(into) == film


def test_a_sound_is_taken_in_drives_the_film_and_the_guard_speaks(tmp_path: Path):
    pytest.importorskip("librosa", reason="librosa is not installed")
    batch, sounds = tmp_path / "batch", tmp_path / "sounds"
    for place in (batch, sounds):
        place.mkdir()
    (batch / "notes.txt").write_text("no")
    beats(batch / "drum.wav")
    assert making.take_sound(unwatched, str(batch), str(sounds)) == {"name": "drum.wav", "seconds": 1.0}
    with pytest.raises(WorkError, match="nothing like that"):
        making.take_sound(unwatched, str(batch), str(sounds))
    film = seeds(3, 7).lasting(1.0)
    film = film.but(sound="drum.wav", drives=(Drive(feature="onset", target="psi", amount=0.4).model_dump(),))
    heard = making.hear(unwatched, str(sounds / "drum.wav"), str(tmp_path), 10, 1.0)
    assert len(json.loads(Path(heard).read_text())["onset"]) == 10
    into = tmp_path / "walk.gif"
    found = making.film(
        unwatched, film.model_dump(mode="json"), str(base()), str(into), 10, 1, str(sounds / "drum.wav")
    )
    assert found["mute"]
    assert found["flashes"]["after"] <= 3
    assert of_film(into) == film.but(sound="")
    with pytest.raises(GanvasError, match="does not tell"):
        of_film(_blank(tmp_path / "blank.gif"))


def _blank(path: Path) -> Path:
    from PIL import Image

    Image.new("L", (8, 8)).save(path)
    return path
