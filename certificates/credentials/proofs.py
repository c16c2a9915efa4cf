"""Data Integrity proofs with Ed25519: eddsa-rdfc-2022 and eddsa-jcs-2022 (W3C vc-di-eddsa). Pure.

The first signs the meaning and is what wallets and validators know; the second signs every byte of the
canonical JSON, so that nothing can be added beside the meaning.
"""

from collections.abc import Callable, Mapping
from hashlib import sha256
from typing import Any

from certificates import ed25519
from courses.canonical import canonical

from .contexts import canonical_rdf

RDFC, JCS = "eddsa-rdfc-2022", "eddsa-jcs-2022"
_WRITE: dict[str, Callable[[Mapping[str, Any]], bytes]] = {RDFC: canonical_rdf, JCS: canonical}
# What a proof of ours has, and nothing else.
_FIELDS = {"type", "cryptosuite", "created", "verificationMethod", "proofPurpose", "proofValue"}

type Document = dict[str, Any]
# The bytes to sign in, the signature as multibase base 58 out.
type Sign = Callable[[bytes], str]


def signed(document: Mapping[str, Any], *, method: str, created: str, sign: Sign) -> Document:
    """The document with a proof of each suite. Raises UnsafeDocument.

    `method` is the DID URL of the key, `created` a moment in UTC.
    """
    proofs = []
    for suite in (RDFC, JCS):
        options = {
            "type": "DataIntegrityProof",
            "cryptosuite": suite,
            "created": created,
            "verificationMethod": method,
            "proofPurpose": "assertionMethod",
        }
        if suite == JCS:
            options["@context"] = document["@context"]
        proofs.append(options | {"proofValue": sign(to_sign(document, options))})
    return {**document, "proof": proofs}


def to_sign(document: Mapping[str, Any], options: Mapping[str, Any]) -> bytes:
    """The digest of the proof's own settings, then that of the document without proofs. Raises UnsafeDocument."""
    write = _WRITE[options["cryptosuite"]]
    context = {"@context": document["@context"]} if options["cryptosuite"] == RDFC else {}
    return sha256(write({**context, **options})).digest() + sha256(write(document)).digest()


def verifies(document: Mapping[str, Any], proof: Mapping[str, Any], public_key: bytes) -> bool:
    """Whether this proof is the key holder's signature of this document (its proofs aside). Raises UnsafeDocument."""
    unsecured = {name: value for name, value in document.items() if name != "proof"}
    options = {name: value for name, value in proof.items() if name != "proofValue"}
    return ed25519.verify(to_sign(unsecured, options), proof["proofValue"], public_key)


def well_formed(proof: Any, context: Any) -> bool:
    """Whether this is a proof as we write them: our fields, each a text, one of our suites."""
    if not isinstance(proof, dict):
        return False
    fields = set(proof)
    if proof.get("cryptosuite") == JCS:
        fields.discard("@context")
        if proof.get("@context", context) != context:
            return False
    return (
        fields == _FIELDS
        and all(isinstance(proof[name], str) for name in _FIELDS)
        and proof["cryptosuite"] in _WRITE
        and proof["type"] == "DataIntegrityProof"
        and proof["proofPurpose"] == "assertionMethod"
    )
