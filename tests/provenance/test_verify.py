"""Signing and checking: every format, the whole chain, and each way of tampering with its own answer."""

import datetime
import http.server
import io
import json
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import c2pa
import numpy as np
import pytest
from PIL import Image

from ganvas.errors import SignError
from ganvas.files import write_whole
from ganvas.media.containers import MIMES, kind_of
from ganvas.provenance import certificate, claim, engine, keys, sign, tell
from ganvas.provenance.certificate import Pair
from ganvas.provenance.claim import Making, Originality, Words
from ganvas.provenance.engine import Ingredient
from ganvas.provenance.fingerprint import fingerprint
from ganvas.provenance.keys import Credential
from ganvas.provenance.sign import Parent, of_parent, sidecar_of
from ganvas.provenance.verify import Report, verify
from tests.conftest import WORDS
from tests.provenance.files import BESIDE, FILES, MODEL, WHEN, check, of_model, picture, saved, signed


def test_every_embedded_format_is_told_by_its_first_bytes():
    assert {kind_of(make()) for make in FILES.values()} == MIMES.keys() - {"m4a"}
    assert {kind_of(make()) for make in BESIDE.values()} == {""}


@pytest.mark.parametrize("name", FILES)
def test_a_signed_file_is_intact_and_tells_its_chain(name: str, credential: Credential, tmp_path: Path):
    report = check(tmp_path / name, signed(FILES[name](), credential).data)
    assert (report.verdict, report.codes, report.exit_code) == ("intact", (), 0)
    assert (report.signer, report.known) == ("Ada Lovelace", True)
    assert [(link.depth, link.kind, link.known) for link in report.chain] == [
        (0, "artwork", True), (1, "model", True), (2, "corpus", True),
    ]  # fmt: skip
    assert report.chain[0].source == "trainedAlgorithmicMedia"
    assert set(report.chain[0].training.values()) == {"notAllowed"}


@pytest.mark.parametrize("name", FILES)
def test_the_librarys_own_reader_accepts_it_as_it_comes(name: str, credential: Credential):
    data = signed(FILES[name](), credential).data
    reader = c2pa.Reader(MIMES[kind_of(data)], io.BytesIO(data), context=c2pa.Context())
    failures = reader.get_validation_results()["activeManifest"]["failure"]
    assert reader.get_validation_state() == "Valid"
    assert [failure["code"] for failure in failures] == ["signingCredential.untrusted"]


@pytest.mark.parametrize("name", [name for name in FILES if name not in {"a.svg", "a.mp4", "a.wav"}])
def test_signing_changes_no_pixel(name: str, credential: Credential):
    before, after = FILES[name](), signed(FILES[name](), credential).data
    assert np.array_equal(*(np.asarray(Image.open(io.BytesIO(data)).convert("RGBA")) for data in (before, after)))


@pytest.mark.parametrize("name", BESIDE)
def test_other_files_have_their_credentials_beside_them(name: str, credential: Credential, tmp_path: Path):
    data = BESIDE[name]()
    made = signed(data, credential)
    assert made.data == data
    sidecar_of(tmp_path / name).write_bytes(made.manifest)
    assert check(tmp_path / name, data).verdict == "intact"
    report = check(tmp_path / name, data + b" ")
    assert (report.verdict, report.codes) == ("damaged", ("assertion.dataHash.mismatch",))


def test_a_stranger_is_told_that_nobody_here_knows_the_signer(credential: Credential, tmp_path: Path):
    (tmp_path / "a.png").write_bytes(signed(FILES["a.png"](), credential).data)
    report = verify(tmp_path / "a.png")
    assert (report.verdict, report.known, report.exit_code) == ("intact", False, 0)
    keys.make("eve", "Eve", WORDS)
    assert not verify(tmp_path / "a.png", anchors=keys.export("eve")).known
    assert verify(tmp_path / "a.png", anchors=keys.export("eve") + keys.export("ada")).known


def flipped(data: bytes, place: int) -> bytes:
    return data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]


