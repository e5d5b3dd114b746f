"""Every paper that the code names is in the table, and every paper in the table is named by the code."""

import re
from pathlib import Path

import pytest

from ganvas.nets import NETS
from ganvas.references import NET_SOURCES, PENALTY_SOURCES, REFERENCES, sources

ROOT = Path(__file__).parents[1] / "ganvas"
PAPER = re.compile(r"arXiv:\d{4}\.\d{4,5}")


def test_the_table_holds_exactly_the_papers_that_the_code_names():
    modules = [path for path in ROOT.rglob("*.py") if path.name != "references.py"]
    named = {paper for path in modules for paper in PAPER.findall(path.read_text(encoding="utf-8"))}
    assert named == REFERENCES.keys()


@pytest.mark.parametrize("paper", REFERENCES)
def test_a_paper_is_not_older_than_its_number(paper: str):
    assert REFERENCES[paper].year + 1 >= 2000 + int(paper.partition(":")[2][:2])  # a preprint may follow its conference


def test_every_net_and_penalty_has_its_papers():
    assert NET_SOURCES.keys() == NETS.keys()
    assert {paper for papers in NET_SOURCES.values() for paper in papers} <= REFERENCES.keys()
    assert set(PENALTY_SOURCES.values()) <= REFERENCES.keys()


def test_how_a_sentence_names_a_paper():
    assert REFERENCES["arXiv:1807.00734"].short == "Jolicoeur-Martineau 2018"
    assert REFERENCES["arXiv:1705.02894"].short == "Lim & Ye 2017"
    assert REFERENCES["arXiv:1611.04076"].short == "Mao et al. 2017"


def test_a_recipe_names_each_paper_once():
    found = sources("patch", "arXiv:1807.00734", ["r1", "r2"])
    assert found == ("arXiv:1807.00734", "arXiv:1801.04406", *NET_SOURCES["patch"])
