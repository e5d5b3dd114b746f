"""Certificates: those made here, and what a certificate from elsewhere has to be to sign with it.

The profile is that of C2PA 2.2, 14.5.1, and of what the C2PA library accepts with its default settings: a
leaf that is no authority, for digital signatures, whose purposes include e-mail protection. Its life is long,
because a signature without a time stamp counts as invalid from the day on which its certificate ends.
"""

import datetime
from dataclasses import dataclass
from typing import Any

from ganvas.errors import KeyRefused

ROOT_YEARS, LEAF_YEARS = 30, 20
YEAR = datetime.timedelta(days=365.25)
SLACK = datetime.timedelta(minutes=5)  # by which other clocks may be behind ours
EMAIL_PROTECTION = "1.3.6.1.5.5.7.3.4"
C2PA_SIGNING = "1.3.6.1.4.1.62558.2.1"
USES = (
    *("digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement"),
    *("key_cert_sign", "crl_sign", "encipher_only", "decipher_only"),
)
MAX_NAME = 64  # of an organization and of a common name in X.509


@dataclass(frozen=True)
class Pair:
    """A certificate with its private key; both are objects of the library ``cryptography``."""

    certificate: Any
    private: Any


def make_root(holder: str, now: datetime.datetime) -> Pair:
    """An authority that vouches for this holder's leaves and for nobody else's."""
    from cryptography import x509

    own = _new_private()
    name = _name(holder, f"{holder}, root"[:MAX_NAME])
    builder = _builder(name, name, own, own, now, ROOT_YEARS)
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    builder = builder.add_extension(_usage(key_cert_sign=True, crl_sign=True), critical=True)
    return Pair(builder.sign(own, _sha256()), own)


def make_leaf(holder: str, root: Pair, now: datetime.datetime) -> Pair:
    """The certificate that signs, vouched for by the root; viewers show its holder."""
    from cryptography import x509

    own = _new_private()
    builder = _builder(_name(holder, holder), root.certificate.subject, own, root.private, now, LEAF_YEARS)
    builder = builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
    builder = builder.add_extension(_usage(digital_signature=True), critical=True)
    purposes = [x509.ObjectIdentifier(purpose) for purpose in (EMAIL_PROTECTION, C2PA_SIGNING)]
    builder = builder.add_extension(x509.ExtendedKeyUsage(purposes), critical=False)
    return Pair(builder.sign(root.private, _sha256()), own)


def _new_private() -> Any:
    from cryptography.hazmat.primitives.asymmetric import ec

    return ec.generate_private_key(ec.SECP256R1())


def _sha256() -> Any:
    from cryptography.hazmat.primitives.hashes import SHA256

    return SHA256()


def _name(organization: str, common: str) -> Any:
    from cryptography import x509
    from cryptography.x509.oid import NameOID

    pairs = (NameOID.ORGANIZATION_NAME, organization), (NameOID.COMMON_NAME, common)
    return x509.Name([x509.NameAttribute(kind, text) for kind, text in pairs])


def _builder(subject: Any, issuer: Any, own: Any, authority: Any, now: datetime.datetime, years: int) -> Any:
    from cryptography import x509

    builder = x509.CertificateBuilder(issuer, subject, own.public_key(), x509.random_serial_number())
    builder = builder.not_valid_before(now - SLACK).not_valid_after(now + years * YEAR)
    own_id = x509.SubjectKeyIdentifier.from_public_key(own.public_key())
    authority_id = x509.AuthorityKeyIdentifier.from_issuer_public_key(authority.public_key())
    return builder.add_extension(own_id, critical=False).add_extension(authority_id, critical=False)


def _usage(**chosen: bool) -> Any:
    from cryptography import x509

    return x509.KeyUsage(**{name: chosen.get(name, False) for name in USES})


def read_chain(pem: bytes, name: str) -> list[Any]:
    """The certificates of a PEM file, in its order.

    Raises:
        KeyRefused: there is none, or one cannot be read.
    """
    from cryptography import x509

    try:
        return x509.load_pem_x509_certificates(pem)
    except ValueError:
        raise KeyRefused(
            f"{name}: no certificate in it that can be read; wanted a PEM file, the signing certificate first."
        ) from None


