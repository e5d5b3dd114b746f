"""A stand-in for a model hub on this machine: as much of the HTTP API as fetching and pushing a model takes."""

import base64
import contextlib
import hashlib
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote, urlsplit

TOKEN = "hf_a_token_for_tests"


@dataclass
class Stand:
    """The models of a hub: name to commits, each a revision and its files; and what was asked for."""

    models: dict[str, dict[str, dict[str, bytes]]] = field(default_factory=dict)
    private: set[str] = field(default_factory=set)
    asked: list[str] = field(default_factory=list)
    address: str = ""

    def put(self, name: str, files: dict[str, bytes]) -> str:
        """A new commit on ``main``."""
        commits = self.models.setdefault(name, {})
        text = json.dumps([len(commits), sorted((key, len(data)) for key, data in files.items())])
        commit = hashlib.sha1(text.encode()).hexdigest()
        commits[commit] = commits["main"] = files
        return commit

    def commit_of(self, name: str, revision: str) -> str:
        files = self.models[name][revision]
        return next(
            commit for commit, some in reversed(self.models[name].items()) if some is files and commit != "main"
        )


@contextlib.contextmanager
def hub() -> Iterator[Stand]:
    stand = Stand()
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Answers", (_Answers,), {"stand": stand}))
    stand.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield stand
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Answers(BaseHTTPRequestHandler):
    stand: Stand
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        pass

    def do_HEAD(self) -> None:
        self._get(body=False)

    def do_GET(self) -> None:
        self._get(body=True)

    def _get(self, body: bool) -> None:
        path = unquote(urlsplit(self.path).path)
        self.stand.asked.append(f"{self.command} {path}")
        parts = path.strip("/").split("/")
        if parts[:2] == ["api", "models"]:
            self._info("/".join(parts[2:4]), parts[5] if len(parts) > 5 else "main")
        elif len(parts) > 4 and parts[2] == "resolve":
            self._file("/".join(parts[:2]), parts[3], "/".join(parts[4:]), body)
        else:
            self._say(404, {})

    def _known(self, name: str, revision: str) -> bool:
        if name not in self.stand.models or (name in self.stand.private and not self._may()):
            self._say(404, {"X-Error-Code": "RepoNotFound"})
        elif revision not in self.stand.models[name]:
            self._say(404, {"X-Error-Code": "RevisionNotFound"})
        else:
            return True
        return False

    def _may(self) -> bool:
        return self.headers.get("Authorization") == f"Bearer {TOKEN}"

    def _info(self, name: str, revision: str) -> None:
        if self._known(name, revision):
            files = [{"rfilename": file} for file in self.stand.models[name][revision]]
            found = {"id": name, "modelId": name, "sha": self.stand.commit_of(name, revision), "siblings": files}
            self._say(200, {}, json.dumps(found | {"private": False, "tags": [], "downloads": 0, "likes": 0}).encode())

    def _file(self, name: str, revision: str, file: str, body: bool) -> None:
        if not self._known(name, revision):
            return
        data = self.stand.models[name][revision].get(file)
        if data is None:
            self._say(404, {"X-Error-Code": "EntryNotFound", "X-Repo-Commit": self.stand.commit_of(name, revision)})
            return
        etag = hashlib.sha256(data).hexdigest()
        heads = {"ETag": f'"{etag}"', "X-Repo-Commit": self.stand.commit_of(name, revision)}
        self._say(200, heads, data, body)

    def do_POST(self) -> None:
        path = unquote(urlsplit(self.path).path)
        self.stand.asked.append(f"POST {path}")
        sent = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if not self._may():
            self._say(401, {})
        elif path == "/api/repos/create":
            told = json.loads(sent)
            name = f"{told.get('organization') or 'ada'}/{told['name']}"
            self.stand.models.setdefault(name, {"main": {}})
            if told.get("private") or told.get("visibility") == "private":
                self.stand.private.add(name)
            self._answer({"url": f"{self.stand.address}/{name}", "name": name})
        elif "/preupload/" in path:
            files = json.loads(sent)["files"]
            modes = [{"path": one["path"], "uploadMode": "regular", "shouldIgnore": False} for one in files]
            self._answer({"files": modes})
        elif "/commit/" in path:
            self._commit("/".join(path.strip("/").split("/")[2:4]), sent)
        elif path == "/api/validate-yaml":
            self._answer({"errors": [], "warnings": []})
        else:
            self._say(404, {})

    def _commit(self, name: str, sent: bytes) -> None:
        files = dict(self.stand.models[name].get("main", {}))
        for line in sent.splitlines():
            told = json.loads(line)
            if told["key"] == "file":
                files[told["value"]["path"]] = base64.b64decode(told["value"]["content"])
        commit = self.stand.put(name, files)
        address = f"{self.stand.address}/{name}/commit/{commit}"
        self._answer({"success": True, "commitUrl": address, "commitOid": commit, "hookOutput": ""})

    def _answer(self, told: object) -> None:
        self._say(200, {"Content-Type": "application/json"}, json.dumps(told).encode())

    def _say(self, code: int, heads: dict[str, str], data: bytes = b"", body: bool = True) -> None:
        self.send_response(code)
        for name, value in heads.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        if body:
            self.wfile.write(data)
