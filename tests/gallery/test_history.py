import collections
import contextlib
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from sqlalchemy import Connection
from sqlalchemy import event as hooks

from ganvas.errors import HistoryError, RunFailed
from ganvas.gallery import upgrade as upgrading
from ganvas.gallery.events import Event
from ganvas.gallery.history import FILE, History
from ganvas.gallery.kinds import GALLERY, HISTORY, Kind
from ganvas.gallery.tree import draw, draw_tree
from ganvas.gallery.upgrade import migrate
from ganvas.sketch import Blend, Box, Region, Regions, Seed, Share, Sketch

MODEL, OTHER = "a" * 64, "b" * 64


def seed(number: int, psi: float = 0.8) -> Sketch:
    return Sketch(latent=Seed(seed=number), psi=psi)


@pytest.fixture
def history(tmp_path: Path) -> Iterator[History]:
    with History.open(tmp_path / "project") as opened:
        yield opened


@pytest.fixture
def grown(history: History) -> History:
    """1 – 2 – 3, and 4 from 1."""
    for number in (10, 20, 30):
        history.append(seed(number), "sample", MODEL)
    history.branch([1], seed(40), "mutate", MODEL, "model", "darker, with more sky")
    return history


def ids(events: tuple[Event, ...]) -> list[int]:
    return [event.id for event in events]


def refused(history: History, words: str) -> pytest.RaisesExc[HistoryError]:
    return pytest.raises(HistoryError, match=words)


def test_a_step_is_kept_as_it_was_taken(grown: History):
    event = grown.event(4)
    assert (event.parents, event.actor, event.verb, event.model) == ((1,), "model", "mutate", MODEL)
    assert (event.before, event.after, event.reason) == (seed(10), seed(40), "darker, with more sky")
    assert event.time.tzname() == "UTC"
    assert grown.event(1).before is None
    assert Event.model_validate_json(event.to_json()) == event
    with pytest.raises(ValidationError):
        event.verb = "other"
    with pytest.raises(HistoryError, match="mood"):
        Event.checked(**event.model_dump(), mood="good")


def test_steps_branches_and_the_way_around(grown: History):
    assert len(grown) == 4
    assert [event.parents for event in grown] == [(), (1,), (2,), (1,)]
    assert ids(grown.children(1)) == [2, 4]
    assert ids(grown.ancestors(3)) == [1, 2]
    assert ids(grown.tips()) == [3, 4]
    assert grown.compare([4, 1]) == (seed(40), seed(10))
    assert grown.branch([], seed(5), "sample", MODEL).before is None


def test_undo_and_redo_are_moves_that_survive(grown: History):
    folder = grown.path.parent
    assert grown.undo().id == 1
    with pytest.raises(HistoryError, match="event 1 is a start"):
        grown.undo()
    grown.go(3)
    grown.undo()
    assert grown.undo().id == 1
    grown.close()
    with History.open(folder) as again:
        assert again.here == 1
        assert again.redo().id == 2  # where they stood last, not 4
        assert again.redo().id == 3
        with pytest.raises(HistoryError, match="nothing follows event 3"):
            again.redo()
        assert len(again) == 4


def test_an_empty_history_has_nothing_to_undo(history: History):
    assert history.here == 0
    for move in (history.undo, history.redo):
        with pytest.raises(HistoryError, match="no step was taken yet"):
            move()
    assert draw_tree(history) == "nothing happened yet"


def test_a_merge_is_a_blend_of_two_parents(history: History):
    for psi in (0.4, 0.8):
        history.append(seed(round(psi * 10), psi), "sample", MODEL)
    event = history.merge(1, 2, 0.25)
    shares = (Share(latent=Seed(seed=4), weight=0.75), Share(latent=Seed(seed=8), weight=0.25))
    assert event.parents == (1, 2)
    assert event.after == Sketch(latent=Blend(of=shares), psi=0.5)
    assert history.undo().id == 1


def test_what_cannot_be_merged_is_said(grown: History):
    region = Region(mask=Box(left=0, top=0, right=0.5, bottom=1), latent=Seed(seed=1))
    grown.append(Sketch(latent=Regions(base=Seed(seed=2), over=(region,))), "brush", MODEL)
    grown.append(seed(1), "sample", OTHER)
    grown.append(seed(1).but(psi_layers="fine"), "sample", MODEL)
    cases = {
        "event 5 paints regions": (1, 5, 0.5),
        "of two models": (1, 6, 0.5),
        "psi on different layers": (1, 7, 0.5),
        "weight 1: ": (1, 2, 1.0),
        "parents are different": (1, 1, 0.5),
        "has no event 99": (1, 99, 0.5),
    }
    for words, call in cases.items():
        with refused(grown, words):
            grown.merge(*call)
    deep = grown.merge(1, 2)
    with refused(grown, "nested more than"):
        for _ in range(20):
            deep = grown.merge(deep.id, 2)
    assert grown.here == deep.id


def test_resurrecting_takes_up_an_old_sketch(grown: History):
    event = grown.resurrect(2)
    assert (event.parents, event.before, event.after) == ((4, 2), seed(40), seed(20))
    assert grown.resurrect(event.id).parents == (event.id,)


