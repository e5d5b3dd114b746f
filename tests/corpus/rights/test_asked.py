"""Works are asked when they are gathered: who comes in, on what ground, and who has to go."""

import json
import tarfile
import zipfile

import numpy as np
import pytest

from ganvas.corpus.corpus import Corpus
from ganvas.corpus.gathering import Wishes, survey
from ganvas.corpus.header import RIGHTS, WITHDRAWN
from ganvas.corpus.report import by_reason
from ganvas.corpus.rights.journal import withdrawals
from ganvas.corpus.rights.learned import works_of
from ganvas.corpus.rights.record import restore
from ganvas.corpus.rights.view import counts, credits, each, summary
from ganvas.errors import CorpusError
from tests.corpus.rights.asked import bases, gather, told

OPT_OUT = "<plus:DataMining>DMI-PROHIBITED</plus:DataMining>"
BY_BO = "<dc:creator><rdf:Seq><rdf:li>Bo Berg</rdf:li></rdf:Seq></dc:creator>"
EVERYTHING = json.dumps([{"location": "/", "tdm-reservation": 1}])


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