def check_leaf(chain: list[Any], now: datetime.datetime, name: str) -> None:
    """Refuse a certificate that viewers of content credentials would not accept.

    Raises:
        KeyRefused: it is an authority, out of date, or not made for this use.
    """
    leaf = chain[0]
    if not leaf.not_valid_before_utc <= now <= leaf.not_valid_after_utc:
        raise KeyRefused(
            f"{name}: its certificate is valid from {leaf.not_valid_before_utc:%Y-%m-%d} to"
            f" {leaf.not_valid_after_utc:%Y-%m-%d}, and today is {now:%Y-%m-%d}. Use one that is valid now."
        )
    if lacks := _lacking(leaf):
        raise KeyRefused(
            f"{name}: its first certificate {lacks}, so no viewer would accept the signature. Put the signing"
            " certificate first; it needs digital signatures as its use and e-mail protection among its purposes."
        )


def _lacking(leaf: Any) -> str:
    """What is wrong with a leaf's extensions, as the end of a sentence; empty if nothing is."""
    from cryptography import x509

    def found(kind: type) -> Any:
        try:
            return leaf.extensions.get_extension_for_class(kind).value
        except x509.ExtensionNotFound:
            return None

    basic, usage, purposes = found(x509.BasicConstraints), found(x509.KeyUsage), found(x509.ExtendedKeyUsage)
    if basic is not None and basic.ca:
        return "is an authority and not a signer"
    if usage is None or not usage.digital_signature:
        return "is not made for digital signatures"
    if purposes is None or EMAIL_PROTECTION not in {purpose.dotted_string for purpose in purposes}:
        return "does not have e-mail protection among its purposes"
    if found(x509.AuthorityKeyIdentifier) is None:
        return "does not say which authority signed it (no authority key identifier)"
    return ""


def algorithm(private: Any, name: str) -> str:
    """By which C2PA algorithm this private key signs.

    Raises:
        KeyRefused: by none.
    """
    from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

    curves = {"secp256r1": "es256", "secp384r1": "es384", "secp521r1": "es512"}
    if isinstance(private, ec.EllipticCurvePrivateKey) and private.curve.name in curves:
        return curves[private.curve.name]
    if isinstance(private, ed25519.Ed25519PrivateKey):
        return "ed25519"
    if isinstance(private, rsa.RSAPrivateKey) and private.key_size >= 2048:
        return "ps256"
    raise KeyRefused(f"{name}: this kind of key does not sign credentials; wanted P-256, P-384, P-521, Ed25519 or RSA.")


def signature(private: Any, kind: str, data: bytes) -> bytes:
    """The data signed by one of ``algorithm``'s."""
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec, padding

    if kind == "ed25519":
        return bytes(private.sign(data))
    if kind == "ps256":
        rounded = padding.PSS(padding.MGF1(hashes.SHA256()), salt_length=hashes.SHA256.digest_size)
        return bytes(private.sign(data, rounded, hashes.SHA256()))
    wide = {"es256": hashes.SHA256(), "es384": hashes.SHA384(), "es512": hashes.SHA512()}[kind]
    return bytes(private.sign(data, ec.ECDSA(wide)))


def fingerprint(certificate: Any) -> str:
    """SHA-256 of a certificate, as 64 hexadecimal characters."""
    return bytes(certificate.fingerprint(_sha256())).hex()


def holder_of(certificate: Any) -> str:
    """Who a certificate says its holder is: the organization, or the common name."""
    from cryptography.x509.oid import NameOID

    for kind in (NameOID.ORGANIZATION_NAME, NameOID.COMMON_NAME):
        for attribute in certificate.subject.get_attributes_for_oid(kind):
            return str(attribute.value)
    return ""


def to_pem(*certificates: Any) -> bytes:
    """Certificates one after another as PEM."""
    from cryptography.hazmat.primitives.serialization import Encoding

    return b"".join(certificate.public_bytes(Encoding.PEM) for certificate in certificates)
