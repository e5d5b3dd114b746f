"""Who made what: counted from the steps of a project, and said in words that a label and a copyright office can use.

Facts and no advice. What counts is what the log holds: the steps that led to a work, who took each, and what was tried
and not used. The groups are those of the United States Copyright Office (Copyright and Artificial Intelligence, Part 2,
29 January 2025): what a person gave that can be seen in the work, and what they selected, arranged and modified. The
line of codes is that of the AI Attribution Toolkit, version 1.0.
"""

from collections import Counter
from collections.abc import Sequence
from typing import Literal

from pydantic import AwareDatetime, Field

from ganvas.provenance.claim import Contribution, CorpusFacts, stamp
from ganvas.record import Record

Actor = Literal["human", "model"]
Group = Literal["input", "selection", "arrangement", "modification"]
Proportion = Literal["EAI", "PAI", "HAb", "Ph", "Eh"]

VERBS: dict[str, Group] = {  # what a step of the log is; any other verb is a modification of the step before
    **dict.fromkeys(("draw", "paint", "paint-over", "stroke", "project", "propose"), "input"),
    **dict.fromkeys(("add", "keep", "unkeep", "pick", "take", "accept", "resurrect", "seed", "open"), "selection"),
    **dict.fromkeys(("merge", "mix", "cross", "blend", "region", "regions", "place", "walk", "turn"), "arrangement"),
}
BY_HAND = ("draw", "paint", "paint-over", "stroke")  # a person's own strokes
GROUPS: dict[Group, str] = {
    "input": "gave drawings or pictures of their own to work from",
    "selection": "selected",
    "arrangement": "arranged or combined",
    "modification": "modified",
}
PROPORTIONS: dict[Proportion, str] = {
    "EAI": "entirely AI",
    "PAI": "primarily AI",
    "HAb": "human-AI blend",
    "Ph": "primarily human",
    "Eh": "entirely human",
}
PERSON: dict[Actor, str] = {"human": "a person", "model": "the model, of its own accord"}


class Act(Record):
    """One step of a log, as far as authorship goes."""

    number: int
    actor: Actor
    verb: str
    begins: bool = Field(description="whether it is made from no other step")
    time: AwareDatetime


class Count(Record):
    """How often one sort of step was taken, and by whom."""

    actor: Actor
    group: Group
    verb: str
    count: int = Field(ge=1)


class Authorship(Record):
    """What a person and what the model did for one work, counted from the log of its project."""

    version: Literal[1] = 1
    project: str
    step: int = Field(ge=1, description="of the log, that the work shows")
    steps_read: int = Field(ge=1, description="how many events of the log were read; later ones change nothing here")
    log_head_sha256: str = Field(description="link of the last event that was read; it vouches for all before")
    model: str = Field(description="digest of the snapshot that painted it")
    accepted: tuple[Count, ...] = Field(description="the steps that led to the work")
    set_aside: tuple[Count, ...] = Field((), description="steps that were tried and are not part of the work")
    first_at: str
    last_at: str
    reviewed: bool = Field(description="whether the last word on the work in the log is a person's")
    by_hand: bool = Field(description="whether a person's own strokes are among the accepted steps")
    corpus: CorpusFacts | None = Field(None, description="what the model learned from")
    proportion: Proportion
    proportion_by: Literal["rule", "author"] = "rule"

    def by(self, actor: Actor) -> int:
        """How many accepted steps somebody took."""
        return sum(one.count for one in self.accepted if one.actor == actor)

    @property
    def attribution(self) -> str:
        """The line of codes, such as ``AIA PAI Nc Hin R Ganvas 48c907883c36 v1.0``."""
        ai = self.proportion not in ("EAI", "Eh")  # only there the codes of contributions have a place
        edits = any(one.actor == "model" and one.group != "selection" for one in self.accepted)
        parts = ["AIA", self.proportion, *(["Nc"] if ai else []), *(["Ce"] if ai and edits else [])]
        parts += [*(["Hin"] if self.by("human") else []), *(["Ain"] if self.by("model") else [])]
        return " ".join([*parts, "R" if self.reviewed else "Nr", f"Ganvas {self.model[:12]}", "v1.0"])

    def contribution(self) -> Contribution:
        """The same as a claim carries it."""
        sums = {actor: Counter[str]() for actor in PERSON}
        for one in self.accepted:
            sums[one.actor][one.group] += one.count
        return Contribution(
            human_actions=self.by("human"),
            kinds=dict(sorted(sums["human"].items())),
            model_actions=self.by("model"),
            model_kinds=dict(sorted(sums["model"].items())),
            set_aside=sum(one.count for one in self.set_aside),
            first_at=self.first_at,
            last_at=self.last_at,
            step=self.step,
            steps_read=self.steps_read,
            log_head_sha256=self.log_head_sha256,
            reviewed=self.reviewed,
            attribution=self.attribution,
            proportion_by=self.proportion_by,
            statement=short(self),
        )


