"""Works are asked when they are gathered: who comes in, on what ground, and who has to go."""

import json
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import numpy as np
import pytest

from ganvas.corpus.corpus import Corpus
from ganvas.corpus.gathering import Wishes, survey
from ganvas.corpus.header import HEADER, PREPARED, RIGHTS, WITHDRAWN
from ganvas.corpus.report import by_reason
from ganvas.corpus.rights.journal import withdrawals
from ganvas.corpus.rights.learned import learned, works_of
from ganvas.corpus.rights.record import record_table, restore, waiting, withdraw
from ganvas.corpus.rights.view import HINT, counts, credits, each, in_words, summary
from ganvas.errors import CorpusError

OPT_OUT = "<plus:DataMining>DMI-PROHIBITED</plus:DataMining>"
BY_BO = "<dc:creator><rdf:Seq><rdf:li>Bo Berg</rdf:li></rdf:Seq></dc:creator>"
EVERYTHING = json.dumps([{"location": "/", "tdm-reservation": 1}])


def bases(corpus: Corpus) -> dict[str, str]:
    known = corpus.rights()
    return {work.name: known.of(work).basis.kind for work in corpus.works}


def gather(folder: Path, **options: object) -> Corpus:
    return Corpus.gather(folder, into=folder.with_name("corpus"), helpers=1, **options)


def told(corpus: Corpus, reason: str) -> list[str]:
    return [line.text for line in corpus.report if line.reason == reason]


def test_works_that_say_nothing_are_unstated_and_nothing_is_written(folder):
    corpus = gather(folder({"a.png": 1, "b.png": 2}))
    assert bases(corpus) == {"a.png": "unstated", "b.png": "unstated"}
    assert not (corpus.path / RIGHTS).exists()
    assert not (corpus.path / WITHDRAWN).exists()
    assert corpus.report == []
    assert counts(corpus).by_basis == {"unstated": 2}


def test_rights_change_no_digest(folder):
    plain = gather(folder({"a.png": 1, "b.png": 2}))
    asked = gather(folder({"a.png": 1, "b.png": 2, "LICENSE": "CC0"}, at="more/works"), mine=True, author="Ada")
    assert plain.digest == asked.digest
    assert bases(asked) == {"a.png": "own", "b.png": "own"}


def test_an_opt_out_keeps_a_work_out_and_leaves_no_copy(folder):
    corpus = gather(folder({"a.png": 1, "no.png": ("PNG", OPT_OUT), "x.jpg": ("JPEG", OPT_OUT)}))
    assert bases(corpus) == {"a.png": "unstated"}
    assert told(corpus, "blocked")[0] == (
        "no.png: XMP says plus:DataMining “DMI-PROHIBITED”. If you may use it, write why in rights.csv."
    )
    assert len(list((corpus.path / "originals").rglob("*.*"))) == 1
    found = counts(corpus)
    assert (found.works, found.opt_outs_found, found.opt_outs_excluded) == (1, 2, 2)
    assert [one["name"] for one in summary(corpus)["blocked"]] == ["no.png", "x.jpg"]


@pytest.mark.parametrize(
    ("basis", "comes_in"),
    [
        ("own,,", True), ("commissioned,,order 7", True), ("licence,CC-BY-4.0,", True), ("public-domain,,by age", True),
        ("tdm-exception,,§ 44b UrhG", False), ("unstated,,", False), ("blocked,,", False),
    ],
)  # fmt: skip
def test_an_opt_out_yields_to_a_written_basis_but_not_to_a_law_that_yields_to_opt_outs(basis, comes_in, folder):
    files = {"a.png": 1, "no.png": ("PNG", OPT_OUT), "rights.csv": f"file,basis,licence,reason\nno.png,{basis}\n"}
    corpus = gather(folder(files))
    assert ("no.png" in bases(corpus)) == comes_in
    if comes_in:
        assert bases(corpus)["no.png"] == basis.partition(",")[0]


def test_consent_is_the_digest_of_its_document(folder):
    table = "file;basis;document\nno.png;consent;letter.txt\nother.png;consent;../letter.txt\n"
    corpus = gather(folder({"no.png": ("PNG", OPT_OUT + BY_BO), "rights.csv": table, "letter.txt": "Yes. Bo"}))
    (work,) = corpus.works
    basis = corpus.rights().of(work).basis
    assert basis.document == "c434e40fb8073990d355979951429f194a46a9b54249b06947a3b96a430053f2"
    assert credits(each(corpus)) == ["“no.png” by Bo Berg, with consent"]
    assert "letter.txt" not in (corpus.path / RIGHTS).read_text()
    assert any("leads out of its folder" in text for text in told(corpus, "rights"))


