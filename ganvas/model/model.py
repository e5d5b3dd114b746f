"""A trained generator with its ways of painting."""

import contextlib
import threading
from collections.abc import Iterable, Iterator
from os import PathLike
from pathlib import Path
from typing import Protocol, Self

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from ganvas import hub, snapshot
from ganvas.artwork import Artwork, Origin
from ganvas.errors import GanvasError, ModelError, ShapeError, SketchError
from ganvas.files import digest_file
from ganvas.media import medium
from ganvas.media.levels import to_samples
from ganvas.media.medium import Medium
from ganvas.model import latents
from ganvas.model.masks import draw_region
from ganvas.model.vectors import Vectors, beside
from ganvas.nets import NETS, Design, Entered, Regional, Sized, Styled
from ganvas.sketch import Latent, Regions, Sketch, Walk, check_size, kept_values
from ganvas.snapshot import Card

THREADS = 1  # with more, sums are split by the number of cores, and the last bits with them

_one_painter = threading.Lock()  # the number of threads is the whole process's


class OnDisk(Protocol):
    """A run, or anything else that lies in one directory."""

    @property
    def path(self) -> Path:
        """The directory."""


class Model:
    """A generator that paints sketches: the same snapshot and sketch give the same bytes.

    Attributes:
        card: what the snapshot says about itself.
        digest: of the snapshot; the model's identity.
        device: where it paints.
        vectors: values that sketches name by their digest.
    """

    def __init__(
        self, generator: nn.Module, card: Card, digest: str, device: str = "auto", vectors: Vectors | None = None
    ) -> None:
        self.card, self.digest, self.device = card, digest, painting_device(device)
        self.vectors = vectors or Vectors()
        self._generator = generator.to(self.device, torch.float32).eval().requires_grad_(False)
        self._space = self._find_space()

    def _find_space(self) -> latents.Space:
        """Styles where the generator maps latents to them, otherwise z."""
        if not isinstance(self._generator, Styled):
            return latents.z_space(self.card.z_dim, self.vectors.get)
        with _exactly():
            return latents.style_space(self._generator, self.card.classes, self.device, self.vectors.get)

    @classmethod
    def load(cls, source: str | PathLike[str] | OnDisk, digest: str = "", device: str = "auto") -> Self:
        """The model of a run's newest snapshot, or of a snapshot.

        Args:
            source: a run, its directory, a snapshot's folder, or a snapshot file.
            digest: take the snapshot of this digest instead of the newest.
            device: auto, cpu, cuda or mps; auto is the CPU, where the bytes are the same on every run.
        Raises:
            ModelError: there is no such snapshot, or it is damaged.
        """
        path = Path(source) if isinstance(source, str | PathLike) else source.path
        file = find_exactly(path, digest) if digest else snapshot.find(path)[0]
        card, state, found = snapshot.load(file)
        return cls(build(card, state, path), card, found, device, Vectors(beside(file)))

    @classmethod
    def from_pretrained(cls, source: str | PathLike[str], revision: str = "main", device: str = "auto") -> Self:
        """The model in a folder, or of a hub; only this call goes to a hub, and only where there is no such folder.

        Args:
            source: a folder or file as in ``load``, or a name on a hub, such as ``ada/herons``.
            revision: on a hub, the commit; or a branch or tag, which is looked up once and then held.
            device: as in ``load``.
        Raises:
            DownloadError: there is no such model or revision, or the hub cannot be reached.
            ModelError: its snapshot is damaged, or there is neither such a folder nor could there be such a name.
        """
        if Path(source).exists() or not hub.is_name(str(source)):
            return cls.load(source, device=device)
        return cls.load(hub.fetch(str(source), revision).folder / snapshot.FILE, device=device)

    @property
    def art(self) -> Medium:
        """The medium of what it paints, bound to what the works have in common."""
        return medium(self.card.medium, self.card.common)

    @property
    def layers(self) -> int:
        """How many layers have a style of their own; 1 where the latent goes in at once."""
        return self._space.layers

    @property
    def space(self) -> latents.Space:
        """Where its latents lie."""
        return self._space

    def latent(self, expression: Latent) -> Tensor:
        """(layers, size), float32, CPU: the latent of an expression before psi.

        Size is w_dim, or z_dim of a model without styles, which has one layer.

        Raises:
            SketchError: the expression is too deep or too large, or is not of this model.
        """
        check_size(expression)
        with _exactly():
            found = self._space.at(expression).float()
        return found.clone()  # one that may take part in a gradient

    def marks(self, walk: Walk) -> NDArray[np.float64]:
        """(stretches + 1,): the positions of a walk at which its keys lie, from 0 to 1.

        Raises:
            SketchError: the walk is not of this model.
        """
        check_size(walk)
        with _exactly():
            return np.asarray(self._space.marks(walk).numpy(), np.float64)

    def entries(self) -> list[Tensor]:
        """For each layer the matrix (features, size), float64, CPU, through which its latent enters the generator.

        Raises:
            SketchError: the generator does not show them.
        """
        if not isinstance(self._generator, Entered):
            raise SketchError(f"a {self.card.net!r} model does not show the weights through which its latents go in")
        return [matrix.detach().to("cpu", torch.float64) for matrix in self._generator.entries()]

    def paint(self, given: Tensor) -> Tensor:
        """Latents (N, layers, size) to samples (N, *shape) in −1…1, differentiable: for a search that looks at many.

        The last bits may depend on the batch and the threads; what is shown or kept is painted by ``render``.
        """
        given = given.to(self.device, torch.float32)
        painted: Tensor = (
            self._generator.paint(given) if isinstance(self._generator, Styled) else self._generator(given[:, 0])
        )
        return painted

    def render(self, sketch: Sketch) -> Artwork:
        """Paint one sketch, one sample at a time, so that nothing painted beside it can change it.

        Raises:
            ModelError: the generator gives other shapes or numbers than its card says.
            SketchError: this model cannot paint it, or its values are not here.
        """
        check_size(sketch.latent)
        with _exactly():
            sample = self._sample(sketch)
            wanted = (self.card.shape[0], *(sketch.sides or self.card.shape[1:]))
            if tuple(sample.shape) != wanted:
                raise ModelError(f"the generator painted {tuple(sample.shape)}; its card says {wanted}")
            if not sample.isfinite().all():
                raise ModelError(f"model {self.digest[:12]} painted numbers that are not finite; use another snapshot")
            levels = to_samples(sample, self.art.dtype)
        return Artwork(levels, self.origin(sketch), self.card.medium, self.card.common)

    def _sample(self, sketch: Sketch) -> Tensor:
        """(*shape) of a sketch."""
        if isinstance(sketch.latent, Regions):
            return self._regions(sketch, sketch.latent)
        w = self._space.at(sketch.latent, sketch.psi, sketch.psi_layers)[None]
        return self._of_sides(w, sketch.sides)[0] if sketch.sides else self.paint(w)[0]

    def _of_sides(self, w: Tensor, sides: tuple[int, ...]) -> Tensor:
        """(N, channels, *sides) of styles."""
        if not isinstance(self._generator, Sized):
            raise SketchError(f"sides {sides}: a {self.card.net!r} model paints {self.card.shape[1:]} and no other")
        try:
            return self._generator.paint_sides(w.to(self.device, torch.float32), sides)
        except ShapeError as error:
            raise SketchError(f"sides {sides}: {error}") from None

    def _regions(self, sketch: Sketch, regions: Regions) -> Tensor:
        """(*shape) of several latents in one picture."""
        if sketch.sides:
            raise SketchError("regions are painted at the model's own sides; leave the others out")
        if not isinstance(self._generator, Regional):
            raise SketchError(
                f"regions: a {self.card.net!r} model has no layers to join them in; train a 'style' model for that"
            )
        latents = [regions.base, *(region.latent for region in regions.over)]
        w = torch.stack([self._space.at(one, sketch.psi, sketch.psi_layers).float() for one in latents])
        _, height, width = self.card.shape
        masks = torch.stack([draw_region(one, height, width, self.vectors.get) for one in regions.over])
        depths = [one.depth for one in regions.over]
        return self._generator.paint_regions(w.to(self.device), masks.to(self.device), depths, regions.stays)

    def render_many(self, sketches: Iterable[Sketch]) -> Iterator[Artwork]:
        """Paint sketches one after another, each as ``render`` would."""
        return map(self.render, sketches)

    def origin(self, sketch: Sketch) -> Origin:
        """What a file of this sketch, painted by this model, says about itself."""
        return Origin(
            sketch=sketch,
            model=self.digest,
            corpus=self.card.corpus_digest,
            seen=self.card.seen,
            vectors=self.vectors.pack(kept_values(sketch.latent)),
        )


