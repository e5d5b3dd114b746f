"""A sketch as one line of text, as a person writes it: ``mix(3, blend(7, 9, 0.4), coarse) psi=0.7``.

    7  mean  vector(DIGEST)  NAME                     a seed, the average work, a kept latent, one by its name
    blend(a, b, 0.4)  blend(a: 1, b: 2, c: 1)         to 0.4 of the way from a to b; by weights
    mix(a, b, coarse)                                 coarse layers from a, the others from b
    push(a, DIRECTION, 1.5, middle)                   along a direction, by its name or digest
    mutate(a, 0.3, seed=5, layers=fine)               changed by chance
    cross(a, b, seed=5, lock=coarse)                  a child
    walk(a, b, c, at=0.5, closed, slerp)              on the way
    regions(a, on(oval(0.2, 0.2, 0.6, 0.7), b, feather=0.05, depth=0.5))
    regions(a, on(box(0, 0, 0.5, 1), b, inside), flow)    soft within the mask; what is around it may follow
    box(left, top, right, bottom)  stroke(width, x y pressure, x y)  strokes(…)  painted(DIGEST)
    7 psi=0.8 sides=600   7 sides=96:64               of so many steps, or of that height and width

What is written by ``write_line`` is read by ``read_line`` as the same sketch.
"""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from pydantic import ValidationError

from ganvas.errors import SketchError
from ganvas.record import fault_in
from ganvas.sketch.layers import ALL, parse_layers
from ganvas.sketch.masks import Box, Mask, Oval, Painted, Point, Stroke, Strokes
from ganvas.sketch.nodes import (
    Blend,
    Cross,
    Mean,
    Mix,
    Mutate,
    Node,
    Push,
    Region,
    Regions,
    Seed,
    Share,
    Vector,
    Walk,
)
from ganvas.sketch.sketch import Sketch
from ganvas.sketch.words import Call, Numbers, Term, Word, read_terms

T = TypeVar("T")
Names = Mapping[str, str]
HEX = frozenset("0123456789abcdef")


def read_line(text: str, names: Names | None = None) -> Sketch:
    """The sketch that a line of text means.

    Args:
        text: the line.
        names: digests of kept latents and directions by the names that the artist gave them.
    Raises:
        SketchError: it is no sketch; the sentence says where.
    """
    terms, options = read_terms(text)
    values: dict[str, Any] = {}
    if "psi" in options:
        psi, layers = options["psi"]
        values = {"psi": psi} | ({"psi_layers": parse_layers(layers)} if layers else {})
    if "sides" in options:
        values["sides"] = tuple(side for side in options["sides"] if side != "")
    reader = _Reader(text, names or {})
    try:
        return Sketch(latent=reader.latent(terms), **values)
    except ValidationError as error:
        raise SketchError(f"sketch {_short(text)}: {fault_in(error, 'sketch')}") from None


def read_mask(text: str, names: Names | None = None) -> Mask:
    """The mask that a line such as ``oval(0.2, 0.2, 0.6, 0.7)`` means.

    Raises:
        SketchError: it is no mask.
    """
    term, _ = read_terms(text)
    try:
        mask: Mask = _Reader(text, names or {}).mask(term)
    except ValidationError as error:
        raise SketchError(f"mask {_short(text)}: {error.errors(include_url=False)[0]['msg']}") from None
    return mask


def write_line(sketch: Sketch) -> str:
    """The line of text that ``read_line`` reads as this sketch."""
    layers = "" if sketch.psi_layers == ALL else f":{sketch.psi_layers}"
    sides = f" sides={':'.join(map(str, sketch.sides))}" if sketch.sides else ""
    return f"{_text(sketch.latent)} psi={_number(sketch.psi)}{layers}{sides}"


def _short(text: str) -> str:
    return repr(text if len(text) <= 60 else f"{text[:57]}…")


