"""did:web: the issuer's name on the web, and the document that lists its keys for ever. Pure."""

from base64 import urlsafe_b64encode
from typing import Any
from urllib.parse import quote, urlsplit

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_der_public_key

from courses.canonical import sha256

from .keyring import ED25519, Keys, PublicKey

_CONTEXT = [
    "https://www.w3.org/ns/did/v1",
    "https://w3id.org/security/multikey/v1",
    "https://w3id.org/security/jwk/v1",
]


def did_of(issuer: str) -> str:
    """https://example.org → did:web:example.org. A port's colon is escaped, a path's slashes become colons."""
    parts = urlsplit(issuer)
    path = [quote(part, safe="") for part in parts.path.split("/") if part]
    return ":".join(["did:web", quote(parts.netloc, safe=""), *path])


def method_of(issuer: str, key_id: str) -> str:
    """The DID URL of a key."""
    return f"{did_of(issuer)}#{key_id}"


def document(issuer: str, keys: Keys) -> dict[str, Any]:
    """Every key that ever signed. A retired key keeps vouching; a stolen one only stands there to be known."""
    did = did_of(issuer)
    trusted = [f"{did}#{key.key_id}" for key in keys.values() if not key.compromised_at]
    return {
        "@context": _CONTEXT,
        "id": did,
        "verificationMethod": [_method(did, key) for key in keys.values()],
        "assertionMethod": trusted,
    }


def _method(did: str, key: PublicKey) -> dict[str, Any]:
    about = {"id": f"{did}#{key.key_id}", "controller": did}
    if key.algorithm == ED25519:
        return about | {"type": "Multikey", "publicKeyMultibase": key.key_id}
    return about | {"type": "JsonWebKey", "publicKeyJwk": jwk(key)}


def jwk(key: PublicKey) -> dict[str, str]:
    """An RS256 key as a JSON Web Key."""
    return rsa_jwk(key.raw) | {"alg": "RS256", "use": "sig", "kid": key.key_id}


def rsa_jwk(der: bytes) -> dict[str, str]:
    """Raises ValueError when the bytes are no RSA key."""
    key = load_der_public_key(der)
    if not isinstance(key, RSAPublicKey):
        raise ValueError("That is no RSA key.")
    numbers = key.public_numbers()
    return {"kty": "RSA", "n": _base64(numbers.n), "e": _base64(numbers.e)}


def thumbprint(der: bytes) -> str:
    """The id of an RS256 key: its JWK thumbprint (RFC 7638), so that a new key has a new id."""
    return urlsafe_b64encode(bytes.fromhex(sha256(rsa_jwk(der)))).rstrip(b"=").decode()


def _base64(number: int) -> str:
    return urlsafe_b64encode(number.to_bytes((number.bit_length() + 7) // 8)).rstrip(b"=").decode()