def find_exactly(path: Path, digest: str) -> Path:
    """The snapshot file of that digest.

    Raises:
        ModelError: there is none of it here.
    """
    files = {file: digest_file(file) for file in snapshot.find(path)}
    for file, found in files.items():
        if found == digest:
            return file
    raise ModelError(
        f"{path}: its snapshot is {', '.join(found[:12] for found in files.values())}, but {digest[:12]} is wanted."
        " Name the run or snapshot that painted it."
    )


def build(card: Card, state: dict[str, Tensor], path: Path) -> nn.Module:
    """The generator that a card describes, with these weights; strict.

    It is laid out without memory first, so that a false card costs an error and not the machine.

    Raises:
        ModelError: the card names no network of ours, or the weights are another network's.
    """
    if card.net not in NETS:
        raise ModelError(f"{path}: its network is {card.net!r}; this version knows {', '.join(sorted(NETS))}.")
    design = Design.of(card)
    try:
        with torch.device("meta"):
            plan = NETS[card.net].generator(design).state_dict()
        _check_same(plan, state)
        with torch.random.fork_rng(devices=[]):  # starting weights are drawn, then replaced; nobody's chance may move
            generator = NETS[card.net].generator(design)
        generator.load_state_dict(state)
    except (GanvasError, RuntimeError, ValueError) as error:
        raise ModelError(f"{path}: its weights do not fit the network that its card describes ({error}).") from None
    return generator


