import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from ganvas.corpus.corpus import Corpus
from ganvas.errors import GanvasError
from ganvas.studio import desk
from ganvas.studio.desk import Watched, Wish
from ganvas.studio.project import Project

PATIENCE_S = 240


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    monkeypatch.setenv("PYTHONPATH", str(Path(desk.__file__).parents[2]))
    made = Project(tmp_path / "project")
    Corpus.gather("builtin:ink?works=48", into=made.folder("corpora") / "ink")
    return made


def until(into: Path, wanted: Callable[[Watched], bool]) -> Watched:
    end = time.monotonic() + PATIENCE_S
    while not wanted(now := desk.watched(into)):
        assert time.monotonic() < end, (now.phase, now.said)
        time.sleep(0.2)
    return now


@pytest.mark.slow
def test_a_training_is_begun_paused_resumed_and_outlives_who_began_it(project: Project):
    wish = Wish(project.path / "corpora" / "ink", 0.25)
    begin = "\n".join(
        [
            "import sys, pathlib",
            "from ganvas.studio import desk, project",
            f"wish = desk.Wish(pathlib.Path({str(wish.corpus)!r}), {wish.minutes})",
            "desk.begin(project.Project(pathlib.Path(sys.argv[1])), 'one', wish)",
        ]
    )
    subprocess.run([sys.executable, "-c", begin, str(project.path)], check=True)  # a studio that ends at once
    into = project.path / "runs" / "one"
    assert desk.trainings(project) == [into]
    assert desk.watched(into).alive
    with pytest.raises(GanvasError, match="is there already"):
        desk.begin(project, "one", wish)
    until(into, lambda now: now.phase == "running" and now.seen > 0)
    with pytest.raises(GanvasError, match="goes on already"):
        desk.go_on(into)
    desk.pause(into)
    paused = until(into, lambda now: not now.alive)
    assert 0 < paused.seen <= paused.length
    if paused.phase == "stopped":
        desk.go_on(into)
    done = until(into, lambda now: now.phase == "done")
    branch = Wish(wish.corpus, 5, str(done.snapshots[0])).words()
    assert branch[3:] == ["--from", str(done.snapshots[0]), "--recipe", "quick", "--size", "48x48"]
    assert done.seen >= done.length
    assert done.sheets
    assert done.snapshots
    assert done.verdict
    with pytest.raises(GanvasError, match="does not run"):
        desk.pause(into)


def test_a_training_that_ends_before_it_began_says_why(project: Project):
    into = desk.begin(project, "two", Wish(project.path / "corpora" / "nothing", 1))
    failed = until(into, lambda now: not now.alive)
    assert failed.phase == "failed"
    assert "nothing" in failed.said
    assert desk.trainings(project) == [into]


def test_a_number_that_another_program_has_by_now_is_no_training(project: Project):
    into = project.folder("runs") / "three"
    (into.parent / ".three.json").write_text(json.dumps({"pid": os.getppid()}))
    assert not desk.is_alive(into) or sys.platform == "win32"
    (into.parent / ".three.json").write_text("{")
    assert not desk.is_alive(into)


@pytest.mark.parametrize(
    ("name", "minutes", "says"),
    [("../up", 5, "no name"), ("", 5, "no name"), (".hidden", 5, "no name"), ("ok", 0, "more than none"),
     ("ok", 1e9, "at most a month")],
)  # fmt: skip
def test_what_cannot_be_begun_is_said(project: Project, name: str, minutes: float, says: str):
    with pytest.raises(GanvasError, match=says):
        desk.begin(project, name, Wish(project.path / "corpora" / "ink", minutes))
    assert desk.trainings(project) == []


def test_a_wish_in_the_words_of_the_command_line():
    assert Wish(Path("c"), 30, "base").words() == ["c", "--minutes", "30", "--from", "base", "--recipe", "style"]
    assert Wish(Path("c"), 0.5).words() == ["c", "--minutes", "0.5", "--scratch"]


def test_pause_is_the_polite_signal(project: Project, monkeypatch: pytest.MonkeyPatch):
    sent: list[tuple[int, int]] = []
    monkeypatch.setattr(desk, "lives", lambda _pid: True)
    monkeypatch.setattr(desk.os, "kill", lambda pid, number: sent.append((pid, number)))
    (project.folder("runs") / ".one.json").write_text(json.dumps({"pid": 4321}))
    desk.pause(project.path / "runs" / "one")
    assert sent == [(4321, signal.SIGTERM)]
