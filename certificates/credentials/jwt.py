"""The same credential as a signed JWT (VC-JWT, RS256): the form that some boards' systems read. Pure."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import RSAKey

from courses.canonical import canonical

from .keyring import PublicKey

ALGORITHM = "RS256"
# What the token adds to the credential.
CLAIMS = frozenset({"iss", "sub", "jti", "nbf", "exp", "iat"})
_REGISTRY = jws.JWSRegistry(algorithms=[ALGORITHM])


class NotAToken(ValueError):
    """The text is no token as we make them, whatever it says."""


class WrongSignature(ValueError):
    """Nobody with that key signed this."""


def token(document: Mapping[str, Any], *, method: str, key: RSAKey) -> str:
    """A credential (its Data Integrity proofs are left out) as a compact JWS."""
    claims = {name: value for name, value in document.items() if name != "proof"}
    claims |= {
        "iss": document["issuer"]["id"],
        "sub": document["credentialSubject"]["id"],
        "jti": document["id"],
        "nbf": int(datetime.fromisoformat(document["validFrom"]).timestamp()),
    }
    header = {"alg": ALGORITHM, "typ": "JWT", "kid": method}
    return jws.serialize_compact(header, canonical(claims), key, registry=_REGISTRY)


def list_token(status_list: Mapping[str, Any], *, method: str, key: RSAKey) -> str:
    """A status list as a compact JWS."""
    claims = {name: value for name, value in status_list.items() if name != "proof"}
    claims |= {
        "iss": status_list["issuer"],
        "sub": status_list["credentialSubject"]["id"],
        "jti": status_list["id"],
        "nbf": int(datetime.fromisoformat(status_list["validFrom"]).timestamp()),
        "exp": int(datetime.fromisoformat(status_list["validUntil"]).timestamp()),
    }
    header = {"alg": ALGORITHM, "typ": "JWT", "kid": method}
    return jws.serialize_compact(header, canonical(claims), key, registry=_REGISTRY)


def header_of(text: str) -> dict[str, Any]:
    """What a token says of itself, unchecked. Raises NotAToken."""
    try:
        found = jws.extract_compact(text.encode("ascii"), registry=_REGISTRY)
    except (JoseError, ValueError) as error:
        raise NotAToken("That is no signed token.") from error
    header: dict[str, Any] = dict(found.headers())
    if header.get("alg") != ALGORITHM or not isinstance(header.get("kid"), str):
        raise NotAToken("Its signature is of a kind that we never make.")
    return header


def payload_of(text: str, key: PublicKey) -> bytes:
    """What the key's holder signed. Raises WrongSignature."""
    try:
        found = jws.deserialize_compact(text.encode("ascii"), RSAKey.import_key(key.raw), registry=_REGISTRY)
    except (JoseError, ValueError) as error:
        raise WrongSignature("The signature doesn't fit.") from error
    return found.payload or b""


def consistent(claims: Mapping[str, Any]) -> bool:
    """Whether the token's own claims say the same as the credential in it."""
    issuer, subject = claims.get("issuer"), claims.get("credentialSubject")
    name = issuer.get("id") if isinstance(issuer, Mapping) else issuer
    return (
        isinstance(subject, Mapping)
        and claims.get("iss") == name
        and claims.get("sub") == subject.get("id")
        and claims.get("jti") == claims.get("id")
    )