def _check_same(plan: dict[str, Tensor], state: dict[str, Tensor]) -> None:
    wanted, found = ({name: (*t.shape, t.dtype) for name, t in tensors.items()} for tensors in (plan, state))
    for name in sorted(wanted.keys() | found.keys()):
        if wanted.get(name) != found.get(name):
            raise ValueError(f"{name}: found {found.get(name, 'nothing')}, wanted {wanted.get(name, 'nothing')}")


def painting_device(name: str) -> torch.device:
    """Where to paint; auto is the CPU, because there a sketch gives the same bytes on every run.

    Raises:
        ModelError: this machine has no such device.
    """
    present = {"auto": True, "cpu": True, "cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available()}
    if not present.get(name, False):
        here = ", ".join(device for device, is_here in present.items() if is_here)
        raise ModelError(f"device {name!r} is not on this machine; choose one of: {here}")
    return torch.device("cpu" if name == "auto" else name)


@contextlib.contextmanager
def _exactly() -> Iterator[None]:
    """No gradients, a fixed number of threads, full float32, the deterministic choice of each kernel."""
    exact = torch.backends.cudnn.flags(enabled=True, benchmark=False, deterministic=True, allow_tf32=False)
    with _one_painter, torch.inference_mode(), exact:
        before = torch.get_num_threads()
        torch.set_num_threads(THREADS)
        try:
            yield
        finally:
            torch.set_num_threads(before)
