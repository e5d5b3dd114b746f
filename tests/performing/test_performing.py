"""A script is a film: one frame after another is a pure function of it, and its parts go together."""

import io
import json
from pathlib import Path

import av
import numpy as np
import pytest
from typer.testing import CliRunner

from ganvas.artwork import Artwork
from ganvas.cli import app
from ganvas.errors import SketchError, WorkError
from ganvas.files import digest
from ganvas.media.dance.bvh import write_bvh
from ganvas.media.dance.drawn import dance
from ganvas.media.drama.builtin import builtin_play
from ganvas.media.image.said import text_in
from ganvas.media.music.curves import beats_s
from ganvas.media.music.drawn import draw
from ganvas.media.music.score import LENGTH, ONSET, PITCH
from ganvas.media.music.sound import RATE, wav
from ganvas.media.music.write_midi import write_midi
from ganvas.media.screen.layout import TALL, WIDE, layout
from ganvas.media.screen.roll import bars_of_score
from ganvas.media.screen.words import Caption, paged
from ganvas.performing.perform import perform, rehearse
from ganvas.performing.saying import captions_of, tension_over
from ganvas.performing.script import KEY, Performance
from ganvas.performing.sounding import at_tension, beats_heard, ended, heard_in, joined, later, seconds_of
from ganvas.provenance.keys import Credential
from ganvas.provenance.verify import verify

ROOT = Path(__file__).parents[2]
PICTURE = {"sketches": ["12", "34"]}
WHOLE = {
    "title": "Late",
    "seconds": 2.4,
    "fps": 5,
    "score": {"drawn": 5},
    "dance": {"drawn": 3},
    "picture": PICTURE,
    "play": {"drawn": 4, "scene": 9, "first": 3},
}


def script(**changes: object) -> Performance:
    said = {**WHOLE, **changes}
    return Performance.model_validate_json(json.dumps({key: value for key, value in said.items() if value is not None}))


def film_of(path: Path) -> tuple[int, list[str], dict[str, str]]:
    with av.open(io.BytesIO(path.read_bytes()), format="mp4") as film:
        kinds = [stream.type for stream in film.streams]
        return sum(1 for _ in film.decode(video=0)), kinds, dict(film.metadata)


def test_the_same_script_is_the_same_film(tmp_path: Path):
    first = perform(script(), tmp_path, tmp_path / "a.mp4")
    again = perform(script(), tmp_path, tmp_path / "b.mp4")
    assert (first.digest, first.frames) == (again.digest, 12)
    assert digest((tmp_path / "a.mp4").read_bytes()) == first.digest
    assert film_of(tmp_path / "a.mp4")[:2] == (12, ["video", "audio"])
    assert first.flashes <= 3


def test_each_frame_is_its_own_function(tmp_path: Path):
    ready = rehearse(script(), tmp_path, tmp_path)
    last = ready.frame(11)
    assert last.shape == (3, TALL, WIDE)
    other = rehearse(script(), tmp_path, tmp_path)
    assert [digest(other.frame(number).tobytes()) for number in (11, 4)] == [
        digest(frame.tobytes()) for frame in (last, ready.frame(4))
    ]
    assert not np.array_equal(last, ready.frame(4))


def test_the_film_carries_the_script_and_what_painted_it(tmp_path: Path):
    perform(script(), tmp_path, tmp_path / "a.mp4")
    said = text_in((tmp_path / "a.mp4").read_bytes())
    assert Performance.model_validate(json.loads(said[KEY])["script"]) == script()
    origin = Artwork.read_origin(tmp_path / "a.mp4")
    assert json.loads(said[KEY])["used"]["base"] == origin.model
    assert origin.sketch.latent.kind == "walk"


@pytest.mark.parametrize(
    "left_out", [("play", "dance", "score"), ("picture", "play"), ("score", "picture"), ("dance", "score")]
)
def test_parts_may_be_left_out(left_out: tuple[str, ...], tmp_path: Path):
    ready = rehearse(script(**dict.fromkeys(left_out)), tmp_path, tmp_path)
    places = ready.screen.layout
    assert (places.picture is None, places.dance is None, places.roll is None) == tuple(
        name in left_out for name in ("picture", "dance", "score")
    )
    assert ready.frame(3).std() > 5


def test_boxes_do_not_touch():
    for parts in np.ndindex(2, 2, 2):
        boxes = [box for box in vars(layout(*map(bool, parts))).values() if box]
        for box in boxes:
            assert 0 <= box[0] < box[2] <= WIDE
            assert 0 <= box[1] < box[3] <= TALL
        for number, one in enumerate(boxes):
            for other in boxes[number + 1 :]:
                assert one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]


def test_the_score_moves_the_picture(tmp_path: Path):
    quiet = script(picture={**PICTURE, "drives": []}, play=None)
    loud = script(picture={**PICTURE, "drives": ["onset:strength=0.6"]}, play=None)
    still, moved = (rehearse(one, tmp_path, tmp_path).painted.sketches for one in (quiet, loud))
    assert not any(sketch.latent.kind == "mutate" for sketch in still)
    assert sum(sketch.latent.kind == "mutate" for sketch in moved) >= 6


