"""A certificate outside our database: an Open Badges 3.0 credential that anybody can check. Pure.

badge       facts → credential            proofs      both Ed25519 suites
jwt         credential → RS256 token      did         the issuer's key document
status_list one bit a credential          baking      credential → PNG
extracting  PDF, PNG, JSON → credential   verifying   credential, keys → verdict with its reason
record      the facts with their own signature, as the PDF carries them too
"""

from .keyring import Keys, PublicKey
from .record import Credential, as_bytes, credential, is_genuine
from .verifying import Finding, Verdict, verify_credential, verify_file, verify_token

__all__ = [
    "Credential",
    "Finding",
    "Keys",
    "PublicKey",
    "Verdict",
    "as_bytes",
    "credential",
    "is_genuine",
    "verify_credential",
    "verify_file",
    "verify_token",
]
