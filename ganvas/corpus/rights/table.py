"""rights.csv: the author's own word on each file, and the way back of an exported works.csv.

Columns: file (a path, or a pattern with ``*``) or sha256; basis; licence; reason; document; holder; source. A cell that
a spreadsheet would take for a formula is written with a ' before it, and read without.
"""

import csv
import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from ganvas.corpus.rights.basis import DETAILS, KINDS, Basis, Unstated, kind_of
from ganvas.corpus.rights.licences import licence
from ganvas.corpus.rights.matching import matches
from ganvas.corpus.rights.said import plain, text
from ganvas.errors import CorpusError, GanvasError

COLUMNS = ("file", "sha256", "basis", "licence", "reason", "document", "holder", "source")
EXPORTED = (*COLUMNS, "credit", "optout", "evidence", "machine_made", "width", "height", "label", "pdq")
ALSO = {
    "license": "licence",
    "name": "file",
    "path": "file",
    "creator": "holder",
    "author": "holder",
    "digest": "sha256",
}
FORMULA = ("=", "+", "-", "@", "\t", "\r")
LARGEST_BYTES = 16 << 20
MOST_ROWS, MOST_PATTERNS, MOST_TROUBLES = 200_000, 200, 50
DIGEST = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Row:
    """One line.

    Attributes:
        line: its number, as an editor counts.
        file: the path or pattern that it is about; empty where a digest is given.
        sha256: of the one work that it is about, or empty.
        basis: what it records; ``Unstated`` takes back what was recorded before.
        holder: whose work it is; empty: not said.
        source: where the work came from; empty: not said.
        table: what the table is called.
    """

    line: int
    file: str
    sha256: str
    basis: Basis
    holder: str = ""
    source: str = ""
    table: str = "rights.csv"

    @property
    def by(self) -> str:
        """Where the author wrote this."""
        return f"{self.table}, line {self.line}"


class Rows:
    """The rows of one table, by what they are about."""

    def __init__(self, rows: list[Row]) -> None:
        self._by_key = {row.sha256 or row.file: row for row in rows if row.sha256 or "*" not in row.file}
        self._patterns = [row for row in rows if not row.sha256 and "*" in row.file]
        self._used: set[int] = set()

    def fitting(self, name: str, sha256: str) -> Row | None:
        """The last row about this work: its digest, its name, or a pattern."""
        rows = [row for row in map(self._by_key.get, (name, sha256)) if row]
        rows += [row for row in self._patterns if matches(row.file, name)]
        self._used |= {row.line for row in rows}
        return max(rows, key=lambda row: row.line) if rows else None

    def unused(self) -> list[Row]:
        """Those that were about no work."""
        return [row for row in (*self._by_key.values(), *self._patterns) if row.line not in self._used]


def read_table(data: bytes, name: str, document: Callable[[str], str]) -> tuple[list[Row], list[str]]:
    """The rows of a table, and a sentence for each line that cannot be used.

    Args:
        data: the file; UTF-8 or UTF-16, with commas, semicolons or tabs.
        name: what to call it.
        document: the SHA-256 of a document that a row names; raises ``GanvasError`` where there is none.
    """
    rows: list[Row] = []
    troubles: list[str] = []
    if len(data) > LARGEST_BYTES:
        return [], [f"{name}: {len(data):,} bytes, the limit is {LARGEST_BYTES:,}; nothing of it was read."]
    words = text(data).replace("\0", "")
    delimiter = max(",;\t", key=words.partition("\n")[0].count)
    lines = csv.reader(io.StringIO(words, newline=""), delimiter=delimiter)
    try:
        heads = [_head(head) for head in next(lines, [])]
        if strange := sorted(set(heads) - set(COLUMNS) - set(EXPORTED)):
            known = ", ".join(COLUMNS)
            return [], [f"{name}: unknown column {plain(strange[0])!r}; known: {known}. Nothing of it was read."]
        if "basis" not in heads or not {"file", "sha256"} & set(heads):
            return [], [f"{name}: wanted the columns file (or sha256) and basis. Nothing of it was read."]
        for cells in lines:
            if any(cell.strip() for cell in cells):
                _row(
                    dict(zip(heads, map(unguarded, cells), strict=False)),
                    lines.line_num,
                    name,
                    document,
                    rows,
                    troubles,
                )
            if len(rows) + len(troubles) >= MOST_ROWS:
                troubles.append(f"{name}: more than {MOST_ROWS:,} lines; the rest was not read.")
                break
    except csv.Error as error:
        troubles.append(f"{name}, line {lines.line_num}: not a table ({error}); the rest was not read.")
    return _bounded(rows, troubles, name)