def test_the_palette_holds_what_was_kept_last(grown: History):
    for number in (3, 1, 4):
        grown.keep(number, reason="sea")
    grown.unkeep(1)
    grown.keep(3)
    assert ids(grown.palette()) == [4, 3]
    assert grown.here == 4  # marks do not move the artist
    assert ids(grown.tips()) == [3, 4]  # nor are they nodes
    with refused(grown, "event 1 is not on the palette"):
        grown.unkeep(1)
    with refused(grown, "only says keep of event 3"):
        grown.go(5)
    with refused(grown, "use History.keep"):
        grown.append(seed(1), "keep", MODEL)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"verb": "Two words"}, "verb"),
        ({"model": "abc"}, "model"),
        ({"reason": "two\nlines"}, "one line of text"),
        ({"reason": "x" * 301}, "reason"),
        ({"actor": "cat"}, "actor"),
    ],
)
def test_a_step_that_is_none_leaves_nothing(history: History, changes: dict[str, str], words: str):
    with refused(history, words):
        history.append(**{"after": seed(1), "verb": "sample", "model": MODEL, **changes})
    assert (len(history), history.here) == (0, 0)


def undo_and_redo(history: History, _: int, __: int) -> None:
    stood = history.here
    history.undo()
    assert history.redo().id == stood  # what was undone can be done again


ACTS = {
    "append": lambda history, number, _: history.append(seed(number), "append", MODEL),
    "branch": lambda history, number, _: history.branch([number] if number else [], seed(number), "branch", MODEL),
    "go": lambda history, number, _: history.go(number),
    "keep": lambda history, number, _: history.keep(number),
    "resurrect": lambda history, number, _: history.resurrect(number),
    "undo": lambda history, _, __: history.undo(),
    "undo and redo": undo_and_redo,
}


@given(st.lists(st.tuples(st.sampled_from(sorted(ACTS)), st.integers(0, 9)), max_size=14))
def test_whatever_is_done_nothing_is_lost(acts: list[tuple[str, int]]):
    with tempfile.TemporaryDirectory() as folder, History.open(folder) as history:
        before: list[Event] = []
        for act, choice in acts:
            nodes = history.last(99)
            with contextlib.suppress(HistoryError):  # nothing to go to, or to undo
                ACTS[act](history, nodes[choice % len(nodes)].id if nodes else 0, choice)
            now = list(history)
            assert now[: len(before)] == before
            before = now


def test_the_tree_shows_branches_stars_and_the_place(grown: History):
    grown.keep(3)
    grown.merge(4, 3)
    assert draw_tree(grown).splitlines() == [
        "1 sample  10 psi=0.8",
        "├─ 2 sample  20 psi=0.8",
        "│  3 sample  30 psi=0.8  ★",
        "└─ 4 mutate  40 psi=0.8  by the model  “darker, with more sky”",
        "   6 merge, also from 3  blend(40, 30, 0.5) psi=0.8  ← here",
    ]
    assert draw_tree(grown, 2).splitlines()[0].startswith("… 3 events before")


def test_a_long_line_of_steps_stays_at_its_depth(history: History):
    first = history.append(seed(1), "go", MODEL)
    nodes = [first, *(first.but(id=number, parents=[number - 1]) for number in range(2, 3001))]
    assert draw(nodes)[-1].startswith("3000 go")


def test_the_database_itself_refuses_changes(grown: History):
    with sqlite3.connect(grown.path) as raw:
        for change in (
            "UPDATE events SET verb = 'x'",
            "DELETE FROM events",
            "DELETE FROM moves",
            "DELETE FROM parents",
        ):
            with pytest.raises(sqlite3.IntegrityError, match="only added to"):
                raw.execute(change)
    raw.close()


def test_it_is_written_through_to_the_disk(grown: History):
    with grown._database.writing() as connection:
        found = {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in
                 ("journal_mode", "synchronous", "foreign_keys", "application_id")}  # fmt: skip
    assert found == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "application_id": HISTORY.mark}


def test_a_full_disk_is_one_sentence_and_loses_nothing(grown: History):
    def small(connection: sqlite3.Connection, *_: object) -> None:
        connection.execute("PRAGMA max_page_count = 1")  # SQLite then says what it says of a full disk

    hooks.listen(grown._database._engine, "checkout", small)
    with pytest.raises(RunFailed, match=r"the disk is full\. Nothing acknowledged was lost"):
        collections.deque((grown.append(seed(number), "sample", MODEL) for number in range(500)), 0)
    count = len(grown)
    hooks.remove(grown._database._engine, "checkout", small)
    grown.close()
    with History.open(grown.path.parent) as again:
        assert len(again) == count >= 4
        assert again.event(4).after == seed(40)


@pytest.mark.skipif(not hasattr(os, "seteuid") or os.getuid() != 0, reason="needs root, to become nobody for a moment")
def test_a_place_that_cannot_be_written_is_one_sentence():
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)
        with History.open(folder) as history:
            history.append(seed(1), "sample", MODEL)
        data = (Path(folder) / FILE).read_bytes()
        os.seteuid(65534)
        try:
            with pytest.raises(RunFailed, match="permission") as told:
                History.open(folder)
        finally:
            os.seteuid(0)
        assert "\n" not in str(told.value)
        assert (Path(folder) / FILE).read_bytes() == data


