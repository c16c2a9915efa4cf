"""Is this credential ours, and unchanged? An answer with its reason in plain words. Pure.

Whether it was revoked since is the status list's word, or our database's; a signature cannot know.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from certificates import codes

from . import jwt, status_list
from .contexts import ALLOWED, UnsafeDocument, undefined_terms
from .extracting import NotReadable, credential_in, parsed
from .keyring import ED25519, RS256, Keys, PublicKey
from .proofs import JCS, RDFC, verifies, well_formed


class Finding(StrEnum):
    """What was found, from the first thing that is wrong."""

    GENUINE = "genuine"
    UNREADABLE = "unreadable"
    UNDEFINED = "undefined"
    UNSIGNED = "unsigned"
    FOREIGN = "foreign"
    WRONG_ISSUER = "wrong issuer"
    OUTSIDE = "outside"
    ALTERED = "altered"
    NOT_YET = "not yet"
    EXPIRED = "expired"
    REVOKED = "revoked"
    STATUS_UNKNOWN = "status unknown"


REASONS = {
    Finding.GENUINE: "We signed this credential, and nothing in it was changed.",
    Finding.UNREADABLE: "This holds no credential that we can read.",
    Finding.UNDEFINED: "It says things that no signature covers, so we don't vouch for any of it.",
    Finding.UNSIGNED: "It isn't signed as we sign.",
    Finding.FOREIGN: "It was signed with a key that isn't ours.",
    Finding.WRONG_ISSUER: "It names another issuer than the one whose key signed it.",
    Finding.OUTSIDE: "It claims to be signed at a time when that key was not in use.",
    Finding.ALTERED: "It was changed after we signed it.",
    Finding.NOT_YET: "It isn't valid yet.",
    Finding.EXPIRED: "It has expired.",
    Finding.REVOKED: "We signed it, and it was revoked since.",
    Finding.STATUS_UNKNOWN: "We signed it, but the list that says whether it still stands can't be relied on.",
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """`document` is empty unless our key signed exactly this: we don't repeat a forgery."""

    finding: Finding
    reason: str
    key_id: str = ""
    document: Mapping[str, Any] = field(default_factory=dict)

    @property
    def genuine(self) -> bool:
        return self.finding == Finding.GENUINE

    @property
    def code(self) -> str:
        """The code to look the certificate up by, of a genuine credential. Empty: none."""
        try:
            return codes.canonical(self.document["id"])
        except (KeyError, codes.WrongCode):
            return ""

    @property
    def name(self) -> str:
        """The holder's name, as it was signed."""
        subject = self.document.get("credentialSubject", {})
        return next((known["identityHash"] for known in subject.get("identifier", [])), "")


class _Refused(Exception):
    def __init__(self, finding: Finding, reason: str = "") -> None:
        super().__init__(finding)
        self.verdict = Verdict(finding, reason or REASONS[finding])


def verify_file(raw: bytes, keys: Keys, *, now: datetime) -> Verdict:
    """The verdict on the credential in a PDF, PNG, JSON file or token. The file around it is not judged."""
    try:
        text = credential_in(raw)
        if text.startswith(b"ey"):
            return verify_token(text.decode(errors="replace"), keys, now=now)
        return verify_credential(parsed(text), keys, now=now)
    except NotReadable as error:
        return Verdict(Finding.UNREADABLE, str(error))


def verify_credential(
    document: Mapping[str, Any],
    keys: Keys,
    *,
    now: datetime,
    lists: Mapping[str, Mapping[str, Any]] | None = None,
) -> Verdict:
    """The verdict on a credential or status list. With `lists` (by address), its status is looked up too.

    Every proof must be ours and hold, and one must cover every byte.
    """
    try:
        key_id = _check(document, keys, now)
        if lists is not None and "credentialStatus" in document:
            _check_status(document, keys, now, lists)
    except _Refused as refused:
        return refused.verdict
    return Verdict(Finding.GENUINE, REASONS[Finding.GENUINE], key_id, document)


def verify_token(text: str, keys: Keys, *, now: datetime) -> Verdict:
    """The verdict on a credential as a JWT."""
    try:
        header = jwt.header_of(text)
        key = _key(header["kid"], keys, RS256)
        claims = parsed(jwt.payload_of(text, key))
    except _Refused as refused:
        return refused.verdict
    except NotReadable as error:
        return Verdict(Finding.UNREADABLE, str(error))
    except jwt.NotAToken:
        return Verdict(Finding.UNSIGNED, REASONS[Finding.UNSIGNED])
    except jwt.WrongSignature:
        return Verdict(Finding.ALTERED, REASONS[Finding.ALTERED])
    return _judged_claims(claims, header["kid"], key, now)