def test_the_most_restrictive_of_conflicting_signals_wins(folder, xmp):
    cc0 = '<cc:license rdf:resource="https://creativecommons.org/publicdomain/zero/1.0/"/>'
    nc = '<cc:license rdf:resource="https://creativecommons.org/licenses/by-nc/4.0/"/>'
    corpus = gather(
        folder(
            {
                "file-no.png": ("PNG", OPT_OUT),
                "file-no.xmp": xmp("<plus:DataMining>DMI-ALLOWED</plus:DataMining>"),
                "side-no.png": ("PNG", "<plus:DataMining>DMI-ALLOWED</plus:DataMining>"),
                "side-no.png.xmp": xmp(OPT_OUT),
                "both.png": ("PNG", cc0),
                "both.xmp": xmp(nc),
                "reserved.png": ("PNG", "<dc:rights>All rights reserved</dc:rights>"),
                "reserved.xmp": xmp(cc0),
                "allowed.png": ("PNG", "<plus:DataMining>DMI-ALLOWED</plus:DataMining>"),
            }
        )
    )
    assert bases(corpus) == {"both.png": "licence", "reserved.png": "unstated", "allowed.png": "unstated"}
    assert counts(corpus).by_licence == {"CC-BY-NC-4.0": 1}
    assert len(told(corpus, "blocked")) == 2


def test_a_declaration_covers_ones_own_works_and_no_others(folder):
    files = {
        "a.png": 1,
        "mine.png": ("PNG", OPT_OUT + BY_BO.replace("Bo Berg", "ada LOVELACE, London")),
        "anon.png": ("PNG", OPT_OUT),
        "bo.png": ("PNG", BY_BO),
        "bo-no.png": ("PNG", BY_BO + OPT_OUT),
    }
    corpus = gather(folder(files), mine=True, author="Ada Lovelace")
    assert bases(corpus) == {"a.png": "own", "mine.png": "own", "anon.png": "own", "bo.png": "unstated"}
    assert [line.name for line in corpus.report if line.reason == "blocked"] == ["bo-no.png"]
    assert "bo.png names 'Bo Berg'; not counted as your own. If it is, say so in rights.csv." in told(corpus, "rights")
    assert sum("because you say it is your own" in text for text in told(corpus, "rights")) == 2
    assert counts(corpus).opt_outs_found == 3
    assert counts(corpus).opt_outs_excluded == 1


def test_declaring_later_is_gathering_again(folder):
    place = folder({"a.png": 1, "b.png": 2})
    first = gather(place)
    assert bases(gather(place, mine=True, author="Ada")) == {"a.png": "own", "b.png": "own"}
    assert Corpus.open(first.path).digest == first.digest
    assert bases(gather(place)) == {"a.png": "own", "b.png": "own"}  # and what was said holds


@pytest.mark.parametrize(
    ("source", "author", "says"),
    [("", "", "--author"), ("builtin:ink?works=4", "Ada", "not made by Ada"), ("mnist", "Ada", "not made by Ada")],
)
def test_a_declaration_needs_a_name_and_works_of_ones_own(source, author, says, folder):
    with pytest.raises(CorpusError, match=says):
        Corpus.gather(source or folder({"a.png": 1}), into=folder({}).with_name("c"), mine=True, author=author)


def test_drawn_works_are_in_the_public_domain(tmp_path):
    corpus = Corpus.gather("builtin:ink?works=3", into=tmp_path / "ink")
    assert counts(corpus).by_basis == {"public-domain": 3}
    assert not (corpus.path / RIGHTS).exists()


def test_an_opt_out_that_is_found_later_takes_the_work_out(folder):
    place = folder({"a.png": 1, "sub/b.png": 2})
    first = gather(place)
    (place / "sub/tdmrep.json").write_text(EVERYTHING)
    again = gather(place)
    assert bases(again) == {"a.png": "unstated"}
    (gone,) = withdrawals(again.path).values()
    assert (gone.name, gone.reason) == ("sub/b.png", "sub/tdmrep.json says tdm:reservation “1”")
    assert works_of(again.path, first.digest) > works_of(again.path, again.digest)
    (place / "sub/tdmrep.json").unlink()
    still = gather(place)
    assert bases(still) == {"a.png": "unstated"}  # once found it holds until somebody writes why not
    with pytest.raises(CorpusError, match="Record a written basis first"):
        restore(still, ["sub/b.png"], "")


@pytest.mark.parametrize("order", ["ab", "ba"])
def test_the_same_bytes_beside_an_opt_out_and_without(order, folder):
    """Whichever is seen first, the opt-out counts."""
    free, bound = order
    place = folder({f"{free}/x.png": 1, f"{bound}/y.png": 1, f"{bound}/tdmrep.json": EVERYTHING, "c.png": 2})
    corpus = gather(place)
    assert bases(corpus) == {"c.png": "unstated"}
    assert "blocked" in by_reason(corpus.report)


