"""Facts with their digest, key and signature: what a certificate is outside our database. Pure."""

import json
from typing import Any

from certificates import ed25519
from certificates.facts import Facts
from courses.canonical import canonical

type Credential = dict[str, Any]


def credential(facts: Facts, *, sha256: str, key_id: str, signature: str) -> Credential:
    """One document that anybody with the public key can check."""
    return {"facts": facts, "proof": {"sha256": sha256, "key_id": key_id, "signature": signature}}


def as_bytes(document: Credential) -> bytes:
    """Indented for people. What is signed is the canonical JSON of `facts`, not this."""
    return (json.dumps(document, ensure_ascii=False, indent=2, sort_keys=True) + "\n").encode()


def is_genuine(document: Credential, public_key: bytes) -> bool:
    """Whether the key's holder signed exactly these facts, and these name that key."""
    facts, proof = document["facts"], document["proof"]
    return facts["key_id"] == proof["key_id"] == ed25519.key_id(public_key) and ed25519.verify(
        canonical(facts), proof["signature"], public_key
    )
