"""Works that go later, what is found out later, and the words for it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from ganvas.corpus.corpus import Corpus
from ganvas.corpus.header import HEADER, PREPARED, RIGHTS, WITHDRAWN
from ganvas.corpus.rights.journal import withdrawals
from ganvas.corpus.rights.learned import learned
from ganvas.corpus.rights.record import record_table, restore, waiting, withdraw
from ganvas.corpus.rights.view import HINT, credits, each, in_words
from ganvas.errors import CorpusError
from tests.corpus.rights.asked import bases, gather, told

OPT_OUT = "<plus:DataMining>DMI-PROHIBITED</plus:DataMining>"
BY_BO = "<dc:creator><rdf:Seq><rdf:li>Bo Berg</rdf:li></rdf:Seq></dc:creator>"
EVERYTHING = json.dumps([{"location": "/", "tdm-reservation": 1}])


def run_of(corpus: Corpus, path: Path) -> Path:
    path.mkdir(parents=True)
    about = {
        "name": corpus.name,
        "path": str(corpus.path),
        "digest": corpus.digest,
        "prepared": "",
        "works": len(corpus),
    }
    (path / "corpus.json").write_text(json.dumps(about))
    return path


def test_a_run_knows_which_of_its_works_were_withdrawn(folder, tmp_path):
    place = folder({"a.png": 1, "b.png": 2})
    corpus = gather(place)
    old = run_of(corpus, tmp_path / "runs/old")
    (place / "c.png").write_bytes((place / "a.png").read_bytes() + b" ")
    grown = run_of(gather(place), tmp_path / "runs/grown")
    assert learned(old).state == learned(grown).state == "clear"
    withdraw(Corpus.open(corpus.path), ["c.png"], "asked to")
    assert learned(old).state == "clear"
    found = learned(grown)
    assert (found.state, [one.name for one in found.withdrawn]) == ("withdrawn", ["c.png"])
    assert found.why == "it learned from 1 works that were withdrawn: c.png."
    newest = run_of(Corpus.open(corpus.path), tmp_path / "runs/newest")
    assert learned(newest / "corpus.json").state == "clear"
    withdraw(Corpus.open(corpus.path), ["a.png", "b.png"], "")
    assert len(learned(grown).withdrawn) == 3
    assert len(learned(newest).withdrawn) == 2
    restore(Corpus.open(corpus.path), ["c.png"], "agreed again")
    assert len(learned(grown).withdrawn) == 2


def test_a_run_whose_corpus_is_elsewhere(folder, tmp_path, monkeypatch):
    corpus = gather(folder({"a.png": 1, "b.png": 2}))
    run = run_of(corpus, tmp_path / "runs/one")
    withdraw(corpus, ["a.png"], "")
    text = (run / "corpus.json").read_text()
    (run / "corpus.json").write_text(text.replace(str(tmp_path) + "/", ""))
    assert learned(run).state == "withdrawn"  # the path is looked for from the folders around the run
    moved = corpus.path.rename(tmp_path / "moved")
    assert learned(run).state == "unknown"
    assert "is not here" in learned(run).why
    assert learned(run, moved).state == "withdrawn"
    other = Corpus.gather(folder({"z.png": 9}, at="z/works"), into=tmp_path / "other")
    assert learned(run, other.path).state == "unknown"
    assert "never had the works" in learned(run, other.path).why
    with pytest.raises(CorpusError, match="Name the folder of a run"):
        learned(tmp_path)
    (run / "corpus.json").write_text("[]")
    with pytest.raises(CorpusError, match="names no corpus"):
        learned(run)


def test_a_withdrawn_work_is_neither_learned_from_nor_gathered_again(folder):
    place = folder({"a.png": 1, "b.png": 2})
    corpus = gather(place)
    corpus.prepare((3, 16, 16))
    assert any((corpus.path / PREPARED).iterdir())
    withdraw(corpus, [corpus.works[0].sha256[:12]], "she asked")
    rest = Corpus.open(corpus.path)
    assert len(rest) == 1
    assert not (corpus.path / PREPARED).exists()
    again = gather(place)
    assert len(again) == 1
    assert told(again, "withdrawn")[0].endswith("(she asked).")
    restore(again, [corpus.works[0].name], "")
    assert Corpus.open(corpus.path).digest == corpus.digest
    assert Corpus.open(corpus.path).prepare((3, 16, 16)).levels.shape[0] == 2


def test_withdrawing_needs_the_one_work_that_is_meant(folder):
    place = folder({"a/x.png": 1, "b/y.png": 2})
    corpus = gather(place / "a")
    gather(place / "b")
    (place / "c").mkdir()
    (place / "c/x.png").write_bytes((place / "b/y.png").read_bytes() + b"0")
    corpus = Corpus.gather(place / "c", into=corpus.path)
    for words, says in (("nope.png", "no work is called"), ("x.png", "2 works are called"), ("0" * 12, "no work is")):
        with pytest.raises(CorpusError, match=says):
            withdraw(corpus, [words], "")
    assert Corpus.open(corpus.path).digest == corpus.digest


def test_a_killed_withdrawal_leaves_the_corpus_as_it_was(folder):
    corpus = gather(folder({"a.png": 1, "b.png": 2}))
    script = (
        "import os, ganvas.corpus.gathering as g\nfrom ganvas.corpus.corpus import Corpus\n"
        "from ganvas.corpus.rights.record import withdraw\n"
        "g.write_whole = lambda *_: os._exit(9)\n"
        f"withdraw(Corpus.open({str(corpus.path)!r}), ['a.png'], '')\n"
    )
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 9
    assert (corpus.path / WITHDRAWN).stat().st_size > 0
    assert Corpus.open(corpus.path).digest == corpus.digest
    withdraw(Corpus.open(corpus.path), ["b.png"], "")
    assert [one.name for one in withdrawals(corpus.path).values()] == ["b.png"]


def test_a_table_records_what_was_found_out_later(folder, tmp_path):
    corpus = gather(folder({"a.png": 1, "birds/b.png": 2, "birds/c.png": 3}))
    (tmp_path / "letter.txt").write_text("Yes. Bo")
    table = tmp_path / "found.csv"
    table.write_text(
        "file,basis,licence,document,holder\nbirds/*,licence,cc by 4.0,,Cy\na.png,consent,,letter.txt,Bo\n"
        "birds/c.png,blocked,,,\n"
    )
    changed = record_table(corpus, table)
    assert len(changed) == 3
    after = Corpus.open(corpus.path)
    assert bases(after) == {"a.png": "consent", "birds/b.png": "licence"}
    assert credits(each(after))[0] == "“a.png” by Bo, with consent"
    assert "birds/c.png" in [one.name for one in withdrawals(after.path).values()]
    table.write_text("file,basis,licence\nbirds/b.png,unknown,\n")
    record_table(after, table)
    assert bases(Corpus.open(corpus.path))["birds/b.png"] == "unstated"


def test_a_work_that_was_left_out_comes_in_when_its_basis_is_written(folder, tmp_path):
    place = folder({"a.png": 1, "no.png": ("PNG", OPT_OUT), "sub/b.png": 2})
    corpus = gather(place)
    (place / "sub/tdmrep.json").write_text(EVERYTHING)
    corpus = gather(place)
    assert bases(corpus) == {"a.png": "unstated"}
    table = tmp_path / "found.csv"
    table.write_text("file,basis,reason\nno.png,commissioned,order 7\nsub/b.png,commissioned,order 8\n")
    recorded = record_table(corpus, table)
    assert waiting(corpus, recorded) == ["sub/b.png may come in: --restore it.", "no.png may come in: gather it again."]
    restore(corpus, ["sub/b.png"], "")
    assert bases(gather(place)) == {"a.png": "unstated", "no.png": "commissioned", "sub/b.png": "commissioned"}


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        ("file,basis\na.png,owned", "found.csv, line 2: unknown basis 'owned'"),
        ("file,basis\nb.png,own", "found.csv, line 2: no work is called 'b.png'"),
        ("file,basis,document\na.png,consent,../../etc/passwd", "leads out of its folder"),
        ("name\na.png", "wanted the columns"),
    ],
)
def test_a_table_with_a_mistake_records_nothing(lines, says, folder, tmp_path):
    corpus = gather(folder({"a.png": 1}))
    (tmp_path / "found.csv").write_text(lines)
    with pytest.raises(CorpusError, match=says) as error:
        record_table(corpus, tmp_path / "found.csv")
    assert str(error.value).endswith("Nothing was recorded.")
    assert not (corpus.path / RIGHTS).exists()
    with pytest.raises(CorpusError, match="cannot be read"):
        record_table(corpus, tmp_path / "absent.csv")


@pytest.mark.parametrize("name", [RIGHTS, WITHDRAWN])
@pytest.mark.parametrize("harm", ["cut", "gone", "other", "closed"])
def test_a_damaged_journal_is_one_sentence(name, harm, folder):
    corpus = gather(folder({"a.png": 1, "b.png": ("PNG", BY_BO)}))
    withdraw(corpus, ["a.png"], "")
    path = corpus.path / name
    data = path.read_bytes()
    if harm == "gone":
        path.unlink()
    else:
        closed = data.replace(b'"sha256"', b'"sha265"')
        path.write_bytes({"cut": data[:-9], "other": b"x" * len(data), "closed": closed}[harm])
    with pytest.raises(CorpusError, match=rf"{name}: .*Restore it from a copy"):
        Corpus.open(corpus.path).rights()


def test_words_for_a_person(folder):
    terms = '<cc:license rdf:resource="https://creativecommons.org/licenses/by-nd/4.0/"/>'
    corpus = gather(folder({"a.png": 1, "b.png": ("PNG", BY_BO + terms), "c.png": ("PNG", OPT_OUT)}))
    text = in_words(corpus)
    assert text[2:8] == [
        "       1  licensed to everybody, on terms",
        "           1  CC-BY-ND-4.0: name the author, the licence and that it was changed; "
        "nothing changed may be shared; ask before publishing what was made from it",
        "       1  unstated: nobody said, and that is no permission",
        "",
        "1 ask not to be learned from: 1 left out.",
        "",
    ]
    assert text[8] == HINT
    assert "    “b.png” by Bo Berg, CC-BY-ND-4.0" in text
    assert "        XMP says dc:creator “Bo Berg”" in text


def test_works_that_stand_on_the_same_are_shown_once(folder):
    corpus = gather(
        folder({f"{number}.png": number for number in range(7)} | {"LICENSE": "CC0", "x.png": ("PNG", BY_BO)})
    )
    text = in_words(corpus)
    assert text[text.index("evidence") + 1 :] == [
        "    7 works, 0.png for one: licence CC0-1.0",
        "        LICENSE says terms “CC0”",
        "    x.png: licence CC0-1.0",
        "        XMP says dc:creator “Bo Berg”",
        "        LICENSE says terms “CC0”",
    ]


def test_a_picture_of_a_licence_plate_is_a_picture(folder, save, draw):
    corpus = gather(folder({"license-plate.png": 1, "Copyright.jpg": ("JPEG", ""), "LICENSE": save(draw(3), "PNG")}))
    assert set(bases(corpus)) == {"license-plate.png", "Copyright.jpg", "LICENSE"}


def test_a_header_from_before_rights_is_read(folder):
    corpus = gather(folder({"a.png": 1}))
    header = json.loads((corpus.path / HEADER).read_text())
    for key in ("rights_bytes", "withdrawn_bytes", "earlier"):
        del header[key]
    (corpus.path / HEADER).write_text(json.dumps(header))
    assert bases(Corpus.open(corpus.path)) == {"a.png": "unstated"}


def test_names_that_steer_are_shown_plainly(folder):
    place = folder({"a\u202egnp.png": ("PNG", BY_BO.replace("Bo", "B\u202eo")), "b.png": 1})
    text = "\n".join(in_words(gather(place)))
    assert "B\ufffdo" in text
    assert "\u202e" not in text
