"""rights.csv: what people and spreadsheets write, and what means harm."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ganvas.corpus.rights.basis import Blocked, Commissioned, Consent, Licensed, Mining, Own, PublicDomain, Unstated
from ganvas.corpus.rights.table import (
    COLUMNS,
    FORMULA,
    LARGEST_BYTES,
    MOST_PATTERNS,
    MOST_TROUBLES,
    Rows,
    guarded,
    read_table,
    unguarded,
    written,
)  # fmt: skip
from ganvas.errors import CorpusError

DIGEST = "ab" * 32


def document(path: str) -> str:
    if path != "letter.pdf":
        raise CorpusError(f"the document {path!r} is not here.")
    return "cd" * 32


def rows(words: str | bytes):
    return read_table(words if isinstance(words, bytes) else words.encode(), "rights.csv", document)


BASES = {  # the cells of basis, licence, reason, document, and what they record
    "own,,,": Own(),
    "Own work,,,": Own(),
    "commissioned,,order 7 of 2024,": Commissioned(contract="order 7 of 2024"),
    "licence,cc by-nc 4.0,,": Licensed(spdx="CC-BY-NC-4.0"),
    "LICENSE,LicenseRef-shop,,": Licensed(spdx="LicenseRef-shop"),
    "consent,,,letter.pdf": Consent(document="cd" * 32),
    f"written consent,,,{DIGEST.upper()}": Consent(document=DIGEST),
    "public domain,,Audubon died in 1851; USA,": PublicDomain(reason="Audubon died in 1851; USA"),
    "tdm,,\"§ 44b UrhG, lawfully bought\",": Mining(law="§ 44b UrhG, lawfully bought"),
    "blocked,,Bo asked,": Blocked(reason="Bo asked"),
    "blocked,,,": Blocked(reason="the author left it out"),
    ",,,": Unstated(),
    "unknown,,,": Unstated(),
}  # fmt: skip


@pytest.mark.parametrize("cells", BASES)
def test_every_basis(cells):
    (row,), troubles = rows(f"file,basis,licence,reason,document\na.png,{cells}\n")
    assert (row.basis, troubles) == (BASES[cells], [])
    assert row.by == "rights.csv, line 2"


WRONG = {  # the cells, and what is said of them
    "a.png,owned,,,": "unknown basis 'owned'; choose one of: own, commissioned",
    "a.png,licence,,,": "basis licence wants the column licence: its SPDX id",
    "a.png,licence,CC BY,,": "unknown licence 'CC BY'",
    "a.png,consent,,,gone.pdf": "the document 'gone.pdf' is not here",
    "a.png,consent,,,": "basis consent wants the column document",
    "a.png,public-domain,,,": "why: who died when",
    "a.png,commissioned,,,": "which contract",
    f"a.png,commissioned,,{'x' * 600},": "not a basis",
    ",own,,,": "says neither a file nor a SHA-256",
    "../a.png,own,,,": "leads out of its folder",
    "/etc/passwd,own,,,": "leads out of its folder",
    "..\\a.png,own,,,": "leads out of its folder",
}


@pytest.mark.parametrize("cells", WRONG)
def test_a_line_that_cannot_be_used_is_one_sentence_and_the_others_count(cells):
    found, (trouble,) = rows(f"file,basis,licence,reason,document\n{cells}\nb.png,own,,,\n")
    assert [row.file for row in found] == ["b.png"]
    assert trouble.startswith("rights.csv, line 2: ")
    assert WRONG[cells] in trouble


@pytest.mark.parametrize(
    ("head", "says"),
    [
        ("file,bases\na.png,own", "unknown column 'bases'"),
        ("file\na.png", "wanted the columns file (or sha256) and basis"),
        ("", "wanted the columns"),
        ("basis\nown", "wanted the columns"),
        ('file,basis\n"a.png,own\n' + "x" * 200_000, "not a table"),
    ],
)
def test_a_table_that_is_none(head, says):
    found, (trouble,) = rows(head)
    assert found == []
    assert says in trouble


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "latin-1"])
def test_what_spreadsheets_save(delimiter, encoding):
    table = f"file{delimiter}basis{delimiter}holder\r\nBö.png{delimiter}own{delimiter}Bö\r\n\r\n"
    (row,), troubles = rows(table.encode(encoding))
    assert (row.file, row.holder, troubles) == ("Bö.png", "Bö", [])


def test_a_table_that_is_too_large_is_not_read():
    found, (trouble,) = rows(b"x" * (LARGEST_BYTES + 1))
    assert found == []
    assert "the limit is 16,777,216" in trouble


def test_lines_without_number_are_told_in_few_sentences():
    _, troubles = rows("file,basis\n" + "a.png,owned\n" * 10_000)
    assert len(troubles) == MOST_TROUBLES + 1
    assert troubles[-1] == "rights.csv: and 9,950 more lines that cannot be used."
    found, (trouble,) = rows("file,basis\n" + "".join(f"{number}*,own\n" for number in range(20_000)))
    assert len(found) == MOST_PATTERNS
    assert trouble == f"rights.csv: more than {MOST_PATTERNS} patterns; the rest was not used. Name the files."


def test_the_last_line_that_fits_is_the_one():
    found, _ = rows(f"file,sha256,basis\n*,,blocked\nbirds/*,,own\n,{DIGEST},unknown\nbirds/b.png,,public domain\n")
    assert len(found) == 3  # the last one misses its reason
    table = Rows(found)
    assert table.fitting("cats/a.png", "0" * 64).basis.kind == "blocked"
    assert table.fitting("birds/a.png", "0" * 64).basis == Own()
    assert table.fitting("birds/a.png", DIGEST).basis == Unstated()
    assert Rows(found).fitting("a", "b") is not None
    assert [row.line for row in Rows(found).unused()] == [4, 2, 3]


@given(st.text(max_size=30))
def test_cells_come_back_and_no_spreadsheet_computes_them(cell):
    shown = guarded(cell.strip())
    assert not shown.startswith(FORMULA)
    assert unguarded(shown) == unguarded(cell)


@pytest.mark.parametrize("cell", ['=HYPERLINK("http://x")', "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_formulas_are_guarded(cell):
    data = written(("file", "holder"), iter([{"file": cell, "holder": "x"}]))
    assert b"\n'" in data or b"\n\"'" in data


@given(st.binary(max_size=500))
def test_any_bytes_give_rows_or_sentences(data):
    found, troubles = rows(b"file,basis,licence,reason\n" + data)
    assert all(row.file or row.sha256 for row in found)
    assert all(trouble.isprintable() for trouble in troubles)


def test_a_table_that_was_written_is_read_again():
    data = written(COLUMNS, iter([{"file": "=a.png", "basis": "own", "holder": "-Bo"}]))
    (row,), troubles = rows(data)
    assert (row.file, row.holder, troubles) == ("=a.png", "-Bo", [])