def authorship(
    project: str,
    step: int,
    model: str,
    log: Sequence[Act],
    led_to_it: Sequence[int],
    last_word: Actor,
    head: str,
    corpus: CorpusFacts | None = None,
    proportion: Proportion | None = None,
) -> Authorship:
    """Count a log.

    Args:
        project: its name.
        step: that the work shows.
        model: digest of the snapshot that painted it.
        log: every event that is read, marks among them, the oldest first.
        led_to_it: numbers of the steps that the work was made from, and its own.
        last_word: who took that step, or put it on the palette after.
        head: link of the last event.
        corpus: what the model learned from.
        proportion: what the author says of it; left out, by rule: of pictures that a model paints, ``EAI`` where no
            person took a step, ``HAb`` where a person's own strokes are part of it, else ``PAI``.
    """
    inside = set(led_to_it)
    accepted = [act for act in log if act.number in inside]
    rest = [act for act in log if act.number not in inside]
    by_hand = any(act.actor == "human" and act.verb in BY_HAND for act in accepted)
    anybody = any(act.actor == "human" for act in accepted)
    return Authorship(
        project=project,
        step=step,
        steps_read=len(log),
        log_head_sha256=head,
        model=model,
        accepted=counted(accepted),
        set_aside=counted(rest),
        first_at=stamp(accepted[0].time),
        last_at=stamp(accepted[-1].time),
        reviewed=last_word == "human",
        by_hand=by_hand,
        corpus=corpus,
        proportion=proportion or ("HAb" if by_hand else "PAI" if anybody else "EAI"),
        proportion_by="author" if proportion else "rule",
    )


def counted(acts: Sequence[Act]) -> tuple[Count, ...]:
    """How often each sort of step was taken; people first, then by group and verb."""
    sums = Counter((act.actor, VERBS.get(act.verb, "modification"), act.verb) for act in acts)
    order = [*GROUPS]
    keys = sorted(sums, key=lambda key: (key[0], order.index(key[1]), key[2]))
    return tuple(Count(actor=key[0], group=key[1], verb=key[2], count=sums[key]) for key in keys)


def short(told: Authorship) -> str:
    """One line."""
    human, model = told.by("human"), told.by("model")
    by_model = f", {_times(model, 'step')} by the model of its own accord" if model else ""
    return f"Painted by a model; {_times(human, 'step')} by a person{by_model}; {_aside(told)}."


def label(told: Authorship, title: str = "", author: str = "") -> list[str]:
    """A label beside the work: three or four short lines."""
    lines = [line for line in (author, f"{title or 'Untitled'}, {told.last_at[:4]}") if line]
    own = _own(told.corpus)
    lines.append(f"Generative adversarial network{f', trained on {own}' if own else ''}")
    return [*lines, short(told), told.attribution]