@pytest.mark.parametrize("kind", ["zip", "tar", "tar.gz"])
def test_archives_are_asked_too(kind, folder, tmp_path, xmp):
    place = folder(
        {
            "top/a.png": 1, "top/b.png": 2, "top/c.png": 3, "top/b.png.xmp": xmp(OPT_OUT), "top/LICENSE": "CC BY 4.0",
            "top/deep/d.png": 4, "top/deep/robots.txt": "Content-Usage: train-ai=n",
            "top/rights.csv": "file,basis\nc.png,own\ngone.png,own\n", "top/notes.txt": "x",
        }
    )  # fmt: skip
    path = tmp_path / f"works.{kind}"
    if kind == "zip":
        with zipfile.ZipFile(path, "w") as archive:
            for file in (*sorted(place.rglob("*.*")), place / "top/LICENSE"):
                archive.write(file, file.relative_to(place))
    else:
        with tarfile.open(path, f"w:{kind[4:]}") as archive:
            archive.add(place, ".")
    corpus = Corpus.gather(path, into=tmp_path / "corpus")
    names = {name.removeprefix("./"): kind for name, kind in bases(corpus).items()}
    assert names == {"top/a.png": "licence", "top/c.png": "own"}
    assert [line.reason for line in corpus.report if line.did == "left out"].count("not-a-picture") == 1
    assert any("line 3: no work is called 'gone.png'" in text for text in told(corpus, "rights"))


def test_files_of_an_archive_that_are_too_large_or_locked_are_told(tmp_path, folder):
    place = folder({"a.png": 1})
    path = tmp_path / "works.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(place / "a.png", "a.png")
        archive.writestr("tdmrep.json", bytes(300 << 20))
        archive.writestr("../LICENSE", "CC0")
    data = bytearray(path.read_bytes())
    corpus = Corpus.gather(path, into=tmp_path / "corpus")
    assert any("tdmrep.json cannot be read: more than" in text for text in told(corpus, "rights"))
    assert bases(corpus) == {"a.png": "unstated"}
    assert len(data) < 1 << 20


def test_one_file_has_the_folder_around_it(folder, xmp):
    place = folder({"a.png": 1, "b.png": 2, "a.xmp": xmp(OPT_OUT), "LICENSE": "CC0"})
    corpus = Corpus.gather(place / "b.png", into=place.with_name("corpus"))
    assert counts(corpus).by_licence == {"CC0-1.0": 1}
    with pytest.raises(CorpusError, match=r"nothing usable came in: a\.png: sidecar a\.xmp says"):
        Corpus.gather(place / "a.png", into=place.with_name("other"))


def test_arrays_are_asked_by_what_lies_beside_them(folder):
    place = folder({"c.png": 1, "LICENSE": "CC BY-SA 4.0"})
    np.save(place / "some.npy", np.random.default_rng(1).integers(0, 256, (5, 20, 20), np.uint8))
    corpus = gather(place)
    assert counts(corpus).by_licence == {"CC-BY-SA-4.0": 6}
    (place / "rights.csv").write_text("file,basis,reason\nsome.npy,public-domain,drawn by chance\n")
    assert counts(gather(place)).by_basis == {"licence": 1, "public-domain": 5}
    (place / "rights.csv").write_text("file,basis,reason\nsome.npy,blocked,\n")
    again = gather(place)
    assert len(again) == 1
    assert len(withdrawals(again.path)) == 5


def test_machines_and_broken_packets_are_told_and_come_in(folder):
    machine = (
        "<Iptc4xmpExt:DigitalSourceType>http://x/compositeWithTrainedAlgorithmicMedia</Iptc4xmpExt:DigitalSourceType>"
    )
    corpus = gather(folder({"m.png": ("PNG", machine), "b.png": ("PNG", "<broken")}))
    assert told(corpus, "machine-made") == ["m.png says that a machine made it; models that learn from models narrow."]
    assert told(corpus, "rights")[0].startswith(
        "b.png: what it says of its rights was not understood; XMP cannot be read: "
    )
    assert counts(corpus).machine_made == 1


def test_a_survey_tells_the_same_and_writes_nothing(folder):
    place = folder({"a.png": 1, "no.png": ("PNG", OPT_OUT), "LICENSE": "CC0"})
    tally, lines = survey([str(place)], place.with_name("none"), wishes=Wishes(mine=True), author="Ada")
    assert tally.added == 2
    assert {line.reason for line in lines} == {"rights"}
    tally, lines = survey([str(place)], place.with_name("none"))
    assert (tally.added, by_reason(lines)) == (1, {"blocked": 1, "rights": 1})
    assert sorted(path.name for path in place.parent.iterdir()) == ["works"]


def test_prepared_early_or_late_is_the_same_with_blocked_works_between(folder):
    files = {f"{number}.png": number for number in range(6)} | {"3a.png": ("PNG", OPT_OUT), "0a.jpg": ("JPEG", OPT_OUT)}
    place = folder(files)
    early = Corpus.gather(place, into=place.with_name("early"), shape=(3, 16, 16))
    late = Corpus.gather(place, into=place.with_name("late"))
    levels = [np.asarray(corpus.prepare((3, 16, 16)).levels) for corpus in (early, late)]
    assert levels[0].shape == (6, 3, 16, 16)
    assert np.array_equal(*levels)


# --- withdrawing


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


# --- recording later


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
