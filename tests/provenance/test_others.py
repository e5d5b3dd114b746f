"""Files that other programs signed, read as they are: intact, damaged, and damaged below the surface.

The files are those of the C2PA library's own tests (contentauth/c2pa-rs, MIT or Apache-2.0, commit 24d1755). The
smallest that is signed has 132 kB, so none lies here; name a copy of sdk/tests/fixtures in GANVAS_C2PA_FIXTURES.
"""

import os
from pathlib import Path
from typing import Any

import pytest

from ganvas.provenance import story
from ganvas.provenance.engine import Found
from ganvas.provenance.verify import verify

FOLDER = Path(os.environ.get("GANVAS_C2PA_FIXTURES", ""))
WHY = "needs GANVAS_C2PA_FIXTURES, a folder with the fixtures of c2pa-rs"
VERDICTS = {  # file: verdict, kinds of the chain, what is wrong
    "C.jpg": ("intact", 1, ""),
    "CA.jpg": ("intact", 2, ""),
    "CACA.jpg": ("intact", 3, ""),
    "boxhash.jpg": ("intact", 2, ""),
    "update_manifest.jpg": ("intact", 4, ""),
    "legacy_ingredient_hash.jpg": ("intact", 4, ""),
    "C_with_CAWG_data.jpg": ("intact", 1, ""),  # an identity that nobody here knows is no damage
    "ocsp.jpg": ("intact", 2, ""),  # signed by Adobe Inc.
    "video1.mp4": ("intact", 2, ""),
    "E-sig-CA.jpg": ("damaged", 2, "claimSignature.mismatch"),
    "XCA.jpg": ("damaged", 2, "assertion.dataHash.mismatch"),
    "CIE-sig-CA.jpg": ("damaged", 3, "claimSignature.mismatch"),  # an ingredient was damaged when it was put in
    "CACAE-uri-CA.jpg": ("damaged", 4, "assertion.hashedURI.mismatch"),  # the ingredient of an ingredient
    "adobe-20220124-E-clm-CAICAI.jpg": ("damaged", 3, "ingredient.manifest.missing"),
}


@pytest.mark.skipif(not os.environ.get("GANVAS_C2PA_FIXTURES"), reason=WHY)
@pytest.mark.parametrize("name", VERDICTS)
def test_what_others_signed(name: str):
    verdict, length, wrong = VERDICTS[name]
    report = verify(FOLDER / name)
    assert (report.verdict, len(report.chain)) == (verdict, length), report.codes
    assert any(wrong in code for code in report.codes) if wrong else not report.codes


def chain_of(**ingredient: Any) -> list[story.Link]:
    """The chain of a file with one signed ingredient of which this is noted."""
    top = {"title": "top", "ingredients": [{"title": "part", "active_manifest": "below", **ingredient}]}
    return story.chain(Found("Valid", {"active_manifest": "above", "manifests": {"above": top, "below": {}}}))


def note(code: str) -> dict[str, str]:
    return {"code": code, "url": "self#jumbf=/c2pa/below/c2pa.signature"}


@pytest.mark.parametrize(
    ("ingredient", "codes"),
    [
        ({"validation_status": [note("claimSignature.mismatch")]}, ("claimSignature.mismatch",)),  # claims of version 1
        (
            {"validation_results": {"activeManifest": {"failure": [note("assertion.dataHash.mismatch")]}}},
            ("assertion.dataHash.mismatch",),
        ),
        ({"validation_status": [note("claimSignature.validated"), note("signingCredential.untrusted")]}, ()),
        ({"validation_status": [note("cawg.x509.credential.untrusted"), note("timeStamp.untrusted")]}, ()),
        ({}, ()),
    ],
)  # fmt: skip
def test_what_a_signer_noted_of_an_ingredient(ingredient: dict[str, Any], codes: tuple[str, ...]):
    top, part = chain_of(**ingredient)
    assert (top.codes, part.codes) == ((), codes)