def lines(told: Authorship, title: str = "", author: str = "") -> list[str]:
    """The whole statement."""
    who = author or "a person"
    head = [f"Authorship of “{title or 'untitled'}”" + (f" by {author}" if author else ""), ""]
    log = f"Project {told.project}, step {told.step}; {_times(told.steps_read, 'event')} of its log were read,"
    head += [log, f"the last with link {told.log_head_sha256}.", ""]
    parts = [
        ("What the model did", _by_model(told)),
        ("What the model learned from", _learned(told.corpus)),
        (f"What {who} did, in the steps that led to the work", _steps(told.accepted, "human")),
        ("What the model did of its own accord, and was accepted", _steps(told.accepted, "model")),
        ("What was tried and is not part of the work", _tried(told)),
        ("Review", [_review(told)]),
        ("AI attribution", [told.attribution, _proportion(told)]),
        ("For a registration", _registration(told)),
    ]
    body = [line for name, some in parts for line in (name, *(f"  {one}" for one in some), "")]
    return [*head, *body, "These are facts counted from a log. They are no legal advice; what they mean is for others."]


def _by_model(told: Authorship) -> list[str]:
    return [f"It painted every pixel that no hand painted: generative adversarial network, snapshot {told.model}."]


def _steps(counts: Sequence[Count], actor: Actor) -> list[str]:
    found = []
    for group, words in GROUPS.items():
        some = [one for one in counts if (one.actor, one.group) == (actor, group)]
        if some:
            each = ", ".join(f"{one.verb} {one.count}" for one in some)
            found.append(f"{words}: {_times(sum(one.count for one in some), 'step')} ({each})")
    return found or ["nothing that the log holds"]


def _tried(told: Authorship) -> list[str]:
    if not told.set_aside:
        return ["nothing that the log holds"]
    return [
        f"by {PERSON[actor]}, {line}"
        for actor in PERSON
        for line in (_steps(told.set_aside, actor) if any(one.actor == actor for one in told.set_aside) else [])
    ]


def _learned(corpus: CorpusFacts | None) -> list[str]:
    if corpus is None:
        return ["Not told here: no corpus was named."]
    bases = [f"{count:,} {BASES.get(name, name)}" for name, count in corpus.by_basis.items()]
    return [f"{corpus.works:,} works, digest {corpus.digest}", *bases] + (
        [] if bases else ["Nothing was recorded of the rights in them."]
    )


BASES = {
    "own": "the artist's own",
    "commissioned": "commissioned by contract",
    "licence": "under a licence",
    "consent": "with the holder's written consent",
    "public-domain": "in the public domain",
    "tdm-exception": "under a law on text and data mining",
    "unstated": "of which nobody said whose they are",
}


def _own(corpus: CorpusFacts | None) -> str:
    if corpus is None or not corpus.works:
        return ""
    own = corpus.by_basis.get("own", 0)
    if own == corpus.works:
        return f"{own:,} works by the artist"
    return f"{corpus.works:,} works" + (f", {own:,} of them by the artist" if own else "")


def _review(told: Authorship) -> str:
    if told.reviewed:
        return "A person took the last step, or put the work on the palette after it."
    return "The log does not show that a person looked at it after the model's last step."


def _proportion(told: Authorship) -> str:
    by = "as the author says" if told.proportion_by == "author" else "by rule, from who took steps and whose strokes"
    return f"Proportion: {PROPORTIONS[told.proportion]}, {by}."


def _registration(told: Authorship) -> list[str]:
    """What a person made, and what is to be disclaimed."""
    groups = dict.fromkeys(one.group for one in told.accepted if one.actor == "human")
    made = [WORDS[group] for group in groups]
    own = told.corpus.by_basis.get("own", 0) if told.corpus else 0
    made += [f"{own:,} of the works that the model learned from (works of their own, not part of this one)"] * bool(own)
    aside = "pixels generated by a model" + (", and its steps of its own accord" if told.by("model") else "")
    return [f"By a person: {'; '.join(made) or 'nothing that the log holds'}.", f"To be disclaimed: {aside}."]


WORDS: dict[Group, str] = {
    "input": "drawings or pictures given as input, as far as they can be seen in the work",
    "selection": "selection",
    "arrangement": "arrangement and combination",
    "modification": "modification step by step",
}


def _aside(told: Authorship) -> str:
    count = sum(one.count for one in told.set_aside)
    return f"{_times(count, 'step')} tried and not used" if count else "nothing else tried"


def _times(count: int, word: str) -> str:
    return f"{count:,} {word}{'s' * (count != 1)}"
