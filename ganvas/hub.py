"""Models on a hub: a folder of safetensors and JSON fetched by an explicit call, or pushed by one.

The hub is Hugging Face's, or whoever answers at ``HF_ENDPOINT``. What is fetched is pinned to one commit, and only the
files that a model needs are asked for: weights as safetensors, their credentials, their card.
"""

import contextlib
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ganvas.errors import DownloadError

if TYPE_CHECKING:
    from huggingface_hub import HfApi

WEIGHTS = "generator.safetensors"
BESIDE = (f"{WEIGHTS}.c2pa", "config.json", "README.md")
NAME = re.compile(r"[A-Za-z0-9][\w.-]{0,95}/[A-Za-z0-9][\w.-]{0,95}", re.ASCII)
COMMIT = re.compile(r"[0-9a-f]{40}")
PATIENCE_S = 30.0


@dataclass(frozen=True)
class Fetched:
    """A model of a hub, in this machine's cache.

    Attributes:
        folder: where its files are.
        commit: which they are of, 40 hexadecimal digits.
    """

    folder: Path
    commit: str


def is_name(text: str) -> bool:
    """Whether a text is the name of a model on a hub, such as ``ada/herons``."""
    return NAME.fullmatch(text) is not None


def fetch(name: str, revision: str = "main") -> Fetched:
    """A model's files, of one commit; those that are here already are not fetched again.

    Args:
        name: such as ``ada/herons``.
        revision: a commit; or a branch or tag, which is looked up once and then held.
    Raises:
        DownloadError: the name is none, there is no such model, revision or snapshot, or the hub cannot be reached.
    """
    _check_name(name)
    if COMMIT.fullmatch(revision) and (folder := _kept(name, revision)):
        return Fetched(folder, revision)
    with _plainly(name, revision):
        told = _api().model_info(name, revision=revision, timeout=PATIENCE_S)
        commit, files = str(told.sha), {file.rfilename for file in told.siblings or ()}
        if WEIGHTS not in files:
            raise DownloadError(f"{name}: holds no {WEIGHTS}, so it is no model of Ganvas; nothing was fetched.")
        wanted = [file for file in (*BESIDE, WEIGHTS) if file in files]  # the weights last: where they are, all is
        paths = [_api().hf_hub_download(name, file, revision=commit, etag_timeout=PATIENCE_S) for file in wanted]
    return Fetched(Path(paths[-1]).parent, commit)


def push(folder: Path, name: str, private: bool = True, message: str = "") -> str:
    """Put a folder's model files on a hub, in one commit; other files there stay.

    Args:
        folder: with a snapshot, its card and a README, as ``ganvas export --hub`` writes it.
        name: such as ``ada/herons``; the model is made if it is not there.
        private: whether only you can see a model that is made now.
        message: of the commit.
    Returns:
        the commit.
    Raises:
        DownloadError: the folder has no snapshot, you may not write there, or the hub cannot be reached.
    """
    _check_name(name)
    if not (folder / WEIGHTS).is_file():
        raise DownloadError(f"{folder}: has no {WEIGHTS}. Make the folder with ganvas export --hub.")
    with _plainly(name, "main"):
        api = _api()
        api.create_repo(name, private=private, exist_ok=True)
        done = api.upload_folder(
            repo_id=name,
            folder_path=folder,
            allow_patterns=[WEIGHTS, *BESIDE],
            commit_message=message or "A model made with Ganvas",
        )
    return str(done.oid)


def _check_name(name: str) -> None:
    if not is_name(name):
        raise DownloadError(f"{name!r}: is no model of a hub; its name is written OWNER/NAME, as in ada/herons.")


def _endpoint() -> str | None:
    return os.environ.get("HF_ENDPOINT") or None


def _api() -> "HfApi":
    from huggingface_hub import HfApi
    from huggingface_hub.utils.tqdm import disable_progress_bars

    from ganvas import __version__

    disable_progress_bars()
    return HfApi(endpoint=_endpoint(), library_name="ganvas", library_version=__version__)


def _kept(name: str, commit: str) -> Path | None:
    """The folder of a commit that was fetched before."""
    from huggingface_hub import try_to_load_from_cache
    from huggingface_hub.constants import HF_HUB_CACHE

    found = try_to_load_from_cache(name, WEIGHTS, cache_dir=HF_HUB_CACHE, revision=commit)
    return Path(found).parent if isinstance(found, str) else None


@contextlib.contextmanager
def _plainly(name: str, revision: str) -> Iterator[None]:
    """What a hub refuses, in one sentence each."""
    from huggingface_hub import errors

    of_http: type[Exception] = errors.HfHubHTTPError.__bases__[0]  # of whichever HTTP library the hub's own is built on
    host = _endpoint() or "https://huggingface.co"
    sentences: list[tuple[type[Exception], str]] = [  # the first that fits
        (errors.GatedRepoError, "its owner lets only some people in. Ask there, then log in with hf auth login."),
        (errors.RepositoryNotFoundError, f"{host} has no such model, or you may not see it; then hf auth login."),
        (errors.RevisionNotFoundError, f"has no revision {revision}. Look on its page which there are."),
        (errors.LocalEntryNotFoundError, f"{host} cannot be reached any more. Try again; what came is kept."),
        (errors.OfflineModeIsEnabled, "HF_HUB_OFFLINE is set, and this model is not in the cache."),
        (errors.HFValidationError, "is not a name that a hub allows. Look how its page writes it."),
    ]
    try:
        yield
    except tuple(kind for kind, _ in sentences) as error:
        words = next(words for kind, words in sentences if isinstance(error, kind))
        raise DownloadError(f"{name}: {words}") from None
    except errors.HfHubHTTPError as error:
        code = error.response.status_code if error.response is not None else 0
        why = "you may not; log in with hf auth login" if code in (401, 403) else f"it answers {code}"
        raise DownloadError(f"{name}: {host} refuses: {why}.") from None
    except (of_http, OSError) as error:
        raise DownloadError(f"{name}: {host} cannot be reached ({type(error).__name__}).") from None