def test_a_file_that_is_no_history_is_left_alone(tmp_path: Path):
    path = tmp_path / FILE
    path.write_bytes(b"my novel\n" * 100)
    with pytest.raises(HistoryError, match="holds something else; it is no database"):
        History.open(tmp_path)
    assert path.read_bytes() == b"my novel\n" * 100
    path.unlink()
    with sqlite3.connect(path) as raw:
        raw.execute("CREATE TABLE recipes (name)")
    raw.close()
    data = path.read_bytes()
    with pytest.raises(HistoryError, match="is a database, but not a history of Ganvas"):
        History.open(tmp_path)
    assert path.read_bytes() == data
    path.unlink()
    path.mkdir()
    with pytest.raises(HistoryError, match="a folder of that name"):
        History.open(tmp_path)


def test_a_damaged_history_is_named(grown: History):
    for number in range(200):
        grown.append(seed(number), "sample", MODEL)
    grown.close()
    data = grown.path.read_bytes()
    harmed = bytearray(data)
    for place in range(4096 * 3, len(harmed), 4096):  # the head of every page but the first three
        harmed[place : place + 64] = b"\xff" * 64
    for broken in (harmed, data[: len(data) // 2], data[:50]):
        grown.path.write_bytes(broken)
        with pytest.raises(HistoryError, match=r"damaged|no database"):
            History.open(grown.path.parent)
        assert grown.path.read_bytes() == broken


def test_an_empty_file_becomes_a_history(tmp_path: Path):
    (tmp_path / FILE).touch()  # a kill right after the file was made
    with History.open(tmp_path) as history:
        assert len(history) == 0


def test_a_newer_history_is_left_alone(grown: History):
    grown.close()
    with sqlite3.connect(grown.path) as raw:
        raw.execute("UPDATE alembic_version SET version_num = 'history_99'")
    raw.close()
    with pytest.raises(HistoryError, match=r"written by a newer Ganvas \(schema history_99"):
        History.open(grown.path.parent)
    with sqlite3.connect(grown.path) as raw:
        assert raw.execute("SELECT count(*) FROM events").fetchone() == (4,)
    raw.close()


def test_opening_without_making(tmp_path: Path):
    with pytest.raises(HistoryError, match="no history here"):
        History.open(tmp_path / "none", make=False)
    assert not (tmp_path / "none").exists()


def test_an_old_history_is_brought_up_to_date_with_a_copy_before(tmp_path: Path):
    path = tmp_path / FILE
    shutil.copy(Path(__file__).parent / "old" / "history_1.db", path)
    with History.open(tmp_path) as history:
        assert [event.parents for event in history] == [(), (1,), (1,), (2, 3), (4,)]
        assert [event.reason for event in history] == ["the dark one", "", "darker", "", "sea"]
        assert history.event(3).after == seed(2, psi=1.2)
        assert (history.here, ids(history.palette())) == (2, [4])
        history.check()
        assert history.redo().id == 4
        assert history.append(seed(9), "sample", MODEL).id == 6
    copy = tmp_path / "history-before-history_2.db"
    assert {file.name for file in tmp_path.iterdir()} == {FILE, copy.name}
    with sqlite3.connect(copy) as old, sqlite3.connect(Path(__file__).parent / "old" / "history_1.db") as stored:
        assert list(old.iterdump()) == list(stored.iterdump())
    old.close()
    stored.close()


def test_an_upgrade_that_fails_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    path = tmp_path / FILE
    shutil.copy(Path(__file__).parent / "old" / "history_1.db", path)

    def full(connection: Connection, kind: Kind) -> None:
        migrate(connection, kind)
        raise RunFailed("the disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(upgrading, "migrate", full)
        with pytest.raises(RunFailed):
            History.open(tmp_path)
    with sqlite3.connect(path) as raw:
        assert raw.execute("SELECT version_num FROM alembic_version").fetchall() == [("history_1",)]
    raw.close()
    with History.open(tmp_path) as history:
        assert len(history) == 5


@pytest.mark.parametrize("kind", [HISTORY, GALLERY])
def test_the_newest_revision_is_the_one_that_the_code_names(kind: Kind):
    config = Config()
    config.set_main_option("script_location", str(upgrading.MIGRATIONS))
    config.set_main_option("version_locations", str(upgrading.MIGRATIONS / kind.name))
    config.set_main_option("path_separator", "os")
    assert ScriptDirectory.from_config(config).get_heads() == [kind.newest]


def test_a_change_of_the_past_is_seen(grown: History):
    grown.check()
    with sqlite3.connect(grown.path) as raw:
        raw.execute("DROP TRIGGER events_stay_update")
        raw.execute("UPDATE events SET actor = 'human' WHERE id = 4")
    raw.close()
    with refused(grown, "event 4 is not as it was written"):
        grown.check()