@pytest.mark.parametrize("name", FILES)
def test_a_changed_longer_or_shorter_file_is_damaged(name: str, credential: Credential, tmp_path: Path):
    data = signed(FILES[name](), credential).data
    last = len(data) - 5 if name in {"a.wav", "a.gif", "a.svg"} else len(data) - 20
    cases = {"longer": data + b"more", "shorter": data[: len(data) * 2 // 3], "flipped": flipped(data, last)}
    for case, bad in cases.items():
        report = check(tmp_path / name, bad)
        assert report.verdict == "damaged", case
        assert report.exit_code == 1
        assert report.codes


def test_an_edited_assertion_is_damaged(credential: Credential, tmp_path: Path):
    data = signed(FILES["a.jpg"](), credential, Words(title="T", author="Ada", rights="all mine, mine")).data
    assert data.count(b"all mine, mine") == 1
    report = check(tmp_path / "a.jpg", data.replace(b"all mine, mine", b"all hers, hers"))
    assert "assertion.hashedURI.mismatch" in report.codes


def test_credentials_of_another_file_do_not_fit(credential: Credential, tmp_path: Path):
    for name, other in (("a.mid", "a.bvh"), ("a.bvh", "a.mid")):
        (tmp_path / name).write_bytes(BESIDE[name]())
        sidecar_of(tmp_path / name).write_bytes(signed(BESIDE[other](), credential).manifest)
    for name in ("a.mid", "a.bvh"):
        assert verify(tmp_path / name).codes == ("assertion.dataHash.mismatch",)


def test_embedded_credentials_beside_the_stripped_file_do_not_fit(credential: Credential, tmp_path: Path):
    made = signed(FILES["a.png"](), credential)
    sidecar_of(tmp_path / "a.png").write_bytes(made.manifest)
    assert check(tmp_path / "a.png", FILES["a.png"]()).verdict == "damaged"


def test_a_sidecar_that_is_no_manifest(credential: Credential, tmp_path: Path):
    sidecar_of(tmp_path / "a.mid").write_bytes(b"not a manifest at all")
    report = check(tmp_path / "a.mid", BESIDE["a.mid"]())
    assert report.verdict == "damaged"
    assert report.note


def raw_parent(data: bytes) -> Ingredient:
    return sign.ingredient("parent", "parentOf", "parent", "image/png", data)


def test_a_tampered_parent_is_found_though_the_library_trusts_the_child(credential: Credential, tmp_path: Path):
    parent = signed(FILES["a.png"](), credential).data
    bad = flipped(parent, parent.rfind(b"IDAT") + 30)
    child = signed(FILES["a.jpg"](), credential, making=Making(kind="edit"), parents=[raw_parent(bad)]).data
    found = engine.read("image/jpeg", child, anchors=keys.anchors())
    assert found is not None
    assert found.state == "Trusted"
    report = check(tmp_path / "a.jpg", child)
    assert (report.verdict, report.codes) == ("damaged", ("A title: assertion.dataHash.mismatch",))


def test_we_do_not_build_on_a_tampered_or_unsigned_parent(credential: Credential):
    parent = signed(FILES["a.png"](), credential).data
    bad = flipped(parent, parent.rfind(b"IDAT") + 30)
    for data, says in ((bad, "was altered"), (parent[:-4000], "damaged|was altered"), (FILES["a.png"](), "no credent")):
        with pytest.raises(SignError, match=says):
            of_parent(Parent("parent.png", data), "parent", "parentOf")


def test_edit_and_film_carry_the_whole_chain(credential: Credential, tmp_path: Path):
    still = signed(FILES["a.png"](), credential).data
    edit = signed(
        FILES["a.jpg"](), credential, Words(title="edit"), Making(kind="edit", painted=True),
        [of_parent(Parent("a.png", still), "parent", "parentOf")],
    ).data  # fmt: skip
    parts = [of_parent(Parent(name, data), name, "componentOf") for name, data in (("s", still), ("e", edit))]
    film = signed(FILES["a.mp4"](), credential, Words(title="film"), Making(kind="composite"), parts).data
    report = check(tmp_path / "a.mp4", film)
    assert report.verdict == "intact"
    assert [(link.depth, link.kind, link.role) for link in report.chain] == [
        (0, "artwork", "file"),
        (1, "artwork", "componentOf"), (2, "model", "inputTo"), (3, "corpus", "inputTo"),
        (1, "artwork", "componentOf"), (2, "artwork", "parentOf"), (3, "model", "inputTo"), (4, "corpus", "inputTo"),
    ]  # fmt: skip
    assert report.chain[0].source == "compositeWithTrainedAlgorithmicMedia"
    assert report.chain[0].actions == ("c2pa.created", "c2pa.placed", "c2pa.placed")
    assert report.chain[4].actions == ("c2pa.opened", "c2pa.edited", "c2pa.drawing")


def test_a_model_that_is_not_the_one_that_was_said(credential: Credential, tmp_path: Path):
    other = of_model(credential, corpus="d" * 64)  # says one corpus, is signed over another
    report = check(tmp_path / "a.png", signed(FILES["a.png"](), credential, parents=[other]).data)
    assert report.codes == ("corpus ink: org.ganvas.corpus.mismatch",)
    with pytest.raises(SignError, match="is to be signed"):
        sign.sign_model(MODEL + b"x", claim.ModelFacts(sha256="m" * 64, corpus=""), b"", credential, WHEN)


def test_works_withdrawn_since_are_named(credential: Credential, tmp_path: Path):
    def withdrawn(corpus: str) -> Sequence[str]:
        return ["wren.png"] if corpus == "c" * 64 else []

    report = check(tmp_path / "a.png", signed(FILES["a.png"](), credential).data, withdrawn=withdrawn)
    assert (report.verdict, report.withdrawn) == ("intact", ("wren.png",))
    assert "  withdrawn since: wren.png" in tell.lines(report)


def test_it_is_a_composite_where_a_person_painted(credential: Credential, tmp_path: Path):
    report = check(tmp_path / "a.png", signed(FILES["a.png"](), credential, making=Making(painted=True)).data)
    assert report.chain[0].source == "compositeWithTrainedAlgorithmicMedia"
    assert report.chain[0].actions == ("c2pa.created", "c2pa.drawing")


def test_everything_that_is_said_comes_back(credential: Credential, tmp_path: Path):
    said = claim.of_artwork(
        Words(title="T", author="A", rights="R", wish="constrained", constraint="ask me"),
        Making(), WHEN, ["model"],
        fingerprint=fingerprint(FILES["a.png"](), "a.png", "00beef"),
        originality=Originality(verdict="close", method="ncc", scores={"ncc": 0.7}, thresholds={"ncc": 0.9}),
        contribution=claim.Contribution(human_actions=3, kinds={"seed": 2, "brush": 1}),
    )  # fmt: skip
    report = check(
        tmp_path / "a.png", sign.sign_artwork(FILES["a.png"](), said, credential, [of_model(credential)]).data
    )
    says = report.chain[0].says
    assert says["originality"]["scores"] == {"ncc": 0.7}
    assert says["contribution"]["kinds"] == {"seed": 2, "brush": 1}
    assert says["fingerprint"]["mark"] == "00beef"
    assert set(report.chain[0].training.values()) == {"constrained"}
    told = tell.lines(report)
    assert "  compared with the works that its model learned from: close" in told
    assert "  what a person did: 3 actions" in told
    assert "  invisible mark 00beef" in told


@pytest.mark.parametrize("text", ["a\0b", "a\x1bb", "\u202eabc", "\ud800", "x" * 501, "\u2067"])
def test_words_that_read_otherwise_than_they_are_cannot_be_signed(text: str):
    with pytest.raises(SignError):
        claim.check_text("title", text)


def test_a_constraint_goes_with_its_wish():
    for words in (Words(wish="constrained"), Words(constraint="ask")):
        with pytest.raises(SignError, match="constrained"):
            claim.check_words(words)


@pytest.mark.parametrize(
    "title", ["<script>alert(1)</script>", "\u202egnp.exe", "a\0b\x1b[31mred", "x" * 10_000, "</h2>"]
)
def test_what_others_signed_is_shown_and_not_obeyed(title: str, credential: Credential, tmp_path: Path):
    report = check(tmp_path / "a.png", signed(FILES["a.png"](), credential, Words(title=title)).data)
    assert report.verdict == "intact"
    told = "\n".join(tell.lines(report))
    page = tell.page([report])
    for text in (told, page):
        assert not set(text) & {"\0", "\x1b", "\u202e"}
        assert "x" * 300 not in text
    assert "<script>" not in page
    assert page.count("</h2>") == 1


def sign_with(credential: Credential, data: bytes) -> bytes:
    return engine.sign(claim.of_artwork(Words(), Making(), WHEN, ()), "image/png", data, credential).data


def test_a_leaf_that_has_ended_is_no_longer_intact(own_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    import time

    monkeypatch.setattr(certificate, "LEAF_YEARS", 3 / (365.25 * 86400))
    keys.make("ada", "Ada", WORDS)
    data = sign_with(keys.unlock("ada"), FILES["a.png"]())
    assert check(tmp_path / "a.png", data).verdict == "intact"
    end = certificate.read_chain(keys.export("ada"), "ada")[0].not_valid_after_utc
    time.sleep(max(0.0, (end - datetime.datetime.now(datetime.UTC)).total_seconds()) + 1.1)
    report = check(tmp_path / "a.png", data)
    assert (report.verdict, report.codes[0]) == ("damaged", "signingCredential.expired")


def test_the_library_refuses_what_we_would_refuse(credential: Credential):
    """A root that signs by itself; a leaf for another purpose; a key of another certificate."""
    root = certificate.make_root("Own", keys.now())
    alone = replace(credential, chain=certificate.to_pem(root.certificate), sign=signer(root))
    with pytest.raises(SignError, match="cannot be signed"):
        sign_with(alone, FILES["a.png"]())
    other = certificate.make_leaf("Own", root, keys.now())
    with pytest.raises(SignError, match="cannot be signed"):
        sign_with(replace(credential, sign=signer(other)), FILES["a.png"]())


def signer(pair: Pair) -> Any:
    return lambda data: certificate.signature(pair.private, "es256", data)


def test_the_settings_have_no_typing_error(credential: Credential):
    """The library ignores settings that it does not know, so a typing error would go unseen but for this."""
    data = sign_with(credential, FILES["a.png"]())
    found = engine.read("image/png", data, anchors=keys.anchors())
    assert found is not None
    assert found.state == "Trusted"
    manifest = found.store["manifests"][found.store["active_manifest"]]
    assert all(part.get("created") for part in manifest["assertions"])
    assert "thumbnail" not in manifest


def test_nothing_is_fetched(credential: Credential, tmp_path: Path):
    """A file that only points to its credentials on a server: no request, and no credentials."""
    hits = []

    class Count(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            hits.append(self.path)
            self.send_error(404)

        def log_message(self, *_: Any) -> None:
            pass

    server = http.server.HTTPServer(("127.0.0.1", 0), Count)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        data = pointing(credential, f"http://127.0.0.1:{server.server_port}/a.c2pa")
        with pytest.raises(c2pa.C2paError):
            c2pa.Reader("image/png", io.BytesIO(data), context=c2pa.Context())
        assert len(hits) == 1  # the library as it comes does ask
        assert check(tmp_path / "a.png", data).verdict == "no trace"
        assert len(hits) == 1
    finally:
        server.shutdown()
        server.server_close()


def pointing(credential: Credential, address: str) -> bytes:
    builder = c2pa.Builder(claim.of_artwork(Words(), Making(), WHEN, ()), context=c2pa.Context())
    builder.set_no_embed()
    builder.set_remote_url(address)
    own = c2pa.Signer.from_callback(credential.sign, c2pa.C2paSigningAlg.ES256, credential.chain.decode())
    file = io.BytesIO()
    builder.sign(own, "image/png", io.BytesIO(FILES["a.png"]()), file)
    return file.getvalue()


def test_eight_threads_sign_and_check_at_once(credential: Credential):
    def both(number: int) -> str:
        data = signed(saved("PNG", picture(seed=number)), credential).data
        found = engine.read("image/png", data, anchors=credential.chain)
        return found.state if found else ""

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(both, range(32))) == {"Trusted"}


def test_what_is_no_file_is_a_report(tmp_path: Path):
    (tmp_path / "folder.png").mkdir()
    (tmp_path / "loop.png").symlink_to(tmp_path / "loop.png")
    (tmp_path / "empty.png").write_bytes(b"")
    for name in ("absent.png", "folder.png", "loop.png", "a\0b.png", "x" * 300, "\udcff.png"):
        report = verify(tmp_path / name)
        assert (report.verdict, report.exit_code) == ("unreadable", 2), name
        assert tell.lines(report)
        assert report.model_dump_json()
    assert verify(tmp_path / "empty.png").verdict == "no trace"


def test_a_file_of_another_program(tmp_path: Path, credential: Credential):
    """One action, no assertion of ours, claims of version 1: read without a word of Ganvas in it."""
    created = {"action": "c2pa.created", "digitalSourceType": claim.CREATED}
    said = {"claim_generator_info": [{"name": "Another"}], "title": "theirs", "assertions": [
        {"label": "c2pa.actions", "data": {"actions": [created]}},
        {"label": "c2pa.training-mining", "data": {"entries": {"c2pa.ai_training": {"use": "notAllowed"}}}},
    ]}  # fmt: skip
    report = check(tmp_path / "a.png", engine.sign(said, "image/png", FILES["a.png"](), credential).data)
    assert report.verdict == "intact"
    assert (report.chain[0].kind, report.chain[0].source) == ("other", "digitalCreation")
    assert report.chain[0].training == {"c2pa.ai_training": "notAllowed"}


def test_the_reports_are_records(tmp_path: Path, credential: Credential):
    report = check(tmp_path / "a.png", signed(FILES["a.png"](), credential).data)
    assert Report.model_validate_json(json.dumps(report.model_dump(mode="json"))) == report
    write_whole(tmp_path / "page.html", tell.page([report]).encode())
    assert (tmp_path / "page.html").read_text().startswith("<!doctype html>")
