"""Credentials without a database: an issuer with keys of its own, and what it signs."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from joserfc.jwk import RSAKey

from certificates import codes, ed25519
from certificates.credentials import PublicKey, badge, did, jwt, proofs, status_list
from certificates.credentials.keyring import RS256

from .certificates import a_document

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
HOST = "https://fascia.example"
LIST = f"{HOST}/credentials/status/1"


@cache
def rsa_key(number: int = 0) -> RSAKey:
    """Made once a run: it takes a while."""
    return RSAKey.import_key(generate_private_key(65537, 2048))


@dataclass
class Issuer:
    """Somebody who issues under an address, with one key of each kind."""

    address: str = HOST
    key: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)
    number: int = 0

    @property
    def key_id(self) -> str:
        return ed25519.key_id(ed25519.public_bytes(self.key))

    @property
    def rsa_der(self) -> bytes:
        return rsa_key(self.number).public_key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)

    @property
    def keys(self) -> dict[str, PublicKey]:
        own = PublicKey(self.key_id, ed25519.public_bytes(self.key))
        rsa = PublicKey(did.thumbprint(self.rsa_der), self.rsa_der, RS256)
        return {own.key_id: own, rsa.key_id: rsa}

    def facts(self, name: str = "Sam Learner", **changes) -> dict[str, Any]:
        code = codes.new()
        made = {
            "issuer": self.address,
            "code": code,
            "verify_at": f"{self.address}/verify/{code}/",
            "key_id": self.key_id,
        }
        return a_document(name)["facts"] | made | changes

    def sign(self, document, created: str = "2026-11-22T18:04:05Z", method: str = "") -> dict[str, Any]:
        method = method or did.method_of(self.address, self.key_id)
        return proofs.signed(
            document, method=method, created=created, sign=lambda payload: ed25519.sign(self.key, payload)
        )

    def badge(self, name: str = "Sam Learner", *, index: int = 77, **changes) -> dict[str, Any]:
        """A signed credential."""
        facts = self.facts(name, **changes)
        return self.sign(badge.unsigned(facts, badge.StatusEntry(LIST, index)), facts["issued_at"])

    def token(self, document) -> str:
        method = did.method_of(self.address, did.thumbprint(self.rsa_der))
        return jwt.token(document, method=method, key=rsa_key(self.number))

    def status_list(self, *revoked: int) -> dict[str, Any]:
        return self.sign(
            status_list.unsigned(
                LIST,
                self.address,
                revoked,
                valid_from="2026-11-25T00:00:00Z",
                valid_until="2026-12-02T00:00:00Z",
            ),
            created="2026-11-25T00:00:00Z",
        )
