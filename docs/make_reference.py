"""Write docs/reference/: pages made from the code, so that they cannot say anything else than it does.

python docs/make_reference.py          writes the pages
"""

import inspect
import json
from collections.abc import Callable, Iterable
from pathlib import Path

from typer.testing import CliRunner

import ganvas
from ganvas import errors
from ganvas.cli import app
from ganvas.files import make_folder, write_whole
from ganvas.losses import GAMES
from ganvas.metrics import METRICS
from ganvas.metrics.table import WORDS
from ganvas.nets import NETS
from ganvas.recipe import RECIPES, Recipe
from ganvas.references import NET_SOURCES, PENALTY_SOURCES, REFERENCES, sources
from ganvas.regularizers import r1, r2, wgan_gp

FOLDER = Path(__file__).parent / "reference"
MADE = "*Made by [`make_reference.py`](../make_reference.py) from the code; change the code, then run it again.*"
VERBS = [str(command.name) for command in app.registered_commands]
GROUPS = {
    str(group.name): group.typer_instance.registered_commands for group in app.registered_groups if group.typer_instance
}
PENALTIES = {"r1": r1, "r2": r2, "wgan_gp": wgan_gp}
EXIT_CODES = {
    0: "done",
    1: "a run that failed: a full disk, numbers that are not finite",
    2: "a wrong call or a refused input",
    130: "interrupted; a training has saved its state, and the same command goes on",
}
OWN = ("version", "name")  # which say nothing about the training