def test_what_is_heard_is_counted_from_the_notes():
    score, fps = draw(5), 10
    heard = heard_in(score, fps, 8, start=1)
    notes = np.concatenate([part.notes for part in score.parts])
    first = notes[notes[:, ONSET] == 0]
    assert not any(heard[name][:10].any() for name in heard)
    assert heard["onset"][10] == 1
    for name, number in (("C", 0), ("F#", 6), ("A", 9)):
        assert (heard[name][10] > 0) == bool((first[:, PITCH] % 12 == number).any())
    assert {len(values) for values in heard.values()} == {80}
    assert all(values.min() >= 0 and values.max() <= 1 for values in heard.values())


def test_tension_changes_the_tempo_bar_by_bar():
    score = draw(5).played(bpm=90)
    flat = at_tension(score, np.zeros(8), 0.25, None)
    assert seconds_of(flat) == pytest.approx(seconds_of(score))
    rising = at_tension(score, np.linspace(-1, 1, 8), 0.25, None)
    speeds = [bpm for _, bpm in rising.tempos]
    assert speeds == sorted(speeds)
    assert speeds[0] == pytest.approx(67.5)
    assert speeds[-1] > 100
    assert np.diff(beats_s(rising))[0] > np.diff(beats_s(rising))[-1]


def test_the_play_gives_the_tempo_of_the_film(tmp_path: Path):
    long = {"seconds": 20, "picture": None}
    even = rehearse(script(play={**WHOLE["play"], "tempo": 0}, **long), tmp_path, tmp_path).music
    told = rehearse(script(**long), tmp_path, tmp_path).music
    assert len({bpm for _, bpm in even.score.tempos}) == 1
    assert len({bpm for _, bpm in told.score.tempos}) > 4


def test_tension_is_of_the_speeches_that_are_said():
    scene = builtin_play(4).scenes[8]
    spoken = captions_of(scene.speeches, 0, 1e4)
    assert len(spoken) == len(scene.speeches)
    whole = tension_over(scene, 0, spoken, spoken[-1].end)
    assert np.abs(whole).max() == pytest.approx(1, abs=0.1)
    part = tension_over(scene, 2, spoken[2:5], 60)
    assert np.ptp(part) < np.ptp(whole)


def test_scores_follow_one_another_and_end_with_a_bar():
    one, two = draw(5), draw(6)
    whole = joined([one, two])
    assert seconds_of(whole) == pytest.approx(seconds_of(one) + seconds_of(two))
    assert whole.count == one.count + two.count
    short = ended(whole, 5)
    assert 5 <= seconds_of(short) < 5 + 4
    assert max(int((part.notes[:, ONSET] + part.notes[:, LENGTH]).max()) for part in short.parts) <= short.end
    assert beats_s(later(one, 2.5))[0] == pytest.approx(beats_s(one)[0] + 2.5, abs=1e-3)


def test_the_dance_comes_nearer_to_the_beats(tmp_path: Path):
    ready = rehearse(script(seconds=12, picture=None, play=None), tmp_path, tmp_path)
    before, after = ready.beats
    assert after > before + 0.05
    assert rehearse(script(dance={"drawn": 3, "to_beats": False}), tmp_path, tmp_path).beats is None


def test_a_dance_is_danced_until_the_end_and_no_longer(tmp_path: Path):
    ready = rehearse(script(seconds=6, dance={"drawn": 3, "start": 2, "seconds": 2}, picture=None), tmp_path, tmp_path)
    box = ready.screen.layout.dance
    paper = np.array(ready.screen.colors.paper)[:, None, None]
    shown = [ready.frame(number)[:, box[1] + 60 : box[3], box[0] : box[2]] for number in (9, 15, 20)]
    danced = [bool((panel != paper).any()) for panel in shown]
    assert danced == [False, True, False]
    long = rehearse(script(seconds=50, dance={"drawn": 3}, picture=None, score=None), tmp_path, tmp_path)
    assert len(long.screen.stage.places) >= 50 * 30


def test_files_beside_the_script(tmp_path: Path):
    (tmp_path / "a.mid").write_bytes(write_midi(draw(5), {}))
    (tmp_path / "a.bvh").write_bytes(write_bvh(dance(3, 20.0).motion))
    named = rehearse(script(score={"file": "a.mid"}, dance={"file": "a.bvh"}), tmp_path, tmp_path)
    drawn = rehearse(script(), tmp_path, tmp_path)
    assert set(named.works.used) == {"a.mid", "a.bvh", "base"}
    assert np.abs(named.frame(7).astype(int) - drawn.frame(7)).mean() < 1  # a BVH has six digits
    with pytest.raises(WorkError, match=r"gone\.mid: cannot be read .* The script names it"):
        rehearse(script(score={"file": "gone.mid"}), tmp_path, tmp_path)