def _bounded(rows: list[Row], troubles: list[str], name: str) -> tuple[list[Row], list[str]]:
    """Both, without patterns and sentences that are too many."""
    patterns = [row.line for row in rows if "*" in row.file and not row.sha256]
    too_many = set(patterns[MOST_PATTERNS:])
    if too_many:
        troubles.append(f"{name}: more than {MOST_PATTERNS} patterns; the rest was not used. Name the files.")
    if len(troubles) > MOST_TROUBLES:
        troubles[MOST_TROUBLES:] = [f"{name}: and {len(troubles) - MOST_TROUBLES:,} more lines that cannot be used."]
    return [row for row in rows if row.line not in too_many], troubles


def _head(head: str) -> str:
    word = head.strip().strip("\ufeff").lower()
    return ALSO.get(word, word)


def _row(cells: dict[str, str], line: int, name: str, document: Callable[[str], str],
         rows: list[Row], troubles: list[str]) -> None:  # fmt: skip
    try:
        basis = basis_of(cells, document)
    except (GanvasError, ValueError) as error:
        why = str(error) if isinstance(error, GanvasError) else f"not a basis ({str(error).splitlines()[0]})."
        troubles.append(f"{name}, line {line}: {plain(why)}")
        return
    file, sha256 = cells.get("file", "").replace("\\", "/").removeprefix("./"), cells.get("sha256", "").lower()
    if not file and not DIGEST.fullmatch(sha256):
        troubles.append(f"{name}, line {line}: says neither a file nor a SHA-256.")
        return
    if ".." in file.split("/") or file.startswith("/"):
        troubles.append(f"{name}, line {line}: {plain(file)!r} leads out of its folder; write the path below it.")
        return
    digest = sha256 if DIGEST.fullmatch(sha256) else ""
    rows.append(Row(line, file, digest, basis, plain(cells.get("holder", "")), plain(cells.get("source", "")), name))


def basis_of(cells: dict[str, str], document: Callable[[str], str]) -> Basis:
    """The basis that a row records.

    Raises:
        GanvasError: an unknown word, or one that misses what it needs.
    """
    kind = kind_of(cells.get("basis", ""))
    if kind == "unstated":
        return Unstated()
    column, wanted = DETAILS.get(kind, ("", ""))
    detail = cells.get(column, "").strip() if column else ""
    if wanted and not detail:
        raise CorpusError(f"basis {kind} wants the column {column}: {wanted}.")
    if kind == "licence":
        detail = licence(detail).spdx
    if kind == "consent" and not DIGEST.fullmatch(detail.lower()):
        detail = document(detail)
    return KINDS[kind](detail)


def unguarded(cell: str) -> str:
    """A cell without the ' that keeps a spreadsheet from computing it."""
    cell = cell.strip()
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(FORMULA) else cell


def guarded(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def written(head: tuple[str, ...], rows: Iterator[dict[str, str]]) -> bytes:
    """A table as UTF-8 with commas, every cell guarded."""
    file = io.StringIO(newline="")
    into = csv.writer(file, lineterminator="\n")
    into.writerow(head)
    into.writerows([guarded(row.get(column, "")) for column in head] for row in rows)
    return file.getvalue().encode()
