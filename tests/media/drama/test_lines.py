import doctest
import importlib
import itertools
import math
import pkgutil

import numpy as np
import pytest

import ganvas.media.drama
from ganvas.errors import CorpusError, MetricError
from ganvas.media.drama.builtin import builtin_play
from ganvas.media.drama.lines import measures
from ganvas.media.drama.lines.ngram import NGram
from ganvas.media.drama.lines.tokens import Vocabulary, batches, lines_of, spoken, tokens

LINES = lines_of(builtin_play(seed) for seed in range(12))


def test_the_examples_in_docstrings():
    tried = 0
    for module in pkgutil.walk_packages(ganvas.media.drama.__path__, "ganvas.media.drama."):
        found = doctest.testmod(importlib.import_module(module.name))
        assert found.failed == 0, module.name
        tried += found.attempted
    assert tried >= 7


def test_tokens_and_back():
    assert spoken(tokens("Since I said I'd go")) == "Since I said I'd go"
    line = tokens("O, I’ll go -- the well-beloved friend!")
    assert line == ("o", ",", "i'll", "go", "--", "the", "well-beloved", "friend", "!")
    assert spoken(line) == "O, I'll go -- the well-beloved friend!"


def test_vocabulary():
    vocabulary = Vocabulary.of([("a", "b"), ("a", "c"), ("a", "b")], least=2)
    assert vocabulary.words == ("</s>", "<s>", "<unk>", "a", "b")
    rows = vocabulary.rows([("a", "c", "b"), ("b",)], length=4)
    assert rows.tolist() == [[3, 2, 4, 0], [4, 0, 0, 0]]
    assert vocabulary.lines(rows) == [("a", "<unk>", "b"), ("b",)]
    assert vocabulary.known(("c", "a")) == ("<unk>", "a")
    with pytest.raises(CorpusError, match="no word is said 9 times"):
        Vocabulary.of([("a",)], least=9)


def test_batches_show_every_row_before_any_comes_again():
    rows = np.arange(10)[:, None]
    first = np.concatenate(list(itertools.islice(batches(rows, 4, seed=1), 5)))[:, 0]
    assert sorted(first[:10].tolist()) == sorted(first[10:].tolist()) == list(range(10))
    again = np.concatenate(list(itertools.islice(batches(rows, 4, seed=1), 5)))[:, 0]
    assert (first == again).all()


def test_ngram_golden():
    # "a b" and "a c"; tokens a, b, c, </s>, <unk>: five. Unigram counts a 2, b 1, c 1, </s> 2 of 6, four kinds.
    # p1(b) = .25/6 + .75·4/6 · 1/5 = .141667; after a: b 1 and c 1 of 2: p2(b | a) = .25/2 + .75·2/2 · p1(b)
    model = NGram([("a", "b"), ("a", "c")], 2)
    one = 0.25 / 6 + 0.75 * 4 / 6 / 5
    assert model.probability("b", ("a",)) == pytest.approx(0.25 / 2 + 0.75 * one)
    assert model.probability("b", ("never",)) == pytest.approx(one)


@pytest.mark.parametrize("order", [1, 2, 3, 5])
def test_probabilities_are_one_together(order):
    model = NGram(LINES[:50], order)
    words = {token for line in LINES[:50] for token in line} | {"</s>", "<unk>"}
    for history in (("<s>",) * 4, LINES[0][:3], ("never", "seen")):
        assert sum(model.probability(word, history) for word in words) == pytest.approx(1)


def test_perplexity_of_a_coin():  # one token is as likely as the other, the end is certain to come after it
    model = NGram([("a",), ("b",)] * 500, 2)
    assert model.perplexity([("a",)]) == pytest.approx(math.sqrt(2), rel=0.01)


def test_higher_orders_draw_lines_that_are_likelier():
    judge, rng = NGram(LINES, 3), np.random.default_rng(0)
    uni, tri = (judge.perplexity(NGram(LINES, order).draw(100, rng)) for order in (1, 3))
    assert tri < uni / 3
    assert NGram(LINES, 3).draw(5, np.random.default_rng(1)) == NGram(LINES, 3).draw(5, np.random.default_rng(1))


def test_unknown_words_are_drawn_only_where_asked():
    model = NGram([("a", "<unk>"), ("<unk>", "b")], 2)
    rng = np.random.default_rng(0)
    assert any("<unk>" in line for line in model.draw(50, rng, unknown=True))
    assert not any("<unk>" in line for line in model.draw(50, rng))


def test_bleu_golden():
    # the cat sat | the cat ran, a dog: unigrams 2 of 3, bigrams 1 of 2, as long as a reference: √(2/3 · 1/2)
    judge = measures.Bleu([("the", "cat", "ran"), ("a", "dog")])
    assert judge(("the", "cat", "sat"), 2) == pytest.approx(math.sqrt(2 / 3 / 2))
    assert judge(("the", "the", "the"), 1) == pytest.approx(1 / 3)  # as often as in one reference, no more
    assert judge(("a",), 1) == pytest.approx(math.exp(1 - 2))  # half as long as the nearest
    assert judge(("the", "cat", "ran"), 3) == pytest.approx(1)
    assert judge((), 2) == 0


def test_self_bleu_is_bleu_against_the_others():
    lines = LINES[:30]
    others = [measures.Bleu(lines[:place] + lines[place + 1 :])(line, 3) for place, line in enumerate(lines)]
    assert measures.self_bleu(lines)[3] == pytest.approx(np.mean(others))
    assert measures.self_bleu([("a", "b", "c", "d")] * 4)[2] == pytest.approx(1)


def test_the_classifier():
    rng = np.random.default_rng(0)
    shuffled = [tuple(line[place] for place in rng.permutation(len(line))) for line in LINES[1::6]]
    assert measures.told_apart(LINES[::6], shuffled) > 0.7
    assert measures.told_apart(LINES[::6], LINES[1::6]) < 0.6


def test_copies():
    works = [tokens("To be, or not to be: that is the question"), tokens("Who's there?")]
    copies = measures.Copies(works)
    assert copies.is_copy(tokens("who's there?"))
    assert copies.is_blocked(tokens("He said to be, or not to be"))
    assert not copies.is_blocked(tokens("to be, or not"))
    assert copies.allowed([tokens("who's there?"), tokens("who?"), tokens("who?")]) == [("who", "?")]
    assert copies.nearest(tokens("that is a question")) == (works[0], pytest.approx(1 / 3))
    assert copies.nearest(("zebra",))[1] == 0


def test_all_figures():
    found = measures.measure_lines(LINES[:120], LINES[200:400], measures.Copies(LINES[:100]))
    assert found["copies"] >= 0.5
    assert found["unique"] <= 1
    assert set(found) >= {"bleu2", "bleu5", "self_bleu4", "told_apart", "blocked"}


@pytest.mark.parametrize(
    "call",
    [
        lambda: NGram([], 2),
        lambda: NGram(LINES, 6),
        lambda: NGram(LINES, 2).perplexity([]),
        lambda: measures.Bleu([]),
        lambda: measures.bleu([], LINES),
        lambda: measures.self_bleu(LINES[:1]),
        lambda: measures.told_apart(LINES[:49], LINES),
        lambda: measures.Copies([]).nearest(("a",)),
    ],
)
def test_too_little_to_measure(call):
    with pytest.raises(MetricError, match="take"):
        call()
