"""The sections of the report, each a function from records and numbers to HTML.

Whatever comes from outside passes through ``escape``: a corpus may be called anything.
"""

import html
import json
from collections.abc import Iterable, Sequence

from ganvas import snapshot
from ganvas.media import medium
from ganvas.recipe import Cosine, Recipe
from ganvas.run import Run
from ganvas.training.reading import Curve, Line, recent, shown
from ganvas.training.units import count, duration, number

Row = tuple[str, str, str]  # a name, its value, and what it means; text, not yet HTML


def escape(value: object) -> str:
    """The value as text that is safe in an element and in a quoted attribute."""
    return html.escape(str(value), quote=True)


def medium_line(run: Run) -> str:
    """What a museum label would say under the title."""
    recipe = run.recipe
    shape = " × ".join(str(side) for side in recipe.shape)
    learns = f"learning from {run.source.works:,} works of {run.source.name}"
    return f"{recipe.net} network for {medium(recipe.medium).plural} of {shape}, {learns}"


def film(frames: Sequence[tuple[int, str]], total: int) -> str:
    """The contact sheets as a film; frames are (seen, address), oldest first, out of ``total`` sheets."""
    if not frames:
        why = (
            "The contact sheets are too large for this page: see the folder sheets."
            if total
            else "No contact sheet yet."
        )
        return f'<p class="note film">{why}</p>'
    images = "\n".join(_image(seen, address, last=(seen, address) == frames[-1]) for seen, address in frames)
    some = "" if len(frames) == total else f" Shown are {len(frames)} of {total} sheets; all are in the folder sheets."
    return f"""<figure class="film" aria-label="Contact sheets">
<div class="mat">
{images}
</div>
<div class="controls" hidden>
<button type="button">Play</button>
<input type="range" min="0" max="{len(frames) - 1}" value="{len(frames) - 1}" step="1" aria-label="Moment of the run">
<output>{count(frames[-1][0])} works seen</output>
</div>
<figcaption>The same latents at every moment, painted by the averaged generator. \
The arrow keys step through the run.{some}</figcaption>
</figure>"""


def _image(seen: int, address: str, last: bool) -> str:
    hidden = "" if last else " hidden"
    return f'<img alt="Contact sheet after {seen:,} works" src="{address}"{hidden}>'


def curves(lines: Sequence[Line]) -> str:
    """A figure for each curve that the log has numbers for; the script draws into it."""
    figures = "\n".join(_curve(curve, lines) for curve in shown(lines))
    if not figures:
        return '<h2>Curves</h2>\n<p class="note">The log holds no numbers yet.</p>'
    note = '<noscript><p class="note">The curves are drawn by a script, which this browser does not run.</p></noscript>'
    return f'<h2>Curves</h2>\n{note}\n<section class="curves" aria-label="Curves">\n{figures}\n</section>'


def _curve(curve: Curve, lines: Sequence[Line]) -> str:
    now = [(key, label, owner, recent(lines, key)) for key, label, owner in curve.series]
    present = [(key, label, owner, value) for key, label, owner, value in now if value is not None]
    legend = "\n".join(
        f'<span data-key="{key}" data-owner="{owner}"><i class="{owner}"></i>{escape(label)} <b>{value:.3g}</b></span>'
        for key, label, owner, value in present
    )
    spoken = ", ".join(f"{label} now about {value:.3g}" for _, label, _, value in present)
    return f"""<figure class="curve">
<h3>{escape(curve.title)}</h3>
<p class="legend">{legend}</p>
<div class="plot" role="img" aria-label="{escape(curve.title)}: {escape(spoken)}" \
data-scale="{curve.scale}" data-includes="{json.dumps(curve.includes)}"></div>
<figcaption>{escape(curve.says)}</figcaption>
</figure>"""


def nearest(address: str) -> str:
    """The samples nearest to a work beside those works; nothing where none were looked for."""
    if not address:
        return ""
    return f"""<h2>Nearest works</h2>
<figure class="nearest">
<div class="mat"><img alt="Samples and the works nearest to them" src="{address}"></div>
<figcaption>Pairs, side by side: a picture of the sheet, and the work that it is nearest to, mirrored or cropped too. \
These are the nearest of all; where a pair is the same picture, it is a copy.</figcaption>
</figure>"""