class _Reader:
    """From terms to nodes."""

    def __init__(self, text: str, names: Names) -> None:
        self.text, self.names = text, names

    def refuse(self, why: str) -> SketchError:
        return SketchError(f"sketch {_short(self.text)}: {why}; write it as in mix(3, blend(7, 9, 0.4), coarse)")

    def latent(self, term: Term) -> Any:
        """The node of a term."""
        if isinstance(term, Numbers) and len(term.of) == 1 and float(term.of[0]).is_integer():
            return Seed(seed=int(term.of[0]))
        if isinstance(term, Word):
            return Mean() if term.text == "mean" else Vector(digest=self.digest(term))
        if isinstance(term, Call) and term.name in LATENTS:
            return LATENTS[term.name](self, term)
        raise self.refuse(f"found {term}, wanted a seed, mean, or one of {', '.join(LATENTS)}")

    def digest(self, term: Term) -> str:
        """A digest, written out or by its name."""
        if not isinstance(term, Word):
            raise self.refuse(f"found {term}, wanted a name or a digest")
        if len(term.text) == 64 and set(term.text) <= HEX:
            return term.text
        if term.text not in self.names:
            known = ", ".join(sorted(self.names)) or "none is kept beside this model"
            raise self.refuse(f"{term.text!r} is no kept name (known: {known})")
        return self.names[term.text]

    def number(self, term: Term | None) -> float:
        """One number."""
        if not isinstance(term, Numbers) or len(term.of) != 1:
            raise self.refuse(f"found {term or 'nothing'}, wanted a number")
        return term.of[0]

    def whole(self, term: Term | None) -> int:
        """One whole number."""
        number = self.number(term)
        if not float(number).is_integer():
            raise self.refuse(f"found {term}, wanted a whole number")
        return int(number)

    def layers(self, term: Term | None) -> str:
        """A range of layers; all where nothing is said."""
        if term is None:
            return ALL
        return parse_layers(term.text if isinstance(term, Word) else str(self.whole(term)))

    def pick(self, call: Call, least: int, most: int, *keywords: str) -> list[Term]:
        """The positional terms, if there are as many as wanted and no strange keywords."""
        if not least <= len(call.terms) <= most:
            raise self.refuse(
                f"{call.name} takes {least}{f' to {most}' if most > least else ''} parts, found {len(call.terms)}"
            )
        if strange := [name for name, _ in call.keywords if name not in keywords]:
            raise self.refuse(f"{call.name} knows no {strange[0]}=; known: {', '.join(keywords) or 'none'}")
        return list(call.terms)

    def blend(self, call: Call) -> Blend:
        if any(weight is not None for weight in call.weights):
            parts = self.pick(call, 1, 64)
            shares = zip(parts, call.weights, strict=True)
            return Blend(of=tuple(Share(latent=self.latent(a), weight=1 if w is None else w) for a, w in shares))
        a, b, t = self.pick(call, 3, 3)
        second = self.number(t)
        return Blend(of=(Share(latent=self.latent(a), weight=1 - second), Share(latent=self.latent(b), weight=second)))

    def vector(self, call: Call) -> Vector:
        return Vector(digest=self.digest(self.pick(call, 1, 1)[0]))

    def mix(self, call: Call) -> Mix:
        a, b, layers = self.pick(call, 3, 3)
        return Mix(coarse=self.latent(a), fine=self.latent(b), layers=self.layers(layers))

    def push(self, call: Call) -> Push:
        latent, direction, amount, *layers = self.pick(call, 3, 4)
        return Push(
            latent=self.latent(latent),
            direction=self.digest(direction),
            amount=self.number(amount),
            layers=self.layers(layers[0] if layers else None),
        )

    def mutate(self, call: Call) -> Mutate:
        a, strength = self.pick(call, 2, 2, "seed", "layers")
        layers = self.layers(call.keyword("layers"))
        seed = self.whole(call.keyword("seed"))
        return Mutate(latent=self.latent(a), strength=self.number(strength), seed=seed, layers=layers)

    def cross(self, call: Call) -> Cross:
        parents = self.pick(call, 2, 8, "seed", "lock")
        locked: Any = tuple(self.layers(term) for name, term in call.keywords if name == "lock")
        seed = self.whole(call.keyword("seed"))
        return Cross(parents=tuple(self.latent(one) for one in parents), seed=seed, locked=locked)

    def walk(self, call: Call) -> Walk:
        flags = [term.text for term in call.terms if isinstance(term, Word) and term.text in WALK_FLAGS]
        keys = [term for term in call.terms if not (isinstance(term, Word) and term.text in WALK_FLAGS)]
        self.pick(call, 2, len(call.terms), "at")
        options: dict[str, Any] = {key: value for flag in flags for key, value in WALK_FLAGS[flag].items()}
        at = call.keyword("at")
        return Walk(keys=tuple(self.latent(key) for key in keys), at=0 if at is None else self.number(at), **options)

    def regions(self, call: Call) -> Regions:
        base, *over = self.pick(call, 2, 66)
        flow = Word("flow") in over
        regions = tuple(self.region(one) for one in over if one != Word("flow"))
        return Regions(base=self.latent(base), over=regions, stays=not flow)

    def region(self, term: Term) -> Region:
        if not isinstance(term, Call) or term.name != "on":
            raise self.refuse(f"found {term}, wanted on(mask, latent)")
        mask, latent, *within = self.pick(term, 2, 3, "feather", "depth")
        options: dict[str, Any] = {name: self.number(value) for name, value in term.keywords}
        if within not in ([], [Word("inside")]):
            raise self.refuse(f"found {within[0]}, wanted inside or nothing")
        return Region(mask=self.mask(mask), latent=self.latent(latent), inside=bool(within), **options)

    def mask(self, term: Term) -> Any:
        if isinstance(term, Call) and term.name in MASKS:
            return MASKS[term.name](self, term)
        raise self.refuse(f"found {term}, wanted a mask: one of {', '.join(MASKS)}")

    def framed(self, call: Call, shape: Callable[..., T]) -> T:
        left, top, right, bottom = (self.number(term) for term in self.pick(call, 4, 4))
        return shape(left=left, top=top, right=right, bottom=bottom)

    def stroke(self, call: Call) -> Stroke:
        width, *points = self.pick(call, 2, 4097)
        return Stroke(points=tuple(self.point(one) for one in points), width=self.number(width))

    def point(self, term: Term) -> Point:
        if not isinstance(term, Numbers) or len(term.of) not in {2, 3}:
            raise self.refuse(f"found {term}, wanted a point: x y, or x y pressure")
        return Point(**dict(zip(("x", "y", "pressure"), term.of, strict=False)))

    def strokes(self, call: Call) -> Strokes:
        parts = self.pick(call, 1, 256)
        if not all(isinstance(one, Call) and one.name == "stroke" for one in parts):
            raise self.refuse("strokes is made of stroke(…) alone")
        return Strokes(of=tuple(self.mask(one) for one in parts))


