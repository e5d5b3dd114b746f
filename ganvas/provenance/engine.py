"""The one place where the C2PA library is called: bytes and a claim to signed bytes, and back.

Its defaults would fetch manifests that a file points to, and ask others whether a certificate still holds; here
both are off, and no host is allowed. Signing goes from bytes to bytes: in place it would empty the file.
"""

import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ganvas.errors import SignError
from ganvas.provenance.keys import Credential

STORE = "application/x-c2pa-manifest-store"  # an ingredient that is a manifest by itself
ANY_FILE = "application/octet-stream"  # what has its credentials beside it
MAX_MANIFEST_MB = 32
NO_NETWORK: dict[str, Any] = {
    "verify": {"verify_after_sign": True, "remote_manifest_fetch": False, "ocsp_fetch": False},
    "core": {"allowed_network_hosts": [], "max_decompressed_manifest_size_in_mb": MAX_MANIFEST_MB},
}
LABELS = (  # assertions that the signer vouches for; without this list the library would only pass them on
    *("c2pa.actions", "c2pa.actions.v2", "c2pa.soft-binding", "cawg.training-mining", "cawg.metadata"),
    *("org.ganvas.model", "org.ganvas.corpus", "org.ganvas.originality", "org.ganvas.contribution"),
    *("org.ganvas.fingerprint", "org.ganvas.origin"),
)


@dataclass(frozen=True)
class Ingredient:
    """What a claim is built on.

    Attributes:
        says: title, relationship, label and the like, as the library names them.
        mime: of ``data``; ``STORE`` for a manifest by itself.
        data: a signed file, or a manifest.
    """

    says: Mapping[str, Any]
    mime: str
    data: bytes


@dataclass(frozen=True)
class Signed:
    """A file with its credentials, and the manifest by itself: where it is not embedded, the file is as it was."""

    data: bytes
    manifest: bytes


@dataclass(frozen=True)
class Found:
    """What a file's credentials say.

    Attributes:
        state: Trusted, Valid or Invalid, in the library's words.
        store: all manifests, as the library tells them.
    """

    state: str
    store: Mapping[str, Any]


class Damaged(SignError):
    """Credentials that cannot be read to the end."""


def sign(
    claim: Mapping[str, Any],
    mime: str,
    data: bytes,
    credential: Credential,
    ingredients: Sequence[Ingredient] = (),
    embed: bool = True,
) -> Signed:
    """Sign a file's bytes.

    Args:
        claim: a manifest's definition.
        mime: of the file.
        data: the file, with its metadata written already.
        credential: a key that is unlocked.
        ingredients: what it was made from.
        embed: put the credentials into the file; otherwise they stay by themselves.
    Raises:
        SignError: the library refuses, and says why.
    """
    import c2pa

    settings = {**NO_NETWORK, "builder": {"thumbnail": {"enabled": False}, "created_assertion_labels": list(LABELS)}}
    signer = c2pa.Signer.from_callback(
        credential.sign, c2pa.C2paSigningAlg[credential.algorithm.upper()], credential.chain.decode()
    )
    file = io.BytesIO()
    try:
        builder = c2pa.Builder(dict(claim), context=c2pa.Context(c2pa.Settings.from_dict(settings)))
        for one in ingredients:
            builder.add_ingredient(dict(one.says), one.mime, io.BytesIO(one.data))
        if not embed:
            builder.set_no_embed()
        manifest = builder.sign(signer, mime, io.BytesIO(data), file)
    except c2pa.C2paError as error:
        raise SignError(f"cannot be signed: {error}") from None
    return Signed(file.getvalue() if embed else data, manifest)


def read(mime: str, data: bytes, manifest: bytes | None = None, anchors: bytes = b"") -> Found | None:
    """The credentials of a file; None where it has none.

    Args:
        mime: of the file.
        data: the file.
        manifest: the credentials that lie beside it.
        anchors: certificates, PEM, of whoever is known here.
    Raises:
        Damaged: there are some, and they cannot be read to the end.
    """
    import c2pa

    if mime == ANY_FILE and manifest is None:
        return None
    settings = {**NO_NETWORK, **({"trust": {"user_anchors": anchors.decode()}} if anchors else {})}
    try:
        reader = c2pa.Reader(
            mime, io.BytesIO(data), manifest_data=manifest, context=c2pa.Context(c2pa.Settings.from_dict(settings))
        )
        return Found(str(reader.get_validation_state()), json.loads(reader.json()))
    except c2pa.C2paError.ManifestNotFound:
        return None
    except (c2pa.C2paError, ValueError) as error:
        if str(error).startswith("Remote: must fetch"):  # it only says where its credentials are said to be
            return None
        raise Damaged(str(error).partition("\n")[0][:300]) from None