def _judged_claims(claims: dict[str, Any], method: str, key: PublicKey, now: datetime) -> Verdict:
    document = {name: value for name, value in claims.items() if name not in jwt.CLAIMS}
    try:
        _check_terms(document)
        if not jwt.consistent(claims) or method.partition("#")[0] != _issuer(document):
            raise _Refused(Finding.WRONG_ISSUER)
        _check_times(document, document.get("validFrom"), key, now)
    except _Refused as refused:
        return refused.verdict
    return Verdict(Finding.GENUINE, REASONS[Finding.GENUINE], key.key_id, document)


def _check(document: Mapping[str, Any], keys: Keys, now: datetime) -> str:
    """The id of the key that signed. Raises _Refused at the first thing that is wrong."""
    _check_terms(document)
    proofs = document.get("proof")
    proofs = proofs if isinstance(proofs, list) else [proofs]
    suites = [proof["cryptosuite"] for proof in proofs if well_formed(proof, document["@context"])]
    if len(suites) != len(proofs) or suites.count(JCS) != 1 or suites.count(RDFC) > 1:
        raise _Refused(Finding.UNSIGNED)
    # The proof that covers every byte first: what it refuses, nobody has to expand.
    for proof in sorted(proofs, key=lambda proof: proof["cryptosuite"]):
        key = _key(proof["verificationMethod"], keys, ED25519)
        if proof["verificationMethod"].partition("#")[0] != _issuer(document):
            raise _Refused(Finding.WRONG_ISSUER)
        _check_proof(document, proof, key)
        _check_times(document, proof["created"], key, now)
    return key.key_id


def _check_terms(document: Mapping[str, Any]) -> None:
    if document.get("@context") not in ALLOWED:
        raise _Refused(Finding.UNDEFINED, "It doesn't speak the vocabulary of our credentials.")
    try:
        unknown = undefined_terms(document)
    except UnsafeDocument as error:
        raise _Refused(Finding.UNREADABLE, str(error)) from error
    if unknown:
        raise _Refused(Finding.UNDEFINED)


def _key(method: str, keys: Keys, algorithm: str) -> PublicKey:
    key = keys.get(method.partition("#")[2])
    if key is None or key.algorithm != algorithm:
        raise _Refused(Finding.FOREIGN)
    return key


def _issuer(document: Mapping[str, Any]) -> Any:
    issuer = document.get("issuer")
    return issuer.get("id") if isinstance(issuer, Mapping) else issuer


def _check_proof(document: Mapping[str, Any], proof: Mapping[str, Any], key: PublicKey) -> None:
    try:
        if not verifies(document, proof, key.raw):
            raise _Refused(Finding.ALTERED)
    except UnsafeDocument as error:
        raise _Refused(Finding.UNDEFINED) from error
    except ValueError as error:  # a number, say, that canonical JSON cannot hold
        raise _Refused(Finding.ALTERED) from error


def _check_times(document: Mapping[str, Any], signed_at: Any, key: PublicKey, now: datetime) -> None:
    if not key.signed_then(_moment(signed_at)):
        raise _Refused(Finding.OUTSIDE)
    if "validFrom" in document and now < _moment(document["validFrom"]):
        raise _Refused(Finding.NOT_YET)
    if "validUntil" in document and now > _moment(document["validUntil"]):
        raise _Refused(Finding.EXPIRED)


def _moment(text: Any) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except (TypeError, ValueError) as error:
        raise _Refused(Finding.UNREADABLE) from error
    if moment.tzinfo is None:
        raise _Refused(Finding.UNREADABLE)
    return moment


def _check_status(
    document: Mapping[str, Any], keys: Keys, now: datetime, lists: Mapping[str, Mapping[str, Any]]
) -> None:
    found = lists.get(document["credentialStatus"]["statusListCredential"])
    if (
        found is None
        or not verify_credential(found, keys, now=now).genuine
        or _issuer(found) != _issuer(document)
    ):
        raise _Refused(Finding.STATUS_UNKNOWN)
    try:
        if status_list.revoked(document, found):
            raise _Refused(Finding.REVOKED)
    except (KeyError, ValueError) as error:
        raise _Refused(Finding.STATUS_UNKNOWN) from error