WALK_FLAGS: dict[str, dict[str, Any]] = {
    "closed": {"closed": True},
    "slerp": {"curve": "slerp"},
    "spline": {"curve": "spline"},
}
LATENTS: dict[str, Callable[[_Reader, Call], Node]] = {
    "vector": _Reader.vector,
    "blend": _Reader.blend,
    "mix": _Reader.mix,
    "push": _Reader.push,
    "mutate": _Reader.mutate,
    "cross": _Reader.cross,
    "walk": _Reader.walk,
    "regions": _Reader.regions,
}
MASKS: dict[str, Callable[[_Reader, Call], Mask]] = {
    "box": lambda reader, call: reader.framed(call, Box),
    "oval": lambda reader, call: reader.framed(call, Oval),
    "stroke": _Reader.stroke,
    "strokes": _Reader.strokes,
    "painted": lambda reader, call: Painted(digest=reader.digest(reader.pick(call, 1, 1)[0])),
}


def _number(value: float) -> str:
    return str(int(value)) if float(value).is_integer() and abs(value) < 1e15 else repr(float(value))


def _text(part: Any) -> str:
    return WRITERS[type(part)](part)


def _call(name: str, *parts: str) -> str:
    return f"{name}({', '.join(part for part in parts if part)})"


def _blend(node: Blend) -> str:
    weights = [share.weight for share in node.of]
    if len(weights) == 2 and weights[0] == 1 - weights[1]:
        return _call("blend", *(_text(share.latent) for share in node.of), _number(weights[1]))
    return _call("blend", *(f"{_text(share.latent)}: {_number(share.weight)}" for share in node.of))


def _unless_all(layers: str, word: str = "") -> str:
    return "" if layers == ALL else word + layers


def _region(region: Region) -> str:
    soft = (f"feather={_number(region.feather)}", f"depth={_number(region.depth)}")
    return _call("on", _text(region.mask), _text(region.latent), "inside" if region.inside else "", *soft)


def _stroke(mask: Stroke) -> str:
    points = (
        " ".join(_number(one) for one in (p.x, p.y) + ((p.pressure,) if p.pressure != 1 else ())) for p in mask.points
    )
    return _call("stroke", _number(mask.width), *points)


WRITERS: dict[type, Callable[[Any], str]] = {
    Seed: lambda node: str(node.seed),
    Mean: lambda _: "mean",
    Vector: lambda node: _call("vector", node.digest),
    Blend: _blend,
    Mix: lambda node: _call("mix", _text(node.coarse), _text(node.fine), node.layers),
    Push: lambda node: _call(
        "push", _text(node.latent), node.direction, _number(node.amount), _unless_all(node.layers)
    ),
    Mutate: lambda node: _call(
        "mutate",
        _text(node.latent),
        _number(node.strength),
        f"seed={node.seed}",
        _unless_all(node.layers, "layers="),
    ),
    Cross: lambda node: _call(
        "cross", *map(_text, node.parents), f"seed={node.seed}", *(f"lock={group}" for group in node.locked)
    ),
    Walk: lambda node: _call(
        "walk",
        *map(_text, node.keys),
        f"at={_number(node.at)}",
        "closed" if node.closed else "",
        "slerp" if node.curve == "slerp" else "",
    ),
    Regions: lambda node: _call("regions", _text(node.base), *map(_region, node.over), "" if node.stays else "flow"),
    Box: lambda mask: _call("box", *map(_number, (mask.left, mask.top, mask.right, mask.bottom))),
    Oval: lambda mask: _call("oval", *map(_number, (mask.left, mask.top, mask.right, mask.bottom))),
    Stroke: _stroke,
    Strokes: lambda mask: _call("strokes", *map(_text, mask.of)),
    Painted: lambda mask: _call("painted", mask.digest),
}
