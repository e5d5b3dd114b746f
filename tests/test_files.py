"""A file is whole or absent, whatever happens while it is written."""

import errno
import json
import os
import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ganvas import files
from ganvas.errors import GanvasError, RunFailed

FULL = (errno.ENOSPC, errno.EDQUOT)
SHUT = (errno.EACCES, errno.EPERM, errno.EROFS)
PLAIN = st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text()
JSON = st.recursive(
    PLAIN | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=10,
)
same_folder = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


def fail_with(number: int):
    def fail(*_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number))

    return fail


def fill_by_half(path: Path, error: BaseException) -> None:
    with files.whole_folder(path) as beside:
        (beside / "weights").write_bytes(b"half")
        raise error


def test_digest_golden():  # FIPS 180-2, appendix B.1
    wanted = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert files.digest(b"abc") == wanted


def test_a_file_has_the_digest_of_its_bytes(tmp_path: Path):
    (tmp_path / "work").write_bytes(b"abc" * 1_000_000)
    assert files.digest_file(tmp_path / "work") == files.digest(b"abc" * 1_000_000)


@given(value=JSON)
def test_canonical_json_reads_back_and_depends_on_the_value_alone(value: object):
    data = files.canonical_json({"value": value, "a": 1})
    assert json.loads(data) == {"a": 1, "value": value}
    assert data == files.canonical_json({"a": 1, "value": value})


def test_canonical_json_refuses_what_json_cannot_say():
    with pytest.raises(ValueError, match="not JSON compliant"):
        files.canonical_json(float("nan"))


def test_write_whole_replaces_and_leaves_nothing_beside(tmp_path: Path):
    path = tmp_path / "work.bin"
    files.write_whole(path, b"old")
    files.write_whole(path, b"new")
    assert path.read_bytes() == b"new"
    assert os.listdir(tmp_path) == ["work.bin"]


@pytest.mark.parametrize("call", ["fsync", "replace"])
def test_write_whole_leaves_the_old_file_when_it_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str):
    path = tmp_path / "work.bin"
    files.write_whole(path, b"old")
    monkeypatch.setattr(*((os, "fsync") if call == "fsync" else (Path, "replace")), fail_with(errno.ENOSPC))
    with pytest.raises(RunFailed, match="the disk is full"):
        files.write_whole(path, b"new, and longer")
    assert path.read_bytes() == b"old"


@pytest.mark.parametrize("number", FULL)
def test_a_full_disk_is_one_sentence_with_a_remedy(tmp_path: Path, number: int):
    wanted = f"{tmp_path}: the disk is full. Nothing finished was lost; free some space and go on."
    with pytest.raises(RunFailed, match=f"^{re.escape(wanted)}$") as caught, files.plain_disk_errors(tmp_path):
        fail_with(number)()
    assert caught.value.exit_code == 1


@pytest.mark.parametrize("number", SHUT)
def test_a_missing_permission_is_one_sentence_with_a_remedy(tmp_path: Path, number: int):
    with pytest.raises(RunFailed, match="no permission to write here"), files.plain_disk_errors(tmp_path):
        fail_with(number)()


def test_other_errors_of_the_disk_crash_loudly(tmp_path: Path):
    with pytest.raises(OSError, match=os.strerror(errno.EIO)), files.plain_disk_errors(tmp_path):
        fail_with(errno.EIO)()


@same_folder
@given(lines=st.lists(st.dictionaries(st.text(), st.integers(-9, 9), max_size=3), max_size=5), cut=st.integers(0, 40))
def test_a_log_reads_back_without_the_line_that_a_crash_cut(tmp_path: Path, lines: list[dict[str, int]], cut: int):
    path = tmp_path / "log.jsonl"
    path.unlink(missing_ok=True)
    for line in lines:
        files.append_line(path, json.dumps(line))
    assert files.read_lines(path) == lines
    if lines:
        data = path.read_bytes()
        left = data[: max(0, len(data) - cut)]
        path.write_bytes(left)
        assert files.read_lines(path) == lines[: left.count(b"\n")]


def test_a_log_that_is_not_there_has_no_lines(tmp_path: Path):
    assert files.read_lines(tmp_path / "log.jsonl") == []


def test_whole_folder_appears_whole(tmp_path: Path):
    path = tmp_path / "snapshot"
    with files.whole_folder(path) as beside:
        (beside / "weights").write_bytes(b"w")
        assert not path.exists()
    assert (path / "weights").read_bytes() == b"w"
    assert os.listdir(tmp_path) == ["snapshot"]


def test_whole_folder_is_absent_when_its_block_fails(tmp_path: Path):
    with pytest.raises(KeyboardInterrupt):
        fill_by_half(tmp_path / "snapshot", KeyboardInterrupt())
    assert os.listdir(tmp_path) == []


def test_whole_folder_keeps_the_old_one_when_its_block_fails(tmp_path: Path):
    path = tmp_path / "snapshot"
    with files.whole_folder(path) as beside:
        (beside / "weights").write_bytes(b"old")
    with pytest.raises(RunFailed, match="the disk is full"):
        fill_by_half(path, OSError(errno.ENOSPC, "full"))
    assert (path / "weights").read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["snapshot"]


def test_whole_folder_replaces_every_file_of_the_old_one(tmp_path: Path):
    path = tmp_path / "snapshot"
    for name in ("first", "second"):
        with files.whole_folder(path) as beside:
            (beside / name).write_bytes(b"x")
    assert os.listdir(path) == ["second"]


def test_remove_folder_and_sweep_leave_what_is_whole(tmp_path: Path):
    for name in ("000000320", "000000640", "000000960.partial"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "weights").write_bytes(b"w")
    (tmp_path / "log.partial").write_bytes(b"half")
    files.remove_folder(tmp_path / "000000320")
    files.sweep(tmp_path)
    assert os.listdir(tmp_path) == ["000000640"]


def test_make_folder_says_what_is_in_the_way(tmp_path: Path):
    assert files.make_folder(tmp_path / "a" / "b").is_dir()
    assert files.make_folder(tmp_path / "a").is_dir()
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(GanvasError, match="a file of that name is in the way"):
        files.make_folder(tmp_path / "file")
    with pytest.raises(GanvasError, match="cannot make this folder"):
        files.make_folder(tmp_path / "file" / "below")