def events(lines: Sequence[Line]) -> str:
    """What happened to the run, by the clock; nothing where nothing did."""
    rows = "\n".join(
        f"<li><span>{count(number(line, 'seen') or 0)}</span><p>{escape(line['event'])}</p></li>"
        for line in lines
        if line.get("event")
    )
    return f'<h2>Events</h2>\n<ul class="events">\n{rows}\n</ul>' if rows else ""


def particulars(run: Run, lines: Sequence[Line]) -> str:
    """Timing, corpus, machine and recipe as labels."""
    left = _label("Timing", _timing(run, lines)) + _label("Corpus", _corpus(run))
    right = _label("Machine", _machine(run), run.plan.reasons)
    return f"<div>{left}</div>\n{right}\n{_label('Recipe', _recipe(run.recipe), wide=True)}"


def _label(title: str, rows: Iterable[Row], reasons: Sequence[str] = (), wide: bool = False) -> str:
    said = [f"<div><dt>{escape(name)}</dt><dd>{escape(value)}{_small(text)}</dd></div>" for name, value, text in rows]
    if reasons:
        why = "".join(f"<li>{escape(reason)}</li>" for reason in reasons)
        said.append(f"<div><dt>why</dt><dd><ul>{why}</ul></dd></div>")
    return f"<section{' class=wide' if wide else ''}>\n<h2>{title}</h2>\n<dl>\n{''.join(said)}\n</dl>\n</section>"


def _small(text: str) -> str:
    return f"<small>{escape(text)}</small>" if text else ""


def _timing(run: Run, lines: Sequence[Line]) -> list[Row]:
    last = lines[-1] if lines else {}
    seen, elapsed_s, rate = (number(last, key) for key in ("seen", "elapsed_s", "rate"))
    rows = [("works seen", f"{seen or 0:,.0f} of {run.recipe.length:,}", "")]
    if seen and run.source.works:
        rows.append(("each work", f"about {count(seen / (run.source.samples or run.source.works))} times", ""))
    if rollbacks := int(number(last, "rollbacks") or 0):
        why = "to a checkpoint before trouble; Events tells each. Learning rate and gamma are gentler than the recipe's"
        rows.append(("rolled back", "once" if rollbacks == 1 else f"{rollbacks} times", why))
    if chosen := snapshot.best(run.path):
        rows.append(("best snapshot", f"at {chosen.seen:,} works", f"{chosen.metric} {chosen.value:.4g}; it paints"))
    if elapsed_s:
        rows.append(("time so far", duration(elapsed_s), ""))
    if rate:
        rows.append(("rate", f"{count(rate)} works a second", ""))
        if seen and seen < run.recipe.length:
            rows.append(("time left", f"about {duration((run.recipe.length - seen) / rate)}", ""))
    if seen and elapsed_s and lines[1:]:
        rows.append(("on average", f"{count(seen / elapsed_s)} works a second, sheets and files included", ""))
    return rows


def _corpus(run: Run) -> list[Row]:
    source = run.source
    return [
        ("name", source.name, ""),
        ("works", f"{source.works:,}", ""),
        ("place", source.path, ""),
        ("digest", source.digest, "of the works and their rights"),
        ("prepared", source.prepared, "of the samples made from them"),
    ]


def _machine(run: Run) -> list[Row]:
    plan = run.plan
    pieces = "in one piece" if plan.parts == 1 else f"in {plan.parts} pieces"
    return [
        ("processor", plan.machine or "not recorded", ""),
        ("device", f"{plan.device}, {plan.threads} {'thread' if plan.threads == 1 else 'threads'}", ""),
        ("numbers", "bfloat16; losses and weights float32" if plan.bf16 else "float32", ""),
        ("memory format", "channels last" if plan.channels_last else "channels first", ""),
        ("a batch", pieces, ""),
        ("measured", f"{count(plan.rate)} works a second" if plan.rate else "not measured", "before the run"),
        ("PyTorch", plan.torch or "not recorded", ""),
    ]


def _recipe(recipe: Recipe) -> list[Row]:
    fields = type(recipe).model_fields.items()
    return [(name.replace("_", " "), _said(getattr(recipe, name)), field.description or "") for name, field in fields]


def _said(value: object) -> str:
    if isinstance(value, Cosine):
        if value.start == value.end:
            return _said(value.start)
        over = "" if value.over == 1 else f" over the first {100 * value.over:.0f}%"
        return f"{_said(value.start)} → {_said(value.end)}{over}"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return " × ".join(_said(side) for side in value)
    if isinstance(value, int):
        return f"{value:,}"
    return f"{value:,g}" if isinstance(value, float) else str(value)
