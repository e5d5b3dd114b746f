import io
import math
import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ganvas.training.progress import Progress, fitting, parts
from ganvas.training.units import count, duration

LINE = {
    "seen": 12_400, "elapsed_s": 15.0, "rate": 812.0, "d_loss": 0.43, "g_loss": 0.91, "margin": 0.8,
    "d_gradient": 0.3, "g_gradient": 1.2,
}  # fmt: skip


class Terminal(io.StringIO):
    """What a terminal shows: text lands on a screen of one row at a time."""

    def isatty(self) -> bool:
        return True

    def rows(self) -> list[str]:
        """The rows a person sees, without colours."""
        rows = []
        for line in self.getvalue().replace("\x1b[2m", "").replace("\x1b[22m", "").split("\n"):
            row = ""
            for piece in line.split("\r"):
                row = piece + row[len(piece) :]
            rows.append(row.rstrip())
        return rows


class Clock:
    now_s = 0.0

    def __call__(self) -> float:
        return self.now_s


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    monkeypatch.setenv("COLUMNS", "120")
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    return Terminal()


def test_a_line_in_human_units():  # (200000 − 12400) / 812 = 231.03 s = 3 min 51 s
    assert " · ".join(parts(LINE, 200_000)) == (
        "12.4k of 200k · 6% · 812/s · 3 min 51 s left · D 0.43 G 0.91 · margin 0.80 · |∇| 0.3 1.2"
    )


@pytest.mark.parametrize("missing", LINE)
def test_a_missing_number_leaves_out_its_part_alone(missing):
    said = parts({key: value for key, value in LINE.items() if key != missing}, 200_000)
    assert all("nan" not in part for part in said)
    assert len(said) >= 4


def test_numbers_that_are_not_finite_are_shown_as_they_are():
    assert "D nan G 0.91" in parts({**LINE, "d_loss": math.nan}, 200_000)


def test_an_event_in_the_line_is_no_number():
    assert parts({**LINE, "event": "resumed"}, 200_000) == parts(LINE, 200_000)


def test_the_end_says_how_long_it_took_and_only_the_end_is_all():
    assert "done in 15 s" in parts({**LINE, "seen": 200_000}, 200_000)
    assert "99%" in parts({**LINE, "seen": 199_999}, 200_000)


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (0, "0"), (7, "7"), (812.4, "812"), (999.4, "999"), (999.6, "1k"), (12_400, "12.4k"), (200_000, "200k"),
        (999_600, "1M"), (1_250_000, "1.25M"), (3e9, "3G"), (0.4, "0.4"),
    ],
)  # fmt: skip
def test_counts(number, said):
    assert count(number) == said


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0.2, "0 s"), (52, "52 s"), (60, "1 min"), (232, "3 min 52 s"), (3600, "1 h"), (7500, "2 h 5 min"),
        (3605, "1 h"), (90_061, "1 d 1 h"), (-3, "0 s"), (math.inf, "an unknown time"),
    ],
)  # fmt: skip
def test_durations(seconds, said):
    assert duration(seconds) == said


@given(columns=st.integers(0, 120))
def test_a_narrow_terminal_drops_parts_from_the_right(columns):
    said = parts(LINE, 200_000)
    text = fitting(said, columns)
    assert len(text) <= columns
    assert " · ".join(said).startswith(text)


def test_on_a_terminal_the_line_is_rewritten_in_place(terminal):
    clock = Clock()
    with Progress(200_000, terminal, clock) as progress:
        progress.show(LINE)
        clock.now_s = 1.0
        progress.show({"seen": 13_000})
        assert terminal.rows() == ["13k of 200k · 6%"]  # nothing is left of the longer line before
    assert terminal.rows() == ["13k of 200k · 6%", ""]


def test_a_terminal_is_not_rewritten_faster_than_an_eye_reads(terminal):
    progress = Progress(200_000, terminal, Clock())
    for seen in range(1000, 100_000, 1000):
        progress.show({"seen": seen})
    assert terminal.rows() == ["1k of 200k · 0%"]
    progress.close()
    assert terminal.rows() == ["99k of 200k · 49%", ""]  # the last numbers are never lost


def test_a_sentence_keeps_a_row_of_its_own(terminal):
    progress = Progress(200_000, terminal, Clock())
    progress.show(LINE)
    progress.say("resumed")
    assert [row[:13] for row in terminal.rows()] == ["resumed", "12.4k of 200k"]
    progress.close()
    progress.close()
    assert terminal.getvalue().count("\n") == 2


def test_a_sentence_cannot_drive_the_terminal(terminal):
    Progress(1, terminal, Clock()).say("a corpus\x1b[2J called\nthis")
    assert terminal.getvalue() == "a corpus [2J called this\n"


@pytest.mark.skipif(os.name == "nt", reason="no dim text there")
def test_no_color_is_honoured(terminal, monkeypatch):
    Progress(200_000, terminal, Clock()).show(LINE)
    assert "\x1b[" in terminal.getvalue()
    monkeypatch.setenv("NO_COLOR", "1")
    plain = Terminal()
    Progress(200_000, plain, Clock()).show(LINE)
    assert "\x1b" not in plain.getvalue()


@pytest.mark.parametrize("columns", [1, 10, 30, 80])
def test_a_row_never_wraps(terminal, monkeypatch, columns):
    monkeypatch.setenv("COLUMNS", str(columns))
    Progress(200_000, terminal, Clock()).show(LINE)
    assert len(terminal.rows()[0]) < columns


def test_elsewhere_a_plain_line_now_and_then():
    stream, clock = io.StringIO(), Clock()
    with Progress(200_000, stream, clock) as progress:
        for second in range(25):
            clock.now_s = float(second)
            progress.show({"seen": 1000 * (second + 1)})
        progress.say("stopped")
    # at 0, 10 and 20 s, the sentence at once, and at the end the numbers that were held back
    assert stream.getvalue().splitlines() == [
        "1k of 200k · 0%", "11k of 200k · 5%", "21k of 200k · 10%", "stopped", "25k of 200k · 12%",
    ]  # fmt: skip


def test_a_dumb_terminal_gets_plain_lines(terminal, monkeypatch):
    monkeypatch.setenv("TERM", "dumb")
    Progress(200_000, terminal, Clock()).show(LINE)
    assert "\r" not in terminal.getvalue()
    assert terminal.getvalue().endswith("\n")


def test_the_standard_error_stream_of_the_moment(capsys):
    Progress(200_000).show(LINE)
    seen = capsys.readouterr()
    assert seen.err.startswith("12.4k of 200k")
    assert not seen.out
