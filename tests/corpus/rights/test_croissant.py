"""The corpus as Croissant: valid without a warning, a table that comes back, nothing private in it."""

import csv
import io
import json
import logging
import warnings
from pathlib import Path

import pytest

from ganvas.corpus.corpus import Corpus
from ganvas.corpus.rights.croissant import CONTEXT, FIELDS, RECORD, TABLE, croissant, works_table, write_croissant
from ganvas.corpus.rights.record import record_table
from ganvas.corpus.rights.table import EXPORTED
from ganvas.files import digest

CREATOR = "<dc:creator><rdf:Seq><rdf:li>{}</rdf:li></rdf:Seq></dc:creator>"
TERMS = '<cc:license rdf:resource="https://creativecommons.org/licenses/{}/4.0/"/>'


@pytest.fixture
def corpus(folder) -> Corpus:
    files = {
        "a.png": 1,
        "=cmd().png": ("PNG", CREATOR.format("=HYPERLINK(1)") + TERMS.format("by-nc")),
        "b.jpg": ("JPEG", CREATOR.format("Bo, “B” Berg") + TERMS.format("by-sa")),
        "no.png": ("PNG", "<plus:DataMining>DMI-PROHIBITED</plus:DataMining>"),
        "old.png": 2,
        "rights.csv": "file,basis,reason,source\nold.png,public domain,by age,a shop in Bath\n",
    }
    place = folder(files)
    return Corpus.gather(place, into=place.with_name("a corpus"), author="Ada", helpers=1)


def test_it_is_valid_without_a_warning(corpus: Corpus, tmp_path: Path, caplog: pytest.LogCaptureFixture):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of what the validator itself imports
        mlcroissant = pytest.importorskip("mlcroissant", reason="the validator is not installed")
    path, table = write_croissant(corpus, tmp_path / "meta", on="2026-11-24")
    assert [path.name, table.name] == [RECORD, TABLE]
    with caplog.at_level(logging.WARNING), warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # rdflib's, about itself
        dataset = mlcroissant.Dataset(path)
        records = list(dataset.records("works"))
    assert dataset.metadata.ctx.issues.errors == set()
    assert dataset.metadata.ctx.issues.warnings == set()
    assert [record.message for record in caplog.records if record.name.startswith(("absl", "mlcroissant"))] == []
    assert dataset.metadata.ctx.is_v1_1()
    assert [record["works/sha256"].decode() for record in records] == [work.sha256 for work in corpus.works]
    again = dataset.metadata.to_json()
    assert again["prov:wasDerivedFrom"] == "a shop in Bath"
    assert again["usageInfo"]["@type"] == "odrl:Offer"


def test_a_changed_table_is_noticed(corpus: Corpus, tmp_path: Path):
    mlcroissant = pytest.importorskip("mlcroissant", reason="the validator is not installed")
    path, table = write_croissant(corpus, tmp_path)
    table.write_bytes(table.read_bytes().replace(b"Ada", b"Bob") + b"\n")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        dataset = mlcroissant.Dataset(path)
    with pytest.raises(Exception, match=r"works\.csv"):
        list(dataset.records("works"))


def test_it_says_what_may_be_done(corpus: Corpus):
    record = croissant(corpus, on="2026-11-24")
    assert record["conformsTo"] == ["http://mlcommons.org/croissant/1.1", "http://mlcommons.org/croissant/RAI/1.0"]
    assert record["license"] == [
        "https://creativecommons.org/licenses/by-nc/4.0/",
        "https://creativecommons.org/licenses/by-sa/4.0/",
        "https://creativecommons.org/publicdomain/mark/1.0/",
        "Not stated for every work: see basis and licence in works.csv.",
    ]
    terms = record["usageInfo"]
    assert [duty["odrl:action"]["@id"] for duty in terms["odrl:obligation"]] == ["odrl:attribute", "odrl:shareAlike"]
    assert [one["odrl:action"]["@id"] for one in terms["odrl:prohibition"]] == ["odrl:commercialize"]
    assert record["rai:dataManipulationProtocol"].endswith("Found: 1; left out: 1.")
    assert record["rai:dataLimitations"] == ["The basis of 1 works is not stated."]
    assert record["distribution"][0]["sha256"] == digest(works_table(corpus))
    assert record["datePublished"] == "2026-11-24"
    assert record["name"] == "a corpus"


def test_the_same_corpus_is_the_same_record(corpus: Corpus):
    assert json.dumps(croissant(corpus, "2026-01-01")) == json.dumps(croissant(Corpus.open(corpus.path), "2026-01-01"))


def test_no_place_on_this_machine_is_told(corpus: Corpus):
    assert str(corpus.path.parent) not in json.dumps(croissant(corpus)) + works_table(corpus).decode()


def test_every_column_has_its_field():
    assert tuple(FIELDS) == EXPORTED
    assert {"cr", "rai", "prov", "odrl", "dct", "sc"} <= set(CONTEXT)


def test_no_cell_is_a_formula(corpus: Corpus):
    lines = list(csv.reader(io.StringIO(works_table(corpus).decode(), newline="")))
    assert lines[0] == list(EXPORTED)
    assert not [cell for line in lines for cell in line if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
    assert {line[0] for line in lines[1:]} == {"a.png", "'=cmd().png", "b.jpg", "old.png"}


def test_the_table_comes_back(corpus: Corpus, tmp_path: Path):
    _, table = write_croissant(corpus, tmp_path)
    record_table(corpus, table)
    before = works_table(corpus)
    assert works_table(Corpus.open(corpus.path)) == before
    table.write_bytes(before.replace(b",unstated,", b",own,"))
    assert len(record_table(Corpus.open(corpus.path), table)) == 1


def test_a_corpus_of_nothing_but_ones_own(folder):
    place = folder({"a.png": 1})
    own = Corpus.gather(place, into=place.with_name("c"), author="Ada", mine=True, helpers=1)
    assert croissant(own)["license"] == ["All rights reserved by Ada"]