def table(head: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """A Markdown table; a bar inside a cell is escaped."""
    head = list(head)
    lines = [head, ["---"] * len(head), *([str(cell).replace("|", "\\|") for cell in row] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def first_line(thing: object) -> str:
    """The first line of a docstring, without its full stop."""
    return (inspect.getdoc(thing) or "").split("\n\n")[0].replace("\n", " ").replace("``", "`").removesuffix(".")


def paper(key: str) -> str:
    """A paper as a link."""
    return f"[{REFERENCES[key].short}](papers.md#{anchor(key)})"


def anchor(key: str) -> str:
    """The paper's heading as a place in its page: ``arXiv:1406.2661`` is ``arxiv14062661``."""
    return key.lower().replace(":", "").replace(".", "")


def verbs() -> str:
    """Every verb's help, word for word."""
    runner = CliRunner()
    pages = {"ganvas": ["--help"]} | {f"ganvas {verb}": [verb, "--help"] for verb in VERBS}
    for group, commands in GROUPS.items():
        pages |= {f"ganvas {group}": [group, "--help"]}
        pages |= {f"ganvas {group} {one.name}": [group, str(one.name), "--help"] for one in commands}
    helps = {name: runner.invoke(app, words, prog_name="ganvas", terminal_width=80) for name, words in pages.items()}
    parts = [f"## {name}\n\n```text\n{told.stdout.strip()}\n```" for name, told in helps.items()]
    codes = table(["exit code", "means"], EXIT_CODES.items())
    about = (
        "Every verb that makes something reads its options from a file too: `--config own.toml`, where "
        "`minutes = 30` is `--minutes 30`. A flag beats the file. With `--json` the only thing on standard output is "
        "one JSON value; progress and sentences go to standard error."
    )
    return "\n\n".join(["# The verbs", MADE, *parts, "## What every verb keeps to", about, codes])


def recipes() -> str:
    """Every recipe, field by field, and the papers behind it."""
    values = {name: recipe.model_dump(mode="json") for name, recipe in RECIPES.items()}
    rows = [
        [f"`{field}`", *(value_text(values[name][field]) for name in RECIPES), meaning(field)]
        for field in Recipe.model_fields
        if field not in OWN
    ]
    about = (
        "A recipe says everything that decides what a run computes, but for its corpus and the machine. "
        "`ganvas train --recipe NAME` takes one of these; `--recipe own.json` takes one of yours, and "
        "`ganvas train … --dry-run` prints one to begin with. `shape` is fitted to the works, and `length` "
        "to `--minutes`, `--seen` or `--epochs`. *a → b* is half a cosine from *a* to *b* over the run, or over "
        "the share of it that is named."
    )
    behind = [f"- `{name}`: {', '.join(map(paper, papers_of(recipe)))}" for name, recipe in RECIPES.items()]
    head = ["field", *(f"`{name}`" for name in RECIPES), "meaning"]
    return "\n\n".join(
        ["# The recipes", MADE, about, table(head, rows), "## The papers behind them", "\n".join(behind)]
    )


def meaning(field: str) -> str:
    """What a field of a recipe is."""
    return Recipe.model_fields[field].description or ""


def value_text(value: object) -> str:
    """A field's value as a person reads it: a schedule as its ends, an augmentation as its course."""
    if isinstance(value, dict) and "mode" in value:
        return "off" if value["mode"] == "off" else f"{value['mode']}, {value['p_start']:g} → {value['p_end']:g}"
    if isinstance(value, dict):
        start, end, over = value["start"], value["end"], value["over"]
        part = "" if over == 1 else f" over {over:g}"
        return f"{start:g}" if start == end else f"{start:g} → {end:g}{part}"
    if isinstance(value, list):
        return " × ".join(map(str, value))
    if isinstance(value, bool | str):
        return json.dumps(value).strip('"')
    return f"{value:,}" if isinstance(value, int) else f"{value:,g}"


def papers_of(recipe: Recipe) -> tuple[str, ...]:
    """The papers behind a recipe."""
    weights = {"r1": recipe.r1.start, "r2": recipe.r2.start, "wgan_gp": recipe.wgan_gp}
    return sources(recipe.net, GAMES[recipe.game].source, [name for name, weight in weights.items() if weight])


def parts() -> str:
    """The rows of the tables from which recipes are put together, and the measures."""
    nets = [
        [f"`{name}`", first_line(inspect.getmodule(pair.generator)), "yes" if pair.couples else "no",
         ", ".join(map(paper, NET_SOURCES[name]))]
        for name, pair in NETS.items()
    ]  # fmt: skip
    games = [[f"[`{name}`](../losses.md#{name})", game.says, paper(game.source)] for name, game in GAMES.items()]
    penalties = [[f"`{name}`", first_line(PENALTIES[name]), paper(PENALTY_SOURCES[name])] for name in PENALTIES]
    metrics = [
        [f"[`{name}`](../measures.md#{name})", metric.better, f"{metric.least:,}", metric.k or "—",
         ", ".join(WORDS[part] for part in metric.looks_at), "no" if metric.bias else "yes"]
        for name, metric in METRICS.items()
    ]  # fmt: skip
    return "\n\n".join(
        [
            "# Networks, games, penalties, measures",
            MADE,
            "## Networks: a recipe's `net`",
            "A generator *couples* its batch where its normalization mixes the samples of one; no discriminator does.",
            table(["name", "what it is", "couples", "after"], nets),
            "## Games: a recipe's `game`",
            table(["name", "what it says", "after"], games),
            "## Penalties: a recipe's `r1`, `r2`, `wgan_gp`",
            table(["name", "what it charges", "after"], penalties),
            "## Measures: `ganvas.metrics`",
            "Below *least* samples of each kind that it looks at a measure refuses, because its number would be mostly "
            "chance. *Real* works are the held-out ones, or the training works where none are held out. Figures of "
            "different counts of generated samples compare only where the last column says yes.",
            table(["name", "better", "least", "neighbors", "looks at", "any count"], metrics),
        ]
    )


def error_classes() -> list[type[errors.GanvasError]]:
    """Every error for the author, in the order of the file."""
    return [
        thing for thing in vars(errors).values() if inspect.isclass(thing) and issubclass(thing, errors.GanvasError)
    ]


def error_page() -> str:
    """Every error, what it means, and the exit code that it ends a verb with."""
    rows = [[f"`{e.__name__}`", first_line(e), f"`{e.__mro__[1].__name__}`", e.exit_code] for e in error_classes()]
    about = (
        "Every error that you can put right is a `ganvas.GanvasError`: one sentence that says what, where, found, "
        "wanted, and what to do. The command line prints it as `ganvas: …` on standard error. Anything else, "
        "with a traceback, is a mistake of ours."
    )
    return "\n\n".join(["# The errors", MADE, about, table(["error", "means", "is a", "exit code"], rows)])


def names() -> str:
    """The public names of the package, with the methods of the classes."""
    sections = [describe(name, getattr(ganvas, name)) for name in ganvas.__all__ if not name.startswith("_")]
    about = "`import ganvas as gv` brings these; each loads what it needs when it is first used."
    return "\n\n".join(["# The Python names", MADE, about, *sections])


def describe(name: str, thing: Callable[..., object]) -> str:
    """One public name: its first line, its fields, its methods."""
    lines = [f"## {name}", f"{first_line(thing)}."]
    if not inspect.isclass(thing):
        return "\n\n".join([*lines, f"```python\n{name}{signature(thing)}\n```"])
    fields = getattr(thing, "model_fields", {})
    if fields and thing is not Recipe:
        lines.append(", ".join(f"`{field}`" for field in fields if field not in ("kind", "version")) or "No fields.")
    if thing is Recipe:
        lines.append("Its fields are on [their own page](recipes.md).")
    methods = {key: value for key, value in vars(thing).items() if not key.startswith(("_", "model_"))}
    rows = [[f"`{key}{signature(value)}`", first_line(value)] for key, value in methods.items() if is_described(value)]
    return "\n\n".join([*lines, *([table(["member", "what it is"], rows)] if rows else [])])


def is_described(member: object) -> bool:
    """Whether a member of a class is a method or a property that says what it is."""
    kinds = (classmethod, staticmethod, property)
    return bool(first_line(member)) and (
        inspect.isfunction(member) or isinstance(member, kinds) or hasattr(member, "func")
    )


def signature(member: object) -> str:
    """The parameters' names of a function or method; nothing for a property."""
    function = getattr(member, "__func__", member)
    if not inspect.isfunction(function):
        return ""
    shown = []
    for parameter in inspect.signature(function).parameters.values():
        star = "*" * (parameter.kind is parameter.VAR_POSITIONAL)
        default = (
            "" if parameter.default is parameter.empty or callable(parameter.default) else f"={parameter.default!r}"
        )
        shown += [f"{star}{parameter.name}{default}"] if parameter.name not in ("self", "cls") else []
    return f"({', '.join(shown)})"


def papers() -> str:
    """Every paper, and what of it is here."""
    used: dict[str, list[str]] = {key: [] for key in REFERENCES}
    for name, game in GAMES.items():
        used[game.source].append(f"the game `{name}`")
    for name, key in PENALTY_SOURCES.items():
        used[key].append(f"the penalty `{name}`")
    for name, keys in NET_SOURCES.items():
        for key in keys:
            used[key].append(f"the networks `{name}`")
    sections = [paper_section(key, used[key]) for key in REFERENCES]
    return "\n\n".join(["# The papers that Ganvas stands on", MADE, *sections])


def paper_section(key: str, here: list[str]) -> str:
    """One paper with its link, and the rows of our tables that are from it."""
    found = REFERENCES[key]
    link = f"[{key}](https://arxiv.org/abs/{key.partition(':')[2]})"
    text = f"## {key}\n\n{', '.join(found.authors)} ({found.year}). *{found.title}*. {found.venue}. {link}"
    return text + (f"\n\nHere: {', '.join(here)}." if here else "")


PAGES: dict[str, Callable[[], str]] = {
    "verbs.md": verbs,
    "recipes.md": recipes,
    "parts.md": parts,
    "errors.md": error_page,
    "python.md": names,
    "papers.md": papers,
}


def main() -> None:
    """Write every page."""
    make_folder(FOLDER)
    for name, page in PAGES.items():
        write_whole(FOLDER / name, (page() + "\n").encode())


if __name__ == "__main__":
    main()
