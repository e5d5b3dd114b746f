"""The downloader against a server on this machine that cuts, lies, refuses and resumes."""

import hashlib
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from ganvas.corpus.corpus import Corpus
from ganvas.corpus.download import PublicFile, cache_folder, fetch, find
from ganvas.corpus.named import PUBLIC_SETS
from ganvas.errors import DownloadError

DATA = bytes(range(256)) * 4000
FILE = PublicFile("set.gz", f"sha256:{hashlib.sha256(DATA).hexdigest()}")
MNIST = Path(__file__).parents[2] / "../shared/data/mnist"


class Server(BaseHTTPRequestHandler):
    seen: list[tuple[str, str]]

    def do_GET(self) -> None:
        wanted = self.headers.get("Range", "")
        self.server.seen.append((self.path, wanted))
        kind = self.path.split("/")[1]
        start = int(wanted.removeprefix("bytes=").rstrip("-") or 0) if kind != "plain" else 0
        if kind == "missing":
            return self.send_error(404)
        if start >= len(DATA):
            return self.send_error(416)
        body = b"x" * len(DATA) if kind == "liar" else DATA[start:]
        self.send_response(206 if start else 200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        return self.wfile.write(body[: len(body) // 2] if kind == "cut" else body) and None

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def server() -> Iterator[ThreadingHTTPServer]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Server) as running:
        running.seen = []
        thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield running
        running.shutdown()
        thread.join()


def mirrors(server: ThreadingHTTPServer, *kinds: str) -> list[str]:
    return [f"http://127.0.0.1:{server.server_port}/{kind}/" for kind in kinds]


def silent(_what: str, _done: int, _total: int) -> None:
    pass


def test_fetched_once_and_cached(server, tmp_path):
    calls = []
    path = fetch(FILE, mirrors(server, "good"), tmp_path, lambda *call: calls.append(call))
    assert path.read_bytes() == DATA
    assert calls[-1] == ("fetching set.gz", len(DATA), len(DATA))
    fetch(FILE, mirrors(server, "good"), tmp_path, silent)
    assert len(server.seen) == 1


def test_goes_on_where_it_was_cut(server, tmp_path):
    path = fetch(FILE, mirrors(server, "cut", "good"), tmp_path, silent)
    assert path.read_bytes() == DATA
    assert [wanted for _, wanted in server.seen] == ["", f"bytes={len(DATA) // 2}-"]
    assert [place.name for place in tmp_path.iterdir()] == ["set.gz"]


def test_a_cut_fetch_is_gone_on_with_by_the_next_call(server, tmp_path):
    with pytest.raises(DownloadError, match="the connection broke off"):
        fetch(FILE, mirrors(server, "cut"), tmp_path, silent)
    assert (tmp_path / "set.gz.partial").stat().st_size == len(DATA) // 2
    assert fetch(FILE, mirrors(server, "good"), tmp_path, silent).read_bytes() == DATA
    assert server.seen[-1][1] == f"bytes={len(DATA) // 2}-"


def test_a_server_without_ranges_sends_all_of_it(server, tmp_path):
    (tmp_path / "set.gz.partial").write_bytes(DATA[:1000])
    assert fetch(FILE, mirrors(server, "plain"), tmp_path, silent).read_bytes() == DATA


def test_all_of_it_was_here_already(server, tmp_path):
    (tmp_path / "set.gz.partial").write_bytes(DATA)
    assert fetch(FILE, mirrors(server, "good"), tmp_path, silent).read_bytes() == DATA


def test_mirrors_in_order_and_another_file_is_refused(server, tmp_path):
    path = fetch(FILE, mirrors(server, "missing", "liar", "good"), tmp_path, silent)
    assert path.read_bytes() == DATA
    assert [address.split("/")[1] for address, _ in server.seen] == ["missing", "liar", "good"]


def test_every_trouble_is_told(server, tmp_path):
    with pytest.raises(DownloadError) as caught:
        fetch(FILE, [*mirrors(server, "missing", "liar"), "http://127.0.0.1:9/"], tmp_path, silent)
    text = str(caught.value)
    for words in ("answered 404", "gave another file", "refused", "name its folder with --from"):
        assert words in text
    assert list(tmp_path.iterdir()) == []


def test_find_takes_the_known_file_alone(tmp_path):
    with pytest.raises(DownloadError, match=r"no set\.gz here"):
        find(FILE, tmp_path)
    (tmp_path / "set.gz").write_bytes(b"other")
    with pytest.raises(DownloadError, match="not the known file"):
        find(FILE, tmp_path)
    (tmp_path / "set.gz").write_bytes(DATA)
    assert find(FILE, tmp_path) == tmp_path / "set.gz"


def test_the_cache_can_be_moved(monkeypatch, tmp_path):
    monkeypatch.setenv("GANVAS_CACHE", str(tmp_path))
    assert cache_folder("mnist") == tmp_path / "sets/mnist"


@pytest.mark.parametrize("name", PUBLIC_SETS)
def test_every_public_set_names_four_files_and_a_mirror(name):
    public = PUBLIC_SETS[name]
    assert len(public.digests) == 4
    assert all(digest.startswith(("md5:", "sha256:")) for digest in public.digests.values())
    assert public.mirrors
    assert all(mirror.endswith("/") for mirror in public.mirrors)
    assert len(public.label_names) in (0, 10)


@pytest.mark.skipif(not MNIST.is_dir(), reason="the MNIST files are not beside the checkout")
def test_mnist_from_a_folder(tmp_path):
    corpus = Corpus.gather("mnist?part=test", into=tmp_path / "mnist", from_dir=MNIST)
    assert len(corpus) == 10_000
    assert corpus.natural_shape(28) == (1, 28, 28)
    dataset = corpus.prepare((1, 28, 28))
    assert dataset.labels.bincount().tolist() == [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]
    assert round(float(dataset.levels.mean() / 255), 4) == 0.1325  # the mean of MNIST's test set, widely known
