"""A model as a folder that others can load, with a card that says what it learned from and what it may be used for.

The card is in the form that model hubs read: facts as YAML first, then the same in words.
"""

import json
from collections.abc import Mapping
from pathlib import Path

from ganvas import snapshot
from ganvas.errors import SignError
from ganvas.files import digest, whole_folder
from ganvas.provenance.claim import CorpusFacts, check_text
from ganvas.provenance.ledger import SIDECAR
from ganvas.snapshot import Card

CONFIG, README = "config.json", "README.md"


def export(
    source: Path,
    into: Path,
    corpus: CorpusFacts | None = None,
    measures: Mapping[str, float] | None = None,
    licence: str = "other",
    author: str = "",
) -> Path:
    """Write a folder with the snapshot, its credentials if it has them, its card as JSON, and a README; whole or not.

    ``Model.load(folder)`` paints with it; its digest is the snapshot's.

    Args:
        source: a run, a snapshot's folder, or its file; of a run, the best snapshot.
        into: the folder; it must not exist.
        corpus: what is said of the works; left out, what the snapshot knows.
        measures: name to value, shown as they are given.
        licence: an SPDX identifier, in small letters, of the model.
        author: who trained it.
    Raises:
        ModelError: there is no such snapshot, or it is damaged.
        SignError: something is at ``into`` already.
    """
    if into.exists():
        raise SignError(f"{into}: something is here already. Name a folder that is new.")
    file = snapshot.find(source)[0]
    card, _, found = snapshot.load(file)
    data, beside = file.read_bytes(), file.with_name(file.name + SIDECAR)
    if digest(data) != found:
        raise SignError(f"{file}: was changed while it was read. Try again.")
    told = corpus or CorpusFacts(digest=card.corpus_digest, name=card.corpus_name)
    files = {
        snapshot.FILE: data,
        CONFIG: (card.to_json() + "\n").encode(),
        README: text(card, found, told, measures or {}, licence, author).encode(),
    }
    if beside.is_file():
        files[beside.name] = beside.read_bytes()
    with whole_folder(into) as folder:
        for name, content in files.items():
            (folder / name).write_bytes(content)
    return into


def text(card: Card, sha256: str, corpus: CorpusFacts, measures: Mapping[str, float], licence: str, author: str) -> str:
    """The README of a model."""
    for name, words in (("author", author), ("licence", licence), ("corpus", corpus.name)):
        check_text(name, words)
    shape = " × ".join(map(str, card.shape))
    origin = f", beginning with the model {card.start[:12]}" if card.start else ""
    parts = [
        _front(card, licence),
        f"# A generative adversarial network trained on “{_plain(corpus.name or 'a corpus')}”\n",
        f"Trained{f' by {_plain(author)}' if author else ''} with Ganvas {card.ganvas}, recipe `{card.recipe}`, network"
        f" `{card.net}`{origin}. It paints samples of {shape} and was shown {card.seen:,} works.\n",
        '```python\nimport ganvas as gv\n\nmodel = gv.Model.load("path/to/this/folder")\n'
        'model.render(gv.Sketch(latent=gv.Seed(seed=7))).save("seven.png")\n```\n',
        f"SHA-256 of the weights: `{sha256}`. Data, no code: safetensors and JSON.\n",
        "## What it learned from\n",
        _works(corpus),
        "## Measures\n",
        _table(("measure", "value"), [(name, f"{value:g}") for name, value in measures.items()])
        or "None were given. `ganvas evaluate` makes them.\n",
        "## What to know before using it\n",
        "A model of few works can come close to copying one of them; compare what you publish with the works"
        " it learned from. What it paints is of their kind and no more.\n",
    ]
    return "\n".join(parts)


def _front(card: Card, licence: str) -> str:
    facts: dict[str, object] = {"license": licence, "library_name": "ganvas", "tags": ["gan", card.net, card.medium]}
    facts["pipeline_tag"] = "unconditional-image-generation"
    return "\n".join(["---", *(f"{key}: {json.dumps(value)}" for key, value in facts.items()), "---", ""])


def _works(corpus: CorpusFacts) -> str:
    lines = [f"Corpus digest `{corpus.digest}`" + (f", {corpus.works:,} works.\n" if corpus.works else ".\n")]
    lines.append(_table(("licence", "works"), [(name, f"{count:,}") for name, count in corpus.by_licence.items()]))
    lines.append(_table(("basis", "works"), [(name, f"{count:,}") for name, count in corpus.by_basis.items()]))
    if corpus.opt_outs_found:
        lines.append(f"{corpus.opt_outs_found:,} opted out; {corpus.opt_outs_excluded:,} of them were left out.\n")
    if not corpus.by_licence and not corpus.by_basis:
        lines.append("Nothing was recorded of the rights in these works.\n")
    return "\n".join(line for line in lines if line)


def _table(heads: tuple[str, str], rows: list[tuple[str, str]]) -> str:
    if not rows:
        return ""
    told = [f"| {_plain(first)} | {_plain(second)} |" for first, second in [heads, ("---", "---"), *rows]]
    return "\n".join([*told, ""])


def _plain(words: str) -> str:
    """Text that Markdown shows as it is written."""
    return "".join(f"\\{letter}" if letter in "\\`*_[]<>|#" else letter for letter in words)
