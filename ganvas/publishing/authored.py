"""From a project's log to what is said of who made a work, and from a signed work back to the log."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ganvas import snapshot
from ganvas.artwork import KEY, Origin
from ganvas.corpus.corpus import Corpus
from ganvas.errors import SignError
from ganvas.files import digest_file
from ganvas.gallery.events import MARKS, Event
from ganvas.gallery.history import History
from ganvas.media.image.said import text_in
from ganvas.provenance.authorship import Act, Authorship, Proportion, authorship
from ganvas.provenance.claim import Contribution, CorpusFacts
from ganvas.publishing.learned import facts_of
from ganvas.publishing.publish import read_file


def authorship_of(
    history: History,
    step: int = 0,
    origin: Origin | None = None,
    corpus: CorpusFacts | None = None,
    proportion: Proportion | None = None,
    upto: int = 0,
) -> Authorship:
    """Who made what, counted from a project's log after every link of it was checked.

    Args:
        history: of the project.
        step: that the work shows; 0: the last one with the work's sketch, or where the artist stands.
        origin: what the work's file tells of itself.
        corpus: what the model learned from.
        proportion: what the author says; left out, by rule.
        upto: the last event that counts; 0: the newest.
    Raises:
        HistoryError: the log is not as it was written, or has no such step.
        SignError: no step shows the work, or the corpus is not the one that its model learned from.
    """
    history.check()
    log = [event for event in history if not upto or event.id <= upto]
    if not log:
        raise SignError(f"{history.path}: nothing happened yet, so there is nothing to tell of who did it.")
    (node,) = history.nodes([step or _shown(history, log, origin)])
    if node.id > log[-1].id:
        raise SignError(f"{history.path}: step {node.id} is later than the last event that counts, {log[-1].id}.")
    if origin is not None and origin.model != node.model:
        raise SignError(
            f"{history.path}: step {node.id} was painted by model {node.model[:12]}, the work by {origin.model[:12]}."
            " Name the step that it shows, as PROJECT:N."
        )
    if corpus is not None and origin is not None and origin.corpus != corpus.digest:
        raise SignError(f"its model learned from corpus {origin.corpus[:12]}, not from {corpus.digest[:12]}")
    led = {node.id, *(one.id for one in history.ancestors(node.id))}
    marks = [event for event in log if event.verb in MARKS and event.parents[0] in led]
    words = [event for event in marks if event.parents[0] == node.id]
    return authorship(
        project=history.path.parent.resolve().name,
        step=node.id,
        model=node.model,
        log=[_act(event) for event in log],
        led_to_it=[*led, *(mark.id for mark in marks)],
        last_word=(words or [node])[-1].actor,
        head=history.link(log[-1].id),
        corpus=corpus,
        proportion=proportion,
    )


def of_file(file: Path, project: str, corpus: CorpusFacts | None = None) -> Authorship:
    """Who made what of a file, by the log of a project.

    Args:
        file: the work.
        project: its folder, or ``FOLDER:N`` for the step that the work shows.
        corpus: what the model learned from.
    Raises:
        HistoryError: there is no such project or step, or its log is not as it was written.
        SignError: no step shows the work.
        WorkError: the file cannot be read.
    """
    folder, _, number = project.rpartition(":")
    named = bool(folder) and number.isascii() and number.isdecimal()
    text = text_in(read_file(file))
    origin = Origin.read(text[KEY], str(file)) if KEY in text else None
    if origin is None and not named:
        raise SignError(f"{file}: does not say what it shows. Name the step that it was made from, as {project}:N.")
    with History.open(folder if named else project, make=False) as history:
        return authorship_of(history, int(number) if named else 0, origin, corpus)


def corpus_of(corpus: Path, source: Path, model: str) -> CorpusFacts:
    """What is told of a corpus, if the model of a run learned from it.

    Args:
        corpus: its folder.
        source: the run, or the snapshot.
        model: digest of the snapshot.
    Raises:
        SignError: the run has no such snapshot, or it learned from another corpus.
    """
    found = facts_of(Corpus.open(corpus))
    for file in snapshot.find(source):
        if digest_file(file) == model:
            learned = snapshot.read_card(file.read_bytes(), file).corpus_digest
            if learned == found.digest:
                return found
            raise SignError(
                f"{corpus}: has the digest {found.digest[:12]}, but model {model[:12]} learned from {learned[:12]}."
                " Name that corpus, or say nothing of it."
            )
    raise SignError(f"{source}: has no snapshot {model[:12]}, which painted this. Name the run that did.")


def claimed(says: Mapping[str, Any], name: str) -> Contribution:
    """What a signed file says of who made it.

    Raises:
        SignError: it says nothing of that, or nothing that this version reads.
    """
    body = says.get("contribution")
    known = {key: value for key, value in body.items() if key in Contribution.model_fields} if body else {}
    try:
        told = Contribution.model_validate(known)
    except ValueError:
        told = None
    if told is None or not told.step:
        raise SignError(f"{name}: says nothing of who did what; publish it with --project PROJECT, and it does.")
    return told


def agrees(said: Contribution, history: History) -> bool:
    """Whether the log of a project gives the same counts again, as far as it was read when the work was signed."""
    codes = [_PROPORTION[code] for code in said.attribution.split()[1:2] if code in _PROPORTION]
    proportion = codes[0] if codes and said.proportion_by == "author" else None
    return authorship_of(history, said.step, proportion=proportion, upto=said.steps_read).contribution() == said


_PROPORTION: dict[str, Proportion] = {"EAI": "EAI", "PAI": "PAI", "HAb": "HAb", "Ph": "Ph", "Eh": "Eh"}


def _shown(history: History, log: list[Event], origin: Origin | None) -> int:
    """The step that a work shows: the last with its sketch, by its model; without a work, where the artist stands."""
    if origin is None:
        return history.here
    same = [event.id for event in log if event.verb not in MARKS and event.after == origin.sketch]
    by_model = [event.id for event in log if event.id in set(same) and event.model == origin.model]
    if not by_model:
        raise SignError(
            f"{history.path}: no step of it shows this work. Name the step that it was made from, as PROJECT:N."
        )
    return by_model[-1]


def _act(event: Event) -> Act:
    return Act(number=event.id, actor=event.actor, verb=event.verb, begins=not event.parents, time=event.time)