def test_a_sound_drives_too(tmp_path: Path):
    time = np.arange(3 * RATE) / RATE
    tone = np.sin(2 * np.pi * 440 * time) * np.exp(-8 * (time % 0.5))
    (tmp_path / "a.wav").write_bytes(wav(np.stack([tone, tone]).astype(np.float32), {}))
    ready = rehearse(script(seconds=None, score={"file": "a.wav"}), tmp_path, tmp_path)
    assert ready.frames == 15
    assert ready.music.score is None
    assert len(ready.screen.bars.start) == 15
    with pytest.raises(WorkError, match="a sound is heard as it is"):
        rehearse(script(score={"file": "a.wav", "bpm": 90}), tmp_path, tmp_path)
    pulses = np.zeros(50)
    pulses[[0, 10, 11, 20]] = [1, 0.9, 0.5, 0.2]
    assert beats_heard(pulses, 10).tolist() == [0.0, 1.0]


def test_captions_stay_as_long_as_it_takes_to_read_them():
    speeches = builtin_play(4).scenes[8].speeches[2:]
    spoken = captions_of(speeches, 1.0, 20.0)
    assert spoken[0].start == 1.0
    assert spoken[-1].end <= 20.0
    assert [one.end for one in spoken[:-1]] == [one.start for one in spoken[1:]]
    assert [one.who for one in spoken] == [one.speaker for one in speeches[: len(spoken)]]
    long = next(one for one in builtin_play(4).speeches() if one.words > 60)
    (cut,) = captions_of([long], 0.0, 6.0)
    assert cut.end <= 6.0
    assert " ".join(long.lines).startswith(cut.says)


def test_words_fit_their_box():
    words = "one two three four five six seven eight nine ten " * 6
    pages = paged(words, 400, 24)
    assert max(map(len, pages)) == 2
    assert " ".join(line for page in pages for line in page).split() == words.split()
    assert [Caption(1, 3, "", "x").shown(now) for now in (0.9, 1.125, 2, 3)] == [0, 0.5, 1, 0]


def test_bars_are_the_notes():
    score = draw(5)
    bars = bars_of_score(score, 2)
    assert len(bars.start) == score.count
    assert bars.start[0] == 2
    assert (bars.low >= 0).all()
    assert (bars.high <= 1 + 1e-9).all()


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"picture": None, "dance": None}, "shows a picture or a dance"),
        ({"score": None, "seconds": None}, "seconds says how long"),
        ({"score": {"drawn": 1, "file": "a.mid"}}, "name one of file, model and drawn"),
        ({"score": {"drawn": 1, "sketches": ["1"]}}, "sketches are for a model"),
        ({"tempo": 3}, "Extra inputs are not permitted"),
        ({"picture": {"sketches": ["1"]}}, "at least 2 items"),
    ],
)
def test_a_wrong_script_says_what_is_wrong(changes: dict[str, object], says: str, tmp_path: Path):
    said = {key: value for key, value in {**WHOLE, **changes}.items() if value is not None}
    (tmp_path / "a.json").write_text(json.dumps(said))
    with pytest.raises(SketchError, match=says):
        Performance.read(tmp_path / "a.json")


def test_a_sketch_that_is_none_is_named(tmp_path: Path):
    with pytest.raises(SketchError, match="sketch 'seven'"):
        rehearse(script(picture={"sketches": ["7", "seven"]}), tmp_path, tmp_path)
    with pytest.raises(WorkError, match="has 12 scenes; scene 40 is asked for"):
        rehearse(script(play={"drawn": 4, "scene": 40}), tmp_path, tmp_path)


def test_the_verb(tmp_path: Path):
    (tmp_path / "a.toml").write_text('seconds = 1\nfps = 5\n[picture]\nsketches = ["1", "2"]\n')
    words = ["perform", str(tmp_path / "a.toml"), "--into", str(tmp_path / "a.mp4")]
    run = CliRunner()
    assert run.invoke(app, [*words, "--dry-run"]).exit_code == 0
    assert not (tmp_path / "a.mp4").exists()
    told = run.invoke(app, [*words, "--json"])
    assert json.loads(told.stdout.splitlines()[-1])["frames"] == 5
    assert film_of(tmp_path / "a.mp4")[:2] == (5, ["video"])
    assert "is there already" in run.invoke(app, words).stderr
    assert "has sound; it ends in .mp4 or .webm" in run.invoke(app, [*words[:-1], str(tmp_path / "a.gif")]).stderr
    (tmp_path / "a.toml").write_text("[[")
    assert "cannot be read as a script" in run.invoke(app, [*words, "--overwrite"]).stderr


def test_the_example_can_be_performed(tmp_path: Path):
    path = ROOT / "examples" / "performance" / "performance.toml"
    ready = rehearse(Performance.read(path).but(fps=5, picture=None), path.parent, tmp_path)
    assert ready.frames == 120
    assert len({one.who for one in ready.screen.captions}) >= 2


def test_the_film_is_published_as_a_work_of_its_model(credential: Credential, tmp_path: Path):
    done = perform(script(seconds=1, play=None), tmp_path, tmp_path / "a.mp4")
    result = CliRunner().invoke(app, ["publish", str(tmp_path / "a.mp4"), "--no-hang"])
    assert result.exit_code == 0, result.stderr
    told = verify(tmp_path / "a.mp4")
    assert told.verdict == "intact"
    assert told.chain[0].says["origin"]["model"] == done.used["base"]
